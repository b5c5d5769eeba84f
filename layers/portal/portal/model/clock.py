"""Time: kept in UTC, shown in Europe/Amsterdam. A clock is an argument, never a global."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")

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


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """First moment of `day` and of the next, in UTC: 23 or 25 hours apart when the clock is changed."""
    start = datetime.combine(day, time(), AMSTERDAM)
    end = datetime.combine(day + timedelta(days=1), time(), AMSTERDAM)
    return start.astimezone(UTC), end.astimezone(UTC)


def in_words(day: date) -> str:
    """`28 oktober 2024`"""
    return f"{day.day} {month_in_words(day)}"


def month_in_words(day: date) -> str:
    """`oktober 2024`"""
    return f"{MONTHS[day.month - 1]} {day.year}"


def month_bounds(day: date) -> tuple[date, date]:
    """First and last day of the month of `day`. Raises OverflowError for the last month that a date can be in."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def relative(moment: datetime, now: datetime) -> str:
    """How long ago, floored, so that it is never older than true: `3 uur geleden`; from 30 days on the date.

    A moment in the future is `zojuist`. The script in templates/static/js says the same of the same moment.
    """
    seconds = int((now - moment).total_seconds())
    if seconds < 60:
        return "zojuist"
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 60:
        return f"{minutes} {'minuut' if minutes == 1 else 'minuten'} geleden"
    if hours < 24:
        return f"{hours} uur geleden"
    if days < 7:
        return f"{days} {'dag' if days == 1 else 'dagen'} geleden"
    if days < 30:
        return f"{days // 7} {'week' if days < 14 else 'weken'} geleden"
    return in_words(local_day(moment))
