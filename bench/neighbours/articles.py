"""The same articles for three sites: `python -m bench.neighbours.articles FOLDER`.

Writes `ours/` (a site.toml and an RSS file for each section, for `portal import`), `ghost.json` (for Ghost's own
importer) and `articles.json` (plain, for whatever creates the pages of a Wagtail). No pictures: nobody profits.
"""

import argparse
import json
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from bench.sample import article
from local.doors import ROOT
from portal.model.article import Article

SECTIONS = {"binnenland": "Binnenland", "buitenland": "Buitenland", "sport": "Sport", "goes": "Goes"}
"""Slug to name; a stock portal has them all."""
COUNT = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="where the files go")
    folder: Path = parser.parse_args().folder
    (folder / "ours").mkdir(parents=True, exist_ok=True)
    articles = sample(datetime.now(UTC).replace(microsecond=0))
    for section in SECTIONS:
        rss = as_rss([one for one in articles if one.section == section])
        (folder / "ours" / f"{section}.xml").write_text(rss, encoding="utf-8")
    (folder / "ours" / "site.toml").write_text(site_file(), encoding="utf-8")
    for name, value in {"ghost.json": as_ghost(articles), "articles.json": as_plain(articles)}.items():
        (folder / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def sample(now: datetime) -> list[Article]:
    """The sections take turns, newest first."""
    return [article(number, section=list(SECTIONS)[number % len(SECTIONS)], now=now) for number in range(COUNT)]


def paragraphs(one: Article) -> list[str]:
    """Their plain text: a made-up body has nothing but paragraphs of words."""
    return re.findall(r"<p>(.*?)</p>", one.body_html)


def site_file() -> str:
    """The stock site.toml with a feed for each section, into which the articles are imported."""
    stock = (ROOT / "layers" / "site" / "site.toml").read_text(encoding="utf-8")
    feeds = (f'id = "{slug}"\nurl = "https://feeds.example/{slug}"\nsection = "{slug}"\n' for slug in SECTIONS)
    return stock + "".join(f"\n[[feeds]]\n{feed}interval = 86400\n" for feed in feeds)


def as_rss(articles: list[Article]) -> str:
    items = "".join(
        f"<item><guid isPermaLink='false'>{one.slug}</guid><title>{escape(one.headline)}</title>"
        f"<pubDate>{format_datetime(one.published_at)}</pubDate>"
        f"<description>{escape(f'<p>{one.lead}</p>{one.body_html}')}</description></item>"
        for one in articles
    )
    return f"<rss version='2.0'><channel><title>Proef</title>{items}</channel></rss>"


def as_plain(articles: list[Article]) -> list[dict[str, Any]]:
    """Times in ISO 8601, in UTC."""
    return [
        {
            "slug": one.slug,
            "headline": one.headline,
            "lead": one.lead,
            "paragraphs": paragraphs(one),
            "section": {"slug": one.section, "name": SECTIONS[one.section]},
            "published_at": one.published_at.isoformat(),
        }
        for one in articles
    ]


def as_ghost(articles: list[Article]) -> dict[str, Any]:
    """Ghost's import file: posts, tags and what joins them. Source: Ghost docs, «Developer migration docs»."""
    tags = {slug: number for number, slug in enumerate(SECTIONS, 1)}
    posts = [
        {
            "id": number,
            "title": one.headline,
            "slug": one.slug,
            "lexical": json.dumps(_lexical(paragraphs(one))),
            "custom_excerpt": one.lead,
            "status": "published",
            "published_at": one.published_at.isoformat(),
        }
        for number, one in enumerate(articles, 1)
    ]
    tagged = [{"post_id": number, "tag_id": tags[one.section]} for number, one in enumerate(articles, 1)]
    names = [{"id": number, "slug": slug, "name": SECTIONS[slug]} for slug, number in tags.items()]
    return {
        "db": [
            {
                "meta": {"exported_on": 0, "version": "5.130.6"},
                "data": {"posts": posts, "tags": names, "posts_tags": tagged},
            }
        ]
    }


def _lexical(texts: list[str]) -> dict[str, Any]:
    """The document of Ghost's editor."""
    common = {"direction": "ltr", "format": "", "indent": 0, "version": 1}
    words = {"detail": 0, "format": 0, "mode": "normal", "style": "", "type": "extended-text", "version": 1}
    rows = [{**common, "type": "paragraph", "children": [words | {"text": text}]} for text in texts]
    return {"root": {**common, "type": "root", "children": rows}}


if __name__ == "__main__":
    main()
