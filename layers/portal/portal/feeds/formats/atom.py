"""Atom 1.0 and the 0.3 draft before it; a lone entry is a document too, and so is a lone deleted one.

Sources: RFC 4287, in particular §3.1 (text constructs), §4.1.3 (content) and §4.2.7 (links); RFC 6721.
"""

import base64
import binascii
import re
from datetime import datetime

from lxml import etree

from portal.feeds.body.raw_markup import escaped_once, with_tags_of_text
from portal.feeds.body.sanitize import escaped, html_line, one_line, plain_line
from portal.feeds.formats.data_entries import kind_and_status
from portal.feeds.formats.deleted_entries import NAME, deleted_entries, kills_in, nameless
from portal.feeds.formats.links import own_addresses, relation, second_best
from portal.feeds.formats.media import Parts, attached, description, pictures, with_recording
from portal.feeds.formats.source import Format, Source, children, moment_of, name_of, outermost, text_of
from portal.feeds.parsing.author_names import author_name
from portal.feeds.parsing.raw_item import RawDocument, RawItem
from portal.feeds.parsing.text import decode
from portal.feeds.parsing.urls import resolve
from portal.feeds.parsing.xml import inner_html

_PUBLISHED = ("published", "issued", "created", "dc:date")
_UPDATED = ("updated", "modified")
_OWN = "atom:"
_BYTES = "application/octet-stream"
_ANP = "anp"
"""The prefix of ANP's own fields; only those that we use are read."""


def read(source: Source) -> RawDocument:
    """Every entry of a feed, or the one entry that the document is; and those that it says are gone."""
    root = source.root
    assert root is not None  # noqa: S101  # what `claims` says
    head = _parts(root)
    own = _first(head, "title")
    entries = outermost(root, "entry")
    feed_authors = _authors(children(root)) if root not in entries else []
    home = source.base_of(root) or resolve(_page(root) or "", source.url) or source.url
    title = "" if own is None or root in entries else _headline(own)
    links, gone = _addresses(entries, root, source, home), deleted_entries(root)
    items = [_item(element, source, home, feed_authors, link) for element, link in zip(entries, links, strict=True)]
    items += kills_in(gone, items) if gone else []
    return RawDocument(format="atom", items=items, title=title, refused=nameless(gone))


def _claims(source: Source) -> bool:
    if source.root is None:
        return False
    name = name_of(source.root)
    return name.removeprefix(_OWN) in ("feed", "entry") or name.rpartition(":")[2] == NAME


FORMAT = Format(name="atom", claims=_claims, read=read)


def _item(
    element: etree._Element, source: Source, home: str | None, feed_authors: list[str], link: str | None
) -> RawItem:
    parts = children(element)
    said = _by_name(parts)
    title = _first(said, "title")
    main = _content(said)
    text_base = source.base_of(element if main is None else main)
    # Before it is read as HTML, which has no namespaces.
    called = text_of(title) or text_of(_first(said, "summary"))
    kind, status = kind_and_status(called, said.get("content", ()))
    summary, content = (_html(part) if part is not None else "" for part in (_first(said, "summary"), main))
    updated = _date(said, _UPDATED)
    anp = {name.rpartition(":")[2]: text_of(child) for name, child in parts if child.prefix == _ANP}
    shown = attached(parts)
    beside = pictures(parts, shown)
    summary, content = with_recording(parts, shown, summary or description(parts), content)
    return RawItem(
        guid=text_of(_first(said, "id")),
        link=link,
        base=source.base_of(element) or home,
        text_base=text_base,
        headline=_headline(title) if title is not None else "",
        summary=summary,
        content=content,
        published_at=_date(said, _PUBLISHED) or updated,
        updated_at=updated,
        authors=_authors(parts) or feed_authors,
        categories=[part.get("label") or part.get("term") or text_of(part) for part in said.get("category", ())],
        images=list(beside.images),
        has_small_images=beside.are_small,
        image_widths=beside.widths,
        status=status,
        kind=kind,
        source=_source(_first(said, "source")),
        revision=anp.get("version") or None,
        codes=[code for code in re.split(r"[;,/ ]+", anp.get("codes", "")) if code],
    )


def _parts(element: etree._Element) -> dict[str, list[etree._Element]]:
    return _by_name(children(element))


def _by_name(parts: Parts) -> dict[str, list[etree._Element]]:
    found: dict[str, list[etree._Element]] = {}
    for name, child in parts:
        found.setdefault(name.removeprefix(_OWN), []).append(child)
    return found


def _first(parts: dict[str, list[etree._Element]], name: str) -> etree._Element | None:
    return parts[name][0] if name in parts else None


def _content(said: dict[str, list[etree._Element]]) -> etree._Element | None:
    """The content element to show: of several, the first with text in it, else with anything, such as a film."""
    found = [part for part in said.get("content", ()) if not part.get("src")]
    return next((part for part in found if text_of(part)), next((part for part in found if len(part)), None))


def _date(said: dict[str, list[etree._Element]], names: tuple[str, ...]) -> datetime | None:
    return next(filter(None, (moment_of(part) for name in names for part in said.get(name, ()))), None)


def _addresses(
    entries: list[etree._Element], root: etree._Element, source: Source, home: str | None
) -> list[str | None]:
    """Of each entry: its page, else what comes closest to one and belongs to no other entry, nor to the feed."""
    feed = [] if root in entries else _links(root)
    taken = [link.get("href") or "" for link in feed] + [source.url or ""]
    pages = [_page(element) for element in entries]
    if all(pages):
        return pages
    bare = [("", []) if page else _second_best(element) for element, page in zip(entries, pages, strict=True)]
    return [page or found for page, found in zip(pages, own_addresses(bare, taken=taken, base=home), strict=True)]


def _second_best(element: etree._Element) -> tuple[str, list[str]]:
    id_ = text_of(_first(_parts(element), "id"))
    return id_, second_best(_links(element), names=[id_])


def _links(element: etree._Element) -> list[etree._Element]:
    return [child for child in element.iterchildren("{*}link") if name_of(child).removeprefix(_OWN) == "link"]


def _page(element: etree._Element) -> str | None:
    """The page of an entry: `rel=alternate`, HTML before other types; else content elsewhere. RFC 4287 §4.2.7.2."""
    pages = [link for link in _links(element) if link.get("href") and relation(link) == "alternate"]
    pages.sort(key=lambda link: "html" not in (link.get("type") or "html"))
    if pages:
        return pages[0].get("href")
    return next((part.get("src") for part in _parts(element).get("content", ()) if part.get("src")), None)


def _source(element: etree._Element | None) -> tuple[str, str]:
    """Title and page of the feed that an entry was copied from; its id where that is an address. RFC 4287 §4.2.11."""
    if element is None:
        return "", ""
    parts = _parts(element)
    title, id_ = _first(parts, "title"), text_of(_first(parts, "id"))
    address = _page(element) or (id_ if id_.startswith(("http://", "https://")) else "")
    return _headline(title) if title is not None else "", address


def _authors(parts: Parts) -> list[str]:
    """Names of the authors; one that is only an address is nobody's name."""
    names: list[str] = []
    for name, child in parts:
        if name in ("atom:author", "author"):
            names.append(text_of(_first(_parts(child), "name")) or ("" if len(child) else text_of(child)))
        elif name == "dc:creator":
            names.append(text_of(child))
    return list(filter(None, map(author_name, names)))


def _headline(element: etree._Element) -> str:
    """A title as plain text; what is said to be plain keeps its `<`."""
    kind = (element.get("type") or "text").lower()
    if _is_base64(element, kind):
        return html_line(_decoded(text_of(element), kind))
    if kind in ("text", "text/plain") and element.get("mode") != "escaped" and not len(element):
        return plain_line(text_of(element))
    if len(element):
        return html_line(inner_html(element))
    return html_line(text_of(element)) if kind == "html" else one_line(text_of(element))


def _html(element: etree._Element) -> str:
    """A text construct or content as HTML. Media that are no text are left out. RFC 4287 §4.1.3.3."""
    kind = (element.get("type") or "text").lower().partition(";")[0].strip()
    if _is_base64(element, kind):
        return _decoded(text_of(element), kind)
    if len(element) or "html" in kind:
        return escaped_once(inner_html(element))
    if kind in ("text", "text/plain"):
        return inner_html(element) if element.get("mode") == "escaped" else with_tags_of_text(text_of(element))
    return escaped(text_of(element)) if kind.startswith("text/") or kind.endswith(("+xml", "/xml")) else ""


def _is_base64(element: etree._Element, kind: str) -> bool:
    """By its mode (0.3), or because a medium that is neither text nor XML has to be. RFC 4287 §4.1.3.3."""
    return element.get("mode") == "base64" or kind == _BYTES


def _decoded(text: str, kind: str) -> str:
    """What was written in base64, as HTML; "" for any medium but a text, and for bytes that are none."""
    if not kind.startswith("text") and kind != _BYTES:
        return ""
    try:
        plain = decode(base64.b64decode("".join(text.split()), validate=True))
    except (binascii.Error, ValueError):
        plain = text
    if kind == _BYTES and not plain.replace("\n", "").replace("\r", "").replace("\t", "").isprintable():
        return ""
    return plain if "html" in kind or kind == _BYTES else escaped(plain)
