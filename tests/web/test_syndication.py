"""Feeds, sitemaps and the small files that robots ask for."""

import gzip
import json
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Any

import feedparser
import pytest
from lxml import etree
from mangum import Mangum

from infra.edge_function import spellings
from newsdesk import Desk
from portal.ingest.announce import Announcer
from portal.model.clock import from_iso
from portal.rendering.sitemap import MOST_IN_PART
from portal.storage.item_mapping import SAMPLED, to_attributes
from portal.storage.table import Call, Table
from portal.web import cache_control
from portal.web.app import create_app
from portal.web.responses import PLAIN_AT_THE_CDN, SMALLEST
from reader import Browser, context_of
from rendering.gallery import PICTURE
from samples import NOW, article, site

SITEMAP = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
    "i": "http://www.google.com/schemas/sitemap-image/1.1",
}


class Cdn:
    """Remembers what it was told to forget."""

    def __init__(self) -> None:
        self.forgotten: list[list[str]] = []

    def create_invalidation(self, *, DistributionId: str, InvalidationBatch: Any) -> None:  # noqa: ARG002, N803  AWS's names
        self.forgotten.append(InvalidationBatch["Paths"]["Items"])


def locations(body: bytes) -> list[str]:
    found: Any = etree.fromstring(body).xpath("//s:loc/text()", namespaces=SITEMAP)
    return [str(url) for url in found]


def test_a_sections_rss_has_the_full_text(browser: Browser, desk: Desk) -> None:
    desk.publish(article("Water & 'wind' <hoog>", authors=("Jo Kaai",)))

    answer = browser.get("/feeds/buitenland.xml")
    feed = feedparser.parse(answer.body)

    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert (feed.bozo, feed.feed.title, feed.feed.language) == (False, "De Schelde: Buitenland", "nl")
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


def test_the_feed_of_the_regions_holds_those_together(browser: Browser, desk: Desk) -> None:
    for number, place in enumerate(("goes", "tholen")):
        moment = NOW - timedelta(hours=number)
        desk.publish(article(f"Uit {place}", section=place, also_in=("regio",), published_at=moment))
    desk.publish(article("Van ver"))

    entries = feedparser.parse(browser.get("/feeds/regio.xml").body).entries
    feed = json.loads(browser.get("/feeds/regio.json").body)

    assert [entry.title for entry in entries] == ["Uit goes", "Uit tholen"]
    assert [item["title"] for item in feed["items"]] == ["Uit goes", "Uit tholen"]
    assert feed["home_page_url"] == "https://www.schelde.example/nieuws/regio"
    assert feed["feed_url"] == "https://www.schelde.example/feeds/regio.json"


def test_a_site_without_regions_has_no_feed_of_them(table: Table) -> None:
    inland = context_of(site(sections=site().topics))
    browser = Browser(Mangum(create_app(inland, table), lifespan="off"))

    assert [browser.get(path).status for path in ("/feeds/regio.xml", "/nieuws/regio")] == [404, 404]
    assert "/feeds/regio.xml" not in browser.get("/feeds").text


def test_each_feed_says_whose_it_is_in_the_words_of_the_page_that_leads_to_it(browser: Browser) -> None:
    told = {}
    for page in ("/", "/nieuws/regio", "/nieuws/buitenland", "/nieuws/regio/goes"):
        link = browser.get(page).page.xpath("//link[@type='application/rss+xml']")[0]
        feed = feedparser.parse(browser.get(link.get("href")).body).feed
        assert (feed.title, feed.link) == (link.get("title"), f"https://www.schelde.example{page}")
        told[feed.title] = feed.subtitle

    assert told == {
        "De Schelde": "Nieuws langs het water",
        "De Schelde: Regio": "Het laatste nieuws uit alle plaatsen op De Schelde",
        "De Schelde: Buitenland": "Het laatste nieuws in de rubriek Buitenland op De Schelde",
        "De Schelde: Goes": "Het laatste nieuws uit Goes op De Schelde",
    }


def test_the_page_of_feeds_leads_to_each_of_them(browser: Browser) -> None:
    answer = browser.get("/feeds")
    links = [link for link in answer.page.xpath("//main//a/@href") if link.startswith("/feeds/")]

    slugs = ("alles", "regio", "binnenland", "buitenland", "goes", "tholen")
    assert links == [*(f"/feeds/{slug}.{form}" for slug in slugs for form in ("xml", "json")), "/feeds/vandaag.xml"]
    assert {browser.get(link).status for link in links} == {200}
    assert answer.words("//main//p")[0].startswith("Een feed is een adres dat je in een feedlezer zet")
    assert answer.headers["server-timing"].partition('desc="')[2].startswith("rounds=0")
    assert "https://www.schelde.example/feeds" in locations(browser.get("/sitemap-rubrieken.xml").body)


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


def test_the_sitemap_of_the_sections_says_when_each_had_its_newest(browser: Browser, desk: Desk) -> None:
    desk.publish(article("Van nu"))
    desk.publish(article("Van toen", section="goes", also_in=("regio",), published_at=NOW - timedelta(days=60)))

    index: Any = etree.fromstring(browser.get("/sitemap.xml").body)
    answer = browser.get("/sitemap-rubrieken.xml")
    rows: Any = etree.fromstring(answer.body)
    told = {url.findtext("{*}loc")[27:]: url.findtext("{*}lastmod") for url in rows}

    assert [part.findtext("{*}lastmod") for part in index] == ["2026-11-24", "2026-11-24", "2026-09-25"]
    assert {path: told[path] for path in ("/", "/nieuws/buitenland")} == dict.fromkeys(
        ("/", "/nieuws/buitenland"), "2026-11-24T13:30:00Z"
    )
    assert {told[path] for path in ("/nieuws/regio", "/nieuws/regio/goes")} == {"2026-09-25T14:30:00Z"}
    assert {told[path] for path in ("/nieuws/binnenland", "/feeds", "/over")} == {None}
    assert answer.headers["server-timing"].partition('desc="')[2].startswith("Query=6 rounds=1")


def test_the_news_sitemap_says_when_an_item_changed(browser: Browser, desk: Desk) -> None:
    desk.publish(article(updated_at=NOW))

    rows: Any = etree.fromstring(browser.get("/sitemap-news.xml").body)

    assert [url.findtext("{*}lastmod") for url in rows] == ["2026-11-24T14:30:00Z"]


@pytest.mark.parametrize("path", ["/sitemap-2026-11.xml", "/sitemap-news.xml"])
def test_a_sitemap_leads_to_the_picture_of_an_article(browser: Browser, desk: Desk, path: str) -> None:
    desk.publish(article("Met", picture=PICTURE))
    desk.publish(article("Zonder"))

    rows: Any = etree.fromstring(browser.get(path).body)
    told = {url.findtext("{*}loc")[27:]: url.xpath("i:image/i:loc/text()", namespaces=SITEMAP) for url in rows}

    assert told == {"/nieuws/met": [f"https://www.schelde.example{PICTURE.largest}"], "/nieuws/zonder": []}


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


@pytest.mark.parametrize(
    ("now", "name", "is_over"),
    [
        ("2026-11-30T22:59:59Z", "2026-11", False),
        ("2026-12-02T22:59:59Z", "2026-11", False),
        ("2026-12-02T23:00:00Z", "2026-11", True),  # midnight in Amsterdam: the third of December
        ("2027-11-30T12:00:00Z", "2026-11", True),
        ("2026-11-24T15:00:00Z", "2026-11", False),
        ("2026-11-26T22:59:59Z", "2026-11-24", False),
        ("2026-11-26T23:00:00Z", "2026-11-24", True),
    ],
)
def test_the_sitemap_of_what_is_over_is_kept_for_a_day(
    desk: Desk, table: Table, now: str, name: str, is_over: bool
) -> None:
    """Over is what gets nothing new: what comes late stands in the news sitemap for two days."""
    desk.publish(article())
    if len(name) == len("2026-11-24"):
        note_sample(table, "2026-11", MOST_IN_PART // SAMPLED + 1)
    browser = Browser(Mangum(create_app(context_of(site(), lambda: from_iso(now)), table), lifespan="off"))

    answer = browser.get(f"/sitemap-{name}.xml")
    again = browser.get(f"/sitemap-{name}.xml", if_none_match=answer.headers["etag"])

    kept = "public, max-age=0, s-maxage=86400, stale-while-revalidate=3600, stale-if-error=86400"
    assert answer.headers["cache-control"] == (kept if is_over else cache_control.PAGE)
    assert (again.status, again.headers["cache-control"]) == (304, answer.headers["cache-control"])
    assert browser.get("/sitemap-rubrieken.xml").headers["cache-control"] == cache_control.PAGE
    assert browser.get("/sitemap-2026-10.xml").headers["cache-control"] == cache_control.ABSENT


def test_what_is_taken_back_is_forgotten_where_it_is_kept_for_a_day() -> None:
    """By a kill and by `portal withdraw --stack` alike: both name these paths to the CDN."""
    addresses = ("/sitemap.xml", "/sitemap-2026-11.xml", "/sitemap-2026-11-24.xml", "/sitemap-news.xml")
    cdn = Cdn()
    announcer = Announcer(origin="https://www.schelde.example", distribution="E1", cdn=cdn)

    announcer.killed(["veerpont-vaart-weer"], NOW, untold=[])
    announcer.withdrawn("veerpont-vaart-weer", NOW)

    assert len(cdn.forgotten) == 2
    for paths in cdn.forgotten:
        assert [one for one in addresses if not any(fnmatchcase(one, path) for path in paths)] == []


def test_the_index_says_how_new_each_part_is_and_asks_no_more_for_it(
    browser: Browser, desk: Desk, table: Table
) -> None:
    desk.publish(article("Van nu"))
    desk.publish(article("Van eergisteren", published_at=NOW - timedelta(days=2)))
    desk.publish(article("Van toen", published_at=NOW - timedelta(days=60)))
    note_sample(table, "2026-11", MOST_IN_PART // SAMPLED + 1)

    answer = browser.get("/sitemap.xml")
    parts: Any = etree.fromstring(answer.body).xpath("//s:sitemap", namespaces=SITEMAP)
    said = {part.findtext("s:loc", None, SITEMAP)[27:]: part.findtext("s:lastmod", None, SITEMAP) for part in parts}

    assert said == {
        "/sitemap-rubrieken.xml": "2026-11-24",
        "/sitemap-2026-11-24.xml": "2026-11-24",
        "/sitemap-2026-11-22.xml": "2026-11-22",
        "/sitemap-2026-09.xml": "2026-09-25",
    }
    assert 'desc="Query=1 rounds=1"' in answer.headers["server-timing"]


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


COMPRESSED_BY_CLOUDFRONT = {
    *("application/javascript", "application/json", "application/rss+xml", "application/xhtml+xml", "application/xml"),
    *("image/svg+xml", "text/css", "text/csv", "text/html", "text/javascript", "text/plain", "text/xml"),
}
"""Those of the list that a site may serve. Source: AWS, Serve compressed files."""
COMPRESSED_ALREADY = {"image/png", "image/x-icon"}


def test_every_type_of_text_is_compressed_by_somebody(browser: Browser, desk: Desk) -> None:
    desk.publish(article(body_html="<p>Nog een zin over het veer.</p>" * 50))
    served = {
        browser.get(row.path).headers["content-type"].partition(";")[0]
        for row in spellings()
        if row.status == 200 and browser.get(row.path).status == 200
    }

    assert {"application/feed+json", "application/manifest+json", "application/rss+xml"} <= served
    assert served - COMPRESSED_BY_CLOUDFRONT - COMPRESSED_ALREADY == set(PLAIN_AT_THE_CDN)


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("br,gzip", True),  # as CloudFront sends it on
        ("gzip, deflate, br", True),
        ("GZIP;q=0.5", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("br", False),
        ("identity", False),
        ("notgzip", False),
        ("", False),
    ],
)
def test_a_json_feed_is_compressed_for_whoever_takes_it(
    browser: Browser, desk: Desk, accepted: str, is_packed: bool
) -> None:
    """CloudFront compresses no `application/feed+json`, and full text is long."""
    desk.publish(article(body_html="<p>Nog een zin over het veer.</p>" * 50))
    plain = browser.get("/feeds/alles.json")

    answer = browser.get("/feeds/alles.json", accept_encoding=accepted)
    again = browser.get("/feeds/alles.json", accept_encoding=accepted, if_none_match=answer.headers["etag"])

    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert (plain.headers["vary"], answer.headers["vary"]) == ("accept-encoding", "accept-encoding")
    assert answer.headers.get("content-encoding") == ("gzip" if is_packed else None)
    assert (gzip.decompress(answer.body) if is_packed else answer.body) == plain.body
    assert not is_packed or len(answer.body) < len(plain.body) / 4
    assert answer.headers["etag"] == ("W/" if is_packed else "") + plain.headers["etag"]
    assert (again.status, again.body, again.headers.get("content-encoding")) == (304, b"", None)
    assert again.headers["etag"] == answer.headers["etag"]
    assert browser.get("/feeds/alles.json", accept_encoding=accepted).body == answer.body


@pytest.mark.parametrize("path", ["/", "/feeds/alles.xml", "/sitemap.xml", "/feeds/goes.json", "/manifest.webmanifest"])
def test_what_the_cdn_compresses_and_what_is_short_goes_out_as_it_is(browser: Browser, desk: Desk, path: str) -> None:
    desk.publish(article())

    answer = browser.get(path, accept_encoding="br, gzip")

    assert "content-encoding" not in answer.headers
    assert len(answer.body) < SMALLEST or not answer.headers["content-type"].startswith(PLAIN_AT_THE_CDN)
