"""One conditional GET, within limits of time and size, from an address that was checked.

Standard library only, so that the front door starts fast. Whatever goes wrong is a FetchError.
Sources: RFC 9110 §13 (conditions), §15.4 (redirects); RFC 1950-1952 (compression).
"""

import http.client
import ssl
import time
import zlib
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Never
from urllib.parse import quote, urljoin, urlsplit

from portal.http.connection import FetchDeadline, RefusedError, Target, connect, find_target
from portal.http.decompress import Unpacker
from portal.http.response import (
    UNCONDITIONAL,
    Fetched,
    NotModified,
    Response,
    Validators,
    max_age,
    retry_after,
    validators_in,
)
from portal.model.clock import Clock, system_clock
from portal.model.errors import FetchError

ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_PATH = "/%:@!$&'()*+,;=~-._"
_QUERY = f"{_PATH}?"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_PIECE = 65536
_LONGEST_URL = 4000


@dataclass(frozen=True, kw_only=True)
class FetchLimits:
    """Seconds and bytes. `wire` counts what comes in, `body` what is left after decompression."""

    total: float = 20
    connect: float = 5
    read: float = 10
    wire: int = 20_000_000
    body: int = 20_000_000
    ratio: int = 200
    redirects: int = 4


LIMITS = FetchLimits()


@dataclass(frozen=True, kw_only=True)
class Login:
    """What a server asks for before it answers; never in a log."""

    user: str
    password: str = field(repr=False)


def fetch(
    url: str,
    *,
    user_agent: str,
    validators: Validators = UNCONDITIONAL,
    limits: FetchLimits = LIMITS,
    allow_loopback: bool = False,
    login: Login | None = None,
    accept: str = ACCEPT,
    clock: Clock = system_clock,
) -> Response:
    """What `url` answers. Only http and https on ports 80 and 443, to public addresses, within `limits`.

    `allow_loopback` adds loopback addresses, on any port, and nothing else. `login` is told to the host of `url` alone,
    over https alone (on loopback also without); credentials in a URL are refused. `clock`: by which a wait that ends at
    a moment is told in seconds. Raises FetchError, and nothing else.
    """
    started = time.monotonic()
    deadline = FetchDeadline(ends=started + limits.total)
    attempt = _Attempt(
        url,
        user_agent=user_agent,
        validators=validators,
        limits=limits,
        allow_loopback=allow_loopback,
        deadline=deadline,
        login=login,
        accept=accept,
        clock=clock,
    )
    try:
        return attempt.run(started)
    except FetchError:
        raise
    except TimeoutError as error:
        late = time.monotonic() >= deadline.ends - 0.05
        raise FetchError(url, f"took longer than {limits.total:g} s" if late else "did not answer in time") from error
    except ssl.SSLCertVerificationError as error:
        raise FetchError(url, f"has a certificate that is not trusted ({error.verify_message})") from error
    except RefusedError as error:
        raise FetchError(url, str(error)) from error
    except http.client.IncompleteRead as error:
        raise FetchError(url, "broke off in the middle of its answer") from error
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        raise FetchError(url, f"cannot be fetched ({_one_line(error)})") from error


class _Attempt:
    """One fetch: its settings, and the hops it takes."""

    def __init__(
        self,
        url: str,
        *,
        user_agent: str,
        validators: Validators,
        limits: FetchLimits,
        allow_loopback: bool,
        deadline: FetchDeadline,
        login: Login | None,
        accept: str,
        clock: Clock,
    ) -> None:
        self.url = url
        self.login = login
        self.moved_to: str | None = url
        self.host: str | None = None
        self.headers = _headers(user_agent, validators, accept)
        self.validators = validators
        self.limits = limits
        self.allow_loopback = allow_loopback
        self.deadline = deadline
        self.clock = clock

    def run(self, started: float) -> Response:
        address, previous = self.url, None
        self.host = urlsplit(address).hostname
        for _ in range(self.limits.redirects + 1):
            target, path = self._target(address, previous)
            connection = connect(
                target, deadline=self.deadline, connect_seconds=self.limits.connect, read_seconds=self.limits.read
            )
            try:
                connection.request("GET", path, headers=self.headers | self._authorization(target, address))
                answer = connection.getresponse()
                if answer.status not in _REDIRECTS:
                    return self._response(answer, started, address)
                location = answer.getheader("Location")
            finally:
                connection.release()
            if not location:
                self._refuse(f"answered {answer.status} without saying where to go", status=answer.status)
            address, previous = urljoin(address, location), target
            self.moved_to = address if self.moved_to and answer.status in _PERMANENT else None
        times = "once" if self.limits.redirects == 1 else f"{self.limits.redirects} times"
        return self._refuse(f"redirects more than {times}")

    def _target(self, address: str, previous: Target | None) -> tuple[Target, str]:
        """Where `address` leads, and the path to ask for there. Everything about it is checked here, at every hop."""
        hop = "" if previous is None else "redirects to an address that "
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or len(address) > _LONGEST_URL:
            self._refuse(f"{hop or 'is an address that '}cannot be fetched: only http and https")
        if parts.username is not None or parts.password is not None:
            self._refuse(f"{hop or 'is an address that '}holds a name or password")
        if parts.port == 0:  # no server listens there; read as «no port», the request would go to another one
            self._refuse(f"{hop or 'is an address that '}names port 0")
        secure = parts.scheme == "https"
        if previous is not None and previous.secure and not secure:
            self._refuse("redirects from https to http")
        target = find_target(
            secure=secure,
            host=parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname,
            port=parts.port or (443 if secure else 80),
            allow_loopback=self.allow_loopback,
            seconds=self.deadline.left(self.limits.connect),
        )
        if previous is not None and target.is_local and not previous.is_local:
            self._refuse("redirects from the internet to this machine")
        path = quote(parts.path or "/", safe=_PATH)
        return target, f"{path}?{quote(parts.query, safe=_QUERY)}" if parts.query else path

    def _authorization(self, target: Target, address: str) -> dict[str, str]:
        """Source: RFC 7617."""
        ours = urlsplit(address).hostname == self.host and (target.secure or target.is_local)
        if self.login is None or not ours:
            return {}
        token = b64encode(f"{self.login.user}:{self.login.password}".encode()).decode()
        return {"Authorization": f"Basic {token}"}

    def _response(self, answer: http.client.HTTPResponse, started: float, address: str) -> Response:
        if answer.status == 304 and self.validators != UNCONDITIONAL:
            etag, last_modified = validators_in(answer)
            return NotModified(
                etag=etag or self.validators.etag,
                last_modified=last_modified or self.validators.last_modified,
                elapsed=time.monotonic() - started,
            )
        if answer.status not in (200, 203):
            self._refuse_status(answer)
        body, wire_bytes = self._body(answer)
        etag, last_modified = validators_in(answer)
        return Fetched(
            body=body,
            content_type=answer.getheader("Content-Type"),
            etag=etag,
            last_modified=last_modified,
            status=answer.status,
            elapsed=time.monotonic() - started,
            wire_bytes=wire_bytes,
            max_age=max_age(answer.getheader("Cache-Control")),
            moved_to=self.moved_to if self.moved_to != self.url else None,
            gate=host if (host := urlsplit(address).hostname) != self.host else None,
        )

    def _body(self, answer: http.client.HTTPResponse) -> tuple[bytes, int]:
        """The decompressed body, and how many bytes came in for it."""
        unpack = self._unpacker(answer)
        body, wire = bytearray(), 0
        if (answer.length or 0) > self.limits.wire:
            self._refuse_size()
        while piece := answer.read(_PIECE):
            wire += len(piece)
            if wire > self.limits.wire:
                self._refuse_size()
            body += unpack.add(piece, self.limits.body + 1 - len(body))
            if len(body) > self.limits.body:
                self._refuse_size(" unpacked", self.limits.body)
            if len(body) > self.limits.ratio * wire:
                self._refuse(f"grows more than {self.limits.ratio} times on decompression")
            self.deadline.left(self.limits.read)
        if answer.length or not unpack.is_whole(wire):
            self._refuse("broke off in the middle of its answer")
        return bytes(body), wire

    def _unpacker(self, answer: http.client.HTTPResponse) -> Unpacker:
        coding = (answer.getheader("Content-Encoding") or "identity").strip().lower()
        if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
            self._refuse(f"is compressed in a way that was not asked for ({_one_line(coding)})")
        return Unpacker(coding)

    def _refuse_status(self, answer: http.client.HTTPResponse) -> Never:
        challenged = answer.status == 403 and answer.getheader("cf-mitigated") == "challenge"
        reason = f"answered {answer.status} {_one_line(answer.reason)}".rstrip()
        raise FetchError(
            self.url,
            f"{reason} (Cloudflare asks for a browser: let the publisher admit us)" if challenged else reason,
            status=answer.status,
            retry_after=retry_after(answer.getheader("Retry-After"), self.clock()),
        )

    def _refuse_size(self, how: str = "", most: int | None = None) -> Never:
        wire, body = _size(self.limits.wire), _size(self.limits.body)
        raise FetchError(
            self.url,
            f"is larger than {_size(most or self.limits.wire)}{how}",
            remedy=f"{wire} as it comes are taken, {body} unpacked: ask the agency to compress it (gzip), or for less",
        )

    def _refuse(self, reason: str, *, status: int | None = None) -> Never:
        raise FetchError(self.url, reason, status=status)


def _size(number: int) -> str:
    return f"{number / 1_000_000:g} MB" if number >= 100_000 else f"{number} bytes"


def _headers(user_agent: str, validators: Validators, accept: str) -> dict[str, str]:
    conditions = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {
        "User-Agent": user_agent,
        "Accept": accept,
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        **{name: value for name, value in conditions.items() if value},
    }


def _one_line(value: object) -> str:
    line = " ".join(str(value).split())
    return "".join(character if character.isprintable() else "?" for character in line)[:200] or type(value).__name__
