"""A table that is busy: what is repeated, how often, and what is not. No engine is ever busy, so the wire says it.

The answers are what AWS documents, on the wire: TransactionCanceledException (its CancellationReasons),
TransactionConflictException, and UnprocessedKeys of BatchGetItem, in the DynamoDB API reference.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.session import Session
from moto.core.botocore_stubber import MockRawResponse

from engines import on_ministack
from local.engine import Engine
from newsdesk import Desk
from portal.model.errors import StorageError
from portal.storage import article_queries
from portal.storage.article_transaction import FREE
from portal.storage.errors import BusyError, ConditionFailedError
from portal.storage.item_mapping import article_key, to_attributes
from portal.storage.table import MOST_IN_VAIN, PAUSES, Call, Table, wait_up_to
from portal.storage.writes import put
from samples import article

MESSAGES = {
    "ConditionalCheckFailed": "The conditional request failed",
    "TransactionConflict": "Transaction is ongoing for the item",
    "ThrottlingError": "Throughput exceeds the current capacity of your table or index.",
    "ProvisionedThroughputExceeded": "The level of configured provisioned throughput for the table was exceeded.",
    "ValidationError": "Item size to update has exceeded the maximum allowed size.",
}
ONE = to_attributes({"pk": "X", "sk": "1"})
PLAIN_WRITES = {
    "PutItem": Call("put_item", {"Item": ONE}),
    "DeleteItem": Call("delete_item", {"Key": ONE}),
    "UpdateItem": Call("update_item", {"Key": ONE, "UpdateExpression": "REMOVE gone"}),
}


def canceled(*reasons: str) -> dict[str, Any]:
    named = [{"Code": one} | ({"Message": MESSAGES[one]} if one in MESSAGES else {}) for one in reasons]
    words = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{', '.join(reasons)}]"
    return refusal("TransactionCanceledException", Message=words) | {"CancellationReasons": named}


def refusal(code: str, **more: str) -> dict[str, Any]:
    return {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", **more}


@contextmanager
def answering(table: Table, operation: str, *bodies: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """The first calls of `operation` get `bodies` for an answer, all others that of the engine; what was not used."""
    waiting = list(bodies)

    def answer(request: Any, **_: Any) -> AWSResponse | None:
        if not waiting:
            return None
        body = waiting.pop(0)
        raw = MockRawResponse(json.dumps(body).encode())
        headers = HTTPHeaders.from_dict({"content-type": "application/x-amz-json-1.0"})
        return AWSResponse(request.url, 400 if "__type" in body else 200, headers, raw)

    events: Any = table._client.meta.events
    events.register_first(f"before-send.dynamodb.{operation}", answer)
    try:
        yield waiting
    finally:
        events.unregister(f"before-send.dynamodb.{operation}", answer)


@pytest.fixture
def client(ministack: Engine, session: Session, news_table: Any) -> Iterator[Any]:
    """One engine is enough, and of moto a call cannot be kept: it hears of all that is sent."""
    with on_ministack(ministack, session, news_table) as client:
        yield client


@pytest.fixture
def paused() -> list[float]:
    return []


@pytest.fixture
def table(client: Any, paused: list[float]) -> Table:
    return Table(client, "news", wait=paused.append)


@pytest.mark.parametrize(
    "reasons",
    [
        ("None", "TransactionConflict"),
        ("TransactionConflict", "TransactionConflict"),
        ("None", "ThrottlingError"),
        ("ProvisionedThroughputExceeded", "None"),
        ("ThrottlingError", "TransactionConflict"),
    ],
)
def test_a_transaction_that_meets_another_or_a_lack_of_capacity_is_done_a_moment_later(
    desk: Desk, table: Table, paused: list[float], reasons: tuple[str, ...]
) -> None:
    with answering(table, "TransactWriteItems", canceled(*reasons), canceled(*reasons)):
        assert desk.publish(article()) is not None

    assert table.read(article_queries.article("veerpont-vaart-weer")) == article()
    assert paused == list(PAUSES)


@pytest.mark.parametrize("operation", PLAIN_WRITES)
def test_so_is_a_write_of_one_item(table: Table, paused: list[float], operation: str) -> None:
    busy = refusal("TransactionConflictException", message="Transaction is ongoing for the item")

    with answering(table, operation, busy) as unused:
        table.send(PLAIN_WRITES[operation])

    assert (unused, paused) == ([], [PAUSES[0]])


def test_after_the_third_time_it_has_failed_and_says_of_what(table: Table, paused: list[float]) -> None:
    with (
        answering(table, "TransactWriteItems", *[canceled("None", "TransactionConflict")] * 3) as unused,
        pytest.raises(BusyError, match=r"TransactWriteItems: transaction canceled: .*TransactionConflict") as caught,
    ):
        table.transact(put(ONE))

    assert isinstance(caught.value, StorageError)
    assert caught.value.__cause__ is not None
    assert (unused, paused) == ([], list(PAUSES))


@pytest.mark.parametrize(
    ("reasons", "failed"),
    [
        (("ConditionalCheckFailed", "None"), (0,)),
        (("TransactionConflict", "ConditionalCheckFailed"), (1,)),
        (("ConditionalCheckFailed", "ThrottlingError", "ConditionalCheckFailed"), (0, 2)),
    ],
)
def test_a_condition_that_failed_is_not_repeated_also_when_another_item_was_busy(
    table: Table, paused: list[float], reasons: tuple[str, ...], failed: tuple[int, ...]
) -> None:
    with (
        answering(table, "TransactWriteItems", canceled(*reasons)),
        pytest.raises(ConditionFailedError) as caught,
    ):
        table.transact(put(ONE))

    assert (caught.value.failed, paused) == (failed, [])


@pytest.mark.parametrize(
    "answer",
    [
        canceled("ValidationError", "None"),
        canceled("ValidationError", "ConditionalCheckFailed"),
        canceled("ValidationError", "TransactionConflict"),
        canceled("ItemCollectionSizeLimitExceeded"),
        canceled(),
        refusal("TransactionCanceledException", Message="Transaction cancelled"),
        refusal("ResourceNotFoundException", message="Requested resource not found"),
    ],
)
def test_what_no_repetition_mends_fails_at_once(table: Table, paused: list[float], answer: dict[str, Any]) -> None:
    with (
        answering(table, "TransactWriteItems", answer) as unused,
        pytest.raises(StorageError, match="TransactWriteItems") as caught,
    ):
        table.transact(put(ONE, FREE))

    assert not isinstance(caught.value, ConditionFailedError | BusyError)
    assert (unused, paused) == ([], [])


def test_a_slug_that_is_taken_while_the_entry_is_busy_becomes_the_next(desk: Desk, table: Table) -> None:
    desk.publish(article())
    other = article(fingerprint="anders", origin=article("Ander").origin)
    refused = canceled("ConditionalCheckFailed", "TransactionConflict", "None", "None")

    with answering(table, "TransactWriteItems", refused):
        stored = desk.publish(other)

    assert stored is not None
    assert stored.slug == "veerpont-vaart-weer-2"


def partial(*left: str) -> dict[str, Any]:
    """An answer to BatchGetItem that brings nothing and leaves the articles at `left` over."""
    keys = [article_key(slug) for slug in left]
    return {"Responses": {"news": []}, "UnprocessedKeys": {"news": {"Keys": keys}} if keys else {}}


SLUGS = [f"bericht-{number}" for number in range(3)]


def fill(desk: Desk, slugs: Iterable[str] = SLUGS) -> None:
    for slug in slugs:
        desk.publish(article(slug.replace("-", " ")))


def test_what_a_batch_leaves_over_is_asked_for_after_pauses_that_double(
    desk: Desk, table: Table, paused: list[float]
) -> None:
    fill(desk)

    with answering(table, "BatchGetItem", partial(*SLUGS), partial(*SLUGS), partial(*SLUGS)):
        found = article_queries.bodies(table, SLUGS)

    assert sorted(found) == SLUGS
    assert paused == [0.1, 0.2, 0.4]


def test_a_batch_that_brings_nothing_for_ever_fails_and_names_what_is_missing(
    table: Table, paused: list[float]
) -> None:
    with (
        answering(table, "BatchGetItem", *[partial(*SLUGS)] * 9) as unused,
        pytest.raises(StorageError, match=r"BatchGetItem: 3 keys were left over 4 times.*ARTICLE#bericht-0"),
    ):
        article_queries.bodies(table, SLUGS)

    assert (len(unused), len(paused)) == (9 - MOST_IN_VAIN, MOST_IN_VAIN - 1)


def test_a_batch_that_brings_a_little_each_time_goes_on_and_never_waits_long(table: Table, paused: list[float]) -> None:
    slugs = [f"bericht-{number}" for number in range(12)]
    answers = [partial(*slugs[number:]) for number in range(1, 13) for _ in range(MOST_IN_VAIN - 1)]

    with answering(table, "BatchGetItem", *answers) as unused:
        assert article_queries.bodies(table, slugs) == {}

    assert unused == [partial()] * (MOST_IN_VAIN - 2)
    assert max(paused) == 1.0


def test_a_pause_is_a_random_part_of_what_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("portal.storage.table.sleep", slept.append)

    for _ in range(200):
        wait_up_to(0.2)

    assert 0 <= min(slept) < 0.02
    assert 0.18 < max(slept) <= 0.2
