"""What the SQS event source does when deployed: receives messages, calls a function, deletes what succeeded."""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from local.environment import CREDENTIALS
from local.events import queue_event

BATCH = 5
AT_ONCE = 64

logger = logging.getLogger("local")


class EventSource:
    """Polls the queue in a thread of its own. Batches run side by side, `at_once` of them: a slow feed keeps no other
    waiting.
    """

    def __init__(
        self,
        client: Any,
        url: str,
        *,
        call: Callable[[Mapping[str, Any]], Any],
        name: str = "ingest",
        batch: int = BATCH,
        at_once: int = AT_ONCE,
    ) -> None:
        self._client = client
        self._url = url
        self._call = call
        self._name = name
        self._batch = batch
        self._free = threading.Semaphore(at_once)
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        self._stopped = threading.Event()
        self._handled = threading.Condition()
        self.handled = 0

    def start(self) -> None:
        threading.Thread(target=self._poll, name="event-source", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def wait_for(self, count: int) -> None:
        """Returns when `count` messages have been tried, whatever came of them."""
        with self._handled:
            self._handled.wait_for(lambda: self.handled >= count)

    def _poll(self) -> None:
        while not self._stopped.is_set():
            self._free.acquire()
            try:
                answer = self._client.receive_message(
                    QueueUrl=self._url, MaxNumberOfMessages=self._batch, WaitTimeSeconds=1, AttributeNames=["All"]
                )
            except Exception:
                if not self._stopped.is_set():
                    logger.exception("the queue does not answer")
                    self._stopped.wait(1)
                self._free.release()
                continue
            if messages := answer.get("Messages"):
                self._threads.submit(self._handle, messages)
            else:
                self._free.release()

    def _handle(self, messages: list[Mapping[str, Any]]) -> None:
        failed = {message["MessageId"] for message in messages}
        try:
            event = queue_event(messages, queue_arn="arn:aws:sqs:local", region=CREDENTIALS["AWS_REGION"])
            failures = self._call(event)["batchItemFailures"]
            failed = {failure["itemIdentifier"] for failure in failures}
        except Exception:
            logger.exception("%s failed", self._name)
        for message in messages:
            if message["MessageId"] not in failed:
                self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        with self._handled:
            self.handled += len(messages)
            self._handled.notify_all()
        self._free.release()
