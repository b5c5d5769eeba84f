"""A batch of feeds of which some are made to kill who reads them: they are kept and named, the others are taken in."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from feeds.hostile_documents import DOCUMENTS
from portal.http.response import Fetched, Validators
from portal.ingest.isolation.limits import MEGABYTE, ParseLimits
from portal.ingest.isolation.supervisor import IsolatedParser
from portal.ingest.wiring import ingest_over
from portal.model.feed import Feed
from portal.model.site import Site
from portal.queue.batch import take_batch
from portal.queue.messages import Message
from portal.storage import article_queries
from portal.storage.feed_states import FeedStates
from portal.storage.quarantine import Quarantine
from portal.storage.table import Table
from samples import NOW, site

MANY_LINES = ("---\ntitle: Regels\n---\n" + "a\n" * 2_000_000).encode()
MANY_QUOTES = (
    f"<rss><channel><item><title>Citaten</title><description>{',,a ' * 480_000}</description></item></channel></rss>"
)
HONEST_AND_LARGE = DOCUMENTS["a body of 5 MB"]().encode()


def story(name: str) -> bytes:
    item = f"<item><guid>{name}</guid><title>{name}</title><description>Tekst.</description></item>"
    return f"<rss><channel>{item}</channel></rss>".encode()


class Unheard:
    """No queue shows anything again."""

    def soon(self, failed: Sequence[Mapping[str, Any]]) -> None: ...


@dataclass
class Room:
    """Feeds that answer what they are told, taken in batches as the front door does."""

    table: Table
    quarantine: Quarantine
    parser: IsolatedParser
    answers: dict[str, bytes] = field(default_factory=dict)
    now: datetime = NOW
    errors: dict[str, str | None] = field(default_factory=dict)

    @property
    def site(self) -> Site:
        return site(feeds=tuple(Feed(id=name, url=f"https://{name}.example/", section="goes") for name in self.answers))

    def do(self, message: Message) -> None:
        ingest = ingest_over(
            self.table,
            self.site,
            fetch=self.fetch,
            clock=lambda: self.now,
            quarantine=self.quarantine,
            parse=self.parser.parse,
        )
        feed = self.site.feed(message.feed)
        assert feed is not None
        self.errors[feed.id] = ingest.take(feed).error

    def fetch(self, feed: Feed, url: str, validators: Validators) -> Fetched:  # noqa: ARG002  # it answers everybody
        body = self.answers[feed.id]
        return Fetched(
            body=body,
            content_type=None,
            etag=None,
            last_modified=None,
            status=200,
            elapsed=0.1,
            wire_bytes=len(body),
        )

    def batch(self) -> list[str]:
        """Takes all feeds in at once; which messages have to come again."""
        records = [{"messageId": name, "body": json.dumps({"feed": name})} for name in self.answers]
        failures: list[dict[str, Any]] = take_batch({"Records": records}, self, Unheard())["batchItemFailures"]
        return [failure["itemIdentifier"] for failure in failures]

    def streak(self, feed: str) -> int:
        return FeedStates(self.table).get(feed).streak

    def due_in(self, feed: str) -> timedelta:
        due = FeedStates(self.table).get(feed).next_due
        assert due is not None
        return due - self.now

    def has(self, slug: str) -> bool:
        return self.table.read(article_queries.article(slug, consistent=True)) is not None


@pytest.fixture
def room(table: Table, quarantine: Quarantine) -> Iterator[Room]:
    parser = IsolatedParser(replace(ParseLimits(), memory=10 * MEGABYTE))
    yield Room(table=table, quarantine=quarantine, parser=parser)
    parser.close()


def test_feeds_that_kill_whoever_reads_them_take_no_neighbour_along(table: Table, quarantine: Quarantine) -> None:
    """Under our own limits. Within every bound of a parser, until that has one more: 1.2 GB and 27 s, and 15 s."""
    parser = IsolatedParser()
    room = Room(table=table, quarantine=quarantine, parser=parser)
    room.answers = {
        "voor": story("Voor"),
        "regels": MANY_LINES,
        "midden": story("Midden"),
        "citaten": MANY_QUOTES.encode(),
        "na": story("Na"),
    }

    again = room.batch()
    parser.close()

    assert again == []
    assert room.errors["voor"] is room.errors["midden"] is room.errors["na"] is None
    assert all(map(room.has, ("voor", "midden", "na")))
    assert room.errors["regels"] is not None
    assert (room.streak("regels"), room.streak("voor")) == (1, 0)


def test_what_kills_is_kept_once_a_day_backs_off_and_heals(room: Room) -> None:
    room.answers = {"dik": HONEST_AND_LARGE, "buur": story("Een")}
    room.batch()

    (caught,) = room.quarantine.all()
    assert (caught.feed, caught.reasons) == ("dik", ("needed more than 10 MB of memory to read",))
    assert room.quarantine.body(caught) == HONEST_AND_LARGE
    assert room.errors["dik"] == "https://dik.example/: needed more than 10 MB of memory to read"

    for look in range(2, 6):
        room.now += timedelta(minutes=10)
        room.answers["buur"] = story(f"Nummer {look}")
        assert room.batch() == []
        assert room.streak("dik") == look
        assert room.has(f"nummer-{look}")
    assert len(room.quarantine.all()) == 1
    assert room.due_in("dik") > 3 * room.due_in("buur")

    room.answers["dik"] = story("Genezen")
    room.batch()
    assert room.has("genezen")
    assert room.streak("dik") == 0


def test_where_no_process_comes_up_nobody_is_blamed_and_the_messages_come_again(room: Room) -> None:
    room.answers = {"een": story("Een"), "twee": story("Twee")}
    room.parser.limits = replace(room.parser.limits, start=0.0)

    assert room.batch() == ["een", "twee"]
    assert room.quarantine.all() == ()
    assert room.streak("een") == 0

    room.parser.limits = ParseLimits()
    assert room.batch() == []
    assert room.has("een")
