"""OpenID providers on loopback: a certified one in a process of its own, and one that says what a test wants."""

import http.cookiejar
import json
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

from desk.phone import Phone
from portal.desk.openid import Provider
from quality import tools
from reader import Answer
from running import serving
from samples import ROOT

CALLBACK = "https://www.schelde.example/redactie/terug"
CLIENT, OTHER_CLIENT, SECRET = "portaal", "ander", "een-geheim-van-de-aanbieder"


class _Still(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """A redirect is an answer like any other."""


def browser_of_its_own() -> urllib.request.OpenerDirector:
    """One that keeps the provider's cookies."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    return urllib.request.build_opener(_Still, jar, urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Certified:
    """oidc-provider, as provider.mjs runs it."""

    issuer: str

    def who(self, **claims: object) -> None:
        """Logs in from now on."""
        self._told("/__who", json.dumps({"sub": "jo-1"} | claims).encode())

    def new_keys(self) -> None:
        self._told("/__keys", b"{}")

    def asked(self) -> dict[str, int]:
        """How often each address was asked since the last time."""
        found: dict[str, int] = json.loads(self._told("/__asked"))
        return found

    def send_back(self, url: str, browser: urllib.request.OpenerDirector | None = None) -> str:
        """Where a browser ends that goes to `url` there: an address of ours."""
        browser = browser or browser_of_its_own()
        while url.startswith(self.issuer):
            try:
                answer = browser.open(url, timeout=10)
            except HTTPError as error:
                answer = error
            with answer:
                location = answer.headers["location"]
                assert location, answer.read().decode()
            url = self.issuer + location if location.startswith("/") else location
        return url

    def provider(self, clock: Callable[[], datetime]) -> Provider:
        """Ours, that asks this one; whoever has it closes it (`closed`)."""
        return Provider(self.issuer, CLIENT, secret=lambda: SECRET, callback=CALLBACK, groups="groups", clock=clock)

    def _told(self, path: str, body: bytes | None = None) -> bytes:
        with browser_of_its_own().open(self.issuer + path, body, timeout=10) as answer:
            found: bytes = answer.read()
            return found


@contextmanager
def certified(callback: str = CALLBACK, secret: str = SECRET, host: str = "127.0.0.1") -> Iterator[Certified]:
    """One for all tests of a process. Without `secret` its clients have none; `host`: loopback's name in the issuer."""
    command = [tools.node(), str(ROOT / "tests" / "desk" / "provider.mjs"), callback, secret, host]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout
        ready = process.stdout.readline()
        assert ready.startswith("ready "), ready
        yield Certified(ready.split()[1])
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


@contextmanager
def closed(provider: Provider) -> Iterator[Provider]:
    """At the end its connections are closed."""
    with provider._http:
        yield provider


def there_and_back(phone: Phone, certified: Certified, start: str = "/redactie/inloggen") -> Answer:
    """A whole login, from our door to the provider and back."""
    url = phone.ask("GET", start).headers["location"]
    return came_back(phone, certified.send_back(url))


def came_back(phone: Phone, url: str) -> Answer:
    """The browser arrives at `url`, which is ours."""
    assert url.startswith(f"{CALLBACK}?"), url
    parts = urlsplit(url)
    return phone.ask("GET", f"{parts.path}?{parts.query}", headers={"sec-fetch-site": "cross-site"})


@dataclass
class Liar:
    """Answers `said` (path to status, headers and body). `asked`: the paths, in order; `body`: what was last sent."""

    said: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    hanging: set[str] = field(default_factory=set)
    released: threading.Event = field(default_factory=threading.Event)
    issuer: str = ""

    def json(self, path: str, value: Any, status: int = 200) -> None:
        self.said[path] = (status, {"content-type": "application/json"}, json.dumps(value).encode())

    @contextmanager
    def running(self) -> Iterator["Liar"]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{server.server_port}"
        with serving(server, self.released):
            yield self

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        liar = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                liar.asked.append(self.path)
                if self.path in liar.hanging:
                    liar.released.wait()
                status, headers, body = liar.said.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in ({"content-length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", "0")))
                self.do_GET()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
                """Silent."""

        return Handler
