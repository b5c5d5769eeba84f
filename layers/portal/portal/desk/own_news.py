"""`/redactie/nieuw` and `/redactie/bericht/<slug>/bewerken`: news of our own, written here in Markdown."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from portal.desk.articles import Life, standing_at
from portal.desk.carrying_out import carry_out
from portal.desk.guard import Guard, Visit
from portal.desk.own_news_form import FIELDS, NotWrittenError, Writing, fields_of
from portal.desk.preview import Preview
from portal.desk.services import Services
from portal.desk.uploads import FIELD, WORDS, NoPictureError, Uploads, image_of
from portal.lifecycle.event import ImagesSet
from portal.lifecycle.state import Published, slug_of
from portal.storage.own_texts import get_text

_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
"""Of a text, as the API has it too; what else a form says is none that it was given."""


class OwnNewsPages:
    """A form, its preview on the real page, and the text on the site."""

    def __init__(self, services: Services, preview: Preview) -> None:
        self._services = services
        self._preview = preview
        self._writing = Writing(services)
        self._uploads = Uploads(bucket=services.uploads)

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        Visitor = Annotated[Visit, Depends(Guard(self._services))]  # noqa: N806  a type

        @router.get("/nieuw")
        async def ask(visit: Visitor) -> Response:
            return self._asked(visit, {"auteur": visit.session.person.name})

        @router.post("/nieuw")
        async def do(visit: Visitor) -> Response:
            return self._done(visit)

        @router.get("/inzending/{digest}", dependencies=[Depends(Guard(self._services))])
        async def sent(digest: str) -> Response:
            return self._sent(digest)

        @router.get("/bericht/{slug}/bewerken")
        async def edit(visit: Visitor, slug: str) -> Response:
            return self._edited(visit, slug)

        return router

    def _asked(self, visit: Visit, fields: Mapping[str, str], *, refused: str = "", status: int = 200) -> Response:
        return self._services.pages.answer(
            "own-news",
            reader=visit.reader,
            now=visit.now,
            status=status,
            fields={name: fields.get(name, "") for name in FIELDS},
            picture={name: visit.field(name) for name in (FIELD, *WORDS)},
            refused=refused,
        )

    def _sent(self, digest: str) -> Response:
        """A picture as it came, for who looks at a preview; to be shown as nothing else."""
        found = self._uploads.shown(digest)
        if found is None:
            raise HTTPException(404)
        return Response(found[0], media_type=found[1])

    def _edited(self, visit: Visit, slug: str) -> Response:
        """The text as it was written; of what did not come from here there is none."""
        life = standing_at(self._services, slug)
        if not isinstance(life, Life) or life.article is None or life.article.origin.feed not in self._writing.feed.ids:
            return RedirectResponse(f"/redactie/bericht/{slug}", status_code=303)
        text = get_text(self._services.table, life.article.guid)
        if text is None:
            return RedirectResponse(f"/redactie/bericht/{slug}/verbeteren", status_code=303)
        return self._asked(visit, fields_of(text))

    def _done(self, visit: Visit) -> Response:
        fields = {name: visit.field(name) for name in FIELDS}
        if visit.field("knop") == "terug":
            return self._asked(visit, fields)
        if not _ID.fullmatch(fields["id"]):
            fields["id"] = f"redactie-{visit.session.id[:6]}-{int(visit.now.timestamp())}"
        try:
            picture = self._uploads.kept(visit)
            visit = replace(visit, form={**visit.form, "id": fields["id"], FIELD: picture})
            if visit.field("knop") != "plaatsen":
                return self._preview.shown(visit, self._writing.article(fields, visit.now), "/redactie/nieuw")
            state = self._writing.put(fields, by=visit.authority.name, now=visit.now)
        except (NotWrittenError, NoPictureError) as error:
            return self._asked(visit, fields, refused=str(error), status=422)
        if picture:
            event = ImagesSet(images=(image_of(picture, visit.form),))
            carry_out(self._services, slug_of(state), event, visit.authority)
        done = "geplaatst" if isinstance(state, Published) else "bewaard"
        return RedirectResponse(f"/redactie/bericht/{slug_of(state)}?gedaan={done}", status_code=303)
