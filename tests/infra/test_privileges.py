"""The proof of least privilege: that it sees what a function does, and says what its role lacks or has too much."""

import json
from pathlib import Path

import pytest

from local.calls import caller, calls_of, calls_without_target, note
from local.template import Template
from privileges import BY_AWS, ROLES, done, findings, granted

AGENT = "Botocore/1.44 md/Botocore#1.44 ua/2.1 os/linux lang/python#3.13 cfg/retry-mode#standard app/ingest"


@pytest.mark.parametrize(
    ("target", "body", "calls"),
    [
        ("DynamoDB_20120810.GetItem", {"TableName": "news"}, [("dynamodb:GetItem", "table")]),
        ("DynamoDB_20120810.Query", {"IndexName": "by-time"}, [("dynamodb:Query", "index/by-time")]),
        (
            "DynamoDB_20120810.TransactWriteItems",
            {"TransactItems": [{"Put": {}}, {"Update": {}}, {"Delete": {}}, {"ConditionCheck": {}}]},
            [
                ("dynamodb:PutItem", "table"),
                ("dynamodb:UpdateItem", "table"),
                ("dynamodb:DeleteItem", "table"),
                ("dynamodb:ConditionCheckItem", "table"),
            ],
        ),
        ("AmazonSQS.SendMessageBatch", {"QueueUrl": "x"}, [("sqs:SendMessage", "queue")]),
        ("AmazonSSM.GetParameters", {"Names": ["x"]}, [("ssm:GetParameters", "parameter")]),
    ],
)
def test_a_request_needs_the_actions_of_what_it_does(
    target: str, body: dict[str, object], calls: list[tuple[str, str]]
) -> None:
    assert list(calls_of(target, body)) == calls


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
    assert list(calls_without_target(asked, body)) == [call]


def test_a_service_that_is_not_known_is_no_free_pass() -> None:
    with pytest.raises(KeyError):
        list(calls_of("Unknown_2026.Do", {}))


def test_a_function_says_who_it_is_and_everyone_else_is_left_out(tmp_path: Path) -> None:
    log = tmp_path / "x.jsonl"

    note(log, AGENT, "DynamoDB_20120810.GetItem", b"{}")
    note(log, AGENT.partition(" app/")[0], "DynamoDB_20120810.DeleteTable", b"{}")

    assert caller(AGENT) == "ingest"
    assert done(tmp_path) == {("ingest", "dynamodb:GetItem", "table")}
    assert [json.loads(line) for line in log.read_text().splitlines()] == [["ingest", "dynamodb:GetItem", "table"]]


def test_what_a_role_lacks_or_has_too_much_is_said() -> None:
    allowed = {("pages", "dynamodb:Query", "table"), ("pages", "dynamodb:Scan", "table")}
    did = {("pages", "dynamodb:Query", "table"), ("webmail", "dynamodb:GetItem", "table")}

    whole, part = (list(findings(allowed, did, of_everything=one)) for one in (True, False))

    assert part == ["webmail did dynamodb:GetItem on table, which WebmailRole does not allow"]
    assert whole == [*part, "PagesRole allows dynamodb:Scan on table, which no test made pages do"]


def test_every_function_is_held_against_its_role(expanded: Template) -> None:
    allowed = granted(expanded)

    assert {function for function, _, _ in allowed} == set(ROLES)
    assert not {(function, action) for function, action, _ in allowed} & BY_AWS
    assert ("dispatch", "sqs:SendMessage", "queue") in allowed


def test_each_function_says_who_it_is_when_deployed(expanded: Template) -> None:
    for function, role in ROLES.items():
        properties = expanded["Resources"][role.replace("Role", "Function")]["Properties"]

        assert properties["Environment"]["Variables"]["AWS_SDK_UA_APP_ID"] == function
