"""`/redactie/bericht/<slug>/onderwerpen` and `/foto`: what an article is about, and which pictures it has."""

from fastapi import APIRouter
from starlette.responses import Response

from portal.desk.acts import Acts
from portal.desk.articles import Life, standing_at
from portal.desk.guard import Visit
from portal.desk.services import Services
from portal.desk.uploads import NoPictureError, Uploads, image_of
from portal.lifecycle.event import ImagesSet, SubjectsSet
from portal.model.article import Subject
from portal.model.desk import DeskRole
from portal.model.subject import MOST, shown_subjects


class About:
    """Both ask and do as the other acts."""

    def __init__(self, services: Services, acts: Acts) -> None:
        self._services = services
        self._acts = acts
        self._uploads = Uploads(bucket=services.uploads)

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/bericht/{slug}", include_in_schema=False)
        self._acts.add(router, "onderwerpen", DeskRole.EDITOR, self._subjects)
        self._acts.add(router, "foto", DeskRole.EDITOR, self._images)
        return router

    def _subjects(self, visit: Visit, slug: str) -> Response:
        """One a line, as one types them; a section is no subject."""
        named = [
            Subject(code="", name=line.strip()) for line in visit.field("onderwerpen").splitlines() if line.strip()
        ]
        subjects = shown_subjects(named, (), known=self._services.site.taken_slugs)
        if len(subjects) != len(named):
            words = f"Ten hoogste {MOST} onderwerpen, elk één keer, korter dan een zin en geen naam van een rubriek."
            return self._acts.asked(visit, slug, "onderwerpen", refused=words, status=422)
        return self._acts.changed(visit, slug, SubjectsSet(subjects=subjects), act="onderwerpen", done="onderwerpen")

    def _images(self, visit: Visit, slug: str) -> Response:
        """Without a picture, or led by another of those that came with the article."""
        try:
            sent = self._uploads.kept(visit)
        except NoPictureError as error:
            return self._acts.asked(visit, slug, "foto", refused=str(error), status=422)
        if sent:
            event = ImagesSet(images=(image_of(sent, visit.form),))
            return self._acts.changed(visit, slug, event, act="foto", done="foto")
        life = standing_at(self._services, slug)
        came = life.article.images if isinstance(life, Life) and life.article else ()
        chosen = visit.field("foto")
        first = tuple(one for one in came if one.url == chosen)
        if chosen != "geen" and not first:
            return self._acts.asked(visit, slug, "foto", refused="Kies een foto.", status=422)
        images = (*first, *(one for one in came if one.url != chosen)) if first else ()
        return self._acts.changed(visit, slug, ImagesSet(images=images), act="foto", done="foto")
