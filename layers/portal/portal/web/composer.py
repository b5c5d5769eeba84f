"""From an address to what its page shows: which questions go to the table, and which of them together."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any, Self, TypeVar, cast

from portal.deadline import Deadline
from portal.model.article import Article, HiddenArticle, Moved, Teaser
from portal.model.clock import local_day, month_bounds
from portal.model.errors import StorageError
from portal.model.kill_timing import LIST_SECONDS, STALE_LIST_SECONDS
from portal.model.section import ALL, REGIONS, Section
from portal.model.site import Site
from portal.rendering.front_order import front_view
from portal.rendering.views import (
    ArchiveMonth,
    ArticleView,
    DayView,
    FrontBlock,
    FrontView,
    MonthView,
    Neighbour,
    RegionsView,
    SectionView,
    SubjectView,
    YearView,
)
from portal.storage import article_queries, related_articles
from portal.storage.article_queries import Listing
from portal.storage.related_articles import ArticleAndRelated
from portal.storage.table import Read, Table, all_of, both_of
from portal.web.ttl_cache import TtlCache

logger = logging.getLogger("portal")

MOST_LISTS = 200
"""Kept in a warm function, of at most RECENT teasers each."""
ON_FRONT = 5
ON_PAGE = 20
ON_DAY = 100
IN_MONTH, IN_MONTH_OF_YEAR = 7, 3
MORE = 7
PREVIOUS, NEXT = "vorige", "volgende"
LATEST = 8
FOR_FRONT = 12
"""Read of a section, that what is urgent still leads when more has come in since."""
NEWEST = LATEST + ON_FRONT
"""Enough for «Net binnen» beside as many that it does not repeat."""
RECENT = 40
REGIONAL_ON_FRONT = 8
ENOUGH_ON_PAGE, ENOUGH_BESIDE = 5, 3
"""Articles of a place on its page, and beside one of them: with fewer the news of other places follows."""


T = TypeVar("T")


@dataclass(frozen=True)
class _List:
    """The first part of a section's list, or of that of all, of a certain length: what is kept and shared."""

    section: str
    limit: int


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """Of an article that was shown: what its page asks for beside it, so that both can be asked together."""

    section: str
    related: tuple[str, ...]


_NEWEST = _List(ALL, NEWEST)
"""«Net binnen»"""
_REGIONAL = _List(REGIONS, REGIONAL_ON_FRONT)
"""That the front shows, too."""
_RECENT = _List(ALL, RECENT)
"""Of today and yesterday."""


class Composer:
    """Makes views. One for each warm function: it shows lists again for LIST_SECONDS, to save rounds, and, where that
    is allowed (`within`), for STALE_LIST_SECONDS while the table does not answer. Articles are never kept.

    `is_stale`: whether a view that it made has a list that the table would not give.
    """

    is_stale = False
    _may_be_stale = False

    def __init__(self, site: Site, table: Table, *, monotonic: Callable[[], float] = monotonic) -> None:
        self._site = site
        self._table = table
        self._lists: TtlCache[Listing] = TtlCache(
            seconds=LIST_SECONDS, stale_seconds=STALE_LIST_SECONDS, most=MOST_LISTS, monotonic=monotonic
        )
        self._quiet: set[str] = set()
        self._seen: TtlCache[_Seen] = TtlCache(seconds=3600, most=5000, monotonic=monotonic)

    def within(self, deadline: Deadline | None, *, may_be_stale: bool) -> Self:
        """The same, with the same lists, for one request: it asks the table until `deadline`."""
        same = copy(self)
        same._table, same._may_be_stale = self._table.within(deadline), may_be_stale
        return same

    def forget(self) -> None:
        """Keeps nothing of what was read so far."""
        self._lists.forget()
        self._seen.forget()
        self._quiet.clear()

    def front(self, now: datetime) -> FrontView:
        """One round."""
        topics = [_List(section.slug, FOR_FRONT) for section in self._site.topics]
        regional = [_REGIONAL] if self._site.regions else []
        lists, latest = self._with_latest([*topics, *regional])
        blocks = [
            FrontBlock(section=section, teasers=one.teasers)
            for section, one in zip(self._site.topics, lists, strict=False)
        ]
        of_regions = lists[-1].teasers if regional else ()
        return front_view(blocks, of_regions, latest.teasers, opening=self._site.opening, most=LATEST, now=now)

    def section(self, section: Section, *, before: str | None) -> SectionView:
        """One round. `before`: a position, for older items."""
        if section.region and before is None:
            return self._place(section)
        listing, latest = self._page(section.slug, before)
        return SectionView(
            section=section,
            teasers=listing.teasers,
            latest=latest.teasers[:LATEST],
            older=listing.older,
            is_first=before is None,
        )

    def subject(self, slug: str, *, before: str | None) -> SubjectView | None:
        """One round. None for a subject of which there is no article."""
        asked_at = self._lists.now()
        question = article_queries.of_subject(slug, limit=ON_PAGE, before=before)
        if (latest := self._lists.get(_NEWEST)) is not None:
            name, listing = self._table.read(question)
        else:
            (name, listing), answer = self._together(question, _NEWEST)
            latest = self._kept(_NEWEST, answer, asked_at)
        if not listing.teasers:
            return None
        return SubjectView(
            name=name,
            slug=slug,
            teasers=listing.teasers,
            latest=latest.teasers[:LATEST],
            older=listing.older,
            is_first=before is None,
        )

    def _place(self, section: Section) -> SectionView:
        """The list of all places is asked for together with its own: whether that is short is known too late."""
        (listing, regional), latest = self._with_latest([_List(section.slug, ON_PAGE), _REGIONAL])
        return SectionView(
            section=section,
            teasers=listing.teasers,
            latest=latest.teasers[:LATEST],
            older=listing.older,
            elsewhere=() if len(listing.teasers) >= ENOUGH_ON_PAGE else _elsewhere(section, regional),
        )

    def with_elsewhere(self, view: ArticleView) -> ArticleView:
        """Where its place has little else and nothing is near it, with news of the other places. No round more: their
        list came with its place's, or is kept. Where all that was near it is gone, it comes with its place's next list.
        """
        if not view.section.region or len(view.more) >= ENOUGH_BESIDE or view.related:
            return view
        self._quiet.add(view.section.slug)
        seen = self._seen.get(view.article.slug)
        try:
            kept = self._lists.get(_REGIONAL)
            regional = kept if seen and seen.related else self._first([_REGIONAL])[0]
        except StorageError as error:
            logger.warning("news of other places is left out: %s", error)
            return view
        return replace(view, elsewhere=_elsewhere(view.section, regional)) if regional else view

    def regions(self, *, before: str | None) -> RegionsView:
        """One round. `before`: a position, for older items."""
        listing, latest = self._page(REGIONS, before)
        return RegionsView(
            teasers=listing.teasers, latest=latest.teasers[:LATEST], older=listing.older, is_first=before is None
        )

    def recent(self, now: datetime) -> tuple[Teaser, ...]:
        """The newest of today and yesterday, over all sections. One round."""
        question = article_queries.newest(limit=RECENT, since=local_day(now) - timedelta(days=1))
        if (recent := self._lists.get(_RECENT)) is None:
            asked_at = self._lists.now()
            (answer,) = self._table.settle([question])
            recent = self._kept(_RECENT, answer, asked_at)
            if len(recent.teasers) >= LATEST and not self.is_stale:
                self._lists.put(_NEWEST, Listing(teasers=recent.teasers[:NEWEST]), asked_at=asked_at)
        return recent.teasers

    def article(self, slug: str) -> ArticleView | HiddenArticle | Moved | None:
        """One round when it was shown before: its section is known then, and what is near it. Else two."""
        seen = self._seen.get(slug)
        question = related_articles.with_related(slug, seen.related if seen else ())
        expected = _List(seen.section, MORE + 1) if seen else None
        if expected is None or self._lists.get(expected) is not None:
            shown = self._table.read(question)
            return self._article_view(shown, shown.found, {}) if isinstance(shown.found, Article) else shown.found
        asked_at = self._lists.now()
        shown, answer = self._together(question, expected)
        if not isinstance(shown.found, Article):
            return shown.found
        return self._article_view(shown, shown.found, {expected: self._kept(expected, answer, asked_at)})

    def beside(self, slug: str, *, newer: bool) -> Neighbour | HiddenArticle | Moved | None:
        """The next or previous article of the same section. Two rounds."""
        found = self._table.read(article_queries.article(slug))
        if not isinstance(found, Article):
            return found
        section = self._site.section_or_orphan(found.section)
        question = article_queries.beside(*self._slugs(section.slug), position=found.position, newer=newer)
        return Neighbour(article=found, section=section, teaser=self._table.read(question))

    def day(self, day: date, now: datetime, *, before: str | None) -> DayView:
        """One round."""
        earlier = article_queries.calendar(months=2, until=day - timedelta(days=1))
        later = article_queries.calendar(months=2, since=day + timedelta(days=1))
        listing, (before_it, after_it) = self._table.both(
            article_queries.of_day(day, limit=ON_DAY, before=before), all_of([earlier, later])
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
        until = article_queries.calendar(months=2, until=min(last, today))
        since = article_queries.calendar(months=1, since=last + timedelta(days=1))
        of_it = both_of(article_queries.counts_of_month(first), article_queries.of_month(first, limit=IN_MONTH))
        (days, later), (counts, newest) = self._table.both(all_of([until, since]), of_it)
        return MonthView(
            month=first,
            days=frozenset(day for day in days if day >= first),
            previous=next((day for day in days if day < first), None),
            next=_first_until(today, later),
            counts=counts,
            newest=newest.teasers,
        )

    def year(self, year: int, now: datetime) -> YearView | None:
        """One round, with a Query a month. None where an article that is called by the number of the year has its
        address.
        """
        until = article_queries.calendar(months=13, until=min(date(year, 12, 31), local_day(now)))
        since = article_queries.calendar(months=1, since=date(year + 1, 1, 1))
        firsts = [first for month in range(12, 0, -1) if (first := date(year, month, 1)) <= local_day(now)]
        newest = all_of([article_queries.of_month(first, limit=IN_MONTH_OF_YEAR) for first in firsts])
        of_year = both_of(all_of([until, since]), newest)
        found, ((days, later), listings) = self._table.both(article_queries.article(str(year)), of_year)
        if found is not None:
            return None
        following = _first_until(local_day(now), later)
        counts = Counter(day.replace(day=1) for day in days)
        return YearView(
            year=year,
            months=tuple(
                ArchiveMonth(month=first, days=counts[first], newest=listing.teasers)
                for first, listing in zip(firsts, listings, strict=True)
                if counts[first]
            ),
            previous=next((day.year for day in days if day.year < year), None),
            next=following.year if following else None,
        )

    def _article_view(self, shown: ArticleAndRelated, article: Article, known: Mapping[_List, Listing]) -> ArticleView:
        """`known`: a list that came with the article, of the section that it was expected in."""
        section = self._site.section_or_orphan(article.section)
        self._seen.put(article.slug, _Seen(section=section.slug, related=shown.related))
        of_section = _List(section.slug, MORE + 1)
        listing, teasers = self._with_teasers(
            of_section, known, [one for one in shown.related if one not in shown.asked]
        )
        more = listing.without(article.slug, limit=MORE)
        listed = {article.slug, *(one.slug for one in more)}
        near = {**shown.teasers, **teasers}
        previous, following = _beside(article, listing)
        return ArticleView(
            article=article,
            section=section,
            more=more,
            related=tuple(near[slug] for slug in shown.related if slug in near and slug not in listed),
            previous=previous,
            next=following,
        )

    def _with_teasers(
        self, wanted: _List, known: Mapping[_List, Listing], slugs: Sequence[str]
    ) -> tuple[Listing, Mapping[str, Teaser]]:
        """A list and teasers; what is not at hand is asked in one round. Without teasers an article is whole."""
        listing = known.get(wanted) or self._lists.get(wanted)
        if not slugs:
            return listing or self._first([wanted], beside=self._regional_for(wanted))[0], {}
        asked_at = self._lists.now()
        if listing is not None:
            (teasers,) = self._table.settle([related_articles.teasers(slugs)])
        else:
            answer, teasers = self._table.settle_both(self._question(wanted), related_articles.teasers(slugs))
            listing = self._kept(wanted, answer, asked_at)
        if isinstance(teasers, StorageError):
            logger.warning("«Lees ook» is left out: %s", teasers)
            return listing, {}
        return listing, teasers

    def _regional_for(self, wanted: _List) -> list[_List]:
        """What `with_elsewhere` may ask for, so that it comes in the same round as the list of a place."""
        section = self._site.section(wanted.section)
        return [_REGIONAL] if section and section.region else []

    def _page(self, section: str, before: str | None) -> tuple[Listing, Listing]:
        if before is None:
            (listing,), latest = self._with_latest([_List(section, ON_PAGE)])
            return listing, latest
        older = article_queries.latest(*self._slugs(section), limit=ON_PAGE, before=before)
        asked_at = self._lists.now()
        listing, answer = self._together(older, _NEWEST)
        return listing, self._kept(_NEWEST, answer, asked_at)

    def _with_latest(self, wanted: Sequence[_List]) -> tuple[list[Listing], Listing]:
        """The lists and «Net binnen»; what is not kept is asked in one round."""
        *lists, latest = self._first([*wanted, _NEWEST])
        return lists, latest

    def _first(self, wanted: Sequence[_List], *, beside: Sequence[_List] = ()) -> list[Listing]:
        """What is not kept is asked in one round, and `beside` with it: kept where it came, and missed by nobody."""
        kept = {one: listing for one in wanted if (listing := self._lists.get(one)) is not None}
        missing = [one for one in wanted if one not in kept]
        missing += [one for one in beside if self._lists.get(one) is None]
        asked_at = self._lists.now()
        answers = self._table.settle([self._question(one) for one in missing])
        for one, answer in zip(missing, answers, strict=True):
            if one in wanted:
                kept[one] = self._kept(one, answer, asked_at)
            elif not isinstance(answer, StorageError):
                self._lists.put(one, answer, asked_at=asked_at)
        return [kept[one] for one in wanted]

    def _together(self, wanted: Read[T], one: _List) -> tuple[T, Listing | StorageError]:
        """What is never shown from a copy, and the answer to a list, in one round; with that of a quiet place comes the
        list of all places.
        """
        beside = [_REGIONAL] if one.section in self._quiet and self._lists.get(_REGIONAL) is None else []
        asked_at = self._lists.now()
        lists = [cast("Read[Any]", self._question(each)) for each in (one, *beside)]
        found, answer, *more = self._table.settle([cast("Read[Any]", wanted), *lists])
        for each, listing in zip(beside, more, strict=True):
            if not isinstance(listing, StorageError):
                self._lists.put(each, listing, asked_at=asked_at)
        if isinstance(found, StorageError):
            raise found
        return found, answer

    def _kept(self, one: _List, answer: Listing | StorageError, asked_at: float) -> Listing:
        """The list that was read, kept from now on; of one that could not be read a stale copy, if it may be shown."""
        if not isinstance(answer, StorageError):
            self._lists.put(one, answer, asked_at=asked_at)
            return answer
        stale = self._lists.get_stale(one) if self._may_be_stale else None
        if stale is None:
            raise answer
        self.is_stale = True
        logger.warning("a list of up to %g s ago is shown, %s: %s", STALE_LIST_SECONDS, one.section, answer)
        return stale

    def _question(self, one: _List) -> Read[Listing]:
        if one.section == ALL:
            return article_queries.newest(limit=one.limit)
        return article_queries.latest(*self._slugs(one.section), limit=one.limit)

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


def _elsewhere(place: Section, regional: Listing) -> tuple[Teaser, ...]:
    """Of the newest of all places those of others."""
    return tuple(one for one in regional.teasers if one.section not in place.slugs)[:MORE]


def _first_until(today: date, days: Sequence[date]) -> date | None:
    """The earliest of `days`, which come newest first, if it is not after today."""
    return next((day for day in reversed(days) if day <= today), None)
