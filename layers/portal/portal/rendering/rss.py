"""RSS 2.0 with the full text.

Sources: RSS 2.0 Specification (RSS Advisory Board), RSS content module 1.0, Media RSS 1.5.1.
"""

from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from html import escape

from portal.model.article import Article
from portal.model.dutch_dates import day_in_full
from portal.model.picture import Picture
from portal.model.site import Site
from portal.rendering import daily_digest
from portal.rendering.prose import lead_with_dateline
from portal.rendering.views import DailyDigestView

MEDIA_TYPE = "application/rss+xml; charset=utf-8"

_OPENING = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/">\n<channel>\n'
)


def rss(site: Site, articles: Iterable[Article], *, title: str, description: str, page: str, path: str) -> str:
    """The feed at `path` of the page at `page`; newest first. Nothing in it depends on the moment it is made."""
    shown = list(articles)
    newest = max((article.updated_at or article.published_at for article in shown), default=None)
    head = [
        _element("title", title),
        _element("link", site.origin + page),
        _element("description", description),
        _element("language", "nl"),
        f'<atom:link href="{escape(site.origin + path)}" rel="self" type="application/rss+xml"/>\n',
        _element("ttl", "5"),
        _element("lastBuildDate", _rfc822(newest)) if newest else "",
    ]
    return "".join([_OPENING, *head, *(_item(site, article) for article in shown), "</channel>\n</rss>\n"])


def digest_feed(site: Site, views: Iterable[DailyDigestView]) -> str:
    """A feed of digests, the newest first: each is one item, whose id is its day."""
    shown = list(views)
    head = [
        _element("title", f"{site.name} - Vandaag"),
        _element("link", site.origin + daily_digest.PATH),
        _element("description", f"Elke ochtend het belangrijkste nieuws van {site.name}"),
        _element("language", "nl"),
        f'<atom:link href="{escape(site.origin + daily_digest.FEED_PATH)}" rel="self" type="application/rss+xml"/>\n',
        _element("ttl", "60"),
        _element("lastBuildDate", _rfc822(daily_digest.morning_of(shown[0].day))) if shown else "",
    ]
    return "".join([_OPENING, *head, *(_digest_item(site, view) for view in shown), "</channel>\n</rss>\n"])


def _digest_item(site: Site, view: DailyDigestView) -> str:
    headlines = [teaser.headline for block in view.blocks for teaser in block.teasers]
    elements = [
        _element("title", f"Overzicht van {day_in_full(view.day)}"),
        _element("link", site.origin + daily_digest.path_of(view.day)),
        f'<guid isPermaLink="false">urn:regioportaal:vandaag:{view.day}</guid>\n',
        _element("pubDate", _rfc822(daily_digest.morning_of(view.day))),
        _element("description", "; ".join(headlines)),
        _element("content:encoded", daily_digest.as_html(view, site)),
    ]
    return "".join(["<item>\n", *elements, "</item>\n"])


def full_text(article: Article) -> str:
    """Lead and body as HTML; the body is what the sanitiser let through (feeds.body.sanitize)."""
    lead = lead_with_dateline(article)
    return (f"<p>{escape(lead, quote=False)}</p>" if lead else "") + article.body_html


def permanent_id(article: Article) -> str:
    """Stays the same when an article is renamed: a feed reader shows it once."""
    return f"urn:regioportaal:{article.origin.feed}:{article.origin.entry}"


def _item(site: Site, article: Article) -> str:
    elements = [
        _element("title", article.headline),
        _element("link", site.origin + article.path),
        f'<guid isPermaLink="false">{escape(permanent_id(article))}</guid>\n',
        _element("pubDate", _rfc822(article.published_at)),
        _element("category", site.section_or_orphan(article.section).name),
        *(_element("dc:creator", author) for author in article.authors),
        _element("description", lead_with_dateline(article)),
        _element("content:encoded", full_text(article)),
        *(_media(site, picture) for picture in article.pictures),
    ]
    return "".join(["<item>\n", *elements, "</item>\n"])


def _media(site: Site, picture: Picture) -> str:
    """No enclosure: that one must say how many bytes it has."""
    about = f'medium="image" type="image/jpeg" width="{picture.width}" height="{picture.height}"'
    said = [
        _element("media:description", picture.alt) if picture.alt else "",
        _element("media:credit", picture.credit) if picture.credit else "",
    ]
    opening = f'<media:content url="{escape(site.origin + picture.largest)}" {about}>\n'
    return "".join([opening, *said, "</media:content>\n"])


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text, quote=False)}</{name}>\n"


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)
