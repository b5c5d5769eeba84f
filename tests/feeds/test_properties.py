"""Whatever the bytes are: a document or a ParseError, and nothing else."""

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.feeds.body.sanitize import is_clean
from portal.feeds.parsing.document import parse, to_json
from portal.model.article import Document
from portal.model.errors import ParseError
from sweeps import amount

SEEDS = [
    path.read_bytes()
    for path in sorted((Path(__file__).parent / "pairs").glob("*/*.*"))
    if not path.name.endswith(".expected.json")
]


def read(body: bytes) -> Document | None:
    try:
        return parse(body, url="https://krant.example/feed")
    except ParseError:
        return None


def assert_sound(document: Document | None) -> None:
    if document is None:
        return
    json.dumps(to_json(document), ensure_ascii=False).encode()
    assert all(entry.id for entry in document.entries)
    different = set(document.entries)
    assert len({entry.id for entry in different}) == len(different)
    assert all(is_clean(entry.body_html) for entry in document.entries)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_are_read_or_refused(body: bytes) -> None:
    assert_sound(read(body))


@settings(max_examples=amount(100, whole=3000), deadline=None)
@given(
    seed=st.sampled_from(SEEDS),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.2), st.binary(max_size=8)), max_size=4),
)
def test_a_mutated_document_is_read_or_refused(seed: bytes, cuts: list[tuple[float, float, bytes]]) -> None:
    body = seed
    for where, much, put in cuts:
        start = int(where * len(body))
        body = body[:start] + put + body[start + int(much * len(body)) :]

    assert_sound(read(body))


@settings(deadline=None)
@given(seed=st.sampled_from(SEEDS), end=st.floats(0, 1))
def test_a_document_cut_anywhere_is_read_or_refused(seed: bytes, end: float) -> None:
    assert_sound(read(seed[: int(end * len(seed))]))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "url", "mime_type", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
ITEM_KEYS = ["id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "date_published",
             "date_modified", "authors", "author", "tags", "attachments"]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(ITEM_KEYS), VALUES) | VALUES, max_size=4), VALUES, VALUES)
def test_json_with_wrong_types_everywhere_is_read(items: list[object], title: object, home: object) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": title, "home_page_url": home, "items": items}

    document = read(json.dumps(feed).encode())

    assert document is not None
    assert_sound(document)


def test_one_unreadable_item_does_not_lose_its_neighbours() -> None:
    hostile = [
        "<title>Kapot<b></title>",
        "<description><![CDATA[open",
        "<a " * 10,
        "&nope; & <",
        "<description><x:1b>x</x:1b><a:>y</a:></description>",
        "\x00\x01",
        "</item>",
    ]

    for part in hostile:
        items = "".join(f"<item><guid>{n}</guid>{part if n == 2 else ''}</item>" for n in (1, 2, 3))
        feed = f"<rss><channel>{items}</channel></rss>"

        document = read(feed.encode())

        assert document is not None
        assert {"1", "3"} <= {entry.id for entry in document.entries}, part
