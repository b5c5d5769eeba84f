"""HTTP APIs: routes, throttles, logs, and how long they wait."""

import json

from judge.deployment import Deployment
from judge.finding import Findings, unless
from judge.names import dig

LOGS = "API Gateway developer guide, HTTP API access logs"
LONGEST_WAIT = 30
"""Seconds. Source: API Gateway quotas, HTTP API integration timeout."""


def routes(deployment: Deployment) -> Findings:
    """A route with a throttle of its own can never be renamed or taken out, nor a release that adds one taken back."""
    source = "aws/serverless-application-model#1939: «Unable to find Route by key»"
    for one in deployment.of_kind("AWS::ApiGatewayV2::Stage"):
        named = ", ".join(one.properties.get("RouteSettings", ()))
        yield from unless(
            "route-settings", one.where, source, {f"settings of {named} make these routes immortal": not named}
        )


def apis(deployment: Deployment) -> Findings:
    warned = "aws/serverless-application-model#2297"
    for one in deployment.of_kind("AWS::ApiGatewayV2::Api"):
        fails = one.properties.get("FailOnWarnings")
        yield from unless("api", one.where, warned, {"a warning of the import fails the deployment": not fails})
    for one in deployment.of_kind("AWS::ApiGatewayV2::Stage"):
        text = str(dig(one.properties, "AccessLogSettings.Format") or '"$context.requestId"')
        checks = {
            "its log format is no JSON": _is_json(text),
            "its log format has no $context.requestId": "requestId" in text,
        }
        yield from unless("api", one.where, LOGS, checks)


def timeouts(deployment: Deployment) -> Findings:
    permitted = deployment.of_kind("AWS::Lambda::Permission")
    called = {one.arn for one in permitted if "apigateway" in str(one.properties.get("Principal"))}
    for one in deployment.of_kind("AWS::Lambda::Function"):
        seconds = int(one.properties.get("Timeout", 3))
        checks = {f"answers an HTTP API after {seconds} s, which waits for {LONGEST_WAIT}": seconds <= LONGEST_WAIT}
        if one.arn in called:
            yield from unless("api-timeout", one.where, "API Gateway quotas, HTTP API", checks)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
