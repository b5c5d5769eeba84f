"""The schedule: which feeds are sent to the queue, and when each comes again."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.session import get_session
from moto import mock_aws

from portal.feeds.dispatch import LEASE, dispatch
from portal.feeds.messages import Message, Queue, from_message, to_message
from portal.feeds.reports import Run
from portal.feeds.schedule import next_due, next_try
from portal.model.feed import Feed, FeedState
from portal.storage.feed_states import FeedStates
from samples import NOW

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

FEEDS = tuple(Feed(id=f"feed-{n}", url=f"https://feeds.example/{n}", section="goes") for n in range(3))
FEED = FEEDS[0]
TOLD: list[Run] = []


def run(states: FeedStates, *, later: timedelta = timedelta(), feeds: Sequence[Feed] = FEEDS) -> list[str]:
    sent: list[str] = []

    def send(feeds: Sequence[str], *, run: str) -> None:
        assert run == "7f"
        sent.extend(feeds)

    found = dispatch(feeds, states=states, send=send, tell=TOLD.append, clock=lambda: NOW + later, run="7f")

    assert list(found.sent) == sent
    assert TOLD.pop() == found
    return sent


def test_a_feed_never_seen_is_due_at_once(states: FeedStates) -> None:
    assert run(states) == ["feed-0", "feed-1", "feed-2"]


def test_a_feed_that_somebody_is_at_is_left_alone_until_the_lease_ends(states: FeedStates) -> None:
    run(states)

    assert run(states, later=LEASE - timedelta(seconds=1)) == []
    assert run(states, later=LEASE) == ["feed-0", "feed-1", "feed-2"]


def test_only_what_is_due_is_sent(states: FeedStates) -> None:
    states.save(FeedState(feed="feed-1", next_due=NOW + timedelta(seconds=1)))

    assert run(states) == ["feed-0", "feed-2"]


def test_a_queue_that_refuses_ends_the_run_and_the_feeds_come_again(states: FeedStates) -> None:
    def refuse(feeds: Sequence[str], *, run: str) -> None:
        raise ConnectionError(feeds, run)

    with pytest.raises(ConnectionError):
        dispatch(FEEDS, states=states, send=refuse, tell=TOLD.append, clock=lambda: NOW)

    assert TOLD.pop().sent == ("feed-0", "feed-1", "feed-2")

    assert run(states, later=LEASE) == ["feed-0", "feed-1", "feed-2"]


def test_feeds_in_trouble_are_told_each_time_and_only_those_of_the_site(states: FeedStates) -> None:
    days = tuple([3600] * 3)
    states.save(FeedState(feed="feed-0", streak=3))
    states.save(FeedState(feed="feed-1", streak=2, last_news=NOW - timedelta(hours=2), habit=days))
    states.save(FeedState(feed="weg", streak=9, last_news=NOW - timedelta(hours=9), habit=days))
    told: list[Run] = []

    for _ in range(2):
        dispatch(FEEDS, states=states, send=lambda _, run: None, tell=told.append, clock=lambda: NOW)  # noqa: ARG005

    assert [(found.failing, found.quiet) for found in told] == [(("feed-0",), ("feed-1",))] * 2


def test_a_site_without_feeds_sends_nothing(states: FeedStates) -> None:
    assert run(states, feeds=()) == []


def test_many_messages_go_ten_at_a_time() -> None:
    with mock_aws():
        client = cast("SQSClient", get_session().create_client("sqs"))
        url = client.create_queue(QueueName="feeds")["QueueUrl"]
        feeds = [f"feed-{n}" for n in range(23)]

        Queue(client, url).send(feeds)

        received: list[str] = []
        while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            received += [from_message(message["Body"]).feed for message in messages]
    assert sorted(received) == sorted(feeds)


@pytest.mark.parametrize("body", ["", "nee", "[]", '{"feed": 7}', '{"voer": "x"}', "null"])
def test_a_message_that_is_not_ours_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match=r"not a message of ours|Expecting value"):
        from_message(body)


def test_a_message_comes_out_as_it_went_in() -> None:
    assert from_message(to_message("anp-buitenland", "7f")) == Message(feed="anp-buitenland", run="7f")


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
