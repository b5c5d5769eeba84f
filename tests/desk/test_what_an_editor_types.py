"""Moments and addresses as people write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.desk.moments import moment_in
from portal.model.pasted_address import slug_in

AT = datetime(2026, 11, 28, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize("day", ["2026-11-28", "28-11-2026", "28/11/2026", "28.11.2026", "28 11 2026"])
@pytest.mark.parametrize("time", ["17:30", "17.30"])
def test_a_moment_is_in_amsterdam(day: str, time: str) -> None:
    assert moment_in(day, time) == AT


@pytest.mark.parametrize(
    ("day", "time"),
    [
        *(("", ""), ("2026-11-28", ""), ("", "17:30"), ("morgen", "17:30"), ("2026-11-28", "half zes")),
        *(("2026-02-29", "10:00"), ("31-04-2026", "10:00"), ("2026-13-01", "10:00"), ("2026-00-10", "10:00")),
        *(("2026-11-28", "24:00"), ("2026-11-28", "12:60"), ("0000-01-01", "10:00"), ("0001-01-01", "00:00")),
        *(("2026-11-28\n", "17:30"), ("2026-11-28", "17:30:00"), ("26-11-28", "17:30"), ("99999-11-28", "17:30")),
    ],
)
def test_what_is_no_moment_is_none(day: str, time: str) -> None:
    assert moment_in(day, time) is None


def test_an_hour_that_the_clock_skips_is_the_one_after_it() -> None:
    """In the night to 29 March 2026: an embargo does not end before the hour that was meant."""
    assert moment_in("29-03-2026", "01:59") == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert moment_in("29-03-2026", "02:30") == moment_in("29-03-2026", "03:30")
    assert moment_in("29-03-2026", "03:00") == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_of_an_hour_that_comes_twice_an_embargo_ends_in_the_second() -> None:
    """In the night to 25 October 2026: an hour too late harms nobody, an hour too early breaks a promise."""
    assert moment_in("25-10-2026", "01:59") == datetime(2026, 10, 24, 23, 59, tzinfo=UTC)
    assert moment_in("25-10-2026", "02:30") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert moment_in("25-10-2026", "03:00") == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)


@given(day=st.text(max_size=12), time=st.text(max_size=6))
def test_whatever_is_typed_is_a_moment_or_none(day: str, time: str) -> None:
    found = moment_in(day, time)

    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        *(
            "/nieuws/brug-dicht",
            "https://www.schelde.example/nieuws/brug-dicht",
            "www.schelde.example/nieuws/brug-dicht",
        ),
        *("http://127.0.0.1:8000/nieuws/brug-dicht?x=1#y", "  /nieuws/brug-dicht/ ", "/nieuws/Brug-Dicht"),
        *("/nieuws/brug-dicht/volgende", "/nieuws/brug-dicht/vorige", "/nieuws/brug%2ddicht", "//x/nieuws/brug-dicht"),
    ],
)
def test_an_address_of_an_article_is_known_however_it_was_copied(text: str) -> None:
    assert slug_in(text) == "brug-dicht"


@pytest.mark.parametrize(
    "text",
    [
        *("", "brug dicht", "brug-dicht", "/", "/nieuws", "/nieuws/", "/zoeken?q=nieuws/brug-dicht", "http://["),
        *("/nieuws/2026/11/28", "/nieuws/regio/goes", "/nieuws/brug_dicht", "/nieuws/brug-dicht/x", "/nieuws/%00"),
        *("/nieuws/..%2f..%2fx", "1/2 liter water", "kwaad/nieuws/x y", "/nieuws/<b>", "https://x/nieuws/-"),
    ],
)
def test_what_is_no_address_of_an_article_is_words(text: str) -> None:
    assert slug_in(text) == ""


@given(st.text())
def test_whatever_is_pasted_is_a_slug_or_none(text: str) -> None:
    assert set(slug_in(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
