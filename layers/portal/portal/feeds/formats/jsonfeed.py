"""JSON Feed 1.0 and 1.1. Source: jsonfeed.org/version/1.1. A value of the wrong type is as one that is not there."""

from portal.feeds.clean import from_plain, plain_line
from portal.feeds.dates import parse_date
from portal.feeds.formats.source import Format, Source
from portal.feeds.item import Item, to_entries
from portal.feeds.links import resolve
from portal.feeds.text import without_controls
from portal.model.article import Document, Image

_VERSION = "jsonfeed.org/version/"


def read(source: Source) -> Document:
    """Every object among the items; feed authors stand in for those of an item that names none."""
    feed = source.value if isinstance(source.value, dict) else {}
    home = resolve(_text(feed.get("home_page_url")), source.url) or source.url
    base = resolve(_text(feed.get("feed_url")), source.url) or home
    items = [item for item in _list(feed.get("items")) if isinstance(item, dict)]
    authors = _authors(feed)
    return Document(
        format="jsonfeed",
        title=plain_line(_text(feed.get("title"))),
        entries=to_entries(_item(item, base, authors) for item in items),
    )


def _claims(source: Source) -> bool:
    feed = source.value
    if not isinstance(feed, dict):
        return False
    if _VERSION in _text(feed.get("version")):
        return True
    items, is_reply = feed.get("items"), {"error", "errors", "hasError"} & feed.keys()
    return isinstance(items, list) and not is_reply and (bool(items) or not {"status", "code"} & feed.keys())


FORMAT = Format(name="jsonfeed", claims=_claims, read=read)


def _item(item: dict[str, object], base: str | None, feed_authors: list[str]) -> Item:
    content_html, content_text = _text(item.get("content_html")), _text(item.get("content_text"))
    return Item(
        guid=_text(item.get("id")),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        base=base,
        headline=plain_line(_text(item.get("title"))),
        summary=from_plain(_text(item.get("summary"))),
        content=content_html if content_html.strip() else from_plain(content_text),
        published_at=parse_date(_text(item.get("date_published"))),
        updated_at=parse_date(_text(item.get("date_modified"))),
        authors=_authors(item) or feed_authors,
        categories=[_text(tag) for tag in _list(item.get("tags"))],
        images=_images(item),
    )


def _authors(item: dict[str, object]) -> list[str]:
    """`authors` (1.1) or `author` (1.0)."""
    found = [*_list(item.get("authors")), item.get("author")]
    return list(filter(None, (_text(author.get("name")) for author in found if isinstance(author, dict))))


def _images(item: dict[str, object]) -> list[Image]:
    addresses = [_text(item.get("image")) or _text(item.get("banner_image"))]
    attachments = [attachment for attachment in _list(item.get("attachments")) if isinstance(attachment, dict)]
    pictures = [attachment for attachment in attachments if _text(attachment.get("mime_type")).startswith("image/")]
    addresses += [_text(picture.get("url")) for picture in pictures]
    return [Image(url=address) for address in addresses if address]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """A string as it stands, a number as its digits (ids are sometimes numbers), anything else as nothing."""
    if isinstance(value, str):
        return without_controls(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
