"""The schedule: which feeds are due, one message each."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from portal.model.clock import Clock
from portal.model.feed import Feed, FeedState
from portal.storage.feed_states import FeedStates

logger = logging.getLogger("portal")

LEASE = timedelta(seconds=120)
"""How long a feed is left to whoever took it: the 20 s of a fetch, the wait in the queue and the writing."""


def dispatch(
    feeds: Sequence[Feed], *, states: FeedStates, send: Callable[[Sequence[str]], None], clock: Clock
) -> list[str]:
    """Leases every feed that is due and sends a message for each; returns their ids.

    One Query, one conditional UpdateItem a due feed. Of two dispatches at once each feed is sent by one only. After a
    crash between lease and message the feed is due again when the lease ends.
    """
    now = clock()
    known = states.all()
    due = [feed.id for feed in feeds if known.get(feed.id, FeedState(feed=feed.id)).is_due(now)]
    leased = [feed for feed in due if states.lease(feed, now=now, until=now + LEASE)]
    send(leased)
    logger.info("feeds dispatched", extra={"feeds": leased})
    return leased
