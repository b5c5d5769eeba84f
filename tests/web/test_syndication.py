"""Feeds, sitemaps and the small files that robots ask for."""

import json
from datetime import timedelta
from typing import Any

import feedparser
from lxml import etree

from portal.rendering.sitemap import MOST_IN_PART
from portal.storage.desk import Desk
from portal.storage.items import SAMPLED, to_attributes
from portal.storage.table import Call, Table
from reader import Browser
from samples import NOW, article

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}


def locations(body: bytes) -> list[str]:
    found: Any = etree.fromstring(body).xpath("//s:loc/text()", namespaces=SITEMAP)
    return [str(url) for url in found]


def test_a_sections_rss_has_the_full_text(browser: Browser, desk: Desk) -> None:
    desk.publish(article("Water & 'wind' <hoog>", authors=("Jo Kaai",)))

    answer = browser.get("/feeds/buitenland.xml")
    feed = feedparser.parse(answer.body)

    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert (feed.bozo, feed.feed.title, feed.feed.language) == (False, "De Schelde - Buitenland", "nl")
    (entry,) = feed.entries
    assert entry.link == "https://www.schelde.example/nieuws/water-wind-hoog"
    assert "BREUGEL (ANP/DPA) - Het bericht" in entry.summary
    assert "<p>En zo gaat het verder.</p>" in entry.content[0].value
    assert entry.published == "Tue, 24 Nov 2026 13:30:00 GMT"


def test_the_json_feed_says_the_same(browser: Browser, desk: Desk) -> None:
    desk.publish(article(updated_at=NOW))

    answer = browser.get("/feeds/alles.json")
    feed = json.loads(answer.body)

    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = feed["items"]
    assert item["url"] == "https://www.schelde.example/nieuws/veerpont-vaart-weer"
    assert item["date_modified"] == "2026-11-24T14:30:00Z"
    assert item["content_html"].endswith("<p>En zo gaat het verder.</p>")


def test_the_feed_of_all_holds_every_section_newest_first(browser: Browser, desk: Desk) -> None:
    desk.publish(article("Oud", published_at=NOW - timedelta(days=9)))
    desk.publish(article("Nieuw", section="goes"))

    entries = feedparser.parse(browser.get("/feeds/alles.xml").body).entries

    assert [entry.title for entry in entries] == ["Nieuw", "Oud"]


def test_a_renamed_article_is_the_same_item_in_a_feed(browser: Browser, desk: Desk) -> None:
    desk.publish(article())
    before = feedparser.parse(browser.get("/feeds/buitenland.xml").body).entries[0]
    desk.rename("veerpont-vaart-weer", "pont")
    after = feedparser.parse(browser.get("/feeds/buitenland.xml").body).entries[0]

    assert before.id == after.id
    assert after.link.endswith("/nieuws/pont")


def test_a_withdrawn_article_is_in_no_feed_and_no_sitemap(browser: Browser, desk: Desk) -> None:
    desk.publish(article())
    desk.withdraw("veerpont-vaart-weer", NOW)

    for path in ("/feeds/buitenland.xml", "/feeds/alles.json", "/sitemap-news.xml"):
        assert "veerpont" not in browser.get(path).text.lower()
    assert browser.get("/sitemap-2026-11.xml").status == 404


def test_a_feed_without_articles_is_a_feed(browser: Browser) -> None:
    assert feedparser.parse(browser.get("/feeds/tholen.xml").body).entries == []
    assert json.loads(browser.get("/feeds/tholen.json").body)["items"] == []


def test_the_sitemap_leads_to_every_article_and_section(browser: Browser, desk: Desk) -> None:
    desk.publish(article("Van nu"))
    desk.publish(article("Van toen", published_at=NOW - timedelta(days=60)))

    found = [
        url for part in locations(browser.get("/sitemap.xml").body) for url in locations(browser.get(part[27:]).body)
    ]

    assert {
        f"https://www.schelde.example{path}"
        for path in (
            "/",
            "/nieuws/buitenland",
            "/nieuws/regio",
            "/nieuws/regio/goes",
            "/nieuws/van-nu",
            "/nieuws/van-toen",
        )
    } <= set(found)


def note_sample(table: Table, month: str, number: int) -> None:
    """As if `number` articles of the sample had come in `month`."""
    parameters = {
        "Key": to_attributes({"pk": "CALENDAR", "sk": month}),
        "UpdateExpression": "ADD sampled :marks",
        "ExpressionAttributeValues": {":marks": {"SS": [str(mark) for mark in range(number)]}},
    }
    table.send(Call("update_item", parameters))


def test_a_month_that_is_too_large_for_one_sitemap_has_one_a_day(browser: Browser, desk: Desk, table: Table) -> None:
    desk.publish(article("Van nu"))
    desk.publish(article("Van gisteren", published_at=NOW - timedelta(days=1)))
    desk.publish(article("Van toen", published_at=NOW - timedelta(days=60)))
    for month, number in (("2026-11", MOST_IN_PART + SAMPLED), ("2026-09", MOST_IN_PART - SAMPLED)):
        note_sample(table, month, number // SAMPLED)

    parts = locations(browser.get("/sitemap.xml").body)[1:]

    assert [part[27:] for part in parts] == [
        "/sitemap-2026-11-24.xml",
        "/sitemap-2026-11-23.xml",
        "/sitemap-2026-09.xml",
    ]
    assert [locations(browser.get(part[27:]).body)[0].rpartition("/")[2] for part in parts] == [
        "van-nu",
        "van-gisteren",
        "van-toen",
    ]
    assert browser.get("/sitemap-2026-11.xml").headers["location"] == "/sitemap.xml"
    assert browser.get("/sitemap-2026-11-22.xml").status == 404


def test_the_news_sitemap_holds_two_days(browser: Browser, desk: Desk) -> None:
    for hours in (1, 47, 49):
        desk.publish(article(f"Van {hours} uur", published_at=NOW - timedelta(hours=hours)))

    answer = browser.get("/sitemap-news.xml")
    titles = etree.fromstring(answer.body).xpath("//n:title/text()", namespaces=SITEMAP)

    assert titles == ["Van 1 uur", "Van 47 uur"]


def test_robots_security_and_manifest_speak_of_this_site(browser: Browser) -> None:
    robots = browser.get("/robots.txt").text
    security = browser.get("/.well-known/security.txt").text
    manifest = json.loads(browser.get("/manifest.webmanifest").body)

    assert "Sitemap: https://www.schelde.example/sitemap.xml" in robots
    assert "Disallow: /webmail" in robots
    assert "Contact: mailto:redactie@schelde.example" in security
    assert "Expires: 2027-05-23T00:00:00Z" in security
    assert manifest["name"] == "De Schelde"
    for icon in manifest["icons"]:
        assert browser.get(icon["src"]).body.startswith(b"\x89PNG")
