"""What CloudFormation itself refuses: parameters, references that find nothing, rules, exports, names that come twice.

Sources: CloudFormation user guide: parameters, intrinsic functions, rules, outputs, nested stacks.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from judge.deployment import Deployment
from judge.finding import Finding, Findings, unless
from judge.names import NAMINGS, dig
from judge.parameters import mismatch
from judge.stack import NESTED, Stack

GUIDE = "CloudFormation user guide"
UNFILLED = re.compile(r"<Select \d+>|<not in \w+>|<\w+\.Outputs\.\w+>|<circle \w+>")
EXPORTED = re.compile(r"[A-Za-z0-9:-]+")


def defaults(deployment: Deployment) -> Findings:
    """A default that the parameter's own constraints refuse fails every deployment that leaves it out."""
    for stack in deployment.stacks:
        for name, declared in stack.template.get("Parameters", {}).items():
            reason = mismatch(declared, str(declared["Default"])) if "Default" in declared else ""
            checks = {f"its default is «{declared.get('Default')}», {reason}": not reason}
            yield from unless("default", f"{stack.name}/{name}", f"{GUIDE}, parameters", checks)


def parameters(deployment: Deployment) -> Findings:
    """Each stack is given what it asks for, nothing else, and values that it takes."""
    for stack in deployment.site.all():
        for logical, one in stack.nested.items():
            given = stack.template["Resources"][logical]["Properties"].get("Parameters", {})
            words = _given(one, set(given))
            yield from (_finding("parameter", f"{stack.name}/{logical}", text, "nested stacks") for text in words)
    given = set(deployment.site.given)
    words = _given(deployment.site, {*given, *_with_default(deployment.site)} & set(deployment.site.parameters))
    yield from (_finding("parameter", deployment.site.name, text, "parameters") for text in words)
    for stack in deployment.beside:
        words = _given(stack, set(stack.given) & set(stack.parameters))
        yield from (_finding("parameter", stack.name, text, "parameters") for text in words)


def _with_default(stack: Stack) -> Iterator[str]:
    return (name for name, one in stack.template.get("Parameters", {}).items() if "Default" in one)


def _given(stack: Stack, given: set[str]) -> Iterator[str]:
    declared: Mapping[str, Any] = stack.template.get("Parameters", {})
    yield from (f"{name} is no parameter of the stack" for name in sorted(given - declared.keys()))
    missing = {name for name, one in declared.items() if "Default" not in one} - given
    yield from (f"parameter {name} has no value and no default" for name in sorted(missing))
    for name in sorted(given & declared.keys()):
        value = str(stack.parameters[name])
        if "<" not in value and (reason := mismatch(declared[name], value)):
            yield f"is given {name}={value}, {reason}"


def unfilled(deployment: Deployment) -> Findings:
    """A key that a mapping lacks, an index beyond the end, an output that a nested stack lacks, itself in a circle."""
    for stack in deployment.stacks:
        texts = {f"{stack.name}/{one.logical}": one.text for one in stack.resources.values()}
        for where, text in {**texts, f"{stack.name}/Outputs": json.dumps(stack.outputs, default=str)}.items():
            found = sorted(set(UNFILLED.findall(text)))
            yield from (_finding("unfilled", where, f"refers to what is not there: {one}", "Ref") for one in found)


def rules(deployment: Deployment) -> Findings:
    """An assertion that refuses what the template itself, or its documentation, offers."""
    for stack in deployment.stacks:
        for name, one in stack.template.get("Rules", {}).items():
            applies = "RuleCondition" not in one or stack.decided(one["RuleCondition"])
            refused = [part for part in one["Assertions"] if applies and not stack.decided(part["Assert"])]
            words = f"rule {name} refuses {_shown(stack)}"
            yield from unless("rule", stack.name, f"{GUIDE}, rules", {words: not refused})


def _shown(stack: Stack) -> str:
    return " ".join(f"{key}={value}" for key, value in stack.given.items()) + f" in {stack.region}"


def exports(deployment: Deployment) -> Findings:
    for stack in deployment.stacks:
        for name in stack.exports:
            words = f"exports {name}, which is not made of letters, digits, colons and hyphens"
            yield from unless("export", stack.name, f"{GUIDE}, outputs", {words: bool(EXPORTED.fullmatch(name))})


def once(deployment: Deployment) -> Findings:
    """Two resources of one kind and name: the second is not made, or is the first."""
    named = Counter(
        (one.kind, one.region, one.name)
        for one in deployment.every_resource()
        if one.kind in NAMINGS and one.kind != NESTED and dig(one.properties, NAMINGS[one.kind].key or "") is not None
    )
    checks = {f"{kind} {name} is there twice": number == 1 for (kind, _, name), number in named.items()}
    yield from unless("once", deployment.site.name, "names are unique in an account", checks)


def _finding(rule: str, where: str, words: str, page: str) -> Finding:
    return Finding(rule=rule, where=where, words=words, source=f"{GUIDE}, {page}")
