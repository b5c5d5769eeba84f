"""Buckets: their policies, whom they tell, and who writes or reads them by a service's own hand."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from judge.deployment import Deployment
from judge.finding import Findings, unless
from judge.limits import at
from judge.names import ACCOUNT, dig, is_true
from judge.policy import Request, is_allowed, is_everybody, many, matches
from judge.rules.cdn import behaviours_of
from judge.stack import Resource

POLICIES = "S3 user guide, bucket policies: «Policy has invalid resource»"
PUBLIC = "S3 user guide, the meaning of «public»: BlockPublicPolicy refuses it"
ORIGINS = "CloudFront developer guide, restricting access to an S3 origin"
NOTIFICATIONS = "S3 user guide, event notification destinations; CloudFormation, NotificationConfiguration"
LIFECYCLE = "S3 user guide, constraints of lifecycle transitions"
LOGS = "CloudFront developer guide, standard logging (legacy), choosing a bucket"
BOUNDED = frozenset(
    {
        *("aws:sourcearn", "aws:sourceaccount", "aws:sourceip", "aws:sourceowner", "aws:sourcevpc", "aws:sourcevpce"),
        *("aws:principalorgid", "aws:principalarn", "aws:principalaccount", "aws:userid", "s3:dataaccesspointarn"),
    }
)
"""Keys by which a statement for everybody is for some after all."""
TAKES_ACLS = frozenset({"BucketOwnerPreferred", "ObjectWriter"})
AFTER_30_DAYS = frozenset({"STANDARD_IA", "ONEZONE_IA"})
Statement = Mapping[str, Any]


def policies(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::S3::BucketPolicy"):
        own = f"arn:aws:s3:::{one.properties['Bucket']}"
        granted = _statements(one)
        named = [str(arn) for part in granted for arn in many(part.get("Resource", []))]
        checks = {
            f"names {arn}, which is not of its bucket": arn == own or arn.startswith(f"{own}/") for arn in named
        } | {"denies everybody what comes over TLS": not any(_denies_all(part, own) for part in granted)}
        yield from unless("bucket-policy", one.where, POLICIES, checks)
        if _blocks_public(deployment, str(one.properties["Bucket"])):
            words = "is public, which its bucket refuses"
            yield from unless("bucket-policy", one.where, PUBLIC, {words: not any(map(_is_public, granted))})


def _statements(policy: Resource) -> list[Statement]:
    return many(policy.properties["PolicyDocument"]["Statement"])


def _denies_all(statement: Statement, own: str) -> bool:
    allowed = {**statement, "Effect": "Allow", "Action": statement["Action"]}
    secure = Request("s3:GetObject", f"{own}/x", {"aws:SecureTransport": "true"})
    return statement["Effect"] == "Deny" and is_everybody(statement) and is_allowed([allowed], secure)


def _is_public(statement: Statement) -> bool:
    keys = {key.lower() for wanted in statement.get("Condition", {}).values() for key in wanted}
    return statement["Effect"] == "Allow" and is_everybody(statement) and not keys & BOUNDED


def _blocks_public(deployment: Deployment, bucket: str) -> bool:
    """As every new bucket does, unless it says otherwise."""
    for one in deployment.of_kind("AWS::S3::Bucket"):
        if one.name == bucket and dig(one.properties, "PublicAccessBlockConfiguration"):
            return is_true(dig(one.properties, "PublicAccessBlockConfiguration.BlockPublicPolicy"))
    return True


def origins(deployment: Deployment) -> Findings:
    """A private bucket answers 403 to a CDN that does not sign, or that its policy does not know."""
    policies = {str(one.properties["Bucket"]): one for one in deployment.of_kind("AWS::S3::BucketPolicy")}
    for one in deployment.of_kind("AWS::CloudFront::Distribution"):
        config = one.properties["DistributionConfig"]
        for origin in config["Origins"]:
            bucket = str(origin["DomainName"]).partition(".s3.")[0]
            if "S3OriginConfig" not in origin or not dig(origin, "OriginAccessControlId"):
                continue
            policy = policies.get(bucket)
            read = [
                Request("s3:GetObject", f"arn:aws:s3:::{bucket}{path}", {"aws:SourceArn": str(one.arn)} | OURS)
                for path in _paths(config, origin["Id"])
            ]
            words = f"the policy of {bucket} does not let it read"
            lets = policy is not None and all(_lets(policy, request) for request in read)
            yield from unless("origin", one.where, ORIGINS, {words: lets})


OURS = {"aws:SecureTransport": "true", "aws:SourceAccount": ACCOUNT}


def _paths(config: Mapping[str, Any], origin: str) -> Iterator[str]:
    for part in behaviours_of(config):
        if part["TargetOriginId"] == origin:
            yield "/" + str(part.get("PathPattern", "/x")).lstrip("/").replace("*", "x")


def _lets(policy: Resource, request: Request) -> bool:
    known = ("cloudfront.amazonaws.com", "*")
    asked = [
        one
        for one in _statements(policy)
        if is_everybody(one) or any(name in known for name in many(dig(one, "Principal.Service") or []))
    ]
    return is_allowed(asked, request)


def notifications(deployment: Deployment) -> Findings:
    """S3 tries whether it may send when the bucket is made: the policy that lets it has to be there before."""
    for one in deployment.of_kind("AWS::S3::Bucket"):
        for arn in map(str, at(one.properties, "NotificationConfiguration.QueueConfigurations[].Queue")):
            queue = deployment.with_arn(arn)
            before = many(one.written.get("DependsOn", []))
            late = [
                policy.logical
                for policy in deployment.of_kind("AWS::SQS::QueuePolicy")
                if policy.stack == one.stack and _is_of(policy, arn) and policy.logical not in before
            ]
            key = str(dig(queue.properties, "KmsMasterKeyId")) if queue else ""
            is_fifo = queue is not None and is_true(queue.properties.get("FifoQueue"))
            checks = {
                "tells a FIFO queue, to which S3 sends nothing": not is_fifo,
                "tells a queue under AWS's own key, which S3 may not use": "alias/aws/sqs" not in key,
                f"is made before {', '.join(late)}, without which S3 may not tell its queue": not late,
            }
            yield from unless("notification", one.where, NOTIFICATIONS, checks)


def _is_of(policy: Resource, queue: str) -> bool:
    named = [str(arn) for one in _statements(policy) for arn in many(one.get("Resource", []))]
    return any(matches(one, queue) for one in named)


def lifecycles(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::S3::Bucket"):
        for rule in at(one.properties, "LifecycleConfiguration.Rules[]"):
            moves = [*rule.get("Transitions", ()), *([rule["Transition"]] if "Transition" in rule else [])]
            early = [part for part in moves if part["StorageClass"] in AFTER_30_DAYS and _days(part) < 30]
            words = "moves an object to a rarely read class within 30 days"
            yield from unless("lifecycle", one.where, LIFECYCLE, {words: not early})


def _days(transition: Mapping[str, Any]) -> int:
    return int(transition.get("TransitionInDays", 30))


def keys(deployment: Deployment) -> Findings:
    """Of what a service reads or writes itself: AWS's own key has a policy that nobody can change."""
    logged, read = set[str](), set[str]()
    for one in deployment.of_kind("AWS::CloudFront::Distribution"):
        config = one.properties["DistributionConfig"]
        logged |= {str(name).partition(".s3.")[0] for name in at(config, "Logging.Bucket")}
        read |= {str(part["DomainName"]).partition(".s3.")[0] for part in config["Origins"] if "S3OriginConfig" in part}
    for one in deployment.of_kind("AWS::S3::Bucket"):
        managed = any(map(_is_managed, at(one.properties, ENCRYPTION)))
        checks = {
            "is encrypted under AWS's own key, by which CloudFront cannot read it": not (managed and one.name in read),
            "is encrypted under AWS's own key, by which no log is delivered": not (managed and one.name in logged),
        }
        yield from unless("bucket-key", one.where, f"{ORIGINS}; {LOGS}", checks)


ENCRYPTION = "BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault"


def _is_managed(encryption: Mapping[str, Any]) -> bool:
    own = str(encryption.get("KMSMasterKeyID", "alias/aws/s3"))
    return str(encryption.get("SSEAlgorithm")).startswith("aws:kms") and "alias/aws/" in own


def logs(deployment: Deployment) -> Findings:
    """CloudFront writes its access logs with an ACL: since April 2023 a new bucket takes none unless it says so."""
    buckets = {one.name: one for one in deployment.of_kind("AWS::S3::Bucket")}
    for one in deployment.of_kind("AWS::CloudFront::Distribution"):
        for name in map(str, at(one.properties, "DistributionConfig.Logging.Bucket")):
            bucket = buckets.get(name.partition(".s3.")[0])
            elsewhere = bucket is not None and f".s3.{bucket.region}." not in name and ".s3.amazonaws." not in name
            owners = set(at(bucket.properties, "OwnershipControls.Rules[].ObjectOwnership")) if bucket else TAKES_ACLS
            checks = {
                f"{name} is no domain name of a bucket": _is_domain(name),
                f"{name} is in another region than its bucket": not elsewhere or not _is_domain(name),
                "logs to a bucket that takes no ACL": bool(owners & TAKES_ACLS),
            }
            yield from unless("cdn-logs", one.where, LOGS, checks)


def _is_domain(name: str) -> bool:
    return re.fullmatch(r"[a-z0-9.-]+[.]s3([.-][a-z0-9-]+)?[.]amazonaws[.]com([.]cn)?", name) is not None
