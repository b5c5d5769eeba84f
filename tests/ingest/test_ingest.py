"""One feed into the table: what is written, when, and what never happens."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from ingest.world import FEED, GOES, World, item, rss
from newsdesk import Desk
from portal.http.response import Fetched, NotModified, Validators
from portal.ingest.dispatch import dispatch
from portal.ingest.poll import Ingest
from portal.ingest.report import Report
from portal.ingest.wiring import ingest_over
from portal.ingest.worker import Worker
from portal.model.article import Article, HiddenArticle
from portal.model.errors import FetchError
from portal.model.feed import Feed
from portal.model.site_toml.reading import parse_site
from portal.queue.messages import Message, Poll, from_message, to_message
from portal.storage import article_queries
from portal.storage.feed_states import FeedStates
from portal.storage.locks import NamedLocks
from portal.storage.table import Table
from samples import NOW, site


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.stored, report.updated, report.unchanged, report.failed


def test_a_new_feed_is_stored_whole(world: World) -> None:
    report = world.take(item("Een"), item("Twee"))

    assert counts(report) == (2, 0, 0, 0)
    assert report.bytes > 0
    assert world.article("een").lead == "Het water staat hoog."
    assert str(world.article("een").dateline) == "VEERE (ANP)"
    assert world.article("een").body_html == "<p>Meer over Een.</p>"


def test_the_same_body_again_is_not_even_parsed(world: World) -> None:
    world.take(item("Een"))
    world.table.meter.reset()

    report = world.take()

    assert (report.not_modified, counts(report)) == (True, (0, 0, 0, 0))
    assert dict(world.table.meter.calls) == {"GetItem": 1, "PutItem": 1}


def test_a_304_costs_two_calls(world: World) -> None:
    world.take(item("Een"))
    world.answer = NotModified(etag='"v2"', last_modified=None, elapsed=0.1)
    world.table.meter.reset()

    assert world.take().not_modified
    assert dict(world.table.meter.calls) == {"GetItem": 1, "PutItem": 1}
    assert FeedStates(world.table).get("buiten").etag == '"v2"'


def test_only_what_changed_is_written(world: World) -> None:
    world.take(*(item(f"Nummer {n}") for n in range(20)))
    world.table.meter.reset()

    report = world.take(item("Nummer 0", "Het water zakt."), *(item(f"Nummer {n}") for n in range(1, 20)))

    assert counts(report) == (0, 1, 19, 0)
    assert world.table.meter.calls["TransactWriteItems"] == 1


def test_a_changed_date_alone_is_no_correction(world: World) -> None:
    world.take(item("Een"))

    report = world.take(item("Een", date="Tue, 24 Nov 2026 14:00:00 GMT"))

    assert counts(report) == (0, 0, 1, 0)
    assert world.article("een").published_at.hour == 13
    assert world.article("een").updated_at is None


def test_a_correction_keeps_address_and_publication_and_says_when(world: World) -> None:
    world.take(item("Een"))
    world.now += timedelta(minutes=10)

    world.take(item("Een", "Het water zakt.", date="Tue, 24 Nov 2026 14:35:00 GMT"))

    assert world.article("een").lead == "Het water zakt."
    assert world.article("een").published_at.hour == 13
    assert world.article("een").updated_at == world.now


def test_a_date_in_the_future_or_none_becomes_now(world: World) -> None:
    world.take(item("Straks", date="Tue, 24 Nov 2037 14:00:00 GMT"), item("Ooit", date="gisteren"))

    assert world.article("straks").published_at == NOW
    assert world.article("ooit").published_at == NOW - timedelta(seconds=1)  # it stands below it


def test_a_region_stands_in_its_own_list_and_in_that_of_all_regions(world: World) -> None:
    world.take(item("Een"), feed=GOES)

    lists = [
        world.table.read(article_queries.latest(name, limit=5)).teasers for name in ("goes", "regio", "buitenland")
    ]

    assert [[teaser.slug for teaser in one] for one in lists] == [["een"], ["een"], []]


def test_an_entry_without_text_is_named_and_its_neighbours_are_stored(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    report = world.take(item("Een"), "<item><guid>leeg</guid></item>", item("Twee"))

    assert counts(report) == (2, 0, 0, 1)
    assert "has no text" in caplog.text


def test_an_entry_too_large_for_the_table_keeps_no_neighbour_out(world: World) -> None:
    report = world.take(item("Groot", "water " * 80_000), item("Klein"))

    assert counts(report) == (1, 0, 0, 1)
    assert world.article("klein").headline == "Klein"


def test_an_entry_without_a_headline_is_called_by_its_first_words(world: World) -> None:
    world.take(item("x").replace("<title>x</title>", ""))

    assert world.article("het-water-staat-hoog").headline == "Het water staat hoog."


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"<!doctype html><html><title>Toestemming</title><body>Ja?</body></html>", "HTML"),
        (b"", "empty"),
        (FetchError(FEED.url, "answered 503", status=503, retry_after=600), "answered 503"),
    ],
)
def test_a_broken_feed_is_reported_with_its_url_and_loses_nothing(
    world: World, answer: bytes | FetchError, words: str
) -> None:
    world.take(item("Een"))
    world.answer = answer

    report = world.take()
    state = FeedStates(world.table).get("buiten")

    assert report.error is not None
    assert FEED.url in report.error
    assert words.lower() in report.error.lower()
    assert (state.streak, state.last_success) == (1, NOW)
    assert world.article("een").headline == "Een"


def test_after_a_failure_the_feed_is_taken_in_when_it_is_well_again(world: World) -> None:
    world.answer = FetchError(FEED.url, "answered 500", status=500)
    world.take()

    report = world.take(item("Een"))

    assert counts(report) == (1, 0, 0, 0)
    assert FeedStates(world.table).get("buiten").streak == 0


def test_a_body_that_could_not_be_read_is_read_again_next_time(world: World) -> None:
    world.answer = b"<html>"
    world.take()

    assert world.take().error is not None


def test_what_the_server_said_last_time_is_sent_back_to_the_byte(world: World) -> None:
    world.take(item("Een"))
    world.take()

    assert world.asked == [Validators(), Validators(etag='"v1"', last_modified="Tue, 24 Nov 2026 13:00:00 GMT")]


def test_once_a_day_a_feed_is_asked_without_conditions(world: World) -> None:
    world.take(item("Een"))
    world.now += timedelta(days=1)
    world.take()

    assert world.asked[-1] == Validators()


def test_an_update_does_not_bring_back_what_was_withdrawn(world: World) -> None:
    world.take(item("Een"))
    Desk(world.table).withdraw("een", NOW)

    world.take(item("Een", "Het water zakt."))

    assert isinstance(world.table.read(article_queries.article("een")), HiddenArticle)
    restored = Desk(world.table).restore("een", NOW)
    assert isinstance(restored, Article)
    assert restored.lead == "Het water zakt."


def test_two_entries_with_one_headline_are_two_articles(world: World) -> None:
    other = item("Een", "Een ander bericht.").replace("<guid>Een</guid>", "<guid>Anders</guid>")

    assert counts(world.take(item("Een"), other)) == (2, 0, 0, 0)
    assert {world.article("een").lead, world.article("een-2").lead} == {"Het water staat hoog.", "Een ander bericht."}
    assert counts(world.take(other, item("Een"))) == (0, 0, 2, 0)


def test_a_feed_with_another_id_brings_nothing_in_twice(world: World) -> None:
    world.take(item("Een"), item("Twee"))
    renamed = replace(FEED, id="buiten-nieuw", was=(FEED.id,))

    again = world.take(item("Een"), item("Twee", "Anders."), item("Drie"), feed=renamed)
    more = world.take(item("Een"), item("Twee", "Nog anders."), item("Drie", "Ook anders."), feed=renamed)

    assert counts(again) == (1, 1, 1, 0)
    assert counts(more) == (0, 2, 1, 0)
    assert world.article("twee").origin.feed == FEED.id
    assert world.article("drie").origin.feed == "buiten-nieuw"
    assert "Nog anders." in world.article("twee").lead


def test_a_feed_whose_ids_cannot_be_relied_on_is_not_believed_again(world: World) -> None:
    def same_id(name: str, address: str) -> str:
        return item(name).replace("<guid>" + name, f"<link>{address}</link><guid isPermaLink='false'>altijd")

    addresses = [f"https://krant.example/{number}" for number in range(3)]
    items = [same_id(f"Nummer {number}", address) for number, address in enumerate(addresses)]

    assert counts(world.take(*items)) == (3, 0, 0, 0)
    assert FeedStates(world.table).get(FEED.id).doubts_ids
    assert counts(world.take(*reversed(items), item("Nieuw"))) == (1, 0, 3, 0)
    assert counts(world.take(items[0].replace("hoog", "laag"))) == (0, 1, 0, 0)


def test_a_server_says_how_often_it_wants_to_be_asked(world: World) -> None:
    world.answer = rss(item("Een")).replace(b"<title>Proef", b"<ttl>30</ttl><title>Proef")

    world.take()
    world.now += timedelta(minutes=5)
    world.take()

    state = FeedStates(world.table).get(FEED.id)
    assert state.asked == 1800
    assert timedelta(minutes=26) < state.next_due - world.now <= timedelta(minutes=30)  # type: ignore[operator]


@pytest.mark.parametrize("interval", [60, 300, 3600])
def test_an_interval_that_the_operator_wrote_wins_over_what_the_server_asks_for(world: World, interval: int) -> None:
    (feed,) = parse_site(
        '[site]\nname = "Z"\norigin = "https://z.example"\ndescription = "Z"\ncontact = "z@z.example"\n'
        '[[sections]]\nslug = "buitenland"\nname = "Buitenland"\n'
        f'[[feeds]]\nid = "buiten"\nurl = "{FEED.url}"\nsection = "buitenland"\ninterval = {interval}\n'
    ).feeds
    world.answer = rss(item("Een")).replace(b"<title>Proef", b"<ttl>30</ttl><title>Proef")

    world.take(feed=feed)
    world.now += timedelta(minutes=5)
    world.take(feed=feed)

    due = FeedStates(world.table).get(FEED.id).next_due
    assert due is not None
    assert timedelta(seconds=interval * 0.89) < due - world.now <= timedelta(seconds=interval)


def test_a_feed_that_is_gone_for_a_day_is_paused_and_comes_back_by_hand(world: World) -> None:
    world.answer = FetchError(FEED.url, "answered 410 Gone", status=410)
    for hours in (0, 1, 23):
        world.now = NOW + timedelta(hours=hours)
        world.take()
    assert not FeedStates(world.table).get(FEED.id).paused

    world.now = NOW + timedelta(hours=24)
    world.take()
    paused = FeedStates(world.table).get(FEED.id)
    assert (paused.paused, paused.is_due(world.now + timedelta(days=9))) == (True, False)

    world.take(item("Een"))
    assert not FeedStates(world.table).get(FEED.id).paused


def test_a_permanent_redirect_is_followed_and_proposed_but_never_applied(world: World) -> None:
    for day in range(4):
        world.now = NOW + timedelta(days=day)
        for _ in range(3):
            world.moved_to = "https://nieuw.example/rss"
            world.take(item(f"Een {day}"))

    state = FeedStates(world.table).get(FEED.id)
    assert (state.should_move, state.moved_to, state.url) == (True, "https://nieuw.example/rss", FEED.url)
    world.moved_to = None
    world.take(item("Twee"))
    assert not FeedStates(world.table).get(FEED.id).should_move


def test_what_cannot_be_taken_in_is_kept_once(world: World) -> None:
    world.answer = b"<!doctype html><html><title>Toestemming</title><body>Ja?</body></html>"
    world.gate = "consent.example"
    for _ in range(3):
        report = world.take()
    (caught,) = world.quarantine.all()

    assert "found at consent.example: a consent or payment gate?" in str(report.error)
    assert (world.quarantine.body(caught), caught.feed) == (world.answer, FEED.id)

    world.gate = None
    leeg = "<item><guid>leeg</guid></item>"
    assert world.take(item("Een"), leeg).quarantined == 1
    assert world.take(item("Een"), item("Twee"), leeg).quarantined == 0
    assert len(world.quarantine.all()) == 2


def test_ids_and_padding_that_change_make_no_other_refusal(world: World) -> None:
    for look in range(4):
        empty = f"<item><guid>leeg-{look}</guid><category>{look:0>5000}</category></item>"
        assert world.take(item("Een"), empty).quarantined == int(look == 0)

    world.now += timedelta(days=1)
    assert world.take(item("Een"), "<item><guid>morgen</guid></item>").quarantined == 1


def test_other_words_each_time_fill_the_quarantine_of_a_feed_and_no_more(world: World) -> None:
    for look in range(8):
        world.answer = f"<!doctype html><title>{look} redenen</title>".encode()
        world.take()
        world.answer = f"{look} gewone tekst".encode()
        world.take()

    assert len(world.quarantine.all()) == 5


def test_a_day_of_deliveries_that_cannot_be_read_is_kept_up_to_fifty(world: World) -> None:
    ingest = world.ingest()

    for number in range(52):
        ingest.read(FEED, f"kapotte tekst {number}".encode(), name=f"x/{number}.xml")

    assert len(world.quarantine.all()) == 50


def test_what_a_day_brought_is_counted_by_the_hour(world: World) -> None:
    world.take(item("Een"), item("Twee"))
    world.now += timedelta(hours=2)
    world.take(item("Een", "Anders."), item("Twee"))

    assert FeedStates(world.table).get(FEED.id).of_last_day(world.now) == (2, 1, 0, 0, 1, 0)
    assert FeedStates(world.table).get(FEED.id).of_last_day(world.now + timedelta(hours=23)) == (0, 1, 0, 0, 1, 0)


@dataclass
class OneHost:
    """Two feeds of one host, and the lock of it, which nobody waits for."""

    world: World
    feeds: tuple[Feed, Feed] = (FEED, replace(GOES, url="https://feeds.example/goes.xml"))

    @property
    def locks(self) -> NamedLocks:
        return NamedLocks(self.world.table, lambda: self.world.now, wait=lambda _: None)

    @property
    def ingest(self) -> Ingest:
        self.world.answer = rss(item("Een"))
        found = ingest_over(
            self.world.table, site(feeds=self.feeds), fetch=self.world.fetch, clock=lambda: self.world.now
        )
        found._lock = self.locks.held
        return found

    @property
    def worker(self) -> Worker:
        nothing: Any = None
        return Worker(site=site(feeds=self.feeds), ingest=self.ingest, drop=nothing, actions=nothing, tell=ignored)


def ignored(_report: Report, _run: str) -> None:
    """Nobody listens."""


@pytest.fixture
def host(world: World) -> OneHost:
    return OneHost(world)


def test_several_feeds_of_one_host_are_asked_one_at_a_time_by_hand(world: World, host: OneHost) -> None:
    with host.locks.held("feeds.example", "somebody else") as ours:
        assert ours
        assert host.worker.take(FEED).postponed
    assert host.worker.take(FEED).stored == 1
    with host.locks.held("feeds.example", "somebody else"):
        world.now += timedelta(seconds=31)  # somebody who crashed
        assert host.worker.take(host.feeds[1]).stored == 1


def test_a_message_says_whether_somebody_may_be_at_the_host(world: World, host: OneHost) -> None:
    states = FeedStates(world.table)
    with host.locks.held("feeds.example", "somebody else"):
        host.worker.do(Message(feed=FEED.id, lock=True))
        assert states.get(FEED.id).last_success is None

        host.worker.do(Message(feed=FEED.id))
        assert states.get(FEED.id).last_success == NOW


def test_a_look_that_finds_nothing_is_one_write_and_a_lock_two_more(world: World, host: OneHost) -> None:
    host.ingest.take(FEED)
    for lock, calls in (
        (False, {"GetItem": 1, "PutItem": 1}),
        (True, {"GetItem": 1, "PutItem": 2, "DeleteItem": 1}),
    ):
        world.table.meter.reset()
        assert host.ingest.take(FEED, lock=lock).not_modified
        assert dict(world.table.meter.calls) == calls


def test_a_run_and_the_looks_it_asks_for_are_one_write_a_feed_and_one_more(world: World) -> None:
    """Twenty feeds of one host, which takes its time; nobody waits for a lock and nothing is written for it."""
    feeds = tuple(replace(FEED, id=f"feed-{n:02}", url=f"https://feeds.example/{n:02}.xml") for n in range(20))
    ingest = ingest_over(world.table, site(feeds=feeds), fetch=world.fetch, clock=lambda: world.now)
    world.answer = NotModified(etag='"v2"', last_modified=None, elapsed=1.5)
    sent: list[str] = []

    class Listening:
        def send(self, polls: Sequence[Poll], *, run: str) -> None:
            sent.extend(to_message(poll, run) for poll in polls)

        def send_actions(self, dues: object, **_: object) -> None: ...

    for minutes in (0, 5, 10):
        world.now = NOW + timedelta(minutes=minutes)
        world.table.meter.reset()
        sent.clear()
        dispatch(
            feeds,
            table=world.table,
            queue=Listening(),
            pictures=Listening(),
            tell=print,
            clock=lambda: world.now,
        )
        for message in map(from_message, sent):
            ingest.take(next(feed for feed in feeds if feed.id == message.feed), lock=message.lock)
        writes = {name: n for name, n in world.table.meter.calls.items() if name not in ("Query", "GetItem")}
        assert (len(sent), writes) == (20, {"PutItem": 21})


def test_a_look_is_remembered_whatever_came_of_it(world: World, host: OneHost) -> None:
    answers: list[bytes | NotModified | FetchError] = [
        rss(item("Een")),
        NotModified(etag=None, last_modified=None, elapsed=0.1),
        b"<html>",
        FetchError(FEED.url, "answered 503", status=503),
    ]
    for answer in answers:
        world.answer, world.now = answer, world.now + timedelta(minutes=5)
        world.take()
        assert FeedStates(world.table).get(FEED.id).looked_at == world.now
    world.now += timedelta(minutes=5)
    with host.locks.held("feeds.example", "somebody else"):
        host.ingest.take(FEED)
    assert FeedStates(world.table).get(FEED.id).looked_at == world.now


@pytest.mark.parametrize(
    "answer",
    [
        rss(item("Een")),
        b"<html>",
        FetchError(FEED.url, "took longer than 20 s"),
        NotModified(etag=None, last_modified=None, elapsed=7.9),
    ],
)
def test_how_long_a_server_was_busy_is_remembered(
    world: World, monkeypatch: pytest.MonkeyPatch, answer: bytes | NotModified | FetchError
) -> None:
    seconds = [0.0]
    monkeypatch.setattr("portal.ingest.poll.perf_counter", lambda: seconds[0])
    fetch = world.fetch

    def slow(feed: Feed, url: str, validators: Validators) -> Fetched | NotModified:
        seconds[0] += 7.9
        return fetch(feed, url, validators)

    monkeypatch.setattr(world, "fetch", slow)
    world.answer = answer

    world.take()

    assert FeedStates(world.table).get(FEED.id).took == 7


def test_sections_are_remembered_beyond_site_toml(world: World) -> None:
    world.take(item("Een"))
    world.take(item("Een", "Anders."), feed=replace(FEED, section="goes"))

    assert world.table.read(article_queries.sections()) == ("buitenland", "goes")


def snapshot(table: Table) -> dict[str, object]:
    """Everything in the table, but for what is different on every run."""
    answer = table._client.scan(TableName=table.name)
    for row in answer["Items"]:
        row.pop("hours", None)  # counts what was tried
    return {f"{row['pk']['S']} {row['sk']['S']}": row for row in answer["Items"]}


FAULTS = ("GetItem", "BatchGetItem", "UpdateItem", "TransactWriteItems", "PutItem")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("operation", FAULTS)
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_fault_at_any_call_and_a_retry_end_in_the_same_table(
    world: World, operation: str, at: int, after: bool
) -> None:
    first = [item("Een"), item("Twee"), item("Een", "Ook.").replace("<guid>Een</guid>", "<guid>Drie</guid>")]
    second = [item("Een", "Het water zakt."), item("Vier"), *first[1:]]
    clean = run_twice(world, first, second)
    empty(world.table)

    with fault(world.table, operation, at=at, after=after) as happened:
        for batch in (first, second):
            try:
                world.take(*batch)
            except Exception:  # noqa: BLE001  whatever the fault became: the queue sends the message again
                world.take(*batch)

    assert run_twice(world, [], []) == clean
    assert happened or at > 1


def run_twice(world: World, first: list[str], second: list[str]) -> dict[str, object]:
    for batch in filter(None, (first, second)):
        world.take(*batch)
    return snapshot(world.table)


def empty(table: Table) -> None:
    for row in table._client.scan(TableName=table.name)["Items"]:
        key = {name: row[name] for name in ("pk", "sk")}
        table._client.delete_item(TableName=table.name, Key=key)


class Fault(Exception):  # noqa: N818  a crash is not an error of ours
    """The process ends here."""


@contextmanager
def fault(table: Table, operation: str, *, at: int, after: bool) -> Iterator[list[str]]:
    """The `at`th call of `operation` crashes, before it is sent or after it was carried out."""
    happened: list[str] = []
    seen = 0

    def crash(**_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            happened.append(operation)
            raise Fault

    events = table._client.meta.events
    event = f"{'after-call' if after else 'before-call'}.dynamodb.{operation}"
    events.register(event, crash)
    try:
        yield happened
    finally:
        events.unregister(event, crash)


def test_of_files_each_that_cannot_be_read_is_kept(world: World) -> None:
    ingest = world.ingest()

    for number in (1, 2):
        report = ingest.read(FEED, f"kapotte tekst {number}".encode(), name=f"x/{number}.xml")
        assert "plain text" in str(report.error)

    assert sorted(caught.name for caught in world.quarantine.all()) == ["x/1.xml", "x/2.xml"]
