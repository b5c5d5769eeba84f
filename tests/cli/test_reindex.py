"""Having everything indexed anew."""

from datetime import date, timedelta

import pytest

from newsdesk import Desk
from portal.cli import main
from portal.cli.reindex import mark_since
from portal.storage.search_manifest import Manifest, Part, SearchState
from portal.storage.table import Table
from samples import NOW, article

TODAY = date(2026, 11, 24)
PART = Part(name="a", documents=3, size=9, etag="e")


def test_articles_since_a_day_are_marked(table: Table, desk: Desk) -> None:
    for number, age in enumerate((0, 1, 400)):
        desk.publish(article(f"Bericht {number}", published_at=NOW - timedelta(days=age)))
    desk.publish(article("Weg"))
    desk.withdraw("weg", NOW)
    state = SearchState(table)
    state.done(state.changes(100))

    assert mark_since(table, today=TODAY, since=date(2026, 11, 25)) == 0
    assert mark_since(table, today=TODAY, since=date(2026, 11, 23)) == 2
    assert {change.slug for change in state.changes(100)} == {"bericht-0", "bericht-1"}


def test_without_a_day_an_empty_index_is_begun_and_nothing_is_marked(
    table: Table, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.cli.reindex.table_of", lambda _: table)
    state = SearchState(table)
    state.save(Manifest(parts=(PART,)))

    for _ in range(2):
        assert main(["reindex"]) == 0

    manifest = state.manifest()
    assert (manifest.parts, manifest.former, manifest.is_whole) == ((), (PART,), False)
    assert state.changes(1) == ()
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("the index is made anew from the next minute on")
    assert len(said) == 4
