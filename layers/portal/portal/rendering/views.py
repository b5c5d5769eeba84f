"""What each page shows, as values: everything is decided before a template sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from portal.model.article import Article, Teaser
from portal.model.section import Section
from portal.model.text import Piece
from portal.model.webmail import Webmail


class Crumb(NamedTuple):
    """One step of the way from the front to this page. `path` is None for a place without a page of its own."""

    name: str
    path: str | None


@dataclass(frozen=True, kw_only=True)
class FrontBlock:
    """A section, or all regions together, and its newest articles, as the front shows them."""

    section: Section
    teasers: tuple[Teaser, ...]


@dataclass(frozen=True, kw_only=True)
class FrontView:
    """`blocks`: those that have news, the one that the front opens with first (rendering.front_order). `regional`: the
    newest of all regions. `latest`: of all; `beside`: «Net binnen», which repeats nothing of the first block.
    """

    blocks: tuple[FrontBlock, ...]
    regional: tuple[Teaser, ...]
    latest: tuple[Teaser, ...]
    beside: tuple[Teaser, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SectionView:
    """`older`: the position after which older items begin, None at the end; `is_first`: nothing newer was skipped.

    `elsewhere`: of a place with little news, the newest of the other places.
    """

    section: Section
    teasers: tuple[Teaser, ...]
    latest: tuple[Teaser, ...]
    older: str | None = None
    is_first: bool = True
    elsewhere: tuple[Teaser, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DailyDigestView:
    """What mattered until the morning of `day`; of `blocks` none is empty. `is_latest`: no later morning has been."""

    day: date
    blocks: tuple[FrontBlock, ...]
    is_latest: bool = True


@dataclass(frozen=True, kw_only=True)
class SubjectView:
    """What is about a subject, as a section's list."""

    name: str
    slug: str
    teasers: tuple[Teaser, ...]
    latest: tuple[Teaser, ...]
    older: str | None = None
    is_first: bool = True


@dataclass(frozen=True, kw_only=True)
class RegionsView:
    """`/nieuws/regio`: the regions are in the site; `teasers`: of all of them. `older`, `is_first` as in a section."""

    teasers: tuple[Teaser, ...]
    latest: tuple[Teaser, ...]
    older: str | None = None
    is_first: bool = True


@dataclass(frozen=True, kw_only=True)
class ArticleView:
    """`more`: the newest others of its section, at most seven. `related`: what is near it in any section, at most
    three, and none of `more`. `previous` and `next`: the addresses of the article before it in its section and of the
    one after it, or addresses that find those; None where there is none. `elsewhere`: where its place has little else,
    the newest of the other places.
    """

    article: Article
    section: Section
    more: tuple[Teaser, ...]
    related: tuple[Teaser, ...] = ()
    previous: str | None = None
    next: str | None = None
    elsewhere: tuple[Teaser, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """The next or previous article of the section of `article`; `teaser` is None at either end of it."""

    article: Article
    section: Section
    teaser: Teaser | None


@dataclass(frozen=True, kw_only=True)
class DayView:
    """One day's articles, newest first; the nearest days with news on either side; `older` as in a section.

    `month`: the days of its month with news.
    """

    day: date
    teasers: tuple[Teaser, ...]
    previous_day: date | None
    next_day: date | None
    month: frozenset[date] = frozenset()
    older: str | None = None
    is_first: bool = True


@dataclass(frozen=True, kw_only=True)
class Result:
    """An article among results: `headline` in pieces, and a passage of its `text`."""

    teaser: Teaser
    headline: tuple[Piece, ...]
    text: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class SearchView:
    """`/zoeken`. `query` as the reader wrote it, "" for none; `corrected`: what was looked for instead. `places`: the
    sections and places that it names.

    `count`: how many there are, `full`: how many of them have all words; `is_more`: and more that cannot be leafed
    through; `is_exact`: the count holds. `page` of `pages`, from 1. `span`: the period that it is narrowed to, "" for
    none. `can_be_found`: there is a word in it that must be there. `is_whole`: the whole archive was asked; else a part
    of it is being indexed again. `is_cut`: there was no time for all of it.
    """

    query: str = ""
    can_be_found: bool = True
    corrected: str = ""
    section: Section | None = None
    span: str = ""
    is_newest_first: bool = False
    places: tuple[Section, ...] = ()
    results: tuple[Result, ...] = ()
    count: int = 0
    full: int = 0
    is_more: bool = False
    is_exact: bool = True
    is_cut: bool = False
    is_whole: bool = True
    page: int = 1
    pages: int = 0


@dataclass(frozen=True, kw_only=True)
class MonthView:
    """`month`: its first day; `days`: those with news. The nearest months with news beside it, by a day in each.

    `counts`: of days, as far as they are known; `newest`: its last articles.
    """

    month: date
    days: frozenset[date]
    previous: date | None
    next: date | None
    counts: Mapping[date, int] = field(default_factory=dict)
    newest: tuple[Teaser, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ArchiveMonth:
    """A month of a year: its first day, on how many days there was news, and its last articles."""

    month: date
    days: int
    newest: tuple[Teaser, ...] = ()


@dataclass(frozen=True, kw_only=True)
class YearView:
    """`months`: those with news, newest first. The nearest years with news on either side."""

    year: int
    months: tuple[ArchiveMonth, ...]
    previous: int | None
    next: int | None


@dataclass(frozen=True, kw_only=True)
class ErrorView:
    """A page that says what is wrong and where to go on. `status`: 301, 302, 404, 405, 410, 413, 415, 422, 500 or 503.

    `onward`: where it is now, of a 301 or 302.
    """

    status: int
    section: Section | None = None
    onward: str | None = None


@dataclass(frozen=True, kw_only=True)
class WebmailView:
    """The choice. `chosen`: the present one, or None; `refused`: the last answer was none of these."""

    chosen: Webmail | None = None
    refused: bool = False
