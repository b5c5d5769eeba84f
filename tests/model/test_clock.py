"""Times as readers in the Netherlands see them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.model.clock import day_bounds, from_iso, local_day, to_iso
from portal.model.dutch_dates import relative

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=-90), "zojuist"),
        (timedelta(seconds=59), "zojuist"),
        (timedelta(seconds=60), "1 minuut geleden"),
        (timedelta(minutes=59, seconds=59), "59 minuten geleden"),
        (timedelta(hours=1), "1 uur geleden"),
        (timedelta(hours=1, minutes=59), "1 uur geleden"),
        (timedelta(hours=23, minutes=59), "23 uur geleden"),
        (timedelta(days=1), "1 dag geleden"),
        (timedelta(days=6, hours=23), "6 dagen geleden"),
        (timedelta(days=7), "1 week geleden"),
        (timedelta(days=13, hours=23), "1 week geleden"),
        (timedelta(days=14), "2 weken geleden"),
        (timedelta(days=29, hours=23), "4 weken geleden"),
        (timedelta(days=30), "25 oktober 2026"),
    ],
)
def test_how_long_ago_is_never_more_than_true(ago: timedelta, words: str) -> None:
    assert relative(NOW - ago, NOW) == words


def test_a_day_ends_at_midnight_in_amsterdam() -> None:
    assert local_day(datetime(2026, 11, 24, 22, 59, tzinfo=UTC)) == date(2026, 11, 24)
    assert local_day(datetime(2026, 11, 24, 23, 0, tzinfo=UTC)) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2024, 10, 27), 25), (date(2025, 3, 30), 23), (date(2026, 11, 24), 24)]
)
def test_a_day_is_longer_or_shorter_when_the_clock_is_changed(day: date, hours: int) -> None:
    start, end = day_bounds(day)

    assert end - start == timedelta(hours=hours)


def test_moments_keep_their_order_as_text_and_come_back() -> None:
    moments = [NOW - timedelta(seconds=7919 * step) for step in range(50)]

    assert sorted(map(to_iso, moments)) == [to_iso(moment) for moment in sorted(moments)]
    assert [from_iso(to_iso(moment)) for moment in moments] == moments
