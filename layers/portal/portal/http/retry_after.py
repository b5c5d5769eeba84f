"""How long a server sends us away for. Source: RFC 9110 §10.2.3."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 7 * 86400
"""Seconds that we let a server send us away for."""


def retry_after(value: str | None, now: datetime) -> int | None:
    """Seconds to wait, from a number or a date; None where there is neither.

    A date in any of the three shapes of HTTP; the one without a zone is UTC. Source: RFC 9110 §10.2.3, §5.6.7.
    """
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]{1,12}", text):
        return min(int(text), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(int((moment - now).total_seconds()), 0), LONGEST_WAIT)
