"""What travels through the queue: one message a feed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from portal.model.errors import PortalError

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

AT_A_TIME = 10
"""Messages in one SendMessageBatch. Source: AWS, Amazon SQS API reference."""


class QueueError(PortalError):
    """Messages that the queue did not take; their feeds are due again when the lease ends."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """`run`: the request id of the dispatch that sent it, so that its log lines and those of ingest can be joined."""

    feed: str
    run: str = ""


def to_message(feed: str, run: str = "") -> str:
    return json.dumps({"feed": feed, "run": run})


def from_message(body: str) -> Message:
    """Raises ValueError for anything that `to_message` did not write."""
    match json.loads(body):
        case {"feed": str(feed), "run": str(run)}:
            return Message(feed=feed, run=run)
        case {"feed": str(feed)}:
            return Message(feed=feed)
    raise ValueError(f"not a message of ours: {body[:200]!r}")


class Queue:
    """The queue between dispatch and ingest."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def send(self, feeds: Sequence[str], *, run: str = "") -> None:
        """One message for each feed, ten in a call. Raises QueueError after trying all of them."""
        refused = [feed for chunk in _chunks(feeds) for feed in self._send(chunk, run)]
        if refused:
            raise QueueError(f"the queue did not take: {', '.join(refused)}")

    def _send(self, feeds: Sequence[str], run: str) -> list[str]:
        answer = self._client.send_message_batch(
            QueueUrl=self._url,
            Entries=[{"Id": str(number), "MessageBody": to_message(feed, run)} for number, feed in enumerate(feeds)],
        )
        return [feeds[int(failure["Id"])] for failure in answer.get("Failed", ())]


def _chunks(feeds: Iterable[str]) -> Iterable[list[str]]:
    waiting = iter(feeds)
    while chunk := list(islice(waiting, AT_A_TIME)):
        yield chunk
