"""What travels through the queue: a feed that is due, what is due to an article, a file that an agency left."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote_plus

from portal.model.clock import from_iso, to_iso
from portal.model.errors import PortalError
from portal.model.scheduled_action import Act, ScheduledAction

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

T = TypeVar("T")

AT_A_TIME = 10
"""Messages in one SendMessageBatch. Source: AWS, Amazon SQS API reference."""
LONGEST_DELAY = 900
"""Seconds for which SQS keeps a message back. Source: likewise."""


class QueueError(PortalError):
    """Messages that the queue did not take; their feeds are due again when the lease ends."""


@dataclass(frozen=True, kw_only=True)
class Poll:
    """A look at `feed`, `delay` seconds from now. `lock`: another of its host is late and may be asked meanwhile."""

    feed: str
    delay: int = 0
    lock: bool = False


@dataclass(frozen=True, kw_only=True)
class DeliveredFile:
    """A file in a bucket."""

    bucket: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """One of `feed`, `due` and `files`. `run`: the request id of the dispatch that sent it, so that its log lines and
    those of ingest can be joined. `lock`: as of Poll.
    """

    feed: str = ""
    due: ScheduledAction | None = None
    files: tuple[DeliveredFile, ...] = ()
    run: str = ""
    lock: bool = False


def to_message(poll: Poll, run: str = "") -> str:
    return json.dumps({"feed": poll.feed, "run": run} | ({"lock": True} if poll.lock else {}))


def from_message(body: str) -> Message:
    """Raises ValueError for anything that neither we nor S3 wrote."""
    match json.loads(body):
        case {"feed": str(feed), **more}:
            return Message(feed=feed, run=str(more.get("run", "")), lock=more.get("lock") is True)
        case {"act": str(act), "slug": str(slug), "at": str(at), **more}:
            return Message(due=ScheduledAction(act=Act(act), slug=slug, at=from_iso(at)), run=str(more.get("run", "")))
        case {"Records": list(records)}:
            return Message(files=tuple(map(_file, records)))
        case {"Event": "s3:TestEvent"}:  # S3 tries whether it may send
            return Message()
    raise ValueError(f"not a message of ours: {body[:200]!r}")


class Queue:
    """The queue between dispatch and ingest."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def send(self, polls: Sequence[Poll], *, run: str = "") -> None:
        """One message for each, which arrives after its delay; ten in a call. Raises QueueError after trying all."""
        self._send_all([(poll.feed, to_message(poll, run), poll.delay) for poll in polls])

    def send_actions(self, dues: Sequence[ScheduledAction], *, now: datetime, run: str = "") -> None:
        """One message for each, which arrives when it is due, to the second. Raises QueueError."""
        self._send_all([(f"{due.act} {due.slug}", to_action_message(due, run), _delay(due, now)) for due in dues])

    def _send_all(self, messages: Sequence[tuple[str, str, int]]) -> None:
        refused = [name for chunk in _chunks(messages) for name in self._send(chunk)]
        if refused:
            raise QueueError(f"the queue did not take: {', '.join(refused)}")

    def _send(self, messages: Sequence[tuple[str, str, int]]) -> list[str]:
        answer = self._client.send_message_batch(
            QueueUrl=self._url,
            Entries=[
                {"Id": str(number), "MessageBody": body, "DelaySeconds": delay}
                for number, (_, body, delay) in enumerate(messages)
            ],
        )
        return [messages[int(failure["Id"])][0] for failure in answer.get("Failed", ())]


def to_action_message(due: ScheduledAction, run: str) -> str:
    return json.dumps({"act": due.act, "slug": due.slug, "at": to_iso(due.at), "run": run})


def _delay(due: ScheduledAction, now: datetime) -> int:
    """Whole seconds, rounded up: rather a moment late than early."""
    seconds = -int((now - due.at).total_seconds() // 1)
    return min(max(seconds, 0), LONGEST_DELAY)


def _file(record: Mapping[str, Any]) -> DeliveredFile:
    """Source: Amazon S3, event message structure; keys in it are URL-encoded."""
    try:
        return DeliveredFile(bucket=record["s3"]["bucket"]["name"], key=unquote_plus(record["s3"]["object"]["key"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a record of S3: {str(record)[:200]}") from error


def _chunks(messages: Iterable[T]) -> Iterable[list[T]]:
    waiting = iter(messages)
    while chunk := list(islice(waiting, AT_A_TIME)):
        yield chunk
