"""A server in front of an engine of AWS that does to its answers what networks, proxies and busy services do."""

import http.client
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from running import serving

TARGET = "x-amz-target"
"""A header that names service and operation; calls of S3 have none."""
BUSY = (
    b'{"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException", '
    b'"message": "The level of configured provisioned throughput for the table was exceeded."}'
)
SLOW_DOWN = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
LONGEST_DRIP = 40
"""Bytes: a client that waits for all of them has waited for eight seconds, and fails its own test alone."""
PROXY_PAGE = b"<html><title>Log in</title><body>Welcome to the network of this building.</body></html>"


@dataclass(frozen=True, kw_only=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


Fault = Callable[["FaultyService", BaseHTTPRequestHandler, Reply], None]
"""Answers a call in the place of the engine, whose reply is at hand."""


def none(_: "FaultyService", call: BaseHTTPRequestHandler, reply: Reply) -> None:
    _send(call, reply)


def silence(service: "FaultyService", call: BaseHTTPRequestHandler, _: Reply) -> None:
    """Takes the call and never answers."""
    service.released.wait()
    call.close_connection = True


def slow(seconds: float) -> Fault:
    """Right, and late."""

    def answer(service: "FaultyService", call: BaseHTTPRequestHandler, reply: Reply) -> None:
        service.released.wait(seconds)
        _send(call, reply)

    return answer


def drip(service: "FaultyService", call: BaseHTTPRequestHandler, reply: Reply) -> None:
    """Right, and byte by byte: no pause is long, the whole is. `abandoned` is set when the client has gone."""
    _send_head(call, reply)
    for byte in reply.body[:LONGEST_DRIP]:
        if service.released.wait(0.2):
            break
        try:
            call.wfile.write(bytes([byte]))
        except OSError:
            service.abandoned.set()
            break
    call.close_connection = True


def throttle(_: "FaultyService", call: BaseHTTPRequestHandler, __: Reply) -> None:
    of_table = TARGET in call.headers
    kind = "application/x-amz-json-1.0" if of_table else "application/xml"
    busy = Reply(status=400 if of_table else 503, headers={"content-type": kind}, body=BUSY if of_table else SLOW_DOWN)
    _send(call, busy)


def hang_up(_: "FaultyService", call: BaseHTTPRequestHandler, __: Reply) -> None:
    """Ends the connection without an answer."""
    call.close_connection = True


def break_off(_: "FaultyService", call: BaseHTTPRequestHandler, reply: Reply) -> None:
    """Half of the answer, then the connection ends."""
    _send_head(call, reply)
    call.wfile.write(reply.body[: len(reply.body) // 2])
    call.close_connection = True


def shorten(_: "FaultyService", call: BaseHTTPRequestHandler, reply: Reply) -> None:
    """Half of the answer as if it were all: only what is asked, or a checksum, says that it is not."""
    _send(call, Reply(status=reply.status, headers=reply.headers, body=reply.body[: len(reply.body) // 2]))


def be_a_proxy(_: "FaultyService", call: BaseHTTPRequestHandler, __: Reply) -> None:
    _send(call, Reply(status=200, headers={"content-type": "text/html"}, body=PROXY_PAGE))


@dataclass
class FaultyService:
    """In front of the engine at `engine`. `fault`: what happens to calls of the table; `of_bucket`, `of_parameters`: to
    others.
    """

    engine: str
    fault: Fault = none
    of_bucket: Fault = none
    of_parameters: Fault = none
    url: str = ""
    released: threading.Event = field(default_factory=threading.Event)
    abandoned: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator["FaultyService"]:
        server = _Server(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{server.server_port}"
        with serving(server, self.released):
            yield self

    def fault_of(self, target: str) -> Fault:
        if target.startswith("DynamoDB"):
            return self.fault
        return self.of_parameters if target else self.of_bucket

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                service.fault_of(self.headers.get(TARGET, ""))(service, self, service.asked(self, body))

            do_GET = do_PUT = do_POST  # noqa: N815  http.server's names

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def asked(self, call: BaseHTTPRequestHandler, body: bytes) -> Reply:
        """What the engine answers."""
        engine = http.client.HTTPConnection(urlsplit(self.engine).netloc, timeout=30)
        try:
            engine.request(call.command, call.path, body, dict(call.headers))
            answer = engine.getresponse()
            fields = {name: value for name, value in answer.getheaders() if name.lower() != "content-length"}
            return Reply(status=answer.status, headers=fields, body=answer.read())
        finally:
            engine.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """Clients that have gone are what this is for."""


def _send(call: BaseHTTPRequestHandler, reply: Reply) -> None:
    _send_head(call, reply)
    call.wfile.write(reply.body)


def _send_head(call: BaseHTTPRequestHandler, reply: Reply) -> None:
    call.send_response(reply.status)
    for name, value in {**reply.headers, "content-length": str(len(reply.body))}.items():
        call.send_header(name, value)
    call.end_headers()
