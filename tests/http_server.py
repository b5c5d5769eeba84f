"""A real HTTP server on loopback that answers as each test tells it to."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Newsroom:
    """`url` is the server's root; `answers` says what each path does; `requests` holds the headers that came."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[dict[str, str]] = field(default_factory=list)


def reply(status: int = 200, body: bytes = b"<rss/>", headers: Mapping[str, str] | None = None) -> Answer:
    """An ordinary answer."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def raw(*pieces: bytes, pause: float = 0, forever: bool = False) -> Answer:
    """Bytes as they are, with a pause after each; then the connection closes, unless they go on `forever`."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        waiting = threading.Event()
        while True:
            for piece in pieces:
                handler.wfile.write(piece)
                handler.wfile.flush()
                waiting.wait(pause)
            if not forever:
                return

    return answer


@contextmanager
def open_newsroom() -> Iterator[Newsroom]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            newsroom.requests.append(dict(self.headers.items()))
            with suppress(OSError):  # the client hung up, as some tests want it to
                newsroom.answers[self.path.partition("?")[0]](self)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: "socket | tuple[bytes, socket]", client_address: object) -> None:
            """A client that hangs up is no news."""

    with Server(("127.0.0.1", 0), Handler) as server:
        newsroom = Newsroom(url=f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield newsroom
        finally:
            server.shutdown()
            thread.join()
