"""Reads one answer from a connection: the status, the fields, and the body as it is framed. Source: RFC 9112.

Strict where a second reading would be another message (two lengths, chunk sizes that are no numbers); mild in what
only concerns this one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import BadStatusLine, HTTPException, IncompleteRead, RemoteDisconnected
from typing import BinaryIO

from portal.http.fields import Fields, HeadReader

_STATUS_LINE = re.compile(
    r"(?:\xef\xbb\xbf)?\s*HTTP/[0-9]{1,3}(?:\.[0-9]{1,3})?\s+([1-9][0-9]{2})(?![0-9])(.*)", re.DOTALL | re.IGNORECASE
)
"""As browsers read it. Of the version they make 1.0 or 1.1 themselves: scripts behind a proxy say that of their visitor
(`HTTP/2.0 200 OK`), and here every version is framed alike.
"""
_MOST_BLANK_LINES = 2
"""Before a status line: Chrome passes over four bytes."""
_SWITCHING_PROTOCOLS = 101
_WITHOUT_BODY = frozenset({204, 205, 304})
"""Of 205 a body could be framed, but none may come (RFC 9110 §15.3.6): some servers end it with its head."""
_MOST_INTERIM = 20
_PIECE = 65536
_CHUNK_SIZE = re.compile(rb"[ \t]*0*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?(?:\r?\n)?")
_LONGEST_CHUNK_LINE = 4096


@dataclass(frozen=True, kw_only=True)
class HttpAnswer:
    """`length`: bytes that the body will have, as its server says; None where only its end tells."""

    status: int
    reason: str
    fields: Fields
    length: int | None
    is_chunked: bool
    stream: BinaryIO

    def pieces(self) -> Iterator[bytes]:
        """The body as it comes in, codings and all. Raises IncompleteRead where it breaks off."""
        if self.is_chunked:
            yield from _chunks(self.stream)
        elif self.length is not None:
            yield from _exactly(self.length, self.stream)
        else:
            while piece := self.stream.read(_PIECE):
                yield piece
        if not self.fields.is_whole:
            raise IncompleteRead(b"")


def read_answer(stream: BinaryIO) -> HttpAnswer:
    """The final answer: of interim ones (1xx) at most twenty are skipped. Raises HTTPException and its kin.

    101 is final: nobody asked for another protocol. Source: RFC 9110 §15.2.
    """
    head = HeadReader(stream)
    for _ in range(_MOST_INTERIM + 1):
        status, reason = _status(_first_line(head))
        fields = head.fields()
        if status >= 200 or status == _SWITCHING_PROTOCOLS:
            has_body = status not in _WITHOUT_BODY  # whatever its fields say (RFC 9112 §6.3)
            is_chunked = has_body and _is_chunked(fields)
            length = 0 if not has_body else None if is_chunked else _length(fields)
            return HttpAnswer(
                status=status, reason=reason, fields=fields, length=length, is_chunked=is_chunked, stream=stream
            )
    raise HTTPException(f"more than {_MOST_INTERIM} interim answers, and no final one")


def _first_line(head: HeadReader) -> bytes:
    """The first that is not blank: CGI scripts print lines before it, and behind the head of an interim answer."""
    for _ in range(_MOST_BLANK_LINES):
        line = head.line()
        if line not in (b"\r\n", b"\n"):
            return line
    return head.line()


def _status(line: bytes) -> tuple[int, str]:
    if not line:
        raise RemoteDisconnected("the server hung up without an answer")
    text = line.decode("latin-1")
    found = _STATUS_LINE.fullmatch(text)
    if found is None:
        raise BadStatusLine(text)
    return int(found[1]), found[2].strip()


def _is_chunked(fields: Fields) -> bool:
    """Chunked is the last coding that was applied, and the only one that frames; `identity` and nothing are none.

    Sources: RFC 9112 §6.1, §7; RFC 9110 §5.6.1.2 (empty elements of a list).
    """
    codings = map(str.strip, (fields.get("Transfer-Encoding") or "").lower().split(","))
    return [coding for coding in codings if coding not in ("", "identity")][-1:] == ["chunked"]


def _length(fields: Fields) -> int | None:
    """None where no number is said. Raises HTTPException for two that differ. Source: RFC 9112 §6.3."""
    said = (fields.get("Content-Length") or "").split(",")
    lengths = {int(value) for value in map(str.strip, said) if re.fullmatch(r"[0-9]{1,18}", value)}
    if len(lengths) > 1:
        raise HTTPException(f"two lengths for one body: {', '.join(map(str, sorted(lengths)))}")
    return lengths.pop() if lengths else None


def _exactly(length: int, stream: BinaryIO) -> Iterator[bytes]:
    while length:
        piece = stream.read(min(length, _PIECE))
        if not piece:
            raise IncompleteRead(b"", length)
        length -= len(piece)
        yield piece


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    """Source: RFC 9112 §7.1. Fields behind the last chunk are read over, within the bounds of a head."""
    while size := _chunk_size(stream.readline(_LONGEST_CHUNK_LINE)):
        yield from _exactly(size, stream)
        if stream.readline(2) not in (b"\r\n", b"\n"):
            raise IncompleteRead(b"")
    HeadReader(stream).fields()


def _chunk_size(line: bytes) -> int:
    found = _CHUNK_SIZE.fullmatch(line)
    if found is None or len(line) == _LONGEST_CHUNK_LINE:
        raise IncompleteRead(b"")
    return int(found[1], 16)
