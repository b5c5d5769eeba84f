"""Plain text: cut to size, taken out of HTML, in pieces of which some are meant; and names in a row."""

import re
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple

_BETWEEN = re.compile(r"</(?:p|h[2-6]|li|blockquote|figcaption|caption|t[dhr]|dt|dd)>|<br\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


class Piece(NamedTuple):
    """A part of a text; `is_hit`: what somebody looked for."""

    text: str
    is_hit: bool = False


def shortened(text: str, longest: int) -> str:
    """`text` when it has at most `longest` characters, else its first words and an ellipsis."""
    if len(text) <= longest:
        return text
    words = text[:longest].rpartition(" ")[0] or text[:longest]
    return words.rstrip(" ,;:") + " …"


def plain(html: str) -> str:
    """What a reader sees of clean HTML, on one line; paragraphs and cells do not run into each other."""
    return " ".join(unescape(_TAG.sub("", _BETWEEN.sub(" ", html))).split())


def listed(names: Sequence[str]) -> str:
    """As a sentence lists them: `A`, `A en B`, `A, B en C`."""
    return " en ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
