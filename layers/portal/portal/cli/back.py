"""back: readers on the release before, in a second, and forward again."""

import argparse
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.cli.stack import find_stack
from portal.cli.versions import Function, Lambda
from portal.cli.where import UsageError, aws_client
from portal.model.errors import AwsError

BEGINS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS")
"""What CloudFormation says of a stack when a change of it begins. Source: AWS, stack update status codes."""
LONGEST_CHANGE = timedelta(hours=1)
"""Where CloudFormation has forgotten when a change began: it keeps events for 90 days."""


def add_commands(commands: Any) -> None:
    back = commands.add_parser(
        "back",
        help="put the functions that the last deployment changed back on their versions before",
        description="Readers have the release before within seconds. Nothing is deployed; a mend is, as ever.",
    )
    back.add_argument("--stack", required=True, metavar="NAME")
    back.add_argument("--undo", action="store_true", help="forward again, to what was deployed last")
    back.set_defaults(run=_back)


def release_began(formation: Any, stack: str, functions: Iterable[Function]) -> datetime | None:
    """When the change of `stack` began that deployed the newest version; None where none is deployed.

    A change since then that published nothing, or that failed, is no release. DescribeStackEvents, newest first, a
    hundred a call, as far back as that change.
    """
    newest = max((one.deployed_at for one in functions if one.deployed_at), default=None)
    if newest is None:
        return None
    for page in formation.get_paginator("describe_stack_events").paginate(StackName=stack):
        for event in page["StackEvents"]:
            of_stack = event["PhysicalResourceId"] == event["StackId"] and event["ResourceStatus"] in BEGINS
            if of_stack and event["Timestamp"] <= newest:
                began: datetime = event["Timestamp"]
                return began
    return newest - LONGEST_CHANGE


def steps_back(functions: Iterable[Function], began: datetime | None) -> Iterator[tuple[Function, int]]:
    """Each function on which the release that began at `began` is live, with the version to go back to.

    Raises UsageError while a rollout is under way: CodeDeploy would move the alias again.
    """
    for function in functions:
        if len(function.live) > 1:
            raise UsageError(f"a rollout of {function.role} is under way: stop it in CodeDeploy («Stop and roll back»)")
        is_live, published_at = function.live == {function.deployed}, function.deployed_at
        if is_live and began and published_at and published_at >= began and (to := function.before(function.deployed)):
            yield function, to


def steps_forward(functions: Iterable[Function]) -> Iterator[tuple[Function, int]]:
    """Each function that is not on what was deployed last, with that version."""
    return ((function, function.deployed) for function in functions if function.live != {function.deployed})


def _back(options: argparse.Namespace) -> int:
    stack = find_stack(options.stack, aws_client)
    try:
        functions = Lambda(aws_client("lambda"), stack)
        found = list(functions.functions())
        began = release_began(aws_client("cloudformation"), stack.name, found)
        steps = list(steps_forward(found) if options.undo else steps_back(found, began))
        if not options.undo:
            _refuse_what_moved(functions, steps)
        for function, number in steps:
            functions.put_live(function, number)
            print(f"{function.role}: {', '.join(map(str, sorted(function.live)))} -> {number}")
    except (BotoCoreError, ClientError) as error:
        raise AwsError(f"stack {stack.name}: {error}") from error
    if options.undo or steps:
        print("done: every function is as said; what the CDN keeps of pages follows within two minutes")
        return 0
    print("the last release is not live, or there is no version before it")
    return 1


def _refuse_what_moved(functions: Lambda, steps: Iterable[tuple[Function, int]]) -> None:
    """Raises UsageError where a version would find nothing, or nothing that it may use: after a restore."""
    for function, number in steps:
        if moved := functions.moved(function, number):
            raise UsageError(
                f"{function.role}: version {number} has another {' and '.join(moved)} than the one that is live, which "
                "its role does not know any more; nothing was changed: deploy the earlier commit instead"
            )
