"""A text as an editor changes it: a piece becomes what was wanted, and nothing else becomes otherwise."""

from dataclasses import replace
from html import escape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.desk.pieces import MOST, edits_between, pieces_of
from portal.model.article import Article
from portal.model.corrections import Edit, EditError, Text, edited
from samples import article

WORD = st.sampled_from(["de", "brug", "Brug", "is", "dicht", "dicht.", "&", "<b>", "«7»", "é", "7"])
SENTENCE = st.lists(WORD, min_size=1, max_size=9).map(" ".join)
BODY = st.lists(SENTENCE, max_size=5)


def text(headline: str, lead: str, body: list[str]) -> Article:
    html = "".join(f"<p>{escape(one, quote=False)}</p>" for one in body)
    return replace(article(), headline=headline, lead=lead, body_html=html)


def applied(one: Article, edits: list[Edit]) -> Article:
    found = Text(one.headline, one.lead, one.body_html)
    for edit in edits:
        found = edited(found, edit)
    return replace(one, **found._asdict())


def words(one: Article) -> dict[str, list[str]]:
    return {piece.name: piece.text.split() for piece in pieces_of(one)}


@given(headline=SENTENCE, lead=SENTENCE, body=BODY, wanted=SENTENCE, data=st.data())
def test_a_piece_becomes_what_an_editor_wants_and_the_others_stay(
    headline: str, lead: str, body: list[str], wanted: str, data: st.DataObject
) -> None:
    assume(any(letter.isalnum() for letter in wanted))
    old = text(headline, lead, body)
    piece = data.draw(st.sampled_from(pieces_of(old)))
    sent = {one.name: one.text for one in pieces_of(old)} | {piece.name: wanted}

    try:
        edits = edits_between(old, sent)
    except EditError:
        return  # said in words: the piece stands in the text twice
    new = applied(old, edits)

    assert words(new) == words(old) | {piece.name: wanted.split()}
    assert len(edits) == (wanted.split() != piece.text.split())


@given(headline=SENTENCE, lead=SENTENCE, body=BODY)
def test_what_nobody_changed_is_no_change(headline: str, lead: str, body: list[str]) -> None:
    one = text(headline, lead, body)
    sent = {piece.name: piece.text.replace(" ", "\n  ") for piece in pieces_of(one)}

    assert edits_between(one, sent) == []
    assert edits_between(one, {}) == []
    assert edits_between(one, {"onzin": "x", "tekst99": "y"}) == []


def test_a_change_is_so_many_words_that_it_is_told_apart() -> None:
    one = text("Brug dicht", "De brug is dicht.", ["De brug blijft een dag dicht.", "De weg blijft een dag dicht."])
    names = [piece.name for piece in pieces_of(one)]
    assert names == ["kop", "inleiding", "tekst1", "tekst2"]

    assert edits_between(one, {"tekst1": "De brug blijft een week dicht."}) == [
        Edit(old="brug blijft een dag dicht.", new="brug blijft een week dicht.")
    ]
    assert edits_between(one, {"kop": "Brug open"}) == [Edit(old="Brug dicht", new="Brug open")]


def test_of_look_alikes_the_one_that_was_changed_changes() -> None:
    one = text("Kop", "Lood.", ["De pont vaart om 7 uur.", "De pont vaart om 7 uur weer.", "Om 7 uur."])

    for name, wanted in (("tekst2", "De pont vaart om 8 uur weer."), ("tekst3", "Om 8 uur.")):
        new = applied(one, edits_between(one, {name: wanted}))
        assert words(new) == words(one) | {name: wanted.split()}


def test_a_piece_that_stands_in_the_text_twice_is_said_and_not_guessed() -> None:
    one = text("Kop", "Lood.", ["Zelfde zin.", "Zelfde zin."])

    with pytest.raises(EditError, match="stands in it 2 times"):
        edits_between(one, {"tekst1": "Andere zin."})


def test_several_pieces_change_in_one_go() -> None:
    one = text("Brug dicht", "De brug is dicht.", ["De brug blijft dicht."])
    sent = {"kop": "Brug open", "inleiding": "De brug is open.", "tekst1": "De brug blijft open."}

    new = applied(one, edits_between(one, sent))

    assert (new.headline, new.lead, new.body_html) == ("Brug open", "De brug is open.", "<p>De brug blijft open.</p>")


def test_what_an_editor_types_is_no_markup() -> None:
    one = text("Kop", "Lood.", ["Een zin."])

    new = applied(one, edits_between(one, {"tekst1": "Een <img src=x onerror=alert(1)> & zin."}))

    assert new.body_html == "<p>Een &lt;img src=x onerror=alert(1)&gt; &amp; zin.</p>"
    assert words(new)["tekst1"] == ["Een", "<img", "src=x", "onerror=alert(1)>", "&", "zin."]


def test_words_within_a_piece_keep_their_emphasis() -> None:
    html = "<p>De <strong>oude</strong> brug.</p><ul><li>een</li></ul>"
    one = replace(article(), headline="Kop", lead="Lood.", body_html=html)

    new = applied(one, edits_between(one, {"tekst2": "nieuwe"}))

    assert new.body_html == "<p>De <strong>nieuwe</strong> brug.</p><ul><li>een</li></ul>"


def test_a_headline_cannot_become_empty_and_a_paragraph_can() -> None:
    one = text("Kop", "Lood.", ["Een zin.", "Nog een."])

    with pytest.raises(EditError, match="headline cannot be empty"):
        edits_between(one, {"kop": "  "})
    assert applied(one, edits_between(one, {"tekst1": ""})).body_html == "<p></p><p>Nog een.</p>"


def test_an_article_of_many_pieces_shows_so_many() -> None:
    one = text("Kop", "", [f"Zin {n}." for n in range(MOST + 100)])

    assert len(pieces_of(one)) == MOST + 1
    assert all(2 <= piece.rows <= 14 for piece in pieces_of(one))
