"""Cuts a document down to as many items as are read, before anything is made of it.

A feed that never drops an old item grows for years, and must not stop bringing news on the day that it is too long.
What is left out is the old end: the last items, or the first where dates say that the document runs from old to new.
"""

import re

from portal.feeds.parsing.dates import parse_date
from portal.feeds.parsing.item_starts import item_starts

MAX_ITEMS = 10_000
MAX_TAGS = 250_000
"""Elements, also escaped ones, of a document that has few items (xml)."""
FEW = 1_000
"""Words that may be tags: not worth counting items."""

_NAMES = ("item", "entry", "newsItem", "NewsItem")
_DATE = re.compile(
    r"<(?:[\w-]{1,30}:)?(?:pubDate|pubdate|published|updated|modified|created|issued|date|versionCreated)(?:\s[^<>]*)?>"
    r"\s*(?:<!\[CDATA\[)?([^<\]]{4,60})[<\]]"
)
_NO_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<[?!][^<>]*>", re.DOTALL)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z_][\w:.-]{0,60})[^<>]*?(?P<empty>/?)>")
_LONGEST_HEAD = 100_000


def may_be_too_long(text: str) -> bool:
    """Whether `text` (XML) may have more items than are read, or so many tags that their number matters. A first look:
    nearly none has.
    """
    signs = text.count("<")
    return signs > MAX_ITEMS or most_tags(text, signs) > MAX_TAGS


def first_items(text: str) -> tuple[str, int, int]:
    """`text` (XML) with its newest MAX_ITEMS items, how many these are, and how many were left out."""
    if text.count("tem") + text.count("entry") <= FEW or sum(text.count(name) for name in _NAMES) <= FEW:
        return text, 0, 0
    starts = list(item_starts(text))
    left = len(starts) - MAX_ITEMS
    if left <= 0:
        return text, len(starts), 0
    head = text[: starts[0]]
    if _runs_from_old_to_new(text[starts[0] : starts[1]], text[starts[-1] : starts[-1] + _LONGEST_HEAD]):
        return head + text[starts[left] :], MAX_ITEMS, left
    closing = "".join(f"</{name}>" for name in reversed(_open_tags(head)))
    return text[: starts[MAX_ITEMS]] + closing, MAX_ITEMS, left


def most_tags(text: str, signs: int) -> int:
    """How many tags there can be, also escaped ones, in a text with so many `<`: not counted, which takes longer."""
    return signs + (len(text) - signs) // len("&lt;")


def newest_items(items: list[object], *, dates: tuple[str, ...]) -> tuple[list[object], int]:
    """Likewise of JSON: the items and how many were left out. `dates`: keys under which one says when it came."""
    left = len(items) - MAX_ITEMS
    if left <= 0:
        return items, 0
    first, last = (
        next(filter(None, map(one.get, dates)), None) if isinstance(one, dict) else None
        for one in (items[0], items[-1])
    )
    return (items[left:] if _is_earlier(str(first), str(last)) else items[:MAX_ITEMS]), left


def _runs_from_old_to_new(first: str, last: str) -> bool:
    dates = [_DATE.search(item) for item in (first, last)]
    return bool(dates[0] and dates[1] and _is_earlier(dates[0][1], dates[1][1]))


def _is_earlier(one: str, other: str) -> bool:
    dates = parse_date(one), parse_date(other)
    return bool(dates[0] and dates[1] and dates[0] < dates[1])


def _open_tags(head: str) -> list[str]:
    """Elements that are not closed in what stands before the first item: `rss`, `channel`."""
    opened: list[str] = []
    for tag in _TAG.finditer(_NO_TAG.sub("", head[:_LONGEST_HEAD])):
        if tag["end"]:
            if tag["name"] in opened:
                del opened[len(opened) - 1 - opened[::-1].index(tag["name"]) :]
        elif not tag["empty"]:
            opened.append(tag["name"])
    return opened
