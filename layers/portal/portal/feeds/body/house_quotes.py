"""Quotation marks as a typewriter had them, and the wires have still: `,,zo''` is „zo”."""

import re

from portal.feeds.body.block import Block

LONGEST = 600
"""Characters between two marks that belong together."""
_OPENING = r",,(?<![\w,],,)(?=\S)"
"""The marks first, what may not stand before them after that: so a search jumps from mark to mark."""
_OPENS = re.compile(_OPENING)
_SHORT = re.compile(rf"{_OPENING}([^\"„”'’,<>]{{1,200}})(?<=\S)''")
"""What is quoted most often: a few words without a mark or a comma in them."""
_TO_NEXT_MARK = re.compile(
    rf"{_OPENING}([^\"„”'’]*+(?:(?:'(?!')|’(?!’)|(?<=\s)['’])[^\"„”'’]*+)*+)((?<=\S)(?:''|’’|[\"”])|[\"„”]|\Z)"
)
"""From an opening mark to whatever comes first: what it meets it keeps, so that no character is looked at twice."""
_TAG = re.compile(r"(<[^>]*>)")
_IN_A_TAG = re.compile(r"<[^>]*,,")


def house_quotes(text: str) -> str:
    """`,,zo'',` as „zo”. Between two marks that belong together stands no other, and no blank on their inner sides."""
    if ",," not in text:
        return text
    text = _with_short_ones(text)
    return _TO_NEXT_MARK.sub(_closed, text) if ",," in text else text


def with_house_quotes(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with such marks in every text between two tags. What is quoted most often is looked for in all of them
    at once: it reaches over no `<`, so over no tag, and over no line, as each block is one.
    """
    markups = [markup for _, markup, _ in blocks]
    whole = "\n".join(markups)
    if _OPENS.search(whole) is None:
        return blocks
    if whole.count("\n") == len(blocks) - 1 and _IN_A_TAG.search(whole) is None:  # an address may have them
        whole = _with_short_ones(whole)
        markups = whole.split("\n")
    if _OPENS.search(whole):
        markups = list(map(_quoted, markups))
    return tuple(
        [
            block if block.html == markup else Block(block.tag, markup, block.attributes)
            for block, markup in zip(blocks, markups, strict=True)
        ]
    )


def _quoted(markup: str) -> str:
    if ",," not in markup or "<" not in markup:
        return house_quotes(markup)
    return "".join([part if part[:1] == "<" else house_quotes(part) for part in _TAG.split(markup)])


def _with_short_ones(text: str) -> str:
    parts = _SHORT.split(text)
    parts[1::2] = [f"„{inner}”" for inner in parts[1::2]]
    return "".join(parts)


def _closed(found: re.Match[str]) -> str:
    """With its marks; where it is too long for two that belong together, from the first mark that is near enough."""
    inner, mark = found.group(1, 2)
    if not mark or mark == "„" or inner[-1:].isspace():
        return found[0]
    if len(inner) <= LONGEST:
        return f"„{inner}”"
    text = found[0]
    near = _OPENS.search(text, len(inner) - LONGEST)
    return f"{text[: near.start()]}„{text[near.end() : -len(mark)]}”" if near else text
