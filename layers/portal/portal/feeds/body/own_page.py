"""Whether the links of a text lead to the item's own page, or to the home of its site."""

import re
from html import unescape

_ADDRESS = re.compile(r"https?://(?:www\.)?([^/?#]*)([^?#]*)", re.IGNORECASE)
HREF = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def place_of(address: str) -> tuple[str, str]:
    """Host and path, however they are written; the path is "" for a home page."""
    found = _ADDRESS.match(address)
    return (found[1].lower(), found[2].strip("/")) if found else ("", address)


def leads_elsewhere(markup: str, link: str | None) -> bool:
    """Whether one of its links leads to another page than the item's own and the home of its site; False where no
    address of the item is known. `link`: the item's own address.
    """
    if link is None or "<a " not in markup:
        return False
    own = place_of(link)
    places = [place_of(unescape(href)) for href, _ in HREF.findall(markup)]
    return not all(place[0] == own[0] and place[1] in (own[1], "") for place in places)


def is_page_of_item(href: str, link: str | None) -> bool:
    """Whether an address, as it stands in markup, is that of the item."""
    return link is not None and place_of(unescape(href)) == place_of(link)
