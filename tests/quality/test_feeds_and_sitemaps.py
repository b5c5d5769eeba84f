"""Feeds, sitemaps and the small files, over the wire and against their specifications: no validator is on a registry.

Sources: RSS 2.0 (RSS Advisory Board) and its Best Practices Profile, RFC 822 with RFC 2822's years, JSON Feed 1.1, the
schema of sitemaps.org, Google's News and Image sitemaps, RFC 9309 (robots.txt), W3C Web Application Manifest.
"""

import json
import re
import struct
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from quality import tools
from quality.newsroom import Newsroom

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
    "i": "http://www.google.com/schemas/sitemap-image/1.1",
}
IMAGES = Path(__file__).with_name("sitemap-image.xsd")
RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})")
RFC_3339 = re.compile(r"\d{4}(-\d\d){2}T\d\d(:\d\d){2}(\.\d+)?Z")
RSS, JSON = ("/feeds/alles.xml", "/feeds/goes.xml"), ("/feeds/alles.json", "/feeds/goes.json")


def rss_faults(body: bytes, *, url: str, origin: str) -> list[str]:
    """What is wrong with a feed that was fetched from `url`."""
    root: Any = etree.fromstring(body)
    channel = root.find("channel")
    items = channel.findall("item")
    guids = [item.findtext("guid") for item in items]
    dates = [item.findtext("pubDate") or "" for item in items]
    html = [one.text or "" for one in channel.iter("description", f"{CONTENT}encoded")]
    moments = [parsedate_to_datetime(one) for one in dates if RFC_822.fullmatch(one)]
    own = channel.find(f"{ATOM}link[@rel='self']")
    asked = {
        "not RSS 2.0": (root.tag, root.get("version")) == ("rss", "2.0"),
        "channel without title, link or description": all(
            channel.findtext(name) for name in ("title", "link", "description")
        ),
        "channel's link is no page of ours": (channel.findtext("link") or "").startswith(f"{origin}/"),
        "atom:link rel=self is another address": own is not None and own.get("href") == url,
        "not in Dutch": channel.findtext("language") == "nl",
        "an item without title and description": all(item.findtext("title") for item in items),
        "an item whose link is no page of ours": all(
            (item.findtext("link") or "").startswith(f"{origin}/nieuws/") for item in items
        ),
        "a guid that is missing or stands twice": None not in guids and len(set(guids)) == len(guids),
        "a guid that is no address and does not say so": all(
            item.find("guid").get("isPermaLink") == "false" for item in items if item.find("guid") is not None
        ),
        "a date that is not RFC 822": all(map(RFC_822.fullmatch, dates)),
        "a weekday that is another": all(
            date.startswith(f"{parsedate_to_datetime(date):%a}") for date in dates if RFC_822.fullmatch(date)
        ),
        "not the newest first": moments == sorted(moments, reverse=True),
        "an address that only works on our own pages": not re.search(
            r"(href|src)=\"(?!https?:|mailto:)", "".join(html)
        ),
        "script, style or forms in a text": not re.search(r"<(script|style|form|iframe)|\son\w+=", "".join(html)),
    }
    return [fault for fault, is_right in asked.items() if not is_right]


def json_feed_faults(feed: dict[str, Any], *, url: str, origin: str) -> list[str]:
    items = feed.get("items", [])
    ids = [item.get("id") for item in items]
    dates = [item[name] for item in items for name in ("date_published", "date_modified") if name in item]
    asked = {
        "not JSON Feed 1.1": feed.get("version") == "https://jsonfeed.org/version/1.1",
        "no title": bool(feed.get("title")),
        "home_page_url is no page of ours": str(feed.get("home_page_url")).startswith(f"{origin}/"),
        "feed_url is another address": feed.get("feed_url") == url,
        "an id that is no text, or stands twice": all(isinstance(one, str) and one for one in ids)
        and len(set(ids)) == len(ids),
        "an item without text": all(item.get("content_html") or item.get("content_text") for item in items),
        "an item whose url is no page of ours": all(
            str(item.get("url")).startswith(f"{origin}/nieuws/") for item in items
        ),
        "a date that is not RFC 3339": all(
            re.fullmatch(r"\d{4}(-\d\d){2}T\d\d(:\d\d){2}(\.\d+)?Z", one) for one in dates
        ),
        "authors that are no list of names": all(
            author.get("name") for item in items for author in item.get("authors", [])
        ),
        "author, which 1.1 has no more": not any("author" in item for item in items),
        "tags that are no texts": all(isinstance(tag, str) for item in items for tag in item.get("tags", [])),
    }
    return [fault for fault, is_right in asked.items() if not is_right]


def news_faults(body: bytes, *, origin: str, site_name: str, now: datetime) -> list[str]:
    urls: Any = etree.fromstring(body).xpath("s:url", namespaces=NAMES)

    def of(url: Any, name: str) -> str:
        return str(url.xpath(f"string(n:news/{name})", namespaces=NAMES))

    moments = [datetime.fromisoformat(of(url, "n:publication_date")) for url in urls]
    locations = [url.xpath("string(s:loc)", namespaces=NAMES) for url in urls]
    asked = {
        "more than a thousand": len(urls) <= 1000,
        "older than two days, or of tomorrow": all(now - timedelta(hours=48) <= one <= now for one in moments),
        "an address that is not ours, or stands twice": all(one.startswith(f"{origin}/nieuws/") for one in locations)
        and len(set(locations)) == len(locations),
        "another name or language": {
            (of(url, "n:publication/n:name"), of(url, "n:publication/n:language")) for url in urls
        }
        == {(site_name, "nl")},
        "no title": all(of(url, "n:title") for url in urls),
    }
    return [fault for fault, is_right in asked.items() if not is_right]


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """That of sitemaps.org, as the npm package `sitemap` carries it, and of images; nothing is fetched."""
    tools.node()
    sitemaps = tools.MODULES / "sitemap" / "schema" / "sitemap.xsd"
    both = f"""<schema xmlns="http://www.w3.org/2001/XMLSchema">
        <import namespace="{NAMES["s"]}" schemaLocation="{sitemaps.as_uri()}"/>
        <import namespace="{NAMES["i"]}" schemaLocation="{IMAGES.as_uri()}"/>
    </schema>"""
    return etree.XMLSchema(etree.fromstring(both, etree.XMLParser(no_network=True)))


@pytest.mark.parametrize("path", [*RSS, "/feeds/hulst.xml"])
def test_rss_is_as_its_specification_says(newsroom: Newsroom, path: str) -> None:
    answer = newsroom.ask(path)

    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert rss_faults(answer.body, url=newsroom.origin + path, origin=newsroom.origin) == []
    assert (b"<item>" in answer.body) is ("hulst" not in path)


@pytest.mark.parametrize("path", [*JSON, "/feeds/hulst.json"])
def test_json_feed_is_as_its_specification_says(newsroom: Newsroom, path: str) -> None:
    feed = json.loads(newsroom.ask(path).body)

    assert json_feed_faults(feed, url=newsroom.origin + path, origin=newsroom.origin) == []
    assert bool(feed["items"]) is ("hulst" not in path)


@pytest.mark.parametrize("path", ["/sitemap-rubrieken.xml", "month"])
def test_a_sitemap_is_valid_and_holds_no_address_twice(newsroom: Newsroom, schema: etree.XMLSchema, path: str) -> None:
    index: Any = etree.fromstring(newsroom.ask("/sitemap.xml").body)
    parts = index.xpath("//s:sitemap/s:loc/text()", namespaces=NAMES)
    where = path if path != "month" else parts[1].removeprefix(newsroom.origin)
    document: Any = etree.fromstring(newsroom.ask(where).body)

    assert schema.validate(document), schema.error_log
    locations = document.xpath("//s:loc/text()", namespaces=NAMES)
    assert len(set(locations)) == len(locations) > 5
    pictures = document.xpath("//i:loc/text()", namespaces=NAMES)
    assert bool(pictures) is (path == "month")
    assert all(newsroom.ask(one.removeprefix(newsroom.origin)).status == 200 for one in pictures)
    assert index.tag == f"{{{NAMES['s']}}}sitemapindex"
    assert all(part.startswith(f"{newsroom.origin}/sitemap-") for part in parts)


def test_the_news_sitemap_is_as_google_asks(newsroom: Newsroom) -> None:
    name = json.loads(newsroom.ask("/manifest.webmanifest").body)["name"]
    body = newsroom.ask("/sitemap-news.xml").body

    assert news_faults(body, origin=newsroom.origin, site_name=name, now=datetime.now(UTC)) == []


def test_robots_keep_out_of_the_choice_and_find_the_sitemaps(newsroom: Newsroom) -> None:
    answer = newsroom.ask("/robots.txt")
    lines = [line.partition(": ")[::2] for line in answer.text.splitlines() if line and not line.startswith("#")]

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert {name for name, _ in lines} <= {"User-agent", "Allow", "Disallow", "Sitemap"}
    assert lines[0][0] == "User-agent"
    assert all(value.startswith(("/", newsroom.origin)) for name, value in lines if name != "User-agent")
    assert [value for name, value in lines if name == "Sitemap"] == [
        f"{newsroom.origin}/sitemap.xml",
        f"{newsroom.origin}/sitemap-news.xml",
    ]


def test_the_manifest_makes_the_site_an_icon_of_the_size_it_names(newsroom: Newsroom) -> None:
    answer = newsroom.ask("/manifest.webmanifest")
    manifest = json.loads(answer.body)

    assert answer.headers.get_content_type() == "application/manifest+json"
    assert manifest["display"] in {"fullscreen", "standalone", "minimal-ui", "browser"}
    assert newsroom.ask(manifest["start_url"]).status == 200
    assert all(re.fullmatch(r"#[0-9a-f]{6}", manifest[name]) for name in ("background_color", "theme_color"))
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    for icon in manifest["icons"]:
        picture = newsroom.ask(icon["src"])
        assert picture.headers["content-type"] == icon["type"] == "image/png"
        assert "{}x{}".format(*struct.unpack(">II", picture.body[16:24])) == icon["sizes"]


def test_faults_in_rss_are_seen(newsroom: Newsroom) -> None:
    body = newsroom.ask("/feeds/goes.xml").text
    guid = re.findall(r"<guid.*?</guid>", body)
    for broken, fault in (
        (body.replace(guid[1], guid[0]), "a guid that is missing or stands twice"),
        (re.sub(r"<pubDate>.*?<", "<pubDate>2026-11-24T10:00:00Z<", body, count=1), "a date that is not RFC 822"),
        (re.sub(r"<pubDate>\w+", "<pubDate>Xyz", body, count=1), "a date that is not RFC 822"),
        (body.replace('rel="self"', 'rel="alternate"'), "atom:link rel=self is another address"),
        (body.replace("&lt;p&gt;", "&lt;p onclick=x&gt;", 1), "script, style or forms in a text"),
    ):
        url = f"{newsroom.origin}/feeds/goes.xml"
        assert fault in rss_faults(broken.encode(), url=url, origin=newsroom.origin)


def test_faults_in_a_json_feed_and_in_sitemaps_are_seen(newsroom: Newsroom, schema: etree.XMLSchema) -> None:
    feed = json.loads(newsroom.ask("/feeds/goes.json").body)
    feed["items"][0] |= {"id": 7, "date_published": "gisteren", "author": {"name": "Jo"}}
    sections = newsroom.ask("/sitemap-rubrieken.xml").body.replace(b"<loc>", b"<lok>").replace(b"</loc>", b"</lok>")
    news = newsroom.ask("/sitemap-news.xml").body.replace(b">nl<", b">de<", 1)
    tomorrow = datetime.now(UTC) + timedelta(days=3)

    assert json_feed_faults(feed, url=f"{newsroom.origin}/feeds/goes.json", origin=newsroom.origin) == [
        "an id that is no text, or stands twice",
        "a date that is not RFC 3339",
        "author, which 1.1 has no more",
    ]
    assert not schema.validate(etree.fromstring(sections))
    nothing = f"<i:image xmlns:i='{NAMES['i']}'><i:title/></i:image></url>".encode()
    assert not schema.validate(
        etree.fromstring(newsroom.ask("/sitemap-rubrieken.xml").body.replace(b"</url>", nothing))
    )
    assert news_faults(news, origin=newsroom.origin, site_name="Zeeuwse Courier", now=tomorrow) == [
        "older than two days, or of tomorrow",
        "another name or language",
    ]
