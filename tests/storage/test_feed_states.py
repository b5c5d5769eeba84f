"""What is remembered of feeds."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, get_args

from bench.capacity import size_of

from portal.model.feed_state import FeedState
from portal.storage.feed_states import TIMES, FeedStates
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


def test_every_field_comes_back_and_what_is_as_of_a_new_feed_takes_no_room(states: FeedStates, table: Table) -> None:
    values: dict[str, Any] = {"feed": "buiten", "habit": (7200, 300), "hours": ("2026-11-24T14 1 0 0 0 0 0",)}
    samples: dict[Any, Any] = {datetime: NOW, int: 7, bool: True, str: "tekst"}
    for field in fields(FeedState):
        kind = next(iter(get_args(field.type)), field.type)
        values.setdefault(field.name, samples.get(kind))
    state = FeedState(**values)
    assert not [field.name for field in fields(FeedState) if values[field.name] in (None, field.default)]

    states.save(state)
    states.save(FeedState(feed="nieuw"))

    assert states.all() == {"buiten": state, "nieuw": FeedState(feed="nieuw")}
    items = table._client.scan(TableName=table.name)["Items"]
    assert sorted(map(len, items)) == [3, 2 + len(fields(FeedState))]


def test_a_look_that_finds_nothing_writes_one_unit(states: FeedStates, table: Table) -> None:
    """As long as fewer than half of the hours of a day brought something."""
    times: dict[str, Any] = dict.fromkeys(TIMES - {"last_error_at", "gone_since", "moved_since"}, NOW)
    state = FeedState(
        feed="anp-buitenland",
        url="https://newsfeeds.example/rss/klanten/schelde/buitenland/full.xml?key=0123456789abcdef",
        etag='"5f3a-61b2c9d8e7f00-gzip"',
        last_modified="Tue, 24 Nov 2026 14:00:00 GMT",
        body_hash=64 * "a",
        entries_hash=64 * "b",
        habit=(28_800,) * 14,
        **times,
    )
    for hour in range(30):
        brought = (2, 1, 0, 0, 48, 0) if hour % 2 else (0,) * 6
        state = state.counted(NOW + timedelta(hours=hour), brought)

    states.save(state)

    assert len(state.hours) == 12
    assert size_of(table._client.scan(TableName=table.name)["Items"][0]) <= 1024
