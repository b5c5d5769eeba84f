"""Alarms, the metrics they read, who hears of them, and the rollout that they stop."""

import re
from typing import Any

from judge.deployment import Deployment
from judge.finding import Findings, unless
from judge.limits import at
from judge.names import is_true
from judge.stack import Resource

VERSION = re.compile(r"\$\{\w+\.Version\}")
API = "CloudWatch API reference, PutMetricAlarm"


def alarms(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::CloudWatch::Alarm"):
        values, metrics = one.properties, one.properties.get("Metrics", [])
        ids = [str(part.get("Id", "")) for part in metrics]
        checks = {
            "has no threshold": {"Threshold", "ThresholdMetricId"} & values.keys() != set(),
            "needs more datapoints than periods are evaluated": int(values.get("DatapointsToAlarm", 1))
            <= int(values.get("EvaluationPeriods", 1)),
            "has a metric and metrics, or neither": bool(metrics) != ("MetricName" in values),
            "has a statistic and an extended statistic": not {"Statistic", "ExtendedStatistic"} <= values.keys(),
            "exactly one of its metrics has to return data": not metrics
            or sum(is_true(part.get("ReturnData", True)) for part in metrics) == 1,
            "an id does not begin with a lower-case letter": all(re.fullmatch(r"[a-z]\w*", part) for part in ids),
        }
        yield from unless("alarm", one.where, API, checks | _periods(one))


def _periods(one: Resource) -> dict[str, bool]:
    found = [
        int(part) for part in [one.properties.get("Period"), *at(one.properties, "Metrics[].MetricStat.Period")] if part
    ]
    times = int(one.properties.get("EvaluationPeriods", 1))
    return {
        "a period is not 10, 20, 30 or a multiple of 60": all(part in (10, 20, 30) or part % 60 == 0 for part in found),
        "looks back on more than a day": all(part >= 3600 or part * times <= 86400 for part in found),
    }


def metric_filters(deployment: Deployment) -> Findings:
    source = "CloudWatch Logs API reference, MetricTransformation"
    for one in deployment.of_kind("AWS::Logs::MetricFilter"):
        exclusive = [
            part for part in one.properties["MetricTransformations"] if {"DefaultValue", "Dimensions"} <= part.keys()
        ]
        checks = {"a default value and dimensions exclude each other": not exclusive}
        yield from unless("metric-filter", one.where, source, checks)


def topics(deployment: Deployment) -> Findings:
    source = "CloudWatch user guide, alarms and encrypted topics"
    for one in deployment.of_kind("AWS::SNS::Topic"):
        key = str(one.properties.get("KmsMasterKeyId", ""))
        checks = {"under the key alias/aws/sns CloudWatch may not publish, and no alarm arrives": "aws/sns" not in key}
        yield from unless("topic-key", one.where, source, checks)


def rollouts(deployment: Deployment) -> Findings:
    """An alarm that stops a rollout is of that release alone: one that is updated keeps the state of the last one."""
    known = {one.name: one for one in deployment.of_kind("AWS::CloudWatch::Alarm")}
    for group in deployment.of_kind("AWS::CodeDeploy::DeploymentGroup"):
        for name in map(str, at(group.properties, "AlarmConfiguration.Alarms[].Name")):
            alarm = known.get(name)
            named, measured = _of_release(deployment, alarm) if alarm else (True, True)
            checks = {
                f"there is no alarm {name}": alarm is not None,
                f"{name} keeps its state when a release changes it, and stops the mend of a bad one": named,
                f"{name} reads what every release writes: a bad one that is live would stop its mend": measured,
            }
            yield from unless("rollout", group.where, f"{API}: «its state is left unchanged»", checks)


def _of_release(deployment: Deployment, alarm: Resource) -> tuple[bool, bool]:
    """Whether its name, and what it measures, are others for another version of a function."""
    stack = next(one for one in deployment.stacks if one.name == alarm.stack)
    this, other = alarm.written["Properties"], _of_next_version(alarm.written["Properties"])

    def differ(*names: str) -> bool:
        return any(stack.resolved(this.get(name)) != stack.resolved(other.get(name)) for name in names)

    return differ("AlarmName"), differ("Dimensions", "Metrics")


def _of_next_version(written: Any) -> Any:
    """As it is when each function's version is the next."""
    match written:
        case {"Fn::GetAtt": [_, "Version"]}:
            return "next"
        case dict():
            return {key: _of_next_version(value) for key, value in written.items()}
        case list():
            return list(map(_of_next_version, written))
        case str():
            return VERSION.sub("next", written)
    return written
