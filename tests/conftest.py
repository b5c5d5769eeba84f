"""What the tests share: a table on moto's engine, made from template.yaml."""

import os
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from botocore.session import get_session
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber

from engines import on_moto
from local.engine import Engine
from local.template import table_definition
from newsdesk import Desk
from portal.aws.bucket import Bucket
from portal.storage.feed_states import FeedStates
from portal.storage.quarantine import Quarantine
from portal.storage.table import Table

if TYPE_CHECKING:
    from botocore.session import Session
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import CreateTableInputTypeDef

pytest_plugins = ["browsing", "building", "memory", "privileges", "quicker_moto", "sharing", "sweeps"]

os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_DEFAULT_REGION="eu-central-1",
    AWS_EC2_METADATA_DISABLED="true",
    POWERTOOLS_METRICS_NAMESPACE="Regioportaal",
    POWERTOOLS_SERVICE_NAME="portal",
)


@pytest.fixture(scope="session", autouse=True)
def one_call_at_a_time() -> Iterator[None]:
    """AWS does a transaction whole, whoever else writes; moto looks, then writes, and lets other threads in between."""
    lock, called = threading.RLock(), BotocoreStubber.__call__

    def call(self: BotocoreStubber, *arguments: Any, **named: Any) -> Any:
        with lock:
            return called(self, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BotocoreStubber, "__call__", call)
        yield


@pytest.fixture(scope="session")
def session() -> "Session":
    """botocore's: one, for it reads the description of a service once."""
    return get_session()


@pytest.fixture(scope="session")
def news_table() -> "CreateTableInputTypeDef":
    """The table of template.yaml, called `news`."""
    return table_definition("news")


@pytest.fixture(scope="session")
def ministack() -> Iterator[Engine]:
    """One a worker: it starts in a third of a second, a table in it is made in two milliseconds."""
    engine = Engine("dynamodb")
    yield engine
    engine.stop()


@pytest.fixture
def client(session: "Session", news_table: "CreateTableInputTypeDef") -> "Iterator[DynamoDBClient]":
    """A DynamoDB with one empty table, `news`."""
    with on_moto(session, news_table) as client:
        yield client


@pytest.fixture
def table(client: "DynamoDBClient") -> Table:
    return Table(client, "news")


@pytest.fixture
def desk(table: Table) -> Desk:
    return Desk(table)


@pytest.fixture
def states(table: Table) -> FeedStates:
    return FeedStates(table)


@pytest.fixture
def bucket(session: "Session") -> Iterator[Bucket]:
    """That of quarantine, empty; on moto's engine, whichever has the table."""
    with mock_aws():
        s3: Any = session.create_client("s3")
        s3.create_bucket(Bucket="quarantine", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield Bucket(s3, "quarantine")


@pytest.fixture
def quarantine(table: Table, bucket: Bucket) -> Quarantine:
    return Quarantine(table, lambda: bucket)
