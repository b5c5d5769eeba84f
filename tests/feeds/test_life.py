"""The life of a story: revisions, holds, embargoes, kills, corrections, and the same story from two feeds."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from botocore.exceptions import ClientError

from portal.feeds.announcing import AnnounceError, Announcer
from portal.feeds.duties import Duties
from portal.feeds.formats.wire import under_embargo
from portal.feeds.identity import distinct
from portal.feeds.intake import Intake
from portal.feeds.parse import parse
from portal.feeds.reports import Report
from portal.model.article import Article, Document, Entry, Image, Status, Why, Withdrawn
from portal.model.editing import Edit
from portal.model.errors import StorageError
from portal.model.feed import Feed
from portal.storage import articles
from portal.storage.desk import Desk
from portal.storage.dues import Act, Dues
from portal.storage.steps import Refusal
from portal.storage.table import ConditionFailedError, Table
from portal.web.composer import KEPT_SECONDS
from samples import NOW, site

BUITEN, GOES = site().feeds


@dataclass
class Newsroom:
    """A table, a clock that can be moved, and what the wires bring."""

    table: Table
    now: datetime = NOW

    @property
    def desk(self) -> Desk:
        return Desk(self.table)

    def take(self, *entries: Entry, feed: Feed = BUITEN) -> Report:
        document = Document(format="newsml", title="", entries=entries)
        return Intake(site(), desk=self.desk, clock=lambda: self.now).store(feed, document)

    def at(self, slug: str) -> object:
        return self.table.read(articles.article(slug, consistent=True))

    def text(self, slug: str = "brug-dicht") -> Article:
        found = self.at(slug)
        assert isinstance(found, Article), found
        return found

    def gone(self, slug: str = "brug-dicht") -> Withdrawn:
        found = self.at(slug)
        assert isinstance(found, Withdrawn), found
        return found

    def listed(self, *sections: str) -> list[list[str]]:
        names = sections or ("buitenland",)
        return [[teaser.slug for teaser in self.table.read(articles.latest(one, limit=9)).teasers] for one in names]

    def waiting(self) -> list[str]:
        return [one.slug for one in self.table.read(articles.waiting())]


@pytest.fixture
def room(table: Table) -> Newsroom:
    return Newsroom(table)


def entry(lead: str = "De brug is dicht.", **changes: object) -> Entry:
    values: dict[str, object] = {
        "id": "urn:newsml:wire.example:20261124:W-1",
        "headline": "Brug dicht",
        "lead": lead,
        "body_html": "<p>Voor een dag.</p>",
        "published_at": NOW - timedelta(hours=2),
        "revision": "1",
    }
    return Entry(**values | changes)  # type: ignore[arg-type]  # any field


def kill(**changes: object) -> Entry:
    return entry("", body_html="", status=Status.CANCELED, **changes)


# --- Revisions ------------------------------------------------------------------------------------------------------


def test_an_older_revision_never_overwrites(room: Newsroom) -> None:
    room.take(entry("Drie.", revision="3"))

    assert room.take(entry("Twee.", revision="2")).unchanged == 1
    assert room.text().lead == "Drie."


def test_without_numbers_the_time_decides(room: Newsroom) -> None:
    room.take(entry("Later.", revision=None, updated_at=NOW))

    room.take(entry("Eerder.", revision=None, updated_at=NOW - timedelta(hours=1)))
    assert room.text().lead == "Later."
    room.take(entry("Nog later.", revision=None, updated_at=NOW + timedelta(minutes=1)))
    assert room.text().lead == "Nog later."


def test_revisions_of_one_document_count_in_their_own_order(room: Newsroom) -> None:
    report = room.take(entry("Een."), entry("Drie.", revision="3"), entry("Twee.", revision="2"))

    assert room.text().lead == "Drie."
    assert (report.stored, report.updated, report.unchanged) == (1, 1, 1)


def test_a_later_number_of_the_same_text_counts_too(room: Newsroom) -> None:
    room.take(entry())
    room.take(entry(revision="4"))
    room.take(entry("Drie.", revision="3"))

    assert room.text().lead == "De brug is dicht."


# --- Kills ----------------------------------------------------------------------------------------------------------


def test_a_killed_story_is_gone_from_every_list_and_its_address_says_so(room: Newsroom) -> None:
    room.take(entry(), feed=GOES)

    report = room.take(kill(revision="2"), feed=GOES)

    assert (report.killed, room.gone().why, room.gone().was_public) == (1, Why.KILLED, True)
    assert room.listed("goes", "regio") == [[], []]
    assert room.table.read(articles.of_day(NOW.date(), limit=9)).teasers == ()
    assert [due.act for due in Dues(room.table).until(room.now)] == [Act.ANNOUNCE]


def test_a_kill_that_comes_again_does_nothing(room: Newsroom) -> None:
    room.take(entry())
    room.take(kill(revision="2"))

    assert room.take(kill(revision="2")).unchanged == 1


@pytest.mark.parametrize("revision", ["1", "2"])
def test_a_revision_that_is_not_later_than_its_kill_stays_away(room: Newsroom, revision: str) -> None:
    room.take(entry())
    room.take(kill(revision="2"))

    assert room.take(entry("Toch niet.", revision=revision)).unchanged == 1
    assert room.gone().why is Why.KILLED
    assert room.waiting() == []


def test_a_later_usable_revision_waits_for_a_person(room: Newsroom) -> None:
    room.take(entry())
    room.take(kill(revision="2"))

    assert room.take(entry("Beter nu.", revision="3")).held == 1
    assert room.waiting() == ["brug-dicht"]

    restored = room.desk.restore("brug-dicht", room.now)

    assert isinstance(restored, Article)
    assert room.text().lead == "Beter nu."
    assert room.waiting() == []
    assert room.take(kill(revision="2")).unchanged == 1
    assert room.text().lead == "Beter nu."


def test_a_kill_of_something_unknown_leaves_a_tombstone(room: Newsroom) -> None:
    assert room.take(kill(revision="2")).killed == 1
    assert room.take(entry()).unchanged == 1
    assert room.at("brug-dicht") is None

    assert room.take(entry("Beter nu.", revision="3")).held == 1
    assert (room.gone().was_public, room.waiting()) == (False, ["brug-dicht"])
    room.desk.restore("brug-dicht", room.now)
    assert room.text().lead == "Beter nu."


def test_a_copy_through_another_feed_does_not_escape_a_kill(room: Newsroom) -> None:
    room.take(kill(revision="2"))

    assert room.take(entry(revision="2"), feed=GOES).unchanged == 1
    assert room.at("brug-dicht") is None


def test_a_kill_beside_what_it_takes_back_in_one_document(room: Newsroom) -> None:
    parsed = distinct([kill(), entry()])

    room.take(*parsed)

    assert (len({one.id for one in parsed}), room.listed()) == (1, [[]])


def test_an_item_that_takes_another_back_kills_it(room: Newsroom) -> None:
    room.take(entry())

    report = room.take(
        entry(
            "",
            id="urn:newsml:wire.example:20261124:W-9",
            headline="Intrekking",
            body_html="",
            withdraws=entry().id,
            status=Status.CANCELED,
        )
    )

    assert (report.killed, room.gone().why) == (1, Why.KILLED)


def test_what_takes_back_something_unknown_keeps_a_late_copy_away(room: Newsroom) -> None:
    room.take(kill(id="W-9", withdraws=entry().id, published_at=NOW))

    room.take(entry(revision=None))

    assert room.at("brug-dicht") is None


def test_a_kill_reaches_what_an_editor_or_an_embargo_had_hidden(room: Newsroom) -> None:
    room.take(entry())
    room.desk.withdraw("brug-dicht", NOW)
    room.take(kill(revision="2"))
    room.take(entry(id="urn:newsml:wire.example:x-2", headline="Sluis dicht", embargoed_until=NOW + timedelta(hours=1)))
    room.take(kill(id="urn:newsml:wire.example:x-2", revision="2"))
    room.now += timedelta(hours=2)

    assert room.desk.release("sluis-dicht", room.now) is None
    assert [room.gone().why, room.gone("sluis-dicht").why] == [Why.KILLED, Why.KILLED]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_whatever_order_a_story_and_its_kill_come_it_ends_the_same(room: Newsroom, order: tuple[int, ...]) -> None:
    sent = [entry("Een."), entry("Twee.", revision="2"), kill(revision="2")]

    for number in order:
        room.take(sent[number])

    assert room.listed() == [[]]
    assert not isinstance(room.at("brug-dicht"), Article)


def test_words_that_say_that_something_must_go_are_for_a_person(room: Newsroom) -> None:
    room.take(entry())

    room.take(entry("KILL KILL", revision="2", status=Status.WITHHELD, is_kill_notice=True))
    assert (room.gone().why, room.waiting()) == (Why.NOTICE, ["brug-dicht"])

    room.take(entry("Gewoon weer.", revision="3"))
    assert isinstance(room.at("brug-dicht"), Withdrawn)


# --- Holds and embargoes --------------------------------------------------------------------------------------------


def test_what_is_withheld_is_kept_and_appears_when_the_agency_says_so(room: Newsroom) -> None:
    assert room.take(entry(status=Status.WITHHELD)).held == 1
    assert (room.gone().was_public, room.listed()) == (False, [[]])

    assert room.take(entry()).updated == 1
    assert (room.text().lead, room.text().updated_at) == ("De brug is dicht.", None)


def test_what_is_withheld_after_it_was_seen_disappears(room: Newsroom) -> None:
    room.take(entry())

    assert room.take(entry(status=Status.WITHHELD)).held == 1
    assert (room.gone().was_public, room.listed()) == (True, [[]])
    assert room.take(entry(status=Status.WITHHELD)).unchanged == 1


def test_an_embargo_ends_to_the_second_and_that_is_when_it_was_published(room: Newsroom) -> None:
    until = NOW + timedelta(minutes=30)
    assert room.take(entry(embargoed_until=until)).held == 1
    (due,) = Dues(room.table).until(until)

    assert (due.act, due.slug, due.at) == (Act.RELEASE, "brug-dicht", until)
    assert Dues(room.table).until(until - timedelta(seconds=1)) == ()
    assert room.desk.release(due.slug, until - timedelta(seconds=1)) is None
    assert isinstance(room.desk.restore("brug-dicht", NOW), Refusal)
    assert room.listed() == [[]]

    room.desk.release(due.slug, until)

    assert (room.text().published_at, room.text().updated_at, room.listed()) == (until, None, [["brug-dicht"]])
    room.now = until
    assert room.take(entry(embargoed_until=until)).unchanged == 1


def test_an_embargo_that_has_ended_meanwhile_is_no_embargo(room: Newsroom) -> None:
    until = NOW + timedelta(minutes=30)
    room.take(entry(embargoed_until=until))
    room.now = until + timedelta(minutes=1)

    assert room.take(entry("Iets anders.", embargoed_until=until, revision="2")).updated == 1
    assert (room.text().published_at, room.text().updated_at) == (until, None)


def test_an_embargo_that_is_moved_ends_at_the_later_moment(room: Newsroom) -> None:
    first, second = NOW + timedelta(minutes=30), NOW + timedelta(hours=3)
    room.take(entry(embargoed_until=first))
    room.take(entry(embargoed_until=second, revision="2"))

    assert room.desk.release("brug-dicht", first) is None
    assert room.desk.release("brug-dicht", second) is not None


# --- Corrections ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lead", "says_so"),
    [
        ("De  brug is dicht!", False),
        ("De brug is DICHT.", False),
        ("De „brug” is dicht", False),
        ("De brug is open.", True),
        ("De brug is dicht. Nu.", True),
    ],
)
def test_readers_are_told_of_another_word_and_of_nothing_less(room: Newsroom, lead: str, says_so: bool) -> None:
    room.take(entry())

    assert room.take(entry(lead, revision="2")).updated == 1
    assert (room.text().lead, room.text().updated_at is not None) == (lead, says_so)


@pytest.mark.parametrize(
    ("before", "after", "says_so"), [("1,5", "15", True), ("1500", "1.500", False), ("3", "4", True)]
)
def test_a_number_is_a_word(room: Newsroom, before: str, after: str, says_so: bool) -> None:
    room.take(entry(f"Het kost {before} euro."))
    room.take(entry(f"Het kost {after} euro.", revision="2"))

    assert (room.text().updated_at is not None) is says_so


def test_what_the_agency_calls_a_correction_is_called_so_from_then_on(room: Newsroom) -> None:
    room.take(entry())
    room.take(entry("De brug is open.", revision="2", correction="Rectificatie"))
    room.take(entry("De brug is half open.", revision="3"))

    assert room.text().correction == "Rectificatie"


def test_notes_for_editors_are_kept_beside_the_text(room: Newsroom) -> None:
    room.take(entry(notes=("Niet voor publicatie: bel Jan",)))

    assert room.text().notes == ("Niet voor publicatie: bel Jan",)


# --- One story, two feeds, other ids --------------------------------------------------------------------------------


def test_one_story_of_two_feeds_is_one_article_in_two_sections(room: Newsroom) -> None:
    room.take(entry())

    assert room.take(entry(), feed=GOES).unchanged == 1
    assert room.listed("buitenland", "goes", "regio") == [["brug-dicht"]] * 3

    room.take(entry("Anders.", revision="2"), feed=GOES)
    assert (room.text().lead, room.text().section) == ("Anders.", "buitenland")
    assert room.listed("buitenland", "goes", "regio") == [["brug-dicht"]] * 3

    room.take(kill(revision="3"), feed=GOES)
    assert room.listed("buitenland", "goes", "regio") == [[], [], []]


def test_two_revisions_of_another_feeds_story_in_one_document(room: Newsroom) -> None:
    room.take(entry("Een."), feed=GOES)

    report = room.take(entry("Twee.", revision="2"), entry("Een."))

    assert (report.stored, report.updated, report.unchanged) == (0, 1, 1)
    assert room.text().lead == "Twee."


def test_the_shorter_text_of_a_second_feed_does_not_replace_the_first(room: Newsroom) -> None:
    room.take(entry(revision=None))

    for _ in range(2):
        room.take(entry("Kort.", revision=None), feed=GOES)
        room.take(entry(revision=None))

    assert (room.text().lead, room.text().revision) == ("De brug is dicht.", 1)


def web(lead: str = "De brug is dicht.", **changes: object) -> Entry:
    address = {"id": "https://krant.example/-/41/", "url": "https://krant.example/a/41/brug", "revision": None}
    return entry(lead, **address | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "artikel-41"},
        {"id": "https://www.krant.example/-/41", "url": "https://www.krant.example/a/41/brug?utm_source=rss"},
        {"id": "http://nieuw.example/-/41/", "url": "http://nieuw.example/a/41/brug"},
    ],
    ids=["another id", "www and https", "another host"],
)
def test_an_id_that_changes_does_not_make_another_article(room: Newsroom, changes: dict[str, object]) -> None:
    room.take(web())

    report = room.take(web("De brug is open.", **changes))
    again = room.take(web("De brug is open.", **changes))

    assert (report.stored, again.unchanged) == (0, 1)
    assert room.listed() == [["brug-dicht"]]


def test_an_address_that_has_another_story_every_day_has_another_article_every_day(room: Newsroom) -> None:
    weather = {"url": "https://krant.example/weer", "headline": "Het weer"}
    for day in range(3):
        changes = {"id": f"weer-{day}", "published_at": NOW - timedelta(days=3 - day)}
        assert room.take(web(f"Dag {day}.", **weather | changes)).stored == 1

    assert room.listed() == [["het-weer-3", "het-weer-2", "het-weer"]]


def test_stories_that_share_one_address_in_one_document_are_different_ones(room: Newsroom) -> None:
    home = [web(id=f"n-{number}", headline=f"Nummer {number}") for number in range(3)]

    assert room.take(*home).stored == 3
    assert room.take(*home).unchanged == 3


def test_codes_choose_the_section(room: Newsroom) -> None:
    feed = replace(BUITEN, sections=(("XANP/GOES", "goes"), ("XANP/BIN", "binnenland")))

    room.take(entry(codes=("ALL", "XANP/BIN")), feed=feed)
    room.take(entry(id="urn:newsml:wire.example:other", categories=("XANP/GOES",)), feed=feed)

    assert room.listed("binnenland", "goes", "regio", "buitenland") == [
        ["brug-dicht"],
        ["brug-dicht-2"],
        ["brug-dicht-2"],
        [],
    ]


def test_a_note_without_end_does_not_cost_the_text(room: Newsroom) -> None:
    assert room.take(entry(notes=("x" * 900_000,) * 30)).stored == 1
    assert len(room.text().notes) == 20


def test_what_was_renamed_expires_too(room: Newsroom) -> None:
    room.take(entry(), feed=replace(BUITEN, retention_days=30))
    room.desk.rename("brug-dicht", "brug-open")
    room.now += timedelta(days=31)
    duties = Duties(room.desk, Dues(room.table), announcer=Announcer(origin="x"), clock=lambda: room.now)

    for due in Dues(room.table).until(room.now):
        duties.do(due)

    assert room.gone("brug-open").why is Why.EXPIRED
    assert Dues(room.table).until(room.now) == ()


def test_what_a_licence_allows_for_a_time_is_due_to_end(room: Newsroom) -> None:
    room.take(entry(), feed=replace(BUITEN, retention_days=30))
    end = NOW - timedelta(hours=2) + timedelta(days=30)

    assert [(due.act, due.at) for due in Dues(room.table).until(end)] == [(Act.EXPIRE, end)]
    room.desk.withdraw("brug-dicht", end, why=Why.EXPIRED)
    assert room.gone().why is Why.EXPIRED


# --- What happens twice, or breaks off ------------------------------------------------------------------------------

STORY: tuple[Callable[[], Entry], ...] = (
    lambda: entry(embargoed_until=NOW + timedelta(hours=1)),
    lambda: entry("Twee.", revision="2"),
    lambda: entry("Drie.", revision="3", status=Status.WITHHELD),
    lambda: entry("Vier.", revision="4"),
    lambda: kill(revision="5"),
    lambda: entry("Zes.", revision="6"),
)


def test_everything_delivered_twice_is_as_if_delivered_once(table: Table) -> None:
    room = Newsroom(table)
    states = []
    for times in (1, 2):
        for make in STORY:
            for _ in range(times):
                room.take(make(), feed=GOES)
        states.append({f"{one['pk']} {one['sk']}": one for one in table._client.scan(TableName="news")["Items"]})
        for one in table._client.scan(TableName="news")["Items"]:
            table._client.delete_item(TableName="news", Key={"pk": one["pk"], "sk": one["sk"]})

    assert states[0] == states[1]


# --- At one moment: what another writes between our reading and our writing -----------------------------------------


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


def raced(room: Newsroom, first: Callable[[], object], *entries: Entry, feed: Feed = BUITEN) -> Report:
    document = Document(format="newsml", title="", entries=entries)
    return Intake(site(), desk=RacedDesk(room.table, first), clock=lambda: room.now).store(feed, document)


RACES: dict[str, tuple[list[Entry], Callable[[Newsroom], object], Entry]] = {
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
def test_whatever_happens_at_the_same_moment_a_kill_is_what_stays(room: Newsroom, name: str) -> None:
    before, first, one = RACES[name]
    for other in before:
        room.take(other)

    raced(room, lambda: first(room), one)

    assert not isinstance(room.at("brug-dicht"), Article)
    assert room.listed("buitenland", "goes") == [[], []]


def test_a_revision_is_not_lost_to_an_editor_of_the_same_moment(room: Newsroom) -> None:
    room.take(entry())
    edit = Edit(old="een dag", new="een week")

    report = raced(room, lambda: room.desk.correct("brug-dicht", edit, room.now), entry("Twee.", revision="2"))

    assert (report.updated, room.text().lead, room.text().body_html) == (1, "Twee.", "<p>Voor een week.</p>")


def test_a_later_version_of_the_same_text_is_not_forgotten_for_an_earlier_one(room: Newsroom) -> None:
    room.take(entry())
    raced(room, lambda: room.take(entry("Vijf.", revision="5")), entry(revision="2"))

    room.take(entry("Drie.", revision="3"))

    assert room.text().lead == "Vijf."


def test_one_story_of_two_feeds_at_one_moment_is_in_both_lists(room: Newsroom) -> None:
    raced(room, lambda: room.take(entry()), entry(), feed=GOES)

    assert room.listed("buitenland", "goes") == [["brug-dicht"]] * 2


def test_others_who_never_let_us_write_are_a_reason_to_come_again(room: Newsroom) -> None:
    room.take(entry())

    class Busy(Desk):
        def _transact(self, *writes: dict[str, Any]) -> None:
            raise ConditionFailedError(tuple(range(len(writes))))

    document = Document(format="newsml", title="", entries=(kill(revision="2"),))
    with pytest.raises(StorageError, match="others write it all the time"):
        Intake(site(), desk=Busy(room.table), clock=lambda: room.now).store(BUITEN, document)


# --- What reviewers found -------------------------------------------------------------------------------------------


def test_two_kills_of_one_story_do_not_take_turns(room: Newsroom) -> None:
    room.take(entry())
    both = (kill(revision="3"), kill(revision="2"))
    room.take(*both)

    assert room.take(*both).killed == 0
    room.desk.restore("brug-dicht", room.now)
    assert (room.take(*both).killed, room.text().lead) == (0, "De brug is dicht.")


def test_a_later_text_waits_whichever_came_first(room: Newsroom) -> None:
    room.take(entry("Drie.", revision="3"))
    room.take(kill(revision="2"))
    assert room.waiting() == ["brug-dicht"]

    room.desk.restore("brug-dicht", room.now)
    assert room.text().lead == "Drie."


def test_a_later_revision_with_the_same_words_waits_too(room: Newsroom) -> None:
    room.take(entry())
    room.take(kill(revision="2"))

    assert (room.take(entry(revision="3")).held, room.waiting()) == (1, ["brug-dicht"])
    assert room.take(entry(revision="3")).unchanged == 1


@pytest.mark.parametrize("hidden", ["withheld", "withdrawn"])
def test_an_editors_correction_survives_what_hides_the_article(room: Newsroom, hidden: str) -> None:
    room.take(entry())
    room.desk.correct("brug-dicht", Edit(old="een dag", new="een week"), room.now)
    if hidden == "withheld":
        room.take(entry("Twee.", revision="2", status=Status.WITHHELD))
        room.take(entry("Drie.", revision="3"))
    else:
        room.desk.withdraw("brug-dicht", room.now)
        room.take(entry("Drie.", revision="3"))
        room.desk.restore("brug-dicht", room.now)

    assert (room.text().lead, room.text().body_html) == ("Drie.", "<p>Voor een week.</p>")


def test_a_correction_that_is_undone_in_part_waits(room: Newsroom) -> None:
    room.take(entry("De verdachte is Piet Jansen."))
    room.desk.correct("brug-dicht", Edit(old="Piet Jansen", new="Jansen"), room.now)

    room.take(entry("Piet Jansen. De verdachte is Piet Jansen.", revision="2"))

    assert (room.text().lead, room.waiting()) == ("De verdachte is Jansen.", ["brug-dicht"])
    room.desk.correct("brug-dicht", Edit(old="een dag", new="een week"), room.now)
    room.desk.rename("brug-dicht", "brug-open")
    assert room.waiting() == ["brug-open"]
    room.desk.restore("brug-open", room.now)
    assert (room.text("brug-open").lead, room.waiting()) == ("Piet Jansen. De verdachte is Piet Jansen.", [])


def test_words_in_an_address_are_nobodys_to_correct(room: Newsroom) -> None:
    room.take(entry(body_html='<p><a href="https://x.example/dag">Lees</a> een dag.</p>'))

    corrected = room.desk.correct("brug-dicht", Edit(old="dag", new='" onmouseover="x'), room.now)

    assert isinstance(corrected, Article)
    assert corrected.body_html == '<p><a href="https://x.example/dag">Lees</a> een " onmouseover="x.</p>'
    assert isinstance(room.desk.correct("brug-dicht", Edit(old="Brug dicht", new=" "), room.now), Refusal)


def test_a_notice_that_a_person_has_looked_at_is_not_held_again(room: Newsroom) -> None:
    notice = entry("KILL", status=Status.WITHHELD, is_kill_notice=True)
    room.take(notice)
    room.desk.restore("brug-dicht", room.now)

    assert (room.take(notice).unchanged, room.text().lead) == (1, "KILL")


def test_what_takes_back_reaches_the_story_of_another_feed(room: Newsroom) -> None:
    room.take(entry())

    report = room.take(entry("", id="W-9", body_html="", headline="Terug", withdraws=entry().id), feed=GOES)

    assert (report.killed, room.gone().why) == (1, Why.KILLED)


def test_a_thousand_licences_that_end_stand_before_no_kill(room: Newsroom) -> None:
    feed = replace(BUITEN, retention_days=1)
    old = [entry(id=f"urn:newsml:wire.example:{n}", published_at=NOW - timedelta(days=3)) for n in range(230)]
    room.take(*old, feed=feed)
    room.take(kill(id="urn:newsml:wire.example:0", revision="2"), feed=feed)

    due = Dues(room.table).until(room.now)

    assert (due[0].act, len(due)) == (Act.ANNOUNCE, 201)


def test_a_licence_ends_for_what_is_hidden_too(room: Newsroom) -> None:
    room.take(entry(status=Status.WITHHELD), feed=replace(BUITEN, retention_days=30))
    room.desk.withdraw("brug-dicht", room.now, why=Why.EXPIRED)

    room.take(entry("Twee.", revision="2"))

    assert room.gone().why is Why.EXPIRED
    assert isinstance(room.desk.restore("brug-dicht", room.now), Refusal)


class World:
    """CDN and topic that hear; the CDN has had enough after a number of requests."""

    def __init__(self, *, most: int = 9) -> None:
        self.most, self.asked, self.told = most, 0, list[str]()

    def create_invalidation(self, **_: object) -> None:
        self.asked += 1
        if self.asked > self.most:
            raise ClientError({"Error": {"Code": "TooManyInvalidationsInProgress"}}, "CreateInvalidation")

    def publish(self, **given: str) -> None:
        self.told.append(given["Subject"])


def duties(room: Newsroom, world: World, **changes: Any) -> Duties:
    told: dict[str, Any] = {"topic": "t", "distribution": "d", "sns": world, "cdn": world}
    announcer = Announcer(origin="x", **told | changes)
    return Duties(room.desk, Dues(room.table), announcer=announcer, clock=lambda: room.now, wait=waited.append)


waited: list[float] = []


def test_many_kills_are_one_request_to_the_cdn_and_a_word_each_to_subscribers(room: Newsroom) -> None:
    ids = [f"urn:newsml:wire.example:{n}" for n in range(6)]
    room.take(*(entry(id=one) for one in ids))
    room.take(*(kill(id=one, revision="2") for one in ids))
    tired = World(most=0)

    with pytest.raises(AnnounceError, match="the CDN did not forget"):
        duties(room, tired).announce()
    assert len(tired.told) == 6  # the topic does not wait for the CDN

    world = World()
    duties(room, world).announce()
    assert (world.asked, len(world.told), Dues(room.table).until(room.now)) == (1, 6, ())
    assert waited[-1] > KEPT_SECONDS  # or the CDN would take the story from a list that a warm function keeps


def test_who_cannot_tell_the_world_leaves_it_to_the_portal(room: Newsroom) -> None:
    room.take(entry())
    room.take(kill(revision="2"))

    duties(room, World(), topic="", distribution="").announce()

    assert len(Dues(room.table).until(room.now)) == 1


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Brug dicht", "KILL"),
        ("Brug dicht", "HOLD"),
        ("Brug dicht", "INTREKKING"),
        ("Brug dicht", "Vervalt"),
        ("Vervalt", "x"),
        ("Bericht vervalt", "x"),
        ("Brug dicht (INTREKKING)", "x"),
        ("Intrekking bericht brug", "x"),
        ("Brug dicht", "AMSTERDAM (ANP) - KILL KILL KILL Bericht over brug"),
    ],
)
def test_words_by_which_wires_take_something_back(headline: str, text: str) -> None:
    (found,) = parse(
        f"<rss><item><title>{headline}</title><description>{text}</description></item></rss>".encode()
    ).entries

    assert (found.is_kill_notice, found.status) == (True, Status.WITHHELD)


@pytest.mark.parametrize("headline", ["KILL BILL draait weer", "Kill Bill keert terug", "HOLD neemt branche over"])
def test_a_film_is_no_kill(headline: str) -> None:
    (found,) = parse(f"<rss><item><title>{headline}</title></item></rss>".encode()).entries

    assert not found.is_kill_notice


@pytest.mark.parametrize(
    "said", ["2026-11-24", "20261124", "24 nov 2026", "2026-11-24T18:00:00 HST", "2026-11-24 18:00 PT", "morgen", ""]
)
def test_an_embargo_that_does_not_say_when_it_ends_withholds(said: str) -> None:
    assert under_embargo(Status.USABLE, said) == (Status.WITHHELD, None)


@pytest.mark.parametrize(
    "said",
    [
        "2026-11-24T18:00:00Z",
        "20261124T190000+0100",
        "2026-11-24T19:00+01:00",
        "24 nov 2026 19.00 uur CET",
        "Tue, 24 Nov 2026 18:00:00 GMT",
        "2026-11-24T18:00:00.000Z",
    ],
)
def test_an_embargo_that_does_ends_then(said: str) -> None:
    assert under_embargo(Status.USABLE, said) == (Status.USABLE, datetime(2026, 11, 24, 18, tzinfo=UTC))


def test_an_item_of_ninjs_that_is_none_costs_no_other() -> None:
    document = parse(b'[{"uri": "a", "headline": "Goed"}, null, {"headline": "zonder"}]', format="ninjs")

    assert ([one.headline for one in document.entries], len(document.refused)) == (["Goed"], 2)


def test_one_id_twice_in_a_wire_is_one_story(room: Newsroom) -> None:
    items = [
        {
            "uri": "https://wire.example/n/1",
            "versioncreated": f"2026-11-24T1{n}:00:00Z",
            "headline": "Brug dicht",
            "body_text": f"Tekst {n}.",
        }
        for n in (1, 0)
    ]
    document = parse(json.dumps(items).encode())

    room.take(*document.entries)

    assert (room.listed(), room.text().lead) == ([["brug-dicht"]], "Tekst 1.")


def test_a_caption_without_end_does_not_cost_the_text(room: Newsroom) -> None:
    picture = {"type": "picture", "headline": "x" * 450_000, "renditions": {"a": {"href": "https://x.example/a.jpg"}}}
    item = {"uri": "a", "headline": "Brug dicht", "body_text": "Tekst.", "associations": {"foto": picture}}

    assert room.take(*parse(json.dumps([item]).encode()).entries).stored == 1


@pytest.mark.parametrize(("before", "after"), [("-5 graden", "5 graden"), ("5 miljoen $", "5 miljoen €")])
def test_a_sign_that_changes_what_is_said_is_told(room: Newsroom, before: str, after: str) -> None:
    room.take(entry(f"Het is {before}."))
    room.take(entry(f"Het is {after}.", revision="2"))

    assert room.text().updated_at is not None


def test_another_photographer_is_another_text(room: Newsroom) -> None:
    def pictured(credit: str, revision: str) -> Entry:
        return entry(revision=revision, images=(Image(url="https://x.example/a.jpg", credit=credit),))

    room.take(pictured("Reuters", "1"))

    assert room.take(pictured("ANP", "2")).updated == 1
    assert room.text().images[0].credit == "ANP"


def test_an_item_of_several_kinds_is_a_text() -> None:
    body = (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a"><itemMeta><itemClass qcode="ninat:composite"/>'
        "</itemMeta><contentMeta><headline>Brug dicht</headline></contentMeta></newsItem>"
    )

    assert parse(body.encode()).entries[0].kind == "text"
