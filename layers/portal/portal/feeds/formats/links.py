"""The address of an item that names no page of its own. Sources: RFC 4287 §4.2.7.2 (link relations), RFC 8288 §2.1,
RFC 6596 (`canonical`), WHATWG HTML §4.6.6.4 (`bookmark`).

The order is by how sure an address is that of this item: `canonical` and `bookmark` are the page under another name;
`self` is the item as its server gives it; `related` and `via` are pages about it; a link as text is of no known kind,
but meant as a link; an id is a name first, and an address only where it is written as one. What says that it is for
machines (`application/atom+xml`) stands behind all of them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from lxml import etree

from portal.feeds.parsing.urls import resolve

_IANA = "http://www.iana.org/assignments/relation/"
_FALLBACKS = ("canonical", "bookmark", "permalink", "self", "related", "via")
_MACHINES = re.compile(r"atom|rss|json|(?:^|[/+])xml\b(?<!xhtml\+xml)", re.IGNORECASE)
_BLANK = re.compile(r"\s")
_WRITTEN = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)

Links = Sequence[etree._Element]


def relation(link: etree._Element) -> str:
    """`alternate` where it says nothing; a registered name may be written as an address. Of several names, as HTML has
    them, the one that we would follow.
    """
    names = [name.removeprefix(_IANA) for name in (link.get("rel") or "").lower().split()]
    return next((name for name in ("alternate", *_FALLBACKS) if name in names), names[0] if names else "alternate")


def web_address(text: str | None) -> str | None:
    """`text` where it is an http(s) address, and nothing else: no tag:, no urn:, no bare path. An agency's id of which
    the host is called `nofollow` is none, as its name says.
    """
    found = (text or "").strip()
    try:
        parts = urlsplit(found)
    except ValueError:
        return None
    is_one = parts.scheme.lower() in ("http", "https") and parts.netloc and not _BLANK.search(found)
    return found if is_one and not parts.netloc.startswith("nofollow.") else None


def second_best(links: Links, *, names: Iterable[str | None] = ()) -> list[str]:
    """Addresses to take where none is said to be the page, the best first. `names`: ids of the item."""
    found = [
        (link.get("href") or "", link.get("type") or "")
        for rel in _FALLBACKS
        for link in links
        if relation(link) == rel
    ]
    found += [(text, "") for text in map(web_address, (*_texts(links), *names)) if text]
    return [one for one, _ in sorted(found, key=lambda one: bool(_MACHINES.search(one[1]))) if one]


def _texts(links: Links) -> list[str | None]:
    return [link.text for link in links if not link.get("href")]


def own_addresses(
    candidates: Sequence[tuple[str, Sequence[str]]], *, taken: Iterable[str] = (), base: str | None = None
) -> list[str | None]:
    """Of each item, by id, the best candidate that is its own: one that several name, or that is `taken` (by the feed
    itself), says to which page it belongs, and not which item it is. However they are written: relative to `base`, with
    or without `www.`; a part of a page may be an item, but not one of the feed.
    """
    same = {address: _bare(address, base) for _, found in candidates for address in found}
    named = {(id_ or number, same[address]) for number, (id_, found) in enumerate(candidates) for address in found}
    uses = Counter(address for _, address in named)
    spent = {_bare(address, base) for address in taken if address}
    return [
        next(
            (one for one in found if uses[same[one]] == 1 and same[one].partition("#")[0].rstrip("/") not in spent),
            None,
        )
        for _, found in candidates
    ]


def _bare(address: str, base: str | None) -> str:
    return _WRITTEN.sub("", resolve(address, base) or address, count=1).rstrip("/")
