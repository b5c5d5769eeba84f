"""One running portal with the demo newsroom for all checks of a process, and a page of Debian's Chromium."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from browsing import Tabs
from quality import tools
from quality.newsroom import Answer, Newsroom, prepare
from quality.pages import PageType
from running import portal

REDIRECTS = range(300, 400)
Open = Callable[..., Page]
Serve = Callable[[bytes], str]


@pytest.fixture(scope="module")
def needs_chromium() -> str:
    return tools.chromium()


@pytest.fixture(scope="session")
def newsroom() -> Iterator[Newsroom]:
    """Its first news is in, and no more comes: what one check saw, the next one sees too."""
    with portal(None, INGEST_EVERY="86400") as running:
        running.wait_ready()
        yield prepare(running)


@pytest.fixture
def opened(
    needs_chromium: str,  # noqa: ARG001  asked for first: without one there is none to start
    newsroom: Newsroom,
    tabs: Tabs,
) -> Iterator[Open]:
    """Opens kinds of pages: `opened(page, color_scheme="dark", …)`. `before` is called with the page while it is still
    empty.
    """

    def open_page(kind: PageType, before: Callable[[Page], None] = lambda _: None, **settings: Any) -> Page:
        page = stack.enter_context(tabs.opened(**settings))
        if kind.webmail or kind.status in REDIRECTS:
            page.route(newsroom.url(kind), lambda route: _replay(route, newsroom.get(kind)))
        before(page)
        page.goto(newsroom.url(kind))
        return page

    with ExitStack() as stack:
        yield open_page


def _replay(route: Route, answer: Answer) -> None:
    """As we were answered, but shown: a browser leaves a redirect unread, and keeps no secure cookie without TLS."""
    headers = {name.lower(): value for name, value in answer.headers.items() if name.lower() != "location"}
    route.fulfill(status=200, headers=headers, body=answer.body)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves one page with a planted fault, at the address that it gives back."""
    pages: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages[-1])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever).start()

        def served(page: bytes) -> str:
            pages.append(page)
            return f"http://127.0.0.1:{server.server_port}/"

        yield served
        server.shutdown()
