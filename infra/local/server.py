"""The front of the local portal: HTTP in, API Gateway events to the functions, HTTP out."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from local.access_log import AccessLog
from local.events import Reply, http_event, reply
from local.picture_origin import PictureOrigin
from portal.model.picture import FOLDER

LONGEST_LINE = 65536
LARGEST_PIECE = 65536
LARGEST_BODY = 6_000_000
"""Bytes. Source: AWS Lambda quotas, invocation payload."""

Call = Callable[[Mapping[str, Any]], Any]

logger = logging.getLogger("local")


class Front(ThreadingHTTPServer):
    """Listens on loopback. `pages`, `webmail`, `search` and `desk` take events, `pictures` is a bucket; the routes are
    those of template.yaml and of the CDN.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        port: int,
        *,
        pages: Call,
        webmail: Call,
        search: Call,
        desk: Call,
        pictures: PictureOrigin,
        safe_headers: tuple[tuple[str, str], ...],
        access_log: AccessLog | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.pages = pages
        self.webmail = webmail
        self.search = search
        self.desk = desk
        self.pictures = pictures
        self.safe_headers = safe_headers
        self.access_log = access_log

    def answer(self, event: Mapping[str, Any]) -> Reply:
        answer = self._answer(event)
        if self.access_log:
            self.access_log.note(event, answer)
        return answer

    def _answer(self, event: Mapping[str, Any]) -> Reply:
        path = event["rawPath"]
        if path.startswith(f"{FOLDER}/"):
            return self.pictures.answer(event, self.safe_headers)
        try:
            return reply(self._function(path)(event))
        except Exception:
            logger.exception("the function failed on %s", path)
            return self.failure(502, "The function failed; its traceback is in the terminal.\n")

    def _function(self, path: str) -> Call:
        if path == "/zoeken":
            return self.search
        if path == "/redactie" or path.startswith("/redactie/"):
            return self.desk
        return self.webmail if path == "/webmail" or path.startswith("/webmail/") else self.pages

    def failure(self, status: int, words: str) -> Reply:
        headers = (*self.safe_headers, ("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store"))
        return Reply(status=status, headers=headers, body=words.encode())


class _Handler(BaseHTTPRequestHandler):
    """One connection of a browser."""

    server: Front
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 30

    def handle_one_request(self) -> None:
        """Any method, as API Gateway's $default route takes any."""
        try:
            self.raw_requestline = self.rfile.readline(LONGEST_LINE + 1)
            if not self.raw_requestline:
                self.close_connection = True
            elif len(self.raw_requestline) > LONGEST_LINE:
                self.requestline, self.request_version, self.command = "", self.protocol_version, ""
                self.send_error(414)
            elif self.parse_request():
                self._answer()
        except (TimeoutError, ConnectionError):
            self.close_connection = True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """What cannot be read as a request: in plain words, with the headers of every answer."""
        self.close_connection = True
        self._write(self.server.failure(code, f"{message or HTTPStatus(code).phrase}.\n"))

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers:
            self.send_error(411)  # API Gateway puts chunks together; this server does not
        elif not (length.isascii() and length.isdigit()):
            self.send_error(400, "Content-Length is not a number")
        elif int(length) > LARGEST_BODY:
            self._leave_unread(int(length))
            self.send_error(413)
        else:
            body = self.rfile.read(int(length))
            # Not decoded: the CDN lets an address through in its one spelling alone, and a function then sees the same.
            event = http_event(self.command, self.path, self.headers.items(), body, decoded=False)
            self._write(self.server.answer(event))

    def _leave_unread(self, length: int) -> None:
        """Takes what is being sent, within reason: whoever is still sending does not listen."""
        self.connection.settimeout(0.5)
        with suppress(TimeoutError):
            for _ in range(min(length, 10 * LARGEST_BODY) // LARGEST_PIECE):
                if not self.rfile.read(LARGEST_PIECE):
                    break
        self.connection.settimeout(self.timeout)

    def _write(self, answer: Reply) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            if name.lower() not in {"content-length", "connection"}:
                self.send_header(name, value)
        if answer.status not in {204, 304}:
            length = next((value for name, value in answer.headers if name.lower() == "content-length"), None)
            is_head = self.command == "HEAD" and length is not None
            self.send_header("Content-Length", str(length) if is_head else str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
        """Silent: the terminal is for what a developer has to know."""
