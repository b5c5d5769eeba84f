"""Connections to one host, over http.client, that are kept open between calls: one TLS handshake serves many."""

import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from weakref import finalize

from portal.aws.until_deadline import ResponseUntilDeadline, until_deadline

if TYPE_CHECKING:
    from ssl import SSLContext

MOST_KEPT = 32


@dataclass(frozen=True, kw_only=True)
class AwsAnswer:
    """An answer; the names of its headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ConnectionPool:
    """Used by any number of threads, each of which has a connection to itself for as long as a call takes."""

    def __init__(self, scheme: str, host: str, *, connecting: float, reading: float) -> None:
        """`connecting`: seconds in which a connection is made, with its TLS, as long as the deadline leaves them;
        `reading`: likewise, for which an answer may be silent.
        """
        self._scheme = scheme
        self._host = host
        self._connecting, self._reading = connecting, reading
        self._kept: list[HTTPConnection] = []
        self._lock = Lock()
        finalize(self, _close_all, self._kept)

    def send(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> AwsAnswer:
        """The whole answer. What fails at once on a kept connection, which the other end may have closed meanwhile, is
        sent once more on a new one: nothing is asked here that may not be asked twice.

        Raises OSError and HTTPException.
        """
        with self._lock:
            kept = self._kept.pop() if self._kept else None
        if kept:
            try:
                return self._sent(kept, method, target, headers, body)
            except TimeoutError:
                self.close()  # the others are likely to be as dead
                raise
            except (OSError, HTTPException):
                pass
        return self._sent(self._new(), method, target, headers, body)

    def close(self) -> None:
        with self._lock:
            _close_all(self._kept)

    def _sent(
        self, connection: HTTPConnection, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> AwsAnswer:
        try:
            if connection.sock is None:
                connection.timeout = until_deadline(self._connecting)
                connection.connect()
            connection.sock.settimeout(until_deadline(self._reading))
            connection.request(method, target, body, dict(headers))
            answer = connection.getresponse()
            content = answer.read()
        except BaseException:
            connection.close()
            raise
        received = AwsAnswer(
            status=answer.status,
            headers={name.lower(): value for name, value in answer.getheaders()},
            body=content,
        )
        self._keep(connection)
        return received

    def _keep(self, connection: HTTPConnection) -> None:
        with self._lock:
            if connection.sock is not None and len(self._kept) < MOST_KEPT:
                self._kept.append(connection)
                return
        connection.close()

    def _new(self) -> HTTPConnection:
        connection: HTTPConnection
        if self._scheme == "https":
            connection = HTTPSConnection(self._host, context=_trusted())
        else:
            connection = HTTPConnection(self._host)
        connection.response_class = ResponseUntilDeadline
        return connection


def _close_all(kept: list[HTTPConnection]) -> None:
    while kept:
        kept.pop().close()


@lru_cache(maxsize=1)
def _trusted() -> "SSLContext":
    """Who is believed to be AWS: by the certificates that botocore comes with, unless AWS_CA_BUNDLE names others."""
    from ssl import create_default_context  # noqa: PLC0415  only where there is TLS

    bundle = os.environ.get("AWS_CA_BUNDLE")
    spec = importlib.util.find_spec("botocore")
    beside = Path(spec.origin).with_name("cacert.pem") if spec and spec.origin else None
    return create_default_context(cafile=bundle or (str(beside) if beside and beside.exists() else None))
