"""A portal as `make run` starts it, in a process of its own, and a server of feeds that a test can change."""

import ctypes
import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from local.engine import free_port
from samples import ROOT

STOPS_WITHIN = 20.0
"""Six are promised; a busy machine takes longer."""
ANSWERS_WITHIN = 30.0


@contextmanager
def serving(server: ThreadingHTTPServer, released: threading.Event) -> Iterator[None]:
    """`server` answers in a thread of its own; at the end `released` lets go of what waits, and it stops."""
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        released.set()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class FeedServer:
    """Serves `bodies` (path to bytes) on loopback, as a news agency would. What is not there answers 404; what has
    `moved` (path to address) answers 302. `asked`: the paths, in the order in which they were asked for.
    """

    bodies: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    hanging: set[str] = field(default_factory=set)
    port: int = 0
    headers: list[dict[str, str]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @contextmanager
    def running(self) -> Iterator["FeedServer"]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        server.daemon_threads = True
        self.port = server.server_port
        with serving(server, self.released):
            yield self

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        feeds = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                feeds.headers.append(dict(self.headers))
                feeds.asked.append(self.path)
                body, moved = feeds.bodies.get(self.path), feeds.moved.get(self.path)
                self.send_response(302 if moved else 200 if body is not None else 404)
                if moved:
                    self.send_header("Location", moved)
                self.send_header("Content-Type", "application/xml")
                self.end_headers()
                self.wfile.write(body or b"")
                if self.path in feeds.hanging:
                    feeds.released.wait()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
                """Silent."""

        return Handler


@dataclass
class Portal:
    """A running portal. `output`: what it printed so far."""

    port: int
    process: subprocess.Popen[str]
    environment: dict[str, str]
    output: list[str] = field(default_factory=list)
    reader: threading.Thread | None = None

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def connect(self) -> http.client.HTTPConnection:
        """For a request to be put together by hand."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWERS_WITHIN)

    def get(self, path: str) -> tuple[int, str]:
        """Status and text, redirects followed; status 0 while nobody listens."""
        try:
            with urllib.request.urlopen(self.url(path), timeout=ANSWERS_WITHIN) as answer:  # noqa: S310  our own address
                return answer.status, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except urllib.error.URLError:
            return 0, ""

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The operator's command line, on this portal."""
        return subprocess.run(
            [sys.executable, "-m", "portal", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def wait_ready(self) -> str:
        """The line that says so. Raises AssertionError with the output when the portal ends before."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.output.append(line)
            if re.fullmatch(rf"ready http://127\.0\.0\.1:{self.port}\n", line):
                self.reader = threading.Thread(target=self._drain, daemon=True)
                self.reader.start()
                return line
        raise AssertionError("the portal ended: " + "".join(self.output))

    def stop(self, *, by_another_thread: bool = False) -> int:
        """Ctrl-C, which the kernel may give to any thread; the exit status."""
        if by_another_thread and Path("/proc/self/task").exists():
            _, thread, *_ = sorted(int(task.name) for task in Path(f"/proc/{self.process.pid}/task").iterdir())
            assert ctypes.CDLL(None).tgkill(self.process.pid, thread, signal.SIGINT) == 0
        else:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(timeout=STOPS_WITHIN)
        finally:
            self.process.kill()
            self.process.wait()

    def _drain(self) -> None:
        assert self.process.stdout
        self.output.extend(self.process.stdout)
        self.process.stdout.close()


@contextmanager
def portal(site: Path | None, **environment: str) -> Iterator[Portal]:
    """A portal on PORT, else on a free one, ended at the end; not yet ready."""
    asked = environment.get("PORT", "")
    port = int(asked) if asked.isdigit() else free_port()
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    surroundings |= {"PORT": str(port), "PYTHONPATH": f"{ROOT}/infra:{ROOT}/layers/portal"}
    surroundings |= ({"SITE": str(site)} if site else {}) | environment
    process = subprocess.Popen(
        [sys.executable, "-m", "local.run"],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    running = Portal(port=port, process=process, environment=surroundings)
    try:
        yield running
    finally:
        running.stop()
        if running.reader:
            running.reader.join(STOPS_WITHIN)
        elif process.stdout:
            process.stdout.close()


def rss(*items: tuple[str, str], title: str = "Proef") -> bytes:
    """A feed of (headline, HTML) pairs; the guid is the headline's first word."""
    rows = "".join(
        f"<item><guid isPermaLink='false'>{headline.split()[0]}</guid><title>{headline}</title>"
        f"<description><![CDATA[{text}]]></description></item>"
        for headline, text in items
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{rows}</channel></rss>".encode()


def site_toml(*feeds: tuple[str, str, str], interval: int = 1) -> str:
    """A site with feeds of (id, url, section)."""
    tables = "".join(
        f'[[feeds]]\nid = "{name}"\nurl = "{url}"\nsection = "{section}"\ninterval = {interval}\n\n'
        for name, url, section in feeds
    )
    return f"""
[site]
name = "De Schelde"
origin = "https://www.schelde.example"
description = "Nieuws langs het water"
contact = "redactie@schelde.example"

[[sections]]
slug = "buitenland"
name = "Buitenland"

[[sections]]
slug = "goes"
name = "Goes"
region = true

{tables}
[[webmail]]
id = "schelde"
name = "Schelde webmail"
url = "https://webmail.schelde.example/"

[[webmail]]
id = "kreek"
name = "Kreek webmail"
url = "https://webmail.kreek.example/"
"""
