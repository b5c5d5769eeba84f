"""Who may look at a feed: the leases of all feeds, in one item."""

from datetime import timedelta
from typing import Any

import pytest
from bench.capacity import size_of

from engines import lost_answer, on_ministack
from local.engine import Engine
from portal.model.feed_state import FeedState
from portal.storage.leases import LARGEST, LEASE, FeedLeases, Leases
from portal.storage.table import Table
from samples import NOW

SECOND = timedelta(seconds=1)
FEEDS = ("binnen", "buiten", "sport")


@pytest.fixture
def leases(table: Table) -> FeedLeases:
    return FeedLeases(table)


def take(leases: FeedLeases, *feeds: str, later: timedelta = timedelta(), **states: FeedState) -> tuple[str, ...]:
    read = leases.read()
    in_flight = read.in_flight(states, NOW + later)
    return leases.take(dict.fromkeys(feeds, NOW + later), read, in_flight=in_flight)


def in_flight(leases: FeedLeases, *, later: timedelta, **states: FeedState) -> list[str]:
    return sorted(leases.read().in_flight(states, NOW + later))


def test_nothing_was_ever_taken(leases: FeedLeases, table: Table) -> None:
    asked: list[dict[str, Any]] = []
    table._client.meta.events.register(
        "provide-client-params.dynamodb.GetItem", lambda params, **_: asked.append(params)
    )

    assert leases.read() == Leases()
    assert asked[0]["ConsistentRead"]  # what a run before has written a moment ago counts


def test_what_was_taken_is_in_flight_until_its_lease_ends(leases: FeedLeases) -> None:
    assert take(leases, *FEEDS) == FEEDS

    assert in_flight(leases, later=LEASE - SECOND) == list(FEEDS)
    assert in_flight(leases, later=LEASE) == []


def test_a_lease_counts_from_when_its_turn_begins(leases: FeedLeases) -> None:
    turns = {"binnen": NOW, "buiten": NOW + 40 * SECOND}

    assert leases.take(turns, leases.read(), in_flight={}) == ("binnen", "buiten")

    assert in_flight(leases, later=LEASE + 39 * SECOND) == ["buiten"]


@pytest.mark.parametrize(
    ("looked_at", "found"),
    [(None, ["buiten"]), (-SECOND, ["buiten"]), (timedelta(), []), (30 * SECOND, [])],
)
def test_a_lease_is_over_when_its_feed_was_looked_at_since(
    leases: FeedLeases, looked_at: timedelta | None, found: list[str]
) -> None:
    take(leases, "buiten")
    state = FeedState(feed="buiten", looked_at=None if looked_at is None else NOW + looked_at)

    assert in_flight(leases, later=31 * SECOND, buiten=state) == found


def test_of_two_runs_at_once_one_takes_all_and_the_other_nothing(leases: FeedLeases) -> None:
    for later in (timedelta(), LEASE):  # the first item, and one in the place of another
        first, second = leases.read(), leases.read()
        turns = dict.fromkeys(FEEDS, NOW + later)

        assert leases.take(turns, first, in_flight={}) == FEEDS
        assert leases.take({**turns, "goes": NOW + later}, second, in_flight={}) == ()
        assert in_flight(leases, later=later) == list(FEEDS)


def test_a_run_keeps_what_is_in_flight_and_drops_what_is_over(leases: FeedLeases, table: Table) -> None:
    take(leases, "binnen", "buiten")
    seen = FeedState(feed="binnen", looked_at=NOW + SECOND)

    assert take(leases, "sport", later=60 * SECOND, binnen=seen) == ("sport",)

    (item,) = table._client.scan(TableName=table.name)["Items"]
    assert item["taken"] == {
        "M": {
            "2026-11-24T14:30:00Z": {"L": [{"S": "buiten"}]},
            "2026-11-24T14:31:00Z": {"L": [{"S": "sport"}]},
        }
    }


def test_however_many_are_due_they_are_one_write_and_none_are_no_write(leases: FeedLeases, table: Table) -> None:
    table.meter.reset()

    assert take(leases, *(f"feed-{number}" for number in range(500)))
    assert dict(table.meter.calls) == {"GetItem": 1, "PutItem": 1}
    table.meter.reset()
    assert take(leases) == ()
    assert dict(table.meter.calls) == {"GetItem": 1}


def test_ten_thousand_feeds_fit_into_the_item(leases: FeedLeases, table: Table) -> None:
    """An item holds 400 KB: 10,000 ids of 34 characters, a byte each to be in a list, and the moments."""
    feeds = [f"agentschap-met-een-lange-naam-{number:04}" for number in range(10_000)]
    turns = {feed: NOW + number % 51 * SECOND for number, feed in enumerate(feeds)}
    assert {len(feed) for feed in feeds} == {34}

    assert leases.take(turns, leases.read(), in_flight={}) == tuple(feeds)

    assert LARGEST < size_of(table._client.scan(TableName=table.name)["Items"][0]) < 400_000
    assert len(leases.read().taken) == 10_000


def test_what_has_no_room_waits_for_the_next_run(leases: FeedLeases) -> None:
    long = [f"{number:03}{'x' * 996}" for number in range(400)]

    first = take(leases, *long)
    assert first == tuple(long[:350])
    assert take(leases, *long[350:], later=SECOND) == ()
    assert take(leases, *long[350:], later=LEASE) == tuple(long[350:])


def test_a_lease_whose_answer_was_lost_is_not_lost_to_oneself(ministack: Engine, session: Any, news_table: Any) -> None:
    """The SDK sends it a second time; that it was written is then its own doing."""
    with on_ministack(ministack, session, news_table) as client:
        leases = FeedLeases(Table(client, "news"))
        with lost_answer(client, "PutItem"):
            assert take(leases, *FEEDS) == FEEDS
        with lost_answer(client, "PutItem"):
            assert take(leases, *FEEDS, later=LEASE) == FEEDS
