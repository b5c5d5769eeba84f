"""Vendor limits that no schema has, measured on every resource: the table is limits.toml.

What schemas have (values, patterns, required members) other engines judge (judge.engines). Limits of whole stacks and
of an account are in judge.rules.
"""

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from judge.finding import Finding, Findings
from judge.names import NAMINGS
from judge.stack import Resource, Stack

TABLE = Path(__file__).with_name("limits.toml")
Properties = Mapping[str, Any]


@dataclass(frozen=True)
class Limit:
    """A row of the table; `how` and `path` say what is measured, which must lie between `least` and `most`."""

    kind: str
    how: str
    path: str
    what: str
    least: float
    most: float
    source: str

    def measured(self, properties: Properties) -> Iterable[float]:
        if self.how == "special":
            return SPECIAL[self.path](properties)
        found = at(properties, self.path)
        return [len(found)] if self.how == "count" else MEASURES[self.how](found)


@lru_cache(maxsize=1)
def limits() -> tuple[Limit, ...]:
    return tuple(Limit(*row) for row in tomllib.loads(TABLE.read_text(encoding="utf-8"))["limits"])


def at(values: Any, path: str) -> list[Any]:
    """What stands at `path`; `[]` behind a part goes into each member of a list."""
    found = [values]
    for part in path.split("."):
        name, into = part.removesuffix("[]"), part.endswith("[]")
        found = [one[name] for one in found if isinstance(one, Mapping) and name in one]
        if into:
            found = [inner for one in found if isinstance(one, list) for inner in one]
    return found


def _compact(value: Any) -> str:
    """As IAM counts a policy: without white space."""
    return json.dumps(value, separators=(",", ":"))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) or (
        isinstance(value, str) and value.lstrip("-").replace(".", "", 1).isdigit()
    )


MEASURES: dict[str, Callable[[list[Any]], Iterable[float]]] = {
    "most": lambda found: [len(one) for one in found if isinstance(one, list)],
    "characters": lambda found: [len(one) for one in found if isinstance(one, str)],
    "bytes": lambda found: [len(one.encode()) for one in found if isinstance(one, str)],
    "json": lambda found: [len(_compact(one)) for one in found],
    "number": lambda found: [float(one) for one in found if _is_number(one)],
}


def _looked_back(values: Properties) -> Iterable[float]:
    """Seconds: a period, of the alarm or of a metric in it, times the periods that are evaluated."""
    periods = [values.get("Period"), *at(values, "Metrics[].MetricStat.Period")]
    return [int(one) * int(values.get("EvaluationPeriods", 1)) for one in periods if one]


def _body(values: Properties) -> Any:
    try:
        return json.loads(values["DashboardBody"])
    except (ValueError, TypeError):
        return {}


def _projected(values: Properties) -> Iterable[float]:
    indexes = [*values.get("GlobalSecondaryIndexes", ()), *values.get("LocalSecondaryIndexes", ())]
    return [sum(len(one["Projection"].get("NonKeyAttributes", ())) for one in indexes)]


SPECIAL: dict[str, Callable[[Properties], Iterable[float]]] = {
    "looked_back": _looked_back,
    "widgets": lambda values: [len(at(_body(values), "widgets[]"))],
    "widget_metrics": lambda values: [len(one) for one in at(_body(values), "widgets[].properties.metrics")],
    "inline_policies": lambda values: [sum(len(_compact(one)) for one in at(values, "Policies[].PolicyDocument"))],
    "environment": lambda values: [
        sum(len(f"{name}{value}") for one in at(values, "Environment.Variables") for name, value in one.items())
    ],
    "projected": _projected,
    "standard_value": lambda values: (
        [len(str(one)) for one in at(values, "Value") if values.get("Tier", "Standard") == "Standard"]
    ),
    "levels": lambda values: [str(values.get("Name", "")).count("/")],
}


def broken_limits(stack: Stack) -> Findings:
    """Every limit that a resource of `stack` or of the stacks in it goes beyond; names, which have limits too."""
    for one in stack.every_resource():
        for limit in (found for found in limits() if found.kind == one.kind):
            for number in limit.measured(one.properties):
                if not limit.least <= number <= limit.most:
                    bound = f"at most {limit.most:g}" if number > limit.most else f"at least {limit.least:g}"
                    words = f"{number:g} {limit.what}, {bound}"
                    yield Finding(rule="limit", where=one.where, words=words, source=limit.source)
        yield from _named_wrongly(one)


def _named_wrongly(one: Resource) -> Findings:
    naming = NAMINGS.get(one.kind)
    service = one.kind.split("::")[1]
    if naming and len(one.name) > naming.longest:
        words = f"its name has {len(one.name)} characters, at most {naming.longest}: {one.name}"
        yield Finding(rule="name-length", where=one.where, words=words, source=f"{service} API reference")
    if naming and naming.lower and one.name != one.name.lower():
        yield Finding(
            rule="name-case", where=one.where, words=f"upper case in {one.name}", source="S3 bucket naming rules"
        )
