"""The audit trail: what people did, once each, and nothing changes it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from newsdesk import Desk
from portal.lifecycle.authority import NEWSDESK, Authority
from portal.lifecycle.event import Pinned, Restored, Withdrawn
from portal.lifecycle.outcome import Outcome
from portal.storage.article_store import ArticleStore
from portal.storage.audit import FREE, LONGEST, Audited, audit_item, newest_of_month, note, whole_month
from portal.storage.table import Call, Table
from samples import NOW, article

JO = Authority(name="Jo Kaai <jo@schelde.example>", speaks_for_all=True, is_person=True)
ONE = Audited(at=NOW, by=JO.name, what="logged in")


def told(table: Table) -> list[str]:
    return [f"{one.by}: {one.what} {one.about}".strip() for one in whole_month(table, NOW.date())]


def test_what_a_person_did_is_told_once(table: Table) -> None:
    note(table, ONE)
    note(table, ONE)
    note(table, replace(ONE, what="logged out"))

    assert sorted(told(table)) == [f"{JO.name}: logged in", f"{JO.name}: logged out"]


def test_two_people_in_one_moment_are_two(table: Table) -> None:
    note(table, ONE)
    note(table, replace(ONE, by="Bo"))
    note(table, replace(ONE, about="brug"))

    assert len(told(table)) == 3


def test_nothing_changes_what_is_told(table: Table) -> None:
    """Another value under the same key is not written."""
    note(table, ONE)
    item = audit_item(ONE)
    for name in ("by", "what"):
        forged = item | {name: {"S": "iemand anders"}}
        note_of(table, forged)

    assert told(table) == [f"{JO.name}: logged in"]


def note_of(table: Table, item: dict[str, object]) -> None:
    """As `note` writes an item."""
    assert table.attempt(Call("put_item", {"Item": item, "ConditionExpression": FREE})) == [False]


def test_an_act_of_a_person_is_told_with_the_article_and_one_of_a_feed_is_not(desk: Desk, table: Table) -> None:
    desk.publish(article())
    assert told(table) == []

    store = ArticleStore(table)
    store.change("veerpont-vaart-weer", Pinned(until=NOW + timedelta(hours=1)), JO, lambda: NOW)
    store.change("veerpont-vaart-weer", Withdrawn(), JO, lambda: NOW + timedelta(minutes=1))
    store.change("veerpont-vaart-weer", Withdrawn(), JO, lambda: NOW + timedelta(minutes=2))
    store.change("veerpont-vaart-weer", Restored(), NEWSDESK, lambda: NOW + timedelta(minutes=3))

    assert told(table) == [
        f"{JO.name}: leads the front until 24-11-2026 16:30 veerpont-vaart-weer",
        f"{JO.name}: withdrawn veerpont-vaart-weer",
        "redactie: restored veerpont-vaart-weer",
    ]


def test_a_request_that_is_no_ones_to_grant_is_told_too(desk: Desk, table: Table) -> None:
    desk.publish(article())
    reporter = Authority(name="Bo", feed_ids=frozenset({"redactie"}), group_ids=frozenset({"redactie"}), is_person=True)

    ArticleStore(table).change("veerpont-vaart-weer", Withdrawn(), reporter, lambda: NOW)

    (one,) = told(table)
    assert one.startswith("Bo: asked to take it back, and may not")


@pytest.mark.parametrize("number", [1, 12])
def test_a_month_is_read_whole_and_its_newest_first(table: Table, number: int) -> None:
    month = date(2026, number, 1)
    for day in range(3):
        note(table, replace(ONE, at=NOW.replace(month=number, day=1 + day), what=f"dag {day}"))
    note(table, replace(ONE, at=NOW.replace(month=number, day=28) + timedelta(days=5), what="later"))

    assert [one.what for one in whole_month(table, month)] == ["dag 0", "dag 1", "dag 2"]
    assert [one.what for one in table.read(newest_of_month(month, limit=2))] == ["dag 2", "dag 1"]


def test_a_long_word_is_told_as_far_as_it_is_read(table: Table) -> None:
    note(table, replace(ONE, what="x" * 10_000))

    (one,) = whole_month(table, NOW.date())
    assert one.what == "x" * LONGEST


def test_two_acts_of_one_second_are_two(desk: Desk, table: Table) -> None:
    desk.publish(article())
    store = ArticleStore(table)

    for event in (Withdrawn(), Restored(), Withdrawn()):
        assert store.change("veerpont-vaart-weer", event, JO, lambda: NOW).outcome is Outcome.DONE

    assert sorted(told(table)) == sorted(
        f"{JO.name}: {what} veerpont-vaart-weer" for what in ("withdrawn", "restored", "withdrawn")
    )
