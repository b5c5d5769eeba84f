"""versions: which there are of each function of a stack, and deleting those that nobody goes back to.

A deployment publishes a version of each function that it changes and puts the alias `live` on it; the version before
stays (VersionDeletionPolicy in template.yaml). CloudFormation knows one version of a function, the newest it deployed.
A version that was gone back from is noted in the description of the alias: after a mend, nobody goes back to it again.
"""

import argparse
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.cli.stack import NoStackError, Stack, find_stack
from portal.cli.where import aws_client
from portal.model.errors import AwsError

ALIAS = "live"
LEFT = "Gone back from "
RESOURCES = (
    *("TABLE_NAME", "SEARCH_BUCKET", "PICTURES_BUCKET", "QUEUE_URL", "PICTURE_QUEUE_URL", "NEWS_TOPIC"),
    *("ORIGIN_LOCK", "FEED_LOGINS", "QUARANTINE_BUCKET", "DESK_SECRET", "DESK_ISSUER", "DESK_CLIENT_ID"),
    "ACCESS_LOGS",
)
"""Variables of a function's environment that name what its role lets it use. A role is the same for all versions."""


def add_commands(commands: Any) -> None:
    versions = commands.add_parser("versions", help="which versions each function of a stack has, and which is live")
    versions.add_argument("--stack", required=True, metavar="NAME")
    versions.add_argument(
        "--prune", action="store_true", help="delete those that are neither live, nor deployed last, nor the one before"
    )
    versions.set_defaults(run=_versions)


@dataclass(frozen=True, kw_only=True)
class LambdaVersion:
    """A published version of a function. Source: AWS Lambda, ListVersionsByFunction."""

    number: int
    published_at: datetime


@dataclass(frozen=True, kw_only=True)
class Function:
    """A function of a stack, by its logical id `role` and its `name` at AWS; `versions`, the oldest first.

    `live`: the versions that its callers reach, two while a rollout is under way. `deployed`: the one that
    CloudFormation deployed last, to which it would go back if its next deployment failed. `left`: gone back from.
    """

    role: str
    name: str
    versions: tuple[LambdaVersion, ...]
    live: frozenset[int]
    deployed: int
    left: frozenset[int] = frozenset()

    @property
    def deployed_at(self) -> datetime | None:
        return next((one.published_at for one in self.versions if one.number == self.deployed), None)

    def before(self, number: int) -> int | None:
        """The newest version that is older than `number` and that nobody has gone back from."""
        older = (one.number for one in self.versions if one.number < number and one.number not in self.left)
        return max(older, default=None)

    @property
    def kept(self) -> frozenset[int]:
        return self.live | {self.deployed, self.before(self.deployed) or self.deployed}


class Lambda:
    """The functions of a stack at AWS. Raises ClientError and BotoCoreError as they come."""

    def __init__(self, client: Any, stack: Stack) -> None:
        self._client = client
        self._stack = stack
        deployed = (arn.split(":") for arn in stack.of_kind("AWS::Lambda::Version"))
        self._deployed = {parts[-2]: int(parts[-1]) for parts in deployed}

    def functions(self) -> Iterator[Function]:
        """Two calls each: ListVersionsByFunction, a page of fifty a call, and GetAlias."""
        for role, name in sorted(self._stack.functions.items()):
            pages = self._client.get_paginator("list_versions_by_function").paginate(FunctionName=name)
            found = [
                LambdaVersion(number=int(one["Version"]), published_at=datetime.fromisoformat(one["LastModified"]))
                for page in pages
                for one in page["Versions"]
                if one["Version"] != "$LATEST"
            ]
            alias = self._client.get_alias(FunctionName=name, Name=ALIAS)
            weights = alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})
            live = frozenset(map(int, (alias["FunctionVersion"], *weights)))
            yield Function(
                role=role,
                name=name,
                versions=tuple(sorted(found, key=lambda one: one.number)),
                live=live,
                deployed=self._deployed.get(name, max(live)),
                left=_left(alias),
            )

    def moved(self, function: Function, number: int) -> list[str]:
        """What version `number` would look for elsewhere than the one that is live. Two GetFunctionConfiguration."""
        before, live = (
            self._client.get_function_configuration(FunctionName=function.name, Qualifier=qualifier)
            .get("Environment", {})
            .get("Variables", {})
            for qualifier in (str(number), ALIAS)
        )
        return [name for name in RESOURCES if name in before and name in live and before[name] != live[name]]

    def put_live(self, function: Function, number: int) -> None:
        """One UpdateAlias. What is newer than `number` has been gone back from, `number` no longer."""
        left = {*function.left, *(one for one in function.live if one > number)} - {number}
        left &= {one.number for one in function.versions}  # a description has 256 characters
        said = f"{LEFT}{', '.join(map(str, sorted(left)))}" if left else ""
        self._client.update_alias(FunctionName=function.name, Name=ALIAS, FunctionVersion=str(number), Description=said)

    def delete(self, function: Function, number: int) -> None:
        """One DeleteFunction, of this version alone."""
        self._client.delete_function(FunctionName=function.name, Qualifier=str(number))


def _left(alias: Mapping[str, Any]) -> frozenset[int]:
    said = alias.get("Description", "")
    return frozenset(map(int, re.findall(r"\d+", said))) if said.startswith(LEFT) else frozenset()


def left_over(functions: Iterable[Function]) -> Iterator[tuple[Function, int]]:
    """Each version that nobody goes back to, those of deployments that failed too.

    While one of those is the newest, Lambda refuses to publish the same code again («A version for this Lambda function
    exists»), and the next deployment fails.
    """
    return (
        (function, one.number) for function in functions for one in function.versions if one.number not in function.kept
    )


def _versions(options: argparse.Namespace) -> int:
    try:
        stack = find_stack(options.stack, aws_client)
    except NoStackError:
        if not options.prune:
            raise
        print(f"there is no {options.stack} yet, and no old version of a function")
        return 0
    try:
        functions = Lambda(aws_client("lambda"), stack)
        found = list(functions.functions())
        if options.prune:
            return _prune(functions, found)
    except (BotoCoreError, ClientError) as error:
        raise AwsError(f"stack {stack.name}: {error}") from error
    for function in found:
        print("\n".join(_lines(function)))
    return 0


def _lines(function: Function) -> Iterator[str]:
    for one in function.versions:
        marks = {
            "live": one.number in function.live,
            "deployed last": one.number == function.deployed,
            "gone back from": one.number in function.left,
        }
        said = ", ".join(mark for mark, holds in marks.items() if holds)
        yield f"{function.role:18} {one.number:5}  {one.published_at:%Y-%m-%d %H:%M}  {said}".rstrip()


def _prune(functions: Lambda, found: Iterable[Function]) -> int:
    count = 0
    for function, number in left_over(found):
        functions.delete(function, number)
        count += 1
    print(f"{count} old versions of functions deleted")
    return 0
