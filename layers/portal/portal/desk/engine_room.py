"""`/redactie/bronnen`, `/quarantaine`, `/logboek`, `/sleutel`: what comes in, what could not, who did what, and the key
for programs.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from portal.desk.guard import Guard, Visit
from portal.desk.services import Services
from portal.desk.session import key_of
from portal.model.desk import DeskRole
from portal.model.feed import Feed
from portal.model.feed_state import FeedState
from portal.storage import audit
from portal.storage.audit import Audited, note
from portal.storage.feed_states import FeedStates
from portal.storage.table import all_of

TOLD = 200


@dataclass(frozen=True, kw_only=True)
class FeedRow:
    """A feed, and what is the matter with it, in Dutch; "" for nothing."""

    feed: Feed
    state: FeedState
    trouble: str
    stored: int


class EngineRoom:
    """Everybody looks; who replays is a chief editor."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        Visitor = Annotated[Visit, Depends(Guard(self._services))]  # noqa: N806  a type
        Chief = Annotated[Visit, Depends(Guard(self._services, DeskRole.CHIEF))]  # noqa: N806  likewise

        @router.get("/bronnen")
        async def feeds(visit: Visitor, gedaan: str = "") -> Response:
            return self._feeds(visit, gedaan)

        @router.post("/bronnen/{feed_id}/ophalen")
        async def look(visit: Visitor, feed_id: str) -> Response:
            return self._looked(visit, feed_id)

        @router.post("/bronnen/{feed_id}/pauze")
        async def pause(visit: Chief, feed_id: str) -> Response:
            return self._paused(visit, feed_id)

        @router.post("/bronnen/{feed_id}/hervatten")
        async def resume(visit: Chief, feed_id: str) -> Response:
            return self._resumed(visit, feed_id)

        @router.get("/quarantaine")
        async def quarantine(visit: Visitor) -> Response:
            return self._shown("quarantine", visit, caught=self._services.quarantine.all(), trouble={})

        @router.post("/quarantaine/{id_}/opnieuw")
        async def replay(visit: Chief, id_: str) -> Response:
            return self._replayed(visit, id_)

        @router.get("/logboek")
        async def trail(visit: Visitor) -> Response:
            return self._trail(visit)

        @router.get("/sleutel")
        async def ask_key(visit: Visitor) -> Response:
            return self._shown("key", visit, key="")

        @router.post("/sleutel")
        async def make_key(visit: Visitor) -> Response:
            self._tell(visit, "made a key for programs", "")
            key = key_of(visit.session, self._services.open_seal(), now=visit.now)
            return self._shown("key", visit, key=key)

        return router

    def _feeds(self, visit: Visit, asked: str) -> Response:
        states = FeedStates(self._services.table).all()
        site = self._services.site
        rows = [_row(feed, states.get(feed.id, FeedState(feed=feed.id)), visit) for feed in site.feeds]
        return self._shown("feeds", visit, rows=rows, asked=site.feed(asked))

    def _looked(self, visit: Visit, feed_id: str) -> Response:
        feed = self._services.site.feed(feed_id)
        if feed is None or feed.folder:
            return RedirectResponse("/redactie/bronnen", status_code=303)
        self._services.try_feed(feed)
        self._tell(visit, "asked for a look at the feed", feed.id)
        return RedirectResponse(f"/redactie/bronnen?gedaan={feed.id}", status_code=303)

    def _paused(self, visit: Visit, feed_id: str) -> Response:
        if self._services.site.feed(feed_id):
            FeedStates(self._services.table).pause(feed_id, by=visit.authority.name)
            self._tell(visit, "paused the feed", feed_id)
        return RedirectResponse("/redactie/bronnen", status_code=303)

    def _resumed(self, visit: Visit, feed_id: str) -> Response:
        if self._services.site.feed(feed_id):
            FeedStates(self._services.table).resume(feed_id, visit.now)
            self._tell(visit, "resumed the feed", feed_id)
        return RedirectResponse("/redactie/bronnen", status_code=303)

    def _replayed(self, visit: Visit, id_: str) -> Response:
        quarantine = self._services.quarantine
        caught = next((one for one in quarantine.all() if one.id == id_), None)
        if caught is None:
            return RedirectResponse("/redactie/quarantaine", status_code=303)
        trouble = self._services.replay(caught)
        self._tell(visit, f"replayed {caught.id}: {trouble or 'taken in'}", caught.feed)
        if trouble:
            return self._shown("quarantine", visit, status=409, caught=quarantine.all(), trouble={id_: trouble})
        quarantine.release(caught)
        return RedirectResponse("/redactie/quarantaine", status_code=303)

    def _trail(self, visit: Visit) -> Response:
        """Of this month and the one before."""
        this = visit.now.date()
        months = (this, this.replace(day=1) - timedelta(days=1))
        told = self._services.table.read(all_of([audit.newest_of_month(one, limit=TOLD) for one in months]))
        return self._shown("audit", visit, told=[one for month in told for one in month][:TOLD])

    def _tell(self, visit: Visit, what: str, about: str) -> None:
        note(self._services.table, Audited(at=visit.now, by=visit.authority.name, what=what, about=about))

    def _shown(self, template: str, visit: Visit, *, status: int = 200, **values: object) -> Response:
        return self._services.pages.answer(template, reader=visit.reader, now=visit.now, status=status, **values)


def _row(feed: Feed, state: FeedState, visit: Visit) -> FeedRow:
    return FeedRow(feed=feed, state=state, trouble=_trouble(state, visit), stored=state.of_last_day(visit.now)[0])


def _trouble(state: FeedState, visit: Visit) -> str:
    if state.paused_by:
        return f"gepauzeerd door {state.paused_by}"
    if state.paused:
        return "gepauzeerd: de bron zegt al een dag dat ze weg is"
    if state.is_failing:
        return f"{state.streak} keer achter elkaar mislukt: {state.last_error}"
    if state.is_agenda:
        return "een agenda, geen nieuws: er wordt niets van opgenomen"
    if state.should_move:
        return f"verhuisd naar {state.moved_to}; zet dat adres in site.toml"
    return "stiller dan gewoonlijk" if state.is_quiet(visit.now) else ""
