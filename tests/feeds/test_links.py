"""The address of an item that names no page of its own."""

import json

import pytest

from portal.feeds.parsing.document import parse
from portal.feeds.parsing.urls import resolve
from portal.model.article import Entry

ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>De Polderbode</title><link rel="self" '
    'href="https://polder.example/atom.xml"/>{}</feed>'
)
RSS = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    "<channel><title>P</title>{}</channel></rss>"
)


def atom(*entries: str) -> list[str | None]:
    body = "".join(f"<entry><title>Dijk</title><updated>2026-03-02T08:00:00Z</updated>{one}</entry>" for one in entries)
    return [entry.url for entry in read(ATOM.format(body))]


def read(text: str) -> tuple[Entry, ...]:
    return parse(text.encode(), url="https://polder.example/atom.xml").entries


def test_an_entry_without_a_page_has_what_comes_closest() -> None:
    assert atom(
        '<id>tag:polder.example,2026:1</id><content src="/tekst/1"/><link rel="self" href="/zelf/1"/>',
        '<id>https://polder.example/id/2</id><link rel="related" href="/bij/2"/><link rel="self" href="/zelf/2"/>',
        '<id>https://polder.example/id/3</id><link>https://polder.example/los/3</link><link rel="via" href="/via/3"/>',
        "<id>https://polder.example/id/4</id><link> https://polder.example/los/4\n</link>",
        "<id> https://polder.example/id/5 </id>",
        '<id>urn:dijk:6</id><link rel="http://www.iana.org/assignments/relation/alternate" href="/blad/6"/>',
    ) == [
        "https://polder.example/tekst/1",
        "https://polder.example/zelf/2",
        "https://polder.example/via/3",
        "https://polder.example/los/4",
        "https://polder.example/id/5",
        "https://polder.example/blad/6",
    ]


def test_what_is_for_machines_stands_behind_what_is_for_readers() -> None:
    machine = '<link rel="self" type="application/atom+xml" href="/rest/{0}"/>'

    assert atom(
        machine.format(1) + "<id>https://polder.example/blad/1</id>",
        machine.format(2) + '<id>urn:dijk:2</id><link rel="related" type="text/html" href="/blad/2"/>',
        machine.format(3) + "<id>urn:dijk:3</id>",
    ) == ["https://polder.example/blad/1", "https://polder.example/blad/2", "https://polder.example/rest/3"]


def test_a_page_that_is_named_stays_the_page() -> None:
    others = '<link rel="self" href="/zelf"/><link rel="related" href="/bij"/>'

    assert atom(f'<id>https://polder.example/id</id>{others}<link href="/blad"/>') == ["https://polder.example/blad"]


@pytest.mark.parametrize(
    "links",
    [
        '<link rel="canonical" href="/blad"/>',
        '<link rel="bookmark" href="/blad"/>',
        '<link rel="permalink" href="/blad"/>',
        '<link rel="alternate bookmark" href="/blad"/>',
        '<link rel="Canonical nofollow" href="/blad"/>',
        '<link rel="self" href="/blad"/>',
        '<link rel="self" href="/zelf"/><link rel="related" href="/bij"/><link rel="canonical" href="/blad"/>',
        '<link rel="via" href="/bij"/><link rel="bookmark" href="/blad"/>',
        '<link rel="canonical" href="/ander"/><link rel="alternate" href="/blad"/>',
        '<link rel="bookmark" href="/ander"/><link href="/blad"/>',
    ],
)
def test_the_page_under_another_name_is_the_page_where_none_is_called_so(links: str) -> None:
    assert atom(f"<id>https://polder.example/id</id>{links}") == ["https://polder.example/blad"]
    guid = '<guid isPermaLink="false">1</guid>'
    item = f"<item><title>A</title>{guid}{links.replace('<link', '<atom:link')}</item>"
    assert [entry.url for entry in read(RSS.format(item))] == ["https://polder.example/blad"]


@pytest.mark.parametrize(
    "href",
    [
        "https://polder.example/atom.xml", "/atom.xml", "atom.xml", "http://www.polder.example/atom.xml",
        "https://polder.example/atom.xml/", "https://polder.example/atom.xml#dijk",
    ],
)  # fmt: skip
@pytest.mark.parametrize("rel", ["self", "canonical", "related"])
def test_the_address_of_the_feed_is_that_of_no_entry_however_it_is_written(href: str, rel: str) -> None:
    assert atom(f'<id>urn:dijk:1</id><link rel="{rel}" href="{href}"/>') == [None]


@pytest.mark.parametrize("ids", [("", ""), ("<id>urn:dijk:1</id>", "<id>urn:dijk:2</id>"), ("", "<id>urn:dijk:2</id>")])
@pytest.mark.parametrize("other", ["https://polder.example/alles", "/alles", "http://polder.example/alles"])
def test_an_address_that_all_share_is_that_of_none_with_and_without_ids(ids: tuple[str, str], other: str) -> None:
    links = [f'<link rel="self" href="{href}"/>' for href in ("https://polder.example/alles", other)]

    assert atom(*(f"{id_}{link}" for id_, link in zip(ids, links, strict=True))) == [None, None]


def test_a_part_of_a_page_and_a_query_are_addresses_of_their_own() -> None:
    hrefs = ("/alles#1", "/alles#2", "/atom.xml?id=3")

    assert atom(*(f'<link rel="self" href="{href}"/>' for href in hrefs)) == [
        f"https://polder.example{href}" for href in hrefs
    ]


def test_a_name_is_no_address() -> None:
    names = ("tag:polder.example,2026:1", "urn:uuid:1", "polder.example/1", "/1", "http:", "ftp://polder.example/1")

    assert atom(*(f"<id>{name}</id>" for name in names)) == [None] * len(names)
    assert atom('<id>urn:dijk:1</id><link rel="enclosure" href="/1.mp3"/><link rel="edit" href="/1"/>') == [None]
    assert atom("<id>http://nofollow.polder.example/1</id>") == [None]


def test_what_several_entries_name_is_the_address_of_none() -> None:
    shared = '<link rel="related" href="https://polder.example/dossier"/>'

    assert atom(f"<id>urn:dijk:1</id>{shared}", f"<id>urn:dijk:2</id>{shared}") == [None, None]
    assert atom('<id>urn:dijk:1</id><link rel="self" href="https://polder.example/atom.xml"/>') == [None]
    assert atom(*[f"<id>urn:dijk:1</id>{shared}"] * 2) == ["https://polder.example/dossier"] * 2


def test_an_item_of_rss_without_a_link_likewise() -> None:
    items = (
        '<item rdf:about="https://polder.example/blad/1"><title>A</title></item>',
        '<item><title>B</title><link/><atom:link rel="self" href="https://polder.example/2"/></item>',
        "<item><title>C</title><atom:id>https://polder.example/blad/3</atom:id></item>",
        '<item><title>D</title><guid isPermaLink="false">https://polder.example/intern/4</guid></item>',
        "<item><title>E</title><guid>urn:dijk:5</guid></item>",
    )

    assert [entry.url for entry in read(RSS.format("".join(items)))] == [
        "https://polder.example/blad/1",
        "https://polder.example/2",
        "https://polder.example/blad/3",
        None,
        None,
    ]


def test_an_item_of_json_feed_has_the_address_that_its_id_is() -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "https://polder.example/7"}, {"id": "7"}]}

    assert [entry.url for entry in read(json.dumps(feed))] == ["https://polder.example/7", None]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://krant.example/?p=1&amp;lang=nl", "https://krant.example/?p=1&lang=nl"),
        ("https://krant.example/?p=1&amp;amp;lang=nl", "https://krant.example/?p=1&lang=nl"),
        ("https://krant.example/?p=1&amp;#038;lang=nl", "https://krant.example/?p=1&lang=nl"),
        ("https://krant.example/?p=1&amp=2&ampere=3", "https://krant.example/?p=1&amp=2&ampere=3"),
        ("https://krant.example/?q=a%26amp%3Bb", "https://krant.example/?q=a%26amp%3Bb"),
    ],
)
def test_an_ampersand_is_one_however_often_it_was_escaped(address: str, expected: str) -> None:
    assert resolve(address, None) == expected
