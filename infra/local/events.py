"""HTTP requests as API Gateway events, and function answers as HTTP responses.

Source: AWS, Working with AWS Lambda proxy integrations for HTTP APIs, payload format version 2.0.
"""

import base64
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What goes back to the browser. `headers` may hold a name more than once (cookies)."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def http_event(
    method: str, target: str, headers: Iterable[tuple[str, str]], body: bytes, *, decoded: bool = True
) -> dict[str, Any]:
    """The event of one request. `target`: path and query as the request line has them; the path reaches a function
    `decoded`, as API Gateway does with it.
    """
    path, _, query = target.partition("?")
    path = unquote(path) if decoded else path
    lower: dict[str, list[str]] = {}
    for name, value in headers:
        lower.setdefault(name.lower(), []).append(value)
    cookies = [part.strip() for value in lower.pop("cookie", ()) for part in value.split(";") if part.strip()]
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {name: ",".join(values) for name, values in lower.items()},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": "local",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": ",".join(lower.get("user-agent", ())),
            },
            "requestId": str(uuid.uuid4()),
            "routeKey": "$default",
            "stage": "$default",
            "timeEpoch": int(time.time() * 1000),
        },
        "isBase64Encoded": False,
    }
    return event | ({"cookies": cookies} if cookies else {}) | _body(body)


def reply(answer: Mapping[str, Any]) -> Reply:
    """What API Gateway makes of a function's answer."""
    headers = [(name, str(value)) for name, value in answer.get("headers", {}).items()]
    headers += [("set-cookie", cookie) for cookie in answer.get("cookies", ())]
    text = answer.get("body") or ""
    body = base64.b64decode(text) if answer.get("isBase64Encoded") else text.encode()
    return Reply(status=answer["statusCode"], headers=tuple(headers), body=body)


def queue_event(messages: Iterable[Mapping[str, Any]], *, queue_arn: str, region: str) -> dict[str, Any]:
    """The event of a batch of messages from SQS. Source: AWS, Using Lambda with Amazon SQS."""
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": {},
                "md5OfBody": message.get("MD5OfBody", ""),
                "eventSource": "aws:sqs",
                "eventSourceARN": queue_arn,
                "awsRegion": region,
            }
            for message in messages
        ]
    }


def _body(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
