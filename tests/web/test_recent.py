"""The one small file that open pages ask every minute."""

import gzip
import json
from datetime import timedelta

from mangum import Mangum

from newsdesk import Desk
from portal.model.section import Section
from portal.storage.table import Table
from portal.web.app import create_app
from reader import Browser, context_of
from samples import NOW, article, site
from web.test_pages import publish, rounds

PATH = "/actueel.json"


def test_it_names_the_newest_and_their_lists_newest_first(browser: Browser, desk: Desk) -> None:
    publish(desk, 2)
    publish(desk, 1, section="goes")

    answer = browser.get(PATH)

    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert json.loads(answer.body) == [
        ["2026-11-24T14:10:00Z_goesberi", "/nieuws/regio/goes/"],
        ["2026-11-24T14:10:00Z_buitenla", "/nieuws/buitenland/"],
        ["2026-11-24T13:50:00Z_buitenla", "/nieuws/buitenland/"],
    ]


def test_it_is_small_however_much_there_is_and_forgets_the_day_before_yesterday(browser: Browser, desk: Desk) -> None:
    for number in range(60):
        headline = f"{number * 7919 % 1000:x} woorden die nergens op lijken"
        desk.publish(article(headline, published_at=NOW - timedelta(minutes=17 * number)))
    desk.publish(article("Oud", published_at=NOW - timedelta(days=3)))

    answer = browser.get(PATH)

    assert len(json.loads(answer.body)) == 40
    assert len(gzip.compress(answer.body, 6)) <= 1024


def test_the_last_change_of_a_live_blog_stands_before_all(browser: Browser, desk: Desk) -> None:
    desk.publish(article("Storm over Zeeland", is_live=True, updated_at=NOW, published_at=NOW - timedelta(hours=3)))
    publish(desk, 1)

    assert json.loads(browser.get(PATH).body) == [
        ["2026-11-24T14:30:00Z_storm-ov", "live:storm-over-zeeland"],
        ["2026-11-24T14:10:00Z_buitenla", "/nieuws/buitenland/"],
        ["2026-11-24T11:30:00Z_storm-ov", "/nieuws/buitenland/"],
    ]


def test_without_news_it_is_an_empty_list(browser: Browser, desk: Desk) -> None:
    desk.publish(article("Oud", published_at=NOW - timedelta(days=3)))

    assert json.loads(browser.get(PATH).body) == []


def test_it_costs_one_round_and_nothing_while_it_is_kept(browser: Browser, desk: Desk) -> None:
    publish(desk, 12)

    assert rounds(browser, PATH) == "Query=1 rounds=1"
    assert rounds(browser, PATH) == "rounds=0"
    assert rounds(browser, "/nieuws/binnenland") == "Query=1 rounds=1"
    assert [row[:5] for row in browser.get("/").words("//li[.//time]")] == ["Buite"] * 8


def test_whoever_has_it_already_is_told_so(browser: Browser, desk: Desk) -> None:
    publish(desk, 1)
    first = browser.get(PATH)

    assert browser.get(PATH, if_none_match=first.headers["etag"]).status == 304


def test_a_withdrawn_article_leaves_it_and_a_renamed_section_counts_as_it_is_called_now(
    table: Table, desk: Desk
) -> None:
    publish(desk, 2)
    desk.withdraw("buitenlandbericht-1", NOW)
    sections = (Section(slug="wereld", name="Wereld", was=("buitenland",)),)
    browser = Browser(Mangum(create_app(context_of(site(sections=sections)), table), lifespan="off"))

    assert json.loads(browser.get(PATH).body) == [["2026-11-24T13:50:00Z_buitenla", "/nieuws/wereld/"]]
