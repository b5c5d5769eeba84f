"""Messages between two processes, over a socket: a byte that says what it is, a length, and so many bytes."""

import socket
import struct
from enum import IntEnum, unique
from time import monotonic

_HEAD = struct.Struct("!B?Q")


@unique
class Kind(IntEnum):
    """What a message is. A worker is READY once; to a REQUEST and its BODY it answers with one of the others."""

    READY = 1
    REQUEST = 2
    BODY = 3
    DOCUMENT = 4
    REFUSED = 5
    NO_MEMORY = 6
    FAULT = 7


class ChannelError(Exception):
    """The other end is gone, or says what is no message."""


class TooLargeError(ChannelError):
    """The message is larger than was agreed; nothing of it was read."""


class Channel:
    """One end of the socket. Raises ChannelError, and TimeoutError at `until`, a moment of the clock `monotonic`."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def send(self, kind: Kind, payload: bytes, *, is_last: bool = False, until: float | None = None) -> None:
        """`is_last`: whoever sends this ends then."""
        try:
            self._wait(until)
            self._end.sendall(_HEAD.pack(kind, is_last, len(payload)))
            self._wait(until)
            self._end.sendall(payload)
        except ConnectionError as error:
            raise ChannelError(str(error)) from error

    def receive(self, *, most: int, until: float | None = None) -> tuple[Kind, bytes, bool]:
        """Kind, payload of at most `most` bytes, and whether it is the last. Raises TooLargeError as well."""
        kind, is_last, length = _HEAD.unpack(self._exactly(_HEAD.size, until))
        if length > most:
            raise TooLargeError(f"{length} bytes")
        try:
            return Kind(kind), bytes(self._exactly(length, until)), is_last
        except ValueError as error:
            raise ChannelError(str(error)) from error

    def _exactly(self, length: int, until: float | None) -> bytearray:
        received = bytearray(length)
        missing = memoryview(received)
        while missing:
            self._wait(until)
            try:
                count = self._end.recv_into(missing)
            except ConnectionError as error:
                raise ChannelError(str(error)) from error
            if not count:
                raise ChannelError("the other end is gone")
            missing = missing[count:]
        return received

    def _wait(self, until: float | None) -> None:
        """How long the next call of the socket may take; of `sendall` all of it. Source: Python, socket.sendall."""
        if until is None:
            self._end.settimeout(None)
            return
        left = until - monotonic()
        if left <= 0:
            raise TimeoutError
        self._end.settimeout(left)
