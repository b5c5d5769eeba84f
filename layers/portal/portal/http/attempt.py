"""Follows one fetch from hop to hop: every address is checked, every redirect counted. Source: RFC 9110 §15.4."""

import time
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Never
from urllib.parse import urlsplit

from portal.http.codings import UnreadCodingError, decode_body
from portal.http.connection import FetchDeadline, Target, connect, find_target
from portal.http.cookies import AttemptCookies
from portal.http.limits import FetchLimits
from portal.http.refusal import NO_CONTENT, refused_status
from portal.http.request import Login
from portal.http.response import (
    UNCONDITIONAL,
    Fetched,
    NotModified,
    Response,
    Validators,
    content_type_in,
    max_age,
    validators_in,
)
from portal.http.response_reader import HttpAnswer, read_answer
from portal.http.urls import dns_name, escape_octets, request_path, resolve_url
from portal.model.clock import Clock
from portal.model.errors import FetchError

_REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})
"""300 has the choice of the server in Location (RFC 9110 §15.4.1), and Firefox goes there too."""
_PERMANENT = frozenset({301, 308})
_DOCUMENT = frozenset({200, 203})
_BLANK = b"\xef\xbb\xbf\0 \t\r\n"
_LONGEST_URL = 4000


@dataclass(kw_only=True)
class Attempt:
    """One fetch: what is asked for, the hops it takes, and the cookies that it is given on the way.

    `moved_to`: where permanent redirects have led so far, None after any other.
    """

    url: str
    headers: dict[str, str]
    validators: Validators
    limits: FetchLimits
    allow_loopback: bool
    deadline: FetchDeadline
    login: Login | None
    clock: Clock
    moved_to: str | None = field(init=False)
    host: str | None = field(init=False, default=None)
    cookies: AttemptCookies = field(init=False, default_factory=AttemptCookies)

    def __post_init__(self) -> None:
        self.moved_to = self.url

    def run(self, started: float) -> Response:
        """`started`: of the monotonic clock. Raises FetchError, OSError, HTTPException, EOFError and ValueError."""
        address, previous = resolve_url(self.url), None
        for _ in range(self.limits.redirects + 1):
            target, path = self._target(address, previous)
            self.host = self.host or target.host
            answer = self._asked(target, path, address, started)
            if not isinstance(answer, HttpAnswer):
                return answer
            address, previous = resolve_url(self._location(answer), address), target
            self.moved_to = address if self.moved_to and answer.status in _PERMANENT else None
        times = "once" if self.limits.redirects == 1 else f"{self.limits.redirects} times"
        return self._refuse(f"redirects more than {times}")

    def _asked(self, target: Target, path: str, address: str, started: float) -> Response | HttpAnswer:
        """What came of a request; the answer itself where it is a redirect. A body in a coding that we cannot read is
        asked for once more without any: most servers that send one unasked have it done by a proxy, which heeds that.
        """
        try:
            return self._asked_once(target, path, address, started)
        except UnreadCodingError:
            self.headers["Accept-Encoding"] = "identity"
            return self._asked_once(target, path, address, started)

    def _asked_once(self, target: Target, path: str, address: str, started: float) -> Response | HttpAnswer:
        connection = connect(
            target, deadline=self.deadline, connect_seconds=self.limits.connect, read_seconds=self.limits.read
        )
        try:
            cookies = self.cookies.header(target=target, path=path)
            connection.request("GET", path, headers=self.headers | cookies | self._authorization(target))
            answer = read_answer(connection.stream())
            if answer.status not in _REDIRECTS:
                return self._response(answer, started, address, target)
        finally:
            connection.release()
        self.cookies.keep(answer.fields.each("Set-Cookie"), target=target, path=path, now=self.clock())
        return answer

    def _location(self, answer: HttpAnswer) -> str:
        """Where a redirect leads, as it is said."""
        places = list(dict.fromkeys(filter(None, answer.fields.each("Location"))))
        if not places:
            self._refuse(f"answered {answer.status} without saying where to go", status=answer.status)
        if len(places) > 1:
            self._refuse(f"answered {answer.status} with {len(places)} places to go", status=answer.status)
        return escape_octets(places[0])

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
            host=dns_name(parts.hostname),
            port=parts.port or (443 if secure else 80),
            allow_loopback=self.allow_loopback,
            seconds=self.deadline.left(self.limits.connect),
        )
        if previous is not None and target.is_local and not previous.is_local:
            self._refuse("redirects from the internet to this machine")
        return target, request_path(address)

    def _authorization(self, target: Target) -> dict[str, str]:
        """Source: RFC 7617."""
        ours = target.host == self.host and (target.secure or target.is_local)
        if self.login is None or not ours:
            return {}
        token = b64encode(f"{self.login.user}:{self.login.password}".encode()).decode()
        return {"Authorization": f"Basic {token}"}

    def _response(self, answer: HttpAnswer, started: float, address: str, target: Target) -> Response:
        is_conditional = self.validators != UNCONDITIONAL
        if answer.status == 304 and is_conditional:
            etag, last_modified = validators_in(answer.fields)
            return self._not_modified(started, etag, last_modified)
        if answer.status not in (_DOCUMENT | NO_CONTENT if is_conditional else _DOCUMENT):
            raise refused_status(self.url, answer, self.clock())
        body, wire_bytes = self._body(answer)
        if is_conditional and not body.strip(_BLANK):
            return self._not_modified(started)  # its validators are of what is empty
        etag, last_modified = validators_in(answer.fields)
        return Fetched(
            body=body,
            content_type=content_type_in(answer.fields),
            etag=etag,
            last_modified=last_modified,
            status=answer.status,
            elapsed=time.monotonic() - started,
            wire_bytes=wire_bytes,
            max_age=max_age(answer.fields.get("Cache-Control")),
            moved_to=self.moved_to if self.moved_to != self.url else None,
            gate=target.host if target.host != self.host else None,
            address=address,
        )

    def _not_modified(self, started: float, etag: str | None = None, last_modified: str | None = None) -> NotModified:
        return NotModified(
            etag=etag or self.validators.etag,
            last_modified=last_modified or self.validators.last_modified,
            elapsed=time.monotonic() - started,
        )

    def _body(self, answer: HttpAnswer) -> tuple[bytes, int]:
        """The body without its codings, and how many bytes came in for it."""
        packed = bytearray()
        if (answer.length or 0) > self.limits.wire:
            self._refuse_size()
        for piece in answer.pieces():
            packed += piece
            if len(packed) > self.limits.wire:
                self._refuse_size()
            self.deadline.left(self.limits.read)
        body = decode_body(bytes(packed), answer.fields.get("Content-Encoding") or "", self.limits.body)
        if len(body) > self.limits.body:
            self._refuse_size(" unpacked", self.limits.body)
        if len(body) > self.limits.ratio * len(packed):
            self._refuse(f"grows more than {self.limits.ratio} times on decompression")
        return body, len(packed)

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
