"""Moments as feeds write them, good and bad.

Sources: RFC 5322 §3.3 and §4.3 (an unknown zone is UTC), RFC 3339, ISO 8601 (also its basic form, NewsML), RSS 2.0;
seconds since 1970; what else they look like: feeds.parsing.date_shapes.
Without a zone, what our neighbours write by hand (`24-09-2026`, `24 nov 2026`, `ma`, `om`, ` - 12:00`) is local time in
Amsterdam, which is that of Brussels, Berlin and Paris; any other shape is UTC. `03/04/2026` is the third of April,
unless an English weekday fits the fourth of March alone, or AM, PM or an American zone stands with it.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from html import unescape
from zoneinfo import ZoneInfo

from portal.feeds.parsing.date_shapes import has_words_of_a_hand, parts_of, without_label
from portal.feeds.parsing.date_words import (
    AMERICAN_ZONES,
    ENGLISH_DAYS,
    HOURS,
    LOCAL_DAYS,
    LOCAL_MONTHS,
    MONTH_NUMBERS,
)
from portal.model.clock import AMSTERDAM

FIRST_YEAR, LAST_YEAR = 1991, 9998
"""Nothing was published on the web before 1991, when it began (CERN, August 1991). What is dated earlier is what a
program writes that has no date: 0001, 1899-12-30 (OLE), 1970 (Unix), 1980 (DOS).
"""
_LONGEST, _LONGEST_MARKUP = 200, 2000
_FIRST_SECOND, _LAST_SECOND = 10**9, 2**31
"""Of 2001 and 2038: ten digits that are less are a telephone number."""

_DAYS = frozenset({"", *LOCAL_DAYS, *ENGLISH_DAYS})
_EPOCH = re.compile(
    r"(?!20\d\d[01]\d[0-3]\d\d\d$)(?P<seconds>\d{10})(?:\.\d{1,9})?|(?:\\?/date\()?(?P<millis>\d{13})(?:[+-]\d{4})?(?:\)\\?/)?",
    re.ASCII,
)
"""`2026112701` is a day and a number, as orders have."""
_SAID_IN_MARKUP = re.compile(
    r"""\b(?:datetime|content)\s*=\s*(?:["']([^"'<>]{4,60})["']|([^\s"'<>=`]{4,60}))"""
    r"""|\btitle\s*=\s*["']?(\d{4}-\d\d-\d\dT[^\s"'<>=`]{5,40})""",
    re.IGNORECASE,
)
"""Quoted or not. A `title` says it to machines where it is in ISO 8601 (hCalendar, value of `abbr`)."""
_TAG = re.compile(r"<[^<>]*>")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_DASH = re.compile("[\u2010-\u2015\u2212]")


@lru_cache(maxsize=4096)  # a warm function meets the same dates at every fetch
def parse_date(text: str | None, *, certain: bool = False) -> datetime | None:
    """The moment that `text` names, aware and in UTC; None for nonsense, and for what is before the web. Never raises.

    `24:00:00` is midnight at the end of that day, a leap second the second before it; a wrong weekday is no matter.
    Markup around it is read too: `<time datetime="…">` says it better than its text. `certain`: None as well for what
    may be read as two days, such as the end of an embargo must not be.
    """
    if not text or len(text) > _LONGEST_MARKUP:
        return None
    if "<" not in text and "&" not in text:
        return _believed(text, certain=certain)
    markup = unescape(unescape(text))
    values = ("".join(groups).removesuffix("/") for groups in _SAID_IN_MARKUP.findall(markup))
    said = (*values, _TAG.sub(" ", markup))
    return next(filter(None, (_believed(one, certain=certain) for one in said)), None)


def _believed(text: str, *, certain: bool) -> datetime | None:
    if len(text) > _LONGEST:
        return None
    written = _without_accents(text)
    try:
        moment = _since_1970(written) or _named(written, certain=certain)
    except (ValueError, OverflowError):
        return None
    return moment if moment and FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _without_accents(text: str) -> str:
    """In one line; every blank is a plain one, and so is every dash."""
    if text.isascii():
        return " ".join(text.split())
    letters = unicodedata.normalize("NFKD", _DASH.sub("-", _UNSEEN.sub("", text)))
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())


def _since_1970(written: str) -> datetime | None:
    """Seconds or milliseconds, also as .NET writes them: `/Date(1795766400000)/`."""
    found = _EPOCH.fullmatch(written.lower())
    if found is None:
        return None
    seconds = int(found["seconds"] or found["millis"][:-3])
    return datetime.fromtimestamp(seconds, UTC) if _FIRST_SECOND <= seconds < _LAST_SECOND else None


def _named(written: str, *, certain: bool) -> datetime | None:
    """Raises ValueError or OverflowError for a day, hour or zone that does not exist."""
    written = without_label(written)
    found = parts_of(written)
    return _moment(found, written, certain=certain) if found else None


def _is_by_hand(part: dict[str, str | None], written: str) -> bool:
    """By its shape or its words."""
    if part.get("dutch") or part.get("nth") or part.get("dash") == "/":
        return not _is_american(part)
    if part["month"] in LOCAL_MONTHS or part.get("weekday") in LOCAL_DAYS:
        return True
    # What is all in capitals says by them no more than small letters do, unless its weekday is English.
    is_plain = written.isupper() and part.get("weekday") not in ENGLISH_DAYS
    return has_words_of_a_hand(written.lower() if is_plain else written)


def _is_american(part: dict[str, str | None]) -> bool:
    """By the words around it."""
    return bool(part.get("half")) or part.get("zone") in AMERICAN_ZONES


def _moment(part: dict[str, str | None], written: str, *, certain: bool) -> datetime:
    """Raises ValueError or OverflowError for a day, hour or zone that does not exist."""
    hour, minute = int(part["hour"] or 0), int(part["minute"] or 0)
    second = min(int(part["second"] or 0), 60)
    if part.get("half"):
        hour = _of_24(hour, part["half"] == "p")
    if int(part["second"] or 0) > 60 or (hour == 24 and (minute or second)):
        raise ValueError("no such time")
    whole_day = timedelta(days=1) if hour == 24 else timedelta()
    day = _day_of(part, certain=certain)
    moment = datetime(
        day.year, day.month, day.day, hour % 24 if hour == 24 else hour, minute, min(second, 59),
        tzinfo=_zone(part, written),
    )  # fmt: skip
    return (moment + whole_day).astimezone(UTC)


def _of_24(hour: int, afternoon: bool) -> int:
    if not 1 <= hour <= 12:
        raise ValueError("no such hour")
    return hour % 12 + (12 if afternoon else 0)


def _day_of(part: dict[str, str | None], *, certain: bool) -> date:
    """Raises ValueError."""
    year, month, day = _year(part["year"] or ""), _month(part["month"] or ""), int(part["day"] or 0)
    if part.get("dutch") in ("/", "-") and _is_month_first(part, year, month, day):
        if certain and month <= 12:
            raise ValueError("may be two days")
        month, day = day, month
    if certain and part.get("dutch") == "/" and _may_be_two_days(part, year, month, day):
        raise ValueError("may be two days")
    if part.get("dutch") and (certain or not _is_surely_a_day(part)) and len(part["year"] or "") == 2:
        raise ValueError("may be anything")
    if part.get("dutch") == "." and (part.get("weekday") or "") not in _DAYS:
        raise ValueError("may be the number of a version")
    return date(year, month, day)


def _is_month_first(part: dict[str, str | None], year: int, first: int, second: int) -> bool:
    """`11/27/2026`, and what is ambiguous where something says so. `first` stands where a Dutch date has its month."""
    if first > 12 or second > 12:
        return first > 12 >= second
    fits = _weekday_fits(part, year, first, second)
    if part["dutch"] == "/" and fits[0] != fits[1]:
        return fits[1]
    return part["dutch"] == "/" and _is_american(part)


def _may_be_two_days(part: dict[str, str | None], year: int, month: int, day: int) -> bool:
    """`04/03/2026`, unless the weekday that stands with it fits this day and not the other."""
    return max(month, day) <= 12 and month != day and _weekday_fits(part, year, month, day) != (True, False)


def _weekday_fits(part: dict[str, str | None], year: int, first: int, second: int) -> tuple[bool, bool]:
    """Whether the English weekday beside it is that of the day with the `first` as month, and of the other; neither
    where none is said. Both numbers may be months.
    """
    weekday = ENGLISH_DAYS.get(part.get("weekday") or "")
    return (date(year, first, second).weekday() == weekday, date(year, second, first).weekday() == weekday)


def _is_surely_a_day(part: dict[str, str | None]) -> bool:
    """Of a date whose year has two digits. `1.2.30` is a version, `27.11.26 09:00` no other thing than a date."""
    is_written_out = len(part["day"] or "") == len(part["month"] or "") == 2 and part["dutch"] != "."
    return bool(part["hour"]) or bool(part.get("weekday")) or is_written_out


def _year(digits: str) -> int:
    """Two digits, and three, as RFC 5322 §4.3 reads them."""
    year = int(digits)
    if len(digits) > 3:
        return year
    return year + (2000 if len(digits) == 2 and year < 50 else 1900)


def _month(name: str) -> int:
    if name.isdecimal():
        return int(name)
    number = MONTH_NUMBERS.get(name)
    if number is None:
        raise ValueError("no such month")
    return number


def _zone(part: dict[str, str | None], written: str) -> tzinfo:
    """An offset, else a region (`Europe/Amsterdam`), else a name. Raises ValueError for an offset that cannot be, and
    for what may be none.
    """
    zone = (part.get("zone") or "").replace(" ", "")
    sign = re.search(r"([+-]?)(\d{1,2})(:?)(\d\d)?", zone)
    if sign is not None:
        if _is_range(sign, part) and _is_by_hand(part, written):
            raise ValueError("may be from one hour to another")
        return _offset(sign)
    region = part.get("region") or part.get("place")
    if region and not zone:
        return _region(region)
    if zone:
        return timezone(timedelta(hours=HOURS.get(zone, 0)))
    return AMSTERDAM if _is_by_hand(part, written) else UTC


def _is_range(sign: re.Match[str], part: dict[str, str | None]) -> bool:
    """`24-09-2026 10:00-12:00`, as an agenda has it."""
    return sign[1] == "-" and sign[3] == ":" and part.get("second") is None


def _offset(sign: re.Match[str]) -> tzinfo:
    hours, minutes = int(sign[2]), int(sign[4] or 0)
    if hours > 15 or minutes > 59:
        raise ValueError("no such zone")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if sign[1] == "-" else offset)


def _region(name: str) -> tzinfo:
    """A zone of the IANA database; one that is not in it is UTC, as an unknown name is."""
    try:
        return ZoneInfo(name.title())
    except (KeyError, ValueError, OSError):
        return UTC
