"""What readers are told of a change, and what becomes of a change of ours."""

import pytest

from ingest.life.room import Room, entry
from newsdesk import Refusal
from portal.model.article import Article, Status
from portal.model.corrections import Edit


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
def test_readers_are_told_of_another_word_and_of_nothing_less(room: Room, lead: str, says_so: bool) -> None:
    room.take(entry())

    assert room.take(entry(lead, revision="2")).updated == 1
    assert (room.text().lead, room.text().updated_at is not None) == (lead, says_so)


@pytest.mark.parametrize(
    ("before", "after", "says_so"), [("1,5", "15", True), ("1500", "1.500", False), ("3", "4", True)]
)
def test_a_number_is_a_word(room: Room, before: str, after: str, says_so: bool) -> None:
    room.take(entry(f"Het kost {before} euro."))
    room.take(entry(f"Het kost {after} euro.", revision="2"))

    assert (room.text().updated_at is not None) is says_so


@pytest.mark.parametrize(("before", "after"), [("-5 graden", "5 graden"), ("5 miljoen $", "5 miljoen €")])
def test_a_sign_that_changes_what_is_said_is_told(room: Room, before: str, after: str) -> None:
    room.take(entry(f"Het is {before}."))
    room.take(entry(f"Het is {after}.", revision="2"))

    assert room.text().updated_at is not None


def test_what_the_agency_calls_a_correction_is_called_so_from_then_on(room: Room) -> None:
    room.take(entry())
    room.take(entry("De brug is open.", revision="2", correction="Rectificatie"))
    room.take(entry("De brug is half open.", revision="3"))

    assert room.text().correction == "Rectificatie"


@pytest.mark.parametrize("hidden", ["withheld", "withdrawn"])
def test_an_editors_correction_survives_what_hides_the_article(room: Room, hidden: str) -> None:
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


def test_a_correction_that_is_undone_in_part_waits(room: Room) -> None:
    room.take(entry("De verdachte is Piet Jansen."))
    room.desk.correct("brug-dicht", Edit(old="Piet Jansen", new="Jansen"), room.now)

    room.take(entry("Piet Jansen. De verdachte is Piet Jansen.", revision="2"))

    assert (room.text().lead, room.waiting()) == ("De verdachte is Jansen.", ["brug-dicht"])
    room.desk.correct("brug-dicht", Edit(old="een dag", new="een week"), room.now)
    room.desk.rename("brug-dicht", "brug-open")
    assert room.waiting() == ["brug-open"]
    room.desk.restore("brug-open", room.now)
    assert (room.text("brug-open").lead, room.waiting()) == ("Piet Jansen. De verdachte is Piet Jansen.", [])


def test_words_in_an_address_are_nobodys_to_correct(room: Room) -> None:
    room.take(entry(body_html='<p><a href="https://x.example/dag">Lees</a> een dag.</p>'))

    corrected = room.desk.correct("brug-dicht", Edit(old="dag", new='" onmouseover="x'), room.now)

    assert isinstance(corrected, Article)
    assert corrected.body_html == '<p><a href="https://x.example/dag">Lees</a> een " onmouseover="x.</p>'
    assert isinstance(room.desk.correct("brug-dicht", Edit(old="Brug dicht", new=" "), room.now), Refusal)
