"""Moments as feeds write them, good and bad.

Sources: RFC 5322 §3.3 and §4.3 (an unknown zone is UTC), RFC 3339, ISO 8601 (also its basic form, NewsML), RSS 2.0.
Without a zone, a Dutch shape (`24-09-2026`, `24 nov 2026`, `ma`) is local time in Amsterdam; any other shape is UTC.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from portal.model.clock import AMSTERDAM, MONTHS, WEEKDAYS

FIRST_YEAR, LAST_YEAR = 1900, 9998

_ENGLISH = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_NUMBERS = {
    **{name: number for names in (MONTHS, _ENGLISH) for number, name in enumerate(names, 1)},
    **{name[:3]: number for names in (MONTHS, _ENGLISH) for number, name in enumerate(names, 1)},
    "mrt": 3,
    "sept": 9,
}
_DUTCH = frozenset({*MONTHS, "mrt", "mei", "okt", *WEEKDAYS, *(day[:2] for day in WEEKDAYS)}) - frozenset(_ENGLISH)
_HOURS = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "ist": 1,
    "cet": 1, "met": 1, "mez": 1, "cest": 2, "mest": 2, "mesz": 2, "eet": 2, "eest": 3, "msk": 3,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip

_SECOND = r"(?P<second>\d\d)(?:[.,]\d{1,12})?"
_TIME = rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d\d)(?:[:.]{_SECOND})?(?:\s*(?P<half>[ap]m)\b|\s*u(?:ur)?\b)?"
_ZONE = r"(?P<zone>(?:gmt|utc)?\s*[+-]\d{1,2}:?(?:\d\d)?|[a-z]{1,5})?(?:\s*\([^)]{0,40}\))?"
_NAME = r"(?P<month>[a-z]{3,9})\.?"
_DAY = r"(?:(?P<weekday>[a-z]{2,9})(?:[.,]{1,2}\s*|\s+))?"
_CLOCK = rf"(?:[\s,t]+(?:om\s+)?{_TIME})?\s*{_ZONE}"
_ISO_CLOCK = rf"(?:(?:t|\s+)(?P<hour>\d\d):?(?P<minute>\d\d)(?::?{_SECOND})?)?\s*{_ZONE}"
_SHAPES = (
    re.compile(rf"{_DAY}(?P<day>\d{{1,2}})[\s-]+{_NAME}[\s,-]+(?P<year>\d{{4}}|\d\d){_CLOCK}", re.ASCII),
    re.compile(rf"(?P<year>\d{{4}})(?P<dash>-?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d){_ISO_CLOCK}", re.ASCII),
    re.compile(
        rf"{_DAY}(?P<day>\d{{1,2}})(?P<dutch>[-/.])(?P<month>\d{{1,2}})(?P=dutch)(?P<year>\d{{4}}){_CLOCK}", re.ASCII
    ),
    re.compile(rf"{_DAY}{_NAME}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}}){_CLOCK}", re.ASCII),
    re.compile(rf"{_DAY}{_NAME}\s+(?P<day>\d{{1,2}})\s+{_TIME}\s*{_ZONE}\s+(?P<year>\d{{4}})", re.ASCII),
)


@lru_cache(maxsize=4096)  # a warm function meets the same dates at every fetch
def parse_date(text: str | None) -> datetime | None:
    """The moment that `text` names, aware and in UTC; None for nonsense. Never raises.

    `24:00:00` is midnight at the end of that day, a leap second the second before it; a wrong weekday is no matter.
    """
    if not text or len(text) > 200:
        return None
    written = " ".join(text.split())
    line = written.lower()
    found = next(filter(None, (shape.fullmatch(line) for shape in _SHAPES)), None)
    if found is None:
        return None
    try:
        moment = _moment(found.groupdict(), written)
    except (ValueError, OverflowError):
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _is_dutch(part: dict[str, str | None], written: str) -> bool:
    """By its shape or its words. `24 nov 2026`: English has a capital there."""
    if part.get("dutch") or part["month"] in _DUTCH or part.get("weekday") in _DUTCH:
        return True
    return re.search(r"\d\s+[a-z]{3,9}\.?\s+\d{4}|\buur\b|\bom\b", written) is not None


def _moment(part: dict[str, str | None], written: str) -> datetime:
    """Raises ValueError or OverflowError for a day, hour or zone that does not exist."""
    hour, minute = int(part["hour"] or 0), int(part["minute"] or 0)
    second = min(int(part["second"] or 0), 60)
    if part.get("half"):
        hour = _of_24(hour, part["half"] == "pm")
    if int(part["second"] or 0) > 60 or (hour == 24 and (minute or second)):
        raise ValueError("no such time")
    whole_day = timedelta(days=1) if hour == 24 else timedelta()
    moment = datetime(
        _year(part["year"] or ""), _month(part["month"] or ""), int(part["day"] or 0),
        hour % 24 if hour == 24 else hour, minute, min(second, 59), tzinfo=_zone(part, written),
    )  # fmt: skip
    return (moment + whole_day).astimezone(UTC)


def _of_24(hour: int, afternoon: bool) -> int:
    if not 1 <= hour <= 12:
        raise ValueError("no such hour")
    return hour % 12 + (12 if afternoon else 0)


def _year(digits: str) -> int:
    """Two digits as RFC 5322 §4.3 reads them."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 50 else 1900)


def _month(name: str) -> int:
    if name.isdecimal():
        return int(name)
    number = _MONTH_NUMBERS.get(name)
    if number is None:
        raise ValueError("no such month")
    return number


def _zone(part: dict[str, str | None], written: str) -> tzinfo:
    zone = (part.get("zone") or "").replace(" ", "")
    if not zone:
        return AMSTERDAM if _is_dutch(part, written) else UTC
    sign = re.search(r"([+-])(\d{1,2}):?(\d\d)?$", zone)
    if sign is None:
        return timezone(timedelta(hours=_HOURS.get(zone, 0)))
    digits = int(sign[2]), int(sign[3] or 0)
    if digits[0] > 15 or digits[1] > 59:
        raise ValueError("no such zone")
    offset = timedelta(hours=digits[0], minutes=digits[1])
    return timezone(-offset if sign[1] == "-" else offset)
