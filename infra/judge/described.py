"""What AWS's own descriptions of its APIs say of each property: values, lengths and patterns that a request may have.

The schemas of the registry leave many of these out. A property is held to the member of the same name in the request
that makes its resource. Source: botocore, service-2.json, which AWS generates from the services' models.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import botocore.session
from botocore.model import ListShape, MapShape, Shape, StructureShape

from judge.deployment import Templates, each_stack
from judge.finding import Finding, Findings
from judge.stack import Stack

MADE_BY = {
    "AWS::ApiGatewayV2::Stage": ("apigatewayv2", "CreateStage"),
    "AWS::Budgets::Budget": ("budgets", "CreateBudget"),
    "AWS::CertificateManager::Certificate": ("acm", "RequestCertificate"),
    "AWS::CloudFront::CachePolicy": ("cloudfront", "CreateCachePolicy"),
    "AWS::CloudFront::Distribution": ("cloudfront", "CreateDistribution"),
    "AWS::CloudFront::Function": ("cloudfront", "CreateFunction"),
    "AWS::CloudFront::OriginAccessControl": ("cloudfront", "CreateOriginAccessControl"),
    "AWS::CloudFront::OriginRequestPolicy": ("cloudfront", "CreateOriginRequestPolicy"),
    "AWS::CloudFront::ResponseHeadersPolicy": ("cloudfront", "CreateResponseHeadersPolicy"),
    "AWS::CloudWatch::Alarm": ("cloudwatch", "PutMetricAlarm"),
    "AWS::CloudWatch::Dashboard": ("cloudwatch", "PutDashboard"),
    "AWS::CodeDeploy::DeploymentGroup": ("codedeploy", "CreateDeploymentGroup"),
    "AWS::DynamoDB::Table": ("dynamodb", "CreateTable"),
    "AWS::IAM::ManagedPolicy": ("iam", "CreatePolicy"),
    "AWS::IAM::OIDCProvider": ("iam", "CreateOpenIDConnectProvider"),
    "AWS::IAM::Role": ("iam", "CreateRole"),
    "AWS::Lambda::Alias": ("lambda", "CreateAlias"),
    "AWS::Lambda::EventInvokeConfig": ("lambda", "PutFunctionEventInvokeConfig"),
    "AWS::Lambda::EventSourceMapping": ("lambda", "CreateEventSourceMapping"),
    "AWS::Lambda::Function": ("lambda", "CreateFunction"),
    "AWS::Lambda::LayerVersion": ("lambda", "PublishLayerVersion"),
    "AWS::Logs::LogGroup": ("logs", "CreateLogGroup"),
    "AWS::Logs::MetricFilter": ("logs", "PutMetricFilter"),
    "AWS::Logs::QueryDefinition": ("logs", "PutQueryDefinition"),
    "AWS::Scheduler::Schedule": ("scheduler", "CreateSchedule"),
    "AWS::SNS::Subscription": ("sns", "Subscribe"),
    "AWS::SNS::Topic": ("sns", "CreateTopic"),
    "AWS::SQS::Queue": ("sqs", "CreateQueue"),
    "AWS::SSM::Parameter": ("ssm", "PutParameter"),
    "AWS::WAFv2::LoggingConfiguration": ("wafv2", "PutLoggingConfiguration"),
    "AWS::WAFv2::WebACL": ("wafv2", "CreateWebACL"),
}
"""By kind of resource, the request that makes it: service and operation."""
OTHERWISE = {"AWS::WAFv2::LoggingConfiguration": "LoggingConfiguration"}
"""Where the properties are those of a member of the request."""
UNKNOWN = re.compile(r"<[^<>]+>|\{\{resolve:")
"""In a value that only AWS knows."""


def broken_descriptions(stack: Stack) -> Findings:
    """Every property in `stack` that the API which makes its resource would refuse."""
    for one in stack.resources.values():
        if one.kind in MADE_BY:
            for path, words in _refused(one.kind, json.dumps(one.properties, default=str)):
                source = f"{MADE_BY[one.kind][0]} API reference, {MADE_BY[one.kind][1]}"
                yield Finding(rule="described", where=one.where, words=f"{path} {words}", source=source)


def by_descriptions(of: Templates) -> Findings:
    """In each stack as its parameters make it."""
    for stack in each_stack(of):
        yield from broken_descriptions(stack)


@lru_cache(maxsize=4096)
def _refused(kind: str, properties: str) -> tuple[tuple[str, str], ...]:
    """Most resources are the same under most parameters."""
    return tuple(_broken(_request(kind), json.loads(properties), ""))


def members_of(kind: str) -> set[str]:
    """In lower case, the members of the request that makes a resource of `kind`."""
    request = _request(kind)
    return {name.lower() for name in request.members} if isinstance(request, StructureShape) else set()


@lru_cache
def _request(kind: str) -> Shape:
    service, operation = MADE_BY[kind]
    shape = _service(service).operation_model(operation).input_shape
    found: Shape = shape.members[OTHERWISE[kind]] if kind in OTHERWISE else shape
    return found


@lru_cache
def _service(name: str) -> Any:
    return botocore.session.get_session().get_service_model(name)


def _broken(shape: Shape, value: Any, path: str) -> Iterator[tuple[str, str]]:
    match shape, value:
        case StructureShape(), dict():
            members = {name.lower(): member for name, member in shape.members.items()}
            for name, inner in value.items():
                if name.lower() in members:
                    yield from _broken(members[name.lower()], inner, f"{path}.{name}".lstrip("."))
        case StructureShape(), list() if "Items" in shape.members:  # CloudFront's lists
            yield from _broken(shape.members["Items"], value, path)
        case ListShape(), list():
            yield from _outside(shape.metadata, len(value), path, "members")
            for inner in value:
                yield from _broken(shape.member, inner, f"{path}[]")
        case MapShape(), dict():
            yield from _outside(shape.metadata, len(value), path, "members")
            for name, inner in value.items():
                yield from _broken(shape.key, name, f"{path}{{}}")
                yield from _broken(shape.value, inner, f"{path}.{name}")
        case _, str() | int() | float() if not isinstance(value, bool):
            yield from _scalar(shape, value, path)


def _scalar(shape: Shape, value: str | float, path: str) -> Iterator[tuple[str, str]]:
    text, rules = str(value), shape.metadata
    if UNKNOWN.search(text):
        return
    if shape.type_name in ("integer", "long", "float", "double"):
        if _is_number(text):
            yield from _outside(rules, float(text), path, "")
        else:
            yield path, f"is {text}, which is no number"
    elif shape.type_name == "string":
        yield from _outside(rules, len(text), path, "characters")
        if text not in rules.get("enum", (text,)):
            yield path, f"is {text}, and may be {', '.join(rules['enum'])}"
        if not _fits(rules.get("pattern", ""), text):
            yield path, f"is {text}, which does not match {rules['pattern']}"


def _outside(rules: Mapping[str, Any], number: float, path: str, of: str) -> Iterator[tuple[str, str]]:
    if number < rules.get("min", number):
        yield path, f"is {number:g} {of}, at least {rules['min']}"
    if number > rules.get("max", number):
        yield path, f"is {number:g} {of}, at most {rules['max']}"


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?[0-9]+([.][0-9]+)?(e[+-]?[0-9]+)?", text, re.IGNORECASE) is not None


def _fits(pattern: str, text: str) -> bool:
    """One that Python cannot read is Java's, and believed."""
    try:
        return not pattern or re.fullmatch(pattern, text, re.DOTALL) is not None
    except re.error:
        return True
