"""What an agency takes back is gone, whichever way it came and in whatever order."""

from datetime import timedelta
from itertools import permutations

import pytest

from ingest.life.room import GOES, Room, entry, kill
from portal.feeds.parsing.document import parse
from portal.feeds.parsing.identity import distinct
from portal.model.article import Article, HiddenArticle, Status, Why
from portal.model.corrections import Edit
from portal.model.scheduled_action import Act
from portal.storage import article_queries
from portal.storage.scheduled_actions import ScheduledActions
from samples import NOW


def test_a_killed_story_is_gone_from_every_list_and_its_address_says_so(room: Room) -> None:
    room.take(entry(), feed=GOES)

    report = room.take(kill(revision="2"), feed=GOES)

    assert (report.killed, room.gone().why, room.gone().was_public) == (1, Why.KILLED, True)
    assert room.listed("goes", "regio") == [[], []]
    assert room.table.read(article_queries.of_day(NOW.date(), limit=9)).teasers == ()
    assert [due.act for due in ScheduledActions(room.table).until(room.now)] == [Act.ANNOUNCE]


def test_a_kill_that_comes_again_does_nothing(room: Room) -> None:
    room.take(entry())
    room.take(kill(revision="2"))

    assert room.take(kill(revision="2")).unchanged == 1


def test_two_kills_of_one_story_do_not_take_turns(room: Room) -> None:
    room.take(entry())
    both = (kill(revision="3"), kill(revision="2"))
    room.take(*both)

    assert room.take(*both).killed == 0
    room.desk.restore("brug-dicht", room.now)
    assert (room.take(*both).killed, room.text().lead) == (0, "De brug is dicht.")


@pytest.mark.parametrize("revision", ["1", "2"])
def test_a_revision_that_is_not_later_than_its_kill_stays_away(room: Room, revision: str) -> None:
    room.take(entry())
    room.take(kill(revision="2"))

    assert room.take(entry("Toch niet.", revision=revision)).unchanged == 1
    assert room.gone().why is Why.KILLED
    assert room.waiting() == []


def test_a_later_usable_revision_waits_for_a_person(room: Room) -> None:
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


def test_a_later_text_waits_whichever_came_first(room: Room) -> None:
    room.take(entry("Drie.", revision="3"))
    room.take(kill(revision="2"))
    assert room.waiting() == ["brug-dicht"]

    room.desk.restore("brug-dicht", room.now)
    assert room.text().lead == "Drie."


def test_a_later_revision_with_the_same_words_waits_too(room: Room) -> None:
    room.take(entry())
    room.take(kill(revision="2"))

    assert (room.take(entry(revision="3")).held, room.waiting()) == (1, ["brug-dicht"])
    assert room.take(entry(revision="3")).unchanged == 1


def test_a_kill_of_something_unknown_leaves_a_tombstone(room: Room) -> None:
    assert room.take(kill(revision="2")).killed == 1
    assert room.take(entry()).unchanged == 1
    assert room.at("brug-dicht") is None

    assert room.take(entry("Beter nu.", revision="3")).held == 1
    assert (room.gone().was_public, room.waiting()) == (False, ["brug-dicht"])
    room.desk.restore("brug-dicht", room.now)
    assert room.text().lead == "Beter nu."


def test_a_copy_through_another_feed_does_not_escape_a_kill(room: Room) -> None:
    room.take(kill(revision="2"))

    assert room.take(entry(revision="2"), feed=GOES).unchanged == 1
    assert room.at("brug-dicht") is None


def test_a_kill_beside_what_it_takes_back_in_one_document(room: Room) -> None:
    parsed = distinct([kill(), entry()])

    room.take(*parsed)

    assert (len({one.id for one in parsed}), room.listed()) == (1, [[]])


def test_an_item_that_takes_another_back_kills_it(room: Room) -> None:
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


def test_what_takes_back_something_unknown_keeps_a_late_copy_away(room: Room) -> None:
    room.take(kill(id="W-9", withdraws=entry().id, published_at=NOW))

    room.take(entry(revision=None))

    assert room.at("brug-dicht") is None


def test_what_takes_back_reaches_the_story_of_another_feed(room: Room) -> None:
    room.take(entry())

    report = room.take(entry("", id="W-9", body_html="", headline="Terug", withdraws=entry().id), feed=GOES)

    assert (report.killed, room.gone().why) == (1, Why.KILLED)


def test_a_kill_reaches_what_an_editor_or_an_embargo_had_hidden(room: Room) -> None:
    room.take(entry())
    room.desk.withdraw("brug-dicht", NOW)
    room.take(kill(revision="2"))
    room.take(entry(id="urn:newsml:wire.example:x-2", headline="Sluis dicht", embargoed_until=NOW + timedelta(hours=1)))
    room.take(kill(id="urn:newsml:wire.example:x-2", revision="2"))
    room.now += timedelta(hours=2)

    assert room.desk.release("sluis-dicht", room.now) is None
    assert [room.gone().why, room.gone("sluis-dicht").why] == [Why.KILLED, Why.KILLED]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_whatever_order_a_story_and_its_kill_come_it_ends_the_same(room: Room, order: tuple[int, ...]) -> None:
    sent = [entry("Een."), entry("Twee.", revision="2"), kill(revision="2")]

    for number in order:
        room.take(sent[number])

    assert room.listed() == [[]]
    assert not isinstance(room.at("brug-dicht"), Article)


def test_words_that_say_that_something_must_go_are_for_a_person(room: Room) -> None:
    room.take(entry())

    room.take(entry("KILL KILL", revision="2", status=Status.WITHHELD, is_kill_notice=True))
    assert (room.gone().why, room.waiting()) == (Why.NOTICE, ["brug-dicht"])

    room.take(entry("Gewoon weer.", revision="3"))
    assert isinstance(room.at("brug-dicht"), HiddenArticle)


def test_a_notice_that_a_person_has_looked_at_is_not_held_again(room: Room) -> None:
    notice = entry("KILL", status=Status.WITHHELD, is_kill_notice=True)
    room.take(notice)
    room.desk.restore("brug-dicht", room.now)

    assert (room.take(notice).unchanged, room.text().lead) == (1, "KILL")


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


def test_a_later_revision_that_waits_for_a_correction_is_what_comes_back_after_a_kill(room: Room) -> None:
    room.take(entry("Gestolen tekst.", revision="1"))
    room.desk.correct("brug-dicht", Edit(old="Voor een dag", new="Voor een week"), room.now)
    room.take(entry("Drie.", body_html="<p>Heel anders.</p>", revision="3"))
    room.take(kill(revision="2"))

    room.desk.restore("brug-dicht", room.now)

    assert room.text().lead == "Drie."


def test_a_kill_of_an_earlier_revision_ends_no_embargo(room: Room) -> None:
    for lead, revision in (("Een.", "1"), ("Drie.", "3")):
        room.take(entry(lead, revision=revision, embargoed_until=NOW + timedelta(days=1)))
    room.take(kill(revision="2"))

    room.desk.restore("brug-dicht", room.now)

    assert not isinstance(room.at("brug-dicht"), Article)


def test_a_kill_without_number_and_time_means_what_is_here(room: Room) -> None:
    room.take(entry())
    room.take(kill(revision=None, published_at=None))
    assert room.gone().why is Why.KILLED

    assert room.take(entry("Vijf.", revision="5")).held == 1
    assert room.take(kill(revision=None, published_at=None)).unchanged == 1


def test_what_a_text_said_is_remembered_and_not_what_we_made_of_it(room: Room) -> None:
    room.take(kill(revision="2"))
    room.take(entry("Beter nu.", revision="3"))

    assert room.take(entry("Beter nu.", revision="3")).unchanged == 1
