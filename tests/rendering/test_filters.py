"""Dutch dates, in summer and in winter."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.model import dutch_dates
from portal.rendering import filters

WINTER = datetime(2026, 11, 24, 2, 5, 9, 250, tzinfo=UTC)
SUMMER = datetime(2026, 7, 31, 22, 0, tzinfo=UTC)


def test_a_moment_is_written_in_the_time_of_the_netherlands() -> None:
    assert filters.zoned(WINTER) == "2026-11-24T03:05:09+01:00"
    assert filters.zoned(SUMMER) == "2026-08-01T00:00:00+02:00"
    assert dutch_dates.clock_time(WINTER) == "03:05"
    assert dutch_dates.in_full(WINTER) == "dinsdag 24 november 2026 om 03:05"
    assert dutch_dates.in_full(SUMMER) == "zaterdag 1 augustus 2026 om 00:00"


def test_the_hour_that_comes_twice_has_two_offsets() -> None:
    assert filters.zoned(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "2026-10-25T02:30:00+02:00"
    assert filters.zoned(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "2026-10-25T02:30:00+01:00"


def test_a_day_has_a_name_and_an_address() -> None:
    assert dutch_dates.day_in_full(date(2027, 3, 1)) == "maandag 1 maart 2027"
    assert filters.day_path(date(2027, 3, 1)) == "/nieuws/2027/03/01"


@pytest.mark.parametrize(("words", "said"), [(0, ""), (230, ""), (460, ""), (461, "3 minuten"), (1200, "6 minuten")])
def test_reading_time_counts_words_and_no_tags(words: int, said: str) -> None:
    assert filters.reading_time("", "<p class='a b c'>" + "woord <b>" * words + "</p>") == said


@given(st.text())
def test_any_text_survives_in_a_script_element(text: str) -> None:
    written = filters.json_in_html({"headline": text})

    assert json.loads(written) == {"headline": text}
    assert not set(written) & set("<>&\u2028\u2029")


def test_a_table_scrolls_in_a_frame_of_its_own_that_a_keyboard_reaches() -> None:
    body = "<p>Stand</p><table><tbody><tr><td>1</td></tr></tbody></table><p>Uitleg</p>"

    assert filters.with_scrolling_tables(body) == (
        '<p>Stand</p><div class="article-table" role="group" aria-label="Tabel" tabindex="0">'
        "<table><tbody><tr><td>1</td></tr></tbody></table></div><p>Uitleg</p>"
    )
    assert filters.with_scrolling_tables("<p>Geen tabel</p>") == "<p>Geen tabel</p>"


def test_a_table_in_an_attribute_is_none() -> None:
    body = '<p><a href="/" title="<table onclick=x>">klik</a></p><table></table>'

    assert filters.with_scrolling_tables(body).startswith(
        '<p><a href="/" title="<table onclick=x>">klik</a></p><div class='
    )
