"""The front of the folder: from bytes to a Document, and from a Document to what `portal parse` prints."""

import json
import re
import zlib
from dataclasses import replace

from portal.feeds.body.lead_and_body import Clean, leads_and_bodies
from portal.feeds.body.sanitize import one_line
from portal.feeds.formats import FORMATS
from portal.feeds.formats.markdown import FENCE
from portal.feeds.formats.markdown import FORMAT as MARKDOWN
from portal.feeds.formats.source import Source, name_of
from portal.feeds.parsing.host_names import names_of_one_document
from portal.feeds.parsing.item_to_entry import to_document
from portal.feeds.parsing.most_items import first_items, may_be_too_long, newest_items
from portal.feeds.parsing.named_feeds import feeds_named_by
from portal.feeds.parsing.text import charset_of, decode
from portal.feeds.parsing.xml import ROOTS, read_xml
from portal.model.article import Document, Entry, Image
from portal.model.clock import to_iso
from portal.model.errors import ParseError
from portal.model.inflate import GZIP, inflate

MAX_BYTES = 20_000_000
MAX_JSON_CONTAINERS = 200_000
MAX_JSON_VALUES = 500_000
MAX_NULS = 100

_HTML = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_FEED = re.compile(rf"<(?:[\w-]+:)?(?:{ROOTS}|NewsItem)[\s>]")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_EXCERPT = 100
_HEAD = 5000
_BLANK = "\ufeff\0 \t\r\n"


def parse(
    body: bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    format: str | None = None,  # noqa: A002  # the key's own name in site.toml
    found_at: str | None = None,
    clean: Clean = leads_and_bodies,
) -> Document:
    """Everything that `body` holds: each item of it, also one without id, title, link or text; of more than
    ten thousand the newest. Gzip is unpacked.

    `url` is the base of relative addresses and names the document in errors; `content_type` only lends its charset,
    `format` None means: look at the document. `found_at`: where redirects led to, which is the base of an HTML page.
    `clean`: how its texts are, such as KnownTexts.
    Raises ParseError, and nothing else, whatever the bytes are.
    """
    name, page = url or "-", found_at or url
    if len(body) > MAX_BYTES:
        raise ParseError(name, f"is larger than {MAX_BYTES // 1_000_000} MB")
    body = _unpacked(body, name)
    text, unread = decode(body, charset_of(content_type)), 0
    if text.lstrip(_BLANK).startswith(FENCE):
        source = Source(url=url, text=text.lstrip(_BLANK))
    else:
        if format == MARKDOWN.name and text.lstrip(_BLANK)[:1] not in ("", "<", "{", "["):
            raise ParseError(name, f"has no head; begin with lines {FENCE}, title: … and {FENCE}, the text below")
        nuls = text.count("\0") if b"\0" in body else 0  # in bytes, where none is found at once
        _refuse_what_is_no_document(text, nuls, name, page)
        if text.lstrip(_BLANK)[:1] in ("{", "["):
            source, unread = _json(text, url)
        else:
            text, items, unread = first_items(text) if may_be_too_long(text) else (text, 0, 0)
            source = _xml(text, url, items)
    claimed = next((candidate for candidate in FORMATS if candidate.claims(source)), None)
    if claimed is None:
        raise ParseError(name, _what_it_is(source, text, page))
    if format and format != claimed.name:
        raise ParseError(name, f"is {claimed.name}, not {format}; correct or leave out the format of this feed")
    with names_of_one_document():
        document = to_document(claimed.read(source), clean)
    return replace(document, unread=unread) if unread else document


def to_json(document: Document) -> dict[str, object]:
    """`document` as plain values: the output of `portal parse`. Times are ISO 8601 in UTC, or None."""
    return {
        "format": document.format,
        "title": document.title,
        "entries": [_entry_to_json(entry) for entry in document.entries],
    }


def _entry_to_json(entry: Entry) -> dict[str, object]:
    dateline = entry.dateline
    moments = {
        name: to_iso(moment) if moment else None
        for name, moment in (
            ("published_at", entry.published_at),
            ("updated_at", entry.updated_at),
            ("embargoed_until", entry.embargoed_until),
        )
    }
    return {
        "id": entry.id,
        "url": entry.url,
        "headline": entry.headline,
        "lead": entry.lead,
        "lead_html": entry.lead_html,
        "body_html": entry.body_html,
        "dateline": {"place": dateline.place, "sources": list(dateline.sources)} if dateline else None,
        "published_at": moments["published_at"],
        "updated_at": moments["updated_at"],
        "authors": list(entry.authors),
        "categories": list(entry.categories),
        "images": [_image_to_json(image) for image in entry.images],
        "status": entry.status.value,
        "embargoed_until": moments["embargoed_until"],
        "revision": entry.revision,
        "withdraws": entry.withdraws,
        "source": {"name": entry.source.name, "url": entry.source.url} if entry.source else None,
        "urgency": entry.urgency,
        "subjects": [{"code": subject.code, "name": subject.name} for subject in entry.subjects],
    }


def _image_to_json(image: Image) -> dict[str, object]:
    return {"url": image.url, "alt": image.alt, "caption": image.caption, "credit": image.credit}


def _unpacked(body: bytes, name: str) -> bytes:
    """A file that is delivered may be gzip, once or, by way of a proxy, twice. Raises ParseError."""
    for _ in range(2):
        if not body.startswith(GZIP):
            break
        try:
            body = inflate(body, MAX_BYTES)
        except zlib.error:
            break  # it only looks like gzip: binary data
        except EOFError as error:
            raise ParseError(name, "is binary data, not a feed: gzip that breaks off in the middle") from error
        except ValueError as error:
            raise ParseError(name, str(error)) from error
        if len(body) > MAX_BYTES:
            raise ParseError(name, f"is larger than {MAX_BYTES // 1_000_000} MB unpacked")
    return body


def _refuse_what_is_no_document(text: str, nuls: int, name: str, page_url: str | None) -> None:
    start = text[:_HEAD].strip(_BLANK)
    if not start and not text.strip(_BLANK):
        raise ParseError(name, "is empty")
    if nuls > MAX_NULS:
        raise ParseError(name, f"is binary data, not a feed (it begins with {_excerpt(start)})")
    if start.startswith(("{", "[")):
        return
    head = _COMMENT.sub(lambda found: " " * len(found[0]), text[:_HEAD])
    page, feed = _HTML.search(head), _FEED.search(head) or _FEED.search(text, _HEAD)
    if page and (feed is None or page.start() < feed.start()):
        raise ParseError(name, _what_the_page_names(text, page_url))
    if "<" not in text:
        kind = "binary data" if "\ufffd" in start or "\0" in start else "plain text"
        raise ParseError(name, f"is {kind}, not a feed (it begins with {_excerpt(start)})")


def _what_the_page_names(text: str, url: str | None) -> str:
    named = feeds_named_by(text, url)
    if not named:
        return f"is an HTML page, not a feed ({_page_title(text)})"
    others = f" (and {', '.join(named[1:])})" if named[1:] else ""
    return f"is an HTML page, not a feed; it names {named[0]} as its feed{others}"


def _page_title(text: str) -> str:
    title = _TITLE.search(text)
    return f"title: {_excerpt(one_line(title[1]))}" if title and title[1].strip() else "without a title"


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    short = line if len(line) <= _EXCERPT else f"{line[:_EXCERPT]}…"
    return "".join(character if character.isprintable() else "?" for character in short)


def _xml(text: str, url: str | None, items: int) -> Source:
    root = read_xml(text, url or "-", items=items)
    return Source(url=url, root=root, has_base="xml:base" in text)


def _json(text: str, url: str | None) -> tuple[Source, int]:
    """With as many items as are read, and how many were left out."""
    name = url or "-"
    if text.count("{") + text.count("[") > MAX_JSON_CONTAINERS or text.count(",") > MAX_JSON_VALUES:
        raise ParseError(name, "holds more JSON values than a feed has")
    try:
        value = json.loads(text.strip(_BLANK), strict=False, parse_int=_number, parse_constant=_nothing)
    except RecursionError as error:
        raise ParseError(name, "is JSON that is nested too deep") from error
    except ValueError as error:
        raise ParseError(name, f"is JSON that is broken ({_excerpt(str(error))})") from error
    left = 0
    if isinstance(value, dict) and isinstance(value.get("items"), list):
        value["items"], left = newest_items(value["items"], dates=("date_published", "date_modified"))
    return Source(url=url, value=value), left


def _number(digits: str) -> int | str:
    """A number of any length; one that is too long to count with stays text, as an id is."""
    return int(digits) if len(digits) < 300 else digits


def _nothing(_: str) -> None:
    """NaN and Infinity are not JSON (RFC 8259 §6)."""


def _what_it_is(source: Source, text: str, page_url: str | None) -> str:
    if source.text:
        return "is text that begins with --- and has no second --- below what is said of it"
    if source.root is not None:
        root = name_of(source.root).removeprefix("other:")
        if root in ("xhtml:html", "html"):
            return _what_the_page_names(text, page_url)
        return f"is XML that is no feed (its root is <{_excerpt(root)}>)"
    if isinstance(source.value, dict):
        data = source.value.get("data")
        said = [data.get("errorDescription"), data.get("description")] if isinstance(data, dict) else []
        said += [source.value.get(key) for key in ("error", "errors", "message", "detail", "title", "status", "code")]
        reply = next((value for value in said if value and not isinstance(value, bool)), None)
        if reply is not None:
            return f"is a JSON error reply: {_excerpt(reply if isinstance(reply, str) else json.dumps(reply))}"
    return "is JSON, but not in a format that we know"
