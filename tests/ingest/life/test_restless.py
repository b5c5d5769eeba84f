"""A text that is another one at every look, and what that costs."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from ingest.life.room import Room, entry, kill
from portal.ingest.report import Report
from portal.lifecycle.restless import MOST_CHANGES
from portal.model.corrections import Edit
from portal.storage import entries
from portal.storage.entries import Happening, happening_item
from portal.storage.table import Call

EVERY = timedelta(minutes=5)


def look(room: Room, number: int, **changes: object) -> Report:
    room.now += EVERY
    return room.take(entry(f"De brug is dicht, meting {number}.", revision=None, **changes))


def kept(room: Room, kind: str = "REVISION#") -> int:
    items = room.table._client.scan(TableName=room.table.name)["Items"]
    return sum(item["sk"]["S"].startswith(kind) for item in items)


def test_after_a_days_share_the_newest_text_is_shown_and_nothing_else_happens(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    reports = [look(room, number) for number in range(MOST_CHANGES + 1)]
    bound, history, since = kept(room), kept(room, "HISTORY#"), room.text().updated_at
    caplog.set_level(logging.WARNING, logger="portal")

    more = [look(room, number) for number in range(100, 110)]

    assert (bound, kept(room)) == (MOST_CHANGES, MOST_CHANGES)
    assert kept(room, "HISTORY#") == history + 1
    assert (room.text().lead, room.text().updated_at) == ("De brug is dicht, meting 109.", since)
    assert all(report.updated == 1 for report in [*reports[1:], *more])
    assert [report.restless for report in (reports[-1], *more)] == [0, *[1] * 10]
    assert sum(report.new_restless for report in more) == 1
    assert "buiten: 1 entries are another text at every look" in caplog.text


def test_a_live_blog_is_to_change_all_day(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(MOST_CHANGES + 1):
        look(room, number, categories=("Liveblog",))
    bound, history = kept(room), kept(room, "HISTORY#")
    caplog.set_level(logging.WARNING, logger="portal")
    caplog.clear()

    more = [look(room, number, categories=("Liveblog",)) for number in range(100, 110)]

    assert (room.text().is_live, room.text().updated_at) == (True, room.now)
    assert (kept(room), kept(room, "HISTORY#")) == (bound, history)
    assert [report.restless for report in more] == [0] * 10
    assert caplog.text == ""


def test_the_next_day_counts_anew(room: Room) -> None:
    for number in range(MOST_CHANGES + 3):
        look(room, number)
    room.now += timedelta(days=1)

    look(room, 200)

    assert (kept(room), room.text().updated_at) == (MOST_CHANGES + 1, room.now)


def test_an_update_is_told_for_as_long_as_the_text_that_it_replaced(room: Room) -> None:
    for number in range(3):
        look(room, number)
    room.take(kill())

    rows = room.table._client.scan(TableName=room.table.name)["Items"]
    ends = {
        kind: [int(row["expires_at"]["N"]) for row in rows if row["sk"]["S"].startswith(kind) and "expires_at" in row]
        for kind in ("REVISION#", "HISTORY#")
    }

    assert set(ends["HISTORY#"]) <= set(ends["REVISION#"])
    assert (len(ends["HISTORY#"]), kept(room, "HISTORY#")) == (
        2,
        3,
    )  # the kill is told for as long as there is anything


def test_a_history_of_more_than_a_megabyte_is_told_whole(room: Room) -> None:
    look(room, 1)
    origin = room.text().origin
    told = [
        Happening(at=room.now - timedelta(minutes=number), by="buiten", outcome="held", reason="een reden " * 30)
        for number in range(3_000)
    ]
    for start in range(0, len(told), 25):
        writes: list[Any] = [{"PutRequest": {"Item": happening_item(origin, one)}} for one in told[start : start + 25]]
        room.table._client.batch_write_item(RequestItems={room.table.name: writes})

    found = entries.history(room.table, origin)

    assert found == tuple(reversed(told))


def test_what_is_unchanged_costs_no_call_more(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(MOST_CHANGES + 3):
        look(room, number)
    calls: list[str] = []
    send = room.table.send

    def counted(*sent: Call) -> object:
        calls.extend(one.operation for one in sent)
        return send(*sent)

    monkeypatch.setattr(room.table, "send", counted)
    report = room.take(entry(room.text().lead, revision=None))

    assert report.unchanged == 1
    assert [name for name in calls if name != "get_item"] in ([], ["batch_get_item"])


def test_a_text_that_our_correction_does_not_fit_waits_once(room: Room) -> None:
    look(room, 0)
    room.desk.correct("brug-dicht", Edit(old="meting 0", new="vandaag"), room.now)
    for number in range(1, MOST_CHANGES + 6):
        look(room, number)
    bound = kept(room)

    look(room, 300)

    assert (room.waiting(), kept(room), room.text().lead) == (["brug-dicht"], bound, "De brug is dicht, vandaag.")
    assert "meting 300" in room.desk.restore("brug-dicht", room.now).lead  # type: ignore[union-attr]  # an article


def test_a_text_that_nobody_sees_is_kept_once(room: Room) -> None:
    room.take(entry(revision=None))
    room.desk.withdraw("brug-dicht", room.now)
    for number in range(MOST_CHANGES + 3):
        look(room, number)
    bound = kept(room)

    look(room, 300)

    assert kept(room) == bound
    assert "meting 300" in room.desk.restore("brug-dicht", room.now).lead  # type: ignore[union-attr]  # an article


def test_a_quiet_day_is_no_change(room: Room) -> None:
    look(room, 1)
    known = next(iter(entries.known(room.table, [room.text().origin]).values()))

    assert known.changes.times == 0
