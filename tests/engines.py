"""The engines of DynamoDB that tests run on: moto in this process, and ministack in a process of its own.

Two, because each errs elsewhere (tests/storage/test_engine_rules.py): what both do is no oddity of one. A folder whose
tests run on both says so in its conftest: `from engines import client_of_each as client`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import pytest
from moto import mock_aws

from local.engine import Engine
from local.environment import CREDENTIALS
from portal.clients import CALLS

if TYPE_CHECKING:
    from botocore.session import Session
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import CreateTableInputTypeDef

ENGINES = ("moto", "ministack")


@contextmanager
def on_moto(session: "Session", table: "CreateTableInputTypeDef") -> "Iterator[DynamoDBClient]":
    """A DynamoDB of its own with one empty table."""
    with mock_aws():
        client = cast("DynamoDBClient", session.create_client("dynamodb"))
        client.create_table(**table)
        yield client


@contextmanager
def on_ministack(engine: Engine, session: "Session", table: "CreateTableInputTypeDef") -> "Iterator[DynamoDBClient]":
    """Likewise, in `engine`, which keeps nothing of it."""
    region = CREDENTIALS["AWS_REGION"]
    made = session.create_client("dynamodb", endpoint_url=engine.endpoint, region_name=region, config=CALLS)
    client = cast("DynamoDBClient", made)
    client.create_table(**table)
    try:
        yield client
    finally:
        client.delete_table(TableName=table["TableName"])
        client.close()


@pytest.fixture(params=ENGINES)
def client_of_each(
    request: pytest.FixtureRequest, session: "Session", news_table: "CreateTableInputTypeDef"
) -> "Iterator[DynamoDBClient]":
    """A DynamoDB with one empty table, `news`: the test runs once on each engine."""
    if request.param == "moto":
        with on_moto(session, news_table) as client:
            yield client
    else:
        with on_ministack(request.getfixturevalue("ministack"), session, news_table) as client:
            yield client
