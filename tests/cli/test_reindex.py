"""Having everything indexed anew."""

from datetime import date, timedelta

from portal.cli.reindex import reindex
from portal.storage.desk import Desk
from portal.storage.search_state import SearchState
from portal.storage.table import Table
from samples import NOW, article

TODAY = date(2026, 11, 24)


def test_every_article_that_can_be_read_is_marked(table: Table, desk: Desk) -> None:
    for number, age in enumerate((0, 1, 400)):
        desk.publish(article(f"Bericht {number}", published_at=NOW - timedelta(days=age)))
    desk.publish(article("Weg"))
    desk.withdraw("weg", NOW)
    state = SearchState(table)
    state.done(state.changes(100))

    assert reindex(table, today=TODAY) == 3
    assert {change.slug for change in state.changes(100)} == {"bericht-0", "bericht-1", "bericht-2"}


def test_or_only_those_since_a_day(table: Table, desk: Desk) -> None:
    for number, age in enumerate((0, 1, 400)):
        desk.publish(article(f"Bericht {number}", published_at=NOW - timedelta(days=age)))

    assert reindex(table, today=TODAY, since=date(2026, 11, 23)) == 2
    assert reindex(table, today=TODAY, since=date(2026, 11, 25)) == 0
