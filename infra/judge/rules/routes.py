"""What stands in the OpenAPI of an HTTP API, and in its stage: routes, integrations, variables, access logs.

Sources: API Gateway developer guide (HTTP APIs: routes, Lambda proxy integrations, access logs) and quotas.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from judge.deployment import Deployment
from judge.finding import Findings, unless
from judge.names import API, dig, is_true

ROUTES = "API Gateway developer guide, routes of HTTP APIs"
INTEGRATIONS = "API Gateway quotas, HTTP API integration timeout; developer guide, payload format"
LOGS = "API Gateway developer guide, HTTP API access logs, and their variables"
STAGES = "API Gateway V2 API reference, CreateStage: WebSocket APIs alone"
INTEGRATION = "x-amazon-apigateway-integration"
METHODS = frozenset(
    {"delete", "get", "head", "options", "patch", "post", "put", "trace", "x-amazon-apigateway-any-method"}
)
NO_METHODS = frozenset({"parameters", "summary", "description", "servers", "options"})
WAITS = range(50, 30001)
"""Milliseconds."""
PATH = re.compile(r"\$default|/|(/([^/{}]+|\{[\w.:-]+\}))*(/([^/{}]+|\{[\w.:-]+\+?\}))/?")
"""A greedy parameter stands at the end."""
VARIABLE, VALUE = re.compile(r"[A-Za-z0-9_]+"), re.compile(r"[A-Za-z0-9\-._~:/?#&=,]+")
LOGGED = re.compile(r"\$context\.([A-Za-z0-9.]*[A-Za-z0-9])")
KNOWN = frozenset(
    {
        *("accountId", "apiId", "authorizer.error", "authorizer.latency", "authorizer.principalId"),
        *("authorizer.status", "awsEndpointRequestId", "awsEndpointRequestId2", "customDomain.basePathMatched"),
        *("dataProcessed", "domainName", "domainPrefix", "error.message", "error.messageString"),
        *("error.responseType", "extendedRequestId", "httpMethod", "integration.error"),
        *("integration.integrationStatus", "integration.latency", "integration.requestId", "integration.status"),
        *("integrationErrorMessage", "integrationLatency", "integrationStatus", "path", "protocol", "requestId"),
        *("requestTime", "requestTimeEpoch", "responseLatency", "responseLength", "routeKey", "stage", "status"),
    }
)
FAMILIES = ("authorizer.", "identity.")
"""Of which an authorizer, or a route that knows who asks, has more."""
VENDED = "/aws/vendedlogs/"


def paths(deployment: Deployment) -> Findings:
    for one in deployment.of_kind(API):
        for path, methods in _paths(one.properties):
            checks = {f"{path} is no path of a route": bool(PATH.fullmatch(path))}
            checks |= {
                f"{method} of {path} is no method": method in METHODS for method in methods if method not in NO_METHODS
            }
            yield from unless("route", one.where, ROUTES, checks)


def integrations(deployment: Deployment) -> Findings:
    for one in deployment.of_kind(API):
        for path, methods in _paths(one.properties):
            for written in methods.values():
                found = written.get(INTEGRATION, {}) if isinstance(written, Mapping) else {}
                waits = found.get("timeoutInMillis", WAITS[-1])
                form = str(found.get("payloadFormatVersion", "2.0"))
                wanted = written.get("security") if isinstance(written, Mapping) else None
                checks = {
                    f"asks whoever comes to {path} for what no reader has: 403": not wanted,
                    f"waits {waits} ms for {path}, and may from {WAITS[0]} to {WAITS[-1]}": int(waits) in WAITS,
                    f"{form} is no payload format of {path}": form in ("1.0", "2.0"),
                }
                yield from unless("route", one.where, INTEGRATIONS, checks)


def parts(deployment: Deployment) -> Findings:
    """Of an API that is made of its parts: where its routes lead, and how they are called."""
    apis = {str(one.arn).rpartition("/")[2] for one in deployment.of_kind(API)}
    integrations = {f"integrations/{one.name}": one for one in deployment.of_kind("AWS::ApiGatewayV2::Integration")}
    for one in deployment.of_kind("AWS::ApiGatewayV2::Route"):
        key, of = str(one.properties["RouteKey"]), str(one.properties["ApiId"])
        method, _, path = key.rpartition(" ")
        led = integrations.get(str(one.properties.get("Target")))
        checks = {
            f"{key} is no key of a route": key == "$default" or (method in KEYS and bool(PATH.fullmatch(path))),
            f"{key} leads nowhere: 404": led is not None and led.properties["ApiId"] == of,
            f"is of {of}, which is not there": of in apis,
            f"asks whoever comes to {key} for what no reader has: 403": one.properties.get("AuthorizationType", "NONE")
            == "NONE",
        }
        yield from unless("route", one.where, ROUTES, checks)
    for one in integrations.values():
        waits, form = (one.properties.get(name) for name in ("TimeoutInMillis", "PayloadFormatVersion"))
        checks = {
            f"waits {waits} ms, and may from {WAITS[0]} to {WAITS[-1]}": int(waits or WAITS[-1]) in WAITS,
            f"{form} is no payload format": form in ("1.0", "2.0"),
            "is not called as Lambda wants it": one.properties["IntegrationType"] == "AWS_PROXY",
        }
        yield from unless("route", one.where, INTEGRATIONS, checks)


KEYS = frozenset({"ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})


def _paths(properties: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from (dig(properties, "Body.paths") or {}).items()


def descriptions(deployment: Deployment) -> Findings:
    for one in deployment.of_kind(API):
        title, description = (str(dig(one.properties, f"Body.info.{name}") or "") for name in ("title", "description"))
        checks = {
            f"{len(title)} characters of title, at most 128": len(title) <= 128,
            f"{len(description)} characters of description, at most 1024": len(description) <= 1024,
        }
        yield from unless("api", one.where, "API Gateway V2 API reference, CreateApi", checks)


def stages(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::ApiGatewayV2::Stage"):
        settings = [one.properties.get("DefaultRouteSettings", {}), *one.properties.get("RouteSettings", {}).values()]
        traced = [
            name
            for part in settings
            for name in ("LoggingLevel", "DataTraceEnabled")
            if str(part.get(name, "OFF")).lower() not in ("off", "false")
        ]
        variables = one.properties.get("StageVariables", {})
        checks = {
            f"{', '.join(traced)}, which HTTP APIs do not have": not traced,
            "is deployed by nobody, and answers 404": is_true(one.properties.get("AutoDeploy"))
            or "DeploymentId" in one.properties,
            "a stage variable has other characters than A-Z, a-z, 0-9 and _": all(map(VARIABLE.fullmatch, variables)),
            "the value of a stage variable has a character that none may have": all(
                VALUE.fullmatch(str(value)) for value in variables.values()
            ),
        }
        yield from unless("stage", one.where, STAGES, checks)


def logs(deployment: Deployment) -> Findings:
    """What is no variable is logged as «-», and what filters it counts nothing."""
    groups = {one.name for one in deployment.of_kind("AWS::Logs::LogGroup")}
    for one in deployment.of_kind("AWS::ApiGatewayV2::Stage"):
        written = str(dig(one.properties, "AccessLogSettings.Format") or "")
        target = str(dig(one.properties, "AccessLogSettings.DestinationArn") or "")
        unknown = [name for name in LOGGED.findall(written) if name not in KNOWN and not name.startswith(FAMILIES)]
        group = target.partition(":log-group:")[2]
        checks = {
            "its log format takes more than one line": "\n" not in written.strip(),
            f"logs {', '.join(unknown)}, which HTTP APIs do not have": not unknown,
            f"logs to {target}, which is no log group and no stream of Firehose": not target
            or bool(group)
            or ":firehose:" in target,
            f"there is no log group {group}": not group or group.removesuffix(":*") in groups,
            f"logs to a group outside {VENDED}: the account's one log policy has room for ten or so": not group
            or group.startswith(VENDED),
        }
        yield from unless("api-log", one.where, LOGS, checks)
