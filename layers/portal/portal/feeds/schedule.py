"""When a feed is fetched again."""

from datetime import datetime, timedelta

from portal.model.feed import Feed

FREE_TRIES = 3
LONGEST_BACKOFF = timedelta(hours=4)
LONGEST_RETRY_AFTER = timedelta(hours=8)
TICK = timedelta(seconds=60)


def next_due(feed: Feed, now: datetime) -> datetime:
    """After a success: one interval on, a little early, or a schedule that looks once a minute would come too late."""
    interval = timedelta(seconds=feed.interval)
    return now + interval - min(interval, TICK) / 10


def next_try(feed: Feed, now: datetime, *, streak: int, retry_after: int | None) -> datetime:
    """After the `streak`th failure in a row: three tries at the usual pace, then doubling to four hours; never stops.

    A server that names a time to wait (Retry-After, seconds) gets it, up to eight hours.
    """
    interval = timedelta(seconds=feed.interval)
    doublings = min(streak - 2, 12) if streak > FREE_TRIES else 0
    wait = min(interval * 2**doublings, max(LONGEST_BACKOFF, interval))
    asked = min(timedelta(seconds=retry_after or 0), LONGEST_RETRY_AFTER)
    return max(next_due(feed, now), now + asked) if doublings == 0 else now + max(wait, asked)
