"""What a reader can ask."""

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.query import LONGEST, MOST_TERMS, parsed


def test_words_must_all_be_there() -> None:
    assert parsed("zee dijken").expression() == '("zee" AND "dijk")'


def test_a_phrase_stays_together_whatever_its_quotes() -> None:
    assert parsed('"zee en land"').expression() == parsed("“zee en land”").expression() == '("zee en land")'


def test_a_word_with_a_minus_must_not() -> None:
    assert parsed("brug -goes").expression() == '("brug") NOT "goes"'


def test_a_section_narrows_it_down() -> None:
    assert parsed("brug").expression(section="noord-beveland") == '("brug" AND section : "noord-beveland")'


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


@given(st.text(max_size=300))
def test_whatever_is_asked_can_be_looked_for(question: str) -> None:
    database = apsw.Connection(":memory:")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(headline, section, tokenize='ascii')")
    query = parsed(question)

    if query.wanted:
        for expression in (query.expression(section="goes"), query.expression(column="headline")):
            assert list(database.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (expression,))) == []


@pytest.mark.parametrize(
    "question", ["NEAR(a b)", "headline: x", "a* OR b", "(((", '"', "a AND NOT", "{lead}: y", "^x"]
)
def test_what_means_something_to_sqlite_means_nothing_here(question: str) -> None:
    assert all(sign not in parsed(question).expression(section=None).replace(" AND ", " ") for sign in "*^:{}")
