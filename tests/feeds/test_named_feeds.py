"""An address that is a page: the refusal says which feed the page names."""

import time
from itertools import islice, product

import pytest

from portal.feeds.parsing.document import parse
from portal.feeds.parsing.named_feeds import feeds_named_by
from portal.model.errors import ParseError

LINK = '<link rel="alternate" type="application/rss+xml" title="RSS" href="/ok">'
NAMED = "is an HTML page, not a feed; it names https://krant.example/ok as its feed"


def reason_for(head: str, *, url: str | None = "https://krant.example/map/pagina", found_at: str | None = None) -> str:
    page = f"<!DOCTYPE html><html><head><title>Krant</title>{head}</head></html>"
    with pytest.raises(ParseError) as refusal:
        parse(page.encode(), url=url, found_at=found_at)
    return refusal.value.reason


@pytest.mark.parametrize(
    "head",
    [
        LINK,
        LINK.replace("rss+xml", "atom+xml"),
        LINK.replace("rss+xml", "feed+json"),
        LINK.replace('"', "'"),
        "<link href=/ok type=application/rss+xml rel=alternate>",
        "<LINK\nHREF='/ok'\tTYPE='Application/RSS+XML; charset=utf-8'\nREL='Home ALTERNATE' />",
        '<link title="a > b" rel="home alternate" type=" application/rss+xml " href=" /o\nk ">',
        LINK.replace("/ok", "https://krant.example/ok"),
        LINK.replace("/ok", "//krant.example/ok"),
        LINK.replace("/ok", "../ok"),
        '<base href="/elders/map/">' + LINK.replace("/ok", "../../ok"),
        LINK.replace("/ok", "ok") + '<base target=_top><base href="https://krant.example/"><base href="/nee/">',
        '<link rel="feed" href="/ok">',
        LINK.replace('"alternate"', '"feed"'),
        LINK.replace('"alternate"', '"alternate feed"'),
        '<link rel="feed alternate" type="" href="/ok">',
        LINK.replace("rss+xml", "rdf+xml"),
        LINK.replace("application/rss+xml", "text/xml"),
        '<link rel="feed" type="application/xml" href="/ok">',
        "<LINK REL=FEED HREF=/ok>",
        "<link rel='Feed' href='/ok'>",
        "<link href=/ok rel=feed>",
        '<BASE HREF="https://krant.example/a/b/"><link rel=feed href=../../ok>',
        "<base href=/elders/map/><link rel='alternate' type='APPLICATION/RDF+XML' href='../../ok'>",
        '<link rel="stylesheet" href="/feed.css">' * 200 + '<link rel="feed" href="/ok">',
        LINK * 3,
        LINK.replace('title="RSS"', 'hreflang="nl"'),
        '<link rel="stylesheet" href="a.css"><link rel="icon" href="a.png">' * 60 + LINK,
        f"<style>{'a{}' * 30_000}</style>{LINK}",
        f"<!-- {LINK.replace('ok', 'oud')} -->{LINK}",
        LINK.replace("/ok", "javascript:x") + LINK.replace("/ok", "http://[::1") + LINK.replace("/ok", "") + LINK,
    ],
)
def test_a_page_that_names_its_feed_is_refused_with_its_address(head: str) -> None:
    assert reason_for(head) == NAMED


@pytest.mark.parametrize(
    "head",
    [
        LINK.replace("alternate", "alternate stylesheet"),
        LINK.replace("alternate", "stylesheet"),
        LINK.replace("alternate", "alternatief"),
        LINK.replace("alternate", "feedback"),
        LINK.replace("alternate", "self"),
        LINK.replace("alternate", "related"),
        LINK.replace("alternate", "feed stylesheet"),
        '<link rel="shortcut icon feed" href="/f.ico">',
        '<link rel="feed" type="text/html" href="/nieuws">',
        '<link rel="alternate" href="/feed">',
        '<link rel="alternate" type="text/xml" title="Sitemap" href="/sitemap.xml">',
        '<link rel="meta" type="application/rdf+xml" title="FOAF" href="/foaf.rdf">',
        "<a rel=feed href=/ok>RSS</a>",
        LINK.replace("application/rss+xml", "text/html"),
        LINK.replace("application/rss+xml", "application/json"),
        LINK.replace("application/rss+xml", "text/xml+oembed"),
        LINK.replace('type="application/rss+xml"', 'hreflang="en"'),
        LINK.replace("<link", "<a"),
        LINK.replace("<link", "<linkje"),
        LINK.replace('href="/ok"', ""),
        f"<!-- {LINK} -->",
        f"<script>var feed = '{LINK}'</script>",
        f"<template>{LINK}</template>",
        LINK.replace("/ok", "data:text/xml,x"),
    ],
)
def test_a_page_that_names_none_is_refused_by_its_title(head: str) -> None:
    assert reason_for(head) == "is an HTML page, not a feed (title: Krant)"


def test_the_feed_of_comments_comes_after_that_of_the_news() -> None:
    comments = LINK.replace("/ok", "/comments/feed/")
    replies = LINK.replace("RSS", "Krant &raquo; Reacties").replace("/ok", "/r")
    opinion = LINK.replace("/ok", "/commentaar")

    assert reason_for(comments + LINK) == f"{NAMED} (and https://krant.example/comments/feed/)"
    assert reason_for(replies + LINK) == f"{NAMED} (and https://krant.example/r)"
    assert reason_for(comments).endswith("it names https://krant.example/comments/feed/ as its feed")
    assert reason_for(opinion + LINK).startswith(NAMED.replace("/ok", "/commentaar"))


def test_of_many_feeds_three_are_named() -> None:
    many = "".join(LINK.replace("/ok", f"/{number}") for number in range(9))

    assert reason_for(LINK + many) == f"{NAMED} (and https://krant.example/0, https://krant.example/1)"


def test_an_address_in_a_page_starts_from_where_the_page_was_found() -> None:
    link = LINK.replace("/ok", "feed")

    assert "names https://www.krant.example/nl/feed as" in reason_for(link, found_at="https://www.krant.example/nl/")
    assert "names feed as" in reason_for(link, url=None)


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("/ok?a=1&amp;sectie=2", "https://krant.example/ok?a=1&sectie=2"),
        ("/ok?a=1&sectie=2&copy=3", "https://krant.example/ok?a=1&sectie=2&copy=3"),
        ("/zeeën", "https://krant.example/zeeën"),
        ("/met spatie", "https://krant.example/met%20spatie"),
        ("/ok\u202e", "https://krant.example/ok"),
    ],
)
def test_an_address_is_as_the_page_means_it(href: str, address: str) -> None:
    assert feeds_named_by(LINK.replace("/ok", href), "https://krant.example/") == [address]


def test_a_page_written_as_xml_names_its_feed_too() -> None:
    link = LINK.replace(">", "/>")
    page = f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head>{link}</head></html>'

    with pytest.raises(ParseError, match=r"it names https://krant\.example/ok as its feed$"):
        parse(page.encode(), url="https://krant.example/")


def test_a_feed_that_speaks_of_such_a_link_is_a_feed() -> None:
    item = f"<item><title>Brug</title><description><![CDATA[<html>{LINK}]]></description></item>"
    feed = f"<rss><channel>{item}</channel></rss>"

    assert parse(feed.encode()).format == "rss"


@pytest.mark.parametrize(
    "head",
    [
        "<link ",
        '<link "',
        "<link ''",
        "<link rel=alternate x=y ",
        "<link " + "rel=" * 500 + ">",
        "<link rel=fee>",
        "<!--",
        "<script>",
        "<title>",
        LINK,
        '<base href="a">',
    ],
)
def test_no_page_takes_long(head: str) -> None:
    started = time.process_time()

    feeds_named_by(head * (300_000 // len(head)), "https://krant.example/")

    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("attributes", [900, 9_000, 15_000])
def test_no_tag_takes_long_whatever_it_holds(attributes: int) -> None:
    """The HTML parser compares each attribute of a tag with all others."""
    names = islice(map("".join, product("abcdefghijklmnopqrstuvwxyz", repeat=3)), attributes)
    tag = f"<link rel=alternate {' '.join(names)}>"
    started = time.process_time()

    feeds_named_by(tag * 60, "https://krant.example/")

    assert time.process_time() - started < 0.4
