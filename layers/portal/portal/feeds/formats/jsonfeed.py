"""JSON Feed 1.0 and 1.1. Source: jsonfeed.org/version/1.1. A value of the wrong type is as one that is not there."""

from portal.feeds.body.raw_markup import escaped_once, has_words, with_breaks, with_tags_of_text
from portal.feeds.body.sanitize import json_line, plain_line
from portal.feeds.formats.links import web_address
from portal.feeds.formats.media import is_of_a_picture, link_to_recording, with_link
from portal.feeds.formats.source import Format, Source
from portal.feeds.formats.values import as_list, text
from portal.feeds.parsing.author_names import author_name
from portal.feeds.parsing.dates import parse_date
from portal.feeds.parsing.raw_item import RawDocument, RawItem
from portal.feeds.parsing.urls import resolve
from portal.model.article import Image

_VERSION = "jsonfeed.org/version/"


def read(source: Source) -> RawDocument:
    """Every object among the items; feed authors stand in for those of an item that names none."""
    feed = source.value if isinstance(source.value, dict) else {}
    home = resolve(text(feed.get("home_page_url")), source.url) or source.url
    base = resolve(text(feed.get("feed_url")), source.url) or home
    items = [item for item in as_list(feed.get("items")) if isinstance(item, dict)]
    authors = _authors(feed)
    title = plain_line(text(feed.get("title")))
    return RawDocument(format="jsonfeed", items=(_item(item, base, authors) for item in items), title=title)


def _claims(source: Source) -> bool:
    feed = source.value
    if not isinstance(feed, dict):
        return False
    if _VERSION in text(feed.get("version")):
        return True
    items, is_reply = feed.get("items"), {"error", "errors", "hasError"} & feed.keys()
    return isinstance(items, list) and not is_reply and (bool(items) or not {"status", "code"} & feed.keys())


FORMAT = Format(name="jsonfeed", claims=_claims, read=read)


def _item(item: dict[str, object], base: str | None, feed_authors: list[str]) -> RawItem:
    content_html, content_text = text(item.get("content_html")), text(item.get("content_text"))
    summary, content = _with_recording(
        item,
        with_tags_of_text(text(item.get("summary")), needs_block=True),
        _content(content_html, content_text),
    )
    return RawItem(
        guid=text(item.get("id")),
        link=text(item.get("url")) or text(item.get("external_url")) or web_address(text(item.get("id"))),
        base=base,
        headline=json_line(text(item.get("title"))),
        summary=summary,
        content=content,
        published_at=parse_date(text(item.get("date_published"))),
        updated_at=parse_date(text(item.get("date_modified"))),
        authors=_authors(item) or feed_authors,
        categories=[text(tag) for tag in as_list(item.get("tags"))],
        images=_images(item),
    )


def _content(html: str, text: str) -> str:
    """The HTML where there are words in it, else what it shows and the text."""
    if html.strip() and (has_words(html) or not text.strip()):
        return escaped_once(html)
    return html + with_tags_of_text(text, needs_block=True)


def _authors(item: dict[str, object]) -> list[str]:
    """`authors` (1.1) or `author` (1.0); one that is only an address is nobody's name."""
    found = [*as_list(item.get("authors")), item.get("author")]
    return list(filter(None, (author_name(text(author.get("name"))) for author in found if isinstance(author, dict))))


def _attachments(item: dict[str, object]) -> list[dict[str, object]]:
    return [attachment for attachment in as_list(item.get("attachments")) if isinstance(attachment, dict)]


def _with_recording(item: dict[str, object], summary: str, content: str) -> tuple[str, str]:
    for one in _attachments(item):
        address = text(one.get("url"))
        if address and (link := link_to_recording(address, text(one.get("mime_type")))):
            return with_link(address, link, summary, content if "<" in content else with_breaks(content))
    return summary, content


def _images(item: dict[str, object]) -> list[Image]:
    addresses = [text(item.get("image")) or text(item.get("banner_image"))]
    attached = ((text(one.get("url")), text(one.get("mime_type"))) for one in _attachments(item))
    addresses += [address for address, kind in attached if is_of_a_picture(address, kind)]
    return [Image(url=address) for address in addresses if address]
