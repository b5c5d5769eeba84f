"""Other portals in a stack's account: stages that can reach each other, or take each other's executions."""

from collections.abc import Iterator
from typing import Any

from portal.cli.doctor.finding import Findings, Room


def of_neighbours(room: Room, name: str, formation: Any) -> Findings:
    """One DescribeStacks a hundred stacks of the account's region. Raises ClientError, BotoCoreError.

    Roles of a stage reach what begins with its stack's name and a hyphen (infra/ci/oidc.yaml): so no portal's name may
    begin with another's.
    """
    others = sorted(other for other in _portals(formation) if other != name)
    reached = [other for other in others if _reaches(name, other) or _reaches(other, name)]
    for other in reached:
        shorter, longer = sorted((name, other), key=len)
        yield room.problem(
            f"{longer} is called as what belongs to {shorter} is: roles that deploy {shorter} reach it",
            f"deploy {shorter} under another name, {shorter}-prod for example, and its roles as well",
        )
    if others and not reached:
        yield room.advice(
            f"{', '.join(others)} in the same account and region: executions of functions are one quota for all",
            "an account of its own for prod, or live with it (docs/deploying.md)",
        )


def _reaches(name: str, other: str) -> bool:
    return other.startswith(f"{name}-")


def _portals(formation: Any) -> Iterator[str]:
    """Every portal has a lock, and names it."""
    for page in formation.get_paginator("describe_stacks").paginate():
        for stack in page["Stacks"]:
            if any(output["OutputKey"] == "OriginLock" for output in stack.get("Outputs", ())):
                yield stack["StackName"]
