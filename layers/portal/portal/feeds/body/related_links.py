"""Lines that lead to another report of the same site: `Lees ook: …`. They are of the page, and age faster than a text.

A link to another site is the writer's own reference, and stays.
"""

import re
from html import unescape

from portal.feeds.body.block import Block
from portal.feeds.body.own_page import HREF, place_of, text_beside_links

_ALSO = re.compile(r"(?:lees|bekijk|luister|kijk|zie)(?: hier)? ook\b", re.IGNORECASE)
_ONLY = re.compile(r"\W*(?:(?:lees|bekijk|luister|kijk|zie)(?: hier)? ook)?\W*(?:en|of)?\W*", re.IGNORECASE)
_LONGEST = 1_000
"""Characters, with markup."""


def without_related(blocks: tuple[Block, ...], link: str | None) -> tuple[Block, ...]:
    """The blocks without paragraphs that are nothing but such a line. `link`: the item's own address."""
    if link is None or len(blocks) < 2:
        return blocks
    linked = [block for block in blocks if "<" in block.html and "<a " in block.html]
    if not any(" ook" in block.html for block in linked):
        return blocks
    host = place_of(link)[0]
    related = {block for block in linked if _is_related(block, host)}
    return tuple(block for block in blocks if block not in related) or blocks if related else blocks


def _is_related(block: Block, host: str) -> bool:
    if block.tag != "p" or len(block.html) > _LONGEST or not _ALSO.match(block.text.lstrip(" »›>→-–")):
        return False
    links = HREF.findall(block.html)
    beside = text_beside_links(block.html)
    return (
        bool(links) and _ONLY.fullmatch(beside) is not None and all(place_of(unescape(h))[0] == host for h, _ in links)
    )
