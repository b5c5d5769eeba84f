"""What AWS's descriptions of its APIs refuse, seen to be found; and what they do not."""

from typing import Any

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from judge.described import MADE_BY, broken_descriptions, members_of
from judge.stack import Stack

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("AWS::Budgets::Budget", {"Budget": {"BudgetType": "COSTS"}}, "Budget.BudgetType is COSTS, and may be USAGE, COST"),
    ("AWS::CertificateManager::Certificate", {"ValidationMethod": "HTTPS"}, "ValidationMethod is HTTPS, and may be"),
    ("AWS::CloudFront::Distribution", {"DistributionConfig": {"HttpVersion": "http4"}}, "http4, and may be"),
    (
        "AWS::CloudFront::ResponseHeadersPolicy",
        {"ResponseHeadersPolicyConfig": {"CorsConfig": {"AccessControlAllowMethods": {"Items": ["FETCH"]}}}},
        "AccessControlAllowMethods.Items[] is FETCH",
    ),
    (
        "AWS::CloudFront::Distribution",
        {"DistributionConfig": {"Origins": [{"ConnectionAttempts": "drie"}]}},
        "is no number",
    ),
    ("AWS::CloudWatch::Alarm", {"Namespace": ":x"}, "Namespace is :x, which does not match"),
    ("AWS::CloudWatch::Alarm", {"AlarmActions": ["arn:aws:x"] * 6}, "AlarmActions is 6 members, at most 5"),
    ("AWS::Lambda::Function", {"Handler": "app handler"}, "Handler is app handler, which does not match"),
    ("AWS::Lambda::Function", {"Environment": {"Variables": {"1A": "x"}}}, "is 1A, which does not match"),
    ("AWS::Logs::MetricFilter", {"FilterPattern": "x" * 1025}, "FilterPattern is 1025 characters, at most 1024"),
    ("AWS::Scheduler::Schedule", {"State": "ON"}, "State is ON, and may be ENABLED, DISABLED"),
    ("AWS::SSM::Parameter", {"Tier": "Cheap"}, "Tier is Cheap, and may be"),
    (
        "AWS::WAFv2::LoggingConfiguration",
        {"LogDestinationConfigs": []},
        "LogDestinationConfigs is 0 members, at least 1",
    ),
]
TAKEN: list[tuple[str, dict[str, Any]]] = [
    ("AWS::Budgets::Budget", {"Budget": {"BudgetType": "USAGE", "BudgetName": "krant van de streek"}}),
    ("AWS::CloudWatch::Alarm", {"Namespace": "AWS/Lambda", "Period": "60", "Threshold": "0.5"}),
    ("AWS::CloudWatch::Alarm", {"MetricName": "<Table.Name>" * 50}),
    ("AWS::CloudFront::Distribution", {"DistributionConfig": {"Aliases": ["a.nl"], "CacheBehaviors": []}}),
    ("AWS::Lambda::Function", {"Handler": "app.handler", "Timeout": "30", "Tags": [{"Key": "a", "Value": "b"}]}),
    ("AWS::SSM::Parameter", {"Value": "{{resolve:ssm:x}}", "Type": "String"}),
    ("AWS::SNS::Topic", {"Colour": "a property that the request does not have"}),
    ("AWS::Krant::Kind", {"State": "of a kind that is in no description"}),
]


def found(kind: str, properties: dict[str, Any]) -> list[str]:
    return [
        one.words
        for one in broken_descriptions(Stack("proef", {"Resources": {"One": {"Type": kind, "Properties": properties}}}))
    ]


@pytest.mark.parametrize(("kind", "properties", "words"), REFUSED)
def test_what_a_request_may_not_have_is_found(kind: str, properties: dict[str, Any], words: str) -> None:
    assert any(words in one for one in found(kind, properties))


@pytest.mark.parametrize(("kind", "properties"), TAKEN)
def test_what_a_request_may_have_is_not(kind: str, properties: dict[str, Any]) -> None:
    assert found(kind, properties) == []


@pytest.mark.parametrize("kind", MADE_BY)
def test_each_kind_has_its_request(kind: str) -> None:
    """Whose members are called as properties are: one that has none of them would find nothing."""
    properties = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema["properties"]

    assert {name.lower() for name in properties} & members_of(kind)
