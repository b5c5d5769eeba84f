"""A document that never drops an item is read as far as its newest ten thousand."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from portal.feeds.parsing import most_items
from portal.feeds.parsing.document import parse

START = datetime(2026, 11, 24, 12, tzinfo=UTC)
MOST, OVER = 100, 50
Write = Callable[[int], bytes]


def rows(number: int, *, step: int) -> list[tuple[str, datetime | None]]:
    """Ids from the top of the document, and dates that fall (-1), rise (1) or are not there (0)."""
    return [(f"n{n}", START + timedelta(minutes=n * step) if step else None) for n in range(number)]


def rss(step: int) -> bytes:
    items = (
        f"<item><guid>{id_}</guid><title>{id_}</title>"
        f"{f'<pubDate>{date:%a, %d %b %Y %H:%M:%S} GMT</pubDate>' if date else ''}</item>"
        for id_, date in rows(MOST + OVER, step=step)
    )
    head = "<?xml version='1.0'?><rss version='2.0'><channel><!-- <b> --><title>Proef <![CDATA[<i>]]></title>"
    return f"{head}{''.join(items)}</channel></rss>".encode()


def rdf(step: int) -> bytes:
    items = "".join(f"<item rdf:about='{id_}'><title>{id_}</title></item>" for id_, _ in rows(MOST + OVER, step=step))
    head = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
    return f"{head}<channel><title>Proef</title><items/></channel>{items}</rdf:RDF>".encode()


def atom(step: int) -> bytes:
    items = (
        f"<a:entry><a:id>{id_}</a:id>{f'<a:updated>{date.isoformat()}</a:updated>' if date else ''}</a:entry>"
        for id_, date in rows(MOST + OVER, step=step)
    )
    return f"<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:title>x</a:title>{''.join(items)}</a:feed>".encode()


def jsonfeed(step: int) -> bytes:
    items = [
        {"id": id_, "title": id_} | ({"date_published": date.isoformat()} if date else {})
        for id_, date in rows(MOST + OVER, step=step)
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of ten thousand."""
    monkeypatch.setattr(most_items, "MAX_ITEMS", MOST)
    monkeypatch.setattr(most_items, "FEW", 10)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("write", [rss, atom, jsonfeed])
@pytest.mark.parametrize(("step", "first"), [(-1, 0), (0, 0), (1, OVER)])
def test_the_newest_are_read_and_the_rest_is_counted(write: Write, step: int, first: int) -> None:
    document = parse(write(step))

    assert document.unread == OVER
    assert [entry.id for entry in document.entries] == [f"n{n}" for n in range(first, first + MOST)]


@pytest.mark.usefixtures("few")
def test_items_beside_their_channel_are_cut_too() -> None:
    document = parse(rdf(0))

    assert (document.title, document.unread, len(document.entries)) == ("Proef", OVER, MOST)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("text", [f"<![CDATA[{'<item>' * 200}]]>", "&lt;item&gt;" * 200, "<items/>" * 200])
def test_what_only_looks_like_an_item_is_not_counted(text: str) -> None:
    body = f"<rss><channel><item><title>Een</title><description>{text}</description></item></channel></rss>"

    assert most_items.first_items(body) == (body, 1, 0)
    assert parse(body.encode()).unread == 0


@pytest.mark.usefixtures("few")
def test_a_document_of_as_many_as_are_read_is_left_alone() -> None:
    body = rss(-1).decode().partition(f"<item><guid>n{MOST}<")[0] + "</channel></rss>"

    assert most_items.first_items(body) == (body, MOST, 0)


def test_ten_thousand_and_no_more() -> None:
    items = "".join(f"<item><guid>{n}</guid></item>" for n in range(10_020))

    document = parse(f"<rss><channel>{items}</channel></rss>".encode())

    assert (len(document.entries), document.unread) == (10_000, 20)


def test_a_document_of_rich_items_may_have_more_tags_than_one_of_few() -> None:
    rich = "".join(f"<item><guid>{n}</guid>{'<category>x</category>' * 40}</item>" for n in range(4_000))

    assert len(parse(f"<rss><channel>{rich}</channel></rss>".encode()).entries) == 4_000
