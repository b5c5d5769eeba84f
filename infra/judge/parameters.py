"""Which values a parameter takes: those that CloudFormation lets through before it makes anything.

Source: CloudFormation user guide, parameters.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from local.template import Template

NUMBER = re.compile(r"-?[0-9]+([.][0-9]+)?")
A_LOT = 1_000_000
"""What somebody may give for a number that has no bound."""


def mismatch(declared: Mapping[str, Any], value: str) -> str:
    """Why CloudFormation refuses `value`; empty where it does not. It compares a Number as a text, too."""
    allowed = [str(one) for one in declared.get("AllowedValues", [value])]
    if value not in allowed:
        return f"and may be {', '.join(allowed)}"
    if declared["Type"] == "Number" and (reason := _no_such_number(declared, value)):
        return reason
    if not int(declared.get("MinLength", 0)) <= len(value) <= int(declared.get("MaxLength", 4096)):
        return "which is too short or too long"
    if not _fits(declared.get("AllowedPattern", ".*"), value):
        return f"which does not match {declared['AllowedPattern']}"
    return ""


def _fits(pattern: str, value: str) -> bool:
    """Nothing fits a pattern that is none."""
    try:
        return re.fullmatch(pattern, value, re.DOTALL) is not None
    except re.error:
        return False


def _no_such_number(declared: Mapping[str, Any], value: str) -> str:
    if not NUMBER.fullmatch(value):
        return "which is no number"
    if float(value) < float(declared.get("MinValue", "-inf")):
        return f"which is less than {declared['MinValue']}"
    if float(value) > float(declared.get("MaxValue", "inf")):
        return f"which is more than {declared['MaxValue']}"
    return ""


def offered(template: Template) -> Iterator[dict[str, str]]:
    """Each value of each parameter that states which it takes; of a number, the least and the most."""
    for name, declared in template.get("Parameters", {}).items():
        if "AllowedValues" in declared:
            yield from ({name: str(value)} for value in declared["AllowedValues"])
        elif declared["Type"] == "Number":
            yield {name: str(declared.get("MinValue", 0))}
            yield {name: str(declared.get("MaxValue", A_LOT))}
