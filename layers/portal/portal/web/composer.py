"""From an address to what its page shows: which questions go to the table, and which of them together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic

from portal.model.article import Article, Moved, Withdrawn
from portal.model.clock import local_day
from portal.model.section import REGIONS, Section
from portal.model.site import Site
from portal.rendering.views import ArticleView, Block, DayView, FrontView, RegionsView, SectionView
from portal.storage import articles
from portal.storage.articles import Listing, Newest
from portal.storage.table import Read, Table, all_of
from portal.web.kept import Kept

KEPT_SECONDS = 3.0
ON_FRONT = 5
ON_PAGE = 20
ON_DAY = 100
MORE = 7
LATEST = 8
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

    def article(self, slug: str) -> ArticleView | Withdrawn | Moved | None:
        """One round when the section is known from before or its list is at hand, else two."""
        hint = self._sections.get(slug)
        if hint is None or self._lists.get(_List(hint, MORE + 1)) is not None:
            found = self._table.read(articles.article(slug))
        else:
            found, listing = self._table.both(articles.article(slug), self._question(_List(hint, MORE + 1)))
            self._lists.put(_List(hint, MORE + 1), listing)
        return self._article_view(found) if isinstance(found, Article) else found

    def day(self, day: date, now: datetime, *, before: str | None) -> DayView:
        """One round."""
        earlier = articles.calendar(months=2, until=day - timedelta(days=1))
        later = articles.calendar(months=2, since=day + timedelta(days=1))
        listing, (before_it, after_it) = self._table.both(
            articles.of_day(day, limit=ON_DAY, before=before), all_of([earlier, later])
        )
        today = local_day(now)
        return DayView(
            day=day,
            teasers=listing.teasers,
            previous_day=next(iter(before_it), None),
            next_day=next((one for one in reversed(after_it) if one <= today), None),
            older=listing.older,
            is_first=before is None,
        )

    def _article_view(self, article: Article) -> ArticleView:
        section = self._site.section_or_orphan(article.section)
        self._sections.put(article.slug, section.slug)
        (listing,) = self._first([_List(section.slug, MORE + 1)])
        return ArticleView(
            article=article,
            section=section,
            more=listing.without(article.slug, limit=MORE),
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
        latest = self._lists.get("latest")
        if latest is not None:
            return self._first(wanted), latest
        kept, missing = self._kept(wanted)
        read, seen = self._table.both(all_of([self._question(one) for one in missing]), self._newest.read(now))
        latest = self._newest.filled(seen, self._table)
        self._lists.put("latest", latest)
        return self._merged(wanted, kept, zip(missing, read, strict=True)), latest

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
