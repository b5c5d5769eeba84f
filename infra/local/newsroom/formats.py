"""Items as RSS 2.0, RSS 1.0, Atom or JSON Feed: one pure function a format, the same bytes for the same items."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime

from local.newsroom.drawings import shots_of
from local.newsroom.markup import escape, to_html
from local.newsroom.stories import Feed, Item

ORIGIN = "https://www.zeeuwsecourier.example"
NEWSDESK = "Redactie Zeeuwse Courier"
CONTENT_TYPES: Mapping[str, str] = {
    "rss": "application/rss+xml; charset=utf-8",
    "rdf": "application/rdf+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "jsonfeed": "application/feed+json; charset=utf-8",
}

_CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
_ATOM = "http://www.w3.org/2005/Atom"
_MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
_XHTML = "http://www.w3.org/1999/xhtml"

Renderer = Callable[[Feed, Sequence[Item], datetime, str], str]
"""Takes the feed, its items, the moment at which it last changed, and where its pictures are served from."""


def _rss(feed: Feed, items: Sequence[Item], changed_at: datetime, pictures: str) -> str:
    """Source: RSS 2.0 (rssboard.org), dates as in RFC 822; it has no time of update, so Atom's own is borrowed."""
    return _document(
        f'<rss version="2.0" {_CONTENT} {_DC} {_MEDIA} xmlns:atom="{_ATOM}">',
        "<channel>",
        *_head(feed),
        "<language>nl</language>",
        _element("lastBuildDate", _rfc822(changed_at)),
        f'<atom:link rel="self" type="application/rss+xml" href="{ORIGIN}{feed.path}"/>',
        *(line for item in items for line in _rss_item(feed, item, pictures)),
        "</channel>",
        "</rss>",
    )


def _rss_item(feed: Feed, item: Item, pictures: str) -> Iterable[str]:
    yield "<item>"
    yield f'<guid isPermaLink="false">{escape(item.id)}</guid>'
    yield from _story(feed, item)
    yield _element("pubDate", _rfc822(item.published_at))
    yield _element("atom:updated", _iso(item.updated_at))
    yield from _media(item, pictures)
    yield "</item>"


def _rdf(feed: Feed, items: Sequence[Item], changed_at: datetime, pictures: str) -> str:
    """Source: RSS 1.0 (web.resource.org/rss/1.0) with its Dublin Core modules: dc:date, dcterms:modified."""
    return _document(
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'{_CONTENT} {_DC} {_MEDIA} xmlns:dcterms="http://purl.org/dc/terms/">',
        f'<channel rdf:about="{ORIGIN}{feed.path}">',
        *_head(feed),
        _element("dc:language", "nl"),
        _element("dc:date", _iso(changed_at)),
        "<items><rdf:Seq>",
        *(f'<rdf:li rdf:resource="{_link(item)}"/>' for item in items),
        "</rdf:Seq></items>",
        "</channel>",
        *(line for item in items for line in _rdf_item(feed, item, pictures)),
        "</rdf:RDF>",
    )


def _rdf_item(feed: Feed, item: Item, pictures: str) -> Iterable[str]:
    yield f'<item rdf:about="{_link(item)}">'
    yield _element("dc:identifier", item.id)
    yield from _story(feed, item)
    yield _element("dc:date", _iso(item.published_at))
    yield _element("dcterms:modified", _iso(item.updated_at))
    yield from _media(item, pictures)
    yield "</item>"


def _head(feed: Feed) -> Iterable[str]:
    """What a channel of RSS 2.0 and of RSS 1.0 both begin with."""
    yield _element("title", feed.title)
    yield _element("link", f"{ORIGIN}/")
    yield _element("description", f"Nieuws van de {feed.title}")


def _story(feed: Feed, item: Item) -> Iterable[str]:
    """What an item of RSS 2.0 and of RSS 1.0 both hold: the description is HTML there, so it is escaped twice."""
    yield _element("title", item.text.headline)
    yield _element("link", _link(item))
    yield _element("description", escape(item.text.opening))
    yield f"<content:encoded><![CDATA[{_content(feed, item)}]]></content:encoded>"
    if item.author:
        yield _element("dc:creator", item.author)
    yield from (_element("dc:subject", tag) for tag in item.tags)


def _atom(feed: Feed, items: Sequence[Item], changed_at: datetime, pictures: str) -> str:
    """Source: RFC 4287; its dates are RFC 3339, its ids tag URIs (RFC 4151)."""
    return _document(
        f'<feed xmlns="{_ATOM}" {_MEDIA} xml:lang="nl">',
        _element("id", f"{ORIGIN}{feed.path}"),
        _element("title", feed.title),
        _element("updated", _iso(changed_at)),
        f'<link rel="alternate" type="text/html" href="{ORIGIN}/"/>',
        f'<link rel="self" type="application/atom+xml" href="{ORIGIN}{feed.path}"/>',
        f"<author>{_element('name', NEWSDESK)}</author>",
        *(line for item in items for line in _atom_entry(feed, item, pictures)),
        "</feed>",
    )


def _atom_entry(feed: Feed, item: Item, pictures: str) -> Iterable[str]:
    yield "<entry>"
    yield _element("id", f"tag:zeeuwsecourier.example,2024:{item.id}")
    yield _element("title", item.text.headline)
    yield f'<link rel="alternate" type="text/html" href="{_link(item)}"/>'
    yield _element("published", _iso(item.published_at))
    yield _element("updated", _iso(item.updated_at))
    if item.author:
        yield f"<author>{_element('name', item.author)}</author>"
    yield from (f'<category term="{escape(tag)}"/>' for tag in item.tags)
    yield _element("summary", item.text.opening)
    yield _atom_content(feed, item)
    yield from _media(item, pictures)
    yield "</entry>"


def _atom_content(feed: Feed, item: Item) -> str:
    """Source: RFC 4287 §4.1.3.3: html is escaped, xhtml stands in one div."""
    content = _content(feed, item)
    if feed.content == "xhtml":
        return f'<content type="xhtml"><div xmlns="{_XHTML}">{content}</div></content>'
    return f'<content type="html">{escape(content)}</content>'


def _jsonfeed(feed: Feed, items: Sequence[Item], _changed_at: datetime, pictures: str) -> str:
    """Source: JSON Feed 1.1 (jsonfeed.org/version/1.1), which keeps no time for the feed as a whole."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": f"{ORIGIN}/",
        "feed_url": f"{ORIGIN}{feed.path}",
        "language": "nl",
        "items": [_json_item(feed, item, pictures) for item in items],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _json_item(feed: Feed, item: Item, pictures: str) -> dict[str, object]:
    """JSON Feed has no place for what a picture shows, nor for who made it."""
    shots = shots_of(item)
    return {
        "id": item.id,
        "url": _link(item),
        "title": item.text.headline,
        "summary": item.text.opening,
        "content_html": _content(feed, item),
        "date_published": _iso(item.published_at),
        "date_modified": _iso(item.updated_at),
        **({"authors": [{"name": item.author}]} if item.author else {}),
        **({"tags": list(item.tags)} if item.tags else {}),
        **({"image": f"{pictures}{shots[0].path}"} if shots else {}),
    }


def _media(item: Item, pictures: str) -> Iterable[str]:
    """Source: Media RSS 1.5.1, which Atom and RSS 1.0 borrow too."""
    for shot in shots_of(item):
        yield f'<media:content url="{pictures}{shot.path}" type="image/jpeg" medium="image">'
        yield _element("media:description", shot.alt)
        yield _element("media:credit", shot.credit)
        yield "</media:content>"


def _content(feed: Feed, item: Item) -> str:
    """The whole article: the lead behind its dateline as first paragraph, then the body."""
    return to_html(f"{item.text.opening}\n\n{item.text.body}", subheads=feed.subheads)


def _document(*lines: str) -> str:
    return "\n".join(('<?xml version="1.0" encoding="utf-8"?>', *lines, ""))


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _link(item: Item) -> str:
    return f"{ORIGIN}/bericht/{item.id}"


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _rfc822(moment: datetime) -> str:
    """`Tue, 24 Nov 2026 02:57:05 GMT`, with a year of four digits as RSS 2.0 prefers."""
    return format_datetime(moment, usegmt=True)


RENDERERS: Mapping[str, Renderer] = {"rss": _rss, "rdf": _rdf, "atom": _atom, "jsonfeed": _jsonfeed}
