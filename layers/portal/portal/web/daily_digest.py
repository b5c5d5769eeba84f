"""The daily digest: a page, plain text that a provider can mail, and a feed."""

from dataclasses import replace
from datetime import date, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.model.article import Article
from portal.model.site import Site
from portal.rendering import daily_digest, rss
from portal.rendering.daily_digest import Window
from portal.rendering.views import DailyDigestView
from portal.storage import article_queries
from portal.storage.article_queries import Listing
from portal.storage.table import Table, all_of
from portal.web.context import Context
from portal.web.middleware import deadline_of
from portal.web.pages import FIRST_DAY
from portal.web.responses import Endpoint, respond

DAYS_IN_FEED = 3
MOST = 1000
"""Articles of a day that are looked at."""
SPARE = 4
"""Times as many are looked at as are told, for some may not be given away."""
TEXT = "text/plain; charset=utf-8"


class DailyDigest:
    """Every method that answers an address is one of `routes`."""

    def __init__(self, context: Context, table: Table) -> None:
        self._context = context
        self._site: Site = context.site
        self._table = table

    def routes(self) -> dict[str, Endpoint]:
        return {
            daily_digest.PATH: self.page,
            f"{daily_digest.PATH}/{{day}}": self.page_of_day,
            daily_digest.TEXT_PATH: self.text,
            daily_digest.FEED_PATH: self.feed,
        }

    async def page(self, request: Request) -> Response:
        """One round."""
        now = self._context.clock()
        return self._page(request, daily_digest.window(now), daily_digest.PATH, now)

    async def page_of_day(self, request: Request, day: str) -> Response:
        """Where it stays. One round."""
        now = self._context.clock()
        try:
            wanted = date.fromisoformat(day)
        except ValueError as error:
            raise HTTPException(404) from error
        if f"{wanted}" != day or not FIRST_DAY <= wanted <= daily_digest.window(now).day:
            raise HTTPException(404)
        return self._page(request, daily_digest.window_of(wanted), daily_digest.path_of(wanted), now)

    def _page(self, request: Request, window: Window, path: str, now: datetime) -> Response:
        question = article_queries.between(window.start, window.end, limit=MOST)
        view = daily_digest.chosen(self._table_for(request).read(question).teasers, self._site, window.day)
        view = replace(view, is_latest=window == daily_digest.window(now))
        return respond(request, self._context.pages.daily_digest(view, now=now, path=path))

    async def text(self, request: Request) -> Response:
        (view,) = self._given_away(request, days=1)
        return respond(request, daily_digest.as_text(view, self._site), media_type=TEXT)

    async def feed(self, request: Request) -> Response:
        views = [view for view in self._given_away(request, days=DAYS_IN_FEED) if view.blocks]
        return respond(request, rss.digest_feed(self._site, views), media_type=rss.MEDIA_TYPE)

    def _days(self, request: Request, *, days: int) -> list[tuple[Listing, date]]:
        """Of today and the days before it. A Query each, in one round."""
        now = self._context.clock()
        windows = [daily_digest.window(now, back=back) for back in range(days)]
        questions = [article_queries.between(one.start, one.end, limit=MOST) for one in windows]
        listings = self._table_for(request).read(all_of(questions))
        return [(listing, one.day) for listing, one in zip(listings, windows, strict=True)]

    def _given_away(self, request: Request, *, days: int) -> list[DailyDigestView]:
        """Without what the licence of its feed keeps on our own pages, or no longer allows: the next takes its place. A
        BatchGetItem or two more, in a round of their own.
        """
        told = self._days(request, days=days)
        possible = [daily_digest.chosen(one.teasers, self._site, day, times=SPARE) for one, day in told]
        slugs = [slug for view in possible for slug in daily_digest.slugs_of(view)]
        found = article_queries.bodies(self._table_for(request), dict.fromkeys(slugs))
        free = {slug for slug, article in found.items() if self._is_free(article)}
        return [
            daily_digest.chosen((one for one in listing.teasers if one.slug in free), self._site, day)
            for listing, day in told
        ]

    def _is_free(self, article: Article) -> bool:
        return self._site.syndicates(article) != "none" and not self._site.is_over(article, self._context.clock())

    def _table_for(self, request: Request) -> Table:
        return self._table.within(deadline_of(request.scope))
