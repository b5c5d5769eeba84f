"""Sitemaps: every article, every list and the newest, for search engines."""

import re
from datetime import date, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.model.article import Teaser
from portal.model.clock import local_day
from portal.rendering import sitemap
from portal.rendering.subscriptions import subscriptions
from portal.storage import article_queries
from portal.storage.article_queries import Month
from portal.storage.table import Table, all_of
from portal.web import cache_control
from portal.web.context import Context
from portal.web.errors import moved_permanently
from portal.web.middleware import deadline_of
from portal.web.responses import Endpoint, respond
from portal.web.syndication import newest_of

MONTHS_LISTED = 1200


class Sitemaps:
    """Every method that answers an address is one of `routes`."""

    def __init__(self, context: Context, table: Table) -> None:
        self._context = context
        self._site = context.site
        self._table = table

    def routes(self) -> dict[str, Endpoint]:
        """Address to handler; the order is the order of matching."""
        return {
            "/sitemap.xml": self.index,
            "/sitemap-news.xml": self.news,
            "/sitemap-{name}.xml": self.part,
        }

    async def index(self, request: Request) -> Response:
        """A sitemap a month; of a month that is too large for one, a sitemap a day."""
        months = self._table_for(request).read(
            article_queries.months(most=MONTHS_LISTED, until=local_day(self._context.clock()))
        )
        parts = {name: newest for month in months for name, newest in _parts(month).items()}
        return respond(request, sitemap.sitemap_index(self._site, parts), media_type=sitemap.MEDIA_TYPE)

    async def part(self, request: Request, name: str) -> Response:
        if name == "rubrieken":
            return self._sections(request)
        table = self._table_for(request)
        month = _month(table, name)
        days = [day for day in month.days if f"{day}".startswith(name)] if month else []
        if month and len(name) == len("2026-11") and name not in _parts(month):
            return moved_permanently(request, self._context, "/sitemap.xml")
        teasers = _all_of_days(table, days)
        if not teasers:
            raise HTTPException(404)
        cache = (
            cache_control.SETTLED if sitemap.is_settled(name, local_day(self._context.clock())) else cache_control.PAGE
        )
        body = sitemap.articles_sitemap(self._site, teasers)
        return respond(request, body, media_type=sitemap.MEDIA_TYPE, cache=cache)

    def _sections(self, request: Request) -> Response:
        """One round: the newest of each list, a Query each."""
        shown = subscriptions(self._site).values()
        newest = self._table_for(request).read(all_of([newest_of(subscription, 1) for subscription in shown]))
        lists = {one.page: next(iter(found.teasers), None) for one, found in zip(shown, newest, strict=True)}
        others = ["/feeds", *(page.path for page in self._context.own_pages.listed)]
        return respond(request, sitemap.sections_sitemap(self._site, lists, others), media_type=sitemap.MEDIA_TYPE)

    async def news(self, request: Request) -> Response:
        now = self._context.clock()
        days = [local_day(now) - timedelta(days=back) for back in range(3)]
        newest = self._table_for(request).read(article_queries.of_days(days, limit=sitemap.MOST_NEWS))
        body = sitemap.news_sitemap(self._site, newest.teasers, now)
        return respond(request, body, media_type=sitemap.MEDIA_TYPE)

    def _table_for(self, request: Request) -> Table:
        return self._table.within(deadline_of(request.scope))


def _month(table: Table, name: str) -> Month | None:
    """The month of `2026-11` or `2026-11-24`, if it had news."""
    if not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", name, re.ASCII):
        return None
    try:
        first, last = sitemap.months_in_part(name[:7])
    except (ValueError, OverflowError):
        return None
    months = table.read(article_queries.months(most=1, until=last))
    return months[0] if months and months[0].days[0] >= first else None


def _parts(month: Month) -> dict[str, date]:
    """The sitemaps that hold the articles of `month`: by name, the day of the newest."""
    if month.articles > sitemap.MOST_IN_PART:
        return {day.isoformat(): day for day in month.days}
    return {f"{month.days[0]:%Y-%m}": month.days[0]}


def _all_of_days(table: Table, days: list[date]) -> list[Teaser]:
    """Every article of `days`, newest day first: a Query a day in one round, further rounds for very full days."""
    waiting: dict[date, str | None] = dict.fromkeys(days)
    found: dict[date, list[Teaser]] = {day: [] for day in days}
    while waiting:
        read = table.read(
            all_of([article_queries.of_day(day, limit=1000, before=before) for day, before in waiting.items()])
        )
        listings = dict(zip(waiting, read, strict=True))
        for day, listing in listings.items():
            found[day] += listing.teasers
        waiting = {day: listing.older for day, listing in listings.items() if listing.older}
    return [teaser for day in days for teaser in found[day]]
