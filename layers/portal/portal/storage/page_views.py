"""Views of pages in the table: a row for each hour, from which the row of its day is made. A row is written whole, so
that an hour that is counted again says what is known by then. Nothing of a reader is in it.

PAGEVIEWS#<day>   <hour>   files that were counted, views    kept three days
PAGEVIEWS         <day>    views                             kept 400 days
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from portal.model.page_views import PageViews, together
from portal.storage.item_mapping import from_attributes, to_attribute, to_attributes
from portal.storage.table import Answer, Call, Item, Read, Table, all_of

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


def hours_of(days: Sequence[date]) -> Read[list[HourViews]]:
    """What is known of the hours of `days`, in UTC. A Query a day."""
    read = all_of([_hours_of_day(day) for day in days])
    return Read(read.calls, lambda answers: [hour for day in read.value(answers) for hour in day])


def days_since(first: date) -> Read[dict[date, PageViews]]:
    """The views of each day from `first` on, in UTC. One Query."""

    def value(answers: Sequence[Answer]) -> dict[date, PageViews]:
        rows = map(from_attributes, answers[0]["Items"])
        return {date.fromisoformat(row["sk"]): _views(row) for row in rows}

    values = {":days": to_attribute(DAYS), ":first": to_attribute(first.isoformat())}
    condition = "pk = :days AND sk >= :first"
    return Read((Call("query", {"KeyConditionExpression": condition, "ExpressionAttributeValues": values}),), value)


def store_hour(table: Table, counted: HourViews) -> None:
    """The hour, and then its day of all its hours. A PutItem, a Query, a PutItem. Raises StorageError."""
    day = counted.hour.date()
    shortened = counted.views.shortened()
    row = {"pk": f"{DAYS}#{day}", "sk": f"{counted.hour:%H}", "files": counted.files, **_row(shortened)}
    table.send(_put(row, counted.hour + HOURS_KEPT))
    hours = [one.views for one in table.read(hours_of([day])) if one.hour != counted.hour]
    whole = together([*hours, shortened]).shortened()
    start_of_day = counted.hour.replace(hour=0)
    table.send(_put({"pk": DAYS, "sk": day.isoformat(), **_row(whole)}, start_of_day + DAYS_KEPT))


def _put(row: Mapping[str, object], expires: datetime) -> Call:
    return Call("put_item", {"Item": to_attributes({**row, "expires_at": int(expires.timestamp())})})


def _hours_of_day(day: date) -> Read[list[HourViews]]:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)

    def hour(item: Item) -> HourViews:
        row = from_attributes(item)
        return HourViews(hour=start.replace(hour=int(row["sk"])), files=row["files"], views=_views(row))

    values = {":day": to_attribute(f"{DAYS}#{day}")}
    call = Call("query", {"KeyConditionExpression": "pk = :day", "ExpressionAttributeValues": values})
    return Read((call,), lambda answers: [hour(item) for item in answers[0]["Items"]])


def _row(views: PageViews) -> dict[str, Any]:
    return {"articles": views.articles, "sections": views.sections, "pages": views.pages}


def _views(row: Mapping[str, Any]) -> PageViews:
    return PageViews(articles=row.get("articles", {}), sections=row.get("sections", {}), pages=row.get("pages", {}))
