"""Moments as feeds write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.feeds.parsing.dates import parse_date
from portal.model.clock import to_iso

NOON = "2026-09-24T10:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "Thu, 24 Sep 2026 12:00:00 +0200", "Thu, 24 Sep 2026 10:00:00 GMT", "24 Sep 2026 10:00 Z",
        "Thu, 24 Sep 2026 12:00:00 CEST", "Thu, 24 Sep 2026 11:00:00 CET", "Thu, 24 Sep 2026 12:00:00 MEST",
        "Thu, 24 Sep 2026 11:00:00 MET", "Thu, 24 Sep 2026 11:00:00 BST", "Thu, 24 Sep 2026 05:00:00 EST",
        "Thu, 24 Sep 2026 06:00:00 EDT", "Thu, 24 Sep 2026 10:00:00", "Thu, 24 Sep 26 10:00:00 UT",
        "Mon, 24 Sep 2026 10:00:00 GMT", "Thu,24 Sep 2026 10:00:00 +0000", "  Thu, 24  Sep 2026\n10:00:00 GMT ",
        "Thu, 24 Sep 2026 12:00:00 +0200 (CEST)", "Thursday, 24-Sep-26 10:00:00 GMT", "Thu, 24 Sep 2026 10:00:00 XYZ",
        "Thu, 24 September 2026 10:00:00 GMT", "Thu, 24 Sep 2026 12:00:00 GMT+2", "Thu, 24 Sep 2026 12:00:00 UTC+02:00",
        "24-09-2026 12:00", "24/09/2026 12:00:00", "24.09.2026 12.00", "donderdag 24 september 2026 12:00",
        "do, 24 sep 2026 12:00:00", "24 september 2026 om 12:00 uur CEST", "do 24 september 2026 om 12.00 uur",
        "2026-09-24T10:00:00Z", "2026-09-24T12:00:00+02:00", "2026-09-24T10:00:00.123456Z", "2026-09-24 10:00:00",
        "20260924T120000+0200", "20260924T100000Z", "2026-09-24T12:00+0200", "2026-09-24t10:00:00z",
        "2026-09-24 12:00:00 CEST", "Sep 24, 2026 10:00:00 AM", "Thu Sep 24 10:00:00 2026",
        "Thu Sep 24 12:00:00 CEST 2026",
    ],
)  # fmt: skip
def test_a_moment_is_read_in_every_dress_it_comes_in(text: str) -> None:
    moment = parse_date(text)

    assert moment is not None
    assert to_iso(moment) == NOON


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 mrt 2026 12:00", "2026-03-05T11:00:00Z"),
        ("5 mei 2026 12:00", "2026-05-05T10:00:00Z"),
        ("5 okt. 2026 12:00", "2026-10-05T10:00:00Z"),
        ("5 nov 2026 12:00", "2026-11-05T11:00:00Z"),
        ("5 Nov 2026 12:00", "2026-11-05T12:00:00Z"),
        ("24 november 2026 om 10.00 uur", "2026-11-24T09:00:00Z"),
        ("November 24, 2026", "2026-11-24T00:00:00Z"),
        ("March 5, 2026 10:00", "2026-03-05T10:00:00Z"),
        ("April 1, 2026 10:00 PM EDT", "2026-04-02T02:00:00Z"),
        ("Mon,24 Nov 2026 10:00 GMT", "2026-11-24T10:00:00Z"),
        ("2026-09-24T24:00:00Z", "2026-09-25T00:00:00Z"),
        ("Thu, 31 Dec 2026 24:00:00 GMT", "2027-01-01T00:00:00Z"),
        ("2026-12-31T23:59:60Z", "2026-12-31T23:59:59Z"),
        ("24-09-2026", "2026-09-23T22:00:00Z"),
        ("2026-09-24", "2026-09-24T00:00:00Z"),
        ("29 Feb 2024 00:00 GMT", "2024-02-29T00:00:00Z"),
        ("Sep 24, 2026 12:00 AM", "2026-09-24T00:00:00Z"),
    ],
)
def test_a_moment_is_read_as_its_shape_says(text: str, expected: str) -> None:
    moment = parse_date(text)

    assert moment is not None
    assert to_iso(moment) == expected


@pytest.mark.parametrize(
    "text",
    [
        None, "", "gisteren", "29 Feb 2026 10:00 GMT", "2026-02-30", "2026-13-01", "32 Sep 2026 10:00", "24:00",
        "2026-09-24T25:00:00Z", "2026-09-24T24:01:00Z", "2026-09-24T10:60:00Z", "2026-09-24T10:00:61Z",
        "0001-01-01T00:00:00Z", "1899-12-31T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+12:00", "2026-09-24T10:00:00+99:00", "2026-09-24T10:00:00+01:99", "24 Foo 2026 10:00",
        "1" * 5000, "13:00 PM 24 Sep 2026", "٢٠٢٦-09-24",
    ],
)  # fmt: skip
def test_nonsense_is_no_moment(text: str | None) -> None:
    assert parse_date(text) is None


@settings(deadline=None)
@given(st.text(alphabet="0123456789-:+TZ. ,/aefjmnoprstuwdvzGMTC", max_size=40))
def test_no_text_makes_it_fail(text: str) -> None:
    moment = parse_date(text)

    assert moment is None or (moment.tzinfo is UTC and 1900 <= moment.year <= 9998)


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(1901, 1, 1), max_value=datetime(9997, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001  # the zone is given beside it
def test_what_the_portal_writes_it_reads_back(moment: datetime) -> None:
    assert parse_date(to_iso(moment)) == moment.replace(microsecond=0)
