"""The Runtime API: what Lambda's own runtime client asks for events, and tells its answers.

Source: AWS, Using the Lambda runtime API for custom runtimes (2018-06-01).
"""

import json
import queue
import sys
import threading
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ARN = "arn:aws:lambda:eu-central-1:000000000000:function:local"
PREFIX = "/2018-06-01/runtime/"


class FunctionError(Exception):
    """What Lambda reports as an error of the function: its handler raised."""


class EndedError(FunctionError):
    """It did not start, ended or took too long: the next event meets a new environment."""


@dataclass(frozen=True)
class Invocation:
    """One event on its way. `id`: as the function sees it in its context."""

    payload: bytes
    deadline: float
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    answer: "Future[bytes]" = field(default_factory=Future)


class RuntimeApi:
    """The Runtime API on a free port of loopback."""

    def __init__(self) -> None:
        self._events: queue.Queue[Invocation | None] = queue.Queue()
        self._waiting: dict[str, Invocation] = {}
        self._over: EndedError | None = None
        self._http = _Server(self)
        self.address = f"127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def send(self, payload: bytes, *, timeout: float) -> bytes:
        """The answer to one event. Raises FunctionError."""
        invocation = Invocation(payload, deadline=time.time() + timeout)
        self._waiting[invocation.id] = invocation
        if self._over:
            raise self._over
        self._events.put(invocation)
        try:
            return invocation.answer.result(timeout)
        except FutureTimeoutError:
            raise EndedError(f"timed out after {timeout:g} s") from None

    def answered(self, invocation_id: str, payload: bytes) -> None:
        if invocation := self._waiting.pop(invocation_id, None):
            invocation.answer.set_result(payload)

    def failed(self, invocation_id: str, error: FunctionError) -> None:
        if invocation := self._waiting.pop(invocation_id, None):
            invocation.answer.set_exception(error)

    def all_failed(self, error: EndedError) -> None:
        """Nobody will answer any more: neither what waits now, nor what is sent later."""
        self._over = error
        for invocation_id in list(self._waiting):
            self.failed(invocation_id, error)

    def close(self) -> None:
        self._events.put(None)
        self._http.shutdown()
        self._http.server_close()

    def next(self) -> Invocation | None:
        """The next event, as soon as there is one; None at the end."""
        return self._events.get()


class _Handler(BaseHTTPRequestHandler):
    """One connection of a runtime client."""

    server: "_Server"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else every call waits 40 ms for an acknowledgement
    wbufsize = -1  # headers and body leave together

    def do_GET(self) -> None:
        if self.path == f"{PREFIX}restore/next":  # a snapshot was taken, and is restored at once
            self._send(200, b"{}", {})
        elif (invocation := self.server.api.next()) is None:
            self.close_connection = True
        else:
            self._send(200, invocation.payload, _described(invocation))

    def do_POST(self) -> None:
        payload = self.rfile.read(int(self.headers["Content-Length"] or 0))
        match self.path.removeprefix(PREFIX).split("/"):
            case ["invocation", invocation_id, "response"]:
                self.server.api.answered(invocation_id, payload)
            case ["invocation", invocation_id, "error"]:
                self.server.api.failed(invocation_id, FunctionError(_sentence(payload)))
            case ["init" | "restore", "error"]:
                self.server.api.all_failed(EndedError(f"did not start: {_sentence(payload)}"))
        self._send(202, b'{"status":"OK"}', {})

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response_only(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
        pass


def _described(invocation: Invocation) -> dict[str, str]:
    return {
        "Lambda-Runtime-Aws-Request-Id": invocation.id,
        "Lambda-Runtime-Deadline-Ms": str(int(invocation.deadline * 1000)),
        "Lambda-Runtime-Invoked-Function-Arn": ARN,
    }


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, api: RuntimeApi) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.api = api

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A process that was ended leaves its connection as it is: nothing to tell."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _sentence(payload: bytes) -> str:
    """`KeyError: 'x'`, of an error report."""
    try:
        report = json.loads(payload)
        return f"{report['errorType']}: {report['errorMessage']}"
    except (ValueError, KeyError, TypeError):
        return payload.decode("utf-8", "replace")
