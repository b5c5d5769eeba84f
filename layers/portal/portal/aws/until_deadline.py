"""Answers over HTTP that end with the deadline of the request they serve, however slowly they come.

A time-out of a socket is how long it may be silent: an answer that comes byte by byte never reaches it.
Source: Python library reference, socket.settimeout; urllib3, Timeout («total»: «does not apply to the body»).
"""

from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from socket import socket
from typing import Any

from portal.deadline import Deadline, deadline_of_this_thread

SHORTEST = 0.001
"""Seconds. A time-out of nought would mean a socket that never waits."""


class _Input(RawIOBase):
    """What comes from a socket; each read waits no longer than until the deadline."""

    def __init__(self, raw: RawIOBase, sock: socket, deadline: Deadline) -> None:
        self._raw = raw
        self._sock = sock
        self._silence = sock.gettimeout()
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Raises TimeoutError."""
        left = self._deadline.left
        if not left:
            raise TimeoutError("the deadline of the request has passed")
        self._sock.settimeout(left if self._silence is None else min(left, self._silence))
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class ResponseUntilDeadline(HTTPResponse):
    """Of the deadline of the thread that reads it, if it has one."""

    def __init__(self, sock: socket, *given: Any, **named: Any) -> None:
        super().__init__(sock, *given, **named)
        if deadline := deadline_of_this_thread():
            self.fp = BufferedReader(_Input(self.fp.detach(), sock, deadline))


def until_deadline(seconds: float | None) -> float | None:
    """`seconds`, as long as the deadline leaves them; None, no time-out."""
    deadline = deadline_of_this_thread()
    if deadline is None:
        return seconds
    return max(SHORTEST, deadline.left if seconds is None else min(seconds, deadline.left))
