"""A function that nobody asked before, on a site with little news: its pages wait for the table once."""

from datetime import UTC, datetime, timedelta

import pytest

from newsdesk import Desk
from reader import Browser
from samples import NOW, article
from web.test_pages import rounds

FRONT, SECTION, PLACE, PLACES = "/", "/nieuws/buitenland", "/nieuws/regio/goes", "/nieuws/regio"
MOMENTS = {
    "three a day": [NOW - timedelta(hours=8 * number + 1) for number in range(12)],
    "a few days of the month": [NOW - timedelta(days=number) for number in (2, 3, 9, 10, 20)],
    "across the border of a month and of a year": [
        datetime(2026, month, day, 12, tzinfo=UTC) for month, day in ((11, 1), (10, 31), (10, 2), (1, 1))
    ],
    "months without news": [NOW - timedelta(days=number) for number in (1, 70, 140, 400)],
    "none for a year": [NOW - timedelta(days=number) for number in (370, 380, 800)],
    "none ever": [],
}


@pytest.mark.parametrize("path", [FRONT, SECTION, PLACE, PLACES])
@pytest.mark.parametrize("name", MOMENTS)
def test_a_page_is_one_round_and_just_in_is_full(browser: Browser, desk: Desk, name: str, path: str) -> None:
    for number, moment in enumerate(MOMENTS[name]):
        place = {"section": "goes", "also_in": ("regio",)} if number % 3 == 0 else {}
        desk.publish(article(f"Bericht {number}", published_at=moment, **place))

    answer = browser.get(path)
    _, _, told = answer.headers["server-timing"].partition('desc="')

    assert answer.status == 200
    assert told.partition('"')[0].endswith("rounds=1")
    assert len(answer.words("//li[.//time]")) == min(8, len(MOMENTS[name]))
    assert rounds(browser, path) == "rounds=0"


def test_what_is_withdrawn_costs_no_round_more(browser: Browser, desk: Desk) -> None:
    for number in range(3):
        desk.publish(article(f"Bericht {number}", published_at=NOW - timedelta(days=20 * number)))
    desk.withdraw("bericht-0", NOW)

    assert rounds(browser, SECTION) == "Query=2 rounds=1"
    assert [row[11:] for row in browser.get(SECTION).words("//li[.//time]")] == ["15:30 Bericht 1", "16:30 Bericht 2"]


def test_what_is_known_of_two_days_is_not_all_that_just_in_shows(browser: Browser, desk: Desk) -> None:
    for number in range(9):
        desk.publish(article(f"Bericht {number}", published_at=NOW - timedelta(days=number)))
    browser.get("/actueel.json")

    assert len(browser.get(SECTION).words("//li[.//time]")) == 8


def test_a_feed_of_all_is_its_list_and_its_texts(browser: Browser, desk: Desk) -> None:
    for number in range(3):
        desk.publish(article(f"Bericht {number}", published_at=NOW - timedelta(days=50 * number)))

    assert rounds(browser, "/feeds/alles.xml") == "BatchGetItem=1 Query=1 rounds=2"
