"""A day of several wires, replayed: items out of order, twice, killed, embargoed, from feeds that die.
Two thousand when whole (`make prove`).

What must come of it is worked out here once more, from the rules alone, a story at a time.
"""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from threading import Barrier

import pytest
from mangum import Mangum

from local.clients import client
from local.engine import Engine
from local.template import table_definition
from portal.feeds.parsing.document import parse
from portal.http.response import Fetched, NotModified, Validators
from portal.ingest.announce import Announcer
from portal.ingest.run_scheduled import ActionRunner
from portal.ingest.store_entries import Intake
from portal.ingest.wiring import ingest_over
from portal.model.article import Article
from portal.model.errors import FetchError
from portal.model.feed import Feed
from portal.model.section import Section
from portal.model.site import Site
from portal.storage import article_queries
from portal.storage.article_store import ArticleStore
from portal.storage.scheduled_actions import ScheduledActions
from portal.storage.table import Table
from portal.web.app import TEXT_TYPES, create_app
from reader import Browser, context_of
from samples import site
from sweeps import amount

DAWN = datetime(2026, 11, 24, 5, tzinfo=UTC)
STORIES = amount(300, whole=1150)
TICK = timedelta(minutes=15)
TICKS = 72
XMLNS = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
WINDOW = 60
"""Items in one document of a wire: what came last."""

SITE: Site = site(
    sections=tuple(Section(slug=f"s{n}", name=f"Rubriek {n}") for n in range(4)),
    feeds=tuple(
        Feed(id=f"wire-{n}", url=f"https://w{n}.example/g2", section=f"s{n}", format="newsml", group="wire", daily=9999)
        for n in range(4)
    ),
)


@dataclass(frozen=True)
class Sent:
    """One item of a wire."""

    at: datetime
    feed: int
    story: int
    version: int
    status: str
    until: datetime | None = None

    @property
    def text(self) -> str:
        return f"Tekst {self.version} van verhaal {self.story}."

    def xml(self) -> str:
        until = f"<embargoed>{self.until.isoformat()}</embargoed>" if self.until else ""
        body = "<p/>" if self.status == "canceled" else f"<p>{escape(self.text)}</p><p>Meer.</p>"
        return (
            f'<newsItem guid="urn:newsml:wire.example:verhaal-{self.story}" version="{self.version}"><itemMeta>'
            f"<firstCreated>{DAWN.isoformat()}</firstCreated>"
            f'{until}<pubStatus qcode="stat:{self.status}"/></itemMeta>'
            f"<contentMeta><headline>Verhaal {self.story}</headline></contentMeta><contentSet><inlineXML>"
            f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html></inlineXML></contentSet></newsItem>'
        )


@dataclass
class Expected:
    """A story by the rules: the newest text that counts, whether it was killed, ever seen, and in which lists."""

    newest: Sent | None = None
    killed: int = 0
    held: bool = False
    was_public: bool = False
    main: int | None = None
    lists: set[int] = field(default_factory=set)

    def take(self, item: Sent, now: datetime) -> None:
        if item.status == "canceled":
            self.was_public = self.was_public or self.is_public(now)
            self.killed = max(self.killed, item.version)
            return
        if item.version <= self.killed or (self.newest and item.version <= self.newest.version):
            self.lists |= {item.feed} if self.main is not None else set()
            return
        self.was_public = self.was_public or self.is_public(now)
        self.newest = item
        self.main = item.feed if self.main is None else self.main
        self.lists.add(item.feed)
        self.held = self.killed > 0

    def is_public(self, now: datetime) -> bool:
        item = self.newest
        if item is None or self.killed or item.status != "usable":
            return False
        return item.until is None or item.until <= now


def the_day() -> list[Sent]:
    """In the order in which items are sent, which is not always that of their versions."""
    chance = random.Random(20261124)
    found: list[Sent] = []
    for story in range(STORIES):
        feed, at = chance.randrange(4), DAWN + TICK * chance.uniform(0.2, TICKS - 12)
        versions = chance.choices((1, 2, 3), (5, 4, 2))[0]
        until = at + timedelta(minutes=chance.randrange(5, 300)) if chance.random() < 0.06 else None
        items = []
        for version in range(1, versions + 1):
            status = "withheld" if chance.random() < 0.03 else "usable"
            items.append(Sent(at + TICK * version * chance.random(), feed, story, version, status, until))
        if chance.random() < 0.2:
            killed = chance.randrange(1, versions + 1)
            items.append(Sent(at + TICK * chance.uniform(-1, 4), feed, story, killed, "canceled"))
        if chance.random() < 0.15:
            copied = chance.choice([item for item in items if item.status != "canceled"])
            items.append(Sent(copied.at + TICK, (feed + 1) % 4, story, copied.version, copied.status, copied.until))
        found += items
    return sorted(found, key=lambda item: item.at)


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    engine = Engine()
    dynamodb = client("dynamodb", engine.endpoint)
    dynamodb.create_table(**table_definition("day"))
    yield Table(dynamodb, "day")
    engine.stop()


@dataclass
class Replay:
    """The wires, as they answer at `now`; wire 2 is dead for three hours."""

    items: list[Sent]
    now: datetime = DAWN

    def of(self, feed: int) -> list[Sent]:
        sent = [item for item in self.items if item.feed == feed and item.at <= self.now]
        return sent[-WINDOW:]

    def fetch(self, feed: Feed, url: str, validators: Validators) -> Fetched | NotModified:
        assert url == feed.url
        assert validators is not None
        number = int(feed.id[-1])
        if self.is_dead(number):
            raise FetchError(url, "answered 503", status=503)
        items = "".join(item.xml() for item in reversed(self.of(number)))
        body = f"<newsMessage {XMLNS}><itemSet>{items}</itemSet></newsMessage>".encode()
        return Fetched(
            body=body,
            content_type="application/xml",
            etag=None,
            last_modified=None,
            status=200,
            elapsed=0.0,
            wire_bytes=len(body),
        )

    def is_dead(self, feed: int) -> bool:
        return feed == 2 and timedelta(hours=6) <= self.now - DAWN < timedelta(hours=7)


def replayed(table: Table, items: list[Sent]) -> dict[int, Expected]:
    """The whole day through the real parts, and what the rules make of the same deliveries."""
    replay, expected = Replay(items), {story: Expected() for story in range(STORIES)}
    chance = random.Random(7)
    ingest = ingest_over(table, SITE, fetch=replay.fetch, clock=lambda: replay.now)
    duties = ActionRunner(
        ArticleStore(table),
        ScheduledActions(table),
        announcer=Announcer(origin="x", is_local=True),
        clock=lambda: replay.now,
        wait=print,
    )
    delivered: set[Sent] = set()
    for tick in range(TICKS + 24):
        replay.now = DAWN + TICK * tick
        for due in ScheduledActions(table).until(replay.now) * (1 + tick % 2):
            duties.run(due)
        for feed in SITE.feeds:
            number = int(feed.id[-1])
            for _ in range(chance.choice((1, 1, 2))):
                ingest.take(feed)
            if not replay.is_dead(number):
                fresh = [item for item in replay.of(number) if item not in delivered]
                for item in fresh:
                    expected[item.story].take(item, replay.now)
                delivered.update(fresh)
    assert delivered == set(items), "a window is too small for what a wire sent in a tick"
    return expected


def test_the_table_and_every_page_are_what_the_rules_say(table: Table) -> None:
    items = the_day()
    assert len(items) >= amount(520, whole=2000)

    expected = replayed(table, items)

    now = DAWN + TICK * (TICKS + 24)
    context = context_of(SITE, now=lambda: now)
    browser = Browser(Mangum(create_app(context, table), lifespan="off", text_mime_types=TEXT_TYPES))
    public = {story for story, one in expected.items() if one.is_public(now)}
    for story, one in expected.items():
        answer = browser.get(f"/nieuws/verhaal-{story}")
        if story in public:
            assert one.newest is not None
            assert answer.status == 200, (story, one)
            assert one.newest.text in answer.words("//main//p"), (story, one)
        else:
            assert answer.status == (410 if one.was_public else 404), (story, one)
    for number in range(4):
        listed = set(all_listed(browser, f"/nieuws/s{number}"))
        assert listed == {story for story in public if number in expected[story].lists}, number
    sitemap = browser.get("/sitemap-2026-11.xml").body.decode()
    assert {int(part.partition("<")[0]) for part in sitemap.split("verhaal-")[1:]} == public
    kinds = (len(public), sum(one.killed > 0 for one in expected.values()), sum(one.held for one in expected.values()))
    assert min(kinds) > 5, "the day was too quiet to prove anything"


def all_listed(browser: Browser, path: str) -> Iterator[int]:
    """Every story of a list, page after page."""
    while path:
        page = browser.get(path).page
        for href in page.xpath("//main//article//a/@href | //main//h2//a/@href | //main//h3//a/@href"):
            if "verhaal-" in href:
                yield int(href.rpartition("-")[2])
        older = page.xpath("//a[@rel='next']/@href")
        path = str(older[0]) if older else ""


def test_of_a_story_and_its_kill_at_one_moment_the_kill_is_what_stays(table: Table) -> None:
    """In threads, as a batch of messages is worked off; on an engine whose transactions are whole."""

    def send(items: list[Sent], start: Barrier) -> None:
        document = parse(f"<newsMessage {XMLNS}><itemSet>{items[0].xml()}</itemSet></newsMessage>".encode())
        intake = Intake(SITE, store=ArticleStore(table), clock=lambda: DAWN)
        start.wait()
        intake.store(SITE.feeds[items[0].feed], document)

    with ThreadPoolExecutor(3) as threads:
        for number in range(STORIES, STORIES + 40):
            start = Barrier(3)
            story = [Sent(DAWN, feed, number, 1, "usable") for feed in (0, 1)]
            kill = Sent(DAWN, 0, number, 1, "canceled")
            list(threads.map(lambda item, start=start: send([item], start), [*story, kill]))

    kept = [table.read(article_queries.article(f"verhaal-{number}")) for number in range(STORIES, STORIES + 40)]
    assert [one for one in kept if isinstance(one, Article)] == []
