"""HTTP connections of botocore's that end with the deadline of the request they serve.

botocore's read time-out is how long a socket may be silent: an answer that comes byte by byte never reaches it, and the
tries add up. Source: botocore, Config (`read_timeout`); urllib3, Timeout («total»: «does not apply to the body»).
"""

from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from socket import socket
from typing import Any

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)

from portal.deadline import Deadline, deadline_of_this_thread

SHORTEST = 0.001
"""Seconds. A time-out of nought would mean a socket that never waits."""


def end_at_deadlines(client: Any) -> None:
    """Lets the calls of `client`, botocore's, end at the deadline of the thread that makes them. For each client once.

    botocore has no way in for connections of one's own but this table of its session's.
    """
    client._endpoint.http_session._pool_classes_by_scheme.update(http=_Pool, https=_TlsPool)


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


class _Response(HTTPResponse):
    def __init__(self, sock: socket, *given: Any, **named: Any) -> None:
        super().__init__(sock, *given, **named)
        if deadline := deadline_of_this_thread():
            self.fp = BufferedReader(_Input(self.fp.detach(), sock, deadline))


def _shortened(timeout: Any) -> float:
    """`timeout`, as long as the deadline leaves it; connecting has one of its own, with the TLS handshake."""
    deadline = deadline_of_this_thread()
    return max(SHORTEST, min(timeout, deadline.left)) if deadline else float(timeout)


class _Connection(AWSHTTPConnection):
    response_class = _Response  # type: ignore[assignment]  # any HTTPResponse will do

    def connect(self) -> None:
        self.timeout = _shortened(self.timeout)
        super().connect()


class _TlsConnection(AWSHTTPSConnection):
    response_class = _Response  # type: ignore[assignment]  # likewise

    def connect(self) -> None:
        self.timeout = _shortened(self.timeout)
        super().connect()


class _Pool(AWSHTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(AWSHTTPSConnectionPool):
    ConnectionCls = _TlsConnection
