"""RSS 2.0 and 0.9x, and RSS 1.0 and 0.90 (RDF), with the extensions that Dutch publishers use.

Sources: RSS 2.0 specification, RSS 1.0, RSS Content module, Dublin Core, Media RSS 1.5.1, Apple's podcast tags;
RFC 6721 (deleted entries).
"""

import re
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from portal.feeds.body.block import squeezed
from portal.feeds.body.raw_markup import escaped_once, has_words
from portal.feeds.body.sanitize import one_line
from portal.feeds.formats.deleted_entries import deleted_entries, kills_in, nameless
from portal.feeds.formats.links import own_addresses, relation, second_best, web_address
from portal.feeds.formats.media import attached, pictures, with_recording
from portal.feeds.formats.source import Format, Source, children, moment_of, name_of, outermost, text_of
from portal.feeds.parsing.author_names import author_name
from portal.feeds.parsing.raw_item import MAX_NAMES, RawDocument, RawItem
from portal.feeds.parsing.urls import resolve
from portal.feeds.parsing.xml import inner_html

_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_PUBLISHED = (
    "pubDate",
    "dc:date",
    "dcterms:issued",
    "dcterms:created",
    "dcterms:date",
    "atom:published",
    "pubdate",
    "date",
)
_UPDATED = ("atom:updated", "dcterms:modified", "lastBuildDate")
_DATES = frozenset((*_PUBLISHED, *_UPDATED))
_CONTENT = ("content:encoded", "xhtml:body", "xhtml:div", "body", "fullitem", "fulltext")
_SUMMARIES = (
    "description",
    "summary",
    "atom:summary",
    "dc:description",
    "itunes:summary",
    "media:description",
    "itunes:subtitle",
)
_TEXTS = (*_CONTENT, *_SUMMARIES)
_FIRST_LETTERS = re.compile(r"\s*(?:<(?:p|div|b|strong|em)>\s*)*+([A-Za-z](?: ?[A-Za-z]){2,20})")
_TITLES = ("title", "dc:title", "media:title", "itunes:title")
_AUTHORS = frozenset({"dc:creator", "author", "atom:author", "dc:author"})


def read(source: Source) -> RawDocument:
    """Every item of the document, wherever it stands: within the channel (2.0), beside it (1.0)."""
    root = source.root
    assert root is not None  # noqa: S101  # what `claims` says
    channel = root if name_of(root) == "channel" else next((e for n, e in children(root) if n == "channel"), root)
    about = [(name, child) for name, child in children(channel) if name != "item"]
    head = dict(reversed(about))
    home = resolve(text_of(head.get("link")), source.url) or source.url
    found = outermost(root, "item")
    taken = [child.get("href") or text_of(child) for name, child in about if name in ("link", "atom:link")]
    links = own_addresses(list(map(_second_best, found)), taken=[*taken, source.url or ""], base=home)
    items = (_item(element, source, home, second) for element, second in zip(found, links, strict=True))
    gone = deleted_entries(root)
    return RawDocument(
        format="rss",
        items=_with_kills(items, gone) if gone else items,
        refused=nameless(gone),
        title=one_line(text_of(head.get("title"))),
        ttl=_ttl(text_of(head.get("ttl"))),
    )


def _with_kills(items: Iterator[RawItem], gone: list[etree._Element]) -> list[RawItem]:
    there = list(items)
    return [*there, *kills_in(gone, there)]


def _ttl(minutes: str) -> int:
    return int(minutes) * 60 if minutes.isascii() and minutes.isdigit() and len(minutes) < 6 else 0


def _claims(source: Source) -> bool:
    return source.root is not None and name_of(source.root) in ("rss", "rdf:RDF", "RDF", "channel", "other:rss", "item")


FORMAT = Format(name="rss", claims=_claims, read=read)


def _item(element: etree._Element, source: Source, home: str | None, second: str | None) -> RawItem:
    base = source.base_of(element)
    said: dict[str, etree._Element] = {}
    authors: list[str] = []
    categories: list[str] = []
    parts = children(element)
    for name, child in parts:
        if name in _AUTHORS:
            if len(authors) < MAX_NAMES:
                authors.append(author_name(text_of(child)))
        elif name in ("category", "dc:subject"):
            categories.append(text_of(child))
        elif name not in said or not (len(said[name]) or said[name].text or said[name].attrib):
            said[name] = child  # an empty one, such as a title in a second namespace, does not hide the next
    guid, link = text_of(said.get("guid")), _link(parts, said) or second
    headline = _headline(said)
    shown = attached(parts)
    summary, content = with_recording(parts, shown, *_texts(said, headline))
    first = said.get("source")
    beside = pictures(parts, shown)
    dates = [part for part in parts if part[0] in _DATES]
    return RawItem(
        guid=guid or text_of(said.get("atom:id")),
        about=element.get(_RDF_ABOUT),
        link=link,
        base=base or home,
        text_base=base,
        headline=headline,
        summary=summary,
        content=content,
        published_at=_date(dates, _PUBLISHED),
        updated_at=_date(dates, _UPDATED),
        authors=authors or [author_name(text_of(said.get("itunes:author")))],
        categories=categories,
        images=list(beside.images),
        has_small_images=beside.are_small,
        image_widths=beside.widths,
        source=(text_of(first), first.get("url") or "") if first is not None else ("", ""),
    )


def _texts(said: dict[str, etree._Element], headline: str) -> tuple[str, str]:
    """Summary and content. Of a summary and a description the latter is the longer text, where there is no other; one
    that only says the headline is no summary where something else is said.
    """
    there = [name for name in _TEXTS if name in said]
    found = {
        name: escaped_once(markup) for name in there if (markup := inner_html(said[name])) and not markup.isspace()
    }
    if len(found) > 1 and not all(map(has_words, found.values())):
        found = _with_words(found)
    content = next((found[name] for name in found if name in _CONTENT), "")
    if not content and "description" in found and "summary" in found:
        return found["summary"], found["description"]
    title = squeezed(headline) if len(found) > 1 else ""
    for name, text in found.items():
        if name not in _CONTENT and not (title and _may_begin(text, title) and squeezed(one_line(text)) == title):
            return text, content
    return "", content


def _may_begin(markup: str, title: str) -> bool:
    """Whether its first letters may be those of `title`, squeezed: a first look."""
    first = _FIRST_LETTERS.match(markup)
    return first is None or title.startswith(first[1].replace(" ", "").lower())


def _with_words(found: dict[str, str]) -> dict[str, str]:
    """Without what says nothing. What a summary shows instead, a picture or a player, stands before the next one; a
    content may do no more.
    """
    told = {name: text for name, text in found.items() if has_words(text) or (name in _CONTENT and "src" in text)}
    shown = "".join(text for name, text in found.items() if name not in told and "src" in text)
    first = next((name for name in _SUMMARIES if name in told), None)
    return {**told, first: shown + told[first]} if first and shown else told or found


def _date(parts: list[tuple[str, etree._Element]], names: tuple[str, ...]) -> datetime | None:
    """The first that can be read of the elements of the first of `names` that has such a one."""
    for wanted in names if parts else ():
        for name, child in parts:
            if name == wanted and (moment := moment_of(child)):
                return moment
    return None


def _headline(said: dict[str, etree._Element]) -> str:
    return next((one_line(text_of(said[name])) for name in _TITLES if name in said), "")


def _link(parts: list[tuple[str, etree._Element]], said: dict[str, etree._Element]) -> str | None:
    """`link`, also written as in Atom; else a guid that is a permalink (isPermaLink is true unless it says false)."""
    link = said.get("link")
    if link is not None and (address := text_of(link) or link.get("href")):
        return address
    for name, child in parts:
        if name == "atom:link" and relation(child) == "alternate" and child.get("href"):
            return child.get("href")
    guid = said.get("guid")
    if guid is not None and (guid.get("isPermaLink") or "true").strip().lower() != "false":
        return web_address(text_of(guid))
    return None


def _second_best(element: etree._Element) -> tuple[str, list[str]]:
    """The id of an item, and addresses to take where it has no link: that of the resource (RSS 1.0), those of Atom."""
    if any(text_of(link) for link in element.iterchildren("link")):  # as nearly all have one
        return "", []
    parts = children(element)
    if any(name == "link" and (text_of(child) or child.get("href")) for name, child in parts):
        return "", []
    about = element.get(_RDF_ABOUT)
    ids = [text_of(child) for name, child in parts if name in ("guid", "atom:id")]
    links = [child for name, child in parts if name == "atom:link"]
    names = [text_of(child) for name, child in parts if name == "atom:id"]
    first = [found] if (found := web_address(about)) else []
    return next(filter(None, ids), about or ""), [*first, *second_best(links, names=names)]
