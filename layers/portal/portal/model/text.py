"""Plain text: cut to size, taken out of HTML, in pieces of which some are meant; and names in a row."""

import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import NamedTuple

_BETWEEN = re.compile(r"</(?:p|h[2-6]|li|blockquote|figcaption|caption|t[dhr]|dt|dd)>|<br\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


class EncodingError(ValueError):
    """A file is not UTF-8; the message says what to do. `line`, from 1: where the first letter of another code is."""

    def __init__(self, words: str, line: int | None) -> None:
        self.line = line
        super().__init__(words)


class Piece(NamedTuple):
    """A part of a text; `is_hit`: what somebody looked for."""

    text: str
    is_hit: bool = False


def read_text(path: Path) -> str:
    """What stands in a file that somebody edits: UTF-8, with or without the mark of Windows editors before it.

    Raises EncodingError, and OSError.
    """
    body = path.read_bytes()
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in body[:2]:
        raise EncodingError("is UTF-16; save it as UTF-8", None)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise EncodingError(f"is not UTF-8 (byte 0x{body[error.start]:02x}); save it as UTF-8", line) from error


def shortened(text: str, longest: int) -> str:
    """`text` when it has at most `longest` characters, else its first words and an ellipsis."""
    if len(text) <= longest:
        return text
    words = text[:longest].rpartition(" ")[0] or text[:longest]
    return words.rstrip(" ,;:") + " …"


def plain(html: str) -> str:
    """What a reader sees of clean HTML, on one line; paragraphs and cells do not run into each other."""
    return " ".join(unescape(_TAG.sub("", _BETWEEN.sub(" ", html))).split())


def listed(names: Sequence[str], *, last: str = "en") -> str:
    """As a sentence lists them: `A`, `A en B`, `A, B en C`; `last`: the word before the last."""
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
