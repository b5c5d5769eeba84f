"""What comes back with status 200 and is no answer of DynamoDB's: a proxy's page, a part of an answer.

On the wire, as AWS documents it: `Content-Type: application/x-amz-json-1.0`, and the body's CRC-32 in `x-amz-crc32`.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.session import Session
from moto.core.botocore_stubber import MockRawResponse

from engines import on_ministack
from local.engine import Engine
from newsdesk import Desk
from portal.model.errors import StorageError
from portal.storage import article_queries
from portal.storage.table import Call, Table
from samples import article

NOTHING = b"{}"
WHOLE = b'{"Item": {"slug": {"S": "veerpont-vaart-weer"}}}'
JSON = {"content-type": "application/x-amz-json-1.0"}
QUESTIONS = (
    Call("get_item", {"Key": {"pk": {"S": "X"}, "sk": {"S": "1"}}}),
    Call("put_item", {"Item": {"pk": {"S": "X"}, "sk": {"S": "1"}}}),
    *article_queries.newest(limit=1).calls,
)


@pytest.fixture
def client(ministack: Engine, session: Session, news_table: Any) -> Iterator[Any]:
    """Of moto a call cannot be kept: it hears of all that is sent."""
    with on_ministack(ministack, session, news_table) as client:
        yield client


@contextmanager
def answering(table: Table, body: bytes, headers: dict[str, str]) -> Iterator[None]:
    def answer(request: Any, **_: Any) -> AWSResponse:
        return AWSResponse(request.url, 200, HTTPHeaders.from_dict(headers), MockRawResponse(body))

    events: Any = table._client.meta.events
    events.register_first("before-send.dynamodb", answer)
    try:
        yield
    finally:
        events.unregister("before-send.dynamodb", answer)


def checked(body: bytes) -> dict[str, str]:
    return JSON | {"x-amz-crc32": str(zlib.crc32(body))}


@pytest.mark.parametrize("call", QUESTIONS, ids=lambda call: call.name)
@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"<html>Log in</html>", {"content-type": "text/html; charset=utf-8"}),
        (b"<html>Log in</html>", {}),
        (b'{"error": "captive"}', {"content-type": "application/json"}),
        (WHOLE[:20], checked(WHOLE)),
        (b"", checked(WHOLE)),
        (NOTHING, checked(WHOLE)),
    ],
    ids=["page", "no type", "another's JSON", "a part", "nothing of it", "another's answer"],
)
def test_what_is_no_answer_is_a_failure(table: Table, call: Call, body: bytes, headers: dict[str, str]) -> None:
    """Never an article that is not there, which is 404 and kept; nor a write that was made."""
    with answering(table, body, headers), pytest.raises(StorageError, match=call.name):
        table.send(call)


@pytest.mark.parametrize("headers", [checked(NOTHING), JSON, {"content-type": "application/x-amz-json-1.1"}])
def test_an_answer_without_an_item_is_no_item(table: Table, headers: dict[str, str]) -> None:
    """Also of an engine that sends no checksum."""
    with answering(table, NOTHING, headers):
        assert table.read(article_queries.article("veerpont-vaart-weer")) is None


def test_what_the_engine_answers_is_an_answer(table: Table, desk: Desk) -> None:
    desk.publish(article())

    assert table.read(article_queries.article("veerpont-vaart-weer")) == article()
