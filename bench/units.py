"""The units that AWS bills, measured: what a page, a look at a feed and an article cost, before any price."""

import gzip
import io
import json
import logging
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from awslambdaric.lambda_runtime_log_utils import JsonFormatter
from mangum import Mangum

from bench import explain
from bench.capacity import Ledger, size_of
from bench.ingest import server
from bench.pages import ask, pages_handler
from bench.sample import ITEMS, WORDS, client, feed, fill, table
from local.events import http_event, reply
from portal.feeds.dispatch import dispatch
from portal.feeds.reporting import tell, tell_run
from portal.feeds.spacing import Poll
from portal.feeds.wiring import ingest_over
from portal.model.feed import Feed, FeedState
from portal.model.site import Site
from portal.model.site_file import load_site
from portal.search.archive import Archive
from portal.search.indexer import Indexer
from portal.storage import articles
from portal.storage.bucket import Bucket
from portal.storage.dues import Due
from portal.storage.feed_states import FeedStates
from portal.storage.search_state import SearchState
from portal.storage.table import Table
from portal.web.composer import Composer
from portal.web.counting import count_choice
from portal.web.frame import load_frame
from portal.web.search import create_search_app
from portal.web.webmail import create_webmail_app

ROOT = Path(__file__).resolve().parents[1]
FILE = Path(__file__).with_name("units.json")
AWS_ID, LOCAL_ID = 52, 36
"""Characters of a request id: DynamoDB's and the local engine's. Our log line of a request has one for each call."""
TIMES = 200
FEEDS = 100
CHANGED = 26
OPEN = 250
"""Articles in the segment that is made anew with each change: half of what it may have."""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One act. `ms`: of a processor of this machine, without waiting; `rounds`: waits for the table, one by one.

    `reads`, `writes`: units of DynamoDB; `sent`: bytes to the reader, gzip; `logged`: bytes; `kept`: seconds in a CDN;
    `gets`, `puts`: requests to S3.
    """

    ms: float
    rounds: float = 0
    reads: float = 0
    writes: float = 0
    sent: int = 0
    logged: int = 0
    kept: int = 0
    gets: float = 0
    puts: float = 0


@dataclass(frozen=True, kw_only=True)
class Units:
    """All of it, with where and when.

    `look`: at a feed that has not changed; `new`, `again`, `changed`: an entry of one that has; `dispatch`: a run that
    finds a hundred feeds not due; `due`: what each adds when all are; `search`: a question that nobody asked before,
    warm; `index`: a run that finds nothing changed; `indexed`: what one with a change adds; `article_bytes`: in
    the table, without the indexes; `cold`: milliseconds of a cold start, by function.
    """

    date: str
    machine: str
    pages: Mapping[str, Unit]
    webmail: Unit
    look: Unit
    new: Unit
    again: Unit
    changed: Unit
    dispatch: Unit
    due: Unit
    search: Unit
    index: Unit
    indexed: Unit
    article_bytes: int
    static_bytes: int
    static_files: int
    cold: Mapping[str, float]

    @classmethod
    def from_json(cls, text: str) -> "Units":
        row = json.loads(text)
        for name in ("webmail", "look", "new", "again", "changed", "dispatch", "due", "search", "index", "indexed"):
            row[name] = Unit(**row[name])
        row["pages"] = {name: Unit(**unit) for name, unit in row["pages"].items()}
        return cls(**row)


class Book:
    """A table whose calls, log lines and processor time are written down."""

    def __init__(self, over: Table) -> None:
        self.over = over
        self.ledger = Ledger(over._client, client(over._client.meta.endpoint_url), over.name)
        self._lines = io.StringIO()
        self._stream = logging.StreamHandler(self._lines)
        self._stream.setFormatter(JsonFormatter())
        self._spent = 0.0

    @contextmanager
    def open(self) -> Iterator[None]:
        logger = logging.getLogger("portal")
        logger.setLevel(logging.INFO)
        logger.addHandler(self._stream)
        logger.propagate = False
        self.ledger.clear()
        self.over.meter.reset()
        self._lines.seek(0)
        self._lines.truncate()
        started = time.process_time()
        try:
            with redirect_stdout(self._lines):
                yield
        finally:
            self._spent = time.process_time() - started - self.ledger.seconds
            logger.removeHandler(self._stream)
            logger.propagate = True

    def unit(self, *, rounds: float, times: int = 1, sent: int = 0, kept: int = 0) -> Unit:
        """What was written since `open`, shared among `times` acts."""
        logged = len(self._lines.getvalue().encode()) + self.ledger.calls * (AWS_ID - LOCAL_ID)
        return Unit(
            ms=round(self._spent * 1000 / times, 2),
            rounds=round(rounds / times, 2),
            reads=round(self.ledger.reads / times, 2),
            writes=round(self.ledger.writes / times, 2),
            sent=sent,
            logged=round(logged / times),
            kept=kept,
        )


def main() -> None:
    """Measures, and writes bench/units.json."""
    explain(__doc__)
    os.environ["POWERTOOLS_METRICS_NAMESPACE"] = "Regioportaal/bench"
    os.environ["POWERTOOLS_SERVICE_NAME"] = "bench"
    site = load_site(ROOT / "tests" / "sites" / "full.toml")
    with table() as over, table() as empty:
        pages, static_bytes, static_files = _pages(over, site)
        webmail = _webmail(Book(over), site)
        looks, article_bytes = _ingest(empty, site)
        runs = _dispatch(empty)
        searching = _search(over, site)
    units = Units(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=f"Python {platform.python_version()} on {platform.machine()}",
        pages=pages,
        webmail=webmail,
        look=looks["look"],
        new=looks["new"],
        again=looks["again"],
        changed=looks["changed"],
        article_bytes=article_bytes,
        dispatch=runs["dispatch"],
        due=runs["due"],
        search=searching["search"],
        index=searching["index"],
        indexed=searching["indexed"],
        static_bytes=static_bytes,
        static_files=static_files,
        cold=_cold(),
    )
    FILE.write_text(json.dumps(asdict(units), indent=1) + "\n", encoding="utf-8")


def _pages(over: Table, site: Site) -> tuple[dict[str, Unit], int, int]:
    articles = fill(over, 2000, section="buitenland")
    book = Book(over)
    paths: dict[str, Callable[[int], str]] = {
        "front": lambda _: "/",
        "section": lambda _: "/nieuws/buitenland",
        "region": lambda _: "/nieuws/regio/goes",
        "article": lambda number: f"/nieuws/{articles[number].slug}",
        "feed": lambda _: "/feeds/buitenland.xml",
    }
    found = {name: _page(book, site, path) for name, path in paths.items()}
    front = ask(pages_handler(over), "/").body.decode()
    assets = set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg|png|ico))"', front))
    static = [ask(pages_handler(over), asset).body for asset in assets]
    return found, sum(len(gzip.compress(one, 6, mtime=0)) for one in static), len(static)


def _page(book: Book, site: Site, path: Callable[[int], str]) -> Unit:
    """As the CDN asks for it: by a function that is warm, but keeps no list any more that it could take."""
    composer = Composer(site, book.over)
    handler = pages_handler(book.over, composer)
    ask(handler, path(0))
    rounds = 0
    with book.open():
        for number in range(1, TIMES + 1):
            composer.forget()
            answer = ask(handler, path(number))
            if answer.status != 200:
                raise ValueError(f"{path(number)} answered {answer.status}")
            rounds += book.over.meter.rounds
    control = dict(answer.headers)["cache-control"]
    kept = int(control.partition("s-maxage=")[2].partition(",")[0])
    sent = len(gzip.compress(answer.body, 6, mtime=0))
    return book.unit(rounds=rounds, times=TIMES, sent=sent, kept=kept)


def _webmail(book: Book, site: Site) -> Unit:
    frame = load_frame(site, templates=ROOT / "templates", site_dir=ROOT / "layers" / "site")
    handler = Mangum(create_webmail_app(frame, own_origins=set(), count=count_choice), lifespan="off")
    event = http_event("GET", "/webmail?wijzig=1", [], b"")
    handler(event, None)  # type: ignore[arg-type]  # a mapping is an event
    with book.open():
        for _ in range(TIMES):
            answer = reply(handler(event, None))  # type: ignore[arg-type]  # likewise
    return book.unit(rounds=0, times=TIMES, sent=len(gzip.compress(answer.body, 6, mtime=0)))


def _ingest(over: Table, site: Site) -> tuple[dict[str, Unit], int]:
    """A feed that is new, then the same, then the same but for a byte, then with a tenth of its entries changed."""
    book = Book(over)

    def take(body: bytes, times: int, share: int) -> Unit:
        rounds = 0
        with book.open():
            for _ in range(times):
                over.meter.reset()
                ingest = ingest_over(over, site, fetch=server(body), clock=lambda: datetime.now(UTC))
                tell(ingest.take(site.feeds[0], lock=False), "run")  # as dispatch asks for it
                rounds += over.meter.rounds
        return book.unit(rounds=rounds, times=share)

    new = take(feed(), 1, ITEMS)
    look = take(feed(), 20, 20)
    again = take(feed() + b" ", 1, ITEMS)
    more = take(feed(changed=CHANGED), 1, 1)
    changed = _shared(_less(more, again, ITEMS), CHANGED)
    items = over._client.scan(TableName=over.name)["Items"]
    return {"new": new, "look": look, "again": again, "changed": changed}, sum(map(size_of, items)) // ITEMS


def _dispatch(over: Table) -> dict[str, Unit]:
    """A run that finds none of a hundred feeds due, and what each adds when all are."""
    book, states, now = Book(over), FeedStates(over), datetime.now(UTC)
    feeds = [Feed(id=f"regio-{n}", url=f"https://feeds-{n}.example/x", section="goes") for n in range(FEEDS)]
    found = {}
    for name, due in (("dispatch", now + timedelta(minutes=5)), ("due", now)):
        for one in feeds:
            row = FeedState(feed=one.id, url=one.url, next_due=due, etag='"' + 32 * "a" + '"', body_hash=64 * "a")
            states.save(row)
        with book.open():
            over.meter.reset()
            dispatch(
                feeds,
                table=over,
                queue=_Nothing(),
                pictures=_Nothing(),
                tell=tell_run,
                clock=lambda: now,
            )
        found[name] = book.unit(rounds=over.meter.rounds)
    idle, busy = found["dispatch"], found["due"]
    return {"dispatch": _shared(idle, 1), "due": _shared(_less(busy, idle, 1), FEEDS)}


def _search(over: Table, site: Site) -> dict[str, Unit]:
    """An archive of two thousand, with an open segment beside the large one; then questions, and runs of the index."""
    s3 = client(over._client.meta.endpoint_url, "s3")
    s3.create_bucket(Bucket="segments", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    bucket, state, book, now = Bucket(s3, "segments"), SearchState(over), Book(over), datetime.now(UTC)
    indexer = Indexer(over, bucket, clock=lambda: now.replace(minute=1))
    listing = over.read(articles.latest("buitenland", limit=2000))
    slugs = [teaser.slug for teaser in listing.teasers]
    for some in (slugs[OPEN:], slugs[:OPEN]):
        state.again(some)
        indexer.run(seconds=600)
    gets = 0

    def read(name: str, first: int, length: int) -> bytes:
        nonlocal gets
        gets += 1
        return bucket.range(name, first, length)

    archive = Archive(state.manifest, read, now=time.time, monotonic=lambda: 0.0)
    frame = load_frame(site, templates=ROOT / "templates", site_dir=ROOT / "layers" / "site")
    handler = Mangum(create_search_app(frame, over, archive), lifespan="off")
    with book.open():
        rounds = 0
        for word in WORDS:
            event = http_event("GET", f"/zoeken?q={word}", [], b"")
            answer = reply(handler(event, None))  # type: ignore[arg-type]  # a mapping is an event
            rounds += over.meter.rounds
    sent = len(gzip.compress(answer.body, 6, mtime=0))
    search = replace(book.unit(rounds=rounds, times=len(WORDS), sent=sent), gets=round(gets / len(WORDS), 2))

    def run(*changed: str) -> Unit:
        if changed:
            state.again(changed)
        with book.open():
            over.meter.reset()
            indexer.run(seconds=600)
        return book.unit(rounds=over.meter.rounds)

    index = replace(run(), gets=1)  # a look at the file of one segment
    indexed = replace(_less(run(slugs[0]), index, 1), gets=1, puts=1)
    return {"search": search, "index": index, "indexed": indexed}


def _less(whole: Unit, part: Unit, times: int) -> Unit:
    """What `whole` cost beyond `times` of `part`."""
    return Unit(**{key: value - times * getattr(part, key) for key, value in asdict(whole).items()})


def _shared(unit: Unit, among: int) -> Unit:
    return Unit(**{key: round(value / among, 2) for key, value in asdict(unit).items()})


class _Nothing:
    """A queue that costs nothing: its requests are counted by the model."""

    def send(self, polls: Sequence[Poll], *, run: str) -> None: ...

    def send_dues(self, dues: Sequence[Due], *, now: datetime, run: str) -> None: ...


def _cold() -> dict[str, float]:
    command = [sys.executable, "-m", "bench.cold_start", "--json"]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return {row["name"]: round(row["median"]) for row in json.loads(done.stdout)}


if __name__ == "__main__":
    main()
