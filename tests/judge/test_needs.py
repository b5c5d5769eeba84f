"""What functions do is what their roles let them: each permission that a role has is missed when it is gone."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from judge.deployment import LONGEST_NAME, Templates, deployment, templates
from judge.rules import function_permissions, invoke_permissions, service_role_permissions

RULES = (
    invoke_permissions.pollers,
    invoke_permissions.schedules,
    function_permissions.code,
    service_role_permissions.functions,
    service_role_permissions.rollouts,
)
"""Those that ask for what is done in a role's name: by code, by pollers, schedules, rollouts, and for logs."""


def roles() -> Iterator[tuple[str, int, str]]:
    for name, one in templates().site["Resources"].items():
        if one["Type"] == "AWS::IAM::Role":
            for number, statement in enumerate(one["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]):
                for action in many(statement["Action"]) if statement["Effect"] == "Allow" else ():
                    yield name, number, action


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statement_of(of: Templates, role: str, number: int) -> Any:
    return of.site["Resources"][role]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][number]


def found(of: Templates) -> list[str]:
    one = deployment(of, LONGEST_NAME, "eu-central-1", {"Stage": "prod", "Desk": "openid"})
    return [finding.words for rule in RULES for finding in rule(one)]


def test_every_role_has_what_is_needed() -> None:
    assert found(templates()) == []


@pytest.mark.parametrize(("role", "number", "action"), list(roles()))
def test_an_action_that_a_role_lacks_is_missed(role: str, number: int, action: str) -> None:
    of = copy.deepcopy(templates())
    statement = statement_of(of, role, number)
    statement["Action"] = [one for one in many(statement["Action"]) if one != action] or ["iam:GetUser"]

    assert any(action in one for one in found(of))


@pytest.mark.parametrize(("role", "number"), sorted({(role, number) for role, number, _ in roles()}))
def test_a_resource_or_a_partition_that_a_role_lacks_is_missed(role: str, number: int) -> None:
    for part in ("Resource", "LeadingKeys"):
        statement = statement_of(templates(), role, number)
        listed = statement.get("Resource") if part == "Resource" else leading_keys(statement)
        for place in range(len(listed)) if isinstance(listed, list) and len(listed) > 1 else ():
            of = copy.deepcopy(templates())
            left = statement_of(of, role, number)
            (left["Resource"] if part == "Resource" else leading_keys(left)).pop(place)

            assert found(of) or role == "RolloutRole", f"{part} {place}"  # which is asked on a function or its alias


def leading_keys(statement: dict[str, Any]) -> Any:
    conditions = statement.get("Condition", {}).values()
    return next((one["dynamodb:LeadingKeys"] for one in conditions if "dynamodb:LeadingKeys" in one), [])


def test_a_denial_is_one() -> None:
    of = copy.deepcopy(templates())
    statements = of.site["Resources"]["PagesRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    statements.append({"Effect": "Deny", "Action": "dynamodb:*", "Resource": "*"})

    assert any(one.startswith("PagesRole may not dynamodb:Query") for one in found(of))
