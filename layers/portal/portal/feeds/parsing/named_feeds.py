"""Finds the feeds that an HTML page names, as browsers and feed readers do. Sources: WHATWG HTML §4.2.4, §4.6.6.3; the
microformats' registry of `rel` values, `feed`; RSS 1.0, `application/rdf+xml`.

    <link rel="alternate" type="application/rss+xml" title="Nieuws" href="/rss">

Only such tags are given to the HTML parser, whose time grows with the square of the attributes of a tag.
"""

import re
from urllib.parse import urljoin, urlsplit

from lxml import etree

from portal.feeds.parsing.text import without_controls

MOST_NAMED = 3
LARGEST_HEAD = 200_000
"""Characters of a page that are looked at: with styles and scripts written in it, a `<head>` may have this many."""
MOST_TAGS = 100

_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
_TYPES_OF_ANY_XML = frozenset({"text/xml", "application/xml"})
_SAYS_FEED = re.compile(r"\b(?:rss|atom|feeds?)\b", re.IGNORECASE)
"""In a title, of what is XML of any kind."""
_REPLIES = re.compile(r"\b(?:comments?|reacties?)\b", re.IGNORECASE)
"""What the feed of what readers wrote says in its title or its address."""
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|noscript|textarea|title|xmp)(?=[\s/>]).*?(?:</\1\s*+>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(
    r"""<(?:link|base)(?=[\s/])(?:[^<>"']{1,1000}+|"[^"<]{0,1000}+"|'[^'<]{0,1000}+'){0,40}+>""", re.IGNORECASE
)
_OF_USE = re.compile(r"""<base|alternate|\brel\s{0,9}=\s{0,9}["']?[^"'<>]{0,100}feed""", re.IGNORECASE)
_LONGEST_TAG = 3000


def feeds_named_by(page: str, url: str | None) -> list[str]:
    """Addresses, absolute where `url` or a `<base>` is; at most three, in the order of the page, comments last."""
    root = _tree(page)
    if root is None:
        return []
    bases = [one.get("href") or "" for one in root.iter("base")]
    base = _joined(url, next(filter(None, bases), ""))
    is_of_replies: dict[str, bool] = {}
    for link in filter(_names_a_feed, root.iter("link")):
        address = _joined(base, link.get("href") or "")
        if _is_fetchable(address):
            said = f"{link.get('title')} {urlsplit(address).path}"
            is_of_replies.setdefault(address, bool(_REPLIES.search(said)))
    return sorted(is_of_replies, key=lambda address: is_of_replies[address])[:MOST_NAMED]


def _tree(page: str) -> etree._Element | None:
    """The tags of use, but for those in comments, scripts and templates."""
    tags = (found[0] for found in _TAG.finditer(_UNSEEN.sub("", page[:LARGEST_HEAD])))
    chosen = [tag for tag in tags if len(tag) <= _LONGEST_TAG and _OF_USE.search(tag)][:MOST_TAGS]
    if not chosen:
        return None
    html = f"<html><head>{''.join(chosen)}</head></html>".encode("utf-8", "replace")
    return etree.fromstring(html, etree.HTMLParser(encoding="utf-8"))


def _names_a_feed(link: etree._Element) -> bool:
    rel = (link.get("rel") or "").lower().split()
    kind = (link.get("type") or "").partition(";")[0].strip().lower()
    if not link.get("href") or "stylesheet" in rel or "icon" in rel:
        return False
    if "feed" in rel:
        return not kind or kind in _TYPES or kind in _TYPES_OF_ANY_XML  # one of HTML is a page in microformats
    is_xml_feed = kind in _TYPES_OF_ANY_XML and _SAYS_FEED.search(link.get("title") or "") is not None
    return "alternate" in rel and (kind in _TYPES or is_xml_feed)


def _joined(base: str | None, href: str) -> str:
    try:
        return urljoin(base or "", "%20".join(without_controls(re.sub(r"[\t\r\n]", "", href)).split()))
    except ValueError:
        return ""


def _is_fetchable(address: str) -> bool:
    """A relative one is taken where the page has no address of its own."""
    try:
        return bool(address) and urlsplit(address).scheme in ("http", "https", "")
    except ValueError:
        return False
