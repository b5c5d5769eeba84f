"""What an act costs in the units that AWS bills: calls of table and bucket, log lines and processor time."""

import io
import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass
from typing import Any

from awslambdaric.lambda_runtime_log_utils import JsonFormatter

from bench.capacity import Ledger
from bench.sample import client
from portal.storage.table import Table

AWS_ID, LOCAL_ID = 52, 36
"""Characters of a request id: DynamoDB's and the local engine's. Our log line of a request has one for each call."""
EVENT_BYTES = 26
"""What CloudWatch Logs adds to a line. Source: CloudWatch Logs API reference, PutLogEvents."""
PUTS = frozenset({"PutObject", "CopyObject", "PostObject", "ListObjectsV2"})
FREE = frozenset({"DeleteObject", "DeleteObjects"})
"""Requests by their price; all others are as GetObject. Source: Amazon S3 pricing, Requests & data retrievals."""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One act. `ms`: of a processor of this machine, without waiting; `rounds`: waits for the table, one by one.

    `reads`, `writes`: units of DynamoDB; `sent`: bytes to the reader, gzip; `logged`: bytes; `kept`: seconds in a CDN;
    `gets`, `puts`: requests to S3 at the price of GetObject and PutObject.
    """

    ms: float
    rounds: float = 0
    reads: float = 0
    writes: float = 0
    sent: float = 0
    logged: float = 0
    kept: float = 0
    gets: float = 0
    puts: float = 0

    def less(self, part: "Unit", times: float = 1) -> "Unit":
        """What this one cost beyond `times` of `part`; of time, which varies from run to run, nothing at the least."""
        rest = {key: value - times * getattr(part, key) for key, value in asdict(self).items()}
        return Unit(**rest | {"ms": max(0.0, rest["ms"])})

    def among(self, acts: float) -> "Unit":
        """The share of each of so many."""
        return Unit(**{key: round(value / acts, 2) for key, value in asdict(self).items()})


class Book:
    """A table, and the buckets behind a client of S3, of which everything is written down while it is open."""

    def __init__(self, over: Table, s3: Any = None) -> None:
        self.over = over
        self.ledger = Ledger(over._client, client(over._client.meta.endpoint_url), over.name)
        self.ledger.is_counting = False
        self.requests: Counter[str] = Counter()
        if s3 is not None:
            s3.meta.events.register("before-call.s3", self._requested)
        self._lines = io.StringIO()
        self._stream = logging.StreamHandler(self._lines)
        self._stream.setFormatter(JsonFormatter())
        self._stream.terminator = ""  # the formatter ends a line itself
        self._spent = 0.0
        self._rounds = 0

    @contextmanager
    def open(self) -> Iterator[None]:
        logger = logging.getLogger("portal")
        logger.setLevel(logging.INFO)
        logger.addHandler(self._stream)
        logger.propagate = False
        self._clear()
        self.ledger.is_counting = True
        started = time.process_time()
        try:
            with redirect_stdout(self._lines):
                yield
        finally:
            self._spent = time.process_time() - started - self.ledger.seconds
            self.ledger.is_counting = False
            self._rounds += self.over.meter.rounds
            logger.removeHandler(self._stream)
            logger.propagate = True

    def turn(self) -> None:
        """A request ends, and the next one begins: its line of the log has the calls of one request alone."""
        self._rounds += self.over.meter.rounds
        self.over.meter.reset()

    def unit(self, *, times: float = 1, sent: int = 0, kept: int = 0) -> Unit:
        """What was written since `open`, shared among `times` acts."""
        lines = self._lines.getvalue().splitlines()
        logged = sum(len(line.encode()) + EVENT_BYTES for line in lines) + self.ledger.calls * (AWS_ID - LOCAL_ID)
        whole = Unit(
            ms=self._spent * 1000,
            rounds=self._rounds,
            reads=self.ledger.reads,
            writes=self.ledger.writes,
            logged=logged,
            gets=sum(number for name, number in self.requests.items() if name not in PUTS | FREE),
            puts=sum(number for name, number in self.requests.items() if name in PUTS),
        )
        return Unit(**asdict(whole.among(times)) | {"sent": sent, "kept": kept})

    def _clear(self) -> None:
        self.ledger.clear()
        self.requests.clear()
        self.over.meter.reset()
        self._lines.seek(0)
        self._lines.truncate()
        self._rounds = 0

    def _requested(self, model: Any, **_: Any) -> None:
        self.requests[model.name] += 1
