"""Twenty feeds of one host, looked at for minutes: no function waits for a turn, and every feed is taken in."""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from ingest.virtual_time import VirtualTime
from portal.feeds.parsing.document import parse
from portal.http.response import Fetched, Validators
from portal.ingest.dispatch import dispatch
from portal.ingest.poll import Ingest
from portal.ingest.report import Report, Run
from portal.ingest.wiring import ingest_over
from portal.model.feed import Feed
from portal.model.feed_state import FeedState
from portal.model.scheduled_action import ScheduledAction
from portal.queue.messages import Poll
from portal.storage.feed_states import FeedStates
from portal.storage.locks import LONGEST_WAIT, NamedLocks
from portal.storage.table import Table
from samples import NOW, site

FEEDS = tuple(Feed(id=f"f{n:02}", url=f"https://een.example/{n}.xml", section="goes", interval=300) for n in range(20))
NEWS = b"<rss><channel><item><guid>a</guid><title>Pont</title><description>Vaart.</description></item></channel></rss>"


@dataclass
class Day:
    """A schedule of every minute, a queue that is `behind` until some second, and a host that takes `seconds`."""

    table: Table
    seconds: float
    behind: float = 0.0
    time: VirtualTime = field(default_factory=lambda: VirtualTime(NOW))
    fetched: Counter[str] = field(default_factory=Counter)
    reports: list[Report] = field(default_factory=list)
    in_functions: float = 0.0
    waited: float = 0.0
    counting: threading.Lock = field(default_factory=threading.Lock)

    def run(self, *, minutes: int, took: int, lock: NamedLocks | None = None) -> None:
        for feed in FEEDS:
            FeedStates(self.table).save(FeedState(feed=feed.id, took=took))
        self.table.meter.reset()
        ingest = ingest_over(self.table, site(feeds=FEEDS), fetch=self.fetch, clock=self.time.now, parse=parse)
        if lock:
            ingest._lock = lock.held
        self.time.start(lambda: self.schedule(minutes, ingest))
        self.time.run()

    def schedule(self, minutes: int, ingest: Ingest) -> None:
        for _ in range(minutes):
            queue = Queue(self, ingest)
            dispatch(FEEDS, table=self.table, queue=queue, pictures=queue, tell=unheard, clock=self.time.now)
            self.time.sleep(60)

    def look(self, poll: Poll, ingest: Ingest) -> None:
        self.time.sleep(max(poll.delay, self.behind - self.time.seconds))
        begun = self.time.seconds
        report = ingest.take(next(feed for feed in FEEDS if feed.id == poll.feed), lock=poll.lock)
        with self.counting:
            self.reports.append(report)
            self.in_functions += self.time.seconds - begun

    def fetch(self, feed: Feed, url: str, validators: Validators) -> Fetched:  # noqa: ARG002
        with self.counting:
            self.fetched[feed.id] += 1
        self.time.sleep(self.seconds)
        about = Fetched(
            body=NEWS, content_type=None, etag=None, last_modified=None, status=200, elapsed=0, wire_bytes=len(NEWS)
        )
        return replace(about, elapsed=self.seconds)

    def wait(self, seconds: float) -> None:
        with self.counting:
            self.waited += seconds
        self.time.sleep(seconds)

    @property
    def postponed(self) -> int:
        return sum(report.postponed for report in self.reports)

    @property
    def fetching(self) -> float:
        return self.fetched.total() * self.seconds


@dataclass
class Queue:
    """Hands each message to a thread of its own, after its delay."""

    day: Day
    ingest: Ingest

    def send(self, polls: Sequence[Poll], *, run: str) -> None:  # noqa: ARG002
        for poll in polls:
            self.day.time.start(lambda poll=poll: self.day.look(poll, self.ingest))  # type: ignore[misc]

    def send_actions(self, dues: Sequence[ScheduledAction], *, now: datetime, run: str) -> None:
        """Nothing is due to articles."""


def unheard(_run: Run) -> None:
    """Nobody listens."""


@pytest.mark.parametrize(
    ("day", "took", "minutes"),
    [
        ({"seconds": 1.5}, 1, 3),
        ({"seconds": 1.5}, 0, 3),
        ({"seconds": 5.0}, 1, 3),
        ({"seconds": 1.5, "behind": 170.0}, 1, 6),
        ({"seconds": 5.0, "behind": 170.0}, 5, 8),
    ],
    ids=["as ever", "never seen", "slower than it was", "a queue behind", "a slow host and a queue behind"],
)
def test_a_function_is_paid_for_fetching_and_not_for_waiting(
    table: Table, day: dict[str, Any], took: int, minutes: int
) -> None:
    looked = Day(table, **day)

    looked.run(minutes=minutes, took=took)

    assert set(looked.fetched) == {feed.id for feed in FEEDS}
    assert looked.in_functions == pytest.approx(looked.fetching, abs=0.01)
    # A look is one write of state; one that is postponed has tried a lock beside it; one under a lock has had it.
    locked = table.meter.calls["DeleteItem"]
    articles_and_leases = 1 + minutes
    assert table.meter.calls["PutItem"] <= len(looked.reports) + looked.postponed + locked + articles_and_leases


def test_by_hand_a_lock_is_waited_for(table: Table) -> None:
    """What the same day costs whoever waits: that is why no function does."""
    looked = Day(table, seconds=5.0, behind=170.0)
    lock = NamedLocks(table, looked.time.now, wait=looked.wait, longest_wait=LONGEST_WAIT)

    looked.run(minutes=8, took=5, lock=lock)

    assert set(looked.fetched) == {feed.id for feed in FEEDS}
    assert looked.waited > 100
    assert looked.in_functions > 2 * looked.fetching
