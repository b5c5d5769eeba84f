"""What leads from a teaser to its whole text: dots, an arrow, «Lees meer».

Source: the excerpts of WordPress and Ghost.
"""

import re

from portal.feeds.body.block import Block

_MORE_WORDS = (
    r"(?:lees|bekijk)(?: het)? (?:meer|verder|hele|volledige)(?: (?:artikel|bericht|verhaal|nieuws))?"
    r"(?: (?:op|over|bij) [\w. ]{2,40})?|meer lezen|meer|verder lezen|read more|continue reading|read the full \w+"
)
_POINTING = _MORE_WORDS.replace("|meer lezen|meer|", "|meer lezen(?=[ \xa0]*[»→›])|meer(?=[ \xa0]*[»→›])|")
"""What a link alone may say: of «hij pleit voor meer» the last word is part of the sentence."""
_DOTS = r"(?:…|\.{2,})"
_ARROWS = rf"(?:{_DOTS}|[»→›]+|(?:&gt;)+|&raquo;|[\])])"
_MORE = re.compile(rf"\s*(?:[\[(]?{_DOTS}[\])]?|[>»→›]+|[\[(]?(?:{_MORE_WORDS})[\])]?\.*)\s*$", re.IGNORECASE)
_HINTS = (
    "..", "…", ">", "»", "→", "›", "]", ")", "lees", "lezen", "bekijk", "meer", "verder", "artikel", "verhaal",
    "bericht", "more", "read",
)  # fmt: skip
"""In the last characters, or there is no need to look closer."""
_LONGEST = 80
"""Characters: of what says nothing else."""
_MORE_LINK = re.compile(
    rf"\s*[\[(]?<a [^>]*>\s*(?:<[^>]*>)?\s*[\[(]?{_DOTS}?\s*(?:{_POINTING})(?:[ \xa0]*{_ARROWS})*"
    r"\s*(?:<[^>]*>)?\s*</a>[\])]?\.?\s*$",
    re.IGNORECASE,
)
_MORE_TEXT = re.compile(
    rf"\s*(?<![\w,])[\[(]?(?:(?:{_MORE_WORDS})(?=[\])]?\s*{_ARROWS})|(?:lees|bekijk) (?:meer|verder)|read more"
    rf"|continue reading)[\])]?\s*{_ARROWS}*\s*$",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s*[\[(]\s*(?:…|\.{2,}|&hellip;)\s*[\])]\s*$")


def _may_lead_on(text: str, within: int) -> bool:
    """A first look at the last characters: most texts lead nowhere."""
    return any(map(text[-within:].lower().__contains__, _HINTS))


def uncut(text: str) -> str:
    """`text` without the dots, the «Lees meer» and the arrow of a teaser that was cut off."""
    while _may_lead_on(text, 16) and (cut := _MORE.search(text, max(len(text) - _LONGEST, 0))):
        text = text[: cut.start()]
    return text


def is_read_more(text: str) -> bool:
    """Whether a paragraph is nothing but «Lees meer»."""
    return 0 < len(text) < _LONGEST and not uncut(text)


def without_read_more(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks of a teaser without last paragraphs that are nothing but «Lees meer»."""
    while len(blocks) > 1 and is_read_more(blocks[-1].text):
        blocks = blocks[:-1]
    return blocks


def line_without_read_more(markup: str) -> str:
    """A line as readers should see it: no «Lees meer »» at its end, and one ellipsis where the feed has `[…]`."""
    if _may_lead_on(markup, 24):
        if "</a>" in markup[-40:] and (found := _MORE_LINK.search(markup, max(len(markup) - 4000, 0))):
            markup = markup[: found.start()] or markup
        if (found := _MORE_TEXT.search(markup, max(len(markup) - 200, 0))) and found.start() > 0:
            markup = markup[: found.start()]
        if (found := _CUT.search(markup, max(len(markup) - 200, 0))) and found.start() > 0:
            markup = f"{markup[: found.start()]} …"
    return markup
