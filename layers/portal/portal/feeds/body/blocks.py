"""From sanitised markup to the few blocks an article has: paragraphs, subheads, lists, quotations, tables, captions.

Reads only what nh3 wrote (every element closed, every attribute quoted, text escaped) and writes only its own tags
around that text, so what comes out is as clean as what went in. Every piece of text comes out once and in order.
"""

import re

from portal.feeds.body.block import Block, Body
from portal.feeds.body.nested_blocks import FlowReader
from portal.feeds.parsing.urls import opening_link

LONGEST_SUBHEAD = 80

_SIMPLE = re.compile(
    r" ?<(?P<tag>p|h[1-6])> ?(?P<inner>[^<]*(?:(?:<b>[^< ][^<]*</b>|<strong>[^< ][^<]*</strong>|<i>[^< ][^<]*</i>"
    r'|<em>[^< ][^<]*</em>|<a href="[^"]*">[^< ][^<]*</a>)[^<]*)*)</(?P=tag)> ?'
    r"|(?P<rest>.+)",
    re.DOTALL,
)
_LINK = re.compile(r'<a href="([^"]*)">([^<]*)</a>')
_LONE_BOLD = re.compile(r"<(b|strong)>((?:(?!</?\1>).)*)</\1>", re.DOTALL)


def read_blocks(clean: str, base: str | None) -> Body:
    """The blocks of `clean`, which nh3 wrote. Addresses are made absolute against `base`; what has none is no link."""
    if "\n" in clean or "  " in clean or "\t" in clean or "\r" in clean or "\xa0" in clean:
        clean = " ".join(clean.split())
    blocks, rest = _simple_blocks(clean, base)
    if not rest:
        return Body(blocks=tuple(_with_subheads(blocks)))
    reader = FlowReader(rest, base)
    blocks += reader.flow()
    return Body(blocks=tuple(_with_subheads(blocks)), images=tuple(reader.images.values()))


def _simple_blocks(clean: str, base: str | None) -> tuple[list[Block], str]:
    """The paragraphs and headings at the start that hold no more than text, links and emphasis, and what follows them.

    Nothing that `FlowReader` would not do as well, in a fifth of its time: most bodies are no more than this.
    """
    blocks: list[Block] = []

    def link_again(link: re.Match[str]) -> str:
        opening = opening_link(link[1], base)
        return f"{opening}{link[2]}</a>" if opening else link[2]

    for tag, inner, rest in _SIMPLE.findall(clean):
        if rest:
            return blocks, rest
        markup = inner.strip(" ")
        if "<a " in markup:
            markup = _LINK.sub(link_again, markup)
        if markup:
            blocks.append(Block("p" if tag == "p" else "h2", markup))
    return blocks, ""


def _with_subheads(blocks: list[Block]) -> list[Block]:
    """A short bold paragraph of its own is a subhead, unless it is the first paragraph."""
    first = next((number for number, block in enumerate(blocks) if block.tag == "p"), 0)
    for number in range(first + 1, len(blocks)):
        if blocks[number].html[:1] == "<":
            blocks[number] = _subhead(blocks[number])
    return blocks


def _subhead(block: Block) -> Block:
    if block.tag != "p" or not block.html.startswith(("<b>", "<strong>")):
        return block
    bold = _LONE_BOLD.fullmatch(block.html)
    text = block.text
    if bold is None or "<br>" in block.html or len(text) > LONGEST_SUBHEAD or text.endswith("."):
        return block
    return Block(tag="h2", html=bold[2])
