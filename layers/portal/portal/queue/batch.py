"""A batch of messages from a queue: their work done side by side, each message answered for on its own."""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from portal.queue.messages import Message, from_message

logger = logging.getLogger("portal")

LambdaEvent = Mapping[str, Any]


class Doing(Protocol):
    """What does the work of a message. What it raises, the message has to come again for."""

    def do(self, message: Message) -> None: ...


class Showing(Protocol):
    """Has failed records shown again. Raises nothing; see queue.redelivery."""

    def soon(self, failed: Sequence[Mapping[str, Any]]) -> None: ...


def take_batch(event: LambdaEvent, worker: Doing, redelivery: Showing) -> dict[str, Any]:
    """Does what each record asks for; returns the records that must come again, as SQS expects it, and has them shown
    again by `redelivery`.

    Feeds wait for their servers at the same time. A message that nobody can read is logged and done with.
    Source: AWS Lambda, Reporting batch item failures for Amazon SQS.
    """

    def failed(record: Mapping[str, Any]) -> bool:
        try:
            message = from_message(record["body"])
        except ValueError as error:
            logger.error("message dropped: %s", error)  # noqa: TRY400  the sender is at fault, no traceback helps
            return False
        try:
            worker.do(message)
        except Exception:
            # Whatever it was: this message comes again and ends in the dead letter queue, the others are done.
            logger.exception("message failed", extra={"message_id": record["messageId"]})
            return True
        return False

    records = event["Records"]
    with ThreadPoolExecutor(max_workers=max(1, len(records))) as threads:
        outcomes = list(threads.map(failed, records))
    again = [record for record, outcome in zip(records, outcomes, strict=True) if outcome]
    redelivery.soon(again)
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in again]}
