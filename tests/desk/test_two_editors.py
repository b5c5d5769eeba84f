"""Two people at one article, and one person twice: nothing is overwritten unseen, and no words are lost."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from desk.phone import Phone
from desk.room import Room
from newsdesk import by_feed
from portal.lifecycle.event import Received
from portal.lifecycle.state import Published
from portal.lifecycle.transition import transition
from portal.model.article import Article, HiddenArticle, Moved
from portal.model.desk import DeskRole
from portal.model.version import Version
from portal.storage.article_store import ArticleStore
from reader import Answer
from samples import article

SLUG = "veerpont-vaart-weer"
HERE = f"/redactie/bericht/{SLUG}"
BODY = "<p>De pont vaart om zeven uur.</p><p>Een kaartje kost vier euro.</p>"


@pytest.fixture
def room(room: Room) -> Room:
    room.desk.publish(article(body_html=BODY))
    return room


@pytest.fixture
def colleague(room: Room) -> Phone:
    return room.phone(DeskRole.EDITOR, "Bo Wiel")


def revise(room: Room, number: int = 2, **changed: str) -> None:
    """The agency sends another text."""
    state = room.desk.store.load_at(SLUG)
    assert isinstance(state, Published)
    text = replace(state.article, fingerprint=f"tekst-{number}", edits=(), **changed)  # type: ignore[arg-type]  # texts
    event = Received(text=text, version=Version(number=number))
    made = transition(state, event, by_feed(state.article.origin), room.now + timedelta(seconds=number))
    assert room.desk.store.commit(state, made)


def at(room: Room, slug: str = SLUG) -> Article:
    found = room.at(slug)
    assert isinstance(found, Article)
    return found


def words_of(answer: Answer, name: str) -> str:
    """What stands in a field of a page."""
    return " ".join(answer.page.xpath(f"string(//*[@name='{name}'])").split())


def is_told(answer: Answer, words: str) -> bool:
    return any(words in one for one in answer.words("//*[@role='alert']"))


def test_an_editor_corrects_by_way_of_a_preview_of_the_real_page(room: Room, editor: Phone) -> None:
    editor.open(HERE)
    editor.press("Verbeteren")
    preview = editor.press("Bekijk het voorbeeld", tekst2="Een kaartje kost vijf euro.", soort="Correctie")

    assert preview.words("//div[@class='article-body']/p[2]") == ["Een kaartje kost vijf euro."]
    assert "Correctie" in preview.text
    assert at(room).revision == 1
    page = editor.press("Plaats")
    assert "Verbeterd." in page.text
    assert at(room).body_html.endswith("<p>Een kaartje kost vijf euro.</p>")
    assert (at(room).correction, at(room).revision) == ("Correctie", 2)


def test_from_the_preview_back_to_the_form_nothing_is_lost(room: Room, editor: Phone) -> None:
    editor.open(f"{HERE}/verbeteren")
    editor.press("Bekijk het voorbeeld", tekst2="Een kaartje kost vijf euro.", soort="Aanvulling")
    form = editor.press("Terug")

    assert words_of(form, "tekst2") == "Een kaartje kost vijf euro."
    assert form.page.xpath("//input[@name='soort'][@checked]/@value") == ["Aanvulling"]
    assert at(room).revision == 1


def test_who_comes_second_is_told_and_keeps_their_words(editor: Phone, colleague: Phone) -> None:
    for phone in (editor, colleague):
        phone.open(f"{HERE}/verbeteren")
    editor.press("Bekijk het voorbeeld", tekst1="De pont vaart om acht uur.")
    editor.press("Plaats")

    answer = colleague.press("Bekijk het voorbeeld", tekst2="Een kaartje kost vijf euro.")

    assert answer.status == 409
    assert is_told(answer, "intussen veranderd")
    assert words_of(answer, "tekst2") == "Een kaartje kost vijf euro."


def test_who_comes_second_does_not_undo_what_the_first_one_did(room: Room, editor: Phone, colleague: Phone) -> None:
    """A piece that they left alone is as it is by now, and not as they saw it."""
    for phone in (editor, colleague):
        phone.open(f"{HERE}/verbeteren")
    editor.press("Bekijk het voorbeeld", tekst1="De pont vaart om acht uur.")
    editor.press("Plaats")
    answer = colleague.press("Bekijk het voorbeeld", tekst2="Een kaartje kost vijf euro.")
    assert words_of(answer, "tekst1") == "De pont vaart om acht uur."

    colleague.press("Bekijk het voorbeeld")
    colleague.press("Plaats")

    assert at(room).body_html == "<p>De pont vaart om acht uur.</p><p>Een kaartje kost vijf euro.</p>"


def test_a_revision_between_preview_and_place_is_not_undone_either(room: Room, editor: Phone) -> None:
    editor.open(f"{HERE}/verbeteren")
    editor.press("Bekijk het voorbeeld", tekst2="Een kaartje kost vijf euro.")
    revise(
        room,
        body_html="<p>Nieuwe eerste alinea.</p><p>De pont vaart om negen uur.</p><p>Een kaartje kost vier euro.</p>",
    )

    answer = editor.press("Plaats")

    assert answer.status == 409
    assert [words_of(answer, f"tekst{n}") for n in (1, 2, 3)] == [
        "Nieuwe eerste alinea.",
        "De pont vaart om negen uur.",
        "Een kaartje kost vijf euro.",
    ]
    editor.press("Bekijk het voorbeeld")
    editor.press("Plaats")
    assert at(room).body_html == (
        "<p>Nieuwe eerste alinea.</p><p>De pont vaart om negen uur.</p><p>Een kaartje kost vijf euro.</p>"
    )


def test_who_goes_back_to_the_form_sees_what_came_meanwhile(room: Room, editor: Phone) -> None:
    editor.open(f"{HERE}/verbeteren")
    editor.press("Bekijk het voorbeeld", tekst2="Een kaartje kost vijf euro.")
    revise(room, body_html=BODY.replace("zeven", "negen"))

    answer = editor.press("Terug")

    assert words_of(answer, "tekst1") == "De pont vaart om negen uur."
    assert words_of(answer, "tekst2") == "Een kaartje kost vijf euro."


def test_a_revision_at_the_very_moment_is_not_undone_either(
    room: Room, editor: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor.open(f"{HERE}/verbeteren")
    editor.press("Bekijk het voorbeeld", tekst2="Een kaartje kost vijf euro.")
    commit = ArticleStore.commit

    def overtaken(store: ArticleStore, *arguments: Any) -> Any:
        monkeypatch.setattr(ArticleStore, "commit", commit)
        revise(room, body_html=BODY.replace("zeven", "negen"))
        return store.commit(*arguments)

    monkeypatch.setattr(ArticleStore, "commit", overtaken)
    answer = editor.press("Plaats")

    assert answer.status == 409
    assert is_told(answer, "door iemand anders veranderd")
    assert words_of(answer, "tekst1") == "De pont vaart om negen uur."
    assert words_of(answer, "tekst2") == "Een kaartje kost vijf euro."


def test_of_two_corrections_the_one_that_fits_is_made_and_the_other_said(
    room: Room, editor: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor.open(f"{HERE}/verbeteren")
    editor.press("Bekijk het voorbeeld", tekst1="De pont vaart om acht uur.", tekst2="Een kaartje kost vijf euro.")
    change, made = ArticleStore.change, []

    def first_alone(store: ArticleStore, *arguments: Any) -> Any:
        made.append(arguments)
        if len(made) == 2:
            revise(room, body_html="<p>De pont vaart om acht uur.</p><p>Gratis.</p>")
        return change(store, *arguments)

    monkeypatch.setattr(ArticleStore, "change", first_alone)
    answer = editor.press("Plaats")

    assert answer.status == 409
    assert "Een kaartje kost vijf euro." in answer.words("//textarea[@readonly]")
    assert answer.words("//textarea[@readonly]") == ["Een kaartje kost vijf euro."]
    assert words_of(answer, "tekst1") == "De pont vaart om acht uur."


def test_words_that_fit_nowhere_any_more_are_still_there(room: Room, editor: Phone) -> None:
    editor.open(f"{HERE}/verbeteren")
    editor.press("Bekijk het voorbeeld", tekst2="Een kaartje kost vijf euro.")
    revise(room, body_html="<p>Het veer is opgeheven.</p>")

    answer = editor.press("Plaats")

    assert answer.status == 409
    assert words_of(answer, "tekst1") == "Het veer is opgeheven."
    assert "Een kaartje kost vijf euro." in answer.words("//textarea[@readonly]")
    assert at(room).body_html == "<p>Het veer is opgeheven.</p>"


def test_a_change_without_a_change_of_the_text_is_no_reason_to_refuse_twice(
    room: Room, editor: Phone, colleague: Phone
) -> None:
    """Pinned meanwhile: the second time it goes through."""
    editor.open(f"{HERE}/verbeteren")
    colleague.open(f"{HERE}/vastzetten")
    colleague.press("2 uur")
    assert at(room).pinned_until

    assert editor.press("Bekijk het voorbeeld", tekst2="Een kaartje kost vijf euro.").status == 409
    editor.press("Bekijk het voorbeeld")
    editor.press("Plaats")

    assert "vijf euro" in at(room).body_html


def test_who_corrects_what_another_withdrew_sees_that(room: Room, editor: Phone, colleague: Phone) -> None:
    editor.open(f"{HERE}/verbeteren")
    colleague.open(f"{HERE}/intrekken")
    colleague.press("Ja, trek in")

    answer = editor.press("Bekijk het voorbeeld", tekst2="Een kaartje kost vijf euro.")

    assert "ingetrokken door de redactie" in answer.text
    assert "Een kaartje kost vijf euro." in answer.text
    assert isinstance(room.at(SLUG), HiddenArticle)


def test_a_withdrawal_is_meant_whatever_the_text_says_by_now(room: Room, editor: Phone, colleague: Phone) -> None:
    colleague.open(f"{HERE}/intrekken")
    editor.open(f"{HERE}/verbeteren")
    editor.press("Bekijk het voorbeeld", tekst2="Een kaartje kost vijf euro.")
    editor.press("Plaats")

    assert "Ingetrokken." in colleague.press("Ja, trek in").text
    assert isinstance(room.at(SLUG), HiddenArticle)
    assert room.cdn.forgotten == ["/*"]


def test_a_second_click_withdraws_once(room: Room, editor: Phone) -> None:
    editor.open(f"{HERE}/intrekken")
    fields = editor.fields("/intrekken")

    first, second = (editor.send(f"{HERE}/intrekken", fields) for _ in range(2))

    assert (first.status, second.status) == (303, 409)
    assert "al verstuurd" in second.text
    assert room.cdn.forgotten == ["/*"]


def test_two_who_withdraw_at_once_both_see_it_gone(editor: Phone, colleague: Phone) -> None:
    for phone in (editor, colleague):
        phone.open(f"{HERE}/intrekken")
    editor.press("Ja, trek in")

    answer = colleague.press("Ja, trek in")

    assert answer.status == 409
    assert is_told(answer, "is al ingetrokken")


def test_a_rename_under_somebodys_feet_leads_on(room: Room, editor: Phone, colleague: Phone) -> None:
    for act in ("intrekken", "verbeteren", "embargo", "vastzetten", "adres"):
        phone = room.phone(DeskRole.EDITOR)
        phone.open(f"{HERE}/{act}")
        if not isinstance(room.at(SLUG), Moved):
            colleague.open(f"{HERE}/adres")
            colleague.press("Geef dit adres", adres="pont-vaart")
        assert phone.open(f"{HERE}/{act}").status == 200, act
        assert "/redactie/bericht/pont-vaart/" in phone.page.text if phone.page else False

    assert editor.open(HERE).words("//h1") == ["Veerpont vaart weer"]
    assert at(room, "pont-vaart").headline == "Veerpont vaart weer"


def test_a_form_of_the_old_address_does_what_it_says_or_says_where_to_do_it(
    room: Room, editor: Phone, colleague: Phone
) -> None:
    editor.open(f"{HERE}/intrekken")
    colleague.open(f"{HERE}/adres")
    colleague.press("Geef dit adres", adres="pont-vaart")

    answer = editor.press("Ja, trek in")
    assert answer.status in (200, 409)
    if isinstance(room.at("pont-vaart"), Article):
        editor.press("Ja, trek in")
    assert isinstance(room.at("pont-vaart"), HiddenArticle)


@pytest.mark.parametrize(
    ("act", "button", "fields"),
    [
        ("embargo", "Onder embargo tot dan", {"dag": "25-11-2026", "tijd": "10:00"}),
        ("vastzetten", "2 uur", {}),
        ("adres", "Geef dit adres", {"adres": "pont-vaart"}),
    ],
)
def test_an_act_on_a_text_that_nobody_saw_is_asked_again(
    room: Room, editor: Phone, act: str, button: str, fields: dict[str, str]
) -> None:
    editor.open(f"{HERE}/{act}")
    revise(room, headline="Veerpont gezonken")

    answer = editor.press(button, **fields)

    assert answer.status == 409
    assert is_told(answer, "intussen veranderd")
    assert at(room).pinned_until is None
    assert editor.press(button, **fields).status == 200


def test_a_form_whose_session_ended_gives_the_words_back(room: Room, editor: Phone) -> None:
    editor.open(f"{HERE}/verbeteren")
    room.now += timedelta(hours=13)

    answer = editor.press("Bekijk het voorbeeld", tekst2="Een kaartje kost vijf euro.")

    assert answer.status == 401
    assert "Een kaartje kost vijf euro." in answer.words("//textarea")
    assert at(room).revision == 1


def test_a_reporter_asks_and_an_editor_decides(room: Room, reporter: Phone, editor: Phone) -> None:
    reporter.open(f"{HERE}/intrekken")
    assert "Een redacteur beslist" in reporter.press("Ja, trek in").text
    assert isinstance(room.at(SLUG), Article)
    assert room.cdn.forgotten == []

    editor.open("/redactie")
    assert editor.page
    assert any("Bo Wiel <lokaal> vroeg om dit in te trekken" in one for one in editor.page.words("//main//li"))
    editor.press("Veerpont vaart weer")
    editor.press("Laat zoals het is")

    assert "Er wacht niets." in editor.open("/redactie").text
