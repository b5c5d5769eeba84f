"""Whether the links of a text lead to the item's own page, or to the home of its site."""

import re
from functools import lru_cache
from html import unescape

from portal.feeds.body.block import text_of_block

_ADDRESS = re.compile(r"https?://(?:www\.)?([^/?#]*)([^?#]*)", re.IGNORECASE)
HREF = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@lru_cache(maxsize=256)
def place_of(address: str) -> tuple[str, str]:
    """Host and path, however they are written; the path is "" for a home page."""
    found = _ADDRESS.match(address)
    return (found[1].lower(), found[2].strip("/")) if found else ("", address)


def text_beside_links(markup: str) -> str:
    """What a block's markup says outside of its links."""
    return text_of_block(HREF.sub(" ", markup))


def is_own_or_home(place: tuple[str, str], own: tuple[str, str]) -> bool:
    """Whether it is the page `own`, or the home of its site."""
    return place[0] == own[0] and place[1] in (own[1], "")


def leads_elsewhere(markup: str, link: str | None) -> bool:
    """Whether one of its links leads to another page than the item's own and the home of its site; False where no
    address of the item is known. `link`: the item's own address.
    """
    if link is None or "<a " not in markup:
        return False
    own = place_of(link)
    return not all(is_own_or_home(place_of(unescape(href)), own) for href, _ in HREF.findall(markup))


def is_page_of_item(href: str, link: str | None) -> bool:
    """Whether an address, as it stands in markup, is that of the item."""
    return link is not None and place_of(unescape(href)) == place_of(link)
