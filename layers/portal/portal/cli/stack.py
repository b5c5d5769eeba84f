"""A deployed stack, as CloudFormation tells of it: what every command that acts on one looks at first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.cli.where import is_absent, stack_trouble
from portal.model.errors import AwsError

Client = Callable[[str], Any]
"""The client of one AWS service."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One of a stack's resources. `physical`: its id at AWS."""

    kind: str
    physical: str


@dataclass(frozen=True, kw_only=True)
class Stack:
    """What CloudFormation says of it. `resources`: by logical id.

    `role`: the one that CloudFormation takes to change it, None for the caller's own. `is_kept`: whether AWS refuses to
    delete it.
    """

    name: str
    status: str
    outputs: Mapping[str, str]
    parameters: Mapping[str, str]
    resources: Mapping[str, Resource]
    role: str | None = None
    is_kept: bool = False

    @property
    def is_prod(self) -> bool:
        return self.parameters.get("Stage") == "prod"

    @property
    def is_well(self) -> bool:
        return self.status.endswith("_COMPLETE") and "ROLLBACK" not in self.status

    @property
    def functions(self) -> dict[str, str]:
        """The functions whose callers go through the alias `live`, by logical id: their names at AWS."""
        aliases = {name: one.physical for name, one in self.resources.items() if one.kind == "AWS::Lambda::Alias"}
        return {name.removesuffix("Aliaslive"): arn.split(":")[-2] for name, arn in aliases.items()}

    def output(self, name: str) -> str:
        """Raises AwsError where the stack is of a release that had no such output."""
        try:
            return self.outputs[name]
        except KeyError:
            raise AwsError(f"{self.name} has no output {name}: deploy this release first") from None

    def of_kind(self, kind: str) -> list[str]:
        """Physical ids."""
        return [one.physical for one in self.resources.values() if one.kind == kind and one.physical]


class NoStackError(AwsError):
    """There is no stack of that name."""


def find_stack(name: str, client: Client) -> Stack:
    """One DescribeStacks, and one ListStackResources a hundred resources.

    Raises NoStackError, and AwsError for no credentials or no permission to look.
    """
    try:
        formation = client("cloudformation")
        (found,) = formation.describe_stacks(StackName=name)["Stacks"]
        pages = formation.get_paginator("list_stack_resources").paginate(StackName=name)
        resources = [one for page in pages for one in page["StackResourceSummaries"]]
    except (BotoCoreError, ClientError, ValueError) as error:
        kind = NoStackError if is_absent(error) else AwsError
        raise kind(f"stack {name}: {stack_trouble(error, client)}") from error
    return Stack(
        name=name,
        status=found["StackStatus"],
        outputs={one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", ())},
        parameters={one["ParameterKey"]: one.get("ParameterValue", "") for one in found.get("Parameters", ())},
        resources={
            one["LogicalResourceId"]: Resource(kind=one["ResourceType"], physical=one.get("PhysicalResourceId", ""))
            for one in resources
        },
        role=found.get("RoleARN"),
        is_kept=found.get("EnableTerminationProtection", False),
    )
