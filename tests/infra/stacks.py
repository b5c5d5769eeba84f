"""Looking things up in the stack: as expanded by the SAM transform, and in the templates nested in it."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from build import artefacts
from local.template import ROOT, TEMPLATE, Template, expand, load

FUNCTIONS = tuple(artefacts.FUNCTIONS)
NESTED = ("storage", "edge")
BESIDE = ("watching/watching", "watching/budget", "delivery")
"""Stacks that `make deploy` deploys after the site's, and that cannot fail it."""
APART = ("us-east-1", "ci/oidc")
"""Stacks of their own."""


def nested(name: str) -> Template:
    return load(ROOT / "infra" / f"{name}.yaml")


def of_type(template: Template, kind: str) -> dict[str, dict[str, Any]]:
    return {name: found for name, found in template["Resources"].items() if found["Type"] == kind}


def properties(template: Template, name: str) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][name]["Properties"]
    return found


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def target(reference: Any) -> str:
    """The logical id that an ARN leads to: of the table, the one in the nested stack."""
    match reference:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), "Arn"]}:
            return name
        case {"Fn::GetAtt": ["Storage", "Outputs.TableArn"]}:
            return "Table"
        case {"Fn::GetAtt": ["Storage", "Outputs.SearchIndexArn"]}:
            return "SearchIndex"
        case {"Fn::GetAtt": ["Edge", "Outputs.AccessLogsArn"]}:
            return "AccessLogs"
        case {"Fn::Sub": str(text)}:
            return text.replace("${Storage.Outputs.TableArn}", "Table").replace(
                "${Storage.Outputs.SearchIndexArn}", "SearchIndex"
            )
    return str(reference)


def statements(role: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for policy in role["Properties"].get("Policies", ()):
        yield from policy["PolicyDocument"]["Statement"]


def references(value: Any) -> Iterator[str]:
    """Every name that `value` refers to, by Ref, GetAtt or Sub, at any depth."""
    match value:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::GetAtt": [str(name), _]}:
            yield name
        case {"Fn::Sub": str(text)}:
            yield from (part.split("}")[0].split(".")[0] for part in text.split("${")[1:])
        case dict():
            for inner in value.values():
                yield from references(inner)
        case list():
            for inner in value:
                yield from references(inner)


def edited(folder: Path, edit: Callable[[Template], None], **parameters: str) -> Template:
    """What the transform makes of the stack after `edit`, with these parameters."""
    template = copy.deepcopy(load(TEMPLATE))
    edit(template)
    copied = folder / "template.json"
    copied.write_text(json.dumps(template))
    return expand(copied, parameters)
