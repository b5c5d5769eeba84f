"""Who may ask a host: one at a time, and whoever has the lock knows it."""

from datetime import timedelta
from typing import Any

import pytest

from engines import lost_answer, on_ministack
from local.engine import Engine
from portal.storage.locks import LONGEST_HOLD, LONGEST_WAIT, NamedLocks
from portal.storage.table import Table
from samples import NOW


def waits_for_nobody(_: float) -> None:
    pytest.fail("waited for somebody")


def test_a_lock_is_free_again_when_it_was_given_back(table: Table) -> None:
    locks = NamedLocks(table, lambda: NOW, wait=waits_for_nobody)

    for by in ("binnen", "buiten", "buiten"):
        with locks.held("feeds.example", by) as ours:
            assert ours


def test_the_same_feed_has_to_wait_for_itself_too(table: Table) -> None:
    """A message that comes twice is taken in once at a time."""
    waited: list[float] = []
    locks = NamedLocks(table, lambda: NOW, wait=waited.append)

    with locks.held("feeds.example", "buiten"), locks.held("feeds.example", "buiten") as ours:
        assert not ours
    assert sum(waited) == pytest.approx(LONGEST_WAIT, abs=0.5)


def test_after_a_crash_a_lock_opens_by_itself(table: Table) -> None:
    first = NamedLocks(table, lambda: NOW, wait=waits_for_nobody).held("feeds.example", "buiten")
    first.__enter__()  # and never comes back
    later = NamedLocks(table, lambda: NOW + LONGEST_HOLD, wait=waits_for_nobody)

    with later.held("feeds.example", "binnen") as ours:
        assert ours
        first.__exit__(None, None, None)
        with NamedLocks(table, lambda: NOW + LONGEST_HOLD + timedelta(seconds=1), wait=lambda _: None).held(
            "feeds.example", "goes"
        ) as taken_from_the_second:
            assert not taken_from_the_second


def test_a_lock_whose_answer_was_lost_is_not_lost_to_oneself(ministack: Engine, session: Any, news_table: Any) -> None:
    with on_ministack(ministack, session, news_table) as client:
        locks = NamedLocks(Table(client, "news"), lambda: NOW, wait=waits_for_nobody)
        with lost_answer(client, "PutItem"), locks.held("feeds.example", "buiten") as ours:
            assert ours
