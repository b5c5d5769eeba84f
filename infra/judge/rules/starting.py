"""How functions start, and what they are given of an account's executions."""

import re
from collections import Counter
from functools import cache
from zoneinfo import available_timezones

from judge.deployment import Deployment
from judge.finding import Findings, unless
from judge.limits import at
from judge.names import dig

SNAPSTART = "Lambda developer guide, SnapStart: supported features and limitations"
RESERVED = "Lambda developer guide, reserved concurrency; using Lambda with Amazon SQS, maximum concurrency"
ROLLOUTS = "CodeDeploy user guide, predefined deployment configurations for Lambda"
ZONES = "EventBridge Scheduler API reference, ScheduleExpressionTimezone: IANA time zones"
RUNTIMES = re.compile(r"python3[.](1[2-9]|[2-9]\d)|java(1[1-9]|[2-9]\d)(\..*)?|dotnet([89]|[1-9]\d)")
"""That SnapStart knows."""
CONFIGURATIONS = frozenset(
    {
        "CodeDeployDefault.LambdaAllAtOnce",
        *(f"CodeDeployDefault.LambdaCanary10Percent{one}Minutes" for one in (5, 10, 15, 30)),
        *(
            f"CodeDeployDefault.LambdaLinear10PercentEvery{one}"
            for one in ("1Minute", "2Minutes", "3Minutes", "10Minutes")
        ),
    }
)


def snapshots(deployment: Deployment) -> Findings:
    provisioned = {
        str(one.properties["FunctionName"])
        for one in deployment.of_kind("AWS::Lambda::Alias")
        if dig(one.properties, "ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions")
    }
    for one in deployment.of_kind("AWS::Lambda::Function"):
        if dig(one.properties, "SnapStart.ApplyOn") == "PublishedVersions":
            runtime = str(one.properties.get("Runtime"))
            checks = {
                f"{runtime} has no SnapStart": bool(RUNTIMES.fullmatch(runtime)),
                "SnapStart takes 512 MB of /tmp at most": int(dig(one.properties, "EphemeralStorage.Size") or 512)
                <= 512,
                "SnapStart and provisioned concurrency exclude each other": one.name not in provisioned,
                "SnapStart and a file system exclude each other": not one.properties.get("FileSystemConfigs"),
            }
            yield from unless("snapstart", one.where, SNAPSTART, checks)


def reservations(deployment: Deployment) -> Findings:
    """A poller that takes more than its function may run is throttled, and throttled receives become dead letters."""
    polled: Counter[str] = Counter()
    for one in deployment.of_kind("AWS::Lambda::EventSourceMapping"):
        name = str(one.properties["FunctionName"]).partition(":function:")[2].partition(":")[0]
        polled[name] += int(dig(one.properties, "ScalingConfig.MaximumConcurrency") or 0)
    for one in deployment.of_kind("AWS::Lambda::Function"):
        reserved = one.properties.get("ReservedConcurrentExecutions")
        checks = {
            "reserves nothing, so that it never runs": reserved is None or int(reserved) > 0,
            f"pollers take {polled[one.name]} of the {reserved} executions that it has": reserved is None
            or polled[one.name] <= int(reserved),
        }
        yield from unless("reservation", one.where, RESERVED, checks)


def rollouts(deployment: Deployment) -> Findings:
    own = {one.name for one in deployment.of_kind("AWS::CodeDeploy::DeploymentConfig")}
    for one in deployment.of_kind("AWS::CodeDeploy::DeploymentGroup"):
        for name in map(str, at(one.properties, "DeploymentConfigName")):
            words = f"there is no deployment configuration {name}"
            yield from unless("rollout", one.where, ROLLOUTS, {words: name in CONFIGURATIONS | own})


def zones(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::Scheduler::Schedule"):
        zone = str(one.properties.get("ScheduleExpressionTimezone", "UTC"))
        yield from unless("schedule", one.where, ZONES, {f"{zone} is no time zone": zone in _zones()})


@cache
def _zones() -> set[str]:
    return available_timezones()


def groups(deployment: Deployment) -> Findings:
    own = {one.properties.get("Name", one.name) for one in deployment.of_kind("AWS::Scheduler::ScheduleGroup")}
    for one in deployment.of_kind("AWS::Scheduler::Schedule"):
        name = one.properties.get("GroupName", "default")
        words = f"there is no group of schedules {name}"
        yield from unless(
            "schedule", one.where, "EventBridge Scheduler user guide, groups", {words: name in own | {"default"}}
        )
