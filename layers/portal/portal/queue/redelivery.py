"""When a message that failed is shown again: in seconds at first, then when its queue would show it anyway."""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

DELAYS = (5, 10, 20, 30)
"""Seconds after the first, second, third and fourth failure. After more of them whatever is wrong is not over soon, and
the queue's own time, of minutes, counts: so a fault of half an hour fills no dead letters.
"""
SPREAD = 0.25
"""Up to so much of a delay longer: what failed together does not come again together."""
AT_A_TIME = 10
"""Messages in one ChangeMessageVisibilityBatch. Source: AWS, Amazon SQS API reference."""

SqsRecord = Mapping[str, Any]
"""A message as Lambda hands it on. Source: AWS, Using Lambda with Amazon SQS."""

logger = logging.getLogger("portal")


class Redelivery:
    """Shows failed messages of the queue at `url` again. `spread`: a number from 0 to 1, another one each time."""

    def __init__(self, client: "SQSClient", url: str, *, spread: Callable[[], float] = random.random) -> None:
        self._client = client
        self._url = url
        self._spread = spread

    def soon(self, failed: Sequence[SqsRecord]) -> None:
        """Shows each again after its delay, if it has one. One call for ten.

        Raises nothing: where that cannot be had, the queue shows them when it would have. Whoever handles a message may
        say so before its batch is answered: AWS's own framework does. Sources: AWS, Amazon SQS visibility timeout;
        aws-dotnet-messaging, LambdaMessagingOptions.VisibilityTimeoutForBatchFailures.
        """
        delays = [(record, delay) for record in failed if (delay := self._delay(record))]
        for start in range(0, len(delays), AT_A_TIME):
            try:
                self._show(delays[start : start + AT_A_TIME])
            except (ClientError, BotoCoreError) as error:
                logger.warning("failed messages come again when the queue shows them: %s", error)

    def _show(self, delays: Sequence[tuple[SqsRecord, int]]) -> None:
        answer = self._client.change_message_visibility_batch(
            QueueUrl=self._url,
            Entries=[
                {"Id": str(number), "ReceiptHandle": record["receiptHandle"], "VisibilityTimeout": delay}
                for number, (record, delay) in enumerate(delays)
            ],
        )
        for refused in answer.get("Failed", ()):
            message = delays[int(refused["Id"])][0]["messageId"]
            logger.warning("message %s comes again when the queue shows it: %s", message, refused.get("Code"))

    def _delay(self, record: SqsRecord) -> int:
        """Seconds; 0 for as long as the queue says."""
        failures = int(record.get("attributes", {}).get("ApproximateReceiveCount", 0))
        if not 1 <= failures <= len(DELAYS):
            return 0
        return round(DELAYS[failures - 1] * (1 + SPREAD * self._spread()))
