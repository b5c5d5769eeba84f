"""Decompression that never makes more than is asked for. Sources: RFC 1950-1952, RFC 9110 §8.4."""

import zlib


class Unpacker:
    """Decompresses piece by piece, never more than asked for. Knows gzip and both things that are called deflate."""

    def __init__(self, coding: str) -> None:
        self._is_deflate = coding == "deflate"
        self._engine = None if coding in ("identity", "") else zlib.decompressobj(47)
        self._started = False

    def add(self, piece: bytes, most: int) -> bytes:
        if self._engine is None:
            return piece
        if self._is_deflate and not self._started and piece[0] & 0x0F != 8:
            self._engine = zlib.decompressobj(-15)
        self._started = True
        out = self._engine.decompress(self._engine.unconsumed_tail + piece, most)
        while self._engine.eof and self._engine.unused_data[:2] == b"\x1f\x8b" and len(out) < most:
            rest = self._engine.unused_data
            self._engine = zlib.decompressobj(47)
            out += self._engine.decompress(rest, most - len(out))
        return out

    def is_whole(self, wire: int) -> bool:
        return self._engine is None or self._engine.eof or wire == 0
