"""The bench beside other sites counts what a reader is sent, and tells whose it is."""

import gzip
from datetime import UTC, datetime

import pytest
from bench.neighbours.articles import COUNT, SECTIONS, as_ghost, as_plain, as_rss, sample
from bench.neighbours.proxy import compressed
from bench.neighbours.sites import names, sites
from bench.neighbours.wire import Sent, kind_of, weigh

from portal.feeds.parsing.document import parse

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HTML = [("Content-Type", "text/html; charset=utf-8")]


@pytest.mark.parametrize(
    ("type_", "mime", "kind"),
    [
        ("Document", "text/html", "HTML"),
        ("Stylesheet", "text/css", "CSS"),
        ("Script", "text/javascript", "JS"),
        ("Font", "font/woff2", "fonts"),
        ("Image", "image/svg+xml", "pictures"),
        ("Other", "image/x-icon", "pictures"),
        ("Fetch", "application/json", "other"),
    ],
)
def test_a_request_is_counted_as_what_it_brings(type_: str, mime: str, kind: str) -> None:
    assert kind_of(type_, mime) == kind


def test_what_other_hosts_send_is_told_apart_and_called_by_its_true_name() -> None:
    weight = weigh(
        [
            Sent(url="http://127.0.0.1:8152/", kind="HTML", size=4000),
            Sent(url="http://cdn.localhost:8160/portal.min.js", kind="JS", size=600_000),
            Sent(url="http://127.0.0.1:8152/favicon.ico", kind="pictures", size=900),
            Sent(url="data:font/woff2;base64,AAAA", kind="fonts", size=4),
        ],
        "127.0.0.1:8152",
    )

    assert (weight.of("HTML"), weight.of("JS"), weight.of("fonts")) == (4000, 600_000, 0)
    assert (weight.total, weight.others.total(), weight.pictures, weight.requests) == (604_000, 600_000, 900, 2)
    assert weight.hosts == ("jsDelivr",)


def test_text_is_compressed_for_who_accepts_it_and_only_once() -> None:
    body = b"<p>dijk</p>" * 100

    _, headers, sent = compressed(HTML, body, "gzip, br")

    assert gzip.decompress(sent) == body
    assert ("Content-Encoding", "gzip") in headers
    assert compressed(headers, sent, "gzip, br") == (200, headers, sent)
    assert compressed(HTML, body, "identity") == (200, HTML, body)


def test_each_site_is_given_the_same_articles() -> None:
    articles = sample(NOW)
    ghost, plain = as_ghost(articles)["db"][0]["data"], as_plain(articles)
    rss = parse(as_rss(articles).encode())

    assert [one["slug"] for one in ghost["posts"]] == [one["slug"] for one in plain] == [one.slug for one in articles]
    assert [entry.headline for entry in rss.entries] == [one.headline for one in articles]
    assert {one["section"]["slug"] for one in plain} == {tag["slug"] for tag in ghost["tags"]} == set(SECTIONS)
    assert len(ghost["posts_tags"]) == COUNT


def test_a_site_that_is_like_another_has_its_pages() -> None:
    ghost, bare = sites({"ghost": "http://127.0.0.1:1", "ghost-bare": "http://127.0.0.1:2"}, "een-bericht")

    assert bare.pages["article"] == "http://127.0.0.1:2/een-bericht/"
    assert bare.pages.keys() == ghost.pages.keys()
    assert "search" not in ghost.pages
    assert "ours" in names()
