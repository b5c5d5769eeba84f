"""An index of its own for each test: a table and a bucket on moto's engine, and a clock that stands still."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.config import Config
from botocore.session import Session
from moto import mock_aws

from portal.search.archive import Archive, Hits, Order
from portal.search.indexer import Indexer
from portal.search.query import parsed
from portal.storage.bucket import Bucket
from portal.storage.desk import Desk
from portal.storage.search_state import SearchState
from portal.storage.table import Table
from samples import NOW

BUCKET = "search"


@dataclass
class Library:
    """What searches and what indexes, over one table. `now` is what their clocks say; `ranges`: what was read."""

    table: Table
    s3: Any
    now: datetime = NOW
    ranges: list[tuple[str, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bucket = Bucket(self.s3, BUCKET)
        self.state = SearchState(self.table)
        self.indexer = Indexer(self.table, self.bucket, clock=lambda: self.now)
        self.archive = self.opened()

    def opened(self) -> Archive:
        """An archive as a function has that starts now."""
        return Archive(self.state.manifest, self._read, now=self._time, monotonic=self._monotonic)

    def _time(self) -> float:
        return self.now.timestamp()

    def _monotonic(self) -> float:
        return (self.now - NOW).total_seconds() + 100

    def index(self) -> int:
        """A run of the schedule, a minute later; how many changes it handled."""
        self.now += timedelta(minutes=1)
        return self.indexer.run(seconds=60).changes

    def find(self, question: str, *, section: str | None = None, order: Order = Order.BEST) -> list[str]:
        return list(self.hits(question, section=section, order=order).slugs)

    def hits(self, question: str, *, section: str | None = None, order: Order = Order.BEST) -> Hits:
        return self.archive.find(parsed(question), section=section, order=order)

    @property
    def files(self) -> set[str]:
        return {key for key, _ in self.bucket.all()}

    def _read(self, name: str, first: int, length: int) -> bytes:
        self.ranges.append((name, first, length))
        return self.bucket.range(name, first, length)


@pytest.fixture
def library(table: Table, session: Session) -> Iterator[Library]:
    with mock_aws():
        s3: Any = session.create_client("s3", config=Config(user_agent_appid="index"))  # type: ignore[call-arg]  # not in the stubs
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield Library(table, s3)


@pytest.fixture
def desk(library: Library) -> Desk:
    return Desk(library.table)
