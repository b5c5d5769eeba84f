"""Each rule of the judge, seen to fail: one fault is planted in the templates as they are, and has to be found."""

import ast
import copy
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from judge import regions
from judge.__main__ import PARTS, as_far_as_it_can_be_read, combined, everywhere, offering, side_by_side, told_once
from judge.deployment import (
    LONGEST_NAME,
    Deployment,
    Templates,
    deployers,
    deployment,
    every_combination,
    global_stack,
    templates,
)
from judge.finding import Finding
from judge.rules import CI_RULES, GLOBAL_RULES, broken_rules
from judge.rules.account_quotas import shared_names
from judge.rules.roles import workflows
from local.template import ROOT
from planted import buckets, cdn, roles, routes, watching, written
from planted.harmless import HARMLESS
from planted.planting import Fault, Faults, adding, at, changing, keeping, setting, without_action
from planted.written import asserting, parameter, unbounded
from sweeps import SEED, amount

WEBMAIL_ROUTES = ("Webmail", "Choose", "BelowWebmail")
SLOW = ("cfn-lint", "cloudformation-validate")


def more_cache_policies(of: Templates) -> None:
    for number in range(3):
        properties = copy.deepcopy(at(of, "edge/PlainPolicy")["Properties"])
        adding(f"edge/P{number}", "AWS::CloudFront::CachePolicy", **properties)(of)


def metric(number: int) -> dict[str, Any]:
    stat = {"Metric": {"Namespace": "x", "MetricName": "y"}, "Period": 60, "Stat": "Sum"}
    return {"Id": f"m{number}", "ReturnData": False, "MetricStat": stat}


ALARM, API, CDN = "watching/PagesFailingAlarm", "site/HttpApiApiGatewayDefaultStage", "edge/Distribution"
QUEUE, POLLER, FUNCTION = "site/FeedQueue", "site/IngestFunctionFeeds", "site/IngestFunction"
CONFIG = "DistributionConfig"

FAULTS: Faults = {
    **buckets.FAULTS,
    **cdn.FAULTS,
    **roles.FAULTS,
    **routes.FAULTS,
    **watching.FAULTS,
    **written.FAULTS,
    # --- alarms
    "eleven metrics in an alarm": (changing(ALARM, lambda p: p["Metrics"].extend(map(metric, range(9)))), "11 metrics"),
    "an alarm without a threshold": (setting(ALARM, Threshold=None), "has no threshold"),
    "more datapoints than periods": (setting(ALARM, DatapointsToAlarm=6), "needs more datapoints than periods"),
    "a metric and metrics": (setting(ALARM, MetricName="x"), "has a metric and metrics, or neither"),
    "two statistics": (setting("watching/PagesSlowAlarm", Statistic="Sum"), "has a statistic and an extended"),
    "nothing returns data": (changing(ALARM, lambda p: p["Metrics"][0].update(ReturnData=False)), "has to return data"),
    "an id with a capital": (changing(ALARM, lambda p: p["Metrics"][1].update(Id="Answers")), "lower-case letter"),
    "a period of 45 s": (setting("watching/PersonNeededAlarm", Period=45), "a multiple of 60"),
    "more than a day": (setting("watching/PersonNeededAlarm", Period=600, EvaluationPeriods=145), "more than a day"),
    "a default and dimensions": (
        changing("site/ReleaseFailed", lambda p: p["MetricTransformations"][0].update(DefaultValue=0)),
        "a default value and dimensions exclude",
    ),
    "a topic under the account's key": (setting("site/AlarmTopic", KmsMasterKeyId="alias/aws/sns"), "may not publish"),
    "an alarm that outlives its release": (
        setting("site/ReleaseFailsAlarm", AlarmName={"Fn::Sub": "${AWS::StackName}-ReleaseFails"}),
        "keeps its state when a release changes it",
    ),
    "an alarm that is called by a version and is always the same": (
        setting(
            "site/ReleaseFailsAlarm",
            AlarmName={"Fn::Sub": ["${AWS::StackName}-ReleaseFails-${Version}", {"Version": "one"}]},
        ),
        "keeps its state when a release changes it",
    ),
    "an alarm of a release that measures the whole function": (
        setting("site/ReleaseCrashesAlarm", Dimensions=[{"Name": "FunctionName", "Value": {"Ref": "PagesFunction"}}]),
        "reads what every release writes",
    ),
    "a rollout that names no alarm": (
        changing(
            "site/PagesFunctionDeploymentGroup",
            lambda p: p["AlarmConfiguration"]["Fn::If"][1]["Alarms"].append({"Name": "weg"}),
        ),
        "there is no alarm weg",
    ),
    # --- the API
    "a route with a throttle": (
        setting(API, RouteSettings={"ANY /zoeken": {"ThrottlingRateLimit": 1}}),
        "settings of ANY /zoeken make these routes immortal",
    ),
    "warnings that fail": (setting("site/HttpApi", FailOnWarnings=True), "a warning of the import fails"),
    "a log that is no JSON": (
        setting(API, AccessLogSettings={"Format": "$context.requestId $context.path"}),
        "its log format is no JSON",
    ),
    "a log without an id": (setting(API, AccessLogSettings={"Format": '{"a":"b"}'}), "has no $context.requestId"),
    "a function slower than the API": (setting("site/PagesFunction", Timeout=31), "which waits for 30"),
    # --- the CDN
    "a behaviour to nowhere": (
        changing(CDN, lambda p: p[CONFIG]["DefaultCacheBehavior"].update(TargetOriginId="weg")),
        "an origin that is not there",
    ),
    "two origins of one id": (
        changing(CDN, lambda p: p[CONFIG]["Origins"].append(copy.deepcopy(p[CONFIG]["Origins"][0]))),
        "two origins have one id",
    ),
    "two behaviours of one pattern": (
        changing(CDN, lambda p: p[CONFIG]["CacheBehaviors"].append(copy.deepcopy(p[CONFIG]["CacheBehaviors"][0]))),
        "two behaviours have one path pattern",
    ),
    "two functions for one event": (
        changing(
            CDN,
            lambda p: p[CONFIG]["DefaultCacheBehavior"].update(
                FunctionAssociations=[{"EventType": "viewer-request", "FunctionARN": "x"}] * 2
            ),
        ),
        "two functions answer one event",
    ),
    "a name without a certificate": (
        changing(CDN, lambda p: p[CONFIG].update(Aliases=["www.example.nl"], ViewerCertificate={})),
        "alternate names need a certificate",
    ),
    "a certificate from elsewhere": (
        changing(
            CDN,
            lambda p: p[CONFIG].update(
                ViewerCertificate={"AcmCertificateArn": "arn:aws:acm:eu-central-1:123456789012:certificate/0"}
            ),
        ),
        "its certificate is not in us-east-1",
    ),
    "a firewall from elsewhere": (
        changing(CDN, lambda p: p[CONFIG].update(WebACLId="arn:aws:wafv2:eu-central-1:123456789012:regional/x")),
        "its firewall is not in us-east-1",
    ),
    "times to live out of order": (
        changing("edge/PlainPolicy", lambda p: p["CachePolicyConfig"].update(MinTTL=10)),
        "are not in this order",
    ),
    "compressed and not kept": (
        changing("edge/PlainPolicy", lambda p: p["CachePolicyConfig"].update(MaxTTL=0)),
        "compressed objects need a MaxTTL",
    ),
    "more kills at a time than the CDN takes": (
        setting("site/IngestFunctionFeeds", ScalingConfig={"MaximumConcurrency": 16}),
        "16 wildcards on their way out",
    ),
    "a longer origin access control": (
        changing(
            "edge/PicturesAccess",
            lambda p: p["OriginAccessControlConfig"].update(Name={"Fn::Sub": "${AWS::StackName}-" + "x" * 30}),
        ),
        "its name has",
    ),
    "a log of the firewall by another name": (
        changing("us_east_1/FirewallLogging", lambda p: p.update(LogDestinationConfigs=["arn:aws:logs:x:log-group:y"])),
        "not called aws-waf-logs-",
    ),
    "two rules of one priority": (
        changing("us_east_1/WebAcl", lambda p: p["Rules"][1].update(Priority=0)),
        "two rules have one priority",
    ),
    # --- functions
    "hidden for too short": (setting(QUEUE, VisibilityTimeout=59), "messages are hidden for 59 s"),
    "eleven records": (setting(POLLER, BatchSize=11), "need a batching window"),
    "a batch that fails whole": (setting(POLLER, FunctionResponseTypes=None), "one failing message brings back"),
    "three receives": (changing(QUEUE, lambda p: p["RedrivePolicy"].update(maxReceiveCount=3)), "3 receives"),
    "a poller without a bound": (setting(POLLER, ScalingConfig=None), "it takes every execution"),
    "a poller of a queue that is not there": (setting(POLLER, EventSourceArn="arn:aws:sqs:x"), "is not there"),
    "eight executions for news": (
        setting(POLLER, ScalingConfig={"MaximumConcurrency": 8}),
        "of ten executions",
    ),
    "a reservation in dev": (setting(FUNCTION, ReservedConcurrentExecutions=1), "which a new account refuses"),
    "too many reserved": (
        setting(FUNCTION, ReservedConcurrentExecutions={"Fn::If": ["IsProd", 901, {"Ref": "AWS::NoValue"}]}),
        "reserves 9",
    ),
    "a variable of Lambda's": (
        changing(FUNCTION, lambda p: p["Environment"]["Variables"].update(AWS_REGION="x")),
        "AWS_REGION is Lambda's own",
    ),
    "a variable that is none": (
        changing(FUNCTION, lambda p: p["Environment"]["Variables"].update({"A-B": "x"})),
        "A-B is no name",
    ),
    "a rate of no minutes": (
        setting("site/DispatchFunctionTick", ScheduleExpression="rate(0 minutes)"),
        "rate(0 minutes) is no schedule",
    ),
    "every(5 min)": (setting("site/DispatchFunctionTick", ScheduleExpression="every(5 min)"), "is no schedule"),
    "a rate of 1 minutes": (setting("site/DispatchFunctionTick", ScheduleExpression="rate(1 minutes)"), "no schedule"),
    "no window": (setting("site/DispatchFunctionTick", FlexibleTimeWindow=None), "has no FlexibleTimeWindow"),
    "a window of no length": (
        setting("site/DispatchFunctionTick", FlexibleTimeWindow={"Mode": "FLEXIBLE"}),
        "has to say how long it is",
    ),
    # --- keeping
    "a name that stays behind": (
        setting("delivery/Bucket", BucketName={"Fn::Sub": "${Portal}-delivery-${AWS::AccountId}"}),
        "the next stack of this name cannot be made",
    ),
    "a table that goes with its stack": (keeping("storage/Table", DeletionPolicy="Delete"), "is deleted with what it"),
    "a bucket that is replaced": (keeping("storage/Pictures", UpdateReplacePolicy="Delete"), "is deleted with what it"),
    "no way back": (setting("storage/Table", PointInTimeRecoverySpecification=None), "cannot be had back"),
    "no protection": (setting("storage/Table", DeletionProtectionEnabled=None), "can be deleted in prod"),
    "protection against a rollback": (
        keeping("storage/Table", DeletionPolicy="RetainExceptOnCreate"),
        "a first deployment that fails cannot take it back",
    ),
    "letters that go before the mail": (
        setting("site/FeedDeadLetters", MessageRetentionPeriod=3600),
        "kept for less long than its messages",
    ),
    "a secure string where none is resolved": (
        setting("site/OriginLock", Value="{{resolve:ssm-secure:x}}"),
        "ssm-secure is not resolved here",
    ),
    "a secret in an environment": (
        changing(FUNCTION, lambda p: p["Environment"]["Variables"].update(A1="{{resolve:ssm:x}}")),
        "a resolved secret stands in the environment",
    ),
    "a secret that waits": (
        adding("site/Lock", "AWS::SecretsManager::Secret", Name={"Fn::Sub": "${AWS::StackName}/lock"}),
        "its name waits for 30 days",
    ),
    # --- who calls whom
    "a queue that its poller may not read": (
        changing("site/IngestRole", lambda p: without_action(p, "sqs:ReceiveMessage")),
        "IngestRole may not sqs:ReceiveMessage",
    ),
    "a schedule of another function": (
        changing("site/IndexFunctionTick", lambda p: p["Target"].update(Arn={"Fn::GetAtt": ["PagesFunction", "Arn"]})),
        "may not lambda:InvokeFunction",
    ),
    "a role that is not there": (
        changing("site/IndexFunctionTick", lambda p: p["Target"].update(RoleArn="arn:aws:iam::123456789012:role/x")),
        "there is no role",
    ),
    "a route without its permission": (
        lambda of: [of.site["Resources"].pop(f"WebmailFunction{one}Permission") for one in WEBMAIL_ROUTES],
        "may not call arn:aws:lambda",
    ),
    "a bucket that a queue does not know": (
        changing(
            "delivery/QueuePolicy", lambda p: p["PolicyDocument"]["Statement"][0].update(Resource="arn:aws:sqs:x")
        ),
        "may not tell arn:aws:sqs",
    ),
    "an index that went": (
        changing("storage/Table", lambda p: p["GlobalSecondaryIndexes"].pop()),
        "no table has arn:aws:dynamodb",
    ),
    # --- stacks and accounts
    "five hundred and one resources": (
        lambda of: of.watching["Resources"].update(
            {f"T{n}": {"Type": "AWS::SNS::Topic", "Properties": {}} for n in range(501)}
        ),
        "Resources, at most 500",
    ),
    "a template that no request takes": (
        changing("watching/FeedHistory", lambda p: p.update(QueryString="x" * 60000)),
        "bytes as JSON, at most 51200",
    ),
    "a long description": (lambda of: of.delivery.update(Description="x" * 1025), "1025 bytes of description"),
    "a long parameter": (
        lambda of: of.delivery["Parameters"].update(Long={"Type": "String", "Default": "x" * 4097}),
        "4097 characters of a parameter",
    ),
    "two hundred and one parameters": (
        lambda of: of.delivery["Parameters"].update({f"P{n}": {"Type": "String", "Default": ""} for n in range(199)}),
        "Parameters, at most 200",
    ),
    "a stack by any name": (setting("site/StackNameCheck", AllowedPattern=".*"), "no parameter refuses a stack name"),
    "a table before the name is checked": (
        lambda of: of.site["Resources"]["Storage"].pop("DependsOn"),
        "made before the stack's name is checked",
    ),
    "more cache policies": (more_cache_policies, "portals do not fit"),
    "a firewall of CloudFront's elsewhere": (
        adding("watching/Acl", "AWS::WAFv2::WebACL", Scope="CLOUDFRONT", Rules=[]),
        "is for CloudFront and not in us-east-1",
    ),
    "a region more": (lambda of: of.site["Mappings"]["Regions"].update({"eu-south-1": {"Place": "Milaan"}}), "regions"),
}


def faulty(plant: Fault) -> Templates:
    of = copy.deepcopy(templates())
    plant(of)
    return of


def quick(of: Templates) -> Iterator[Finding]:
    """What the judge's own rules say of both stages, at the longest name, and of the stacks that stand apart."""
    for stage in ("dev", "prod"):
        given = {"Stage": stage, "AlarmEmail": "nacht@example.nl", "Dashboard": "on", "Delivery": "on"}
        given |= {"Desk": "cognito"}
        one = deployment(of, LONGEST_NAME, "eu-central-1", given)
        yield from broken_rules(one)
        yield from limits_of(one)
    given = {"Firewall": "on", "DistributionId": "E1", "AlarmEmail": "nacht@example.nl"}
    zone = {"DomainName": "www.example.nl", "HostedZoneId": "Z0123"}
    apart = global_stack(of, "regioportaal-global", given | zone)
    yield from broken_rules(Deployment(site=apart, beside=()), GLOBAL_RULES)
    ci = deployers(of.ci, LONGEST_NAME)
    yield from broken_rules(Deployment(site=ci, beside=()), CI_RULES)
    yield from workflows(ci)
    yield from regions.offered(of)


def limits_of(one: Deployment) -> Iterator[Finding]:
    from judge.limits import broken_limits  # noqa: PLC0415  one name, used once

    for stack in (one.site, *one.beside):
        yield from broken_limits(stack)


@cache
def words(name: str) -> tuple[str, ...]:
    return tuple(map(str, quick(faulty(FAULTS[name][0]))))


def test_there_is_nothing_to_find_in_the_templates_as_they_are() -> None:
    assert list(map(str, quick(templates()))) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found(name: str) -> None:
    found = words(name)

    assert any(FAULTS[name][1] in one for one in found), found


@pytest.mark.parametrize("name", HARMLESS)
def test_what_aws_takes_is_no_fault(name: str) -> None:
    assert list(map(str, quick(faulty(HARMLESS[name])))) == []


def checks() -> set[str]:
    """The words of every check that the rules have, up to the first number or name that is filled in."""
    found = set()
    for file in (ROOT / "infra" / "judge" / "rules").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict):
                found |= {_text(key) for key in node.keys if isinstance(key, (ast.Constant, ast.JoinedStr))}
            if isinstance(node, ast.DictComp) and isinstance(node.key, ast.JoinedStr):
                found.add(_text(node.key))
    return {one for one in found if one.count(" ") > 1}


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    parts = (
        [part.value for part in node.values if isinstance(part, ast.Constant)]
        if isinstance(node, ast.JoinedStr)
        else []
    )
    return max(map(str, parts), key=len, default="")


def test_every_check_has_been_seen_to_fail() -> None:
    said = "\n".join(one for name in FAULTS for one in words(name))

    assert len(checks()) > 40
    assert {one for one in checks() if one.strip() not in said} == set()


def test_a_template_that_cannot_be_read_is_a_finding() -> None:
    of = faulty(lambda of: at(of, "site/PagesRole")["Properties"]["Policies"][0]["PolicyDocument"].pop("Statement"))

    (found,) = as_far_as_it_can_be_read(quick(of))

    assert found.words == "is not as every template is, and was read no further: KeyError 'Statement'"


def test_two_stages_that_share_a_name_are_found() -> None:
    def same(of: Templates) -> None:
        at(of, "site/PagesLog")["Properties"]["LogGroupName"] = "/regioportaal/pages"

    of = faulty(same)
    dev, prod = (deployment(of, f"krant-{stage}", "eu-central-1", {"Stage": stage}) for stage in ("dev", "prod"))

    assert ["/regioportaal/pages" in one.words for one in shared_names(dev, prod)] == [True]
    assert (
        list(shared_names(*(deployment(templates(), name, "eu-central-1", {}) for name in ("a-dev", "a-prod")))) == []
    )


def test_what_two_stages_can_have_but_once_is_found() -> None:
    def shared(of: Templates) -> None:
        config = at(of, "edge/Distribution")["Properties"]["DistributionConfig"]
        config["Aliases"] = ["www.example.nl"]
        of.site["Outputs"]["TableName"]["Export"] = {"Name": "krant-table"}
        at(of, "budget/Budget")["Properties"]["Budget"]["BudgetName"] = "krant"
        at(of, "us_east_1/WebAcl")["Properties"]["Name"] = "krant"

    found = [one.words for one in side_by_side(faulty(shared))]

    assert any("www.example.nl is also an alternate name of the CDN of krant-prod" in one for one in found)
    assert any("krant-table is also exported by krant-prod" in one for one in found)
    assert found.count("krant is also a name of krant-prod") == 1
    assert found.count("krant is also a name of global-prod") == 1


OFFERS: dict[str, tuple[Fault, str]] = {
    "more hours than a week has": (
        parameter("NoNewsHours", AllowedValues=[1, 200]),
        "720000 seconds that it looks back",
    ),
    "any number of hours": (unbounded("NoNewsHours", "AllowedValues"), "seconds that it looks back"),
    "no hour": (parameter("NoNewsHours", AllowedValues=[0, 1]), "needs more datapoints than periods"),
    "a stage that the mapping lacks": (
        parameter("Stage", AllowedValues=["dev", "test"]),
        "not there: <not in LogRetention>",
    ),
    "a stage that a nested stack lacks": (
        parameter("Stage", AllowedValues=["dev", "test"]),
        "is given Stage=test, and may",
    ),
    "a choice that a stack beside lacks": (
        parameter("Dashboard", AllowedValues=["on", "auto"]),
        "is given Dashboard=auto",
    ),
    "no request at all": (unbounded("RequestsPerFiveMinutes", "MinValue", "us_east_1"), "0 requests of one address"),
}


@pytest.mark.parametrize("name", OFFERS)
def test_a_value_that_is_offered_and_cannot_be_had_is_found(name: str) -> None:
    fault, found = OFFERS[name]

    assert any(found in str(one) for one in offering(faulty(fault)))


def test_a_region_that_is_offered_and_refused_is_found() -> None:
    assertion = asserting({"Fn::Contains": [["eu-central-1"], {"Ref": "AWS::Region"}]})

    assert any("rule One refuses" in one.words and "eu-west-1" in one.words for one in everywhere(faulty(assertion)))


def test_a_region_that_takes_no_access_logs_is_found() -> None:
    assert list(regions.logs(deployment(templates(), "krant", "eu-south-1", {}))) != []
    assert list(regions.logs(deployment(templates(), "krant", "eu-central-1", {}))) == []


@pytest.mark.parametrize("part", PARTS)
def test_the_judge_finds_nothing(part: str) -> None:
    """`make judge`, part by part; of the many combinations of parameters a sample."""
    of = templates()
    every = list(every_combination(of))
    some = random.Random(SEED).sample(every, amount(48, whole=len(every)))

    found = combined(of, some) if PARTS[part] is combined else PARTS[part](of)

    assert list(map(str, told_once(found))) == []


@pytest.mark.parametrize("part", SLOW)
def test_an_engine_that_nobody_here_made_finds_a_budget_where_there_is_none(part: str) -> None:
    """In Stockholm CloudFormation refuses the whole template: «Unrecognized resource types: [AWS::Budgets::Budget]»."""

    of = copy.deepcopy(templates())
    small = of.delivery
    small["Resources"]["Budget"] = at(of, "budget/Budget")
    few = replace(of, site=small, nested={}, watching=small, ci=small, us_east_1=small)

    assert any("Budget" in str(one) for one in PARTS[part](few))


def test_the_docs_offer_the_regions_that_are_judged() -> None:
    page = Path(ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")

    assert [region for region in regions.REGIONS if f"`{region}`" not in page] == []
