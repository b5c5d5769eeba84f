"""A feed that is too much for one look: it comes in over several, none of which runs out of its minute."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ingest.test_paging import URL, api
from ingest.world import FEED, World, item, rss
from local.template import ROOT, TEMPLATE, load
from portal.feeds.parsing import most_items
from portal.feeds.parsing.document import MAX_BYTES, parse
from portal.http.limits import LIMITS
from portal.http.response import UNCONDITIONAL, Fetched, Validators
from portal.ingest.poll import LONGEST_LOOK
from portal.ingest.report import Report
from portal.ingest.wiring import ingest_over
from portal.model.feed import Feed
from portal.model.feed_state import FeedState
from portal.storage import article_queries
from portal.storage.feed_states import FeedStates
from portal.storage.quarantine import Quarantine
from portal.storage.table import Table
from samples import NOW, site

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

ITEMS = [item(f"Nummer {number}") for number in range(4)]


@pytest.fixture
def world(table: Table, quarantine: Quarantine) -> World:
    return World(table=table, quarantine=quarantine, answer=rss(*ITEMS))


def look(world: World, *, longest: float = 0.0) -> Report:
    """One look, with no time for more than has to be."""
    ingest = world.ingest(longest_look=longest)
    return ingest.take(FEED)


def state(world: World) -> FeedState:
    return FeedStates(world.table).get("buiten")


def test_each_look_stores_what_it_has_time_for_and_the_next_goes_on(world: World) -> None:
    reports = [look(world) for _ in range(5)]

    assert [(one.stored, one.unchanged, one.left) for one in reports] == [
        (1, 0, 3),
        (1, 1, 2),
        (1, 2, 1),
        (1, 3, 0),
        (0, 0, 0),
    ]
    assert reports[-1].not_modified


def test_until_all_of_it_is_in_the_whole_is_asked_for_at_once(world: World) -> None:
    look(world)

    unfinished = state(world)
    assert (unfinished.etag, unfinished.last_modified, unfinished.body_hash) == (None, None, None)
    assert unfinished.next_due == world.now
    assert (unfinished.streak, unfinished.last_success) == (0, world.now)
    for _ in range(3):
        look(world)
    assert world.asked == [UNCONDITIONAL] * 4
    assert state(world).etag == '"v1"'
    assert state(world).next_due != world.now


def test_it_ends_in_the_table_of_one_long_look(world: World, client: "DynamoDBClient") -> None:
    def everything() -> list[dict[str, Any]]:
        found = client.scan(TableName="news")["Items"]
        return sorted((one for one in found if one["pk"] != {"S": "FEEDS"}), key=str)

    for _ in range(4):
        look(world)
    bit_by_bit, told = everything(), state(world)
    for one in client.scan(TableName="news")["Items"]:
        client.delete_item(TableName="news", Key={"pk": one["pk"], "sk": one["sk"]})

    look(world, longest=60)

    assert everything() == bit_by_bit
    assert replace(state(world), hours=(), habit=()) == replace(told, hours=(), habit=())


def test_with_time_enough_one_look_takes_all(world: World) -> None:
    assert (look(world, longest=60).stored, state(world).etag) == (4, '"v1"')


def test_entries_that_are_refused_do_not_keep_the_others_waiting_and_are_kept_once(world: World) -> None:
    """They bring a look no further, so they may not end it; and they are refused at each look again."""
    empty = "<item><guid>leeg</guid></item>"
    world.answer = rss(*ITEMS[:2], empty, *ITEMS[2:], empty.replace("leeg", "leeg2"))

    reports = [look(world) for _ in range(4)]

    assert [one.stored for one in reports] == [1, 1, 1, 1]
    assert [one.quarantined for one in reports] == [0, 0, 0, 1]
    assert len(world.quarantine.all()) == 1


def test_an_api_is_read_on_from_the_last_item_that_was_stored(table: Table) -> None:
    """What was fetched one by one, and for which there was no time, comes again."""
    server, wire = api(3), replace(FEED, url=URL, format="anp")

    def fetch(feed: Feed, url: str, validators: Validators) -> Fetched:  # noqa: ARG001  as ingest calls it
        body = server.get(url)
        return Fetched(
            body=body,
            content_type="application/json",
            etag='"v1"',
            last_modified=None,
            status=200,
            elapsed=0.1,
            wire_bytes=len(body),
        )

    def take() -> Report:
        return ingest_over(table, site(), fetch=fetch, clock=lambda: NOW, longest_look=0.0).take(wire)

    reports = [take() for _ in range(4)]

    assert [one.stored for one in reports] == [1, 1, 1, 0]
    assert [table.read(article_queries.article(f"nummer-a00{number}")) is not None for number in range(3)] == [True] * 3


def test_a_look_ends_well_before_its_function_does() -> None:
    """What has begun may need three tries of five seconds, and the state is written after it."""
    timeout = load(TEMPLATE)["Resources"]["IngestFunction"]["Properties"]["Timeout"]

    assert timeout > LONGEST_LOOK + 15
    assert LIMITS.total < LONGEST_LOOK


def test_what_is_beyond_the_most_that_is_read_is_said_in_words_and_no_fault(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(most_items, "MAX_ITEMS", 3)
    monkeypatch.setattr(most_items, "FEW", 0)

    report = world.ingest(parse=parse).take(FEED)

    assert (report.stored, report.failed, report.quarantined, report.unread) == (3, 0, 0, 1)
    assert ("not read: the document holds more than 10000 items, and these are the oldest", 1) in report.reasons
    assert "1 items not read" in caplog.text


@pytest.mark.parametrize("page", ["adding-a-feed", "adding-a-format"])
def test_the_docs_name_the_sizes_that_hold(page: str) -> None:
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")

    assert LIMITS.body == MAX_BYTES
    assert f"{LIMITS.wire // 10**6} MB as it comes" in text
    assert f"{LIMITS.body // 10**6} MB unpacked" in text
