"""Content codings: what a server says that it did to a body, and what it did. Sources: RFC 9110 §8.4, RFC 9659.

Servers say gzip of what is none, say it twice, say nothing, say a charset instead, or send Brotli or zstd to whoever
does not take it; so the bytes have a say too. brotli and backports.zstd are imported when one is met, and are not in
every door: without them such a body is one that nobody can read.
"""

import re
import sys
import zlib
from collections.abc import Callable

from portal.model.inflate import GZIP, inflate, unpack_members

_NO_CODING = frozenset({"", "identity", "none", "utf-8", "utf8", "7bit", "8bit", "binary"})
"""Words that say nothing of the bytes: those of a mail (RFC 2045 §6.1), a charset, and that there is none."""
_READABLE = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]{0,200}(?:[<{\[]|---)"
    rb"|\xff\xd8\xff|\x89PNG|GIF8|RIFF|....ftyp",
    re.DOTALL,
)
"""How documents and pictures begin."""
_BLANK = re.compile(rb"(?:\xef\xbb\xbf|[ \t\r\n\f\v])++")
"""What PHP templates print before what a plugin packed: blank lines, and the byte-order mark of each of their files."""
_ZSTD = (b"\x28\xb5\x2f\xfd", *(bytes([low]) + b"\x2a\x4d\x18" for low in range(0x50, 0x60)))
"""Frames, and those to be skipped. Source: RFC 8878 §3.1."""
_LARGEST_WINDOW = 23
"""8 MB, as a power of two: more is not asked of anybody. Source: RFC 9659 §3."""
_BROTLI_TAIL = 256
"""Bytes at the end that go to the decoder one by one: it takes what somebody printed behind its stream for a fault."""
_MOST_CODINGS = 5
_UNSAID = 2
"""Layers of gzip that nobody said anything of: a `.gz` file, once more packed by a proxy."""


class UnreadCodingError(ValueError):
    """A coding that we do not know, or have no decoder for here. The message is its word."""


class BrokenCodingError(ValueError):
    """The body is not what its coding says, and no document either."""


def decode_body(body: bytes, said: str, most: int) -> bytes:
    """`body` without the codings that Content-Encoding (`said`) and its own first bytes tell of.

    At most `most` bytes, and one more where there are more: every layer has this bound. Raises UnreadCodingError,
    BrokenCodingError, and EOFError where it breaks off.
    """
    for coding in _codings_in(said):
        if len(body) > most:
            return body
        body = _without_coding(coding, body, most)
    for _ in range(_UNSAID):
        packed = _without_blank(body)
        if len(body) > most or not packed.startswith(GZIP):
            return body
        try:
            body = inflate(packed, most)
        except zlib.error:
            return body  # it only looks like gzip
    return body


def _codings_in(said: str) -> list[str]:
    """The last that was applied, and so the first to be undone, first."""
    words = [word.partition(";")[0].strip(" \t\"'").lower() for word in said.split(",")]
    codings = [word for word in words if word not in _NO_CODING]
    if len(codings) > _MOST_CODINGS:
        raise BrokenCodingError(f"is said to be compressed {len(codings)} times")
    return codings[::-1]


def _without_coding(coding: str, body: bytes, most: int) -> bytes:
    """What can be read as it is was never packed, or is said to be so twice; gzip has its turn by its own bytes."""
    packed = _without_blank(body)
    try:
        return _decoded(coding, body, most) if body else body
    except (UnreadCodingError, BrokenCodingError, EOFError, zlib.error) as error:
        if not packed or _READABLE.match(body) or (packed.startswith(GZIP) and _DECODERS.get(coding) is not inflate):
            return body
        if packed != body:
            return _without_coding(coding, packed, most)
        if isinstance(error, zlib.error):
            raise BrokenCodingError(f"is said to be {coding}, and is not: {error}") from error
        raise


def _without_blank(body: bytes) -> bytes:
    blank = _BLANK.match(body)
    return body[blank.end() :] if blank else body


def _decoded(coding: str, body: bytes, most: int) -> bytes:
    if coding not in _DECODERS:
        raise UnreadCodingError(coding)
    return _DECODERS[coding](body, most)


def _inflate_deflate(body: bytes, most: int) -> bytes:
    """Both things that are called deflate: zlib (RFC 1950), and deflate without a head, as IIS once sent it."""
    try:
        return inflate(body, most)
    except zlib.error:
        return inflate(body, most, window=-15)


def _unpack_brotli(body: bytes, most: int) -> bytes:
    """Source: RFC 7932."""
    try:
        import brotli  # noqa: PLC0415  # where it is, at the first body that needs it
    except ImportError as error:
        raise UnreadCodingError("br") from error
    decoder, out = brotli.Decompressor(), bytearray()
    try:
        for piece in (body[:-_BROTLI_TAIL], *(bytes([octet]) for octet in body[-_BROTLI_TAIL:])):
            out += decoder.process(piece, output_buffer_limit=most + 1 - len(out))
            while len(out) <= most and not decoder.can_accept_more_data() and not decoder.is_finished():
                out += decoder.process(b"", output_buffer_limit=most + 1 - len(out))
            if len(out) > most or decoder.is_finished():
                return bytes(out[: most + 1])
    except brotli.error as error:
        raise BrokenCodingError("is said to be Brotli, and is not") from error
    raise EOFError("breaks off in the middle")


def _unpack_zstd(body: bytes, most: int) -> bytes:
    """Source: RFC 8878."""
    if not body.startswith(_ZSTD):
        raise BrokenCodingError("is said to be zstd, and is not")
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd  # noqa: PLC0415  # as above
        else:
            from backports import zstd  # noqa: PLC0415
    except ImportError as error:
        raise UnreadCodingError("zstd") from error
    options = {int(zstd.DecompressionParameter.window_log_max): _LARGEST_WINDOW}
    try:
        return unpack_members(body, most, open_decoder=lambda: zstd.ZstdDecompressor(options=options), marks=_ZSTD)
    except zstd.ZstdError as error:
        raise BrokenCodingError(f"is zstd that cannot be unpacked ({error})") from error


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": inflate,
    "x-gzip": inflate,
    "deflate": _inflate_deflate,
    "br": _unpack_brotli,
    "zstd": _unpack_zstd,
}
