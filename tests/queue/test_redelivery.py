"""A message that failed is shown again within seconds, a few times; and nothing depends on that."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from botocore.session import get_session
from moto import mock_aws

from portal.queue.batch import take_batch
from portal.queue.messages import Message
from portal.queue.redelivery import DELAYS, SPREAD, Redelivery

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

HIDDEN = "360"


class Client:
    """Notes what it is asked, and answers or raises what it is told."""

    def __init__(self, answer: dict[str, Any] | Exception) -> None:
        self.answer = answer
        self.asked: list[dict[str, Any]] = []

    def change_message_visibility_batch(self, **parameters: Any) -> dict[str, Any]:
        self.asked.append(parameters)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def record(receives: object, name: str = "a") -> dict[str, Any]:
    attributes = {} if receives is None else {"ApproximateReceiveCount": str(receives)}
    return {"messageId": name, "receiptHandle": f"handle-{name}", "body": '{"feed": "x"}', "attributes": attributes}


def delays(*records: dict[str, Any], spread: float = 0.0) -> dict[str, int]:
    client = Client({})
    Redelivery(cast("SQSClient", client), "x", spread=lambda: spread).soon(records)
    entries = [entry for asked in client.asked for entry in asked["Entries"]]
    return {entry["ReceiptHandle"]: entry["VisibilityTimeout"] for entry in entries}


def test_each_failure_waits_longer_and_after_some_the_queue_decides() -> None:
    assert [delays(record(count)).get("handle-a") for count in range(1, 8)] == [5, 10, 20, 30, None, None, None]


def test_what_failed_together_does_not_come_again_together() -> None:
    assert [delays(record(4), spread=spread)["handle-a"] for spread in (0.0, 0.5, 0.999)] == [30, 34, 37]


@pytest.mark.parametrize("receives", [None, 0, -1])
def test_a_message_that_does_not_say_how_often_it_came_is_left_to_the_queue(receives: object) -> None:
    assert delays(record(receives)) == {}


def test_ten_are_shown_in_a_call_and_each_has_its_own_id_there() -> None:
    client = Client({})

    Redelivery(cast("SQSClient", client), "url").soon([record(1, str(number)) for number in range(23)])

    assert [(asked["QueueUrl"], len(asked["Entries"])) for asked in client.asked] == [
        ("url", 10),
        ("url", 10),
        ("url", 3),
    ]
    assert all(len({entry["Id"] for entry in asked["Entries"]}) == len(asked["Entries"]) for asked in client.asked)


@pytest.mark.parametrize(
    "answer",
    [
        ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "ChangeMessageVisibilityBatch"),
        ConnectTimeoutError(endpoint_url="https://sqs.example"),
        {"Failed": [{"Id": "0", "Code": "ReceiptHandleIsInvalid", "SenderFault": True}]},
    ],
)
def test_where_that_cannot_be_had_the_answer_is_the_same(
    answer: dict[str, Any] | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    redelivery = Redelivery(cast("SQSClient", Client(answer)), "x")

    assert take_batch({"Records": [record(1)]}, Failing(), redelivery) == {
        "batchItemFailures": [{"itemIdentifier": "a"}]
    }
    assert "when the queue shows" in caplog.text


class Failing:
    """Fails, as long as it is told to."""

    def __init__(self) -> None:
        self.fails = True

    def do(self, message: Message) -> None:
        if self.fails:
            raise RuntimeError(message.feed)


def test_nobody_is_asked_where_nothing_failed() -> None:
    worker, client = Failing(), Client({})
    worker.fails = False

    assert take_batch({"Records": [record(1)]}, worker, Redelivery(cast("SQSClient", client), "x")) == {
        "batchItemFailures": []
    }
    assert client.asked == []


@pytest.fixture
def client() -> Iterator["SQSClient"]:
    with mock_aws():
        yield cast("SQSClient", get_session().create_client("sqs"))


def test_a_queue_shows_what_failed_within_seconds_and_not_after_its_own_time(
    client: "SQSClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    """On an engine, with a second in place of five."""
    monkeypatch.setattr("portal.queue.redelivery.DELAYS", (1,))
    url = client.create_queue(QueueName="feeds", Attributes={"VisibilityTimeout": HIDDEN})["QueueUrl"]
    client.send_message(QueueUrl=url, MessageBody='{"feed": "x"}')

    def received(wait: int) -> list[dict[str, Any]]:
        asked: Any = client.receive_message(QueueUrl=url, WaitTimeSeconds=wait, AttributeNames=["All"])
        return [
            {
                "messageId": one["MessageId"],
                "receiptHandle": one["ReceiptHandle"],
                "body": one["Body"],
                "attributes": one["Attributes"],
            }
            for one in asked.get("Messages", ())
        ]

    redelivery = Redelivery(client, url, spread=lambda: 0.0)
    take_batch({"Records": received(0)}, Failing(), redelivery)

    assert received(0) == []
    (again,) = received(3)
    assert again["attributes"]["ApproximateReceiveCount"] == "2"
    take_batch({"Records": [again]}, Failing(), redelivery)
    assert received(2) == []


def test_the_first_tries_are_over_within_two_minutes() -> None:
    """So a kill that met one throttled call is seconds late, and four are not a minute and a half."""
    assert sum(DELAYS) * (1 + SPREAD) < 120
    assert DELAYS[0] <= 5
