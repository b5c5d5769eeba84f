"""Who may do what: each role lists just the actions that its code uses, and nothing with a wildcard."""

from collections.abc import Iterator
from typing import Any

from infra.stacks import NESTED, many, nested, of_type, statements, target
from local.template import Template
from privileges import (
    ACCESS_LOGS,
    ALTERING,
    DELIVERED,
    DEPLOYMENT_GROUPS,
    DISTRIBUTION,
    FEED_LOGINS,
    LOCKS,
    NEVER_ALTERED,
    QUARANTINED,
    SENT,
    SHELF,
)

LOGS = {"logs:CreateLogStream", "logs:PutLogEvents"}
LOCKED = {name: {"ssm:GetParameters"} for name in LOCKS}
POLLED = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
SWITCH = {"lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"}

ALARMS = "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:*"

PERMISSIONS = {
    "PagesRole": {
        "Table": {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"},
        "Table/index/by-section": {"dynamodb:Query"},
        "Table/index/by-time": {"dynamodb:Query"},
        **LOCKED,
        "PagesLog": LOGS,
    },
    "WebmailRole": {**LOCKED, "WebmailLog": LOGS},
    "DispatchRole": {
        "Table": {"dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem"},
        "FeedQueue": {"sqs:SendMessage"},
        "PictureQueue": {"sqs:SendMessage"},
        "DispatchLog": LOGS,
    },
    "IngestRole": {
        DISTRIBUTION: {"cloudfront:CreateInvalidation"},
        "NewsTopic": {"sns:Publish"},
        FEED_LOGINS: {"ssm:GetParameter"},
        DELIVERED: {"s3:GetObject"},
        QUARANTINED: {"s3:PutObject"},
        "Table": {
            *("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"),
            *("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
        },
        "FeedQueue": {*POLLED, "sqs:ChangeMessageVisibility"},
        "IngestLog": LOGS,
    },
    "PicturesRole": {
        DISTRIBUTION: {"cloudfront:CreateInvalidation"},
        SHELF: {"s3:PutObject", "s3:DeleteObject"},
        SENT: {"s3:GetObject"},
        "Table": {
            *("dynamodb:GetItem", "dynamodb:Query"),
            *("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
        },
        "PictureQueue": {*POLLED, "sqs:ChangeMessageVisibility"},
        "PicturesLog": LOGS,
    },
    "DeskRole": {
        DISTRIBUTION: {"cloudfront:CreateInvalidation"},
        "NewsTopic": {"sns:Publish"},
        "FeedQueue": {"sqs:SendMessage"},
        QUARANTINED: {"s3:GetObject", "s3:PutObject", "s3:DeleteObject"},
        SENT: {"s3:GetObject", "s3:PutObject"},
        "DeskSecret": {"secretsmanager:GetSecretValue"},
        "Table": {
            *("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"),
            *("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
        },
        "Table/index/by-time": {"dynamodb:Query"},
        **LOCKED,
        "DeskLog": LOGS,
    },
    "DispatchFunctionTickRole": {"DispatchFunctionAliaslive": {"lambda:InvokeFunction"}},
    "SearchRole": {
        "Table": {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"},
        "SearchIndex/*": {"s3:GetObject"},
        **LOCKED,
        "SearchLog": LOGS,
    },
    "IndexRole": {
        "Table": {
            *("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"),
            *("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
        },
        "Table/index/by-time": {"dynamodb:Query"},
        "SearchIndex/*": {"s3:GetObject", "s3:PutObject", "s3:DeleteObject"},
        "SearchIndex": {"s3:ListBucket"},
        "IndexLog": LOGS,
    },
    "PageviewsRole": {
        "Table": {"dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem"},
        "AccessLogs": {"s3:ListBucket"},
        ACCESS_LOGS: {"s3:GetObject"},
        "PageviewsLog": LOGS,
    },
    "PageviewsFunctionTickRole": {"PageviewsFunctionAliaslive": {"lambda:InvokeFunction"}},
    "IndexFunctionTickRole": {"IndexFunctionAliaslive": {"lambda:InvokeFunction"}},
    "SmokeRole": {
        "${PagesFunction.Arn}:*": {"lambda:InvokeFunction"},  # each release is another version
        DEPLOYMENT_GROUPS: {"codedeploy:PutLifecycleEventHookExecutionStatus"},  # whose names CloudFormation makes
        **LOCKED,
        "SmokeLog": LOGS,
    },
    "RolloutRole": {
        ALARMS: {"cloudwatch:DescribeAlarms"},
        "SmokeFunction": {"lambda:InvokeFunction"},
        "PagesFunction": SWITCH,
        "${PagesFunction.Arn}:live": SWITCH,
    },
}


def allowing(role: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (one for one in statements(role) if one["Effect"] == "Allow")


def test_each_role_may_do_exactly_what_its_code_does(expanded: Template) -> None:
    granted: dict[str, dict[str, set[str]]] = {}
    for name, role in of_type(expanded, "AWS::IAM::Role").items():
        granted[name] = {}
        for statement in allowing(role):
            for resource in many(statement["Resource"]):
                granted[name].setdefault(target(resource), set()).update(many(statement["Action"]))

    assert granted == PERMISSIONS


def test_a_role_is_taken_by_the_one_service_that_it_is_for(expanded: Template) -> None:
    trusted = {
        name: many(statement["Principal"]["Service"])
        for name, role in of_type(expanded, "AWS::IAM::Role").items()
        for statement in role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    }

    assert trusted == {
        "PagesRole": ["lambda.amazonaws.com"],
        "WebmailRole": ["lambda.amazonaws.com"],
        "DispatchRole": ["lambda.amazonaws.com"],
        "IngestRole": ["lambda.amazonaws.com"],
        "PicturesRole": ["lambda.amazonaws.com"],
        "DeskRole": ["lambda.amazonaws.com"],
        "DispatchFunctionTickRole": ["scheduler.amazonaws.com"],
        "SmokeRole": ["lambda.amazonaws.com"],
        "SearchRole": ["lambda.amazonaws.com"],
        "IndexRole": ["lambda.amazonaws.com"],
        "IndexFunctionTickRole": ["scheduler.amazonaws.com"],
        "PageviewsRole": ["lambda.amazonaws.com"],
        "PageviewsFunctionTickRole": ["scheduler.amazonaws.com"],
        "RolloutRole": ["codedeploy.amazonaws.com"],
    }


def test_dispatch_reads_what_is_due_and_writes_its_leases_and_nothing_else(expanded: Template) -> None:
    allowed = {
        action: set(one["Condition"]["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"])
        for one in allowing(expanded["Resources"]["DispatchRole"])
        for action in many(one["Action"])
        if action.startswith("dynamodb:")
    }

    assert allowed == {
        "dynamodb:Query": {"FEEDS", "DUE", "EXPIRY", "PICTURES"},
        "dynamodb:GetItem": {"LEASES"},
        "dynamodb:PutItem": {"LEASES"},
    }


def test_pictures_touch_articles_and_their_pictures_and_nothing_else(expanded: Template) -> None:
    """Nor quarantine, feeds, the calendar, the index: what reads strangers' images is the first to be broken into."""
    (statement,) = (
        one for one in allowing(expanded["Resources"]["PicturesRole"]) if "dynamodb:PutItem" in many(one["Action"])
    )

    kinds = ["ARTICLE#*", "ENTRY#*", "PICTURE#*", "HOST#*", "PICTURES"]
    assert statement["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": kinds}}


def test_deliveries_are_read_from_this_account_alone(expanded: Template) -> None:
    """A bucket's name is anybody's to take."""
    (statement,) = (
        one for one in statements(expanded["Resources"]["IngestRole"]) if "s3:GetObject" in many(one["Action"])
    )

    assert statement["Condition"] == {"StringEquals": {"s3:ResourceAccount": {"Ref": "AWS::AccountId"}}}


def test_searching_and_indexing_see_articles_and_the_index_and_nothing_else(expanded: Template) -> None:
    def keys(role: str) -> set[str]:
        conditions = [one["Condition"] for one in allowing(expanded["Resources"][role]) if "Condition" in one]
        return {key for one in conditions for kind in one.values() for key in kind.get("dynamodb:LeadingKeys", ())}

    assert keys("SearchRole") == {"SEARCH", "ARTICLE#*", "CHANGED"}
    assert keys("IndexRole") == {"CHANGED", "SEARCH", "ARTICLE#*", "NEWS"}


def test_indexing_changes_of_an_article_only_what_is_near_it(expanded: Template) -> None:
    """Source: AWS, Using IAM policy conditions for fine-grained access control (dynamodb:Attributes)."""
    (statement,) = (
        one for one in allowing(expanded["Resources"]["IndexRole"]) if "dynamodb:UpdateItem" in many(one["Action"])
    )

    assert statement["Condition"] == {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["ARTICLE#*"]},
        "ForAllValues:StringEquals": {"dynamodb:Attributes": ["pk", "sk", "writes", "related"]},
    }


def test_nobody_alters_what_people_did_in_the_newsroom(expanded: Template) -> None:
    """ForAnyValue: of a request for several items one is enough to refuse it. A role that only reads needs no word."""
    denied = {
        name: one["Condition"]["ForAnyValue:StringLike"]["dynamodb:LeadingKeys"]
        for name, role in of_type(expanded, "AWS::IAM::Role").items()
        for one in statements(role)
        if one["Effect"] == "Deny" and set(one["Action"]) == ALTERING and target(one["Resource"]) == "Table"
    }
    writing = {
        name
        for name, role in of_type(expanded, "AWS::IAM::Role").items()
        for one in allowing(role)
        if {*ALTERING, "dynamodb:PutItem"} & set(many(one["Action"]))
    }

    assert denied.keys() == writing
    assert denied.pop("DeskRole") == ["AUDIT#*", "FORM#*", "OWN#*"]
    assert set(map(tuple, denied.values())) == {tuple(NEVER_ALTERED)}


def test_no_role_carries_a_policy_of_aws_which_would_allow_more(expanded: Template) -> None:
    roles = of_type(expanded, "AWS::IAM::Role")

    assert {name for name, role in roles.items() if "ManagedPolicyArns" in role["Properties"]} == set()
    assert of_type(expanded, "AWS::IAM::Policy") == {}


def test_the_nested_stacks_give_no_permission_to_anyone() -> None:
    kinds = {found["Type"] for name in NESTED for found in nested(name)["Resources"].values()}

    assert not {kind for kind in kinds if kind.startswith("AWS::IAM::") or kind.endswith("Permission")}


def test_nothing_is_allowed_with_a_wildcard(expanded: Template) -> None:
    """But for a key, in whose own policy `*` is that key, and for what has no name yet or takes no other resource."""
    allowed = [
        (name, value)
        for name, role in of_type(expanded, "AWS::IAM::Role").items()
        for statement in allowing(role)
        for value in [*many(statement["Action"]), *many(statement["Resource"])]
    ]

    wild = {(name, target(value)) for name, value in allowed if "*" in str(value)}
    assert wild == {
        ("SmokeRole", "${PagesFunction.Arn}:*"),
        ("SmokeRole", DEPLOYMENT_GROUPS),
        ("RolloutRole", ALARMS),
        ("IngestRole", FEED_LOGINS),
        ("IngestRole", DELIVERED),
        ("IngestRole", QUARANTINED),
        ("DeskRole", QUARANTINED),
        ("DeskRole", SENT),
        ("PicturesRole", SENT),
        ("SearchRole", "SearchIndex/*"),
        ("IndexRole", "SearchIndex/*"),
        ("PicturesRole", SHELF),
        ("PageviewsRole", ACCESS_LOGS),
    }
