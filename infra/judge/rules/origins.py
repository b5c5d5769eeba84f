"""What a CDN fetches from: host names, APIs that answer by another name or not at all, private buckets."""

import fnmatch
import re
from collections.abc import Mapping
from typing import Any

from judge.deployment import Deployment
from judge.finding import Findings, unless
from judge.limits import at
from judge.names import API, dig, is_true
from judge.rules.cdn import behaviours_of
from judge.rules.managed import MANAGED

ORIGINS = "CloudFront API reference, Origin"
ACCESS = "CloudFront developer guide, restricting access to an origin"
ENDPOINTS = "API Gateway developer guide, HTTP APIs: stages, disabling the default endpoint"
HOST = "CloudFront developer guide, managed origin request policies, AllViewerExceptHostHeader"
HTTPS = 443
REDIRECTS = "S3 user guide, virtual hosting: elsewhere s3.amazonaws.com answers 307 until DNS knows a bucket"
METHODS = "CloudFront developer guide, allowed HTTP methods; order of cache behaviours"
HOST_NAME = re.compile(r"([a-zA-Z0-9]([a-zA-Z0-9_-]*[a-zA-Z0-9])?[.])+[a-zA-Z]{2,}")
WITH_HOST = ("AllViewer", "AllViewerAndCloudFrontHeaders-2022-06", "HostHeaderOnly")
"""Managed policies by which the reader's Host reaches the origin."""
ENDPOINT = "x-amazon-apigateway-endpoint-configuration"
SIGNED = {"s3": ".s3.", "lambda": ".lambda-url.", "mediastore": ".mediastore.", "mediapackagev2": ".mediapackagev2."}
"""By type of access control, what the host name of its origin has in it."""
Config = Mapping[str, Any]


def hosts(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::CloudFront::Distribution"):
        for origin in one.properties["DistributionConfig"]["Origins"]:
            name = str(origin["DomainName"])
            known = "<" in name or name.startswith("given-")
            words = f"{name} is no host name"
            yield from unless("origin", one.where, ORIGINS, {words: known or bool(HOST_NAME.fullmatch(name))})
            elsewhere = "S3OriginConfig" in origin and name.endswith(".s3.amazonaws.com") and one.region != "us-east-1"
            words = f"{name} is not its bucket's name in the region, and answers 307 at first"
            yield from unless("origin", one.where, REDIRECTS, {words: not elsewhere})


def access(deployment: Deployment) -> Findings:
    """A bucket that is private answers 403 to whoever does not sign, or signs for another service."""
    controls = {one.name: one for one in deployment.of_kind("AWS::CloudFront::OriginAccessControl")}
    for one in deployment.of_kind("AWS::CloudFront::Distribution"):
        for origin in one.properties["DistributionConfig"]["Origins"]:
            signs = bool(dig(origin, "OriginAccessControlId") or dig(origin, "S3OriginConfig.OriginAccessIdentity"))
            checks = {"fetches from a bucket without signing: 403": signs or "S3OriginConfig" not in origin}
            for control in controls.values() if dig(origin, "OriginAccessControlId") else ():
                kind = str(dig(control.properties, "OriginAccessControlConfig.OriginAccessControlOriginType"))
                words = f"{control.logical} signs for {kind}, and the origin is {origin['DomainName']}"
                checks[words] = len(controls) > 1 or SIGNED.get(kind, "") in str(origin["DomainName"])
            yield from unless("origin", one.where, ACCESS, checks)


def apis(deployment: Deployment) -> Findings:
    """The CDN asks an API by its own host name, which has to be there, and for paths without a stage's name."""
    stages = {str(one.properties["ApiId"]): one for one in deployment.of_kind("AWS::ApiGatewayV2::Stage")}
    apis = {str(one.arn).rpartition("/")[2]: one for one in deployment.of_kind(API)}
    for one in deployment.of_kind("AWS::CloudFront::Distribution"):
        for origin in one.properties["DistributionConfig"]["Origins"]:
            name, _, rest = str(origin["DomainName"]).partition(".")
            if rest.startswith("execute-api.") and name in apis:
                stage = str(stages[name].properties["StageName"]) if name in stages else ""
                disabled = _is_disabled(apis[name].properties)
                path = str(origin.get("OriginPath", ""))
                custom = origin.get("CustomOriginConfig", {})
                checks = {
                    f"says nothing by which the functions of {apis[name].logical} know it": _is_known(
                        deployment, origin
                    ),
                    f"asks {apis[name].logical} by another way than https at port 443": custom.get(
                        "OriginProtocolPolicy"
                    )
                    == "https-only"
                    and int(custom.get("HTTPSPort", 443)) == HTTPS,
                    f"{apis[name].logical} does not answer by the host name that is asked: 403": not disabled,
                    f"{apis[name].logical} has no stage": bool(stage),
                    f"asks for paths without the stage «{stage}»: 404": stage == "$default" or path == f"/{stage}",
                }
                yield from unless("origin", one.where, ENDPOINTS, checks)


def _is_known(deployment: Deployment, origin: Config) -> bool:
    """Functions answer 403 to whoever does not say what the parameter holds that they are told of."""
    locks = {
        str(name)
        for one in deployment.of_kind("AWS::Lambda::Function")
        for name in at(dict(one.properties), "Environment.Variables.ORIGIN_LOCK")
    }
    said = " ".join(str(one["HeaderValue"]) for one in origin.get("OriginCustomHeaders", ()))
    return all(f"{{{{resolve:ssm:{lock}}}}}" in said for lock in locks)


def _is_disabled(api: Config) -> bool:
    """By its own property, or by its OpenAPI."""
    written = [
        api.get("DisableExecuteApiEndpoint"),
        *at(dict(api), f"Body.servers[].{ENDPOINT}.disableExecuteApiEndpoint"),
    ]
    return any(map(is_true, written))


def routes(deployment: Deployment) -> Findings:
    """A route with a method of its own: the behaviour that its path comes to leads to its API, and takes the method."""
    for one in deployment.of_kind("AWS::CloudFront::Distribution"):
        config = one.properties["DistributionConfig"]
        asked = {_domain(config, part).partition(".")[0] for part in behaviours_of(config)}
        for api in deployment.of_kind(API):
            name = str(api.arn).rpartition("/")[2]
            for path, methods in (dig(api.properties, "Body.paths") or {}).items() if name in asked else ():
                part = _answering(config, re.sub(r"\{[^}]*\}", "x", path))
                taken = {str(method).lower() for method in part["AllowedMethods"]} if "AllowedMethods" in part else READ
                leads = path.startswith("$") or _domain(config, part).partition(".")[0] == name
                checks = {f"leads {path} to another origin than {api.logical}": leads} | {
                    f"lets no {method.upper()} come to {path}: 403": method in taken
                    for method in methods
                    if method in VERBS
                }
                yield from unless("origin", one.where, METHODS, checks)


READ = frozenset({"get", "head"})
VERBS = READ | {"delete", "patch", "post", "put"}


def _answering(config: Config, path: str) -> Config:
    """The first behaviour, in order, whose pattern the path has; the default one for all others."""
    for part in config.get("CacheBehaviors", ()):
        pattern = "/" + str(part["PathPattern"]).lstrip("/")
        if fnmatch.fnmatchcase(path, pattern):
            return dict(part)
    return dict(config["DefaultCacheBehavior"])


def host_headers(deployment: Deployment) -> Findings:
    """API Gateway answers 403 to a Host that is not its own."""
    with_host = {MANAGED["OriginRequestPolicyId"][name] for name in WITH_HOST}
    for one in deployment.of_kind("AWS::CloudFront::Distribution"):
        config = one.properties["DistributionConfig"]
        for part in behaviours_of(config):
            sends = part.get("OriginRequestPolicyId") in with_host and ".execute-api." in _domain(config, part)
            words = f"sends the reader's Host to an API ({part.get('PathPattern', '*')}): 403"
            yield from unless("origin", one.where, HOST, {words: not sends})


def _domain(config: Config, behaviour: Config) -> str:
    target = behaviour["TargetOriginId"]
    return next((str(one["DomainName"]) for one in config["Origins"] if one["Id"] == target), "")
