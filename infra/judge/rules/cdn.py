"""CloudFront and its firewall."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from judge.deployment import Deployment
from judge.finding import Findings, unless
from judge.limits import at
from judge.names import dig
from portal.ingest.announce import SHOWN_ON
from portal.model.picture import MEDIA_TYPES
from portal.pictures.convert import WIDTHS

API = "CloudFront API reference, DistributionConfig"


def distributions(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::CloudFront::Distribution"):
        config = one.properties["DistributionConfig"]
        behaviours = list(behaviours_of(config))
        origins = at(config, "Origins[].Id")
        certificate = dig(config, "ViewerCertificate.AcmCertificateArn")
        checks = {
            "a behaviour leads to an origin that is not there": {part["TargetOriginId"] for part in behaviours}
            <= {*origins},
            "two origins have one id": _once(origins),
            "two behaviours have one path pattern": _once(part.get("PathPattern", "*") for part in behaviours),
            "two functions answer one event": all(
                _once(at(part, "FunctionAssociations[].EventType")) for part in behaviours
            ),
            "alternate names need a certificate": not config.get("Aliases") or bool(certificate),
            "its certificate is not in us-east-1": not certificate or ":acm:us-east-1:" in str(certificate),
            "its firewall is not in us-east-1": ":us-east-1:" in str(config.get("WebACLId", ":us-east-1:")),
        }
        yield from unless("cdn", one.where, API, checks)


def behaviours_of(config: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The default one, and those with a path of their own in their order."""
    yield config["DefaultCacheBehavior"]
    yield from config.get("CacheBehaviors", ())


def cache_policies(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::CloudFront::CachePolicy"):
        config = one.properties["CachePolicyConfig"]
        least, usual, most = (float(config.get(name, 0)) for name in ("MinTTL", "DefaultTTL", "MaxTTL"))
        key = config["ParametersInCacheKeyAndForwardedToOrigin"]
        packed = key.get("EnableAcceptEncodingGzip") or key.get("EnableAcceptEncodingBrotli")
        checks = {
            f"MinTTL {least:g}, DefaultTTL {usual:g} and MaxTTL {most:g} are not in this order": least <= usual <= most,
            "compressed objects need a MaxTTL above zero": most > 0 or not packed,
        }
        yield from unless("cache-policy", one.where, "CloudFront API reference, CachePolicyConfig", checks)


IN_FLIGHT = {"wildcards": 15, "named": 3000}
"""Paths that may be on their way out of a CDN at a time. Source: CloudFront developer guide, invalidations."""
FORGOTTEN = {
    "IngestFunction": SHOWN_ON,
    "PicturesFunction": [f"/beeld/{width}.{form}" for width in WIDTHS for form in MEDIA_TYPES],
}
"""By logical id, what one call of a function has the CDN forget: of a kill, and of the largest picture."""


def invalidations(deployment: Deployment) -> Findings:
    """Each worker has one request on its way, or the CDN refuses some, and a kill waits for its turn."""
    counts = dict.fromkeys(IN_FLIGHT, 0)
    for one in deployment.of_kind("AWS::Lambda::EventSourceMapping"):
        workers = int(dig(one.properties, "ScalingConfig.MaximumConcurrency") or 1000)
        function = deployment.function_of(one)
        for path in FORGOTTEN.get(function.logical, ()) if function else ():
            counts["wildcards" if path.endswith("*") else "named"] += workers
    checks = {
        f"{counts[kind]} {kind} on their way out of the CDN at a time, at most {most}": counts[kind] <= most
        for kind, most in IN_FLIGHT.items()
    }
    yield from unless("invalidations", deployment.site.name, "CloudFront developer guide, invalidation limits", checks)


def firewalls(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::WAFv2::LoggingConfiguration"):
        named = all(":log-group:aws-waf-logs-" in str(target) for target in one.properties["LogDestinationConfigs"])
        source = "WAF developer guide, logging destinations"
        yield from unless("firewall", one.where, source, {"logs to a group that is not called aws-waf-logs-…": named})
    for one in deployment.of_kind("AWS::WAFv2::WebACL"):
        checks = {
            "two rules have one priority": _once(at(one.properties, "Rules[].Priority")),
            "is for CloudFront and not in us-east-1": one.properties.get("Scope") != "CLOUDFRONT"
            or one.region == "us-east-1",
        }
        yield from unless("firewall", one.where, "WAF API reference, CreateWebACL", checks)


def _once(values: Iterable[Any]) -> bool:
    return all(number == 1 for number in Counter(map(str, values)).values())
