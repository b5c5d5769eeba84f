"""What cannot be read as a document is refused in one clear line."""

import pytest

from portal.feeds.parsing.document import parse
from portal.model.errors import ParseError

PAGE = "<!DOCTYPE html><html><head><title>Log in &amp; lees</title></head><body>Hallo</body></html>"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (PAGE.encode(), "is an HTML page, not a feed (title: Log in & lees)"),
        (b"<html><body>Niets</body></html>", "is an HTML page, not a feed (without a title)"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "is an HTML page"),
        (b'{"error": "quota exceeded"}', "is a JSON error reply: quota exceeded"),
        (b'{"hasError": true, "data": {"errorDescription": "niet ingelogd"}}', "is a JSON error reply: niet ingelogd"),
        (b'{"status": "error", "code": 500, "items": []}', "is a JSON error reply: error"),
        (b"<!-- gateway <rss> --><html><body>Even geduld</body></html>", "is an HTML page, not a feed"),
        (b'{"message": "Forbidden"}', "is a JSON error reply: Forbidden"),
        (b'{"a": 1}', "is JSON, but not in a format that we know"),
        (b"[1, 2]", "is JSON, but not in a format that we know"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', "is JSON that is broken"),
        (b"Internal Server Error", "is plain text, not a feed (it begins with Internal Server Error)"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\xff\xfe\x00\x01", "is binary data, not a feed"),
        (b"<urlset><url/></urlset>", "is XML that is no feed (its root is <urlset>)"),
        (b"<error>kapot</error>", "is XML that is no feed (its root is <error>)"),
        (b"<<<<", "is not XML that can be read"),
    ],
)
def test_a_refusal_says_what_the_document_is(body: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        parse(body, url="https://krant.example/feed")

    assert str(refusal.value).startswith(f"https://krant.example/feed: {reason}")
    assert "\n" not in str(refusal.value)


def test_a_document_without_an_address_is_named_by_a_dash() -> None:
    with pytest.raises(ParseError, match=r"^-: is empty$"):
        parse(b"")


def test_a_document_in_another_format_than_site_toml_says_is_refused() -> None:
    with pytest.raises(ParseError, match="is rss, not atom"):
        parse(b"<rss><channel/></rss>", format="atom")


def test_an_empty_feed_is_a_document() -> None:
    assert parse(b"<rss><channel><title>Leeg</title></channel></rss>").entries == ()
