"""What a person does at the desk, and what readers then see."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.phone import Phone
from desk.room import Room
from portal.lifecycle.state import KnownEntry
from portal.model.article import Article, HiddenArticle, Image, Subject
from portal.model.desk import DeskRole
from portal.storage import audit
from portal.storage.feed_states import FeedStates
from samples import NOW, article

PONT = "/redactie/bericht/veerpont-vaart-weer"


@pytest.fixture
def room(room: Room) -> Room:
    image = Image(url="https://feeds.example/pont.jpg", caption="De pont")
    room.desk.publish(article(images=(image,), body_html="<p>Vanaf dinsdag gaat de pont.</p>"))
    return room


def told(room: Room) -> list[str]:
    return [one.what for one in audit.whole_month(room.table, NOW.date())]


def test_a_story_is_gone_in_three_taps(room: Room, editor: Phone) -> None:
    editor.open("/redactie")
    editor.press("Intrekken: Veerpont vaart weer")
    page = editor.press("Ja, trek in")

    assert "Ingetrokken" in page.text
    assert room.reader.get("/nieuws/veerpont-vaart-weer").status == 410
    assert room.cdn.forgotten == ["/*"]
    assert "withdrawn" in told(room)


def test_what_was_withdrawn_comes_back_as_it_stood(room: Room, editor: Phone) -> None:
    editor.open(f"{PONT}/intrekken")
    editor.press("Ja, trek in")
    editor.press("Terugzetten")
    editor.press("Ja, op de site")

    assert room.reader.get("/nieuws/veerpont-vaart-weer").status == 200


def test_what_a_reporter_wants_gone_an_editor_decides(room: Room, reporter: Phone, editor: Phone) -> None:
    reporter.open(f"{PONT}/intrekken")
    page = reporter.press("Ja, trek in")

    assert "Een redacteur beslist" in page.text
    assert room.reader.get("/nieuws/veerpont-vaart-weer").status == 200
    assert "Bo Wiel" in editor.open("/redactie").page.xpath("string(//ul[@class='desk-list'][1])")
    assert "Bo Wiel" in editor.open(PONT).text
    editor.press("Laat zoals het is")
    assert "Bo Wiel" not in editor.open("/redactie").page.xpath("string(//main)")


def test_readers_are_told_what_was_wrong(room: Room, editor: Phone) -> None:
    editor.open(f"{PONT}/verbeteren")
    preview = editor.press("Bekijk het voorbeeld", tekst1="Vanaf woensdag gaat de pont.", soort="Correctie")
    assert "hier stond eerst ‘dinsdag’; het moet ‘woensdag’ zijn" in preview.text
    assert "dinsdag" in room.reader.get("/nieuws/veerpont-vaart-weer").text

    editor.press("Plaats")

    page = room.reader.get("/nieuws/veerpont-vaart-weer").text
    assert "Vanaf woensdag gaat de pont" in page
    assert "Correctie: hier stond eerst ‘dinsdag’" in page


def test_going_back_from_a_preview_keeps_the_words(room: Room, editor: Phone) -> None:
    editor.open(f"{PONT}/verbeteren")
    editor.press("Bekijk het voorbeeld", kop="Veerpont vaart morgen")
    page = editor.press("Terug")

    assert "Veerpont vaart morgen" in page.text
    assert room.at("veerpont-vaart-weer") == replace(_published(room), headline="Veerpont vaart weer")


@pytest.mark.usefixtures("room")
def test_nothing_changed_is_said(editor: Phone) -> None:
    editor.open(f"{PONT}/verbeteren")

    assert editor.press("Bekijk het voorbeeld").status == 422


def test_an_embargo_takes_it_off_until_then(room: Room, editor: Phone) -> None:
    editor.open(f"{PONT}/embargo")
    page = editor.press("Onder embargo tot dan", dag="2026-11-25", tijd="06:00")
    hidden = room.at("veerpont-vaart-weer")

    assert "tot 25 november 2026 om 06:00" in page.text
    assert isinstance(hidden, HiddenArticle)
    assert hidden.until == NOW.replace(day=25, hour=5, minute=0)
    editor.press("Embargo")
    editor.press("Hef op en plaats nu")
    assert room.reader.get("/nieuws/veerpont-vaart-weer").status == 200


@pytest.mark.parametrize(
    ("day", "time"), [("", ""), ("2026-11-31", "06:00"), ("25-11-2026", ""), ("2020-01-01", "06:00")]
)
def test_a_moment_that_is_none_or_over_is_no_embargo(room: Room, editor: Phone, day: str, time: str) -> None:
    editor.open(f"{PONT}/embargo")
    page = editor.press("Onder embargo tot dan", dag=day, tijd=time)

    assert page.status in (409, 422)
    assert room.reader.get("/nieuws/veerpont-vaart-weer").status == 200


def test_what_is_pinned_leads_the_front(room: Room, editor: Phone) -> None:
    for number in range(3):
        room.desk.publish(article(f"Iets nieuws {number}", published_at=NOW - timedelta(minutes=number), urgency=1))
    before = room.reader.get("/").words("//main//h3")[0]
    editor.open(f"{PONT}/vastzetten")
    editor.press("4 uur")
    fresh = Room(table=room.table, quarantine=room.quarantine)

    assert before != "Veerpont vaart weer"
    assert fresh.reader.get("/").words("//main//h3")[0] == "Veerpont vaart weer"


def test_subjects_of_an_editor_outlive_the_agencys_next_text(room: Room, editor: Phone) -> None:
    editor.open(f"{PONT}/onderwerpen")
    editor.press("Bewaar", onderwerpen="Water\r\nVeerdiensten")
    room.desk.revise(
        _known(room),
        article(subjects=(Subject(code="", name="Files"),), body_html="<p>Nu vaart hij.</p>", fingerprint="2"),
        NOW,
    )

    shown = _published(room)
    assert [one.name for one in shown.subjects] == ["Water", "Veerdiensten"]
    assert shown.body_html == "<p>Nu vaart hij.</p>"


@pytest.mark.usefixtures("room")
def test_too_many_subjects_are_refused(editor: Phone) -> None:
    editor.open(f"{PONT}/onderwerpen")

    assert editor.press("Bewaar", onderwerpen="a\r\nb\r\nc\r\nd").status == 422


def test_a_picture_that_is_taken_out_stays_out(room: Room, editor: Phone) -> None:
    (image,) = _published(room).images
    editor.open(f"{PONT}/foto")
    editor.press("Bewaar", foto="geen")
    room.desk.revise(_known(room), article(images=(image,), body_html="<p>Nu.</p>", fingerprint="2"), NOW)

    assert _published(room).images == ()


def test_our_own_news_is_written_seen_placed_and_written_on(room: Room, reporter: Phone) -> None:
    reporter.open("/redactie/nieuw")
    preview = reporter.press(
        "Bekijk het voorbeeld",
        kop="De brug is open",
        rubriek="goes",
        tekst="Hij is open.\r\n\r\nDat was om **vier uur**.",
    )
    assert "<strong>vier uur</strong>" in preview.text
    assert room.at("de-brug-is-open") is None
    reporter.press("Plaats")

    assert room.reader.get("/nieuws/de-brug-is-open").status == 200
    reporter.open("/redactie/bericht/de-brug-is-open/bewerken")
    assert reporter.fields("/nieuw")["tekst"] == "Hij is open.\r\n\r\nDat was om **vier uur**."
    reporter.press("Bekijk het voorbeeld", tekst="Hij ging om vijf uur open.")
    reporter.press("Plaats")
    assert "vijf uur" in room.reader.get("/nieuws/de-brug-is-open").text


def test_everything_of_a_feed_goes_after_a_second_login_alone(room: Room) -> None:
    chief = room.phone(DeskRole.CHIEF)
    room.desk.publish(article("Van een ander", origin=replace(article("Van een ander").origin, feed="goes")))
    room.now += timedelta(minutes=6)
    assert "log je opnieuw in" in chief.open("/redactie/bronnen/buiten/intrekken").text
    sent = {"bewijs": chief.token(), "uren": "24"}
    assert chief.send("/redactie/bronnen/buiten/intrekken", sent).status == 403
    chief.log_in("chief")

    chief.open("/redactie/bronnen/buiten/intrekken")
    page = chief.press("Ja, trek alles in")

    assert "1 bericht ingetrokken" in page.text
    assert isinstance(room.at("veerpont-vaart-weer"), HiddenArticle)
    assert isinstance(room.at("van-een-ander"), Article)
    assert "withdrew 1 articles of the feed" in told(room)


def test_a_paused_feed_is_due_no_more(room: Room) -> None:
    chief = room.phone(DeskRole.CHIEF)
    chief.open("/redactie/bronnen")
    chief.press("Pauzeer buiten")
    states = FeedStates(room.table)
    assert states.all()["buiten"].paused_by
    states.save(replace(states.get("buiten"), streak=1))  # a look that was under way ends now
    assert not states.all()["buiten"].is_due(NOW)

    chief.press("Hervat buiten")

    assert states.all()["buiten"].is_due(NOW)


def test_a_key_lets_a_program_do_what_its_person_may(room: Room, editor: Phone) -> None:
    editor.open("/redactie/sleutel")
    key = editor.press("Maak een sleutel").words("//textarea")[0]
    program = {"authorization": f"Bearer {key}", "content-type": "application/json", "content-length": "0"}
    target = "/redactie/api/articles/veerpont-vaart-weer/withdraw"

    assert room.browser.ask("POST", target, b"", **program).status == 200
    assert isinstance(room.at("veerpont-vaart-weer"), HiddenArticle)
    assert room.browser.ask("POST", target, b"", **program).status == 409
    room.now += timedelta(hours=12)
    assert room.browser.ask("POST", target, b"", **program).status == 401


def test_a_cookie_is_no_key_and_a_key_no_cookie(room: Room, editor: Phone) -> None:
    (cookie,) = editor.cookies.values()
    editor.open("/redactie/sleutel")
    key = editor.press("Maak een sleutel").words("//textarea")[0]
    thief = Phone(room.browser, cookies=dict.fromkeys(editor.cookies, key))

    assert room.browser.get("/redactie/api/waiting", authorization=f"Bearer {cookie}").status == 401
    assert thief.ask("GET", "/redactie").status == 303


def test_a_picture_that_was_sent_leads_its_article(room: Room, editor: Phone) -> None:
    answer = editor.send_file(f"{PONT}/foto", {"bewijs": editor.token()}, beeld=b"\xff\xd8\xff\xe0 een foto")

    assert answer.status == 303
    (image,) = _published(room).images
    assert image.url.startswith("inzending:")
    assert room.uploads[image.url.replace(":", "/")] == b"\xff\xd8\xff\xe0 een foto"


@pytest.mark.parametrize("body", [b"<svg onload=alert(1)>", b"GIF89a", b"<!doctype html>", b"%PDF-1.7"])
def test_what_is_no_picture_is_refused_by_its_bytes(room: Room, editor: Phone, body: bytes) -> None:
    answer = editor.send_file(f"{PONT}/foto", {"bewijs": editor.token()}, beeld=body)

    assert answer.status == 422
    assert room.uploads == {}


def _known(room: Room) -> KnownEntry:
    origin = article().origin
    return room.desk.known([origin])[origin]


def _published(room: Room) -> Article:
    found = room.at("veerpont-vaart-weer")
    assert isinstance(found, Article)
    return found
