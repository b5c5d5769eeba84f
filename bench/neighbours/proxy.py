"""A small server that compresses and remembers, as a CDN in front of each site does; the same for all.

`python -m bench.neighbours.proxy 8141=http://127.0.0.1:8140 8160=FOLDER …`: on each port either a site or the files of
a folder, which stand in for a host that cannot be reached here. Text that came without compression leaves with gzip
(level 6); what a site compressed itself stays as it is. An answer with status 200 is given again for as long as this
runs: what a reader waits for is then the page, and not what a bench has under it for a database.
"""

import argparse
import gzip
import http.client
import mimetypes
import signal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

LEVEL = 6
SMALLEST = 256
"""Bytes; below it nothing is gained."""
TEXTS = ("text/", "application/javascript", "application/json", "application/manifest", "image/svg", "application/xml")
BETWEEN_TWO = {"connection", "keep-alive", "transfer-encoding", "content-length"}
"""Headers that are about one connection, not about the answer."""

Answer = tuple[int, list[tuple[str, str]], bytes]


def compressed(headers: list[tuple[str, str]], body: bytes, accepted: str) -> Answer:
    """Status 200, with the headers and the body as they leave for who accepts `accepted`."""
    named = {name.lower(): value for name, value in headers}
    if (
        "gzip" in accepted
        and "content-encoding" not in named
        and named.get("content-type", "").startswith(TEXTS)
        and len(body) >= SMALLEST
    ):
        return 200, [*headers, ("Content-Encoding", "gzip")], gzip.compress(body, LEVEL, mtime=0)
    return 200, headers, body


def from_site(origin: str, handler: BaseHTTPRequestHandler) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=30)
    try:
        length = int(handler.headers.get("Content-Length", 0))
        sent = {name: value for name, value in handler.headers.items() if name.lower() not in BETWEEN_TWO}
        connection.request(handler.command, handler.path, body=handler.rfile.read(length) or None, headers=sent)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in BETWEEN_TWO]
    _, headers, body = compressed(kept, body, handler.headers.get("Accept-Encoding", ""))
    return answer.status, headers, body


def from_folder(folder: Path, handler: BaseHTTPRequestHandler) -> Answer:
    file = folder / urlsplit(handler.path).path.lstrip("/")
    if not file.is_file():
        return 404, [], b""
    kind = mimetypes.guess_type(file.name)[0] or "text/css"  # an address without an extension is a style sheet
    headers = [("Content-Type", kind), ("Access-Control-Allow-Origin", "*"), ("Cache-Control", "max-age=86400")]
    return compressed(headers, file.read_bytes(), handler.headers.get("Accept-Encoding", ""))


def server(port: int, behind: str) -> ThreadingHTTPServer:
    """Of a site's origin or of a folder's path."""
    remembered: dict[tuple[str, str, str], Answer] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            key = (self.command, self.path, self.headers.get("Accept-Encoding", ""))
            answer = remembered.get(key) or self.asked()
            if answer[0] == 200 and self.command == "GET":
                remembered[key] = answer
            status, headers, body = answer
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if self.command != "HEAD" else b"")

        def asked(self) -> Answer:
            return from_site(behind, self) if "://" in behind else from_folder(Path(behind), self)

        do_POST = do_HEAD = do_GET  # noqa: N815  the names are the base class's

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  likewise
            """Silent."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("proxies", metavar="PORT=URL", nargs="+")
    for argument in parser.parse_args().proxies:
        port, _, behind = argument.partition("=")
        Thread(target=server(int(port), behind).serve_forever, daemon=True).start()
        print(f"{behind} at http://127.0.0.1:{port}", flush=True)
    signal.pause()


if __name__ == "__main__":
    main()
