"""What is marked, and which passage is shown."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.model.text import Piece, plain
from portal.search import highlight
from portal.search.highlight import PASSAGE, marked, passage
from portal.search.query import parsed

LONG = ("Niets van belang. " * 40) + "De oude veerpont vaart weer over de Schelde. " + ("Verder was het stil. " * 40)


def hits(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.is_hit]


def whole(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def test_every_form_of_a_word_is_marked_as_it_is_written() -> None:
    assert hits(marked("Dijken en een dijk", parsed("dijk"))) == ["Dijken", "dijk"]


def test_a_phrase_is_marked_as_one() -> None:
    assert hits(marked("Over de lange brug, de brug over", parsed('"lange brug"'))) == ["lange brug"]


def test_what_must_not_be_there_is_not_marked() -> None:
    assert hits(marked("Brug bij Goes", parsed("brug -middelburg"))) == ["Brug"]


def test_the_passage_is_where_most_words_stand() -> None:
    shown = passage(LONG, parsed("veerpont schelde"))

    assert hits(shown) == ["veerpont", "Schelde"]
    assert whole(shown).startswith("… ")
    assert whole(shown).endswith(" …")
    assert len(whole(shown)) <= PASSAGE + 4


def test_without_a_hit_it_is_the_beginning() -> None:
    assert whole(passage(LONG, parsed("brand"))).startswith("Niets van belang.")


@given(st.text(max_size=600), st.text(max_size=60))
def test_nothing_is_added_lost_or_turned_around(text: str, question: str) -> None:
    query = parsed(question)

    assert whole(marked(text, query)) == text
    shown = whole(passage(text, query, 80))
    assert shown.removeprefix("… ").removesuffix(" …") in text or shown in text


def test_a_compound_is_marked_for_its_parts_and_parts_for_it() -> None:
    assert hits(marked("De gemeenteraadsverkiezingen zijn woensdag", parsed("verkiezing"))) == [
        "gemeenteraadsverkiezingen"
    ]
    assert hits(marked("De centrale levert kernenergie", parsed("kerncentrale"))) == ["centrale"]


def test_a_passage_of_one_word_over_and_over_is_found_in_one_go() -> None:
    text, query = "haven " * 30_000, parsed("haven brug")
    passes = 0

    class Counting(list[tuple[int, int, int]]):
        def __getitem__(self, place: Any) -> Any:
            nonlocal passes
            passes += 1
            return super().__getitem__(place)

    spans = Counting((place, place + 5, 0) for place in range(0, len(text), 6))
    highlight._start(spans, text, PASSAGE)

    assert passes <= 4 * len(spans) + 10
    assert len(hits(passage(text, query))) == PASSAGE // 6


def test_html_becomes_text_in_which_words_do_not_run_together() -> None:
    assert (
        plain("<p>Eén &amp; twee</p><h2>Drie</h2><ul><li>vier</li><li>v<b>ij</b>f</li></ul>")
        == "Eén & twee Drie vier vijf"
    )
