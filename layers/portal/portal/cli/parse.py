"""parse: what a document holds, from a file, the network or standard input."""

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from portal.cli import saved_pair
from portal.feeds.parsing.document import to_json
from portal.http.fetch import fetch
from portal.http.response import UNCONDITIONAL, Fetched, NotModified
from portal.ingest.isolation.supervisor import parse_isolated
from portal.ingest.wiring import feed_fetcher
from portal.model.errors import FeedError
from portal.model.feed import Feed
from portal.settings import Settings

PAIRS_FROM = "https://feed.example/feed"
"""Where relative addresses in a pair start from."""
USER_AGENT = "Regioportaal/0.1 (portal parse)"


def add_commands(commands: Any) -> None:
    reading = commands.add_parser("parse", help="print the entries of a document as JSON")
    reading.add_argument("source", metavar="FILE|URL|-")
    reading.add_argument("--url", metavar="BASE", help="the address that relative links in it start from")
    reading.add_argument("--content-type", metavar="T", help="the Content-Type that it was served with")
    reading.add_argument(
        "--save-pair",
        metavar="FOLDER/NAME",
        type=Path,
        help="keep the document, without personal data, and what it holds, for tests/feeds/pairs",
    )
    reading.set_defaults(run=_parse)


def _parse(options: argparse.Namespace) -> int:
    try:
        body, about = _read(options.source)
        given = {"url": options.url, "found_at": options.url, "content_type": options.content_type}
        about |= {name: value for name, value in given.items() if value}
        document = parse_isolated(body, **about)
        if options.save_pair:
            saved = saved_pair.save(options.save_pair, body, document, partial(parse_isolated, url=PAIRS_FROM))
            print(f"kept {saved[0]} and {saved[1]}: read them once more before you commit them", file=sys.stderr)
    except FeedError as error:
        print(f"portal: {options.source}: {error.reason}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"portal: {options.source}: {error.strerror or error}", file=sys.stderr)
        return 2
    # Bytes, whatever the terminal's own encoding is: JSON is UTF-8 (RFC 8259 §8.1).
    sys.stdout.buffer.write(json.dumps(to_json(document), ensure_ascii=False, indent=2).encode() + b"\n")
    sys.stdout.buffer.flush()
    return 0


def _read(source: str) -> tuple[bytes, dict[str, str | None]]:
    """The bytes, and what is known of them, as parse() takes it."""
    if source == "-":
        return sys.stdin.buffer.read(), {}
    if not source.startswith(("http://", "https://")):
        return Path(source).read_bytes(), {}
    answer = fetch_whole(source, allow_loopback=True, user_agent=USER_AGENT)
    return answer.body, {"url": source, "content_type": answer.content_type, "found_at": answer.address}


def fetch_whole(url: str, *, allow_loopback: bool, user_agent: str) -> Fetched:
    """The document at `url`, whatever we have of it already. Raises FeedError."""
    return _whole(url, fetch(url, allow_loopback=allow_loopback, user_agent=user_agent))


def fetch_feed(feed: Feed, settings: Settings) -> Fetched:
    """As ingest would fetch `feed` if it had nothing of it yet. Raises FeedError."""
    return _whole(feed.url, feed_fetcher(settings)(feed, feed.url, UNCONDITIONAL))


def _whole(url: str, answer: Fetched | NotModified) -> Fetched:
    if not isinstance(answer, Fetched):
        raise FeedError(url, "answered 304 to a request without conditions")
    return answer
