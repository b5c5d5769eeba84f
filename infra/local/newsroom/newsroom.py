"""The demo newsroom: fictional Dutch news as real feeds on loopback, so that the portal lives without the network.

`render` is pure and says what a feed holds at a moment; `serve` puts the feeds behind HTTP with conditional GET, the
way an agency's server would.
"""

import hashlib
import socketserver
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from local.newsroom.drawings import PATH, draw, shots_of
from local.newsroom.formats import CONTENT_TYPES, ORIGIN, RENDERERS
from local.newsroom.stories import Feed, load_feeds

SITE = Path(__file__).with_name("site.toml")
LOOPBACK = "127.0.0.1"
LONGEST_FEED = 40

Clock = Callable[[], datetime]


def render(feed: Feed, *, started_at: datetime, now: datetime, pictures: str = ORIGIN) -> bytes:
    """The document of `feed` at `now`, in UTF-8: at most the 40 newest articles, newest first.

    The same bytes as long as nothing arrives and nothing is corrected. Times are aware. `pictures`: where they are
    served from.
    """
    started_at = _whole_second(started_at)
    items = feed.items(now, started_at=started_at, limit=LONGEST_FEED)
    changed_at = _changed_at(feed, started_at=started_at, now=now)
    return RENDERERS[feed.format](feed, items, changed_at, pictures).encode()


def serve(port: int, *, started_at: datetime, clock: Clock) -> ThreadingHTTPServer:
    """A server of every feed on 127.0.0.1, bound and listening; 0 is any free port (`server_port` tells which).

    The caller runs `serve_forever` in a daemon thread, then `shutdown` and `server_close`. Raises OSError when the
    port is taken, NewsroomError when an article file cannot be read.
    """
    feeds = {feed.path: feed for feed in load_feeds()}

    class Handler(_Handler):
        source: _Newsroom

    server = _Server((LOOPBACK, port), Handler)
    address = f"http://{LOOPBACK}:{server.server_port}"
    Handler.source = _Newsroom(feeds=feeds, started_at=started_at, clock=clock, address=address)
    return server


@dataclass(frozen=True, kw_only=True)
class _Document:
    """A feed's bytes and the validators that HTTP knows it by."""

    body: bytes
    content_type: str
    etag: str
    last_modified: datetime

    def is_known(self, *, none_match: str | None, modified_since: str | None) -> bool:
        """Whether the client has it already, by the two conditions it may send; the first outranks the second.

        Source: RFC 9110 §13.1.2, §13.1.3 and §13.2.2.
        """
        if none_match is not None:
            return any(tag.strip().removeprefix("W/") in ("*", self.etag) for tag in none_match.split(","))
        since = _http_date(modified_since)
        return since is not None and self.last_modified <= since


@dataclass(frozen=True, kw_only=True)
class _Newsroom:
    feeds: Mapping[str, Feed]
    started_at: datetime
    clock: Clock
    address: str

    @cached_property
    def shots(self) -> frozenset[str]:
        """The paths of all photographs."""
        articles = (article for feed in self.feeds.values() for article in feed.articles)
        return frozenset(shot.path for article in articles for shot in shots_of(article))

    def document(self, path: str) -> _Document | None:
        """What stands at `path` now; None for an unknown path."""
        if path.startswith(PATH):
            return self._picture(path)
        feed = self.feeds.get(path)
        if feed is None:
            return None
        now = self.clock()
        body = render(feed, started_at=self.started_at, now=now, pictures=self.address)
        return _Document(
            body=body,
            content_type=CONTENT_TYPES[feed.format],
            etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
            last_modified=_changed_at(feed, started_at=_whole_second(self.started_at), now=now),
        )

    def _picture(self, path: str) -> _Document | None:
        """The photograph of an article, which nobody took before."""
        if path not in self.shots:
            return None
        body = draw(path)
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        moment = _whole_second(self.started_at)
        return _Document(body=body, content_type="image/jpeg", etag=etag, last_modified=moment)


class _Handler(BaseHTTPRequestHandler):
    """GET and HEAD of the feeds; writes no log."""

    source: _Newsroom
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        document = self.source.document(urlsplit(self.path).path)
        if document is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        known = document.is_known(
            none_match=self.headers.get("If-None-Match"), modified_since=self.headers.get("If-Modified-Since")
        )
        self.send_response(HTTPStatus.NOT_MODIFIED if known else HTTPStatus.OK)
        self.send_header("ETag", document.etag)
        self.send_header("Last-Modified", format_datetime(document.last_modified, usegmt=True))
        self.send_header("Cache-Control", "no-cache")
        if not known:
            self.send_header("Content-Type", document.content_type)
            self.send_header("Content-Length", str(len(document.body)))
        self.end_headers()
        if not known and self.command == "GET":
            self.wfile.write(document.body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_args: object) -> None:
        """Says nothing: the terminal of `make run` is the portal's."""


class _Server(ThreadingHTTPServer):
    """Takes a whole round of feeds at once, and starts without asking any name server for its own name."""

    daemon_threads = True
    request_queue_size = 64

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that hangs up is no fault of the newsroom; anything else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _changed_at(feed: Feed, *, started_at: datetime, now: datetime) -> datetime:
    """When the document last took on another form: the start, an arrival or a correction."""
    items = feed.items(now, started_at=started_at, limit=LONGEST_FEED)
    return max((item.changed_at for item in items), default=started_at)


def _whole_second(moment: datetime) -> datetime:
    """Feeds and HTTP tell time in seconds, in UTC."""
    return moment.astimezone(UTC).replace(microsecond=0)


def _http_date(text: str | None) -> datetime | None:
    """Source: RFC 9110 §5.6.7. A date that cannot be read counts as absent (§13.1.3)."""
    if text is None:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
