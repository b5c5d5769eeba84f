"""When a feed is fetched again."""

from datetime import datetime, timedelta
from hashlib import sha256

from portal.model.feed import Feed

FREE_TRIES = 3
LONGEST_BACKOFF = timedelta(hours=4)
LONGEST_RETRY_AFTER = timedelta(hours=8)
LONGEST_ASKED = timedelta(hours=1)
LONGEST_ASKED_OF_AGENCY = timedelta(minutes=15)
EARLY = 0.1
TICK = timedelta(seconds=60)


def next_due(feed: Feed, now: datetime, *, asked: int = 0) -> datetime:
    """After a success: one interval on; where site.toml has no `interval`, as long as the server asks for, if that is
    longer (`asked`, in seconds: an hour at most, of a wire a quarter of an hour).

    Due early by min(interval, 60 s)/10, because the schedule looks once a minute; or by 0 to 10 % of jitter, if that is
    more, so that feeds that were added together spread out.
    """
    longest = LONGEST_ASKED_OF_AGENCY if feed.agency else LONGEST_ASKED
    interval = timedelta(seconds=feed.interval)
    if not feed.has_interval:
        interval = max(interval, min(timedelta(seconds=asked), longest))
    spread = sha256(f"{feed.id}{now.timestamp()}".encode()).digest()[0] / 255
    return now + interval - max(min(interval, TICK) / 10, interval * EARLY * spread)


def next_try(feed: Feed, now: datetime, *, streak: int, retry_after: int | None) -> datetime:
    """After the `streak`th failure in a row: three tries at the usual pace, then doubling to four hours; never stops.

    A server that names a time to wait (Retry-After, seconds) gets it, up to eight hours.
    """
    interval = timedelta(seconds=feed.interval)
    doublings = min(streak - 2, 12) if streak > FREE_TRIES else 0
    wait = min(interval * 2**doublings, max(LONGEST_BACKOFF, interval))
    asked = min(timedelta(seconds=retry_after or 0), LONGEST_RETRY_AFTER)
    usual = now + interval - min(interval, TICK) / 10
    return max(usual, now + asked) if doublings == 0 else now + max(wait, asked)
