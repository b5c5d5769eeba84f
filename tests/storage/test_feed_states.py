"""What is remembered of feeds, and who may fetch them."""

from datetime import timedelta

from portal.model.feed import FeedState
from portal.storage.feed_states import FeedStates
from portal.storage.table import Table
from samples import NOW

SOON = NOW + timedelta(seconds=120)


def test_a_feed_never_seen_has_a_fresh_state_and_is_due(states: FeedStates) -> None:
    assert states.get("buiten") == FeedState(feed="buiten")
    assert states.get("buiten").is_due(NOW)


def test_a_state_comes_back_as_it_was_saved(states: FeedStates) -> None:
    state = FeedState(
        feed="buiten",
        etag='W/"a-1"',
        last_modified="Tue, 24 Nov 2026 14:00:00 GMT",
        body_hash="00ff",
        next_due=SOON,
        streak=2,
        last_success=NOW,
        last_error="answered 503",
        last_error_at=NOW,
        fetched_whole_at=NOW,
        entries_hash="11ee",
        last_news=NOW,
        habit=(7200, 300),
    )

    states.save(state)

    assert states.get("buiten") == state
    assert states.all() == {"buiten": state}


def test_of_two_who_want_a_feed_one_gets_it(states: FeedStates) -> None:
    assert states.lease(["buiten"], now=NOW, until=SOON)
    assert not states.lease(["buiten"], now=NOW, until=SOON)
    assert not states.get("buiten").is_due(NOW)


def test_a_lease_that_has_ended_holds_nobody_back(states: FeedStates) -> None:
    states.lease(["buiten"], now=NOW, until=SOON)

    assert states.get("buiten").is_due(SOON)
    assert states.lease(["buiten"], now=SOON, until=SOON + timedelta(seconds=120))


def test_a_feed_that_is_not_due_is_not_leased(states: FeedStates) -> None:
    states.save(FeedState(feed="buiten", next_due=SOON))

    assert not states.lease(["buiten"], now=NOW, until=SOON)
    assert not states.get("buiten").is_due(NOW)


def test_many_feeds_are_leased_in_one_round_each_on_its_own(states: FeedStates, table: Table) -> None:
    states.save(FeedState(feed="buiten", next_due=SOON))
    table.meter.reset()

    assert states.lease(["binnen", "buiten", "sport"], now=NOW, until=SOON) == ["binnen", "sport"]
    assert (table.meter.calls["UpdateItem"], table.meter.rounds) == (3, 1)
