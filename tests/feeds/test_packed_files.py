"""Files that are gzip, whatever they are called: within bounds, and refused in one clear line."""

import gzip

import pytest

from portal.feeds.parsing.document import MAX_BYTES, parse
from portal.model.errors import ParseError

RSS = b"<rss><channel><title>Krant</title><item><title>Brug weer open</title></item></channel></rss>"


def gz(body: bytes) -> bytes:
    """The same bytes on every run, so that the names of the tests are too."""
    return gzip.compress(body, mtime=0)


@pytest.mark.parametrize(
    "body",
    [
        gz(RSS),
        gz(gz(RSS)),
        gz(RSS[:30]) + gz(RSS[30:]),
        gz(RSS) + b"\n",
        gz(b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "Brug weer open"}]}'),
        gz(b"---\ntitle: Brug weer open\n---\nHet kan weer."),
    ],
)
def test_a_file_that_is_gzip_is_unpacked(body: bytes) -> None:
    assert [entry.headline for entry in parse(body, url="feed.xml.gz").entries] == ["Brug weer open"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (gz(RSS)[:-9], "is binary data, not a feed: gzip that breaks off in the middle"),
        (gz(b"x" * (MAX_BYTES + 1)), "is larger than 20 MB unpacked"),
        (gz(gz(b"x" * 30_000_000)), "is larger than 20 MB unpacked"),
        (gz(b"") * 20_000, "is packed in more than 10000 parts"),
        (gz(b"Even geduld"), "is plain text, not a feed (it begins with Even geduld)"),
        (gz(b""), "is empty"),
        (gz(gz(gz(RSS))), "is "),
        (b"\x1f\x8b geen gzip", "is "),
        (b"PK\x03\x04 een zip", "is plain text, not a feed (it begins with PK"),
    ],
)
def test_what_is_in_it_is_looked_at_like_any_other_document(body: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        parse(body)

    assert refusal.value.reason.startswith(reason)


def test_a_file_that_only_speaks_of_gzip_stays_as_it_is() -> None:
    assert parse(RSS.replace(b"Krant", b"\xc2\x8b gzip")).title == "‹ gzip"
