"""What a reader can ask."""

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.expression import TEXTS, with_all, with_some
from portal.search.query import LONGEST, MOST_TERMS, parsed


def text(question: str, *, section: str | None = None) -> str:
    return with_all(parsed(question), section=section, column="x").text


def test_words_must_all_be_there() -> None:
    assert text("zee dijken") == 'x : ("zee") AND x : ("dijk")'


def test_a_phrase_stays_together_whatever_its_quotes() -> None:
    assert text('"zee en land"') == text("“zee en land”") == 'x : ("zee en land")'


def test_a_word_with_a_minus_must_not() -> None:
    assert text("brug -goes") == '(x : ("brug")) NOT ({headline lead body} : "goes")'


@pytest.mark.parametrize("question", ["-5 graden", "-12,5 graden", "-5° graden", "−5 graden"])
def test_a_temperature_is_a_number_and_no_word_that_must_not_be_there(question: str) -> None:
    query = parsed(question)

    assert not query.excluded
    assert query.terms[-1].text == "graden"
    assert parsed(query.replaced({"graden": "graad"}).text).excluded == ()


@pytest.mark.parametrize("question", ["brug -2025", "brug -112", 'brug -"5"', "brug -5e", "brug -haven"])
def test_what_else_has_a_minus_must_not_be_there(question: str) -> None:
    query = parsed(question)

    assert [term.is_excluded for term in query.terms] == [False, True]
    assert [term.is_excluded for term in query.replaced({"brug": "bruggen"}).terms] == [False, True]


@pytest.mark.parametrize("question", ["'s avonds", "’s avonds", "zo'n avonds", "zo’n avonds"])
def test_a_word_that_is_cut_short_decides_nothing(question: str) -> None:
    assert [term.text for term in parsed(question).wanted] == ["avonds"]


def test_a_sign_without_a_letter_in_it_is_no_word() -> None:
    assert parsed("ͺ ﾞ haven").terms == parsed("haven").terms


def test_a_section_narrows_it_down_and_is_no_word_of_an_article() -> None:
    assert text("brug", section="noord-beveland") == '(x : ("brug")) AND section : "noord-beveland"'
    assert with_all(parsed("sport")).text == f'{TEXTS} : ("sport")'


def test_words_with_which_a_question_is_asked_decide_nothing() -> None:
    assert text("wanneer gaat de tunnel open?") == 'x : ("tunnel") AND x : ("oop")'
    assert text("de wie") == 'x : ("de") AND x : ("wie")'


def test_a_compound_is_asked_for_as_one_word_and_in_others_and_apart_where_few_say_it_so() -> None:
    asked, less = with_all(parsed("kerncentrale goes"), column="x"), with_some(parsed("kerncentrale"), set())

    assert asked.text == 'x : ("kerncentraal" OR "kern centraal") AND x : ("goes")'
    assert [term for term, _ in asked.phrases] == [0, 0, 1]
    assert less.text == f'{TEXTS} : ("kerncentraal" OR "kern centraal" OR ("kern" AND "centraal"))'
    assert [term for term, _ in less.phrases] == [0, 0, 0, 0]


def test_some_of_the_words_are_one_that_is_rare_or_two_that_are_common() -> None:
    asked = with_some(parsed("vis brug dijk"), {1, 2})

    vis, brug, dijk = (f'{TEXTS} : ("{word}")' for word in ("vis", "brug", "dijk"))
    assert asked.text == f"{vis} OR ({brug} AND {dijk}) OR (({vis}) AND ({brug} OR {dijk}))"
    assert [term for term, _ in asked.phrases] == [0, 1, 2, 0, 1, 2]


def test_the_name_of_a_section_need_not_be_said_by_its_articles_where_more_is_asked() -> None:
    slugs: dict[tuple[str, ...], str] = {("goes",): "goes"}

    asked = with_all(parsed("voetbal goes").in_sections(slugs))

    assert asked.text.endswith(f'({TEXTS} : ("goes") OR section : "goes")')
    assert "section" not in with_all(parsed("goes").in_sections(slugs)).text


def test_without_a_word_that_must_be_there_there_is_no_question() -> None:
    assert parsed("-goes").wanted == parsed("?!").wanted == parsed("").wanted == ()


def test_a_long_question_is_cut() -> None:
    assert len(parsed("woord " * 100).terms) == MOST_TERMS
    assert len(parsed("x" * 1000).text) == LONGEST


def test_a_better_word_takes_the_place_of_a_wrong_one() -> None:
    assert (
        parsed('vlisingen "de haven" -brand').replaced({"vlisingen": "vlissingen"}).text
        == 'vlissingen "de haven" -brand'
    )


@given(st.text(max_size=300), st.sets(st.integers(0, MOST_TERMS)))
def test_whatever_is_asked_can_be_looked_for(question: str, common: set[int]) -> None:
    database = apsw.Connection(":memory:")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(headline, lead, body, parts, section, tokenize='ascii')")
    query = parsed(question)
    common &= set(range(len(query.wanted)))

    for asked in (with_all(query, section="goes"), with_some(query, common)) if query.wanted else ():
        if len(query.wanted) > 1 or not common:
            assert list(database.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (asked.text,))) == []
        assert len(asked.phrases) * 2 == asked.text.count('"') - asked.text.count('section : "') * 2 - 2 * len(
            query.excluded
        )


@pytest.mark.parametrize(
    "question", ["NEAR(a b)", "headline: x", "a* OR b", "(((", '"', "a AND NOT", "{lead}: y", "^x"]
)
def test_what_means_something_to_sqlite_means_nothing_here(question: str) -> None:
    asked = text(question).replace("x : ", "")

    assert all(sign not in asked for sign in "*^:{}")
