"""What the table knows of a site as a whole: its days with news, its sections, how its feeds name entries; and from
which export it was filled.

    CALENDAR    <month>    days with news, and the sample of articles (storage.article_queries)
    SECTIONS    <slug>     since when it has articles
    FEEDS       <feed>     of this: its format, and whether its ids are doubted (storage.feed_states)
    IMPORT      EXPORT     the id of the export
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from portal.model.clock import from_iso, to_iso
from portal.model.feed_state import FeedState
from portal.storage.feed_states import FeedStates
from portal.storage.item_mapping import from_attributes, to_attributes
from portal.storage.table import Call, Item, Table
from portal.storage.whole_partitions import is_empty, pages

OF_ARTICLES = ("CALENDAR", "HIDDEN", "GONE")
"""Partitions of which one has an item as soon as the table knows of any article."""
_FILLED = to_attributes({"pk": "IMPORT", "sk": "EXPORT"})


@dataclass(frozen=True, kw_only=True)
class MonthOfNews:
    """`month`: 2026-11. `days`: as 2026-11-24; `sampled`: marks of the articles in the sample."""

    month: str
    days: tuple[str, ...]
    sampled: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SectionSeen:
    """`since`: when its first article was published."""

    slug: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class FeedManners:
    """How a feed names its entries: without it they would be other ones at the next look."""

    feed: str
    format: str | None = None
    doubts_ids: bool = False


@dataclass(frozen=True, kw_only=True)
class SiteLists:
    """Each in the order of its names."""

    months: tuple[MonthOfNews, ...] = ()
    sections: tuple[SectionSeen, ...] = ()
    feeds: tuple[FeedManners, ...] = ()


def read_lists(table: Table) -> SiteLists:
    """Three Queries; more for each megabyte: a month is at most 3 KB, a feed about one."""
    states = sorted(FeedStates(table).all().values(), key=lambda one: one.feed)
    return SiteLists(
        months=tuple(_month(item) for page in pages(table, "CALENDAR") for item in page),
        sections=tuple(_section(item) for page in pages(table, "SECTIONS") for item in page),
        feeds=tuple(
            FeedManners(feed=one.feed, format=one.format, doubts_ids=one.doubts_ids)
            for one in states
            if one.format or one.doubts_ids
        ),
    )


def add_lists(table: Table, lists: SiteLists) -> None:
    """What is there stays, and a feed that was looked at keeps its state. An UpdateItem a month and section, a GetItem
    and a PutItem a feed; again changes nothing.
    """
    for month in lists.months:
        table.send(_add_month(month))
    for section in lists.sections:
        table.send(add_section(section.slug, section.since))
    states = FeedStates(table)
    for one in lists.feeds:
        if states.get(one.feed) == FeedState(feed=one.feed):
            states.save(replace(FeedState(feed=one.feed), format=one.format, doubts_ids=one.doubts_ids))


def has_no_articles(table: Table) -> bool:
    """Whether nothing is known of any article. Three Queries of one item in one round."""
    return is_empty(table, *OF_ARTICLES)


def filled_from(table: Table) -> str:
    """The id of the export from which the table was filled last, "" for none. One GetItem, consistent."""
    item = table.send(Call("get_item", {"Key": _FILLED, "ConsistentRead": True}))[0].get("Item")
    return str(from_attributes(item)["export"]) if item else ""


def fill_from(table: Table, export: str) -> None:
    """Begins to fill it: whoever comes again with the same export goes on. One PutItem."""
    table.send(Call("put_item", {"Item": _FILLED | to_attributes({"export": export})}))


def add_day(day: date, mark: str) -> Call:
    """`mark`: of an article in the sample, "" for one that is not. The same again changes nothing."""
    return _add_month(MonthOfNews(month=f"{day:%Y-%m}", days=(day.isoformat(),), sampled=(mark,) if mark else ()))


def add_section(slug: str, since: datetime) -> Call:
    return Call(
        "update_item",
        {
            "Key": to_attributes({"pk": "SECTIONS", "sk": slug}),
            "UpdateExpression": "SET since = if_not_exists(since, :since)",
            "ExpressionAttributeValues": to_attributes({":since": to_iso(since)}),
        },
    )


def _add_month(month: MonthOfNews) -> Call:
    values = {":days": {"SS": list(month.days)}} | ({":marks": {"SS": list(month.sampled)}} if month.sampled else {})
    return Call(
        "update_item",
        {
            "Key": to_attributes({"pk": "CALENDAR", "sk": month.month}),
            "UpdateExpression": "ADD #days :days" + (", sampled :marks" if month.sampled else ""),
            "ExpressionAttributeNames": {"#days": "days"},
            "ExpressionAttributeValues": values,
        },
    )


def _month(item: Item) -> MonthOfNews:
    row = from_attributes(item)
    return MonthOfNews(
        month=row["sk"], days=tuple(sorted(row.get("days", ()))), sampled=tuple(sorted(row.get("sampled", ())))
    )


def _section(item: Item) -> SectionSeen:
    row = from_attributes(item)
    return SectionSeen(slug=row["sk"], since=from_iso(row["since"]))
