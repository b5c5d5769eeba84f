"""`/vandaag`, as a page, as plain text and as a feed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree
from mangum import Mangum

from newsdesk import Desk
from portal.model.article import Origin
from portal.storage.table import Table
from portal.web.app import create_app
from reader import Browser, context_of
from samples import NOW, article, site
from web.test_pages import rounds

YESTERDAY = NOW - timedelta(hours=10)
ADDRESSES = ("/vandaag", "/vandaag.txt", "/feeds/vandaag.xml")


@pytest.fixture
def told(desk: Desk) -> None:
    for headline, at in (("Dijk dicht", YESTERDAY), ("Pas binnen", NOW), ("Lang geleden", NOW - timedelta(days=9))):
        desk.publish(article(headline, published_at=at))
    desk.publish(article("Eergisteren", published_at=YESTERDAY - timedelta(days=1)))


@pytest.mark.usefixtures("told")
def test_the_page_has_what_came_since_yesterday_morning(browser: Browser) -> None:
    page = browser.get("/vandaag")

    assert page.words("//h1") == ["Overzicht van dinsdag 24 november 2026"]
    assert page.words("//main//h3") == ["Dijk dicht"]
    assert page.page.xpath("//main//p/a/@href") == ["/vandaag.txt", "/feeds/vandaag.xml"]
    assert rounds(browser, "/vandaag") == "Query=1 rounds=1"


@pytest.mark.usefixtures("told")
def test_the_digest_of_a_day_stays_at_an_address_of_its_own(browser: Browser) -> None:
    feed = etree.fromstring(browser.get("/feeds/vandaag.xml").body)
    today, yesterday = "/vandaag/2026-11-24", "/vandaag/2026-11-23"
    assert feed.xpath("//item/link/text()") == [f"https://www.schelde.example{path}" for path in (today, yesterday)]

    assert browser.get(today).words("//main//h3") == ["Dijk dicht"]
    answer = browser.get(yesterday)

    assert answer.words("//h1") == ["Overzicht van maandag 23 november 2026"]
    assert answer.words("//main//h3") == ["Eergisteren"]
    assert answer.page.xpath("//link[@rel='canonical']/@href") == ["https://www.schelde.example/vandaag/2026-11-23"]
    assert answer.words("//nav[@class='breadcrumb']//li") == ["Voorpagina", "Vandaag", "Maandag 23 november 2026"]
    assert rounds(browser, yesterday) == "Query=1 rounds=1"


@pytest.mark.parametrize("day", ["2026-11-25", "2026-11-31", "20261124", "2026-w48-2", "1899-12-31", "gisteren"])
def test_a_day_to_come_and_what_is_none_have_no_digest(browser: Browser, day: str) -> None:
    assert browser.get(f"/vandaag/{day}").status == 404


def test_a_past_day_without_news_is_for_no_search_engine(browser: Browser) -> None:
    answer = browser.get("/vandaag/2001-02-03")

    assert answer.words("//main//p[@class='notice']") == ["In dat etmaal kwam er geen nieuws binnen."]
    assert answer.page.xpath("//meta[@name='robots']/@content") == ["noindex"]


@pytest.mark.usefixtures("told")
def test_the_text_is_plain_and_has_whole_addresses(browser: Browser) -> None:
    answer = browser.get("/vandaag.txt")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "  https://www.schelde.example/nieuws/dijk-dicht\n" in answer.body.decode()
    assert "Pas binnen" not in answer.body.decode()


@pytest.mark.usefixtures("told")
def test_the_feed_has_a_day_in_each_item(browser: Browser) -> None:
    feed = etree.fromstring(browser.get("/feeds/vandaag.xml").body)

    assert feed.xpath("//item/guid/text()") == [
        "urn:regioportaal:vandaag:2026-11-24",
        "urn:regioportaal:vandaag:2026-11-23",
    ]
    assert feed.xpath("//item/description/text()") == ["Dijk dicht", "Eergisteren"]
    assert feed.findtext(".//item/pubDate") == "Tue, 24 Nov 2026 05:00:00 GMT"


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("path", ADDRESSES)
def test_what_is_taken_back_is_in_none_of_them(browser: Browser, desk: Desk, path: str) -> None:
    assert "Dijk dicht" in browser.get(path).body.decode()
    desk.withdraw("dijk-dicht", NOW)

    assert "Dijk dicht" not in browser.get(path).body.decode()


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(("path", "is_there"), [*zip(ADDRESSES, (True, False, False), strict=True)])
def test_what_may_not_be_given_away_stays_on_the_page(table: Table, path: str, is_there: bool) -> None:
    of_site = site(feeds=tuple(replace(feed, syndicate="none") for feed in site().feeds))
    browser = Browser(Mangum(create_app(context_of(of_site), table), lifespan="off"))

    assert ("Dijk dicht" in browser.get(path).body.decode()) is is_there


def test_what_may_not_be_given_away_makes_room_for_the_next(table: Table, desk: Desk) -> None:
    for number in range(9):
        origin = Origin(feed="buiten" if number < 4 else "goes", entry=f"{number}")
        desk.publish(article(f"Bericht {number}", origin=origin, published_at=YESTERDAY - timedelta(minutes=number)))
    first, *others = site().feeds
    of_site = site(feeds=(replace(first, syndicate="none"), *others))
    browser = Browser(Mangum(create_app(context_of(of_site), table), lifespan="off"))

    text = browser.get("/vandaag.txt").body.decode()

    assert [number for number in range(9) if f"Bericht {number}\n" in text] == [4, 5, 6]


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_site_without_news_has_them_too(browser: Browser, path: str) -> None:
    assert browser.get(path).status == 200
