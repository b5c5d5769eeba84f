"""Stacks and accounts as a whole: how much of everything, and what two stages in one account share."""

import json
import re
from collections import Counter

from judge.deployment import LONGEST_NAME, Deployment
from judge.finding import Finding, Findings, unless
from judge.names import NAMINGS
from judge.stack import Stack

PORTALS_IN_AN_ACCOUNT = 5
QUOTAS = {
    "AWS::CloudFront::CachePolicy": 20,
    "AWS::CloudFront::Function": 100,
    "AWS::CloudFront::OriginAccessControl": 100,
    "AWS::CloudFront::ResponseHeadersPolicy": 20,
}
"""Of an account. Source: CloudFront quotas."""
IN_A_REQUEST, IN_A_BUCKET = 51200, 1048576
"""Bytes of a template. Source: CloudFormation quotas."""


def templates(deployment: Deployment) -> Findings:
    for stack in deployment.stacks:
        most = IN_A_REQUEST if stack in deployment.beside else IN_A_BUCKET
        yield from unless("template", stack.name, "CloudFormation quotas", _sizes(stack, most))


def _sizes(stack: Stack, most: int) -> dict[str, bool]:
    template = stack.template
    written = len(json.dumps(template).encode())
    described = len(str(template.get("Description", "")).encode())
    longest = max((len(str(value)) for value in stack.parameters.values()), default=0)
    counts = {"Resources": 500, "Parameters": 200, "Outputs": 200, "Mappings": 200}
    return {
        f"{len(template.get(part, ()))} {part}, at most {limit}": len(template.get(part, ())) <= limit
        for part, limit in counts.items()
    } | {
        f"{written} bytes as JSON, at most {most}": written <= most,
        f"{described} bytes of description, at most 1024": described <= 1024,
        f"{longest} characters of a parameter, at most 4096": longest <= 4096,
    }


def stack_names(deployment: Deployment) -> Findings:
    """The template itself refuses a name that is longer than the one at which all names are judged."""
    site, source = deployment.site, "judge.deployment, LONGEST_NAME"
    checks = [one for one in site.resources.values() if one.properties.get("Value") == site.name]
    patterns = [re.compile(str(one.properties.get("AllowedPattern", ".*"))) for one in checks]
    refused = (f"{LONGEST_NAME}x", "Krant", "1krant", "krant_dev")
    right = any(pattern.fullmatch(LONGEST_NAME) and not any(map(pattern.fullmatch, refused)) for pattern in patterns)
    waits = str(site.template["Resources"].get("Storage", {}).get("DependsOn", ""))
    yield from unless(
        "stack-name",
        site.name,
        source,
        {
            f"no parameter refuses a stack name longer than {LONGEST_NAME}": right,
            "what stays behind is made before the stack's name is checked": any(one.logical in waits for one in checks),
        },
    )


def account(deployment: Deployment) -> Findings:
    kinds = Counter(one.kind for one in deployment.every_resource())
    checks = {
        f"{kinds[kind]} of {kind}; an account has {quota}, so {PORTALS_IN_AN_ACCOUNT} portals do not fit": kinds[kind]
        * PORTALS_IN_AN_ACCOUNT
        <= quota
        for kind, quota in QUOTAS.items()
    }
    yield from unless("account", deployment.site.name, "CloudFront quotas", checks)


def shared_names(one: Deployment, other: Deployment) -> Findings:
    """Two stages in one account have nothing of one name: the second could not be made."""
    theirs = {(resource.kind, resource.name) for resource in other.every_resource() if resource.kind in NAMINGS}
    for resource in one.every_resource():
        if (resource.kind, resource.name) in theirs:
            words = f"{resource.name} is also a name of {other.site.name}"
            yield _shared(resource.where, words)
    aliases, exported = _aliases(other), {name for stack in other.stacks for name in stack.exports}
    for name in sorted(_aliases(one) & aliases):
        yield _shared(one.site.name, f"{name} is also an alternate name of the CDN of {other.site.name}")
    for stack in one.stacks:
        for name in exported.intersection(stack.exports):
            yield _shared(stack.name, f"{name} is also exported by {other.site.name}")


def _aliases(of: Deployment) -> set[str]:
    return {
        str(name)
        for one in of.of_kind("AWS::CloudFront::Distribution")
        for name in one.properties["DistributionConfig"].get("Aliases", ())
    }


def _shared(where: str, words: str) -> Finding:
    return Finding(rule="shared-name", where=where, words=words, source="names are unique in an account")
