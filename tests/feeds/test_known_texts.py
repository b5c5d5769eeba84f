"""A text that was cleaned is not cleaned again, and comes out as if it were."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from portal.cli.parse import PAIRS_FROM
from portal.feeds.body.known_texts import LONGEST_TEXT, KnownTexts
from portal.feeds.body.lead_and_body import LeadAndBody, SaidText, lead_and_body, leads_and_bodies
from portal.feeds.parsing.document import parse
from portal.feeds.parsing.host_names import MOST_INTERNATIONAL

PAIRS = sorted(path for path in (Path(__file__).parent / "pairs").glob("*/*.*") if ".expected." not in path.name)
TEXT = {"summary": "", "content": "<p>De <a href='/x'>brug</a> is dicht.</p>", "headline": "Brug", "authors": ()}
BASE = "https://bron.example/"


class Counted:
    """Cleans, and remembers what headlines the texts had."""

    def __init__(self) -> None:
        self.headlines: list[str] = []

    def __call__(self, texts: Sequence[SaidText]) -> list[LeadAndBody]:
        self.headlines += [text.headline for text in texts]
        return leads_and_bodies(texts)


def document(*texts: str) -> bytes:
    items = (
        f"<item><guid>{number}</guid><link>https://bron.example/{number}</link><title>Bericht {number}</title>"
        f"<description><![CDATA[{text}]]></description></item>"
        for number, text in enumerate(texts)
    )
    return f"<rss><channel>{''.join(items)}</channel></rss>".encode()


def test_of_a_document_of_which_one_entry_changed_only_that_one_is_cleaned() -> None:
    counted = Counted()
    texts = KnownTexts(counted)
    parse(document(*["<p>Het water stijgt.</p>"] * 20), clean=texts)
    counted.headlines.clear()

    later = document(*["<p>Het water stijgt.</p>"] * 7, "<p>Het water daalt.</p>", *["<p>Het water stijgt.</p>"] * 12)
    found = parse(later, clean=texts)

    assert counted.headlines == ["Bericht 7"]
    assert found == parse(later)


def test_a_new_entry_at_the_top_is_cleaned_alone() -> None:
    counted = Counted()
    texts = KnownTexts(counted)
    parse(document("<p>Een.</p>", "<p>Twee.</p>"), clean=texts)
    counted.headlines.clear()

    parse(document("<p>Een.</p>", "<p>Twee.</p>", "<p>Drie.</p>"), clean=texts)

    assert counted.headlines == ["Bericht 2"]


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_document_that_comes_again_says_the_same(path: Path) -> None:
    texts, body = KnownTexts(), path.read_bytes()
    parse(body, url=PAIRS_FROM, clean=texts)

    assert parse(body, url=PAIRS_FROM, clean=texts) == parse(body, url=PAIRS_FROM)


@pytest.mark.parametrize(
    "other",
    [
        {"base": "https://ander.example/"},
        {"link": "https://bron.example/2"},
        {"headline": "Sluis"},
        {"authors": ("Anna de Vos",)},
        {"authors": ("Anna de Vos", "")},
        {"summary": TEXT["content"], "content": ""},
        {"summary": "", "content": f"{TEXT['content']}\0Brug", "headline": ""},
    ],
    ids=str,
)
def test_a_text_is_known_by_all_that_decides_how_it_is_cleaned(other: dict[str, Any]) -> None:
    counted = Counted()
    texts = KnownTexts(counted)
    said: dict[str, Any] = {**TEXT, "base": BASE, "link": "https://bron.example/1"}
    texts([SaidText(**said)])

    assert texts([SaidText(**(said | other))]) == [lead_and_body(**(said | other))]
    assert len(counted.headlines) == 2


def test_what_was_not_asked_for_longest_goes_first() -> None:
    counted = Counted()
    texts = KnownTexts(counted, most=1_200)  # three short ones do not fit
    for headline in ("een", "twee", "een", "drie", "een", "twee"):
        texts([SaidText(summary="", content="<p>Tekst.</p>", headline=headline, base=None)])

    assert counted.headlines == ["een", "twee", "drie", "twee"]


def test_a_text_that_would_displace_all_others_is_not_kept() -> None:
    counted = Counted()
    texts = KnownTexts(counted)
    for _ in range(2):
        texts([SaidText(summary="", content="woord " * LONGEST_TEXT, headline="lang", base=None)])

    assert counted.headlines == ["lang", "lang"]


def test_a_text_whose_links_are_missing_for_another_items_sake_is_cleaned_again() -> None:
    """A document may name so many international hosts; what comes behind too many has no links."""
    hosts = "".join(
        f"<a href='https://é{number}{'x' * 40}.example/'>x</a> " for number in range(MOST_INTERNATIONAL // 40)
    )
    last = "<p>Zie <a href='https://één.example/'>daar</a>.</p>"
    texts = KnownTexts()
    assert "href" not in parse(document(hosts, last), clean=texts).entries[1].lead_html

    assert "href" in parse(document("", last), clean=texts).entries[1].lead_html
