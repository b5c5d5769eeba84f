"""Where the items of an XML document begin, without a tree of it: in what is broken, or larger than is read."""

import re
from collections.abc import Iterator

ITEM = re.compile(r"<(?P<name>(?:[\w-]+:)?(?:item|entry|deleted-entry|newsItem|NewsItem))(?=[\s>/])")
_OPENING, _CLOSING = "<![CDATA[", "]]>"


def item_starts(text: str) -> Iterator[int]:
    """But for what only looks so within a CDATA section. One that never ends is none, and neither is one in which
    another begins: somebody forgot to end it.
    """
    at = 0
    while (end := text.find(_CLOSING, at)) >= 0:
        opened = text.rfind(_OPENING, at, end)
        yield from (found.start() for found in ITEM.finditer(text, at, end if opened < 0 else opened))
        at = end + len(_CLOSING)
    yield from (found.start() for found in ITEM.finditer(text, at))
