"""At one moment: what another writes between our reading and our writing."""

from collections.abc import Callable
from typing import Any

import pytest

from feeds.life.room import BUITEN, GOES, Room, entry, kill
from portal.feeds.intake import Intake
from portal.feeds.reports import Report
from portal.model.article import Article, Document, Entry
from portal.model.editing import Edit
from portal.model.errors import StorageError
from portal.model.feed import Feed
from portal.storage.desk import Desk
from portal.storage.errors import ConditionFailedError
from portal.storage.table import Table
from samples import site


class RacedDesk(Desk):
    """A desk at which somebody else does something just before it writes."""

    def __init__(self, table: Table, first: Callable[[], object]) -> None:
        super().__init__(table)
        self._first: Callable[[], object] | None = first

    def _transact(self, *writes: dict[str, Any]) -> None:
        first, self._first = self._first, None
        if first:
            first()
        super()._transact(*writes)


def raced(room: Room, first: Callable[[], object], *entries: Entry, feed: Feed = BUITEN) -> Report:
    document = Document(format="newsml", title="", entries=entries)
    return Intake(site(), desk=RacedDesk(room.table, first), clock=lambda: room.now).store(feed, document)


RACES: dict[str, tuple[list[Entry], Callable[[Room], object], Entry]] = {
    "a kill, as the story is stored": ([], lambda room: room.take(entry()), kill(revision="2")),
    "a kill, as another revision is": (
        [entry()],
        lambda room: room.take(entry("Twee.", revision="2")),
        kill(revision="3"),
    ),
    "a kill, as an editor corrects": (
        [entry()],
        lambda room: room.desk.correct("brug-dicht", Edit(old="een dag", new="een week"), room.now),
        kill(revision="2"),
    ),
    "a kill, as a copy comes through another feed": (
        [],
        lambda room: room.take(entry(), feed=GOES),
        kill(revision="2"),
    ),
    "a text, as it is killed": ([entry()], lambda room: room.take(kill(revision="3")), entry("Twee.", revision="2")),
    "a first text, as it is killed": ([], lambda room: room.take(kill(revision="3")), entry()),
}


@pytest.mark.parametrize("name", RACES)
def test_whatever_happens_at_the_same_moment_a_kill_is_what_stays(room: Room, name: str) -> None:
    before, first, one = RACES[name]
    for other in before:
        room.take(other)

    raced(room, lambda: first(room), one)

    assert not isinstance(room.at("brug-dicht"), Article)
    assert room.listed("buitenland", "goes") == [[], []]


def test_a_revision_is_not_lost_to_an_editor_of_the_same_moment(room: Room) -> None:
    room.take(entry())
    edit = Edit(old="een dag", new="een week")

    report = raced(room, lambda: room.desk.correct("brug-dicht", edit, room.now), entry("Twee.", revision="2"))

    assert (report.updated, room.text().lead, room.text().body_html) == (1, "Twee.", "<p>Voor een week.</p>")


def test_a_later_version_of_the_same_text_is_not_forgotten_for_an_earlier_one(room: Room) -> None:
    room.take(entry())
    raced(room, lambda: room.take(entry("Vijf.", revision="5")), entry(revision="2"))

    room.take(entry("Drie.", revision="3"))

    assert room.text().lead == "Vijf."


def test_one_story_of_two_feeds_at_one_moment_is_in_both_lists(room: Room) -> None:
    raced(room, lambda: room.take(entry()), entry(), feed=GOES)

    assert room.listed("buitenland", "goes") == [["brug-dicht"]] * 2


def test_others_who_never_let_us_write_are_a_reason_to_come_again(room: Room) -> None:
    room.take(entry())

    class Busy(Desk):
        def _transact(self, *writes: dict[str, Any]) -> None:
            raise ConditionFailedError(tuple(range(len(writes))))

    document = Document(format="newsml", title="", entries=(kill(revision="2"),))
    with pytest.raises(StorageError, match="others write it all the time"):
        Intake(site(), desk=Busy(room.table), clock=lambda: room.now).store(BUITEN, document)
