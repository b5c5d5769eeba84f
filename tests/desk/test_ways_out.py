"""What waits for a person, on the overview: each row has the ways out that its reason has, for who may go them."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from desk.phone import Phone
from desk.room import Room
from portal.lifecycle.event import Hold
from portal.model.article import Article, Why
from portal.model.corrections import Edit
from portal.model.desk import DeskRole
from portal.model.version import Version
from portal.storage import article_queries, audit
from samples import NOW, article

PONT = "veerpont-vaart-weer"
LEAVE = "Laat zoals het is"


def headline() -> str:
    return article().headline


def with_notice(room: Room) -> None:
    room.desk.publish(article(), hold=Hold(why=Why.NOTICE))


def with_embargo_without_end(room: Room) -> None:
    room.desk.publish(article(), hold=Hold(why=Why.UNREADABLE))


def asked_for(room: Room) -> None:
    room.desk.publish(article())
    reporter = room.phone(DeskRole.REPORTER, "Bo Wiel")
    reporter.open(f"/redactie/bericht/{PONT}/intrekken")
    reporter.press("Ja, trek in")


def asked_for_and_killed_since(room: Room) -> None:
    asked_for(room)
    (known,) = room.desk.known([article().origin]).values()
    room.desk.kill(known, Version(number=9), NOW)


def with_a_correction_that_fits_no_more(room: Room) -> None:
    room.desk.publish(article(body_html="<p>De pont vaart dinsdag.</p>"))
    assert isinstance(room.desk.correct(PONT, Edit(old="dinsdag", new="woensdag"), NOW), Article)
    (known,) = room.desk.known([article().origin]).values()
    later = article(body_html="<p>Heel andere woorden.</p>", fingerprint="tweede")
    room.desk.revise(known, later, NOW + timedelta(minutes=1), version=Version(number=2))


def with_a_correction_that_an_embargo_outlived(room: Room) -> None:
    room.desk.publish(article(body_html="<p>De pont vaart dinsdag.</p>"))
    assert isinstance(room.desk.correct(PONT, Edit(old="dinsdag", new="woensdag"), NOW), Article)
    embargo = Hold(why=Why.EMBARGO, until=NOW + timedelta(days=1))
    for number, (words, hold) in enumerate([("Nog niet.", embargo), ("Heel andere woorden.", None)], start=2):
        (known,) = room.desk.known([article().origin]).values()
        text, at = article(body_html=f"<p>{words}</p>", fingerprint=words), NOW + timedelta(minutes=number)
        room.desk.revise(known, text, at, version=Version(number=number), hold=hold)


WAYS: dict[Callable[[Room], None], tuple[str, ...]] = {
    with_notice: ("Terugzetten",),
    with_embargo_without_end: ("Terugzetten",),
    asked_for: ("Intrekken",),
    asked_for_and_killed_since: (),
    with_a_correction_that_fits_no_more: ("Wat er in de tekst veranderde", "Neem de nieuwe tekst"),
    with_a_correction_that_an_embargo_outlived: ("Wat er in de tekst veranderde", "Verbeteren"),
}


def names(phone: Phone) -> list[str]:
    """What can be pressed in the rows that wait."""
    page = phone.open("/redactie").page
    (waiting,) = page.xpath("//h2[.='Wacht op een besluit']/following-sibling::*[1]")
    return [str(one.get("aria-label")) for one in waiting.xpath(".//*[contains(@class, 'button')]")]


@pytest.mark.parametrize("happened", WAYS, ids=lambda one: one.__name__)
def test_a_row_has_the_ways_out_that_its_reason_has(
    room: Room, editor: Phone, happened: Callable[[Room], None]
) -> None:
    happened(room)

    assert names(editor) == [f"{name}: {headline()}" for name in (*WAYS[happened], LEAVE)]
    for name in WAYS[happened]:
        editor.open("/redactie")
        assert editor.press(f"{name}: {headline()}").status == 200
        assert editor.page
        assert editor.page.page.xpath("//main//h1")[0].text != "Overzicht"


@pytest.mark.parametrize("happened", WAYS, ids=lambda one: one.__name__)
def test_a_reporter_reads_what_waits_and_has_no_way_out(
    room: Room, reporter: Phone, happened: Callable[[Room], None]
) -> None:
    happened(room)

    assert names(reporter) == []
    assert "afhandelen" not in reporter.open(f"/redactie/bericht/{PONT}").text


def test_the_new_text_is_taken(room: Room, editor: Phone) -> None:
    with_a_correction_that_fits_no_more(room)
    editor.open("/redactie")
    editor.press(f"Neem de nieuwe tekst: {headline()}")
    editor.press("Ja, op de site")

    assert "Heel andere woorden" in room.reader.get(f"/nieuws/{PONT}").text
    assert names(editor) == []


def test_what_was_asked_for_is_done_and_waits_no_more(room: Room, editor: Phone) -> None:
    asked_for(room)
    editor.open("/redactie")
    editor.press(f"Intrekken: {headline()}")
    editor.press("Ja, trek in")

    assert room.reader.get(f"/nieuws/{PONT}").status == 410
    assert names(editor) == []


def test_of_two_reasons_one_is_left_and_the_other_waits_on(room: Room, editor: Phone) -> None:
    with_a_correction_that_fits_no_more(room)
    room.now += timedelta(hours=1)
    reporter = room.phone(DeskRole.REPORTER, "Bo Wiel")
    reporter.open(f"/redactie/bericht/{PONT}/intrekken")
    reporter.press("Ja, trek in")
    assert len(names(editor)) == 5

    page = editor.press(f"{LEAVE}: {headline()}")  # the first, which waits longest

    assert "Afgehandeld" in page.text
    (left,) = room.table.read(article_queries.waiting())
    assert left.why == "authority"


def test_what_came_since_the_editor_looked_waits_on(room: Room, editor: Phone) -> None:
    asked_for(room)
    editor.open(f"/redactie/bericht/{PONT}")
    room.now += timedelta(seconds=1)
    asked_again = room.phone(DeskRole.REPORTER, "Bo Wiel")
    asked_again.open(f"/redactie/bericht/{PONT}/intrekken")
    asked_again.press("Ja, trek in")

    page = editor.press(LEAVE)

    assert "kwam iets bij" in page.text
    assert len(room.table.read(article_queries.waiting())) == 1
    assert "decided: stays as it is" not in [one.what for one in audit.whole_month(room.table, NOW.date())]
    assert "Afgehandeld" in editor.press(LEAVE).text
    assert room.table.read(article_queries.waiting()) == ()


def test_what_a_colleague_decided_is_said(room: Room, editor: Phone) -> None:
    asked_for(room)
    colleague = room.phone(DeskRole.EDITOR, "Mees Sluis")
    for one in (editor, colleague):
        one.open("/redactie")
    colleague.press(f"{LEAVE}: {headline()}")

    assert "intussen beslist" in editor.press(f"{LEAVE}: {headline()}").text
