"""Unpacks gzip and its kin, never further than it may grow. Sources: RFC 1950-1952."""

import zlib
from collections.abc import Callable
from typing import Protocol

GZIP = b"\x1f\x8b"
"""What every gzip member begins with. Source: RFC 1952 §2.3.1."""
_PIECE = 4096
"""Bytes at a time: what follows a member is copied, and there may be a member in every twenty bytes."""

MOST_MEMBERS = 10_000
"""In one body: opening a decoder costs up to 50 µs, and an empty member nine bytes."""


class StreamDecoder(Protocol):
    """What zlib and zstd have in common: `decompress(packed, most)`, and what stood behind the end."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def inflate(packed: bytes, most: int, *, window: int = 47) -> bytes:
    """What is in `packed`: gzip or zlib by its own head, raw deflate with a `window` of -15. As `unpack_members`."""
    return unpack_members(packed, most, open_decoder=lambda: zlib.decompressobj(window), marks=(GZIP,))


def unpack_members(
    packed: bytes, most: int, *, open_decoder: Callable[[], StreamDecoder], marks: tuple[bytes, ...]
) -> bytes:
    """All members of `packed`, one behind the other; what begins with none of `marks` behind one is nobody's.

    At most `most` bytes, and one more where there are more. Raises EOFError where `packed` breaks off, and what the
    decoder raises (zlib.error) where it is broken, and ValueError for more than MOST_MEMBERS.
    """
    decoder, out, position, members = open_decoder(), bytearray(), 0, 1
    while position < len(packed):
        if decoder.eof:
            if not packed.startswith(marks, position):
                break
            if members == MOST_MEMBERS:
                raise ValueError(f"is packed in more than {MOST_MEMBERS} parts")
            decoder, members = open_decoder(), members + 1
        piece = packed[position : position + _PIECE]
        out += decoder.decompress(piece, most + 1 - len(out))
        if len(out) > most:
            return bytes(out)
        position += len(piece) - len(decoder.unused_data)
    if not decoder.eof:
        raise EOFError("breaks off in the middle")
    return bytes(out)
