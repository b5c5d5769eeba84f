"""CloudFormation on this machine: the stack as `sam package` leaves it, created, changed and deleted on an emulator.

What the emulator does not know is taken out of the templates before, and named (`gaps`); what referred to it gets a
word in its place. Everything else is as it would be deployed.
"""

import copy
import json
import os
import re
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from local.clients import client
from local.engine import Engine, engine_python
from local.environment import CREDENTIALS
from local.template import ROOT, SAM_PYTHON, Template, expand, load

BUCKET = "artefacts"
REGION = CREDENTIALS["AWS_REGION"]


@dataclass(frozen=True)
class Emulator:
    """AWS at `endpoint`."""

    endpoint: str

    def client(self, service: str) -> Any:
        return client(service, self.endpoint)

    def package(self, built: Path, folder: Path) -> Path:
        """What `sam package` makes of a built template: artefacts and nested templates in S3, under their hashes."""
        packaged = folder / "packaged.yaml"
        command = [
            *(str(SAM_PYTHON.with_name("sam")), "package", "--template-file", str(built / "template.yaml")),
            *("--s3-bucket", BUCKET, "--output-template-file", str(packaged)),
        ]
        environ = {**os.environ, **CREDENTIALS, "AWS_ENDPOINT_URL": self.endpoint, "SAM_CLI_TELEMETRY": "0"}
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr[-3000:]
        return packaged

    def upload(self, packaged: Path, parameters: Mapping[str, str]) -> str:
        """The address of the expanded template, without what the emulator does not know; the nested ones likewise."""
        store = self.client("s3")
        template = without_gaps(expand(packaged, parameters))
        for resource in template["Resources"].values():
            if resource["Type"] == "AWS::CloudFormation::Stack":
                key = resource["Properties"]["TemplateURL"].rpartition("/")[2]
                local = packaged.with_name(key)
                local.write_bytes(store.get_object(Bucket=BUCKET, Key=key)["Body"].read())
                store.put_object(Bucket=BUCKET, Key=f"known-{key}", Body=json.dumps(without_gaps(load(local))))
                resource["Properties"]["TemplateURL"] = f"{self.endpoint}/{BUCKET}/known-{key}"
        store.put_object(Bucket=BUCKET, Key="stack.json", Body=json.dumps(template))
        return f"{self.endpoint}/{BUCKET}/stack.json"

    def settle(self, stack: str) -> str:
        """The state of `stack` when nothing moves any more; `GONE` when there is none."""
        formation = self.client("cloudformation")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                state: str = formation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
            except formation.exceptions.ClientError:
                return "GONE"
            if not state.endswith("IN_PROGRESS"):
                return state
            time.sleep(0.1)
        raise AssertionError(f"{stack} does not settle")

    def events(self, stack: str) -> str:
        """Why it went wrong."""
        events = self.client("cloudformation").describe_stack_events(StackName=stack)["StackEvents"]
        return "\n".join(
            f"{event['LogicalResourceId']} {event['ResourceStatus']} {event.get('ResourceStatusReason', '')}"
            for event in events
            if event.get("ResourceStatusReason")
        )


@contextmanager
def running() -> Iterator[Emulator]:
    engine = Engine(services="")
    try:
        emulator = Emulator(engine.endpoint)
        emulator.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        yield emulator
    finally:
        engine.stop()


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """The types of resources that the emulator knows."""
    code = "from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS as known; print(*known)"
    done = subprocess.run([str(engine_python()), "-c", code], capture_output=True, text=True, check=True)
    return frozenset(done.stdout.split())


def gap(resource: Mapping[str, Any]) -> str | None:
    """What the emulator does not know of `resource`, or None."""
    kind: str = resource["Type"]
    if kind == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]:
        return f"{kind} (metric math)"
    return None if kind in known() else kind


def gaps(templates: Iterable[Template]) -> set[str]:
    """What the emulator does not know of `templates`."""
    return set(filter(None, (gap(found) for template in templates for found in template["Resources"].values())))


def without_gaps(template: Template) -> Template:
    left = copy.deepcopy(template)
    missing = {name for name, found in left["Resources"].items() if gap(found)}
    for name in missing:
        del left["Resources"][name]
    for resource in left["Resources"].values():
        resource.pop("UpdatePolicy", None)  # CodeDeploy's
        if {*_as_list(resource.get("DependsOn"))} & missing:
            resource["DependsOn"] = [name for name in _as_list(resource["DependsOn"]) if name not in missing]
    replaced: Template = _replaced(left, missing)
    return replaced


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _replaced(value: Any, missing: set[str]) -> Any:
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), _]} if name in missing:
            return f"gap-{name}"
        case {"Fn::Sub": str(text)}:
            return {"Fn::Sub": re.sub(r"\$\{(\w+)(?:\.\w+)?\}", lambda ref: _or_gap(ref, missing), text)}
        case dict():
            return {key: _replaced(inner, missing) for key, inner in value.items()}
        case list():
            return [_replaced(inner, missing) for inner in value]
    return value


def _or_gap(reference: re.Match[str], missing: set[str]) -> str:
    return f"gap-{reference[1]}" if reference[1] in missing else reference[0]
