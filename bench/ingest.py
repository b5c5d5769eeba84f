"""Ingest: parse and clean beside feedparser, and what a fetch costs when nothing, little or everything is new."""

import time
from collections import Counter
from datetime import UTC, datetime
from itertools import count

import feedparser

from bench.feeds import samples
from bench.sample import feed, table
from bench.timing import Timing, in_turns
from local.doors import ROOT
from portal.feeds.body.known_texts import KnownTexts
from portal.feeds.parsing.document import parse
from portal.http.response import Fetched
from portal.ingest.poll import Fetch
from portal.ingest.report import Report
from portal.ingest.wiring import ingest_over
from portal.model.site_toml.reading import load_site


def parsing() -> dict[str, tuple[int, dict[str, Timing]]]:
    """Of each system's feed its bytes, and milliseconds to read and clean it whole, beside feedparser in turns; and
    again where one entry of it is new, with the texts of the others known.
    """
    return {name: (len(body), _beside_feedparser(body)) for name, body in samples().items()}


def _beside_feedparser(body: bytes) -> dict[str, Timing]:
    texts, number = KnownTexts(), count(1)
    parse(body, clean=texts)
    functions = {
        "portal": lambda: parse(body),
        "one new": lambda: parse(body.replace(b"000000", b"9%05d" % next(number)), clean=texts),
        "feedparser": lambda: feedparser.parse(body),
    }
    return in_turns(functions, rounds=9, warmup=2)


def fetches() -> dict[str, tuple[Report, Counter[str], float]]:
    """Three fetches of one feed: new, unchanged, one percent changed; calls of the table and seconds."""
    site = load_site(ROOT / "tests" / "sites" / "full.toml")
    bodies = {"new": feed(), "unchanged": feed(), "1 % changed": feed(changed=3)}
    found: dict[str, tuple[Report, Counter[str], float]] = {}
    with table() as over:
        for name, body in bodies.items():
            ingest = ingest_over(over, site, fetch=server(body), clock=lambda: datetime.now(UTC))
            over.meter.reset()
            started = time.perf_counter()
            report = ingest.take(site.feeds[0], lock=False)  # as dispatch asks for it
            found[name] = report, Counter(over.meter.calls), time.perf_counter() - started
    return found


def server(body: bytes) -> Fetch:
    """A server that always answers with `body`."""
    answer = Fetched(
        body=body,
        content_type="application/rss+xml",
        etag=None,
        last_modified=None,
        status=200,
        elapsed=0.0,
        wire_bytes=len(body),
    )
    return lambda _feed, _url, _validators: answer
