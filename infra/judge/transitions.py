"""From one deployment to the next and back: what CloudFormation cannot change in one step, or only by losing something.

Sources: CloudFormation user guide, update behaviours and custom-named resources; DynamoDB API reference, UpdateTable,
UpdateTimeToLive («TimeToLive is active on a different AttributeName»: go-to-k/cdkd#932).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from judge.deployment import (
    BESIDE_CHOICES,
    CHOICES,
    FOLLOWING,
    GLOBAL_CHOICES,
    Deployment,
    Templates,
    deployment,
    global_stack,
)
from judge.finding import Finding, Findings
from judge.names import NAMINGS, dig, is_true
from judge.rules.keeping import KEEPS
from judge.stack import Resource

Footprint = dict[str, Any]
"""What of a deployment decides whether another can follow it: by stack and logical id, what may not change."""
RELEASED = Path(__file__).with_name("released.json")
"""The footprint of the last release, for each of RELEASED_WITH; `python -m judge --release` writes it."""
TABLE = "AWS::DynamoDB::Table"
ONLY_ONE = {
    "AWS::ApiGatewayV2::Stage": ("ApiId", "StageName"),
    "AWS::Lambda::Alias": ("FunctionName", "Name"),
    "AWS::Lambda::EventInvokeConfig": ("FunctionName", "Qualifier"),
    "AWS::Lambda::EventSourceMapping": ("FunctionName", "EventSourceArn"),
    "AWS::S3::BucketPolicy": ("Bucket",),
    "AWS::SNS::Subscription": ("TopicArn", "Protocol", "Endpoint"),
    "AWS::SQS::QueuePolicy": ("Queues",),
    "AWS::WAFv2::LoggingConfiguration": ("ResourceArn",),
}
"""What of a kind there is one of, whatever it is called: a second one is refused, or goes with the first.

Sources: CloudFormation template reference, each resource's page; cloudformation-coverage-roadmap#1068.
"""


def footprint(of: Deployment) -> Footprint:
    """Readable, and small enough that a change of it is reviewed."""
    return {
        "parameters": sorted(of.site.template["Parameters"]),
        "resources": {_place(one, of): _of_resource(one) for one in of.every_resource() if _lasts(one)},
    }


def _lasts(one: Resource) -> bool:
    """A version and a layer are new with each release, by their logical ids."""
    return one.kind not in ("AWS::Lambda::Version", "AWS::Lambda::LayerVersion")


def _place(one: Resource, of: Deployment) -> str:
    return f"{one.stack.removeprefix(of.site.name).strip('-') or 'site'}/{one.logical}"


def _of_resource(one: Resource) -> Footprint:
    found: Footprint = {"kind": one.kind, "keeps": one.written.get("DeletionPolicy", "Delete")}
    fixed = {path: value for path in create_only(one.kind) if (value := dig(one.properties, path)) is not None}
    if fixed:
        found["fixed"] = json.loads(json.dumps(fixed, default=str))
    naming = NAMINGS.get(one.kind)
    if naming and naming.key and dig(one.properties, naming.key) is not None:
        found["named"] = naming.key
        found["is"] = one.name
    if one.kind in ONLY_ONE:
        found["is"] = " ".join(str(dig(one.properties, key)) for key in ONLY_ONE[one.kind])
    if one.kind == TABLE:
        found["indexes"] = {index["IndexName"]: index for index in one.properties.get("GlobalSecondaryIndexes", ())}
        found["fixed"] = {**found.get("fixed", {}), **_fixed_of_table(one.properties)}
        if is_true(dig(one.properties, "TimeToLiveSpecification.Enabled")):
            found["expires_by"] = dig(one.properties, "TimeToLiveSpecification.AttributeName")
    return found


def _fixed_of_table(properties: Mapping[str, Any]) -> Footprint:
    """What replaces a table, and no schema says so: types of its keys, and local indexes."""
    types = {one["AttributeName"]: one["AttributeType"] for one in properties["AttributeDefinitions"]}
    keys = {f"type of {one['AttributeName']}": types.get(one["AttributeName"]) for one in properties["KeySchema"]}
    local = properties.get("LocalSecondaryIndexes")
    return keys | ({"LocalSecondaryIndexes": json.loads(json.dumps(local, default=str))} if local else {})


@lru_cache
def create_only(kind: str) -> tuple[str, ...]:
    """Properties whose change replaces the resource, or may, by the registry's schema."""
    region = "us-east-1" if kind == "AWS::Budgets::Budget" else "eu-central-1"
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, kind).schema
    paths = (*schema.get("createOnlyProperties", ()), *schema.get("conditionalCreateOnlyProperties", ()))
    return tuple(one.removeprefix("/properties/").replace("/", ".") for one in paths)


def broken_step(before: Footprint, after: Footprint, *, step: str, back: bool = False) -> Findings:
    """What is wrong with going from one footprint to the other; `back`: to where it came from."""
    old, new = before["resources"], after["resources"]
    for place in sorted(old.keys() & new.keys()):
        yield from _changed(place, old[place], new[place], step)
    taken = {(one["kind"], one["is"]): place for place, one in old.items() if "is" in one}
    for place in sorted(new.keys() - old.keys()):
        if before_it := taken.get((new[place]["kind"], new[place].get("is"))):
            yield _finding(step, place, f"is made while {before_it}, of the same name or use, is still there")
    for place in sorted(old.keys() - new.keys()):
        if old[place]["kind"] in KEEPS and not back:
            yield _finding(step, place, "goes from the stack: what it holds stays behind, and nothing reads it")
        elif old[place]["kind"] in KEEPS and old[place].get("named"):
            yield _finding(step, place, "goes from the stack and keeps its name: the next deployment cannot make it")


def _changed(place: str, old: Footprint, new: Footprint, step: str) -> Findings:
    if old["kind"] != new["kind"]:
        yield _finding(step, place, f"{old['kind']} becomes {new['kind']}: a resource does not change its type")
        return
    changed = {key for key in {**old.get("fixed", {}), **new.get("fixed", {})} if _fixed(old, key) != _fixed(new, key)}
    if changed and old["kind"] in KEEPS:
        yield _finding(step, place, f"a change of {', '.join(sorted(changed))} makes a new, empty one")
    elif changed and old.get("named") and old["named"] == new.get("named") and old["named"] not in changed:
        yield _finding(step, place, f"a change of {', '.join(sorted(changed))} replaces it, and its name is taken")
    if (expired := old.get("expires_by")) and new.get("expires_by", expired) != expired:
        yield _finding(step, place, f"TimeToLive is active on {expired}: switch it off, and an hour later on again")
    yield from (_finding(step, place, words) for words in _indexes(old.get("indexes", {}), new.get("indexes", {})))


def _fixed(of: Footprint, key: str) -> Any:
    return of.get("fixed", {}).get(key)


def _indexes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    if len(old.keys() ^ new.keys()) > 1:
        yield f"{len(old.keys() ^ new.keys())} indexes come or go; one may in an update"
    for name in sorted(old.keys() & new.keys()):
        if old[name]["KeySchema"] != new[name]["KeySchema"] or _shown(old[name]) != _shown(new[name]):
            yield f"index {name} changes its keys or what it projects, which no index can"


def _shown(index: Mapping[str, Any]) -> Any:
    projection = index["Projection"]
    return projection["ProjectionType"], sorted(projection.get("NonKeyAttributes", ()))


def _finding(step: str, place: str, words: str) -> Finding:
    return Finding(rule="transition", where=place, words=f"{step}: {words}", source="CloudFormation, update behaviours")


def steps_of_parameters(of: Templates, name: str) -> Iterator[tuple[str, Deployment, Deployment]]:
    """Each parameter changed, and taken back."""
    plain = deployment(of, name, "eu-central-1", {})
    for parameter, (_, *others) in CHOICES.items():
        for value in others if parameter in of.site["Parameters"] else ():
            changed = deployment(of, name, "eu-central-1", {parameter: value, **FOLLOWING.get(parameter, {})})
            yield f"{parameter}={value}", plain, changed
            yield f"{parameter} taken back", changed, plain


def broken_transitions(of: Templates, name: str) -> Findings:
    """From the last release to this one and back (a rollback is the same step), and each parameter there and back."""
    for step, before, after in steps_of_parameters(of, name):
        yield from broken_step(footprint(before), footprint(after), step=step)
    for given, released in json.loads(RELEASED.read_text(encoding="utf-8")).items():
        now = footprint(_as_released(of, RELEASED_WITH[given]))
        yield from broken_step(released, now, step="from the last release")
        yield from broken_step(now, released, step="back to the last release", back=True)
        yield from _unanswered(of, released)


RELEASED_AS = "regioportaal-dev"
RELEASED_WITH: Mapping[str, Mapping[str, str]] = {
    "dev": {"Stage": "dev"},
    "prod": {"Stage": "prod"},
    "everything": {"Stage": "prod"}
    | {name: values[-1] for name, values in CHOICES.items() if not name.startswith("Restored")}
    | {name: values[-1] for name, values in (*BESIDE_CHOICES.items(), *GLOBAL_CHOICES.items())}
    | {name: value for more in FOLLOWING.values() for name, value in more.items()},
}
"""By name, the parameters with which a release is looked at: each stage plainly, and with all that there can be."""


def _as_released(of: Templates, given: Mapping[str, str]) -> Deployment:
    """With what stands in us-east-1, where there is anything."""
    one = deployment(of, RELEASED_AS, "eu-central-1", given)
    return replace(one, beside=(*one.beside, global_stack(of, f"{RELEASED_AS}-global", given)))


def _unanswered(of: Templates, released: Footprint) -> Findings:
    """`sam deploy` asks nobody: a parameter that is new has to have a default."""
    for name, declared in of.site["Parameters"].items():
        if name not in released["parameters"] and "Default" not in declared:
            yield _finding("from the last release", f"template.yaml/{name}", "is a new parameter without a default")


def write_released(of: Templates) -> None:
    """Makes what stands here the last release."""
    found = {name: footprint(_as_released(of, given)) for name, given in RELEASED_WITH.items()}
    RELEASED.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
