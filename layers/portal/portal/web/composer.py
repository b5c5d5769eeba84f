"""From an address to what its page shows: which questions go to the table, and which of them together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic

from portal.model.article import Article, Moved, Teaser, Withdrawn
from portal.model.clock import local_day, month_bounds
from portal.model.section import REGIONS, Section
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
from portal.storage.articles import Listing, Newest
from portal.storage.table import Read, Table, all_of
from portal.web.kept import Kept

KEPT_SECONDS = 3.0
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
    """The first part of a section's list, of a certain length: what is kept and shared."""

    section: str
    limit: int


class Composer:
    """Makes views. One for each warm function; what it keeps saves rounds, never changes what is right."""

    def __init__(self, site: Site, table: Table, *, monotonic: Callable[[], float] = monotonic) -> None:
        self._site = site
        self._table = table
        self._lists: Kept[Listing] = Kept(seconds=KEPT_SECONDS, most=200, monotonic=monotonic)
        self._sections: Kept[str] = Kept(seconds=3600, most=5000, monotonic=monotonic)
        self._newest = Newest(limit=LATEST)

    def forget(self) -> None:
        """Keeps nothing of what was read so far."""
        self._lists.forget()
        self._sections.forget()
        self._newest = Newest(limit=LATEST)

    def front(self, now: datetime) -> FrontView:
        """One round."""
        topics = [_List(section.slug, ON_FRONT) for section in self._site.topics]
        regional = [_List(REGIONS, REGIONAL_ON_FRONT)] if self._site.regions else []
        lists, latest = self._with_latest([*topics, *regional], now)
        blocks = [
            Block(section=section, teasers=one.teasers) for section, one in zip(self._site.topics, lists, strict=False)
        ]
        return FrontView(blocks=tuple(blocks), regional=lists[-1].teasers if regional else (), latest=latest.teasers)

    def section(self, section: Section, now: datetime, *, before: str | None) -> SectionView:
        """One round. `before`: a position, for older items."""
        listing, latest = self._page(section.slug, now, before)
        return SectionView(
            section=section,
            teasers=listing.teasers,
            latest=latest.teasers,
            older=listing.older,
            is_first=before is None,
        )

    def regions(self, now: datetime) -> RegionsView:
        """One round."""
        listing, latest = self._page(REGIONS, now, None)
        return RegionsView(teasers=listing.teasers, latest=latest.teasers)

    def recent(self, now: datetime) -> tuple[Teaser, ...]:
        """The newest of today and yesterday, over all sections. One round."""
        recent = self._lists.get("recent")
        if recent is None:
            today = local_day(now)
            recent = self._table.read(articles.of_days([today, today - timedelta(days=1)], limit=RECENT))
            self._lists.put("recent", recent)
        return recent.teasers

    def article(self, slug: str) -> ArticleView | Withdrawn | Moved | None:
        """One round when the section is known from before or its list is at hand, else two."""
        hint = self._sections.get(slug)
        if hint is None or self._lists.get(_List(hint, MORE + 1)) is not None:
            found = self._table.read(articles.article(slug))
        else:
            found, listing = self._table.both(articles.article(slug), self._question(_List(hint, MORE + 1)))
            self._lists.put(_List(hint, MORE + 1), listing)
        return self._article_view(found) if isinstance(found, Article) else found

    def beside(self, slug: str, *, newer: bool) -> Neighbour | Withdrawn | Moved | None:
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

    def _page(self, section: str, now: datetime, before: str | None) -> tuple[Listing, Listing]:
        if before is None:
            (listing,), latest = self._with_latest([_List(section, ON_PAGE)], now)
            return listing, latest
        wanted = articles.latest(*self._slugs(section), limit=ON_PAGE, before=before)
        older, seen = self._table.both(wanted, self._newest.read(now))
        return older, self._newest.filled(seen, self._table)

    def _with_latest(self, wanted: Sequence[_List], now: datetime) -> tuple[list[Listing], Listing]:
        """The lists and «Net binnen»; what is not kept is asked in one round."""
        latest = self._latest_kept()
        if latest is not None:
            return self._first(wanted), latest
        kept, missing = self._kept(wanted)
        read, seen = self._table.both(all_of([self._question(one) for one in missing]), self._newest.read(now))
        latest = self._newest.filled(seen, self._table)
        self._lists.put("latest", latest)
        return self._merged(wanted, kept, zip(missing, read, strict=True)), latest

    def _latest_kept(self) -> Listing | None:
        """«Net binnen» if it is at hand, also as the beginning of what `recent` read."""
        latest, recent = self._lists.get("latest"), self._lists.get("recent")
        if latest is None and recent is not None and len(recent.teasers) >= LATEST:
            return Listing(teasers=recent.teasers[:LATEST])
        return latest

    def _first(self, wanted: Sequence[_List]) -> list[Listing]:
        kept, missing = self._kept(wanted)
        read = self._table.read(all_of([self._question(one) for one in missing]))
        return self._merged(wanted, kept, zip(missing, read, strict=True))

    def _question(self, one: _List) -> Read[Listing]:
        return articles.latest(*self._slugs(one.section), limit=one.limit)

    def _slugs(self, section: str) -> tuple[str, ...]:
        """Under which the articles of a list are in the table: one, and those that it had before."""
        found = self._site.section(section)
        return found.slugs if found else (section,)

    def _kept(self, wanted: Sequence[_List]) -> tuple[dict[_List, Listing], list[_List]]:
        """What is at hand, and what has to be asked."""
        found = [(one, self._lists.get(one)) for one in wanted]
        kept = {one: listing for one, listing in found if listing is not None}
        return kept, [one for one in wanted if one not in kept]

    def _merged(
        self, wanted: Sequence[_List], kept: dict[_List, Listing], fresh: Iterable[tuple[_List, Listing]]
    ) -> list[Listing]:
        for one, listing in fresh:
            self._lists.put(one, listing)
            kept[one] = listing
        return [kept[one] for one in wanted]


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
