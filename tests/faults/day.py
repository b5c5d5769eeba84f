"""A small day of the portal, a minute a tick: dispatch, ingest, pictures and index over one table and three buckets,
with a fault at one of their calls of AWS. What failed or died comes again as its event source sends it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError

from ingest.world import item, rss
from pictures.darkroom import Cdn, made_once
from pictures.images import jpeg
from portal.aws.bucket import Bucket
from portal.http.response import Fetched, NotModified, Validators
from portal.ingest.announce import Announcer
from portal.ingest.dispatch import dispatch
from portal.ingest.run_scheduled import ActionRunner
from portal.ingest.wiring import ingest_over, store_of
from portal.ingest.worker import Worker
from portal.model.errors import FetchError, PortalError
from portal.model.feed import Feed
from portal.pictures.picture_bucket import PictureBucket
from portal.pictures.worker import Pictures
from portal.queue.batch import take_batch
from portal.queue.messages import to_action_message, to_message
from portal.search.indexer import Indexer
from portal.storage.locks import NamedLocks
from portal.storage.quarantine import Quarantine
from portal.storage.scheduled_actions import ScheduledActions
from portal.storage.table import Table
from portal.web.context import Context
from reader import context_of
from samples import NOW, site

PICTURES, SEGMENTS, QUARANTINE = "pictures", "search", "quarantine"
WEB = Feed(id="buiten", url="https://feeds.example/buiten.xml", section="buitenland", interval=60)
WIRE = Feed(id="wire", url="https://wire.example/goes.xml", section="goes", interval=60, format="newsml", group="wire")
SITE = site(feeds=(WEB, WIRE))
TICKS = 16
IMAGE = "https://feeds.example/brug.jpg"


class Fault(StrEnum):
    """What happens to a call."""

    THROTTLED = "throttled"
    LOST = "timeout without effect"
    LATE = "timeout after the effect"
    TWICE = "done twice by the SDK"
    KILLED_BEFORE = "the function dies before it"
    KILLED_AFTER = "the function dies after it"


class Killed(BaseException):
    """The function is gone."""


@dataclass
class Faults:
    """Counts the calls of all clients; the one with the number `at` meets `kind`."""

    kind: Fault | None = None
    at: int = 0
    calls: list[str] = field(default_factory=list)
    _throttled: int = 0

    def over(self, client: Any) -> Any:
        return _Client(client, self)

    def met(self, name: str, act: Callable[[], Any]) -> Any:
        self.calls.append(name)
        is_at = len(self.calls) == self.at
        if self._throttled:  # the portal's own retries of the call
            self._throttled -= 1
            raise throttled(name)
        if not is_at or self.kind is None:
            return act()
        return self._happens(self.kind, name, act)

    def _happens(self, kind: Fault, name: str, act: Callable[[], Any]) -> Any:
        match kind:
            case Fault.THROTTLED:
                self._throttled = 2
                raise throttled(name)
            case Fault.LOST:
                raise ReadTimeoutError(endpoint_url="https://aws.example")
            case Fault.KILLED_BEFORE:
                raise Killed
        act()
        match kind:
            case Fault.LATE:
                raise ReadTimeoutError(endpoint_url="https://aws.example")
            case Fault.KILLED_AFTER:
                raise Killed
        return act()


def throttled(name: str) -> ClientError:
    return ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, name)


class _Client:
    def __init__(self, client: Any, faults: Faults) -> None:
        self._client, self._faults = client, faults

    def __getattr__(self, name: str) -> Any:
        act = getattr(self._client, name)
        if not callable(act) or name == "close":
            return act

        def called(**parameters: Any) -> Any:
            return self._faults.met(name, lambda: act(**parameters))

        return called


@dataclass
class Sent:
    """A queue in memory: what is sent is there at the next tick, or when it is due."""

    faults: Faults
    messages: list[tuple[datetime, str]] = field(default_factory=list)
    now: datetime = NOW

    def send(self, polls: Any, *, run: str = "") -> None:
        if polls:
            self._put([(self.now, to_message(poll, run)) for poll in polls])

    def send_actions(self, actions: Any, *, now: datetime, run: str = "") -> None:
        if actions:
            self._put([(max(now, one.at), to_action_message(one, run)) for one in actions])

    def _put(self, messages: list[tuple[datetime, str]]) -> None:
        self.faults.met("send_message_batch", lambda: self.messages.extend(messages))

    def visible(self) -> list[str]:
        ready = [body for at, body in self.messages if at <= self.now]
        self.messages = [one for one in self.messages if one[0] > self.now]
        return ready


def g2(text: str, version: int, status: str = "usable", *, number: int = 1, embargo: str = "") -> str:
    until = f"<embargoed>{embargo}</embargoed>" if embargo else ""
    return (
        f'<newsItem guid="urn:newsml:wire.example:{number}" version="{version}">'
        f"<itemMeta><itemClass qcode='ninat:text'/><provider literal='x'/>"
        f"<versionCreated>2026-11-24T14:{version:02}:00Z</versionCreated>{until}"
        f"<pubStatus qcode='stat:{status}'/></itemMeta>"
        f"<contentMeta><headline>Sluis {number} dicht</headline></contentMeta>"
        f"<contentSet><inlineXML contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'><body>"
        f"<p>{text}</p></body></html></inlineXML></contentSet></newsItem>"
    )


def wire(*items: str) -> bytes:
    return (
        f"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>{''.join(items)}</itemSet></newsMessage>"
    ).encode()


def pictured(text: str) -> str:
    image = f'<enclosure url="{IMAGE}" type="image/jpeg" length="1"/>'
    return item("Brug dicht", text).replace("</item>", f"{image}</item>")


UNTIL = (NOW + timedelta(minutes=9)).strftime("%Y-%m-%dT%H:%M:%SZ")
EMBARGOED = g2("Straks.", 1, number=2, embargo=UNTIL)
REFUSED = "<item><guid>leeg</guid></item>"
BROUGHT: dict[int, tuple[bytes, bytes]] = {
    1: (rss(pictured("De brug is dicht.")), wire(g2("Een.", 1))),
    5: (rss(pictured("De brug is open."), item("Veerpont"), REFUSED), wire(g2("Twee.", 2), EMBARGOED)),
    9: (rss(pictured("De brug is open."), item("Veerpont")), wire(g2("", 3, "canceled"), EMBARGOED)),
}
"""By tick, what the two servers answer from then on: whoever misses a look finds it at the next."""


@dataclass
class Day:
    """One run of it."""

    client: Any
    s3: Any
    faults: Faults
    now: datetime = NOW
    cdn: Cdn = field(default_factory=Cdn)
    answers: tuple[bytes, bytes] = (b"", b"")

    def __post_init__(self) -> None:
        self.queue, self.slow = Sent(self.faults), Sent(self.faults)

    @property
    def table(self) -> Table:
        """A function that has just started."""
        return Table(self.faults.over(self.client), "news", wait=lambda _: None)

    def run(self) -> None:
        for tick in range(1, TICKS + 1):
            self.now = self.queue.now = self.slow.now = NOW + timedelta(minutes=tick)
            self.answers = BROUGHT.get(tick, self.answers)
            self._survives(self._dispatch)
            self._works(self.queue, self._ingest())
            self._works(self.slow, self._pictures())
            self._survives(lambda: self._indexer().run(seconds=60))

    def context(self) -> Context:
        """What the pages are made with, as this day ends."""
        return context_of(SITE, now=lambda: self.now)

    def _dispatch(self) -> None:
        dispatch(
            SITE.feeds,
            table=self.table,
            queue=self.queue,
            pictures=self.slow,
            tell=lambda _: None,
            clock=lambda: self.now,
        )

    def _survives(self, act: Callable[[], object]) -> None:
        """What is run by a schedule is run again by it."""
        try:
            act()
        except (Killed, PortalError, ClientError, ReadTimeoutError):
            return

    def _works(self, queue: Sent, worker: Any) -> None:
        """As Lambda polls: what failed is shown again, and all of a batch whose function died."""
        for body in queue.visible():
            record = {"messageId": "1", "body": body}
            try:
                again = take_batch({"Records": [record]}, worker, _Again())["batchItemFailures"]
            except Killed:
                again = [record]
            if again:
                queue.messages.append((self.now + timedelta(seconds=30), body))

    def _ingest(self) -> Worker:
        table = self.table
        announcer = Announcer(
            origin=SITE.origin, topic="t", distribution="EDFDVBD6EXAMPLE", sns=_Topic(self.faults), cdn=self._cdn()
        )
        runner = ActionRunner(
            store_of(table, SITE),
            ScheduledActions(table),
            announcer=announcer,
            clock=lambda: self.now,
            wait=lambda _: None,
        )
        bucket = Bucket(self.faults.over(self.s3), QUARANTINE)
        ingest = ingest_over(
            table,
            SITE,
            fetch=self._fetch,
            clock=lambda: self.now,
            quarantine=Quarantine(table, lambda: bucket),
        )
        nothing: Any = None
        return Worker(site=SITE, ingest=ingest, drop=nothing, actions=runner, tell=lambda _report, _run: None)

    def _fetch(self, feed: Feed, url: str, validators: Validators) -> Fetched | NotModified:  # noqa: ARG002  as Fetch
        body = self.answers[SITE.feeds.index(feed)]
        return Fetched(
            body=body,
            content_type="text/xml",
            etag=None,
            last_modified=None,
            status=200,
            elapsed=0.1,
            wire_bytes=len(body),
        )

    def _pictures(self) -> Pictures:
        table = self.table
        bucket = Bucket(self.faults.over(self.s3), PICTURES)
        return Pictures(
            table,
            PictureBucket(bucket=bucket, distribution="EDFDVBD6EXAMPLE", cdn=self._cdn()),
            fetch=_image,
            make=made_once,
            lock=NamedLocks(table, lambda: self.now, wait=lambda _: None).held,
            tell=lambda _: None,
            clock=lambda: self.now,
            wait=lambda _: None,
        )

    def _cdn(self) -> Any:
        return self.faults.over(self.cdn)

    def _indexer(self) -> Indexer:
        return Indexer(self.table, Bucket(self.faults.over(self.s3), SEGMENTS), clock=lambda: self.now)


class _Again:
    def soon(self, failed: Any) -> None:
        """Shown again at the next tick anyway."""


class _Topic:
    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def publish(self, **_: Any) -> None:
        self._faults.met("publish", lambda: None)


def _image(url: str) -> bytes:
    if url != IMAGE:
        raise FetchError(url, "answered 404", status=404)
    return jpeg(300, 200)
