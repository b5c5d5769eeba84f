"""What a CDN does with a request: paths, policies, functions at the edge, headers, errors."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from judge.deployment import Deployment
from judge.finding import Findings, unless
from judge.limits import at
from judge.names import dig, is_true
from judge.rules.cdn import behaviours_of
from judge.rules.managed import MANAGED

API = "CloudFront API reference"
TTLS = "aws/aws-sdk-net#1698: «cannot be used when a cache policy is associated to the cache behavior»"
FUNCTIONS = "CloudFront developer guide, restrictions on edge functions"
RUNTIME = "CloudFront developer guide, JavaScript runtime 1.0: «the const and let statements are not supported»"
HEADERS = "CloudFront developer guide, response headers policies: security headers are no custom headers"
CORS = "Fetch standard, CORS protocol and credentials"
PATH = re.compile(r"[A-Za-z0-9_\-.*$/~\"'@:+&?]+")
POLICY_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{12}")
"""As AWS makes them, and as the judge does for those that a stack makes."""
ERRORS = frozenset({400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504})
OF_A_POLICY = ("ForwardedValues", "MinTTL", "DefaultTTL", "MaxTTL")
SECURITY_HEADERS = frozenset(
    {
        *("content-security-policy", "referrer-policy", "strict-transport-security", "x-content-type-options"),
        *("x-frame-options", "x-xss-protection"),
    }
)
NEWER = re.compile(r"^\s*(const|let)\s|\b(async|await)\s", re.MULTILINE)
EDGE = re.compile(r"arn:aws:cloudfront::\d{12}:function/[\w-]+")
HANDLER = re.compile(r"\bfunction\s+handler\s*\(|\bhandler\s*=")
LISTED = ("whitelist", "allExcept")
Config = Mapping[str, Any]


def paths(deployment: Deployment) -> Findings:
    for one, config in _configs(deployment):
        root = str(config.get("DefaultRootObject", ""))
        codes = Counter(int(code) for code in at(dict(config), "CustomErrorResponses[].ErrorCode"))
        checks = {f"its root object, {root}, begins with a slash": not root.startswith("/")}
        checks |= {f"{code} is answered in two ways": number == 1 for code, number in codes.items()}
        checks |= {f"{code} is no error that a CDN answers itself": code in ERRORS for code in codes}
        for part in behaviours_of(config):
            path = str(part.get("PathPattern", "*"))
            checks[f"{path} is no pattern of a path"] = bool(PATH.fullmatch(path)) and len(path) <= 255
        checks["is switched off, and answers nobody"] = is_true(config.get("Enabled"))
        where = dig(config, "Restrictions.GeoRestriction") or {"RestrictionType": "none"}
        bounded = str(where["RestrictionType"]) != "none"
        checks["is for some countries, and names none, or the other way round"] = bounded == bool(
            where.get("Locations")
        )
        yield from unless("cdn-path", one, f"{API}, CacheBehavior, CustomErrorResponse, GeoRestriction", checks)


def policies(deployment: Deployment) -> Findings:
    """An id that AWS manages for something else, or that is none; and what a policy says already."""
    for one, config in _configs(deployment):
        for part in behaviours_of(config):
            twice = [name for name in OF_A_POLICY if "CachePolicyId" in part and name in part]
            yield from unless("cdn-policy", one, TTLS, {f"{', '.join(twice)} beside a cache policy": not twice})
            checks = {
                f"{part[name]} is no {name.removesuffix('Id')}": _is_policy(name, str(part[name]))
                for name in MANAGED
                if name in part
            }
            yield from unless("cdn-policy", one, f"{API}; developer guide, managed policies", checks)


def _is_policy(name: str, given: str) -> bool:
    elsewhere = {one for other, ids in MANAGED.items() if other != name for one in ids.values()}
    return "<" in given or (POLICY_ID.fullmatch(given) is not None and given not in elsewhere)


def functions(deployment: Deployment) -> Findings:
    known = {str(one.arn): one for one in deployment.of_kind("AWS::CloudFront::Function")}
    for one, config in _configs(deployment):
        for part in behaviours_of(config):
            used = [known[arn] for arn in at(dict(part), "FunctionAssociations[].FunctionARN") if arn in known]
            events = at(dict(part), "LambdaFunctionAssociations[].EventType")
            mixed = "FunctionAssociations" in part and any(str(name).startswith("viewer-") for name in events)
            named = [str(arn) for arn in at(dict(part), "FunctionAssociations[].FunctionARN")]
            checks = {f"{arn} is no ARN of a function at the edge": bool(EDGE.fullmatch(arn)) for arn in named}
            checks |= {"has functions of both kinds at the reader's side of one behaviour": not mixed}
            checks |= {
                f"{function.logical} is not published, and no behaviour takes it": is_true(
                    function.properties.get("AutoPublish")
                )
                for function in used
            }
            yield from unless("edge-function", one, FUNCTIONS, checks)
    for function in known.values():
        old = dig(function.properties, "FunctionConfig.Runtime") == "cloudfront-js-1.0"
        code = str(function.properties["FunctionCode"])
        checks = {
            "its runtime does not know const and let": not (old and NEWER.search(code)),
            "its code has no function called handler": bool(HANDLER.search(code)),
        }
        yield from unless("edge-function", function.where, RUNTIME, checks)


def lists(deployment: Deployment) -> Findings:
    """What is listed counts only where a policy says that there is a list."""
    for one in deployment.of_kind("AWS::CloudFront::CachePolicy"):
        key = one.properties["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]
        for config, behaviour, listed in (
            ("QueryStringsConfig", "QueryStringBehavior", "QueryStrings"),
            ("HeadersConfig", "HeaderBehavior", "Headers"),
            ("CookiesConfig", "CookieBehavior", "Cookies"),
        ):
            wants = str(key[config][behaviour]) in LISTED
            words = f"lists {listed} and keeps none by them, or the other way round"
            yield from unless(
                "cache-policy", one.where, f"{API}, CachePolicyConfig", {words: wants == bool(key[config].get(listed))}
            )


def headers(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::CloudFront::ResponseHeadersPolicy"):
        config = one.properties["ResponseHeadersPolicyConfig"]
        custom = [str(name) for name in at(config, "CustomHeadersConfig.Items[].Header")]
        checks = {
            f"{name} is a security header, and no custom one": name.lower() not in SECURITY_HEADERS for name in custom
        }
        yield from unless("headers", one.where, HEADERS, checks)
        cors = config.get("CorsConfig") or {}
        starred = [
            name
            for name in ("AccessControlAllowOrigins", "AccessControlAllowHeaders", "AccessControlAllowMethods")
            if "*" in at(cors, f"{name}.Items[]")
        ]
        wild = is_true(cors.get("AccessControlAllowCredentials")) and starred
        yield from unless("headers", one.where, CORS, {"lets credentials in from anywhere": not wild})


def _configs(deployment: Deployment) -> Iterator[tuple[str, Config]]:
    for one in deployment.of_kind("AWS::CloudFront::Distribution"):
        yield one.where, one.properties["DistributionConfig"]
