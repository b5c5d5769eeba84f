"""An index of its own for each test: a table and a bucket on moto's engine, a clock that stands still, and an S3 that
answers as AWS does to a role that may not list, or does not answer at all.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ReadTimeoutError
from botocore.session import Session
from moto import mock_aws

from newsdesk import Desk
from portal.aws.bucket import Bucket
from portal.search.archive import Archive, Hits, Limits, Order
from portal.search.indexer import Indexer
from portal.search.query import parsed
from portal.storage.search_manifest import SearchState
from portal.storage.table import Table
from samples import NOW

BUCKET = "search"


@dataclass
class Library:
    """What searches and what indexes, over one table. `s3`: as who indexes sees it, `unlisted`: as who searches does.
    `now` is what their clocks say; `ranges`: what was read.
    """

    table: Table
    s3: Any
    unlisted: Any
    now: datetime = NOW
    ranges: list[tuple[str, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bucket = Bucket(self.s3, BUCKET)
        self.readable = Bucket(self.unlisted, BUCKET, may_list=False)
        self.state = SearchState(self.table)
        self.indexer = Indexer(self.table, self.bucket, clock=lambda: self.now)
        self.archive = self.opened()

    def opened(self) -> Archive:
        """An archive as a function has that starts now."""
        return Archive(self.state.snapshot, self._read, now=self._time, monotonic=self._monotonic)

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
        return self.archive.find(parsed(question), Limits(section=section, order=order))

    @property
    def files(self) -> set[str]:
        return {file.key for file in self.bucket.all()}

    def _read(self, name: str, first: int, length: int) -> bytes:
        self.ranges.append((name, first, length))
        return self.readable.range(name, first, length)


@pytest.fixture
def library(table: Table, session: Session) -> Iterator[Library]:
    with mock_aws():
        s3, unlisted = (client(session, name) for name in ("index", "search"))
        make_bucket(s3)
        unlisted.meta.events.register("after-call.s3", denying)
        yield Library(table, s3, unlisted)


def client(session: Session, app: str) -> Any:
    """An S3 for one of the functions."""
    return session.create_client("s3", config=Config(user_agent_appid=app))  # type: ignore[call-arg]  # not in the stubs


def make_bucket(s3: Any) -> None:
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})


def denying(http_response: Any, parsed: dict[str, Any], **_: object) -> None:
    """What S3 says to who may not list the bucket. Source: Amazon S3 API reference, GetObject, Permissions."""
    if parsed.get("Error", {}).get("Code") == "NoSuchKey":
        http_response.status_code, parsed["Error"]["Code"] = 403, "AccessDenied"


TIMEOUT = "timeout"


@contextmanager
def failing(s3: Any, code: str, *, status: int) -> Iterator[None]:
    """Every call of `s3` ends in an error, or in no answer at all."""

    def refuse(http_response: Any, parsed: dict[str, Any], **_: object) -> None:
        http_response.status_code, parsed["Error"] = status, {"Code": code}

    def keep_silent(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url="https://s3.eu-central-1.amazonaws.com")

    moment, act = ("before-call.s3", keep_silent) if code == TIMEOUT else ("after-call.s3", refuse)
    handler: Callable[..., None] = act
    s3.meta.events.register(moment, handler)
    try:
        yield
    finally:
        s3.meta.events.unregister(moment, handler)


@pytest.fixture
def desk(library: Library) -> Desk:
    return Desk(library.table)
