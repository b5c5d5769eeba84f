"""From bytes to text: labels lie, bytes do not."""

import json

import pytest

from portal.feeds.parsing.document import parse
from portal.feeds.parsing.text import charset_of, decode, without_controls

HEADLINE = "Café «Het Anker» in ’s-Heerenhoek"


def feed(headline: str, declared: str = "utf-8") -> str:
    items = f"<item><title>{headline}</title></item>"
    return f'<?xml version="1.0" encoding="{declared}"?><rss><channel>{items}</channel></rss>'


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (feed(HEADLINE).encode(), None),
        (feed(HEADLINE, "iso-8859-1").encode(), "text/xml; charset=iso-8859-1"),
        (b"\xef\xbb\xbf" + feed(HEADLINE, "us-ascii").encode(), "text/xml; charset=us-ascii"),
        (feed(HEADLINE, "windows-1252").encode("cp1252"), None),
        (feed(HEADLINE, "iso-8859-1").encode("cp1252"), None),
        (feed(HEADLINE, "utf-8").encode("cp1252"), "text/xml; charset=utf-8"),
        (feed(HEADLINE, "utf-16").encode("utf-16"), None),
        (feed(HEADLINE, "utf-16").encode("utf-16-le"), None),
        (feed(HEADLINE, "utf-16").encode("utf-16-be"), None),
        (feed(HEADLINE, "utf-8").encode("utf-32"), None),
        (feed("Café «Het Anker» in &#146;s-Heerenhoek").encode(), None),
        (feed("Café «Het Anker» in \x92s-Heerenhoek").encode(), None),
    ],
)
def test_the_bytes_decide_and_the_label_only_where_they_do_not(body: bytes, content_type: str | None) -> None:
    document = parse(body, content_type=content_type)

    assert document.entries[0].headline == HEADLINE


def test_a_declared_label_counts_when_the_bytes_are_not_utf_8() -> None:
    body = feed("Prijs: 5 €", "iso-8859-15").encode("iso-8859-15")

    assert parse(body).entries[0].headline == "Prijs: 5 €"


def test_one_damaged_character_does_not_turn_the_others_into_noise() -> None:
    text = ("é" * 40).encode() + b"\xff" + ("ë" * 40).encode()

    assert decode(text) == "é" * 40 + "\ufffd" + "ë" * 40


@pytest.mark.parametrize("label", ["rot13", "base64", "unicode_escape", "utf-7", "onzin", "idna"])
def test_a_label_that_is_no_charset_of_text_is_not_believed(label: str) -> None:
    assert decode(b"caf\xe9", label) == "café"


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        (None, None),
        ("text/xml", None),
        ("text/xml; charset=UTF-8", "utf-8"),
        ('application/rss+xml; charset="ISO-8859-15"', "iso-8859-15"),
        ("text/xml; charset=\r\n", ""),
    ],
)
def test_the_charset_of_a_content_type_is_its_parameter(content_type: str | None, charset: str | None) -> None:
    assert (charset_of(content_type) or None) == (charset or None)


def test_halves_of_a_surrogate_pair_are_joined_or_replaced() -> None:
    assert without_controls("\ud83d\ude00 en \ud83d") == "\U0001f600 en \ufffd"


TURNED = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Every character that opens or closes a stretch of another reading direction. Source: UAX #9, table 1."""


@pytest.mark.parametrize("turn", TURNED)
def test_nothing_of_a_feed_turns_the_reading_direction_around(turn: str) -> None:
    """A page puts the headline into a title and a link: what it left open would reverse the words behind it."""
    written = f"Factuur {turn}fdp.exe"
    entity = f"&#x{ord(turn):x};"
    documents = [
        feed(written),
        feed(written.replace(turn, entity)),
        feed(written.replace(turn, f"&amp;#{ord(turn)};")),
        feed(f"Factuur fdp.exe</title><description>&lt;p&gt;{written}&lt;/p&gt;</description><title>"),
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": written}]}),
    ]

    for document in documents:
        (entry, *_) = parse(document.encode()).entries
        assert not set(turn) & {*entry.headline, *entry.lead, *entry.body_html}, document
        assert (entry.headline or entry.lead) == "Factuur fdp.exe"


@pytest.mark.parametrize(
    "text",
    [
        "Moskee المسجد الكبير in Goes",
        "Synagoge בית הכנסת in Middelburg",
        "Prijs \u200e-5 \u200fof \u061c-6",
        "Het gezin \U0001f468\u200d\U0001f469\u200d\U0001f467",
        "می\u200cخواهم",
    ],
    ids=["arabic", "hebrew", "marks", "emoji", "persian"],
)
def test_what_concerns_its_neighbours_alone_stays(text: str) -> None:
    assert parse(feed(text).encode()).entries[0].headline == text
