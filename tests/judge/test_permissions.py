"""Permissions on the resource: that each is enough, and that none could be left out."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from judge.deployment import CI, LONGEST_NAME, Deployment, deployers, deployment, templates
from judge.permissions import asked_on, broken_permissions, every_request, handled, statements, tags
from judge.policy import Request, is_allowed, matches
from judge.stack import Stack
from local.template import load

ROLES = ("ExecutionRole", "DeployRole", "Boundary")
WITHOUT_CAUSE = {
    ("Boundary", "kms:Decrypt"): "AWS decrypts logins of feeds under the account's own key, in the role's name",
    ("ExecutionRole", "acm:DescribeCertificate"): "CloudFront looks at the certificate that it is given",
    ("ExecutionRole", "wafv2:GetWebACL"): "likewise at the firewall",
    ("ExecutionRole", "wafv2:AssociateWebACL"): "likewise",
    (
        "ExecutionRole",
        "codedeploy:Get*",
    ): "an alias with an UpdatePolicy asks how its rollout goes, which is no handler's",
}
"""What no handler lists, and why it is there."""


def given() -> tuple[Deployment, Stack]:
    ci = deployers(load(CI), LONGEST_NAME)
    chosen = {"Stage": "prod", "AlarmEmail": "nacht@example.nl", "SnapStart": "on", "Dashboard": "on"}
    chosen |= {"Desk": "cognito"}
    boundary = {"RoleBoundary": str(ci.resource("Boundary").arn)}
    return deployment(templates(), LONGEST_NAME, "eu-central-1", chosen | boundary), ci


@cache
def asked() -> tuple[tuple[str, Request], ...]:
    return tuple((role, request) for role, _, request in every_request(*given()))


def statements_of(role: str) -> list[dict[str, Any]]:
    one = deployers(load(CI), LONGEST_NAME).resource(role)
    found = one.properties["PolicyDocument"]["Statement"] if role == "Boundary" else statements(one)
    return [copy.deepcopy(dict(statement)) for statement in found]


def allowances() -> Iterator[tuple[str, int, str]]:
    for role in ROLES:
        for number, statement in enumerate(statements_of(role)):
            for action in statement["Action"] if statement["Effect"] == "Allow" else ():
                yield role, number, action


def test_a_deployment_may_do_what_the_handlers_of_its_resources_do() -> None:
    assert list(broken_permissions(*given())) == []
    assert {role for role, _ in asked()} == {*ROLES}


@pytest.mark.parametrize(
    ("kind", "properties", "action"),
    [
        ("AWS::Events::Rule", {"ScheduleExpression": "rate(1 day)"}, "events:PutRule"),
        ("AWS::CloudWatch::CompositeAlarm", {"AlarmRule": "FALSE"}, "cloudwatch:PutCompositeAlarm"),
        ("AWS::IAM::User", {}, "iam:CreateUser"),
    ],
)
def test_a_kind_that_the_judge_has_not_seen_asks_for_everything(
    kind: str, properties: dict[str, Any], action: str
) -> None:
    of = copy.deepcopy(templates())
    of.site["Resources"]["New"] = {"Type": kind, "Properties": properties}

    found = list(broken_permissions(deployment(of, LONGEST_NAME, "eu-central-1", {}), given()[1]))

    assert f"ExecutionRole may not {action} on *" in {one.words for one in found}


@pytest.mark.parametrize(
    ("logical", "properties", "words"),
    [
        (
            "PagesRole",
            {"ManagedPolicyArns": ["arn:aws:iam::aws:policy/x"]},
            "ExecutionRole may not iam:AttachRolePolicy",
        ),
        (
            "PagesRole",
            {"Path": "/portal/"},
            "ExecutionRole may not iam:CreateRole on arn:aws:iam::123456789012:role/portal/",
        ),
        ("PagesFunction", {"VpcConfig": {"SubnetIds": ["subnet-0"]}}, "ExecutionRole may not ec2:DescribeSubnets on *"),
        ("DispatchFunctionTick", {"GroupName": "portal"}, "ExecutionRole may not scheduler:CreateSchedule on arn:aws:"),
    ],
)
def test_a_property_asks_for_what_no_other_resource_does(logical: str, properties: dict[str, Any], words: str) -> None:
    of = copy.deepcopy(templates())
    of.site["Resources"][logical]["Properties"] |= properties

    found = broken_permissions(deployment(of, LONGEST_NAME, "eu-central-1", {}), given()[1])

    assert any(one.words.startswith(words) for one in found)


def test_a_transform_more_is_one_that_a_workflow_may_not_use() -> None:
    of = replace(templates(), transforms=("AWS::LanguageExtensions", "AWS::Serverless-2016-10-31"))

    found = [one.words for one in broken_permissions(deployment(of, LONGEST_NAME, "eu-central-1", {}), given()[1])]

    assert any("transform/LanguageExtensions" in one for one in found)
    assert not any("transform/Serverless" in one for one in found)
    assert templates().transforms == ("AWS::Serverless-2016-10-31",)


def test_what_a_role_is_denied_needs_no_room_in_its_boundary() -> None:
    of = copy.deepcopy(templates())
    denied = {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}
    of.site["Resources"]["PagesRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"].append(denied)

    assert not any(
        "iam:*" in one.words for one in broken_permissions(deployment(of, LONGEST_NAME, "eu-central-1", {}), given()[1])
    )


def test_a_role_may_not_touch_what_empties_the_queue_of_another_portal() -> None:
    role, action = list(statements(given()[1].resource("ExecutionRole"))), "lambda:DeleteEventSourceMapping"
    mapping = "arn:aws:lambda:eu-central-1:123456789012:event-source-mapping:0000"
    own, other = (
        f"arn:aws:lambda:eu-central-1:123456789012:function:{name}-x:live" for name in (LONGEST_NAME, "krant")
    )

    assert is_allowed(role, Request(action, mapping, {"lambda:FunctionArn": own}))
    assert not is_allowed(role, Request(action, mapping, {"lambda:FunctionArn": other}))


def test_a_function_may_not_throw_the_pages_of_another_portal_out_of_its_cdn() -> None:
    boundary = given()[1].resource("Boundary").properties["PolicyDocument"]["Statement"]
    distribution, tag = "arn:aws:cloudfront::123456789012:distribution/E1", "aws:ResourceTag/portal"

    allowed = {
        name: is_allowed(boundary, Request("cloudfront:CreateInvalidation", distribution, {tag: name}))
        for name in (LONGEST_NAME, "krant")
    }

    assert allowed == {LONGEST_NAME: True, "krant": False}


@pytest.mark.parametrize(("role", "number", "action"), list(allowances()))
def test_no_permission_could_be_left_out(role: str, number: int, action: str) -> None:
    left = statements_of(role)
    left[number]["Action"].remove(action)

    refused = [request for who, request in asked() if who == role and not is_allowed(left, request)]

    assert bool(refused) != ((role, action) in WITHOUT_CAUSE)


@pytest.mark.parametrize("role", ROLES)
def test_no_resource_could_be_left_out(role: str) -> None:
    for number, statement in enumerate(statements_of(role)):
        several = statement.get("Resource", []) if isinstance(statement.get("Resource"), list) else []
        for resource in several if statement["Effect"] == "Allow" and len(several) > 1 else ():
            left = statements_of(role)
            left[number]["Resource"].remove(resource)

            assert any(who == role and not is_allowed(left, request) for who, request in asked()) or any(
                word in resource for word in UNREACHED
            ), resource


UNREACHED = (":key/*", "-budget/*", "transform/Serverless", "acm:")
"""Named for what is not made under these parameters, or is asked by SAM alone."""


def test_what_another_portal_has_put_its_name_on_is_its_own() -> None:
    """Of two stages in one account: dev, to which every push goes, must not reach prod."""
    execution = statements_of("ExecutionRole")
    ours, theirs = {"aws:ResourceTag/portal": LONGEST_NAME}, {"aws:ResourceTag/portal": "regioportaal-prod"}
    distribution = "arn:aws:cloudfront::123456789012:distribution/E1"

    assert is_allowed(execution, Request("cloudfront:UpdateDistribution", distribution, ours))
    assert is_allowed(execution, Request("cloudfront:UpdateDistribution", distribution))
    assert not is_allowed(execution, Request("cloudfront:UpdateDistribution", distribution, theirs))
    assert not is_allowed(execution, Request("apigateway:PATCH", "arn:aws:apigateway:eu-west-1::/apis/a", theirs))


def test_what_has_an_id_at_random_says_whose_it_is() -> None:
    kinds = ("AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Stage", "AWS::CloudFront::Distribution")
    one = given()[0]

    assert {tags(found).get("portal") for kind in kinds for found in one.of_kind(kind)} == {one.site.name}


SAM = "arn:aws:s3:::aws-sam-cli-managed-default-x"
OURS = "arn:aws:{service}:eu-central-1:123456789012:{rest}"
OTHER = "regioportaal-prod"


@pytest.mark.parametrize(
    ("role", "action", "resource"),
    [
        ("DeployRole", "s3:PutObject", f"{SAM}/{OTHER}/0123"),
        ("DeployRole", "lambda:DeleteFunction", OURS.format(service="lambda", rest=f"function:{LONGEST_NAME}-Pages")),
        (
            "DeployRole",
            "cloudformation:DeleteStack",
            OURS.format(service="cloudformation", rest=f"stack/{LONGEST_NAME}/0"),
        ),
        ("ExecutionRole", "s3:GetObject", f"{SAM}/{OTHER}/0123"),
        (
            "ExecutionRole",
            "ssm:GetParameters",
            OURS.format(service="ssm", rest=f"parameter/regioportaal/{OTHER}/origin-lock"),
        ),
        (
            "ExecutionRole",
            "ssm:GetParameters",
            OURS.format(service="ssm", rest=f"parameter/regioportaal/{LONGEST_NAME}/feeds/a"),
        ),
        ("ExecutionRole", "cloudfront:UpdateFunction", f"arn:aws:cloudfront::123456789012:function/{OTHER}-addresses"),
        ("ExecutionRole", "iam:PutRolePolicy", f"arn:aws:iam::123456789012:role/{LONGEST_NAME}-PagesRole-X"),
        ("Boundary", "ssm:GetParameter", OURS.format(service="ssm", rest=f"parameter/regioportaal/{OTHER}/feeds/anp")),
    ],
)
def test_a_stage_reaches_nothing_of_another(role: str, action: str, resource: str) -> None:
    """Artefacts to lie in wait in, a function or a whole site, another's lock or logins, a role without a bound."""
    assert not is_allowed(statements_of(role), Request(action, resource))


def test_an_alarm_is_asked_for_among_all() -> None:
    """«not authorized to perform: cloudwatch:DescribeAlarms on resource: …:alarm:*», whatever the reference says."""
    (alarm, *_) = given()[0].of_kind("AWS::CloudWatch::Alarm")

    assert "cloudwatch:DescribeAlarms" in handled(alarm.kind, alarm.region)
    assert asked_on("cloudwatch:DescribeAlarms", alarm, "x") == {"arn:aws:cloudwatch:eu-central-1:123456789012:alarm:*"}


@pytest.mark.parametrize(
    ("kind", "action", "on"),
    [
        ("AWS::Lambda::EventSourceMapping", "lambda:TagResource", ":event-source-mapping:"),
        ("AWS::SNS::Subscription", "sns:Unsubscribe", "*"),
        ("AWS::Lambda::Alias", "codedeploy:StopDeployment", "*"),
        ("AWS::Lambda::Function", "iam:PassRole", ":role/"),
        ("AWS::Lambda::Function", "s3:GetObject", "aws-sam-cli-managed-default"),
    ],
)
def test_an_action_is_asked_on_what_aws_asks_it_on(kind: str, action: str, on: str) -> None:
    (one, *_) = given()[0].of_kind(kind)

    assert action in handled(kind, one.region)
    assert all(on in arn for arn in asked_on(action, one, "x"))
    assert asked_on(action, one, "x")


# Source: IAM user guide, policy evaluation logic and condition operators.
ALLOW = {"Effect": "Allow", "Action": ["s3:Get*"], "Resource": "arn:aws:s3:::krant-*"}


@pytest.mark.parametrize(
    ("policy", "context", "allowed"),
    [
        ([ALLOW], {}, True),
        ([ALLOW | {"Action": "s3:getobject"}], {}, True),
        ([ALLOW | {"Action": "s3:PutObject"}], {}, False),
        ([ALLOW | {"Resource": "arn:aws:s3:::krant"}], {}, False),
        ([ALLOW, ALLOW | {"Effect": "Deny"}], {}, False),
        ([], {}, False),
        ([ALLOW | {"Condition": {"StringEquals": {"a": "b"}}}], {"a": "b"}, True),
        ([ALLOW | {"Condition": {"StringEquals": {"a": ["c", "b"]}}}], {"a": "b"}, True),
        ([ALLOW | {"Condition": {"StringEquals": {"a": "b"}}}], {}, False),
        ([ALLOW | {"Condition": {"StringEqualsIfExists": {"a": "b"}}}], {}, True),
        ([ALLOW | {"Condition": {"StringNotEquals": {"a": "b"}}}], {}, True),
        ([ALLOW | {"Condition": {"StringNotEquals": {"a": "b"}}}], {"a": "b"}, False),
        ([ALLOW | {"Condition": {"StringLike": {"a": "b*"}}}], {"a": "bc"}, True),
        ([ALLOW | {"Condition": {"Null": {"a": "true"}}}], {}, True),
        ([ALLOW | {"Condition": {"Null": {"a": "false"}}}], {}, False),
        ([ALLOW | {"Condition": {"StringEquals": {"AWS:SourceArn": "b"}}}], {"aws:SourceArn": "b"}, True),
        ([ALLOW | {"Condition": {"Bool": {"a": True}}}], {"a": "true"}, True),
        ([ALLOW | {"Condition": {"Bool": {"a": "false"}}}], {"a": "true"}, False),
        ([ALLOW | {"Condition": {"ArnNotLike": {"a": "b*"}}}], {"a": "bc"}, False),
        ([ALLOW | {"Condition": {"ArnNotEquals": {"a": "b*"}}}], {}, True),
        ([ALLOW | {"Condition": {"StringEqualsIgnoreCase": {"a": "B"}}}], {"a": "b"}, True),
        ([ALLOW | {"Condition": {"StringNotEqualsIgnoreCase": {"a": "B"}}}], {"a": "b"}, False),
        ([ALLOW | {"Condition": {"ArnEquals": {"a": "b*"}}}], {"a": "bc"}, True),
        ([ALLOW | {"Condition": {"ForAllValues:StringEquals": {"a": "b"}}}], {}, True),
        ([ALLOW | {"Condition": {"ForAllValues:StringEquals": {"a": "b"}}}], {"a": "c"}, False),
        ([ALLOW | {"Condition": {"ForAnyValue:StringEquals": {"a": "b"}}}], {}, False),
        ([ALLOW, {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::krant-*"}], {}, True),
        ([ALLOW, {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::ander"}], {}, False),
    ],
)
def test_a_policy_is_read_as_iam_reads_it(policy: list[dict[str, Any]], context: dict[str, str], allowed: bool) -> None:
    assert is_allowed(policy, Request("s3:GetObject", "arn:aws:s3:::krant-dev/x", context)) is allowed


def test_an_operator_that_is_not_known_is_no_free_pass() -> None:
    with pytest.raises(KeyError):
        is_allowed(
            [ALLOW | {"Condition": {"DateLessThan": {"a": "b"}}}],
            Request("s3:GetObject", "arn:aws:s3:::krant-x", {"a": "b"}),
        )


def test_a_bracket_is_a_character() -> None:
    assert matches("a[b]*", "a[b]c")
    assert not matches("a[b]*", "abc")
