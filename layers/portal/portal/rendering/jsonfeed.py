"""JSON Feed 1.1 with the full text. Source: jsonfeed.org/version/1.1."""

import json
from collections.abc import Iterable
from typing import Any

from portal.model.article import Article
from portal.model.clock import to_iso
from portal.model.site import Site
from portal.rendering.prose import lead_with_dateline
from portal.rendering.rss import full_text, permanent_id

MEDIA_TYPE = "application/feed+json; charset=utf-8"


def json_feed(site: Site, articles: Iterable[Article], *, title: str, description: str, page: str, path: str) -> str:
    """The feed at `path` of the page at `page`; newest first."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": site.origin + page,
        "feed_url": site.origin + path,
        "description": description,
        "language": "nl",
        "items": [_item(site, article) for article in articles],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _item(site: Site, article: Article) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": permanent_id(article),
        "url": site.origin + article.path,
        "title": article.headline,
        "summary": lead_with_dateline(article),
        "content_html": full_text(article),
        "date_published": to_iso(article.published_at),
        "tags": [site.section_or_orphan(article.section).name],
    }
    if article.updated_at:
        item["date_modified"] = to_iso(article.updated_at)
    if article.picture:
        item["image"] = site.origin + article.picture.largest
    if article.authors:
        item["authors"] = [{"name": author} for author in article.authors]
    return item
