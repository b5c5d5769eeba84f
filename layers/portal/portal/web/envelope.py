"""What surrounds every response, errors too: security headers, HEAD without a body, Server-Timing, the last net."""

import logging
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.storage.meter import Meter
from portal.web.headers import FAILED, SECURITY

logger = logging.getLogger("portal")

LAST_WORDS = (
    '<!doctype html><html lang="nl"><meta charset="utf-8"><title>Er ging iets mis</title>'
    "<h1>Er ging iets mis</h1><p>Deze pagina kon niet worden gemaakt. Probeer het over een minuut nog eens.</p></html>"
)
"""When even the error page cannot be made: no template, no clock, nothing that could fail too."""

_SECURITY = [(name.encode(), value.encode()) for name, value in SECURITY]


class Envelope:
    """An ASGI application around another. `meter` is the table's; None where there is no table or nobody asks."""

    def __init__(self, app: ASGIApp, *, meter: Meter | None = None) -> None:
        self._app = app
        self._meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, sent = perf_counter(), False
        if self._meter:
            self._meter.reset()

        async def send_enveloped(message: Message) -> None:
            nonlocal sent
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_SECURITY, *self._timing(started)]
                sent = True
            elif scope["method"] == "HEAD":
                message["body"] = b""
            await send(message)

        try:
            await self._app(scope, receive, send_enveloped)
        except Exception:
            # The reader has the error page by now (errors.py); what happened goes to the log, with its cause.
            logger.exception("request failed: %s %s", scope["method"], scope["path"])
            if not sent:
                await _send_last_words(send_enveloped)

    def _timing(self, started: float) -> list[tuple[bytes, bytes]]:
        """Source: W3C Server Timing, 3."""
        if not self._meter:
            return []
        counts = "".join(f"{name}={count} " for name, count in sorted(self._meter.calls.items()))
        waited = self._meter.seconds * 1000
        rest = (perf_counter() - started) * 1000 - waited
        value = f'ddb;dur={waited:.1f};desc="{counts}rounds={self._meter.rounds}", render;dur={rest:.1f}'
        return [(b"server-timing", value.encode())]


async def _send_last_words(send: Send) -> None:
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", FAILED.encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": LAST_WORDS.encode()})
