"""A day and a time as an editor gives them, in Amsterdam."""

import re
from datetime import UTC, datetime

from portal.model.clock import AMSTERDAM

_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)|(?P<d>\d\d?)[-/. ](?P<m>\d\d?)[-/. ](?P<y>\d{4})")
_TIME = re.compile(r"(\d\d?)[:.](\d\d)")


def moment_in(day: str, time: str) -> datetime | None:
    """In UTC; None for what is none. A browser's own field sends `2026-11-28`, a person writes `28-11-2026`.

    Of an hour that comes twice it is the second, and one that the clock skips is as much later: what is to wait until
    then does not come too early.
    """
    found, clock = _DAY.fullmatch(day), _TIME.fullmatch(time)
    if not found or not clock:
        return None
    year, month, day_of_month = (found[one] or found[one[0]] for one in ("year", "month", "day"))
    try:
        said = datetime(int(year), int(month), int(day_of_month), int(clock[1]), int(clock[2]), tzinfo=AMSTERDAM)
        return max(said.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    except (ValueError, OverflowError):
        return None
