"""The engines of DynamoDB that tests run on: moto in this process, and ministack in a process of its own.

Two, because each errs elsewhere (tests/storage/test_engine_rules.py): what both do is no oddity of one. A folder whose
tests run on both says so in its conftest: `from engines import client_of_each as client`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto import mock_aws

from local.engine import Engine
from local.environment import CREDENTIALS
from portal.aws.clients import CALLS

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


@contextmanager
def lost_answer(client: Any, operation: str) -> Iterator[None]:
    """The first call of `operation` is carried out, but is answered by an error, for which the SDK makes it again.

    On ministack: of moto no call can be kept.
    """
    numbers = count()

    def answer(request: Any, **_: Any) -> AWSResponse | None:
        if next(numbers):
            return None
        client._endpoint.http_session.send(request)
        return AWSResponse(request.url, 500, HTTPHeaders(), _Raw())

    events = client.meta.events
    events.register_first(f"before-send.dynamodb.{operation}", answer)
    try:
        yield
    finally:
        events.unregister(f"before-send.dynamodb.{operation}", answer)
    assert next(numbers) == 2


class _Raw:
    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield b'{"__type": "com.amazon.coral.service#InternalServerError"}'
