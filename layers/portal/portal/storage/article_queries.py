"""Reading articles: every question of the pages, as a Read that can go out together with others."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.model.article import Article, HiddenArticle, Moved, Teaser, Why
from portal.model.clock import day_bounds, from_iso, local_day, month_bounds, to_iso
from portal.model.subject import listing_of
from portal.storage.item_mapping import (
    SAMPLED,
    TIMELINE,
    article_key,
    from_article_item,
    from_attributes,
    from_teaser_item,
    section_key,
    to_attribute,
    waiting_key,
)
from portal.storage.table import BY_SECTION, BY_TIME, Answer, Call, Read, Table, all_of


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A part of a list, newest first. `older`: the position after which there is more, or None."""

    teasers: tuple[Teaser, ...]
    older: str | None = None

    def without(self, slug: str, *, limit: int) -> tuple[Teaser, ...]:
        return tuple(teaser for teaser in self.teasers if teaser.slug != slug)[:limit]


def article(slug: str, *, consistent: bool = False) -> Read[Article | HiddenArticle | Moved | None]:
    """What stands at `/nieuws/<slug>`. One GetItem."""

    def value(answers: Sequence[Answer]) -> Article | HiddenArticle | Moved | None:
        item = answers[0].get("Item")
        return from_article_item(item) if item else None

    return Read((Call("get_item", {"Key": article_key(slug), "ConsistentRead": consistent}),), value)


MOST_MOVES = 10
"""Addresses that an article had before its present one."""


def standing(table: Table, slug: str) -> Article | HiddenArticle | None:
    """What stands at `slug`, or where that was moved to. A consistent GetItem, and one a move."""
    for _ in range(MOST_MOVES):
        found = table.read(article(slug, consistent=True))
        if not isinstance(found, Moved):
            return found
        slug = found.to
    return None


def latest(*sections: str, limit: int, before: str | None = None) -> Read[Listing]:
    """At most `limit` teasers of `sections` together, newest first; an empty listing for an unknown section.

    `before`: a position; only what stands after it in the list. One Query on by-section for each, eventually
    consistent: `limit` x about 0.5 KB read.
    """
    parts = [
        _listing(BY_SECTION, "section_key", section_key(section), limit=limit, before=before) for section in sections
    ]
    return parts[0] if len(parts) == 1 else _merged(parts, limit=limit)


def of_subject(slug: str, *, limit: int, before: str | None = None) -> Read[tuple[str, Listing]]:
    """The name of the subject at `/onderwerp/<slug>`, as most of these articles write it, of two the older one, and at
    most `limit` teasers, as in `latest`; "" and an empty listing where there is none. One Query on by-section.
    """
    read = latest(listing_of(slug), limit=limit, before=before)

    def value(answers: Sequence[Answer]) -> tuple[str, Listing]:
        names = [from_attributes(item)["teaser"].get("subject", "") for item in reversed(answers[0]["Items"])]
        return max(names, key=names.count, default=""), read.value(answers)

    return Read(read.calls, value)


def beside(*sections: str, position: str, newer: bool) -> Read[Teaser | None]:
    """The article right before or right after a position in the list of `sections` together; None at the end of it.

    One Query on by-section for each, of one item.
    """
    parts = [_neighbour(section_key(section), position, newer=newer) for section in sections]
    together = all_of(parts)

    def value(answers: Sequence[Answer]) -> Teaser | None:
        found = [teaser for teaser in together.value(answers) if teaser]
        return (min if newer else max)(found, key=_position, default=None)

    return Read(together.calls, value)


def newest(*, limit: int, since: date | None = None) -> Read[Listing]:
    """«Net binnen»: at most `limit` teasers of all sections, newest first; none of before the day `since`.

    One Query on by-time, whatever the site has of news: eventually consistent, `limit` x about 0.5 KB read.
    """
    return _in_time(limit=limit, first=to_iso(day_bounds(since)[0]) if since else None)


def of_day(day: date, *, limit: int, before: str | None = None) -> Read[Listing]:
    """At most `limit` teasers of one calendar day in Amsterdam, newest first. One Query on by-time."""
    first, end = map(to_iso, day_bounds(day))
    return _in_time(limit=limit, first=first, before=max(first, min(before or end, end)))


def between(start: datetime, end: datetime, *, limit: int) -> Read[Listing]:
    """At most `limit` teasers of all sections published from `start` until before `end`, newest first. One Query."""
    return _in_time(limit=limit, first=to_iso(start), before=to_iso(end))


def of_month(month: date, *, limit: int) -> Read[Listing]:
    """At most `limit` teasers of the month of a day, newest first. One Query."""
    return between(*_month_moments(month), limit=limit)


def counts_of_month(month: date) -> Read[Mapping[date, int]]:
    """How many articles the days of a month have, from its newest on as far as a megabyte of the index goes, which is
    some two thousand articles. A day of which that may be a part is left out. One Query.
    """
    (call,) = of_month(month, limit=1).calls
    parameters = {**call.parameters, "ProjectionExpression": "#position"}
    del parameters["Limit"]

    def value(answers: Sequence[Answer]) -> Mapping[date, int]:
        moments = (item["position"]["S"].partition("_")[0] for item in answers[0]["Items"])
        days = [local_day(from_iso(moment)) for moment in moments]
        counts = Counter(days)
        if "LastEvaluatedKey" in answers[0] and days:
            del counts[days[-1]]
        return counts

    return Read((Call("query", parameters),), value)


def _month_moments(month: date) -> tuple[datetime, datetime]:
    first, last = month_bounds(month)
    return day_bounds(first)[0], day_bounds(last)[1]


EVER = 10_000
"""Months: for `calendar`, every day on which there was news."""
OF_A_DAY = 500
"""Teasers of a day that are read at a time."""


def whole_day(table: Table, day: date, *, before: str | None = None) -> Iterator[tuple[Teaser, ...]]:
    """Every teaser of one day, newest first, in parts; `before` as in `latest`. A Query each."""
    while True:
        listing = table.read(of_day(day, limit=OF_A_DAY, before=before))
        yield listing.teasers
        before = listing.older
        if before is None:
            return


def newest_before(table: Table, position: str, *, most: int) -> Listing:
    """The newest of all articles before `position`, `most` at most. One Query on by-time."""
    return table.read(_in_time(limit=most, first=None, before=position))


def _merged(parts: Sequence[Read[Listing]], *, limit: int) -> Read[Listing]:
    """Several lists as one."""
    together = all_of(parts)

    def value(answers: Sequence[Answer]) -> Listing:
        listings = together.value(answers)
        teasers = sorted((teaser for one in listings for teaser in one.teasers), key=_position, reverse=True)
        shown = tuple(teasers[:limit])
        more = len(teasers) > limit or any(one.older for one in listings)
        return Listing(teasers=shown, older=shown[-1].position if more and shown else None)

    return Read(together.calls, value)


def of_days(days: Sequence[date], *, limit: int) -> Read[Listing]:
    """The newest of `days`, over all sections: one Query a day, all in the same round."""
    return _merged([of_day(day, limit=limit) for day in days], limit=limit)


def calendar(*, months: int, until: date | None = None, since: date | None = None) -> Read[tuple[date, ...]]:
    """Days with news, newest first, of at most `months` months: until and with `until`, or since and with `since`.

    A day of which everything has been withdrawn is still named. One Query.
    """
    bound = until or since
    condition, values = "pk = :calendar", {":calendar": to_attribute("CALENDAR")}
    if bound is not None:
        condition += " AND sk <= :month" if until else " AND sk >= :month"
        values[":month"] = to_attribute(f"{bound:%Y-%m}")
    parameters = {
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": values,
        "ScanIndexForward": since is not None,
        "Limit": months,
    }

    def value(answers: Sequence[Answer]) -> tuple[date, ...]:
        months_read = [from_attributes(item) for item in answers[0]["Items"]]
        days = {date.fromisoformat(day) for month in months_read for day in month.get("days", ())}
        kept = (day for day in days if not (until and day > until) and not (since and day < since))
        return tuple(sorted(kept, reverse=True))

    return Read((Call("query", parameters),), value)


@dataclass(frozen=True, kw_only=True)
class Month:
    """`days` with news, newest first. `articles`: about how many came, withdrawn ones too, told from a sample.

    Estimated from a sample of 1 in 1,024; the standard error is about 32/√n, so a third at 10,000 articles.
    """

    days: tuple[date, ...]
    articles: int


def months(*, most: int, until: date) -> Read[tuple[Month, ...]]:
    """At most `most` months with news, newest first. One Query, like the calendar's."""

    def value(answers: Sequence[Answer]) -> tuple[Month, ...]:
        return tuple(_month(from_attributes(item)) for item in answers[0]["Items"])

    return Read(calendar(months=most, until=until).calls, value)


def _month(row: Mapping[str, Any]) -> Month:
    days = sorted(map(date.fromisoformat, row["days"]), reverse=True)
    return Month(days=tuple(days), articles=len(row.get("sampled", ())) * SAMPLED)


def sections() -> Read[tuple[str, ...]]:
    """The slugs of all sections that ever had an article, also of those that have left site.toml. One Query."""

    def value(answers: Sequence[Answer]) -> tuple[str, ...]:
        return tuple(from_attributes(item)["sk"] for item in answers[0]["Items"])

    parameters = {
        "KeyConditionExpression": "pk = :sections",
        "ExpressionAttributeValues": {":sections": to_attribute("SECTIONS")},
    }
    return Read((Call("query", parameters),), value)


@dataclass(frozen=True, kw_only=True)
class WaitingRow:
    """An article that a person has to decide about. `why`: as in Why; `edited`: our corrections do not fit a new text;
    `authority`: the feed `by` `asked` for what only the article's own group may do. `feed`, `guid`: of its entry.
    """

    slug: str
    why: str
    since: datetime
    headline: str
    by: str = ""
    asked: str = ""
    feed: str = ""
    guid: str = ""

    @property
    def seen_as(self) -> str:
        """By which a later form knows whether it is the row that was shown."""
        return to_iso(self.since)


def waiting() -> Read[tuple[WaitingRow, ...]]:
    """What waits for a person. One Query."""

    def value(answers: Sequence[Answer]) -> tuple[WaitingRow, ...]:
        return tuple(sorted(map(from_waiting_item, answers[0]["Items"]), key=lambda one: one.since))

    parameters = {
        "KeyConditionExpression": "pk = :waiting",
        "ExpressionAttributeValues": {":waiting": to_attribute("WAITING")},
    }
    return Read((Call("query", parameters),), value)


def asked_by(table: Table, feed: str) -> int:
    """How many requests of `feed` wait for a person. A Query for each megabyte."""
    parameters = {
        "KeyConditionExpression": "pk = :waiting",
        "FilterExpression": "#by = :feed",
        "ExpressionAttributeNames": {"#by": "by"},
        "ExpressionAttributeValues": {":waiting": to_attribute("WAITING"), ":feed": to_attribute(feed)},
        "Select": "COUNT",
    }
    return sum(int(page["Count"]) for page in table.every_page(Call("query", parameters)))


def from_waiting_item(item: Mapping[str, Any]) -> WaitingRow:
    row = from_attributes(item)
    return WaitingRow(
        slug=row["slug"],
        why=row["why"],
        since=from_iso(row["since"]),
        headline=row.get("headline", ""),
        by=row.get("by", ""),
        asked=row.get("asked", ""),
        feed=row.get("feed", ""),
        guid=row.get("guid", ""),
    )


@dataclass(frozen=True, kw_only=True)
class HiddenRow:
    """An article that cannot be read, and why; `until`: the end of its embargo."""

    slug: str
    why: Why
    since: datetime
    headline: str
    until: datetime | None = None


def hidden_rows() -> Read[tuple[HiddenRow, ...]]:
    """What cannot be read, the latest first, but for those whose licence ran out. One Query: at most a megabyte."""

    def value(answers: Sequence[Answer]) -> tuple[HiddenRow, ...]:
        rows = [from_attributes(item) for item in answers[0]["Items"]]
        found = (
            HiddenRow(
                slug=row["sk"],
                why=Why(row["why"]),
                since=from_iso(row["since"]),
                headline=row.get("headline", ""),
                until=from_iso(row["until"]) if "until" in row else None,
            )
            for row in rows
        )
        return tuple(sorted(found, key=lambda one: one.since, reverse=True))

    parameters = {
        "KeyConditionExpression": "pk = :hidden",
        "ExpressionAttributeValues": {":hidden": to_attribute("HIDDEN")},
    }
    return Read((Call("query", parameters),), value)


def wait_no_more(table: Table, slug: str, *, seen: Collection[str] = ()) -> bool:
    """What a person had to decide about the article at `slug`, they decided; of rows that are known as `seen`, without
    these of all. Whether there were any. A Query, a DeleteItem a row: one that was written since stays.
    """
    rows = [row for row in table.read(waiting()) if row.slug == slug and (not seen or row.seen_as in seen)]
    return any(table.attempt(*map(_deletion, rows)))


def _deletion(row: WaitingRow) -> Call:
    parameters = {
        "Key": waiting_key(f"{row.slug}#{row.by}" if row.by else row.slug),
        "ConditionExpression": "since = :since",
        "ExpressionAttributeValues": {":since": to_attribute(row.seen_as)},
    }
    return Call("delete_item", parameters)


def bodies(table: Table, slugs: Iterable[str], *, consistent: bool = False) -> dict[str, Article]:
    """The articles at `slugs` that can be read. One BatchGetItem per hundred, in one round."""
    standing, _ = _standing_and_moved(table, slugs, consistent=consistent)
    return {slug: one for slug, one in standing.items() if isinstance(one, Article)}


def what_stands_at(table: Table, slugs: Iterable[str]) -> dict[str, Article | HiddenArticle]:
    """By each of `slugs` at which there is an article, or was: what became of it, also under a later address.

    One BatchGetItem per hundred, in one round, and another round where some were moved.
    """
    found, moved = _standing_and_moved(table, slugs)
    if moved:
        later, _ = _standing_and_moved(table, {one.to for one in moved.values()})
        found |= {slug: later[one.to] for slug, one in moved.items() if one.to in later}
    return found


def _standing_and_moved(
    table: Table, slugs: Iterable[str], *, consistent: bool = False
) -> tuple[dict[str, Article | HiddenArticle], dict[str, Moved]]:
    keys = [article_key(slug) for slug in slugs]
    items = [from_article_item(item) for item in table.batch_get(keys, consistent=consistent)]
    standing = {one.slug: one for one in items if not isinstance(one, Moved)}
    return standing, {one.slug: one for one in items if isinstance(one, Moved)}


def _position(teaser: Teaser) -> str:
    return teaser.position


def _neighbour(partition: str, position: str, *, newer: bool) -> Read[Teaser | None]:
    parameters: dict[str, Any] = {
        "IndexName": BY_SECTION,
        "KeyConditionExpression": f"section_key = :key AND #position {'>' if newer else '<'} :position",
        "ExpressionAttributeNames": {"#position": "position"},
        "ExpressionAttributeValues": {":key": to_attribute(partition), ":position": to_attribute(position)},
        "ScanIndexForward": newer,
        "Limit": 1,
    }

    def value(answers: Sequence[Answer]) -> Teaser | None:
        return next(map(from_teaser_item, answers[0]["Items"]), None)

    return Read((Call("query", parameters),), value)


def _in_time(*, limit: int, first: str | None, before: str | None = None) -> Read[Listing]:
    return _listing(BY_TIME, "timeline", TIMELINE, limit=limit, before=before, first=first)


def _listing(
    index: str, key: str, partition: str, *, limit: int, before: str | None, first: str | None = None
) -> Read[Listing]:
    """From the position `first` on, and before the position `before`.

    One teaser more than asked is read: whether there is more must not cost a second Query. Where both ends are given
    one more: both belong to what lies BETWEEN them. Source: AWS, Key condition expressions for the Query operation.
    """
    names, values = {"#key": key}, {":key": to_attribute(partition)}
    condition = "#key = :key"
    if first is not None or before is not None:
        names["#position"] = "position"
    values |= {name: to_attribute(end) for name, end in ((":first", first), (":before", before)) if end is not None}
    condition += _within(first, before)
    parameters: dict[str, Any] = {
        "IndexName": index,
        "KeyConditionExpression": condition,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
        "ScanIndexForward": False,
        "Limit": limit + 1 + (first is not None and before is not None),
    }

    def value(answers: Sequence[Answer]) -> Listing:
        found = map(from_teaser_item, answers[0]["Items"])
        teasers = tuple(teaser for teaser in found if before is None or teaser.position < before)
        more = len(teasers) > limit or "LastEvaluatedKey" in answers[0]
        shown = teasers[:limit]
        return Listing(teasers=shown, older=shown[-1].position if more and shown else None)

    return Read((Call("query", parameters),), value)


def _within(first: str | None, before: str | None) -> str:
    if first is None:
        return "" if before is None else " AND #position < :before"
    return " AND #position >= :first" if before is None else " AND #position BETWEEN :first AND :before"
