"""A document that has been read as XML or JSON, and the form in which a format says what it makes of one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from lxml import etree

from portal.feeds.parsing.dates import parse_date
from portal.feeds.parsing.raw_item import RawDocument
from portal.feeds.parsing.urls import resolve
from portal.feeds.parsing.xml import inner_html

_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_PREFIXES = (
    ("http://purl.org/rss/1.0/modules/content", "content:"),
    ("http://search.yahoo.com/mrss", "media:"),
    ("https://search.yahoo.com/mrss", "media:"),
    ("http://purl.org/dc/terms", "dcterms:"),
    ("http://purl.org/dc/elements", "dc:"),
    ("http://www.w3.org/2005/Atom", "atom:"),
    ("http://purl.org/atom/ns#", "atom:"),
    ("http://www.itunes.com/", "itunes:"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:"),
    ("http://www.w3.org/1999/xhtml", "xhtml:"),
    ("http://purl.org/rss/1.0/", ""),
    ("http://my.netscape.com/", ""),
    ("http://channel.netscape.com/", ""),
    ("http://backend.userland.com/", ""),
    ("http://blogs.law.harvard.edu/", ""),
    ("http://cyber.law.harvard.edu/", ""),
)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One of `root` (XML), `value` (JSON) and `text` (front matter and Markdown) is there. `url` is where the document
    came from, if that is known.
    """

    url: str | None = None
    root: etree._Element | None = None
    value: object = None
    text: str = ""
    has_base: bool = False

    def base_of(self, element: etree._Element) -> str | None:
        """The xml:base in force at `element`, resolved step by step, or None. Source: XML Base §4."""
        if not self.has_base:
            return None
        bases = [node.get(_XML_BASE) for node in (element, *element.iterancestors())]
        found = None
        for base in reversed([base for base in bases if base]):
            found = resolve(base, found or self.url) or found
        return found


@dataclass(frozen=True, kw_only=True)
class Format:
    """`name` as in site.toml; `claims` says whether a source is in this format, `read` what it holds."""

    name: str
    claims: Callable[[Source], bool]
    read: Callable[[Source], RawDocument]


def name_of(element: etree._Element) -> str:
    """`dc:date`, `media:content`, `title`: one name however the document spells its namespace; "" for no element."""
    return _name(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=512)
def _name(tag: str) -> str:
    namespace, _, local = tag.rpartition("}")
    if not namespace:
        return local
    prefix = next((prefix for start, prefix in _PREFIXES if namespace[1:].startswith(start)), "other:")
    return prefix + local


def children(element: etree._Element) -> list[tuple[str, etree._Element]]:
    """The child elements with their names."""
    return [(_name(child.tag), child) for child in element.iterchildren("*")]


def outermost(root: etree._Element, name: str) -> list[etree._Element]:
    """The elements called `name`, in whatever namespace, in document order; the root too.

    One directly within another stands beside it, for an end tag was forgotten; one deeper down is part of a text.
    """
    is_free: dict[etree._Element | None, bool] = {None: True}  # whether what stands directly in it is no part of a text
    found = []
    for element in root.iter(f"{{*}}{name}"):
        parent = element.getparent()
        if parent is not None and parent not in is_free:
            is_free[parent] = not any(_called(above, name) for above in (parent, *parent.iterancestors()))
        if is_free[parent]:
            found.append(element)
            is_free[element] = True
    return found


def _called(element: etree._Element, name: str) -> bool:
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name


def text_of(element: etree._Element | None) -> str:
    """All text in `element`, trimmed; "" for None."""
    if element is None:
        return ""
    text = "".join(map(str, element.itertext())) if len(element) else element.text
    return text.strip() if text else ""


def moment_of(element: etree._Element | None) -> datetime | None:
    """The moment that `element` names, also in an attribute of markup within it (`<time datetime>`, Drupal)."""
    return parse_date(inner_html(element).strip()) if element is not None else None


def width_of(element: etree._Element, side: str = "width") -> int:
    """Of a rendition of a picture, in pixels, or its other `side`; 0 where it does not say."""
    width = element.get(side) or ""
    return int(width) if width.isascii() and width.isdigit() and len(width) < 7 else 0
