"""The schedule: which feeds are due, one message each; what is due to articles; and how the feeds are."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from portal.ingest.report import Run
from portal.ingest.spacing import host_of, spaced
from portal.model.clock import Clock
from portal.model.feed import Feed
from portal.model.feed_state import FeedState
from portal.model.scheduled_action import ScheduledAction
from portal.queue.messages import Poll
from portal.storage.feed_states import FeedStates
from portal.storage.leases import FeedLeases
from portal.storage.scheduled_actions import ScheduledActions
from portal.storage.table import Table


class Sending(Protocol):
    """Puts messages on the queue; `run` names the dispatch that asks. Raises QueueError."""

    def send(self, polls: Sequence[Poll], *, run: str) -> None: ...

    def send_actions(self, dues: Sequence[ScheduledAction], *, now: datetime, run: str) -> None: ...


LATE, PICTURE_LATE = timedelta(minutes=15), timedelta(hours=1)
"""For how long a feed, or a picture, is due until it is late: workers take them within seconds, or minutes."""
AHEAD = timedelta(seconds=150)
"""How far dispatch looks ahead for what is due to articles: past its next run, so that nothing is late."""


def dispatch(
    feeds: Sequence[Feed],
    *,
    table: Table,
    queue: Sending,
    pictures: Sending,
    tell: Callable[[Run], None],
    clock: Clock,
    run: str = "",
) -> Run:
    """Leases every feed that is due, sends a message for each, and tells what it found: whoever hears it knows that the
    run succeeded.

    Messages for what is due to articles go first: they arrive when it is, to the second, and more than once.

    Pictures are handed on last, to the queue `pictures`: nothing waits for them.

    Three Queries and a GetItem; one PutItem however many feeds are due; for pictures one Query, and another when there
    are more than are handed on at a time. Of two dispatches at once one sends, and the other's feeds are due a minute
    later. After a crash between lease and message a feed is due again when the lease ends.
    """
    states, leases, dues, now = FeedStates(table), FeedLeases(table), ScheduledActions(table), clock()
    queue.send_actions(dues.until(now + AHEAD), now=now, run=run)
    held = leases.read()  # before the states: whoever takes a feed from here on makes us write in vain
    known = states.all()
    in_flight = held.in_flight(known, now)
    polls = spaced(_due(feeds, known, in_flight, now), known, late=_hosts(feeds, in_flight))
    turns = {poll.feed: now + timedelta(seconds=poll.delay) for poll in polls}
    taken = leases.take(turns, held, in_flight=in_flight)
    queue.send(polls[: len(taken)], run=run)
    of_pictures = dues.pictures(now)
    pictures.send_actions(of_pictures, now=now, run=run)
    current = [known.get(feed.id, FeedState(feed=feed.id)) for feed in feeds]
    found = Run(
        sent=taken,
        failing=tuple(state.feed for state in current if state.is_failing),
        quiet=tuple(state.feed for state in current if state.is_quiet(now)),
        late=(*_late(feeds, known, now), *_late_pictures(dues.oldest_of(of_pictures), now)),
    )
    tell(found)
    return found


def _due(
    feeds: Sequence[Feed], known: Mapping[str, FeedState], in_flight: Collection[str], now: datetime
) -> list[Feed]:
    """Those that are fetched, for which it is time, and that nobody is at."""
    return [
        feed
        for feed in feeds
        if feed.folder is None and feed.id not in in_flight and known.get(feed.id, FeedState(feed=feed.id)).is_due(now)
    ]


def _late(feeds: Sequence[Feed], known: Mapping[str, FeedState], now: datetime) -> list[str]:
    """Those that are fetched and have been due for so long that nobody seems to fetch them."""
    fetched = [known[feed.id] for feed in feeds if feed.folder is None and feed.id in known]
    return [one.feed for one in fetched if not one.paused and one.next_due and one.next_due <= now - LATE]


def _late_pictures(oldest: ScheduledAction | None, now: datetime) -> list[str]:
    return ["pictures"] if oldest and oldest.at <= now - PICTURE_LATE else []


def _hosts(feeds: Sequence[Feed], in_flight: Collection[str]) -> frozenset[str]:
    return frozenset(host_of(feed) for feed in feeds if feed.id in in_flight)
