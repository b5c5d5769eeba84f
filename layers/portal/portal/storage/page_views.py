"""Views of pages in the table: a row for each hour, from which the row of its day is made. A row is written whole, so
that an hour that is counted again says what is known by then. Nothing of a reader is in it.

PAGEVIEWS#<day>   <hour>   files that were counted, views    kept three days
PAGEVIEWS         <day>    views                             kept 400 days
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from portal.model.page_views import PageViews, together
from portal.storage.item_mapping import from_attributes, to_attribute, to_attributes
from portal.storage.table import Call, Table

HOURS_KEPT = timedelta(days=3)
"""An hour is counted again for a day: then the row of its day is made anew of all its hours."""
DAYS_KEPT = timedelta(days=400)
DAYS = "PAGEVIEWS"


@dataclass(frozen=True, kw_only=True)
class HourViews:
    """The views of an hour, in UTC, and the number of files of the access log that they were counted in."""

    hour: datetime
    files: int
    views: PageViews


def hours_of(table: Table, days: Iterable[date], *, consistent: bool = False) -> list[HourViews]:
    """What is known of the hours of `days`, in UTC. A Query for each megabyte of a day. Raises StorageError."""
    return [
        _hour(day, from_attributes(item))
        for day in days
        for page in table.every_page(Call("query", _partition(f"{DAYS}#{day}") | {"ConsistentRead": consistent}))
        for item in page["Items"]
    ]


def days_since(table: Table, first: date) -> dict[date, PageViews]:
    """The views of each day from `first` on, in UTC. A Query for each megabyte: some weeks. Raises StorageError."""
    query = _partition(DAYS)
    query["KeyConditionExpression"] += " AND sk >= :first"
    query["ExpressionAttributeValues"] |= {":first": to_attribute(first.isoformat())}
    items = (item for page in table.every_page(Call("query", query)) for item in page["Items"])
    return {date.fromisoformat(row["sk"]): _views(row) for row in map(from_attributes, items)}


def store_hour(table: Table, counted: HourViews) -> None:
    """The day of all its hours, and then the hour: where the latter fails, both are written again by the next run.

    A consistent Query, two PutItems. Raises StorageError.
    """
    day = counted.hour.date()
    shortened = counted.views.shortened()
    others = [one.views for one in hours_of(table, [day], consistent=True) if one.hour != counted.hour]
    whole = together([*others, shortened]).shortened()
    table.send(_put({"pk": DAYS, "sk": day.isoformat(), **_row(whole)}, counted.hour.replace(hour=0) + DAYS_KEPT))
    row = {"pk": f"{DAYS}#{day}", "sk": f"{counted.hour:%H}", "files": counted.files, **_row(shortened)}
    table.send(_put(row, counted.hour + HOURS_KEPT))


def _partition(key: str) -> dict[str, Any]:
    return {"KeyConditionExpression": "pk = :key", "ExpressionAttributeValues": {":key": to_attribute(key)}}


def _hour(day: date, row: Mapping[str, Any]) -> HourViews:
    hour = datetime(day.year, day.month, day.day, int(row["sk"]), tzinfo=UTC)
    return HourViews(hour=hour, files=row["files"], views=_views(row))


def _put(row: Mapping[str, object], expires: datetime) -> Call:
    return Call("put_item", {"Item": to_attributes({**row, "expires_at": int(expires.timestamp())})})


def _row(views: PageViews) -> dict[str, Any]:
    return {"articles": views.articles, "sections": views.sections, "pages": views.pages}


def _views(row: Mapping[str, Any]) -> PageViews:
    return PageViews(articles=row.get("articles", {}), sections=row.get("sections", {}), pages=row.get("pages", {}))
