"""A connection to one checked address, on which nothing can take longer than it may.

The name is resolved once, every address it has is checked, and the connection goes to the address that was checked
(so a second answer of the DNS changes nothing); Host, SNI and certificate are those of the name.
"""

import http.client
import io
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, BinaryIO

from portal.http.public_addresses import is_loopback, is_public

PORTS = (80, 443)
_MOST_ADDRESSES = 4


class RefusedError(OSError):
    """An address or port that we do not connect to, or a name that has none. The message says which."""


@dataclass(frozen=True, kw_only=True)
class FetchDeadline:
    """The moment (of the monotonic clock) at which everything stops."""

    ends: float

    def left(self, most: float) -> float:
        """Seconds until the end, at most `most`. Raises TimeoutError when there are none."""
        seconds = min(self.ends - time.monotonic(), most)
        if seconds <= 0:
            raise TimeoutError("timed out")
        return seconds


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where to connect: `addresses` are checked, IPv4 first. `is_local`: they are all loopback."""

    secure: bool
    host: str
    port: int
    addresses: tuple[str, ...]
    is_local: bool


class BoundedConnection(http.client.HTTPConnection):
    """Sends a request over a socket that is open already; whoever asked for it calls `release`."""

    def __init__(self, target: Target, raw: socket.socket, bounded: "_BoundedSocket") -> None:
        super().__init__(target.host, target.port)
        self.default_port = 443 if target.secure else 80  # what is left out of the Host header
        self._raw = raw
        self.sock = bounded

    def stream(self) -> BinaryIO:
        """What comes back, for portal.http.response_reader."""
        return self.sock.makefile("rb")

    def release(self) -> None:
        self._raw.close()


def find_target(*, secure: bool, host: str, port: int, allow_loopback: bool, seconds: float) -> Target:
    """The target that `host` names. Raises RefusedError (private address, odd port, unknown name) or TimeoutError."""
    addresses = sorted(dict.fromkeys(_resolved(host, port, seconds)), key=lambda address: ":" in address)
    is_local = bool(addresses) and all(map(is_loopback, addresses))
    if not (is_local and allow_loopback):
        closed = next((address for address in addresses if not is_public(address)), None)
        if closed is not None:
            raise RefusedError(f"{host} has the address {closed}, which is not on the internet")
        if port not in PORTS:
            raise RefusedError(f"port {port} is not one of {' and '.join(map(str, PORTS))}")
    return Target(secure=secure, host=host, port=port, addresses=tuple(addresses[:_MOST_ADDRESSES]), is_local=is_local)


def connect(
    target: Target, *, deadline: FetchDeadline, connect_seconds: float, read_seconds: float
) -> "BoundedConnection":
    """An open connection. Raises OSError (also ssl.SSLError and TimeoutError) when no address answers."""
    raw = _dialled(target, deadline, connect_seconds)
    try:
        if target.secure:
            raw.settimeout(deadline.left(connect_seconds))
            raw = _tls_context().wrap_socket(raw, server_hostname=target.host)
    except BaseException:
        raw.close()
        raise
    return BoundedConnection(target, raw, _BoundedSocket(raw, deadline, read_seconds))


def _dialled(target: Target, deadline: FetchDeadline, connect_seconds: float) -> socket.socket:
    """A socket to the first address that answers; together they have `connect_seconds`."""
    budget = FetchDeadline(ends=time.monotonic() + deadline.left(connect_seconds))
    failure: OSError = RefusedError(f"{target.host} has no address")
    for address in target.addresses:
        try:
            return socket.create_connection((address, target.port), timeout=budget.left(connect_seconds))
        except OSError as error:
            failure = error
    raise failure


def _resolved(host: str, port: int, seconds: float) -> list[str]:
    """All addresses of `host`. The resolver has no time limit of its own, so it works in a thread that may be left."""
    found: list[str] = []
    failure: list[Exception] = []

    def resolve() -> None:
        try:
            found.extend(str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError, ValueError) as error:
            failure.append(error)

    try:
        return [str(ip_address(host))]
    except ValueError:
        pass
    worker = threading.Thread(target=resolve, daemon=True)
    worker.start()
    worker.join(seconds)
    if failure:
        raise RefusedError(f"the name {host} cannot be resolved ({failure[0]})") from failure[0]
    if worker.is_alive():
        raise TimeoutError(f"the name {host} was not resolved in time")
    return found


@lru_cache(maxsize=1)
def _tls_context() -> ssl.SSLContext:
    """Certificates are checked against the system's authorities; loaded once, at the first https fetch."""
    return ssl.create_default_context()


class _BoundedSocket:
    """What http.client needs of a socket, with every read and write inside the deadline."""

    def __init__(self, raw: socket.socket, deadline: FetchDeadline, read_seconds: float) -> None:
        self._raw = raw
        self._deadline = deadline
        self._read_seconds = read_seconds

    def sendall(self, data: bytes) -> None:
        self._raw.settimeout(self._deadline.left(self._read_seconds))
        self._raw.sendall(data)

    def makefile(self, mode: str, *_: Any) -> io.BufferedReader:
        assert mode == "rb"  # noqa: S101  # answers are read, nothing else
        return io.BufferedReader(_BoundedReader(self._raw, self._deadline, self._read_seconds))

    def close(self) -> None:
        """Nothing: http.client closes as soon as it has sent, when the answer is still to be read (see `release`)."""


class _BoundedReader(io.RawIOBase):
    def __init__(self, raw: socket.socket, deadline: FetchDeadline, read_seconds: float) -> None:
        self._raw = raw
        self._deadline = deadline
        self._read_seconds = read_seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._raw.settimeout(self._deadline.left(self._read_seconds))
        return self._raw.recv_into(buffer)
