"""Time: kept in UTC, shown in Europe/Amsterdam. A clock is an argument, never a global."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

Clock = Callable[[], datetime]
"""Gives the present moment, aware and in UTC."""


def system_clock() -> datetime:
    return datetime.now(UTC)


def to_iso(moment: datetime) -> str:
    """`2026-11-24T02:57:05Z`: fixed width and in UTC, so that text order is time order. Fractions are cut."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_iso(text: str) -> datetime:
    """The inverse of `to_iso`. Raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def local(moment: datetime) -> datetime:
    return moment.astimezone(AMSTERDAM)


def local_day(moment: datetime) -> date:
    """The calendar day on which a reader in the Netherlands saw it: days are cut on local midnight."""
    return local(moment).date()


def months_between(first: date, last: date) -> Iterator[date]:
    """The first day of each month from that of `first` to that of `last`."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """First moment of `day` and of the next, in UTC: 23 or 25 hours apart when the clock is changed."""
    start = datetime.combine(day, time(), AMSTERDAM)
    end = datetime.combine(day + timedelta(days=1), time(), AMSTERDAM)
    return start.astimezone(UTC), end.astimezone(UTC)


def month_bounds(day: date) -> tuple[date, date]:
    """First and last day of the month of `day`. Raises OverflowError for the last month that a date can be in."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
