"""The schedule: which feeds are due, one message each; and how they all are."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

from portal.feeds.reports import Run
from portal.model.clock import Clock
from portal.model.feed import Feed, FeedState
from portal.storage.feed_states import FeedStates


class Send(Protocol):
    """Puts a message on the queue for each feed; `run` names the dispatch that asks. Raises QueueError."""

    def __call__(self, feeds: Sequence[str], *, run: str) -> None: ...


LEASE = timedelta(seconds=120)
"""How long a feed is left to whoever took it: the 20 s of a fetch, the wait in the queue and the writing."""


def dispatch(
    feeds: Sequence[Feed], *, states: FeedStates, send: Send, tell: Callable[[Run], None], clock: Clock, run: str = ""
) -> Run:
    """Leases every feed that is due and sends a message for each; tells what it found, also when sending fails.

    One Query, and one conditional UpdateItem a due feed, all in one round. Of two dispatches at once each feed is sent
    by one only. After a crash between lease and message the feed is due again when the lease ends.
    """
    now = clock()
    known = states.all()
    current = [known.get(feed.id, FeedState(feed=feed.id)) for feed in feeds]
    due = [state.feed for state in current if state.is_due(now)]
    sent = tuple(states.lease(due, now=now, until=now + LEASE))
    found = Run(
        sent=sent,
        failing=tuple(state.feed for state in current if state.is_failing),
        quiet=tuple(state.feed for state in current if state.is_quiet(now)),
    )
    tell(found)
    send(sent, run=run)
    return found
