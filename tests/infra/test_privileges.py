"""The proof of least privilege: that it sees what a function does, and says what its role lacks or has too much."""

import json
from pathlib import Path

import pytest

from local.calls import Call, caller, calls_of, calls_without_target, note
from local.template import Template
from privileges import BY_AWS, ROLES, done, findings, granted

AGENT = "Botocore/1.44 md/Botocore#1.44 ua/2.1 os/linux lang/python#3.13 cfg/retry-mode#standard app/ingest"


def key(partition: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": partition}, "sk": {"S": "x"}}


@pytest.mark.parametrize(
    ("target", "body", "calls"),
    [
        ("DynamoDB_20120810.GetItem", {"Key": key("ARTICLE#brug")}, [("dynamodb:GetItem", "table", "ARTICLE#*")]),
        (
            "DynamoDB_20120810.Query",
            {
                "IndexName": "by-time",
                "KeyConditionExpression": "by_time >= :from AND partition = :partition",
                "ExpressionAttributeValues": {":from": {"S": "2026"}, ":partition": {"S": "NEWS"}},
            },
            [("dynamodb:Query", "index/by-time", "NEWS")],
        ),
        (
            "DynamoDB_20120810.BatchGetItem",
            {"RequestItems": {"news": {"Keys": [key("ARTICLE#a"), key("ARTICLE#b"), key("SEARCH")]}}},
            [("dynamodb:BatchGetItem", "table", "ARTICLE#*"), ("dynamodb:BatchGetItem", "table", "SEARCH")],
        ),
        (
            "DynamoDB_20120810.TransactWriteItems",
            {
                "TransactItems": [
                    {"Put": {"Item": key("ARTICLE#a") | {"title": {"S": "Brug dicht"}}}},
                    {"Update": {"Key": key("FEEDS")}},
                    {"Delete": {"Key": key("DUE")}},
                    {"ConditionCheck": {"Key": key("LEASES")}},
                ]
            },
            [
                ("dynamodb:PutItem", "table", "ARTICLE#*"),
                ("dynamodb:UpdateItem", "table", "FEEDS"),
                ("dynamodb:DeleteItem", "table", "DUE"),
                ("dynamodb:ConditionCheckItem", "table", "LEASES"),
            ],
        ),
        ("DynamoDB_20120810.Scan", {}, [("dynamodb:Scan", "table", "*")]),
        ("AmazonSQS.SendMessageBatch", {"QueueUrl": "x"}, [("sqs:SendMessage", "queue", "")]),
        ("AmazonSSM.GetParameters", {"Names": ["x"]}, [("ssm:GetParameters", "parameter", "")]),
        ("secretsmanager.GetSecretValue", {"SecretId": "x"}, [("secretsmanager:GetSecretValue", "sessions", "")]),
    ],
)
def test_a_request_needs_the_actions_of_what_it_does(target: str, body: dict[str, object], calls: list[Call]) -> None:
    assert sorted(calls_of(target, body)) == sorted(calls)


@pytest.mark.parametrize(
    ("asked", "body", "call"),
    [
        ("POST /2015-03-31/functions/arn%3A1/invocations", b"{}", ("lambda:InvokeFunction", "release")),
        ("POST /2020-05-31/distribution/E1/invalidation", b"<x/>", ("cloudfront:CreateInvalidation", "distribution")),
        ("GET /anp/1.xml", b"", ("s3:GetObject", "bucket")),
        ("HEAD /segments/1", b"", ("s3:GetObject", "bucket")),
        ("GET /segments?list-type=2&max-keys=9", b"", ("s3:ListBucket", "bucket")),
        ("PUT /segments/1", b"x", ("s3:PutObject", "bucket")),
        ("POST /segments?delete", b"<x/>", ("s3:DeleteObject", "bucket")),
        ("POST /", b"Action=Publish&Version=2010-03-31", ("sns:Publish", "topic")),
    ],
)
def test_a_service_without_a_target_is_known_by_what_is_asked(asked: str, body: bytes, call: tuple[str, str]) -> None:
    assert list(calls_without_target(asked, body)) == [(*call, "")]


def test_a_service_that_is_not_known_is_no_free_pass() -> None:
    with pytest.raises(KeyError):
        list(calls_of("Unknown_2026.Do", {}))


def test_a_function_says_who_it_is_and_everyone_else_is_left_out(tmp_path: Path) -> None:
    log = tmp_path / "x.jsonl"

    note(log, AGENT, "DynamoDB_20120810.GetItem", json.dumps({"Key": key("DUE")}).encode())
    note(log, AGENT.partition(" app/")[0], "DynamoDB_20120810.DeleteTable", b"{}")

    deed = ("ingest", "dynamodb:GetItem", "table", "DUE")
    assert caller(AGENT) == "ingest"
    assert done(tmp_path) == {deed}
    assert [json.loads(line) for line in log.read_text().splitlines()] == [list(deed)]


@pytest.mark.parametrize(
    ("asked", "deed"),
    [
        ("PUT /quarantine/wire/2026-11-24/0123456789ab", ("s3:PutObject", "quarantine")),
        ("PUT /wire/2026-11-24/0123456789ab", ("s3:PutObject", "quarantine")),
        ("GET /quarantine/wire/2026-11-24/0123456789ab", ("s3:GetObject", "quarantine")),
        ("GET /delivery/wire/2026-11-24/0123456789ab.xml", ("s3:GetObject", "delivery")),
        ("GET /delivery/wire/a.xml", ("s3:GetObject", "delivery")),
        ("GET /pictures/inzending/0123456789abcdef0123456789abcdef", ("s3:GetObject", "uploads")),
    ],
)
def test_the_two_buckets_of_ingest_are_told_apart(tmp_path: Path, asked: str, deed: tuple[str, str]) -> None:
    """Or one that reads what it refused would pass for one that reads a delivery."""
    note(tmp_path / "x.jsonl", AGENT, "", b"x", asked=asked)

    assert done(tmp_path) == {("ingest", *deed, "")}


QUERY, SCAN, GET = ((f"dynamodb:{action}", "table") for action in ("Query", "Scan", "GetItem"))


def test_what_a_role_lacks_or_has_too_much_is_said() -> None:
    allowed = {("pages", *QUERY, "*"), ("pages", *SCAN, "*")}
    did = {("pages", *QUERY, "DUE"), ("webmail", *GET, "DUE")}

    whole, part = (list(findings(allowed, did, of_everything=one)) for one in (True, False))

    assert part == ["webmail did dynamodb:GetItem on DUE of table, which WebmailRole does not allow"]
    assert whole == [*part, "PagesRole allows dynamodb:Scan on table, which no test made pages do"]


def test_a_partition_that_a_role_does_not_allow_is_said_and_one_that_nobody_touches() -> None:
    allowed = {("index", *QUERY, "CHANGED"), ("index", *QUERY, "SEARCH"), ("index", *GET, "SEARCH")}
    did = {("index", *QUERY, "CALENDAR"), ("index", *GET, "SEARCH"), ("index", *QUERY, "SEARCH")}

    assert list(findings(allowed, did, of_everything=True)) == [
        "index did dynamodb:Query on CALENDAR of table, which IndexRole does not allow",
        "IndexRole allows partition CHANGED, which no test made index touch",
    ]


def test_a_trail_that_is_altered_is_said_whatever_a_role_allows() -> None:
    allowed = {("desk", "dynamodb:UpdateItem", "table", "*"), ("desk", "dynamodb:PutItem", "table", "*")}
    did = {("desk", "dynamodb:UpdateItem", "table", "AUDIT#*"), ("desk", "dynamodb:PutItem", "table", "AUDIT#*")}

    assert list(findings(allowed, did, of_everything=True)) == [
        "desk did dynamodb:UpdateItem on AUDIT#*, which nobody may"
    ]


def test_every_function_is_held_against_its_role(expanded: Template) -> None:
    allowed = granted(expanded)

    assert {function for function, *_ in allowed} == set(ROLES)
    assert not {(function, action) for function, action, *_ in allowed} & BY_AWS
    assert ("dispatch", "sqs:SendMessage", "queue", "*") in allowed
    assert ("index", "dynamodb:Query", "index/by-time", "NEWS") in allowed


def test_each_function_says_who_it_is_when_deployed(expanded: Template) -> None:
    for function, role in ROLES.items():
        properties = expanded["Resources"][role.replace("Role", "Function")]["Properties"]

        assert properties["Environment"]["Variables"]["AWS_SDK_UA_APP_ID"] == function
