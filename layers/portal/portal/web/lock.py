"""The origin lock: only the CDN, which sends a value along, may ask the functions for anything.

API Gateway's own host name is public; whoever found it would go around cache and firewall. CloudFront has no signature
of its own for an HTTP API. Source: AWS, Restrict access to files on custom origins.
"""

import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from time import monotonic

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from portal import handshake
from portal.deadline import Deadline
from portal.model.errors import ParameterError
from portal.web import headers
from portal.web.context import Context
from portal.web.envelope import deadline_of
from portal.web.errors import unavailable

logger = logging.getLogger("portal")

HEADER = handshake.HEADER.encode()
KEPT_SECONDS = 300.0
PAUSE_SECONDS = handshake.PAUSE_SECONDS

ReadValues = Callable[[Deadline | None], Sequence[str]]
"""Gives the values that are accepted, by a deadline: the present one, and those before it. Raises ParameterError."""
ReadParameters = Callable[[Sequence[str], Deadline | None], Mapping[str, str]]
"""Gives the parameters of these names that are there, by a deadline. Raises ParameterError."""


def origin_lock(name: str, read: ReadParameters) -> "OriginLock | None":
    """The lock whose values `read` finds in the parameters of `name`; None, an open door, where none is configured."""
    if not name:
        return None

    def values(deadline: Deadline | None) -> tuple[str, ...]:
        if not (found := handshake.accepted(read(handshake.kept_under(name), deadline), name)):
            raise ParameterError(f"{name}: is not there")
        return found

    return OriginLock(values)


class OriginLock:
    """Knows the values, and asks for them again when they are old or when one comes that it does not know.

    So a rotation needs no waiting: the first request with the new value finds it.
    """

    def __init__(self, read: ReadValues, *, monotonic: Callable[[], float] = monotonic) -> None:
        self._read = read
        self._monotonic = monotonic
        self._values: tuple[bytes, ...] = ()
        self._read_at = -KEPT_SECONDS

    def opens_for(self, sent: bytes, *, deadline: Deadline | None = None) -> bool:
        """Whether `sent` is accepted. Raises ParameterError when no value was ever known and none can be read, or not
        before the deadline: then it opens for nobody.
        """
        age = self._monotonic() - self._read_at
        if age >= KEPT_SECONDS or (age >= PAUSE_SECONDS and not self._knows(sent)):
            self._look(deadline)
        return self._knows(sent)

    def key(self) -> str:
        """The present value, for a request that we make to ourselves. Raises ParameterError."""
        self._look(None)
        return self._values[0].decode() if self._values else ""

    def forget(self) -> None:
        """Looks again before it opens for anyone."""
        self._values, self._read_at = (), -KEPT_SECONDS

    def _knows(self, sent: bytes) -> bool:
        return any(hmac.compare_digest(value, sent) for value in self._values)

    def _look(self, deadline: Deadline | None) -> None:
        """What was known goes on holding when nothing can be read: a site must not fall with one more service."""
        try:
            self._values = tuple(value.encode() for value in self._read(deadline) if value)
        except ParameterError as error:
            if not self._values:
                raise
            logger.warning("the values of the lock cannot be read; those that were known hold: %s", error)
        self._read_at = self._monotonic()


class Locked:
    """An ASGI application that `lock` opens (None: always open). Who comes another way is told where the site is; while
    nobody knows what opens it, everybody is told to come back.
    """

    def __init__(self, app: ASGIApp, lock: OriginLock | None, context: Context) -> None:
        self._app = app
        self._lock = lock
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._answer(scope) or self._app
        await app(scope, receive, send)

    def _answer(self, scope: Scope) -> ASGIApp | None:
        sent = dict(scope["headers"]).get(HEADER, b"")
        try:
            if self._lock is None or self._lock.opens_for(sent, deadline=deadline_of(scope)):
                return None
        except ParameterError:
            logger.exception("the lock opens for nobody: its values cannot be read")
            return unavailable(Request(scope), self._context)
        words = f"Niet via deze deur. De site staat op {self._context.site.origin}\n"
        return PlainTextResponse(words, status_code=403, headers={"cache-control": headers.FAILED})
