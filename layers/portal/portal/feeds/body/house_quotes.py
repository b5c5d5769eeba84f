"""Quotation marks as a typewriter had them, and the wires have still: `,,zo''` is „zo”."""

import re

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


def house_quotes(text: str) -> str:
    """`,,zo'',` as „zo”. Between two marks that belong together stands no other, and no blank on their inner sides."""
    if ",," not in text:
        return text
    text = _SHORT.sub(r"„\1”", text)
    return _TO_NEXT_MARK.sub(_closed, text) if ",," in text else text


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
