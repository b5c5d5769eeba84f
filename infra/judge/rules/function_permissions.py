"""What the code of a function does at AWS, and its role has to let it: the table is needs.toml.

A role that lacks an action deploys, and fails at each call: AccessDenied, which readers see as 500.
"""

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from judge.deployment import Deployment
from judge.finding import Finding, Findings
from judge.names import ACCOUNT
from judge.permissions import statements
from judge.policy import Request, is_allowed
from judge.stack import Stack

TABLE = Path(__file__).parents[1] / "needs.toml"
SOURCE = "the code of the function; IAM user guide, policy evaluation logic"


def code(deployment: Deployment) -> Findings:
    site = deployment.site
    for function, request in _requests(site):
        one = site.resource(function)
        role = deployment.with_arn(one.properties.get("Role"))
        if role is not None and not is_allowed(statements(role), request):
            of = request.context.get("dynamodb:LeadingKeys", "")
            words = f"{role.logical} may not {request.action} on {request.resource} {of}".strip()
            yield Finding(rule="function_permissions", where=one.where, words=words, source=SOURCE)


def trail(deployment: Deployment) -> Findings:
    """What people did in the newsroom is added to, and never altered: not even by a function that is taken over."""
    tables = {one.arn for one in deployment.of_kind("AWS::DynamoDB::Table")}
    for role in deployment.of_kind("AWS::IAM::Role"):
        for action in ALTERING:
            for arn in filter(None, tables):
                if is_allowed(statements(role), Request(action, arn, {"dynamodb:LeadingKeys": "AUDIT#2026-11"})):
                    words = f"may {action} on what people did in the newsroom"
                    yield Finding(rule="trail", where=role.where, words=words, source=TRAIL)


ALTERING = ("dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "dynamodb:PartiQLUpdate")
TRAIL = "portal/storage/audit.py; IAM user guide, ForAnyValue"


def _requests(site: Stack) -> Iterator[tuple[str, Request]]:
    for function, actions, resources, partitions in _table()["needs"]:
        is_there = function in site.template["Resources"] and site.is_there(function)
        for resource in resources if is_there else ():
            arn = site.substituted(_written_out(resource), {})
            for action in actions:
                for partition in partitions or [""]:
                    yield function, Request(action, arn, _context(partition))


def _context(partition: str) -> dict[str, str]:
    of = {"dynamodb:LeadingKeys": partition} if partition else {}
    return {"s3:ResourceAccount": ACCOUNT, "aws:SecureTransport": "true", **of}


def _written_out(resource: str) -> str:
    for short, full in _table()["shortened"].items():
        resource = resource.replace(short, full, 1) if resource.startswith(short) else resource
    return resource


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))
