"""First lines that repeat what stands above a text on its site: the headline, who wrote it, and when.

Source: Drupal's default row of a feed.
"""

import re
from collections.abc import Sequence
from html import unescape

from portal.feeds.body.block import Block, squeezed, text_of_block
from portal.feeds.body.page_lines import CLOCK, DATE, LONGEST, is_page_line
from portal.feeds.parsing.dates import parse_date

_HEAD_SIGNS = re.compile(r"^[\s|•·,–—:-]+|[\s|•·,–—:-]+$")
_BYLINE = re.compile(
    r"^(?:(?:geplaatst|geschreven|gepubliceerd|ingezonden|submitted|posted)\s*)?(?:door|by|op|on)\b:?", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_WORDS_OF_A_HEAD = frozenset({"webredactie", "redactie", "beheerder", "admin", "door", "by", "op", "om", "uur"})
_DATE_LIKE = re.compile(DATE + CLOCK, re.IGNORECASE)
_MARKS = r"(?:\s[^<>]{0,300})?"
_ROW = re.compile(
    rf"\s*<span{_MARKS}>(?P<title>[^<>]{{1,400}})</span>\s*"
    rf"(?:<span{_MARKS}>\s*(?:<(?:span|a){_MARKS}>)?[^<>]{{1,80}}(?:</(?:span|a)>)?\s*</span>\s*)?"
    rf"<span{_MARKS}>\s*<time{_MARKS}>[^<>]{{0,80}}</time>\s*</span>\s*"
    r"(?=<(?:div|p|figure|ul|ol|h[1-6]|article|section|table|blockquote|img)[\s>])",
    re.IGNORECASE,
)
_ROW_STARTS = re.compile(r"\s*<span", re.IGNORECASE)
_ROW_AT_MOST = 2_000
_STOPS = " .…!"
_MOST = 4
"""Lines of a page above its text."""


def without_head(blocks: tuple[Block, ...], headline: str, authors: Sequence[str]) -> tuple[Block, ...]:
    """The blocks without first lines that only repeat the headline, perhaps with author and date behind it, that are
    nothing but a date, or that say when and by whom the text was put on its page.
    """
    blocks = _without_page_lines(blocks, authors)
    text = _without_headline(blocks, headline, authors)
    return blocks if text is blocks else _without_page_lines(text, authors)


def without_row_head(markup: str, headline: str) -> str:
    """Raw markup without the headline, whoever wrote it, and a `time`, each in a `span`, above its first block: the
    default row without RDF, in which no class says what they are.
    """
    if _ROW_STARTS.match(markup) is None or "<time" not in markup[:_ROW_AT_MOST]:
        return markup
    found = _ROW.match(markup)
    return markup[found.end() :] if found and _says(unescape(found["title"]).strip(), headline) else markup


def _without_page_lines(blocks: tuple[Block, ...], authors: Sequence[str]) -> tuple[Block, ...]:
    start = 0
    while start < min(len(blocks) - 1, _MOST) and len(blocks[start].html) <= 3 * LONGEST:
        tag, text = blocks[start].tag, blocks[start].text
        if tag != "p" or len(text) > LONGEST or not is_page_line(text, blocks[start + 1].text, authors):
            break
        start += 1
    return blocks[start:] if start else blocks


def _without_headline(blocks: tuple[Block, ...], headline: str, authors: Sequence[str]) -> tuple[Block, ...]:
    if not blocks or blocks[0].tag not in ("h2", "p") or not headline or len(blocks[0].html) > 2 * len(headline) + 400:
        return blocks
    text = blocks[0].text
    if len(blocks) > 1 and text[-1:].isdigit() and _DATE_LIKE.fullmatch(text.strip()):
        return blocks[1:]
    if text[:2].casefold() != headline[:2].casefold() and text[:1].isalnum() and headline[:1].isalnum():
        return blocks
    if _says(text, headline):
        rest = blocks[1:]
        while rest and _says(rest[0].text, headline):
            rest = rest[1:]
        return rest if not rest or not _is_head(rest[0].text, authors) else rest[1:]
    if len(blocks) > 1 and text.casefold().startswith(headline.casefold()) and _is_head(text[len(headline) :], authors):
        return blocks[1:]
    return _without_first_line(blocks, headline)


def _without_first_line(blocks: tuple[Block, ...], headline: str) -> tuple[Block, ...]:
    """Where a paragraph begins with the headline, and a break follows it."""
    first, is_broken, rest = blocks[0].html.partition("<br>")
    if is_broken and first.count("<") == 2 * first.count("</") and _says(text_of_block(first), headline):
        return (blocks[0]._replace(html=rest), *blocks[1:])
    return blocks


def _says(text: str, headline: str) -> bool:
    """Whether it is the headline, perhaps with a full stop or dots behind it."""
    text = text.rstrip(_STOPS)
    return len(text) <= 2 * len(headline) and squeezed(text) == squeezed(headline.rstrip(_STOPS))


def _is_head(text: str, authors: Sequence[str]) -> bool:
    """Whether nothing stands here but who wrote it and when."""
    if not text.strip() or len(text) > 200 or text.strip() == "?":
        return False
    rest, dates = _DATE_LIKE.subn(" ", text)
    for author in authors:
        rest = re.sub(re.escape(author), " ", rest, flags=re.IGNORECASE) if author else rest
    rest = _BYLINE.sub("", _HEAD_SIGNS.sub("", rest))
    words = _WORD.findall(rest)
    is_dated = dates > 0 or parse_date(text.strip()) is not None
    return is_dated and all(word.casefold() in _WORDS_OF_A_HEAD for word in words) if words else True
