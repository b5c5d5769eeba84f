"""From sanitised markup to the few blocks an article has: paragraphs, subheads, lists, quotations, tables, captions.

Reads only what nh3 wrote (every element closed, every attribute quoted, text escaped) and writes only its own tags
around that text, so what comes out is as clean as what went in. Every piece of text comes out once and in order.
"""

import html
import re

from portal.feeds.body.block import Block, Body
from portal.feeds.body.embed_links import words_of_address
from portal.feeds.body.inline_markup import InlineWriter
from portal.feeds.body.nested_blocks import FlowReader
from portal.feeds.body.picture_finds import PictureFinds
from portal.feeds.body.share_bars import without_share_bars
from portal.feeds.body.tokens import Tokens
from portal.feeds.parsing.urls import opening_link

LONGEST_SUBHEAD = 80
_BOLD = ("<b>", "<strong>")
_LINK = ("http", "<a ")
_MAY_BE_MEANT = (*_BOLD, *_LINK)

_BARE = re.compile(r'(?:<a href="(?P<href>[^"]*)"[^>]*>)?(?P<text>https?://[^\s<"]{3,2000})(?:</a>)?')
_SCHEME = re.compile(r"https?://(?:www\.)?")
_HOUR = re.compile(r"\d{1,2}[.:]\d{2}(?: ?u(?:ur)?\.?)?[.:]?", re.IGNORECASE)
_LONGEST_HOUR = 30
"""Characters, with markup."""
_REPORTED = re.compile(r"\d{1,2}[.:]\d{2}(?: ?u(?:ur)?\.?)?\s?(?:[:|]|[–—-]\s)\s?\D", re.IGNORECASE)
_LONGER = 20
"""Characters, that a first subhead may have beyond twice as many as the longest of the others."""
_LONE_BOLD = re.compile(r"<(b|strong)>((?:(?!</?\1>).)*)</\1>", re.DOTALL)


def read_blocks(clean: str, base: str | None) -> Body:
    """The blocks of `clean`, which nh3 wrote, with single blanks in it. Addresses are made absolute against `base`;
    what has none is no link.
    """
    if "<" not in clean:  # one line of text, as in a teaser
        line = clean.strip(" ")
        return Body(blocks=tuple(_as_they_are_meant([Block(tag="p", html=line)]))) if line else Body()
    pictures = PictureFinds()
    blocks = FlowReader(Tokens.of(clean), InlineWriter(base), pictures).flow()
    meant = _as_they_are_meant(without_share_bars(blocks))
    return Body(blocks=tuple(meant), images=tuple(pictures.found.values()), widths=pictures.widths)


def _as_they_are_meant(blocks: list[Block]) -> list[Block]:
    """A short bold paragraph of its own is a subhead; the first paragraph may be the lead (`_with_first_subhead`). So
    is an hour, the first too: what follows was reported then. A bare address is a link.
    """
    first = -1
    bold: list[int] = []
    for number, block in enumerate(blocks):
        tag, markup, _ = block
        if tag == "p" and len(markup) < _LONGEST_HOUR and _HOUR.fullmatch(block.text):
            blocks[number] = Block(tag="h2", html=block.text)
            continue
        if tag == "p" and markup.startswith(_MAY_BE_MEANT):
            blocks[number] = _linked(block if first < 0 else _subhead(block))
            if blocks[number].tag != tag:
                bold.append(number)
        if first < 0 and tag == "p":
            first = number
    return _with_first_subhead(blocks, first, bold) if first >= 0 and blocks[first].html[:1] == "<" else blocks


def _with_first_subhead(blocks: list[Block], first: int, bold: list[int]) -> list[Block]:
    """A bold `first` paragraph is a subhead as the `bold` ones below it are: of a text that stands right below it, and
    no longer than such lines are. «16.05 uur: brug open» needs no other beside it.
    """
    head, below = _subhead(blocks[first]), blocks[first + 1 :]
    if head.tag == "p" or not below or below[0].tag == "h2":
        return blocks
    text = head.text
    longest = max((len(blocks[number].text) for number in bold if number < len(blocks) - 1), default=0)
    is_like_them = longest and (text.endswith("?") or len(text) <= 2 * longest + _LONGER)
    if is_like_them or _REPORTED.match(text):
        blocks[first] = head
    return blocks


def _subhead(block: Block) -> Block:
    if block.tag != "p" or not block.html.startswith(_BOLD):
        return block
    bold = _LONE_BOLD.fullmatch(block.html)
    if bold is None or "<br>" in block.html:
        return block
    text = block.text
    if len(text) > LONGEST_SUBHEAD or text.endswith("."):
        return block
    return Block(tag="h2", html=bold[2])


def _linked(block: Block) -> Block:
    """A paragraph that is nothing but an address becomes a link with a name."""
    if block.tag != "p" or not block.html.startswith(_LINK):
        return block
    found = _BARE.fullmatch(block.html)
    if found is None or (found["href"] and found["href"].rstrip("/") != found["text"].rstrip("/")):
        return block
    opening = opening_link(found["text"], None)
    if not opening:
        return block
    words = words_of_address(html.unescape(found["text"])) or _SCHEME.sub("", found["text"]).rstrip("/")
    return Block(tag="p", html=f"{opening}{words}</a>")
