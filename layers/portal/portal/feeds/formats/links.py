"""The address of an item that names no page of its own. Sources: RFC 4287 §4.2.7.2 (link relations), RFC 8288 §2.1.

The order is by how sure an address is that of this item: `self` is the item as its server gives it; `related` and `via`
are pages about it; a link as text is of no known kind, but meant as a link; an id is a name first, and an address only
where it is written as one. What says that it is for machines (`application/atom+xml`) stands behind all of them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from lxml import etree

_IANA = "http://www.iana.org/assignments/relation/"
_FALLBACKS = ("self", "related", "via")
_MACHINES = re.compile(r"atom|rss|json|(?:^|[/+])xml\b(?<!xhtml\+xml)", re.IGNORECASE)
_BLANK = re.compile(r"\s")

Links = Sequence[etree._Element]


def relation(link: etree._Element) -> str:
    """`alternate` where it says nothing; a registered name may be written as an address."""
    return ((link.get("rel") or "").strip().lower().removeprefix(_IANA)) or "alternate"


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


def own_addresses(candidates: Sequence[tuple[str, Sequence[str]]], *, taken: Iterable[str] = ()) -> list[str | None]:
    """Of each item, by id, the best candidate that is its own: one that several name, or that is `taken` (by the feed
    itself), says to which page it belongs, and not which item it is.
    """
    uses = Counter(address for _, address in {(id_, address) for id_, found in candidates for address in found})
    spent = set(taken)
    return [next((one for one in found if uses[one] == 1 and one not in spent), None) for _, found in candidates]
