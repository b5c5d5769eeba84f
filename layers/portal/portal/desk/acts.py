"""What a person does to an article: each is a transition with that person's authority, and answers with its page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from portal.desk.articles import Life, standing_at
from portal.desk.carrying_out import carry_out
from portal.desk.dutch import in_dutch
from portal.desk.guard import Guard, Visit
from portal.desk.moments import moment_in
from portal.desk.services import Services
from portal.lifecycle.event import EmbargoSet, Event, Pinned, Renamed, Restored, Withdrawn
from portal.lifecycle.outcome import Outcome, Transition
from portal.lifecycle.state import Published
from portal.model.article import Moved
from portal.model.desk import DeskRole
from portal.model.slug import LONGEST, is_slug
from portal.storage import article_queries
from portal.storage.audit import Audited, note

PIN_HOURS = (2, 4, 8, 24)
ActDone = Callable[[Visit, str], Response]


class Acts:
    """`/redactie/bericht/<slug>/…`: a page that asks, and a form that does it."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/bericht/{slug}", include_in_schema=False)
        self.add(router, "intrekken", DeskRole.REPORTER, self._withdraw)
        self.add(router, "terugzetten", DeskRole.EDITOR, self._restore)
        self.add(router, "adres", DeskRole.EDITOR, self._rename)
        self.add(router, "embargo", DeskRole.EDITOR, self._embargo)
        self.add(router, "vastzetten", DeskRole.EDITOR, self._pin)
        self.add(router, "afhandelen", DeskRole.EDITOR, self._decide, is_asked=False)
        return router

    def add(self, router: APIRouter, name: str, least: DeskRole, act: ActDone, *, is_asked: bool = True) -> None:
        """The page that asks (not without `is_asked`), and the form that does `act`."""
        Visitor = Annotated[Visit, Depends(Guard(self._services, least))]  # noqa: N806  a type

        async def ask(visit: Visitor, slug: str) -> Response:
            return self.asked(visit, slug, name)

        async def do(visit: Visitor, slug: str) -> Response:
            return act(visit, slug)

        if is_asked:
            router.add_api_route(f"/{name}", ask, methods=["GET"])
        router.add_api_route(f"/{name}", do, methods=["POST"])

    def asked(self, visit: Visit, slug: str, act: str, *, refused: str = "", status: int = 200) -> Response:
        """The page on which a person says that they mean it. `refused`: why they could not have it."""
        life = standing_at(self._services, slug)
        if isinstance(life, Moved):
            return RedirectResponse(f"/redactie/bericht/{life.to}/{act}", status_code=303)
        name, values = (f"act-{act}", {"life": life}) if life else ("missing", {"slug": slug})
        return self._services.pages.answer(
            name,
            reader=visit.reader,
            now=visit.now,
            status=status if life else 404,
            refused=refused,
            hours=PIN_HOURS,
            form=visit.form,
            **values,
        )

    def changed(self, visit: Visit, slug: str, event: Event, *, act: str, done: str) -> Response:
        """What comes of `event`: the article's page, or the question once more with the reason."""
        if self._is_stale(visit, slug, event):
            words = "Dit bericht is intussen veranderd. Kijk hoe het er nu staat, en beslis opnieuw."
            return self.asked(visit, slug, act, refused=words, status=409)
        made = carry_out(self._services, slug, event, visit.authority)
        if made.outcome is Outcome.REFUSED:
            return self.asked(
                visit, slug, act, refused=f"Dat kon niet: het bericht {in_dutch(made.reason)}.", status=409
            )
        return self._after(slug, made, "gevraagd" if made.outcome is Outcome.NOTICED else done)

    def _after(self, slug: str, made: Transition, done: str) -> Response:
        article = made.after.article.slug if isinstance(made.after, Published) else slug
        return RedirectResponse(f"/redactie/bericht/{article}?gedaan={done}", status_code=303)

    def _is_stale(self, visit: Visit, slug: str, event: Event) -> bool:
        """Whether the article was written since the person saw it. A withdrawal is meant whatever it says by now."""
        if isinstance(event, Withdrawn) or not visit.field("gezien"):
            return False
        life = standing_at(self._services, slug)
        return not isinstance(life, Life) or life.seen_as != visit.field("gezien")

    def _withdraw(self, visit: Visit, slug: str) -> Response:
        return self.changed(visit, slug, Withdrawn(), act="intrekken", done="ingetrokken")

    def _restore(self, visit: Visit, slug: str) -> Response:
        return self.changed(visit, slug, Restored(), act="terugzetten", done="teruggezet")

    def _rename(self, visit: Visit, slug: str) -> Response:
        new = visit.field("adres").lower().rpartition("/")[2]
        if not is_slug(new) or len(new) > LONGEST or new in self._services.site.taken_slugs:
            words = f"Dat kan geen adres zijn. Neem letters, cijfers en streepjes, ten hoogste {LONGEST}."
            return self.asked(visit, slug, "adres", refused=words, status=422)
        return self.changed(visit, slug, Renamed(slug=new), act="adres", done="verplaatst")

    def _embargo(self, visit: Visit, slug: str) -> Response:
        if visit.field("knop") == "opheffen":
            return self.changed(visit, slug, EmbargoSet(until=None), act="embargo", done="vrijgegeven")
        until = moment_in(visit.field("dag"), visit.field("tijd"))
        if until is None:
            words = "Geef een dag en een tijd, zoals 28-11-2026 en 17:30."
            return self.asked(visit, slug, "embargo", refused=words, status=422)
        return self.changed(visit, slug, EmbargoSet(until=until), act="embargo", done="embargo")

    def _pin(self, visit: Visit, slug: str) -> Response:
        hours = visit.field("uren")
        if hours == "0":
            return self.changed(visit, slug, Pinned(until=None), act="vastzetten", done="losgemaakt")
        if hours not in map(str, PIN_HOURS):
            return self.asked(visit, slug, "vastzetten", refused="Kies voor hoelang.", status=422)
        until = (visit.now + timedelta(hours=int(hours))).replace(microsecond=0)
        return self.changed(visit, slug, Pinned(until=until), act="vastzetten", done="vastgezet")

    def _decide(self, visit: Visit, slug: str) -> Response:
        """Of the rows that the person saw: what came since waits on."""
        if not article_queries.wait_no_more(self._services.table, slug, seen=visit.field("gezien").split()):
            return RedirectResponse(f"/redactie/bericht/{slug}?gedaan=intussen", status_code=303)
        what = "decided: stays as it is"
        note(self._services.table, Audited(at=visit.now, by=visit.authority.name, what=what, about=slug))
        return RedirectResponse(f"/redactie/bericht/{slug}?gedaan=afgehandeld", status_code=303)
