"""Least privilege, proved: what each function did while the whole suite ran is held against what its role allows.

A plug-in of pytest. Calls are noted where they are made: in this process by a hook of botocore, in the processes of a
local portal by its engine (local/calls.py). After a run of everything, a call that no role allows and an action that no
test made a function take both fail the run; after a run of a part, only the former can be said.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from botocore import handlers

from build import artefacts
from infra.stacks import many, statements, target
from local.calls import note
from local.template import SAM_PYTHON, Template, expand

DOORS = tuple(artefacts.FUNCTIONS.values())
ROLES = {name: f"{name.capitalize()}Role" for name in DOORS}
DEPLOYMENT_GROUPS = (
    "arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${AWS::StackName}-*"
)
DISTRIBUTION = "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Edge.Outputs.DistributionId}"
PARAMETERS = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter"
LOCKS = (f"{PARAMETERS}${{OriginLock}}", f"{PARAMETERS}${{OriginLock}}-accepted")
FEED_LOGINS = f"{PARAMETERS}/regioportaal/${{AWS::StackName}}/feeds/*"
SHELF = "${Storage.Outputs.PicturesArn}/beeld/*"
SENT = "${Storage.Outputs.PicturesArn}/inzending/*"
ACCESS_LOGS = "${Edge.Outputs.AccessLogsArn}/cdn/*"
QUARANTINED = "${Storage.Outputs.QuarantineArn}/*"
DELIVERED = "arn:${AWS::Partition}:s3:::${AWS::StackName}-delivery-*/*"
RESOURCES = {
    "Table": "table",
    "Table/index/by-section": "index/by-section",
    "Table/index/by-time": "index/by-time",
    "FeedQueue": "queue",
    "PictureQueue": "queue",
    SHELF: "pictures",
    SENT: "uploads",
    "OriginLock": "secret",
    **dict.fromkeys((*LOCKS, FEED_LOGINS), "parameter"),
    "${PagesFunction.Arn}:*": "release",
    DEPLOYMENT_GROUPS: "rollout",
    DISTRIBUTION: "distribution",
    "NewsTopic": "topic",
    DELIVERED: "delivery",
    QUARANTINED: "quarantine",
    "AccessLogs": "access logs",
    ACCESS_LOGS: "access logs",
    "SearchIndex": "segments",
    "SearchIndex/*": "segments",
    "DeskSecret": "sessions",
}
"""By logical id, what the notes call it."""

BY_AWS = {
    *((name, f"logs:{action}") for name in ROLES for action in ("CreateLogStream", "PutLogEvents")),
    *(
        (name, f"sqs:{action}")
        for name in ("ingest", "pictures")
        for action in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
    ),
}
"""What AWS does in a function's name: Lambda writes the log and empties the queue."""

NEVER_ALTERED = frozenset({"AUDIT#*"})
ALTERING = frozenset({"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"})
"""What every role that writes is denied, and on which partitions: what people did in the newsroom."""

Deed = tuple[str, str, str, str]
"""Function, action, resource, and of a table the kind of its partition; `*` for any."""


def granted(template: Template) -> set[Deed]:
    """What the roles allow, but for what AWS does in their name; also of what is there on a condition alone."""
    allowed = {
        (function, str(action), target(resource), partition)
        for function, role in ROLES.items()
        for statement in statements(template["Resources"][role])
        if statement["Effect"] == "Allow"
        for action in many(statement["Action"])
        for resource in many(statement["Resource"])
        for partition in leading_keys(statement)
    }
    return {
        (function, action, RESOURCES[resource], partition)
        for function, action, resource, partition in allowed
        if (function, action) not in BY_AWS
    }


def leading_keys(statement: dict[str, Any]) -> list[str]:
    """The partitions that a statement is for, as it writes them."""
    conditions = (one for one in statement.get("Condition", {}).values() if "dynamodb:LeadingKeys" in one)
    return [key for one in conditions for key in one["dynamodb:LeadingKeys"]] or ["*"]


def done(log: Path) -> set[Deed]:
    lines = (line for file in log.glob("*.jsonl") for line in file.read_text(encoding="utf-8").splitlines())
    return {(function, action, resource, partition) for function, action, resource, partition in map(json.loads, lines)}


def findings(allowed: set[Deed], did: set[Deed], *, of_everything: bool) -> Iterator[str]:
    """A sentence for each difference. A partition may be one that a role needs for another action than this."""
    for function, action, _, partition in sorted(did):
        if partition in NEVER_ALTERED and action in ALTERING:
            yield f"{function} did {action} on {partition}, which nobody may"
    for function, action, resource, partition in sorted(did):
        if not {partition, "*"} & {kind for *deed, kind in allowed if deed == [function, action, resource]}:
            what = f"{partition} of {resource}" if partition else resource
            yield f"{function} did {action} on {what}, which {ROLES.get(function, 'no role')} does not allow"
    for function, action, resource in sorted(_deeds(allowed) - _deeds(did)) if of_everything else ():
        yield f"{ROLES[function]} allows {action} on {resource}, which no test made {function} do"
    for function, partition in sorted(_kinds(allowed) - _kinds(did)) if of_everything else ():
        yield f"{ROLES[function]} allows partition {partition}, which no test made {function} touch"


def _deeds(of: set[Deed]) -> set[tuple[str, str, str]]:
    return {(function, action, resource) for function, action, resource, _ in of}


def _kinds(of: set[Deed]) -> set[tuple[str, str]]:
    return {(function, partition) for function, _, _, partition in of if partition != "*"}


def pytest_configure(config: pytest.Config) -> None:
    """The folder is made by the first process and inherited by all others: workers, portals, their engines."""
    if "CALLS_LOG" not in os.environ:
        os.environ["CALLS_LOG"] = tempfile.mkdtemp(prefix="calls-")
        config.stash[_OWN] = True
    handlers.BUILTIN_HANDLERS.insert(0, ("request-created.*.*", _note))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if not session.config.stash.get(_OWN, False):
        return
    log = Path(os.environ["CALLS_LOG"])
    did = done(log)
    shutil.rmtree(log, ignore_errors=True)
    if exitstatus != pytest.ExitCode.OK or not SAM_PYTHON.exists() or session.config.option.collectonly:
        return
    found = list(findings(granted(expand()), did, of_everything=_is_whole(session.config)))
    session.config.stash[_FOUND] = found
    if found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    found = config.stash.get(_FOUND, None)
    if found:
        terminalreporter.section("least privilege", red=True)
        for sentence in found:
            terminalreporter.write_line(sentence)
    elif found is not None and _is_whole(config):
        terminalreporter.write_line("least privilege: each role allows exactly what its function did")


def _note(request: Any, **_: Any) -> None:
    log = Path(os.environ["CALLS_LOG"]) / f"process-{os.getpid()}.jsonl"
    agent, target_ = (_text(request.headers.get(name, "")) for name in ("User-Agent", "X-Amz-Target"))
    data = urlencode(request.data) if isinstance(request.data, dict) else request.data
    parts = urlsplit(request.url)
    asked = f"{parts.path}?{parts.query}" if parts.query else parts.path
    body = data if isinstance(data, bytes) else str(data).encode()
    note(log, agent, target_, body, asked=f"{request.method} {asked}")


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _is_whole(config: pytest.Config) -> bool:
    chosen = any(config.getoption(name, None) for name in ("keyword", "markexpr", "deselect", "lf", "maxfail"))
    return config.args == config.getini("testpaths") and not chosen


_OWN = pytest.StashKey[bool]()
_FOUND = pytest.StashKey[list[str]]()
