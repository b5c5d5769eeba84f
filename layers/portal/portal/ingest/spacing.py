"""Feeds of one host one after the other: how long after a run of the schedule each that is due is looked at.

The queue keeps the messages back, so nobody waits for a turn on paid time, and nothing has to be written down for it.
The next look at a host begins when the one before is over, by how long the slowest of its feeds took the last time.
Source: Heritrix, Politeness parameters (one connection to a server at a time; a delay by the last completion).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from portal.model.feed import Feed
from portal.model.feed_state import FeedState
from portal.model.site import LOOPBACK
from portal.queue.messages import Poll

WINDOW = 50
"""Seconds after a run in which looks begin: the next run comes after sixty. What has no place in it is due then."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def spaced(due: Sequence[Feed], states: Mapping[str, FeedState], *, late: Collection[str]) -> list[Poll]:
    """A look at each feed that is `due`, in their order; of one host only those that have a place in this run.

    `late`: hosts of which a feed that an earlier run handed on was not looked at yet. This machine's own servers are
    not spared: there all begin at once.
    """
    polls: dict[str, Poll] = {}
    for host, feeds in _by_host(due).items():
        if host in LOOPBACK or not host:
            polls |= {feed.id: Poll(feed=feed.id) for feed in feeds}
        else:
            polls |= {poll.feed: poll for poll in _one_by_one(feeds, states, lock=host in late)}
    return [polls[feed.id] for feed in due if feed.id in polls]


def host_of(feed: Feed) -> str:
    return urlsplit(feed.url).hostname or ""


def _one_by_one(feeds: Sequence[Feed], states: Mapping[str, FeedState], *, lock: bool) -> Iterator[Poll]:
    """The one that is first to be a whole interval late comes first: so a wire of every minute is not made to miss one,
    and nobody is passed over for ever.
    """
    known = {feed.id: states.get(feed.id, FeedState(feed=feed.id)) for feed in feeds}
    apart = 1 + max(state.took for state in known.values())
    in_order = sorted(feeds, key=lambda feed: _late_at(feed, known[feed.id]))
    for place, feed in enumerate(in_order[: 1 + WINDOW // apart]):
        yield Poll(feed=feed.id, delay=place * apart, lock=lock)


def _late_at(feed: Feed, state: FeedState) -> datetime:
    return state.next_due + timedelta(seconds=feed.interval) if state.next_due else LONG_AGO


def _by_host(feeds: Sequence[Feed]) -> dict[str, list[Feed]]:
    found: dict[str, list[Feed]] = {}
    for feed in feeds:
        found.setdefault(host_of(feed), []).append(feed)
    return found
