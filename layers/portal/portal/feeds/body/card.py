"""A link to something else that a system draws as a box: a bookmark, a file, a recording."""

import re

from portal.feeds.body.block import ANY_TAG, Block
from portal.feeds.body.cms_classes import ATTRIBUTE
from portal.feeds.body.tokens import Tokens
from portal.feeds.parsing.urls import opening_link

_PLAYED = {"audio": "Beluister: ", "video": "Bekijk de video: ", "source": ""}
_UNNAMED = {"Beluister: ": "Beluister het fragment", "Bekijk de video: ": "Bekijk de video"}
_OF_A_PLAYER = re.compile(r"[\d:./×x \xa0-]*")
"""How long a recording is and how fast it is played, beside its buttons; nothing too."""
_CARD_TITLE = re.compile(r"title|filename|heading|headline|naam", re.IGNORECASE)
_HREF = re.compile(r'<a (?:[^>]*? )?href="([^"]*)"[^>]*>([^<]*)')


def card_link(tokens: Tokens, base: str | None) -> list[Block]:
    """One link, with the title that its box has. A caption or a description in it goes with the box."""
    link = next(filter(None, map(_HREF.search, tokens.parts[0::3])), None)
    href, title, kind = (link[1] if link else ""), "", ""
    for name, attributes, run in tokens.elements():
        if href and title:
            break
        said = dict(ATTRIBUTE.findall(attributes)) if attributes else {}
        if not href and name in _PLAYED:
            href, kind = said.get("src", ""), _PLAYED[name]
        if not title and _CARD_TITLE.search(said.get("class", "")):
            title = run.strip(" ")
    words = title or (link[2].strip(" ") if link else "") or _first_words(tokens)
    opening = opening_link(href, base)
    words = f"{kind}{words}" if words else _UNNAMED.get(kind, "")
    is_text = opening and words and "<" not in words
    return [Block(tag="p", html=f"{opening}{words}</a>")] if is_text else []


def _first_words(tokens: Tokens) -> str:
    runs = (ANY_TAG.sub("", run).strip(" ") for run in tokens.parts[0::3])
    return next((run for run in runs if not _OF_A_PLAYER.fullmatch(run)), "")
