"""The schedule: which feeds are due, one message each; what is due to articles; and how the feeds are."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from portal.feeds.reports import Run
from portal.model.clock import Clock
from portal.model.feed import Feed, FeedState
from portal.storage.dues import Due, Dues
from portal.storage.feed_states import FeedStates


class Sending(Protocol):
    """Puts messages on the queue; `run` names the dispatch that asks. Raises QueueError."""

    def send(self, feeds: Sequence[str], *, run: str) -> None: ...

    def send_dues(self, dues: Sequence[Due], *, now: datetime, run: str) -> None: ...


LEASE = timedelta(seconds=120)
"""How long a feed is left to whoever took it: the 20 s of a fetch, the wait in the queue and the writing."""


AHEAD = timedelta(seconds=150)
"""How far dispatch looks ahead for what is due to articles: past its next run, so that nothing is late."""


def dispatch(
    feeds: Sequence[Feed],
    *,
    states: FeedStates,
    dues: Dues,
    queue: Sending,
    pictures: Sending,
    tell: Callable[[Run], None],
    clock: Clock,
    run: str = "",
) -> Run:
    """Leases every feed that is due and sends a message for each; tells what it found, also when sending fails.

    Messages for what is due to articles go first: they arrive when it is, to the second, and more than once.

    Pictures are handed on last, to the queue `pictures`: nothing waits for them.

    Two Queries, and one conditional UpdateItem a due feed, all in one round; for pictures one Query. Of two dispatches
    at once each feed is sent by one only. After a crash between lease and message the feed is due again when the lease
    ends.
    """
    now = clock()
    queue.send_dues(dues.until(now + AHEAD), now=now, run=run)
    known = states.all()
    current = [known.get(feed.id, FeedState(feed=feed.id)) for feed in feeds]
    fetched = {feed.id for feed in feeds if feed.folder is None}
    due = [state.feed for state in current if state.feed in fetched and state.is_due(now)]
    sent = tuple(states.lease(due, now=now, until=now + LEASE))
    found = Run(
        sent=sent,
        failing=tuple(state.feed for state in current if state.is_failing),
        quiet=tuple(state.feed for state in current if state.is_quiet(now)),
    )
    tell(found)
    queue.send(sent, run=run)
    pictures.send_dues(dues.pictures(now), now=now, run=run)
    return found
