"""`/redactie/gelezen`: what readers read, in numbers that hold no reader."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from portal.desk.guard import Guard, Visit
from portal.desk.services import Services
from portal.model.article import Article, HiddenArticle
from portal.model.errors import StorageError
from portal.model.page_views import PLAIN_PAGES, PageViews, ranked, together
from portal.storage import article_queries
from portal.storage.page_views import days_since, hours_of
from portal.storage.table import Table
from portal.web.ttl_cache import TtlCache

logger = logging.getLogger("portal")
DAY = timedelta(days=1)
KEPT_SECONDS = 600.0
MOST = 25
"""Articles in the list."""
OTHER_PAGES = dict(zip(PLAIN_PAGES, ("Voorpagina", "Alle plaatsen", "Vandaag", "Zoeken"), strict=True))


@dataclass(frozen=True, kw_only=True)
class ViewsPeriod:
    """A choice of how far back: its name in the address and on the page; `days` 0, the last 24 hours."""

    id: str
    name: str
    days: int


WEEK = ViewsPeriod(id="week", name="7 dagen", days=7)
PERIODS = (ViewsPeriod(id="etmaal", name="24 uur", days=0), WEEK, ViewsPeriod(id="maand", name="30 dagen", days=30))


@dataclass(frozen=True, kw_only=True)
class ArticleRow:
    """An article that was read. `headline` is "" where it is not public, `section` where nothing is known of it."""

    slug: str
    headline: str
    section: str
    views: int


@dataclass(frozen=True, kw_only=True)
class SectionRow:
    """How often articles of a section were read, and its own page looked at."""

    name: str
    views: int
    page_views: int


class Readership:
    """Everybody at the desk looks."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        Visitor = Annotated[Visit, Depends(Guard(self._services))]  # noqa: N806  a type

        @router.get("/gelezen")
        async def read(visit: Visitor, periode: str = "") -> Response:
            return self._shown(visit, next((one for one in PERIODS if one.id == periode), PERIODS[0]))

        return router

    def _shown(self, visit: Visit, period: ViewsPeriod) -> Response:
        views = views_of(self._services.table, period, visit.now)
        return self._services.pages.answer(
            "readership",
            reader=visit.reader,
            now=visit.now,
            period=period,
            periods=PERIODS,
            total=views.of_articles,
            articles=self._articles(views),
            sections=self._sections(views),
            others=[(OTHER_PAGES[path], count) for path, count in ranked(views.pages) if path in OTHER_PAGES],
        )

    def _articles(self, views: PageViews) -> Sequence[ArticleRow]:
        most = views.most_viewed(MOST)
        found = article_queries.what_stands_at(self._services.table, [slug for slug, _ in most]) if most else {}
        return [self._row(slug, count, found.get(slug)) for slug, count in most]

    def _row(self, slug: str, count: int, found: Article | HiddenArticle | None) -> ArticleRow:
        return ArticleRow(
            slug=found.slug if found else slug,
            headline=found.headline if isinstance(found, Article) else "",
            section=self._services.site.section_or_orphan(found.section).name if found else "",
            views=count,
        )

    def _sections(self, views: PageViews) -> Sequence[SectionRow]:
        """Each with something to say, the most read first."""
        rows = [
            SectionRow(
                name=section.name,
                views=sum(views.sections.get(slug, 0) for slug in section.slugs),
                page_views=sum(views.pages.get(path, 0) for path in section.paths),
            )
            for section in self._services.site.sections
        ]
        known = sorted((row for row in rows if row.views or row.page_views), key=lambda row: -row.views)
        rest = views.of_articles - sum(row.views for row in known)
        return [*known, SectionRow(name="Overig", views=rest, page_views=0)] if rest else known


class WeekViews:
    """How often an article was read in seven days, as a warm function knows it: a count changes once an hour."""

    def __init__(self, table: Table, *, monotonic: Callable[[], float] = monotonic) -> None:
        self._table = table
        self._kept: TtlCache[PageViews] = TtlCache(seconds=KEPT_SECONDS, most=1, monotonic=monotonic)

    def of(self, slug: str, now: datetime) -> int:
        """One Query, now and then; 0 where it fails, for the page of an article has more urgent things."""
        views = self._kept.get(WEEK.id)
        if views is None:
            try:
                views = views_of(self._table, WEEK, now)
            except StorageError as error:
                logger.warning("what was read cannot be said: %s", error)
                return 0
            self._kept.put(WEEK.id, views)
        return views.articles.get(slug, 0)


def views_of(table: Table, period: ViewsPeriod, now: datetime) -> PageViews:
    """What was counted in `period`, up to `now`: of hours, or of days in UTC. Two Querys, or one."""
    if period.days:
        return together(days_since(table, (now - (period.days - 1) * DAY).date()).values())
    hours = hours_of(table, [(now - DAY).date(), now.date()])
    return together(one.views for one in hours if one.hour > now - DAY)
