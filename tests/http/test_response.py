"""What a server says about coming back later."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.http.retry_after import LONGEST_WAIT, retry_after

THEN = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)
SHAPES = ("Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994")
"""One moment. Source: RFC 9110 §5.6.7, its own examples of the three shapes that a recipient must accept."""


@pytest.mark.parametrize("written", SHAPES)
def test_a_date_in_each_shape_of_http_is_so_many_seconds_from_now(written: str) -> None:
    assert retry_after(written, THEN - timedelta(minutes=2)) == 120


@pytest.mark.parametrize("written", SHAPES)
def test_a_date_that_is_over_is_no_wait_and_one_that_is_far_is_a_week(written: str) -> None:
    assert retry_after(written, THEN + timedelta(seconds=1)) == 0
    assert retry_after(written, THEN - timedelta(days=300)) == LONGEST_WAIT == 7 * 86400


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "-5",
        "120.5",
        "1, 2",
        "morgen",
        "2026-11-24T03:00:00Z",  # no shape of HTTP
        "Sun, 31 Feb 2027 08:00:00 GMT",
        "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 +9999",
        "Sun, 06 Nov 1994 08:49:37 +99999999999999999999",
    ],
)
def test_what_is_neither_a_number_nor_a_date_asks_for_nothing(written: str | None) -> None:
    assert retry_after(written, THEN) is None


@given(st.text() | st.from_regex(r"\A\w{3}, \d{1,30} \w{3} \d{1,30} \d{1,4}:\d\d:\d\d [+-]?\w{1,30}\Z", fullmatch=True))
def test_whatever_it_is_it_is_none_or_within_a_week(written: str) -> None:
    seconds = retry_after(written, THEN)

    assert seconds is None or 0 <= seconds <= LONGEST_WAIT
