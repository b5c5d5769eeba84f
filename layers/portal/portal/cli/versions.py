"""back, versions: the release before, in a second; and deleting the versions that nobody goes back to.

A deployment publishes a version of each function that it changes and puts the alias `live` on it; the version before
stays (VersionDeletionPolicy in template.yaml). CloudFormation knows one version of a function, the newest it deployed.
"""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.cli.doctor.stack import NoStackError, Stack, find_stack
from portal.cli.where import UsageError, aws_client
from portal.model.errors import AwsError

ALIAS = "live"


def add_commands(commands: Any) -> None:
    back = commands.add_parser(
        "back",
        help="put the functions that the last deployment changed back on their versions before",
        description="Readers have the release before within seconds. Nothing is deployed; a mend is, as ever.",
    )
    back.add_argument("--stack", required=True, metavar="NAME")
    back.add_argument("--undo", action="store_true", help="forward again, to what was deployed last")
    back.set_defaults(run=_back)
    versions = commands.add_parser("versions", help="which versions each function of a stack has, and which is live")
    versions.add_argument("--stack", required=True, metavar="NAME")
    versions.add_argument(
        "--prune", action="store_true", help="delete those that are neither live, nor deployed last, nor the one before"
    )
    versions.set_defaults(run=_versions)


@dataclass(frozen=True, kw_only=True)
class Version:
    """A published version of a function. Source: AWS Lambda, ListVersionsByFunction."""

    number: int
    published_at: datetime


@dataclass(frozen=True, kw_only=True)
class Function:
    """A function of a stack, by its logical id `role` and its `name` at AWS; `versions`, the oldest first.

    `live`: the versions that its callers reach, two while a rollout is under way. `deployed`: the one that
    CloudFormation deployed last, to which it would go back if its next deployment failed.
    """

    role: str
    name: str
    versions: tuple[Version, ...]
    live: frozenset[int]
    deployed: int

    def before(self, number: int) -> int | None:
        """The newest version that is older than `number`."""
        return max((one.number for one in self.versions if one.number < number), default=None)

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
                Version(number=int(one["Version"]), published_at=datetime.fromisoformat(one["LastModified"]))
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
            )

    def put_live(self, function: Function, number: int) -> None:
        """One UpdateAlias."""
        self._client.update_alias(FunctionName=function.name, Name=ALIAS, FunctionVersion=str(number))

    def delete(self, function: Function, number: int) -> None:
        """One DeleteFunction, of this version alone."""
        self._client.delete_function(FunctionName=function.name, Qualifier=str(number))


def steps_back(functions: Iterable[Function], changed_at: datetime) -> Iterator[tuple[Function, int]]:
    """Each function whose live version the change of `changed_at` published, with the version to go back to.

    Raises UsageError while a rollout is under way: CodeDeploy would move the alias again.
    """
    for function in functions:
        if len(function.live) > 1:
            raise UsageError(f"a rollout of {function.role} is under way: stop it in CodeDeploy («Stop and roll back»)")
        (live,) = function.live
        of_last_change = any(one.number == live and one.published_at >= changed_at for one in function.versions)
        if of_last_change and (before := function.before(live)):
            yield function, before


def steps_forward(functions: Iterable[Function]) -> Iterator[tuple[Function, int]]:
    """Each function that is not on what was deployed last, with that version."""
    return ((function, function.deployed) for function in functions if function.live != {function.deployed})


def left_over(functions: Iterable[Function]) -> Iterator[tuple[Function, int]]:
    """Each version that nobody goes back to, those of deployments that failed too.

    While one of those is the newest, Lambda refuses to publish the same code again («A version for this Lambda function
    exists»), and the next deployment fails.
    """
    return (
        (function, one.number) for function in functions for one in function.versions if one.number not in function.kept
    )


def _back(options: argparse.Namespace) -> int:
    stack = find_stack(options.stack, aws_client)
    try:
        functions = Lambda(aws_client("lambda"), stack)
        found = list(functions.functions())
        steps = list(steps_forward(found) if options.undo else steps_back(found, stack.changed_at))
        for function, number in steps:
            functions.put_live(function, number)
            print(f"{function.role}: {', '.join(map(str, sorted(function.live)))} -> {number}")
    except (BotoCoreError, ClientError) as error:
        raise AwsError(f"stack {stack.name}: {error}") from error
    if options.undo or steps:
        print("done: every function is as said; what the CDN keeps of pages follows within two minutes")
        return 0
    print("the last deployment published no version that could be gone back from")
    return 1


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
        marks = {"live": one.number in function.live, "deployed last": one.number == function.deployed}
        said = ", ".join(mark for mark, holds in marks.items() if holds)
        yield f"{function.role:18} {one.number:5}  {one.published_at:%Y-%m-%d %H:%M}  {said}".rstrip()


def _prune(functions: Lambda, found: Iterable[Function]) -> int:
    count = 0
    for function, number in left_over(found):
        functions.delete(function, number)
        count += 1
    print(f"{count} old versions of functions deleted")
    return 0
