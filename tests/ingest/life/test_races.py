"""At one moment: what another writes between our reading and our writing."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from ingest.life.room import BUITEN, GOES, SITE, Room, entry, kill
from newsdesk import Desk, Refusal
from portal.ingest.report import Report
from portal.ingest.store_entries import Intake
from portal.lifecycle.outcome import Transition
from portal.lifecycle.state import KnownEntry, State
from portal.model.article import Article, Document, Entry, Status, Why
from portal.model.corrections import Edit
from portal.model.errors import StorageError
from portal.model.feed import Feed
from portal.storage.article_store import ArticleStore
from portal.storage.entries import StoryClaims
from portal.storage.table import Table
from samples import NOW


class _SharedStore(ArticleStore):
    """Articles to which somebody else does something, once."""

    def __init__(self, table: Table, first: Callable[[], object]) -> None:
        super().__init__(table)
        self._first: Callable[[], object] | None = first

    def _let_by(self) -> None:
        first, self._first = self._first, None
        if first:
            first()


class RacedStore(_SharedStore):
    """Just before it writes."""

    def commit(self, before: State, made: Transition, stories: Sequence[StoryClaims] = ()) -> Transition | None:
        self._let_by()
        return super().commit(before, made, stories)


class OvertakenStore(_SharedStore):
    """After it was asked what it knows, before it looks at the article."""

    def load(self, entry: KnownEntry) -> State:
        self._let_by()
        return super().load(entry)


def raced_desk(table: Table, first: Callable[[], object]) -> Desk:
    return Desk(table, RacedStore(table, first))


def overtaken_desk(table: Table, first: Callable[[], object]) -> Desk:
    return Desk(table, OvertakenStore(table, first))


Overtaken = Callable[[Table, Callable[[], object]], Desk]
DESKS = pytest.mark.parametrize("desk", [raced_desk, overtaken_desk])


def raced(room: Room, first: Callable[[], object], *entries: Entry, feed: Feed = BUITEN) -> Report:
    return room.take(*entries, feed=feed, desk=raced_desk(room.table, first))


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

    class Busy(ArticleStore):
        def commit(self, *_: object) -> None:
            return None

    document = Document(format="newsml", title="", entries=(kill(revision="2"),))
    with pytest.raises(StorageError, match="others write it all the time"):
        Intake(SITE, store=Busy(room.table), clock=lambda: room.now).store(BUITEN, document)


UNTIL = NOW + timedelta(hours=1)
WITHHELD = entry(status=Status.WITHHELD)
EMBARGOED = entry(embargoed_until=UNTIL)
HIDDEN: dict[str, tuple[Entry, Callable[[Room, Desk], object]]] = {
    "as its embargo ends": (EMBARGOED, lambda room, desk: desk.release("brug-dicht", room.now)),
    "as it becomes usable": (WITHHELD, lambda room, desk: room.take(entry(revision="2"), desk=desk)),
    "as a later text under embargo comes": (
        EMBARGOED,
        lambda room, desk: room.take(entry("Twee.", revision="2", embargoed_until=UNTIL), desk=desk),
    ),
}


def is_killed(room: Room) -> bool:
    return room.gone().why is Why.KILLED and room.listed("buitenland", "goes") == [[], []]


@pytest.mark.parametrize("name", HIDDEN)
def test_a_text_that_nobody_could_read_stays_away_when_it_is_killed(room: Room, name: str) -> None:
    """A kill of what is hidden leaves its revision, by which others see that somebody came before them."""
    before, act = HIDDEN[name]
    room.take(before)
    room.now = UNTIL

    act(room, raced_desk(room.table, lambda: room.take(kill(revision="2"))))

    assert is_killed(room)
    assert room.take(kill(revision="2")).unchanged == 1  # the agency repeats it, and nothing comes of that
    assert is_killed(room)


def test_what_an_editor_puts_back_as_it_is_killed_stays_away(room: Room) -> None:
    room.take(entry())
    room.desk.withdraw("brug-dicht", room.now)

    answer = raced_desk(room.table, lambda: room.take(kill(revision="2"))).restore("brug-dicht", room.now)

    assert answer == Refusal("brug-dicht: was changed at the same moment; try again")
    assert is_killed(room)


@DESKS
def test_a_later_text_that_comes_as_an_earlier_one_is_killed_waits_for_a_person(room: Room, desk: Overtaken) -> None:
    room.take(entry())

    room.take(kill(revision="2"), desk=desk(room.table, lambda: room.take(entry("Twee.", revision="3"))))

    assert (is_killed(room), room.waiting()) == (True, ["brug-dicht"])


@DESKS
def test_a_text_that_is_killed_as_it_comes_is_offered_to_nobody(room: Room, desk: Overtaken) -> None:
    room.take(entry())

    room.take(entry("Twee.", revision="2"), desk=desk(room.table, lambda: room.take(kill(revision="2"))))

    assert (is_killed(room), room.waiting()) == (True, [])
