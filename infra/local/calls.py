"""Which calls of AWS were made, and by which function: what a role has to allow, and no more.

A function says who it is in the User-Agent (AWS_SDK_UA_APP_ID, which every SDK of AWS sends along). Actions are those
of IAM: a transaction needs the actions of what it writes, a batch of messages that of one. Sources: AWS, Service
Authorization Reference; Amazon DynamoDB, Using IAM with transactions, and Using IAM policy conditions (LeadingKeys).
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

Call = tuple[str, str, str]
"""An action of IAM, what it was done to, and of a table the kind of the partition: its key up to the first «#», which
policies call a leading key: `("dynamodb:Query", "index/by-time", "NEWS")`."""

SERVICES = {
    "DynamoDB_20120810": ("dynamodb", "table"),
    "AmazonSQS": ("sqs", "queue"),
    "AmazonSSM": ("ssm", "parameter"),
    "CodeDeploy_20141006": ("codedeploy", "rollout"),
    "secretsmanager": ("secretsmanager", "sessions"),
}
"""By the first part of X-Amz-Target: the service, and what our functions use it for."""
BUCKET = "bucket"
BUCKETS = {
    "ingest": "delivery",
    "pictures": "pictures",
    "search": "segments",
    "index": "segments",
    "desk": "quarantine",
    "pageviews": "access logs",
}
"""What a function has a bucket for."""
QUARANTINED = re.compile(r"/\d{4}-\d\d-\d\d/[0-9a-f]{12}(?:\?|$)")
"""How the path of a file in quarantine ends, by which this bucket is told from the other one that ingest has."""
SENT = re.compile(r"/inzending/[0-9a-f]{32}(?:\?|$)")
"""How the path of a picture ends that a person sent, in the bucket of those that readers see."""
ASKED = (
    (re.compile(r"POST /2015-03-31/functions/[^/]+/invocations"), ("lambda:InvokeFunction", "release")),
    (re.compile(r"POST /[\d-]+/distribution/\w+/invalidation"), ("cloudfront:CreateInvalidation", "distribution")),
    (re.compile(r"GET /[^?]*\?(?:.+&)?list-type=.*"), ("s3:ListBucket", BUCKET)),
    (re.compile(r"POST /[^?]*\?delete.*"), ("s3:DeleteObject", BUCKET)),
    (re.compile(r"PUT /[^?]+"), ("s3:PutObject", BUCKET)),
    (re.compile(r"(?:GET|HEAD) /[^?]+"), ("s3:GetObject", BUCKET)),
)
"""Services without an X-Amz-Target: method, path and query say what is asked for."""
_APP = re.compile(r"\bapp/([\w.-]+)")
_EQUALS = re.compile(r"(?<![<>])= *(:\w+)")
_WRITES = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}

App = Callable[[Any, Any, Any], Awaitable[None]]


def caller(user_agent: str) -> str | None:
    """The function that a User-Agent names, None where it names none."""
    found = _APP.search(user_agent)
    return found[1] if found else None


def calls_of(target: str, body: Mapping[str, Any]) -> Iterator[Call]:
    """What one request does. Raises KeyError for a service that is not known here."""
    service, _, operation = target.partition(".")
    name, resource = SERVICES[service]
    match name, operation:
        case "dynamodb", "TransactWriteItems":
            for kind, of in (pair for item in body["TransactItems"] for pair in item.items()):
                yield "dynamodb:" + _WRITES[kind], "table", _kind(of.get("Item") or of["Key"])
        case "dynamodb", _:
            on = f"index/{body['IndexName']}" if "IndexName" in body else "table"
            yield from ((f"dynamodb:{operation}", on, partition) for partition in _partitions(operation, body))
        case "sqs", _:
            yield f"sqs:{operation.removesuffix('Batch')}", resource, ""
        case _:
            yield f"{name}:{operation}", resource, ""


def _partitions(operation: str, body: Mapping[str, Any]) -> set[str]:
    """Raises KeyError for an operation on a table that is not known here."""
    match operation:
        case "Query":
            placeholder = _EQUALS.findall(body["KeyConditionExpression"])[0]
            return {_kind({"pk": body["ExpressionAttributeValues"][placeholder]})}
        case "BatchGetItem":
            return {_kind(key) for table in body["RequestItems"].values() for key in table["Keys"]}
        case "BatchWriteItem":
            requests = (one for table in body["RequestItems"].values() for one in table)
            return {_kind(of.get("Item") or of["Key"]) for one in requests for of in one.values()}
        case "Scan":
            return {"*"}
    return {_kind(body.get("Item") or body["Key"])}


def _kind(key: Mapping[str, Any]) -> str:
    kind, more, _ = str(key["pk"]["S"]).partition("#")
    return f"{kind}#*" if more else kind


def calls_without_target(asked: str, body: bytes) -> Iterator[Call]:
    """What a request does that has no X-Amz-Target; `asked`: its method, path and query. SNS says it in its body."""
    yield from [(*call, "") for pattern, call in ASKED if pattern.fullmatch(asked)][:1]
    if body.startswith(b"Action=Publish&"):
        yield "sns:Publish", "topic", ""


def note(log: Path, user_agent: str, target: str, body: bytes, *, asked: str = "") -> None:
    """Adds a line for each call of a function to `log`; who is no function leaves none."""
    function = caller(user_agent)
    if function is None:
        return
    calls = calls_of(target, json.loads(body)) if target else calls_without_target(asked, body)
    with log.open("a", encoding="utf-8") as file:
        for action, resource, partition in calls:
            known_as = _bucket(function, asked) if resource == BUCKET else resource
            file.write(json.dumps([function, action, known_as, partition]) + "\n")


def _bucket(function: str, asked: str) -> str:
    if SENT.search(asked):
        return "uploads"
    return "quarantine" if QUARANTINED.search(asked) else BUCKETS.get(function, BUCKET)


def noting(app: App, log: Path) -> App:
    """The engine `app`, with a line in `log` for each call that a function makes."""

    async def noted(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        body = b""

        async def receive_noted() -> Any:
            nonlocal body
            message = await receive()
            body += message.get("body", b"")
            if message["type"] == "http.request" and not message.get("more_body"):
                query = scope.get("query_string", b"").decode("latin-1")
                asked = f"{scope['method']} {scope['path']}" + (f"?{query}" if query else "")
                note(log, headers.get("user-agent", ""), headers.get("x-amz-target", ""), body, asked=asked)
            return message

        await app(scope, receive_noted, send)

    return noted
