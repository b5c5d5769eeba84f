"""What feeds cost, measured: a look at one, each entry in it, a run of the schedule, a picture."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle

from bench.book import Book, Unit
from bench.capacity import size_of
from bench.ingest import server
from bench.pictures import DRAWINGS, written
from bench.sample import ITEMS, client, feed
from portal.aws.bucket import Bucket
from portal.ingest.dispatch import dispatch
from portal.ingest.metrics import emit_metrics, emit_run_metrics
from portal.ingest.wiring import ingest_over
from portal.model.feed import Feed
from portal.model.feed_state import FeedState
from portal.model.scheduled_action import ScheduledAction
from portal.model.site import Site
from portal.pictures.convert import convert
from portal.pictures.outcome_log import log_outcome as tell_picture
from portal.pictures.picture_bucket import PictureBucket
from portal.pictures.worker import Pictures
from portal.queue.messages import Poll
from portal.storage.feed_states import FeedStates
from portal.storage.locks import NamedLocks
from portal.storage.scheduled_actions import ScheduledActions
from portal.storage.table import Table

FEEDS = 100
CHANGED = 26
PICTURES = 8


def looks(over: Table, site: Site) -> tuple[dict[str, Unit], int]:
    """A feed that is new, then the same, then the same but for a byte, then with a tenth of its entries changed; and
    bytes of the table for an article.
    """
    book = Book(over)

    def take(body: bytes, times: int) -> Unit:
        return _taken(book, site, body, times)

    new = take(feed(), 1).among(ITEMS)
    look = take(feed(), 20).among(20)
    again = take(feed() + b" ", 1).among(ITEMS)
    changed = take(feed(changed=CHANGED), 1).less(again, ITEMS).among(CHANGED)
    items = over._client.scan(TableName=over.name)["Items"]
    found = {"new": new, "look": look, "again": again, "changed": changed}
    return found, sum(map(size_of, items)) // ITEMS


def _taken(book: Book, site: Site, body: bytes, times: int) -> Unit:
    with book.open():
        for _ in range(times):
            ingest = ingest_over(book.over, site, fetch=server(body), clock=lambda: datetime.now(UTC))
            emit_metrics(ingest.take(site.feeds[0], lock=False), "run")  # as dispatch asks for it
            book.turn()
    return book.unit()


def runs(over: Table) -> dict[str, Unit]:
    """A run of dispatch without feeds, and what each of a hundred adds to it; what the first feed that is due adds to a
    run, and each further one.
    """
    book, now = Book(over), datetime.now(UTC)
    feeds = [Feed(id=f"regio-{n}", url=f"https://feeds-{n}.example/x", section="goes") for n in range(FEEDS)]
    idle = _run(book, (), now)
    _save(over, feeds, due=now + timedelta(hours=1))
    waiting = _run(book, feeds, now)
    _save(over, feeds[:1], due=now)
    first = _run(book, feeds, now)
    later = now + timedelta(minutes=5)  # when nobody holds a lease any more
    _save(over, feeds, due=now)
    all_of_them = _run(book, feeds, later)
    return {
        "dispatch": idle.among(1),
        "known": waiting.less(idle).among(FEEDS),
        "leased": first.less(waiting).among(1),
        "due": all_of_them.less(first).among(FEEDS - 1),
    }


def _save(over: Table, feeds: Sequence[Feed], *, due: datetime) -> None:
    for one in feeds:
        etag, body_hash = '"' + 32 * "a" + '"', 64 * "a"
        FeedStates(over).save(FeedState(feed=one.id, url=one.url, next_due=due, etag=etag, body_hash=body_hash))


def _run(book: Book, feeds: Sequence[Feed], now: datetime) -> Unit:
    with book.open():
        dispatch(
            feeds, table=book.over, queue=_Nothing(), pictures=_Nothing(), tell=emit_run_metrics, clock=lambda: now
        )
    return book.unit()


@dataclass(frozen=True, kw_only=True)
class OfPictures:
    """`pictured`: what an image adds to an entry that is new; `picture`: making and storing it. `sizes`: bytes of each
    form, by its file's name.
    """

    pictured: Unit
    picture: Unit
    sizes: dict[str, int]


def pictures(over: Table, site: Site, new: Unit) -> OfPictures:
    """Of a table that is empty; `new`: an entry without an image."""
    s3 = client(over._client.meta.endpoint_url, "s3")
    s3.create_bucket(Bucket="pictures", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    book = Book(over, s3)
    with_image = _taken(book, site, feed(images=True), 1).among(ITEMS)
    dues = ScheduledActions(over).pictures(datetime.now(UTC) + timedelta(minutes=1))[:PICTURES]
    worker = _worker(over, Bucket(s3, "pictures"))
    with book.open():
        for due in dues:
            worker.look(due)
            book.turn()
    picture = book.unit(times=len(dues))
    return OfPictures(pictured=with_image.less(new).among(1), picture=picture, sizes=_sizes())


def _drawn() -> Iterator[bytes]:
    for number, draw in enumerate(DRAWINGS):
        yield written(draw(random.Random(number)), "JPEG", quality=92)[0]  # noqa: S311  the same on every run


def _sizes() -> dict[str, int]:
    """Of the forms of a picture, the mean of the four that bench.pictures draws."""
    made = [convert(body) for body in _drawn()]
    names = [path.rpartition("/")[2] for path in made[0].forms]
    return {
        name: sum(len(body) for one in made for path, body in one.forms.items() if path.endswith(f"/{name}"))
        // len(made)
        for name in names
    }


def _worker(over: Table, bucket: Bucket) -> Pictures:
    images = cycle(list(_drawn()))
    later = datetime.now(UTC) + timedelta(minutes=2)
    return Pictures(
        over,
        PictureBucket(bucket=bucket),
        fetch=lambda _: next(images),
        make=convert,
        lock=NamedLocks(over, lambda: later).held,
        tell=tell_picture,
        clock=lambda: later,
    )


class _Nothing:
    """A queue that costs nothing: its requests are counted by the model."""

    def send(self, polls: Sequence[Poll], *, run: str) -> None: ...

    def send_actions(self, dues: Sequence[ScheduledAction], *, now: datetime, run: str) -> None: ...
