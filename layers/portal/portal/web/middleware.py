"""ASGI middleware that surrounds the applications of readers: the deadline of a request, who may ask, security headers,
a log line, the last net.
"""

import logging
from collections.abc import Callable
from time import monotonic, perf_counter

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.deadline import Deadline
from portal.model.errors import ParameterError
from portal.model.kill_timing import REQUEST_SECONDS
from portal.storage.meter import Meter
from portal.web.cache_control import FAILED
from portal.web.context import Context
from portal.web.errors import unavailable
from portal.web.origin_verify import HEADER, OriginLock
from portal.web.security_headers import security

logger = logging.getLogger("portal")

LAST_WORDS = (
    '<!doctype html><html lang="nl"><meta charset="utf-8"><title>Er ging iets mis</title>'
    "<h1>Er ging iets mis</h1><p>Deze pagina kon niet worden gemaakt. Probeer het over een minuut nog eens.</p></html>"
)
"""When even the error page cannot be made: no template, no clock, nothing that could fail too."""

CDN_ID = b"x-amz-cf-id"
DEADLINE = "portal.deadline"
"""In the scope of a request."""


def deadline_of(scope: Scope) -> Deadline | None:
    """By when there has to be an answer; None where nobody set a deadline."""
    deadline: Deadline | None = scope.get(DEADLINE)
    return deadline


class DeadlineMiddleware:
    """An ASGI application whose requests each have a deadline, `seconds` after they came in. `monotonic` gives seconds
    that never go back.
    """

    def __init__(
        self, app: ASGIApp, *, seconds: float = REQUEST_SECONDS, monotonic: Callable[[], float] = monotonic
    ) -> None:
        self._app = app
        self._seconds = seconds
        self._monotonic = monotonic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        deadline = Deadline(at=self._monotonic() + self._seconds, monotonic=self._monotonic)
        await self._app({**scope, DEADLINE: deadline}, receive, send)


class OriginVerifyMiddleware:
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
        sent = dict(scope["headers"]).get(HEADER.encode(), b"")
        try:
            if self._lock is None or self._lock.opens_for(sent, deadline=deadline_of(scope)):
                return None
        except ParameterError:
            logger.exception("the lock opens for nobody: its values cannot be read")
            return unavailable(Request(scope), self._context)
        words = f"Niet via deze deur. De site staat op {self._context.site.origin}\n"
        return PlainTextResponse(words, status_code=403, headers={"cache-control": FAILED})


class SecurityHeadersMiddleware:
    """The outermost: security headers on every response, errors too, HEAD without a body, a line in the log, and last
    words where even the error page fails. `meter` is the table's; `hsts` is the site's; `timing` adds Server-Timing to
    every response, and `mining_reserved` that text and data mining are not allowed (W3C TDM Reservation Protocol).
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hsts: str,
        meter: Meter | None = None,
        timing: bool = False,
        mining_reserved: bool = False,
    ) -> None:
        self._app = app
        secured = [(name.encode(), value.encode()) for name, value in security(hsts)]
        self._headers = [*secured, *([(b"tdm-reservation", b"1")] if mining_reserved else ())]
        self._meter = meter or Meter()
        self._timing_wanted = timing
        logging.getLogger("mangum.http").setLevel(logging.WARNING)  # its line of each request says less than ours

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, status = perf_counter(), 0
        scope = {**scope, "path": _path_of_event(scope)}
        self._meter.reset()

        async def send_secured(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self._headers, *self._timing(started)]
                status = message["status"]
            elif scope["method"] == "HEAD":
                message["body"] = b""
            await send(message)

        try:
            await self._app(scope, receive, send_secured)
        except Exception:
            # The reader has the error page by now (errors.py); what happened goes to the log, with its cause.
            logger.exception("request failed: %s %s", scope["method"], scope["path"])
            if not status:
                await _send_last_words(send_secured)
        self._log(scope, status, perf_counter() - started)

    def _log(self, scope: Scope, status: int, seconds: float) -> None:
        """One line a request. `cdn` is the id that CloudFront gave it and shows to the reader; no more of a reader.

        Alarms count these lines: by `release` those that failed (ReleaseFailed in template.yaml), by `cdn` refusals
        (LockRefusals in infra/watching/watching.yaml).
        """
        cdn = next((value for name, value in scope["headers"] if name == CDN_ID), b"")
        fields = {
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "ms": round(seconds * 1000, 1),
            "table_ms": round(self._meter.seconds * 1000, 1),
            "rounds": self._meter.rounds,
            "calls": list(self._meter.trace),
            "cdn": cdn.decode("latin-1"),
            "release": getattr(scope.get("aws.context"), "function_version", ""),
        }
        logger.info("request", extra=fields)

    def _timing(self, started: float) -> list[tuple[bytes, bytes]]:
        """Source: W3C Server Timing, 3."""
        if not self._timing_wanted:
            return []
        counts = "".join(f"{name}={count} " for name, count in sorted(self._meter.calls.items()))
        waited = self._meter.seconds * 1000
        rest = (perf_counter() - started) * 1000 - waited
        value = f'ddb;dur={waited:.1f};desc="{counts}rounds={self._meter.rounds}", render;dur={rest:.1f}'
        return [(b"server-timing", value.encode())]


def _path_of_event(scope: Scope) -> str:
    """API Gateway decodes a path, and Mangum decodes what comes of it: `/%2562` would be `/b`, a second spelling."""
    match scope.get("aws.event"):
        case {"requestContext": {"http": {"path": str(path)}}}:
            return path
    return str(scope["path"])


async def _send_last_words(send: Send) -> None:
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", FAILED.encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": LAST_WORDS.encode()})
