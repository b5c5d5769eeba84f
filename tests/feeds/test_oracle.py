"""On well-formed feeds feedparser and we see the same items."""

from calendar import timegm
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from portal.feeds.parsing.document import parse

PAIRS = Path(__file__).parent / "pairs"
WELL_FORMED = [
    "rss/agency-story",
    "rss/own-summary",
    "rss/body-in-description",
    "rss/rdf-1.0",
    "atom/1.0",
    "atom/lone-entry",
    "rss/xml-base",
]


@pytest.mark.parametrize("name", WELL_FORMED)
def test_ids_titles_links_and_dates_are_those_of_feedparser(name: str) -> None:
    body = (PAIRS / f"{name}.xml").read_bytes()
    if name == "atom/lone-entry":  # feedparser knows no lone entry, so it gets a feed around it
        theirs = feedparser.parse(b'<feed xmlns="http://www.w3.org/2005/Atom">' + body + b"</feed>")
    else:
        theirs = feedparser.parse(body)

    ours = parse(body).entries

    assert len(ours) == len(theirs.entries)
    for mine, other in zip(ours, theirs.entries, strict=True):
        assert mine.headline == other.title.replace("<b>Vet</b>", "Vet")  # feedparser keeps the markup of a title
        assert "id" not in other or mine.id == other.id
        assert mine.url is None or not other.get("link", "").startswith("http") or mine.url == other.link
        if "published_parsed" in other:
            assert mine.published_at == datetime.fromtimestamp(timegm(other.published_parsed), UTC)
