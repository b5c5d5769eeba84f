"""From an address to what its page shows: which questions go to the table, and which of them together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic

from portal.model.article import Article, HiddenArticle, Moved, Teaser
from portal.model.clock import local_day, month_bounds
from portal.model.freshness import LIST_SECONDS
from portal.model.section import ALL, REGIONS, Section
from portal.model.site import Site
from portal.rendering.views import (
    ArticleView,
    Block,
    DayView,
    FrontView,
    MonthView,
    Neighbour,
    RegionsView,
    SectionView,
    YearView,
)
from portal.storage import articles
from portal.storage.articles import Listing
from portal.storage.table import Read, Table, all_of
from portal.web.kept import Kept

ON_FRONT = 5
ON_PAGE = 20
ON_DAY = 100
MORE = 7
PREVIOUS, NEXT = "vorige", "volgende"
LATEST = 8
RECENT = 40
REGIONAL_ON_FRONT = 8


@dataclass(frozen=True)
class _List:
    """The first part of a section's list, or of that of all, of a certain length: what is kept and shared."""

    section: str
    limit: int


_NEWEST = _List(ALL, LATEST)
"""«Net binnen»"""


class Composer:
    """Makes views. One for each warm function; what it keeps saves rounds, never changes what is right."""

    def __init__(self, site: Site, table: Table, *, monotonic: Callable[[], float] = monotonic) -> None:
        self._site = site
        self._table = table
        self._lists: Kept[Listing] = Kept(seconds=LIST_SECONDS, most=200, monotonic=monotonic)
        self._sections: Kept[str] = Kept(seconds=3600, most=5000, monotonic=monotonic)

    def forget(self) -> None:
        """Keeps nothing of what was read so far."""
        self._lists.forget()
        self._sections.forget()

    def front(self) -> FrontView:
        """One round."""
        topics = [_List(section.slug, ON_FRONT) for section in self._site.topics]
        regional = [_List(REGIONS, REGIONAL_ON_FRONT)] if self._site.regions else []
        lists, latest = self._with_latest([*topics, *regional])
        blocks = [
            Block(section=section, teasers=one.teasers) for section, one in zip(self._site.topics, lists, strict=False)
        ]
        return FrontView(blocks=tuple(blocks), regional=lists[-1].teasers if regional else (), latest=latest.teasers)

    def section(self, section: Section, *, before: str | None) -> SectionView:
        """One round. `before`: a position, for older items."""
        listing, latest = self._page(section.slug, before)
        return SectionView(
            section=section,
            teasers=listing.teasers,
            latest=latest.teasers,
            older=listing.older,
            is_first=before is None,
        )

    def regions(self) -> RegionsView:
        """One round."""
        listing, latest = self._page(REGIONS, None)
        return RegionsView(teasers=listing.teasers, latest=latest.teasers)

    def recent(self, now: datetime) -> tuple[Teaser, ...]:
        """The newest of today and yesterday, over all sections. One round."""
        recent = self._lists.get("recent")
        if recent is None:
            recent = self._table.read(articles.newest(limit=RECENT, since=local_day(now) - timedelta(days=1)))
            self._lists.put("recent", recent)
        return recent.teasers

    def article(self, slug: str) -> ArticleView | HiddenArticle | Moved | None:
        """One round when the section is known from before or its list is at hand, else two."""
        hint = self._sections.get(slug)
        if hint is None or self._lists.get(_List(hint, MORE + 1)) is not None:
            found = self._table.read(articles.article(slug))
        else:
            found, listing = self._table.both(articles.article(slug), self._question(_List(hint, MORE + 1)))
            self._lists.put(_List(hint, MORE + 1), listing)
        return self._article_view(found) if isinstance(found, Article) else found

    def beside(self, slug: str, *, newer: bool) -> Neighbour | HiddenArticle | Moved | None:
        """Whom a reader finds after an article in its section, or before it. Two rounds."""
        found = self._table.read(articles.article(slug))
        if not isinstance(found, Article):
            return found
        section = self._site.section_or_orphan(found.section)
        question = articles.beside(*self._slugs(section.slug), position=found.position, newer=newer)
        return Neighbour(article=found, section=section, teaser=self._table.read(question))

    def day(self, day: date, now: datetime, *, before: str | None) -> DayView:
        """One round."""
        earlier = articles.calendar(months=2, until=day - timedelta(days=1))
        later = articles.calendar(months=2, since=day + timedelta(days=1))
        listing, (before_it, after_it) = self._table.both(
            articles.of_day(day, limit=ON_DAY, before=before), all_of([earlier, later])
        )
        today = local_day(now)
        first, last = month_bounds(day)
        return DayView(
            day=day,
            teasers=listing.teasers,
            previous_day=next(iter(before_it), None),
            next_day=_first_until(today, after_it),
            month=frozenset(one for one in (*before_it, *after_it) if first <= one <= min(last, today)),
            older=listing.older,
            is_first=before is None,
        )

    def month(self, month: date, now: datetime) -> MonthView:
        """`month`: any day of it. One round."""
        first, last = month_bounds(month)
        today = local_day(now)
        days, later = self._table.both(
            articles.calendar(months=2, until=min(last, today)),
            articles.calendar(months=1, since=last + timedelta(days=1)),
        )
        return MonthView(
            month=first,
            days=frozenset(day for day in days if day >= first),
            previous=next((day for day in days if day < first), None),
            next=_first_until(today, later),
        )

    def year(self, year: int, now: datetime) -> YearView | None:
        """One round. None where an article that is called by the number of the year has its address."""
        until = articles.calendar(months=13, until=min(date(year, 12, 31), local_day(now)))
        since = articles.calendar(months=1, since=date(year + 1, 1, 1))
        found, (days, later) = self._table.both(articles.article(str(year)), all_of([until, since]))
        if found is not None:
            return None
        following = _first_until(local_day(now), later)
        return YearView(
            year=year,
            months=tuple(dict.fromkeys(day.replace(day=1) for day in days if day.year == year)),
            previous=next((day.year for day in days if day.year < year), None),
            next=following.year if following else None,
        )

    def _article_view(self, article: Article) -> ArticleView:
        section = self._site.section_or_orphan(article.section)
        self._sections.put(article.slug, section.slug)
        (listing,) = self._first([_List(section.slug, MORE + 1)])
        previous, following = _beside(article, listing)
        return ArticleView(
            article=article,
            section=section,
            more=listing.without(article.slug, limit=MORE),
            previous=previous,
            next=following,
        )

    def _page(self, section: str, before: str | None) -> tuple[Listing, Listing]:
        if before is None:
            (listing,), latest = self._with_latest([_List(section, ON_PAGE)])
            return listing, latest
        wanted = articles.latest(*self._slugs(section), limit=ON_PAGE, before=before)
        return self._table.both(wanted, self._question(_NEWEST))

    def _with_latest(self, wanted: Sequence[_List]) -> tuple[list[Listing], Listing]:
        """The lists and «Net binnen»; what is not kept is asked in one round."""
        recent = self._lists.get("recent")
        if recent is not None and len(recent.teasers) >= LATEST:
            return self._first(wanted), Listing(teasers=recent.teasers[:LATEST])
        *lists, latest = self._first([*wanted, _NEWEST])
        return lists, latest

    def _first(self, wanted: Sequence[_List]) -> list[Listing]:
        """What is not kept is asked in one round."""
        kept = {one: listing for one in wanted if (listing := self._lists.get(one)) is not None}
        missing = [one for one in wanted if one not in kept]
        read = self._table.read(all_of([self._question(one) for one in missing]))
        for one, listing in zip(missing, read, strict=True):
            self._lists.put(one, listing)
            kept[one] = listing
        return [kept[one] for one in wanted]

    def _question(self, one: _List) -> Read[Listing]:
        if one.section == ALL:
            return articles.newest(limit=one.limit)
        return articles.latest(*self._slugs(one.section), limit=one.limit)

    def _slugs(self, section: str) -> tuple[str, ...]:
        """Under which the articles of a list are in the table: one, and those that it had before."""
        found = self._site.section(section)
        return found.slugs if found else (section,)


def _beside(article: Article, newest: Listing) -> tuple[str | None, str | None]:
    """The ways to the article before this one and after it: from the newest of its section where these hold both, else
    by addresses that look it up. Nothing is asked for it.
    """
    paths = [teaser.path for teaser in newest.teasers]
    find_previous, find_next = f"{article.path}/{PREVIOUS}", f"{article.path}/{NEXT}"
    if article.path not in paths:
        return find_previous, find_next
    at = paths.index(article.path)
    last = find_previous if newest.older else None
    return next(iter(paths[at + 1 :]), last), paths[at - 1] if at else None


def _first_until(today: date, days: Sequence[date]) -> date | None:
    """The earliest of `days`, which come newest first, if it is not after today."""
    return next((day for day in reversed(days) if day <= today), None)
