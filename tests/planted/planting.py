"""Plants faults in copies of the templates, for the tests of the judge."""

from collections.abc import Callable, Sequence
from typing import Any

from judge.deployment import Templates

Properties = dict[str, Any]
Fault = Callable[[Templates], object]
Faults = dict[str, tuple[Fault, str]]
"""By what is wrong, the fault and words of the finding."""


def at(of: Templates, where: str) -> dict[str, Any]:
    """The resource at `template/LogicalId`; `site`, `edge`, `storage`, `watching`, `delivery`, `us_east_1`, `ci`."""
    name, _, logical = where.partition("/")
    nested = {path.rpartition("/")[2].removesuffix(".yaml"): one for path, one in of.nested.items()}
    template = nested[name] if name in nested else getattr(of, name)
    found: dict[str, Any] = template["Resources"][logical]
    return found


def setting(where: str, **values: Any) -> Fault:
    """Properties become others; None takes one away."""

    def plant(of: Templates) -> None:
        properties = at(of, where).setdefault("Properties", {})
        for name, value in values.items():
            properties.pop(name, None) if value is None else properties.update({name: value})

    return plant


def changing(where: str, change: Callable[[Any], Any]) -> Fault:
    """`change` is given the properties of a resource, and changes them."""

    def plant(of: Templates) -> None:
        change(at(of, where)["Properties"])

    return plant


def without_action(role: Properties, action: str) -> None:
    for policy in role["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            statement["Action"] = [one for one in statement["Action"] if one != action]


def keeping(where: str, **values: str) -> Fault:
    return lambda of: at(of, where).update(values)


def adding(where: str, kind: str, **properties: Any) -> Fault:
    def plant(of: Templates) -> None:
        name, _, logical = where.partition("/")
        template = next((one for path, one in of.nested.items() if path.endswith(f"/{name}.yaml")), None)
        (template or getattr(of, name))["Resources"][logical] = {"Type": kind, "Properties": properties}

    return plant


def below(where: str, path: str, value: Any) -> Fault:
    """What stands at `path` below the properties becomes `value`; a number in it is a place in a list."""

    def plant(of: Templates) -> None:
        *before, last = path.split(".")
        found: Any = at(of, where).setdefault("Properties", {})
        for part in before:
            found = found[int(part)] if isinstance(found, list) else found.setdefault(part, {})
        found[int(last) if isinstance(found, list) else last] = value

    return plant


def reached(values: Any, parts: Sequence[str]) -> Any:
    """What stands below `values`, part by part."""
    for part in parts:
        values = values[int(part)] if isinstance(values, list) else values[part]
    return values


def without(where: str, path: str) -> Fault:
    """What stands at `path` below the properties is taken away."""

    def plant(of: Templates) -> None:
        *before, last = path.split(".")
        found = reached(at(of, where)["Properties"], before)
        del found[int(last) if isinstance(found, list) else last]

    return plant


def adding_to(where: str, path: str, *values: Any) -> Fault:
    """The list at `path` below the properties gets `values` as well."""

    def plant(of: Templates) -> None:
        reached(at(of, where)["Properties"], path.split(".")).extend(values)

    return plant


def both(*faults: Fault) -> Fault:
    return lambda of: [fault(of) for fault in faults]
