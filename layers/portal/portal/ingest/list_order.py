"""Gives each new entry of a document a second of its own, so that lists show what its feed shows.

A list is sorted by second of publication, then by slug (model.article.Teaser.position): of entries without a date, with
a date that has no clock time, or of one second, the slug would decide. So the lowest of them in the document keeps its
second and each above it gets a later one; of a second near the end of its minute they begin earlier, so that all show
the same minute. An entry without a date below one that has a date is a second older than that one, but no older than
the next below. Nothing is dated later than now: what has no date and none above it, or a date in the future, gets now,
a second less, and so on, at most an hour. Beyond what fits there the slug decides. What is stored stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from portal.model.article import Entry

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
NEWEST = datetime.max.replace(tzinfo=UTC)
OLDEST_UNDATED = timedelta(hours=1) - SECOND
"""What has no date is shown as no older than this at first sight; it keeps an entry findable as the same story."""


@dataclass(kw_only=True)
class Place:
    """An entry, `rank` from below in its document. `wanted`: its date, None for none that can be; `at`: of a known one
    the second that is stored, of a new one what it gets.
    """

    rank: int
    wanted: datetime | None
    at: datetime | None = None
    is_new: bool = True


def issued_at(entry: Entry) -> datetime | None:
    """What it says of its publication."""
    return entry.published_at or entry.updated_at


def places_of(entries: Sequence[Entry], now: datetime) -> list[Place]:
    """In the order of `entries`, the top of the document first. One that runs from old to new is read from its end."""
    said = [issued_at(entry) for entry in entries]
    step = -1 if _runs_from_old_to_new(said) else 1
    from_top = said[::step]
    dates = [date.replace(microsecond=0) if date and date <= now else None for date in from_top]
    wanted = _lent(dates, [date is None for date in from_top])
    places = [Place(rank=rank, wanted=date) for rank, date in zip(reversed(range(len(wanted))), wanted, strict=True)]
    return places[::step]


def _lent(dates: Sequence[datetime | None], is_undated: Sequence[bool]) -> list[datetime | None]:
    """`dates`, from the top down, with one for each that is undated and has a dated one above it. All of a row have the
    same: `spread` puts the first of them a second before what stands above, where there is room above what is below.
    """
    found = list(dates)
    above: datetime | None = None
    row: list[int] = []
    for place, date in enumerate((*dates, None)):
        if place < len(dates) and is_undated[place]:
            row.append(place)
        elif date or place == len(dates):
            if above:
                lent = above - SECOND * len(row)
                for one in row:
                    found[one] = max(lent, date or lent)
            above, row = date, []
    return found


def nearest_known(places: Sequence[Place]) -> list[Place]:
    """Known ones that stand right below a new one and less than a minute before it: their stored second matters."""
    found: dict[int, Place] = {}
    below: Place | None = None
    for place in sorted((one for one in places if one.wanted), key=_order):
        if not place.is_new:
            below = place
        elif below and below.wanted and place.wanted and place.wanted - below.wanted < MINUTE:
            found[below.rank] = below
    return list(found.values())


def spread(places: Sequence[Place], now: datetime) -> None:
    """Sets `at` of every new one."""
    now = now.replace(microsecond=0)
    new = sorted((one for one in places if one.is_new), key=_order)
    starts = _starts(new, now)
    last: datetime | None = None
    for place in sorted((one for one in places if one.is_new or _is_comparable(one)), key=_order):
        if place.is_new:
            begin = starts[place.wanted]
            place.at = begin if last is None else max(begin, last + SECOND)
        last = place.at
    for some in ([one for one in new if one.wanted], [one for one in new if not one.wanted]):
        _not_after(now, some)


def _order(place: Place) -> tuple[datetime, int]:
    """By date, then by place; what has no date is the newest."""
    return (place.wanted or NEWEST, place.rank)


def _is_comparable(known: Place) -> bool:
    """One that got its time from an embargo, or from another feed, says nothing of those above it."""
    if known.at is None or known.wanted is None:
        return False
    return timedelta() <= known.at - known.wanted < timedelta(hours=1)


def _starts(new: Sequence[Place], now: datetime) -> dict[datetime | None, datetime]:
    """Where those of one date begin: at it, or earlier in its minute where they do not fit behind it."""
    times: dict[datetime | None, int] = {}
    for place in new:
        times[place.wanted] = times.get(place.wanted, 0) + 1
    return {wanted: _start(wanted, number) if wanted else now for wanted, number in times.items()}


def _start(wanted: datetime, number: int) -> datetime:
    room = 60 - number
    return wanted if room < 0 else wanted.replace(second=min(wanted.second, room))


def _not_after(latest: datetime, new: Sequence[Place]) -> None:
    """Each at least a second before the one above it; a dated one stays within its minute."""
    now = latest
    for place in reversed(new):
        if place.at and place.at > latest:
            earliest = place.wanted.replace(second=0) if place.wanted else now - OLDEST_UNDATED
            place.at = max(latest, min(earliest, now))
        latest = (place.at or latest) - SECOND


def _runs_from_old_to_new(dates: Sequence[datetime | None]) -> bool:
    known = [date for date in dates if date]
    later = sum(after > before for before, after in pairwise(known))
    earlier = sum(after < before for before, after in pairwise(known))
    return later > earlier
