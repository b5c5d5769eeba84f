"""Reads header fields as browsers do: a line that is none is skipped, and those after it count. Linear, and bounded.

Not the mail parser of http.client, which stops at the first such line, splits at a lone CR and counts to a hundred.
Source: RFC 9112 §2.2 (lines), §5 (fields); RFC 9110 §5.5, §5.6.2.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from typing import BinaryIO

MOST_FIELDS = 1000
LARGEST_HEAD = 256 * 1024
"""Bytes of everything before the body, interim answers included."""

_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,256})[ \t]*:(.*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Fields:
    """Pairs of a name in small letters and a value, in order; octets as in ISO 8859-1.

    `is_whole`: the empty line that ends them came; else the server hung up before it.
    """

    pairs: tuple[tuple[str, str], ...]
    is_whole: bool = True

    def each(self, name: str) -> list[str]:
        """Every value of `name`: what Set-Cookie needs, whose values have commas of their own."""
        return [value for own, value in self.pairs if own == name.lower()]

    def get(self, name: str) -> str | None:
        """Its values as one. Source: RFC 9110 §5.3."""
        values = self.each(name)
        return ", ".join(values) if values else None


class HeadReader:
    """Lines of `stream` until the body, at most LARGEST_HEAD bytes of them."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._left = LARGEST_HEAD

    def line(self) -> bytes:
        """One line with its end; empty where the server hung up. Raises HTTPException beyond the bound."""
        line = self._stream.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            raise HTTPException(f"headers of more than {LARGEST_HEAD // 1024} KB")
        return line

    def fields(self) -> Fields:
        """The fields up to the empty line. Raises HTTPException for more than MOST_FIELDS lines."""
        lines, is_whole = [], False
        while line := self.line():
            if line in (b"\r\n", b"\n"):
                is_whole = True
                break
            lines.append(line.decode("latin-1").rstrip("\r\n"))
            if len(lines) > MOST_FIELDS:
                raise HTTPException(f"more than {MOST_FIELDS} headers")
        return Fields(pairs=tuple(_pairs(_unfolded(lines))), is_whole=is_whole)


def _unfolded(lines: list[str]) -> Iterator[str]:
    """A line that begins with a blank goes on with the one before; the first has none. Source: RFC 9112 §2.2, §5.2."""
    parts: list[str] = []
    for line in lines:
        if not line.startswith((" ", "\t")):
            yield " ".join(parts)
            parts = [line]
        elif parts:
            parts.append(line.strip(" \t"))
    yield " ".join(parts)


def _pairs(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        found = _FIELD.fullmatch(line)
        if found and "\0" not in found[2]:
            yield found[1].lower(), found[2].replace("\r", " ").strip(" \t")
