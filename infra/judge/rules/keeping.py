"""What has to stay when a stack goes, and what must not stand in the way of the next one."""

import json
import re

from judge.deployment import Deployment
from judge.finding import Findings, unless
from judge.names import NAMINGS, dig

KEEPS = frozenset({"AWS::DynamoDB::Table", "AWS::S3::Bucket"})
"""What holds something that cannot be made again, or cannot be deleted while it holds anything."""
POLICIES = "CloudFormation user guide, DeletionPolicy and custom-named resources"
USUAL_RETENTION = 345600
"""Seconds. Source: SQS API reference, MessageRetentionPeriod."""
SSM_SECURE = frozenset({"AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::Redshift::Cluster"})


def retained(deployment: Deployment) -> Findings:
    for one in deployment.every_resource():
        naming = NAMINGS.get(one.kind)
        named = naming is not None and naming.made and naming.key and dig(one.properties, naming.key) is not None
        stays = one.written.get("DeletionPolicy", "Delete") != "Delete"
        replaced = one.written.get("UpdateReplacePolicy") == "Retain"
        checks = {
            f"stays behind as {one.name}, so the next stack of this name cannot be made": not (stays and named),
            "is deleted with what it holds, or cannot be": one.kind not in KEEPS or (stays and replaced),
        }
        yield from unless("retained", one.where, POLICIES, checks)


def protected(deployment: Deployment) -> Findings:
    in_prod = deployment.site.parameters.get("Stage") == "prod"
    for one in deployment.of_kind("AWS::DynamoDB::Table"):
        safe = str(one.properties.get("DeletionProtectionEnabled")) == "True"
        except_on_create = one.written.get("DeletionPolicy") == "RetainExceptOnCreate"
        checks = {
            "cannot be had back: point-in-time recovery is off": bool(
                dig(one.properties, "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled")
            ),
            "can be deleted in prod": safe or not in_prod,
            "is protected, so a first deployment that fails cannot take it back": not (safe and except_on_create),
        }
        yield from unless("protected", one.where, "DynamoDB developer guide", checks)


def dead_letters(deployment: Deployment) -> Findings:
    source = "SQS developer guide, dead-letter queues"
    for one in deployment.of_kind("AWS::SQS::Queue"):
        target = dig(one.properties, "RedrivePolicy.deadLetterTargetArn")
        letters = deployment.with_arn(target)
        kept = int(one.properties.get("MessageRetentionPeriod", USUAL_RETENTION))
        waits = int(letters.properties.get("MessageRetentionPeriod", USUAL_RETENTION)) if letters else 0
        checks = {
            "its dead letters are not there, or kept for less long than its messages": target is None or waits >= kept
        }
        yield from unless("dead-letters", one.where, source, checks)


def values(deployment: Deployment) -> Findings:
    """Parameter Store tries a value by the parameter's own pattern. Values that only AWS knows are not tried."""
    source = "Systems Manager API reference, PutParameter, AllowedPattern"
    for one in deployment.of_kind("AWS::SSM::Parameter"):
        value, pattern = str(one.properties["Value"]), str(one.properties.get("AllowedPattern", ""))
        words = f"its value, {value}, does not match {pattern}"
        fits = not pattern or "<" in value or re.search(pattern, value) is not None
        yield from unless("value", one.where, source, {words: fits})


RESOLVED = re.compile(r"\{\{resolve:(ssm|secretsmanager):([^:}]+)")


def resolved(deployment: Deployment) -> Findings:
    """What CloudFormation is to fill in has to be there before, and so has to be made here."""
    source = "CloudFormation user guide, dynamic references"
    made = {
        one.name for kind in ("SSM::Parameter", "SecretsManager::Secret") for one in deployment.of_kind(f"AWS::{kind}")
    }
    for one in deployment.every_resource():
        for _, name in RESOLVED.findall(one.text):
            words = f"is filled in from {name}, which nothing here makes"
            yield from unless("resolved", one.where, source, {words: name in made or "<" in name})


def secrets(deployment: Deployment) -> Findings:
    """No secret in an environment, none that blocks the next stack, none where CloudFormation does not resolve it."""
    for one in deployment.every_resource():
        text, name = one.text, str(one.properties.get("Name", ""))
        is_secret = one.kind == "AWS::SecretsManager::Secret" and bool(name)
        checks = {
            "ssm-secure is not resolved here": "{{resolve:ssm-secure:" not in text or one.kind in SSM_SECURE,
            "a resolved secret stands in the environment": "{{resolve:" not in text
            or "{{resolve:" not in json.dumps(dig(one.properties, "Environment") or {}, default=str),
            "without a suffix its name waits for 30 days when the stack is made anew": not is_secret
            or bool(re.search(r"[0-9a-f-]{12,}$", name)),
        }
        yield from unless("secret", one.where, "CloudFormation user guide, dynamic references", checks)
