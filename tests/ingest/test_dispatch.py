"""The schedule: which feeds are sent to the queue, and when each comes again."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.session import get_session
from moto import mock_aws

from ingest.test_ingest import Fault, fault
from portal.ingest.dispatch import AHEAD, dispatch
from portal.ingest.report import Run
from portal.ingest.schedule import next_due, next_try
from portal.model.feed import Feed
from portal.model.feed_state import FeedState
from portal.model.scheduled_action import Act, ScheduledAction
from portal.queue.messages import Message, Poll, Queue, _delay, from_message, to_message
from portal.storage.feed_states import FeedStates
from portal.storage.leases import LEASE
from portal.storage.scheduled_actions import action_item
from portal.storage.table import Call, Table
from samples import NOW

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

FEEDS = tuple(Feed(id=f"feed-{n}", url=f"https://feeds-{n}.example/", section="goes") for n in range(3))
FEED = FEEDS[0]
TOLD: list[Run] = []


@dataclass
class Sent:
    """A queue that remembers."""

    polls: list[Poll] = field(default_factory=list)
    handed_on: list[ScheduledAction] = field(default_factory=list)
    run: str = ""
    refuses: bool = False

    @property
    def feeds(self) -> list[str]:
        return [poll.feed for poll in self.polls]

    def send(self, polls: Sequence[Poll], *, run: str) -> None:
        if self.refuses:
            raise ConnectionError(polls, run)
        self.run = run
        self.polls.extend(polls)

    def send_actions(self, dues: Sequence[ScheduledAction], *, now: datetime, run: str) -> None:
        assert all(due.at <= now + AHEAD for due in dues)
        assert run == "7f" or not dues
        self.handed_on.extend(dues)


def run(states: FeedStates, *, later: timedelta = timedelta(), feeds: Sequence[Feed] = FEEDS) -> list[str]:
    queue = Sent()
    found = dispatch(
        feeds,
        table=states._table,
        queue=queue,
        pictures=Sent(),
        tell=TOLD.append,
        clock=lambda: NOW + later,
        run="7f",
    )

    assert list(found.sent) == queue.feeds
    assert queue.run == "7f"
    assert TOLD.pop() == found
    return queue.feeds


def test_a_feed_never_seen_is_due_at_once(states: FeedStates) -> None:
    assert run(states) == ["feed-0", "feed-1", "feed-2"]


def test_a_feed_that_somebody_is_at_is_left_alone_until_the_lease_ends(states: FeedStates) -> None:
    run(states)

    assert run(states, later=LEASE - timedelta(seconds=1)) == []
    assert run(states, later=LEASE) == ["feed-0", "feed-1", "feed-2"]


def test_a_feed_that_was_looked_at_is_left_alone_until_it_is_due_and_not_until_the_lease_ends(
    states: FeedStates,
) -> None:
    """Also where intervals are shorter than the lease, as they may be on this machine."""
    run(states)
    soon = NOW + timedelta(seconds=5)
    for feed in ("feed-0", "feed-1"):
        states.save(FeedState(feed=feed, looked_at=NOW + timedelta(seconds=1), next_due=soon))

    assert run(states, later=timedelta(seconds=4)) == []
    assert run(states, later=timedelta(seconds=5)) == ["feed-0", "feed-1"]


def test_a_run_reads_what_is_remembered_and_writes_one_item_however_many_are_due(
    states: FeedStates, table: Table
) -> None:
    many = [Feed(id=f"feed-{n}", url=f"https://feeds-{n}.example/", section="goes") for n in range(100)]
    table.meter.reset()

    assert len(run(states, feeds=many)) == 100
    assert dict(table.meter.calls) == {"Query": 4, "GetItem": 1, "PutItem": 1}
    table.meter.reset()
    assert run(states, feeds=many) == []
    assert dict(table.meter.calls) == {"Query": 4, "GetItem": 1}


ONE_HOST = tuple(Feed(id=f"feed-{n}", url=f"https://feeds.example/{n}", section="goes") for n in range(3))


def sent_by(table: Table, *, later: timedelta = timedelta(), feeds: Sequence[Feed] = ONE_HOST) -> list[Poll]:
    queue = Sent()
    dispatch(feeds, table=table, queue=queue, pictures=Sent(), tell=TOLD.append, clock=lambda: NOW + later)
    TOLD.clear()
    return queue.polls


def test_feeds_of_one_host_are_sent_one_after_the_other_without_a_lock(table: Table) -> None:
    assert sent_by(table) == [Poll(feed=f"feed-{n}", delay=n) for n in range(3)]


def test_where_somebody_is_late_at_a_host_the_others_wait_for_it(table: Table, states: FeedStates) -> None:
    later = timedelta(seconds=60)
    sent_by(table, feeds=ONE_HOST[:2])
    states.save(FeedState(feed="feed-0", looked_at=NOW, next_due=NOW + later))

    assert sent_by(table, later=later) == [
        Poll(feed="feed-0", delay=1, lock=True),
        Poll(feed="feed-2", delay=0, lock=True),
    ]


def test_a_feed_that_crashes_whoever_looks_at_it_takes_no_turn_of_its_neighbours(
    table: Table, states: FeedStates
) -> None:
    """It is sent again when its lease ends; feeds of the same host go on meanwhile, and other hosts wait for nobody."""
    every = timedelta(seconds=60)
    sent: dict[str, int] = {}
    for minute in range(6):
        polls = sent_by(table, later=minute * every, feeds=(*ONE_HOST[:2], FEEDS[2]))
        for poll in polls:
            sent[poll.feed] = sent.get(poll.feed, 0) + 1
            assert not (poll.lock and poll.feed == "feed-2")
            if poll.feed != "feed-0":
                now = NOW + minute * every + timedelta(seconds=poll.delay)
                states.save(FeedState(feed=poll.feed, looked_at=now, next_due=NOW + (minute + 1) * every))

    assert sent == {"feed-0": 3, "feed-1": 6, "feed-2": 6}


@pytest.mark.parametrize("operation", ["GetItem", "Query", "PutItem"])
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_two_runs_interleaved_at_any_call_send_each_feed_once(table: Table, operation: str, at: int) -> None:
    """A run that comes between two calls of another, whole; and the minute after them."""
    sent: list[str] = []
    waiting = [at]

    def between(**_: object) -> None:
        waiting[0] -= 1
        if waiting[0] == 0:
            sent.extend(poll.feed for poll in sent_by(table, feeds=FEEDS))

    event = f"before-call.dynamodb.{operation}"
    table._client.meta.events.register(event, between)
    sent += [poll.feed for poll in sent_by(table, feeds=FEEDS)]
    table._client.meta.events.unregister(event, between)

    assert sorted(sent) == ["feed-0", "feed-1", "feed-2"]
    assert sent_by(table, later=timedelta(seconds=60), feeds=FEEDS) == []


@pytest.mark.parametrize(("operation", "at"), [("GetItem", 1), ("Query", 3), ("PutItem", 1)])
def test_a_run_that_stands_still_meanwhile_does_not_send_what_was_looked_at(
    table: Table, states: FeedStates, operation: str, at: int
) -> None:
    """Another run sends the feeds, they are looked at, and the lease of them is over in the item of a third run."""
    late = Feed(id="late", url="https://late.example/", section="goes")
    sent: list[str] = []
    waiting = [at]

    def between(**_: object) -> None:
        waiting[0] -= 1
        if waiting[0] == 0:
            for poll in sent_by(table, feeds=FEEDS):
                sent.append(poll.feed)
                states.save(FeedState(feed=poll.feed, looked_at=NOW, next_due=NOW + timedelta(seconds=300)))
            sent.extend(poll.feed for poll in sent_by(table, feeds=(*FEEDS, late)))

    event = f"before-call.dynamodb.{operation}"
    table._client.meta.events.register(event, between)
    sent += [poll.feed for poll in sent_by(table, feeds=FEEDS)]
    table._client.meta.events.unregister(event, between)

    assert sorted(sent) == ["feed-0", "feed-1", "feed-2", "late"]


def test_a_feed_whose_turn_comes_later_is_left_alone_for_as_long(table: Table) -> None:
    sent_by(table)

    assert [poll.feed for poll in sent_by(table, later=LEASE)] == ["feed-0"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("operation", ["GetItem", "Query", "PutItem"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_run_that_crashes_at_any_call_loses_no_feed(table: Table, operation: str, at: int, after: bool) -> None:
    with fault(table, operation, at=at, after=after) as happened, suppress(Fault):
        sent_by(table, feeds=FEEDS)

    again = sent_by(table, later=LEASE, feeds=FEEDS)

    assert happened or at > 1
    assert [poll.feed for poll in again] == ["feed-0", "feed-1", "feed-2"]
    assert sent_by(table, later=LEASE + timedelta(seconds=60), feeds=FEEDS) == []


def test_only_what_is_due_is_sent(states: FeedStates) -> None:
    states.save(FeedState(feed="feed-1", next_due=NOW + timedelta(seconds=1)))

    assert run(states) == ["feed-0", "feed-2"]


def test_a_queue_that_refuses_ends_the_run_and_the_feeds_come_again(states: FeedStates) -> None:
    with pytest.raises(ConnectionError):
        dispatch(
            FEEDS,
            table=states._table,
            queue=Sent(refuses=True),
            pictures=Sent(),
            tell=TOLD.append,
            clock=lambda: NOW,
        )

    assert TOLD == []  # silence is how it is heard: ScheduleSilentAlarm
    assert run(states, later=LEASE) == ["feed-0", "feed-1", "feed-2"]


def test_feeds_in_trouble_are_told_each_time_and_only_those_of_the_site(states: FeedStates) -> None:
    days = tuple([3600] * 3)
    states.save(FeedState(feed="feed-0", streak=3))
    states.save(FeedState(feed="feed-1", streak=2, last_news=NOW - timedelta(hours=2), habit=days))
    states.save(FeedState(feed="weg", streak=9, last_news=NOW - timedelta(hours=9), habit=days))
    told: list[Run] = []

    for _ in range(2):
        dispatch(FEEDS, table=states._table, queue=Sent(), pictures=Sent(), tell=told.append, clock=lambda: NOW)

    assert [(found.failing, found.quiet) for found in told] == [(("feed-0",), ("feed-1",))] * 2


def late(table: Table, feeds: Sequence[Feed] = FEEDS) -> tuple[str, ...]:
    return dispatch(feeds, table=table, queue=Sent(), pictures=Sent(), tell=print, clock=lambda: NOW, run="7f").late


def test_a_feed_that_nobody_fetches_is_late_after_a_quarter_of_an_hour(states: FeedStates) -> None:
    quarter = timedelta(minutes=15)
    states.save(FeedState(feed="feed-0", next_due=NOW - quarter))
    states.save(FeedState(feed="feed-1", next_due=NOW - quarter + timedelta(seconds=1)))
    states.save(FeedState(feed="feed-2", next_due=NOW - quarter, paused=True))
    states.save(FeedState(feed="weg", next_due=NOW - quarter))

    assert late(states._table) == ("feed-0",)


def test_a_feed_that_is_delivered_is_never_late(states: FeedStates) -> None:
    states.save(FeedState(feed="map", next_due=NOW - timedelta(days=1)))

    assert late(states._table, [Feed(id="map", url="drop:map", section="goes")]) == ()


@pytest.mark.parametrize("others", [0, 98, 99, 150])
@pytest.mark.parametrize(("waited", "told"), [(timedelta(hours=1), ("pictures",)), (timedelta(minutes=59), ())])
def test_pictures_are_late_when_the_oldest_waits_for_an_hour_however_many_are_newer(
    table: Table, others: int, waited: timedelta, told: tuple[str, ...]
) -> None:
    for number in range(others):
        table.send(
            Call("put_item", {"Item": action_item(ScheduledAction(act=Act.PICTURE, slug=f"s-{number}", at=NOW))})
        )
    table.send(Call("put_item", {"Item": action_item(ScheduledAction(act=Act.PICTURE, slug="oud", at=NOW - waited))}))
    table.meter.reset()

    assert late(table) == told
    assert table.meter.calls["Query"] == (5 if others >= 99 else 4)


def test_what_is_due_to_articles_goes_along_and_arrives_to_the_second(table: Table) -> None:
    waiting = [
        ScheduledAction(act=Act.RELEASE, slug=f"s-{n}", at=NOW + timedelta(seconds=n * 60)) for n in (-1, 1, 2, 3)
    ]
    for due in waiting:
        table.send(Call("put_item", {"Item": action_item(due)}))
    queue = Sent()

    dispatch(FEEDS, table=table, queue=queue, pictures=Sent(), tell=print, clock=lambda: NOW, run="7f")

    assert queue.handed_on == waiting[:3]
    with mock_aws():
        client = cast("SQSClient", get_session().create_client("sqs"))
        url = client.create_queue(QueueName="feeds")["QueueUrl"]
        late = NOW + timedelta(seconds=0.4)
        Queue(client, url).send_actions([ScheduledAction(act=Act.RELEASE, slug="nu", at=NOW)], now=late, run="7f")
        (message,) = client.receive_message(QueueUrl=url)["Messages"]
    assert from_message(message["Body"]) == Message(due=ScheduledAction(act=Act.RELEASE, slug="nu", at=NOW), run="7f")


@pytest.mark.parametrize(("early", "delay"), [(-5, 0), (0, 0), (0.2, 1), (59.9, 60), (60, 60), (2000, 900)])
def test_a_message_comes_rather_late_than_early(early: float, delay: int) -> None:
    due = ScheduledAction(act=Act.RELEASE, slug="x", at=NOW + timedelta(seconds=early))

    assert _delay(due, NOW) == delay


def test_a_feed_that_is_delivered_is_not_fetched(states: FeedStates) -> None:
    assert run(states, feeds=(Feed(id="drop", url="drop:anp", section="goes"), *FEEDS[:1])) == ["feed-0"]


def test_a_paused_feed_is_not_fetched(states: FeedStates) -> None:
    states.save(FeedState(feed="feed-1", paused=True, streak=9))

    assert run(states) == ["feed-0", "feed-2"]


def test_a_site_without_feeds_sends_nothing(states: FeedStates) -> None:
    assert run(states, feeds=()) == []


def test_many_messages_go_ten_at_a_time() -> None:
    with mock_aws():
        client = cast("SQSClient", get_session().create_client("sqs"))
        url = client.create_queue(QueueName="feeds")["QueueUrl"]
        feeds = [f"feed-{n}" for n in range(23)]

        Queue(client, url).send([Poll(feed=feed) for feed in feeds])

        received: list[str] = []
        while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            received += [from_message(message["Body"]).feed for message in messages]
    assert sorted(received) == sorted(feeds)


def test_a_look_that_has_to_wait_for_its_turn_is_kept_back_by_the_queue() -> None:
    sent: list[dict[str, Any]] = []

    class Client:
        def send_message_batch(self, **parameters: Any) -> dict[str, Any]:
            sent.extend(parameters["Entries"])
            return {}

    Queue(cast("SQSClient", Client()), "x").send([Poll(feed="a"), Poll(feed="b", delay=7, lock=True)], run="7f")

    assert [(entry["DelaySeconds"], from_message(entry["MessageBody"])) for entry in sent] == [
        (0, Message(feed="a", run="7f")),
        (7, Message(feed="b", run="7f", lock=True)),
    ]


@pytest.mark.parametrize("body", ["", "nee", "[]", '{"feed": 7}', '{"voer": "x"}', "null"])
def test_a_message_that_is_not_ours_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match=r"not a message of ours|Expecting value"):
        from_message(body)


def test_a_message_comes_out_as_it_went_in() -> None:
    for lock in (False, True):
        sent = Poll(feed="anp-buitenland", delay=7, lock=lock)

        assert from_message(to_message(sent, "7f")) == Message(feed="anp-buitenland", run="7f", lock=lock)


def test_a_message_of_the_release_before_is_understood() -> None:
    assert from_message('{"feed": "anp-buitenland"}') == Message(feed="anp-buitenland")


def test_a_schedule_that_looks_once_a_minute_meets_a_feed_of_every_minute() -> None:
    every_minute = Feed(id="x", url="https://feeds.example/x", section="goes", interval=60)

    assert timedelta(seconds=50) < next_due(every_minute, NOW) - NOW < timedelta(seconds=60)


def waits(*, retry_after: int | None = None) -> list[float]:
    """Minutes until the next try, after each of twelve failures in a row."""
    tries: list[Any] = [next_try(FEED, NOW, streak=n, retry_after=retry_after) - NOW for n in range(1, 13)]
    return [wait.total_seconds() / 60 for wait in tries]


def test_after_three_free_tries_the_wait_doubles_to_four_hours_and_never_ends() -> None:
    assert waits() == [4.9, 4.9, 4.9, 20, 40, 80, 160, 240, 240, 240, 240, 240]


def test_a_server_that_asks_for_time_gets_it_up_to_eight_hours() -> None:
    assert waits(retry_after=3600)[:2] == [60, 60]
    assert waits(retry_after=10**9)[0] == 480


def test_pictures_go_to_a_queue_of_their_own_after_everything_else(table: Table) -> None:
    kill = ScheduledAction(act=Act.ANNOUNCE, slug="brug-dicht", at=NOW)
    waiting = [ScheduledAction(act=Act.PICTURE, slug=f"s-{n:03}", at=NOW - timedelta(seconds=n)) for n in range(105)]
    for due in (*waiting, kill, ScheduledAction(act=Act.PICTURE, slug="straks", at=NOW + timedelta(seconds=1))):
        table.send(Call("put_item", {"Item": action_item(due)}))
    queue, pictures = Sent(), Sent()

    dispatch(FEEDS, table=table, queue=queue, pictures=pictures, tell=print, clock=lambda: NOW, run="7f")

    assert queue.handed_on == [kill]
    assert pictures.handed_on == waiting[:100]


def test_a_queue_of_pictures_that_refuses_holds_up_nothing(table: Table) -> None:
    class Refusing(Sent):
        def send_actions(self, dues: Sequence[ScheduledAction], *, now: datetime, run: str) -> None:
            raise ConnectionError(dues, now, run)

    queue = Sent()

    with pytest.raises(ConnectionError):
        dispatch(FEEDS, table=table, queue=queue, pictures=Refusing(), tell=print, clock=lambda: NOW)

    assert queue.feeds == ["feed-0", "feed-1", "feed-2"]
