"""Sample values of our own for the tests."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from portal.model.article import Article, Dateline, Origin
from portal.model.feed import Feed
from portal.model.section import Section
from portal.model.site import Site
from portal.model.slug import slugify
from portal.model.webmail import Webmail

ROOT = Path(__file__).resolve().parents[1]
FULL_SITE = ROOT / "tests" / "sites" / "full.toml"
"""A site.toml with everything in it. Tests do not look at the publisher's own: whatever is in that must break none."""
NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


def site(**changes: Any) -> Site:
    """Four sections, two of them regions; two feeds; two webmails."""
    values: dict[str, Any] = {
        "name": "De Schelde",
        "origin": "https://www.schelde.example",
        "description": "Nieuws langs het water",
        "contact": "redactie@schelde.example",
        "sections": (
            Section(slug="binnenland", name="Binnenland"),
            Section(slug="buitenland", name="Buitenland"),
            Section(slug="goes", name="Goes", region=True),
            Section(slug="tholen", name="Tholen", region=True),
        ),
        "feeds": (
            Feed(id="buiten", url="https://feeds.example/buiten.xml", section="buitenland"),
            Feed(id="goes", url="https://regio.example/goes.xml", section="goes", interval=60),
        ),
        "webmails": (
            Webmail(id="schelde", name="Schelde webmail", url="https://webmail.schelde.example/"),
            Webmail(id="kreek", name="Kreek webmail", url="https://webmail.kreek.example/"),
        ),
    }
    return Site(**values | changes)


def article(headline: str = "Veerpont vaart weer", **changes: Any) -> Article:
    """An article of an hour ago in Buitenland; its entry is named after its headline."""
    slug = slugify(headline)
    values: dict[str, Any] = {
        "slug": slug,
        "headline": headline,
        "lead": f"Het bericht over {headline.lower()} begint hier.",
        "dateline": Dateline(place="BREUGEL", sources=("ANP", "DPA")),
        "section": "buitenland",
        "published_at": NOW - timedelta(hours=1),
        "body_html": "<p>En zo gaat het verder.</p>",
        "origin": Origin(feed="buiten", entry=slug),
        "fingerprint": f"eerste-{slug}",
    }
    return Article(**values | changes)
