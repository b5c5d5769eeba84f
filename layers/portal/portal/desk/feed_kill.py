"""`/redactie/bronnen/<id>/intrekken`: everything that a feed brought goes, after a second confirmation by login.

For the night on which a source was broken into. What is withdrawn this way can be restored article by article.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from portal.desk.carrying_out import tell_cdn
from portal.desk.guard import Guard, Visit
from portal.desk.services import Services
from portal.lifecycle.event import Withdrawn
from portal.lifecycle.outcome import Outcome
from portal.model.desk import DeskRole
from portal.model.feed import Feed
from portal.storage import article_queries
from portal.storage.audit import Audited, note

HOURS = {"24": "het laatste etmaal", "72": "de laatste drie dagen", "168": "de laatste week"}
CONFIRMED_FOR = timedelta(minutes=5)
"""For so long a login counts as a second confirmation."""
LOOKED_THROUGH = 3000
"""Articles of all feeds that are looked at, the newest first."""
AT_A_TIME = 40
"""Articles in one answer, which has to come within its time; the page leads on to the next."""


class FeedKill:
    """The question, and the answer in parts."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        Chief = Annotated[Visit, Depends(Guard(self._services, DeskRole.CHIEF))]  # noqa: N806  a type

        @router.get("/bronnen/{feed_id}/intrekken")
        async def ask(visit: Chief, feed_id: str) -> Response:
            return self._asked(visit, feed_id)

        @router.post("/bronnen/{feed_id}/intrekken")
        async def do(visit: Chief, feed_id: str) -> Response:
            return self._done(visit, feed_id)

        return router

    def _asked(self, visit: Visit, feed_id: str, *, gone: int = 0, left: int = 0, status: int = 200) -> Response:
        feed = self._services.site.feed(feed_id)
        if feed is None:
            return RedirectResponse("/redactie/bronnen", status_code=303)
        return self._services.pages.answer(
            "feed-kill",
            reader=visit.reader,
            now=visit.now,
            status=status,
            feed=feed,
            hours=HOURS,
            chosen=visit.form.get("uren", "24"),
            is_fresh=visit.session.is_confirmed_within(CONFIRMED_FOR, visit.now),
            gone=gone,
            left=left,
        )

    def _done(self, visit: Visit, feed_id: str) -> Response:
        feed, hours = self._services.site.feed(feed_id), visit.field("uren")
        if feed is None or hours not in HOURS or not visit.session.is_confirmed_within(CONFIRMED_FOR, visit.now):
            return self._asked(visit, feed_id, status=403)
        slugs = list(self._slugs_of(feed, visit, int(hours)))
        done = [slug for slug in slugs[:AT_A_TIME] if self._is_withdrawn(slug, visit)]
        if done:
            tell_cdn(self._services, done[-1], visit.now)  # once for all: fifteen orders is what it takes at a time
            what = f"withdrew {len(done)} articles of the feed"
            note(self._services.table, Audited(at=visit.now, by=visit.authority.name, what=what, about=feed.id))
        return self._asked(visit, feed_id, gone=len(done), left=max(0, len(slugs) - AT_A_TIME))

    def _is_withdrawn(self, slug: str, visit: Visit) -> bool:
        made = self._services.store.change(slug, Withdrawn(), visit.authority, self._services.clock)
        return made.outcome is Outcome.DONE

    def _slugs_of(self, feed: Feed, visit: Visit, hours: int) -> Iterator[str]:
        """A Query for the newest of all feeds, and a BatchGetItem for each hundred."""
        since = visit.now - timedelta(hours=hours)
        table = self._services.table
        newest = table.read(article_queries.between(since, visit.now + timedelta(days=1), limit=LOOKED_THROUGH))
        found = article_queries.bodies(table, (one.slug for one in newest.teasers), consistent=True)
        yield from (one.slug for one in found.values() if one.origin.feed in feed.ids)
