"""Who may take a role, and conditions of policies that no request can meet."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from policy_sentry.querying.actions import get_action_data

from judge.deployment import Deployment
from judge.finding import Finding, Findings, unless
from judge.names import ACCOUNT, dig
from judge.permissions import statements
from judge.policy import Request, is_allowed, many
from judge.stack import Resource, Stack

TAKERS = {
    "AWS::CodeDeploy::DeploymentGroup": ("ServiceRoleArn", "codedeploy.amazonaws.com"),
    "AWS::Lambda::Function": ("Role", "lambda.amazonaws.com"),
    "AWS::Scheduler::Schedule": ("Target.RoleArn", "scheduler.amazonaws.com"),
}
"""By kind, the property that names its role, and the service that takes it."""
TRUST = "IAM user guide, roles that a service takes: «cannot be assumed by»"
FEDERATED = "IAM user guide, roles for OpenID Connect; GitHub docs, OpenID Connect in AWS"
KEYS = "Service Authorization Reference, condition keys"
SERVICES = "IAM user guide, principals: «Invalid principal in policy»"
SERVICE = re.compile(r"[a-z0-9-]+([.][a-z0-9-]+)*[.](amazonaws[.]com([.]cn)?|api[.]aws)")
GITHUB = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"
"""What a workflow asks a token for. Source: aws-actions/configure-aws-credentials, input audience."""
Statement = Mapping[str, Any]


def trusted(deployment: Deployment) -> Findings:
    """A role that its service cannot take: the resource that names it is not made."""
    for one in deployment.every_resource():
        path, service = TAKERS.get(one.kind, ("", ""))
        role = deployment.with_arn(dig(one.properties, path)) if path else None
        if role is not None:
            words = f"{service} may not take {role.logical}"
            yield from unless("trust", one.where, TRUST, {words: _trusts(role, service)})


def _trusts(role: Resource, service: str) -> bool:
    granted = [_from_anywhere(one) for one in _trust(role) if service in many(dig(one, "Principal.Service") or [])]
    return is_allowed(granted, Request("sts:AssumeRole", "*", {"aws:SourceAccount": ACCOUNT}))


def _from_anywhere(statement: Statement) -> Statement:
    """Without what it says of the ARN in whose name a service comes: of that each service has its own idea."""
    conditions = {
        name: {key: value for key, value in wanted.items() if key.lower() != "aws:sourcearn"}
        for name, wanted in statement.get("Condition", {}).items()
    }
    return {**statement, "Condition": conditions}


def _trust(role: Resource) -> list[Statement]:
    return many(role.properties["AssumeRolePolicyDocument"]["Statement"])


def workflows(ci: Stack) -> Findings:
    """CloudFormation takes the one role of `ci`; a workflow of the repository and environment takes the other."""
    execution, deploy = ci.resource("ExecutionRole"), ci.resource("DeployRole")
    words = "cloudformation.amazonaws.com may not take it"
    yield from unless("trust", execution.where, TRUST, {words: _trusts(execution, "cloudformation.amazonaws.com")})
    given = ci.parameters
    subject = f"repo:{given['Repository']}:environment:{given['Environment']}"
    token = Request("sts:AssumeRoleWithWebIdentity", "*", {f"{GITHUB}:aud": AUDIENCE, f"{GITHUB}:sub": subject})
    providers = [ci.resource(name) for name in ci.of_kind("AWS::IAM::OIDCProvider")]
    checks = {
        f"a workflow, {subject}, may not take it": is_allowed(
            [one for one in _trust(deploy) if dig(one, "Principal.Federated")], token
        ),
        f"its identity provider takes no token for {AUDIENCE}": all(
            AUDIENCE in one.properties.get("ClientIdList", ()) for one in providers
        ),
    }
    yield from unless("trust", deploy.where, FEDERATED, checks)


def conditions(deployment: Deployment) -> Findings:
    """A condition on a key that its action does not have: it never holds, or, with ForAllValues, always."""
    for role in deployment.of_kind("AWS::IAM::Role"):
        yield from conditions_of(role)


def conditions_of(role: Resource) -> Findings:
    for one in statements(role):
        for key, action in _without_key(one):
            yield Finding(rule="condition", where=role.where, words=f"{action} has no condition key {key}", source=KEYS)


def _without_key(one: Statement) -> Iterator[tuple[str, str]]:
    keys = {key for wanted in one.get("Condition", {}).values() for key in wanted}
    for key in sorted(one for one in keys if not one.lower().startswith("aws:")):
        for action in (name for name in many(one.get("Action", [])) if "*" not in name):
            known = keys_of(action)
            if known and not any(pattern.fullmatch(key.lower()) for pattern in known):
                yield key, action


@lru_cache
def keys_of(action: str) -> tuple[re.Pattern[str], ...]:
    """The condition keys that a request for `action` has; none where the reference does not know it."""
    service, _, name = action.partition(":")
    found = get_action_data(service, name)
    keys = {str(key).lower() for row in found.get(service, ()) for key in row["condition_keys"]} if found else set()
    return tuple(_pattern(key) for key in keys | ({"aws:"} if found else set()))


def _pattern(key: str) -> re.Pattern[str]:
    """One such as `s3:ExistingObjectTag/<key>` stands for many."""
    return re.compile(".+".join(map(re.escape, re.split(r"\$\{[^}]+\}|<[^>]+>", key))))


def principals(deployment: Deployment) -> Findings:
    """A service by a name that no service has: the policy is refused."""
    for one in deployment.every_resource():
        for name in ("AssumeRolePolicyDocument", "PolicyDocument"):
            for statement in many((one.properties.get(name) or {}).get("Statement", [])):
                for service in many(dig(statement, "Principal.Service") or []):
                    words = f"{service} is no name of a service"
                    yield from unless("principal", one.where, SERVICES, {words: bool(SERVICE.fullmatch(str(service)))})
