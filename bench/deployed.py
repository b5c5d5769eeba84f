"""What the stacks hold that is billed, whether anybody comes or not; counted in the templates as SAM expands them."""

import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from functools import lru_cache
from typing import Any

from bench.assumed import MONTH
from judge.deployment import Deployment, Templates, deployment, templates
from judge.names import dig
from judge.stack import Resource
from portal.ingest.metrics import emit_metrics, emit_run_metrics
from portal.ingest.report import Report, Run
from portal.web.webmail_counts import count_choice

REGION = "eu-central-1"
STAGES = ("dev", "prod")
WEBMAILS = ("one", "two")
"""A site has two as a rule; each is a dimension, and a metric of its own."""
POLLERS, LONGEST_POLL = 5, 20
"""Polls that Lambda has under way at a queue that is empty, and the seconds that each lasts. With MaximumConcurrency it
never goes below five; without, it may go down to two. Source: AWS Lambda, Configuring scaling behavior for SQS event
source mappings («as few as 2 … not available when you enable the maximum concurrency setting»); bills show 21,590 empty
receives a day and queue, which is five.
"""
MINUTES = {"minute": 1, "minutes": 1, "hour": 60, "hours": 60, "day": 1440, "days": 1440}


def deployed(stage: str, of: Templates | None = None, chosen: Mapping[str, str] | None = None) -> Deployment:
    """A site in `stage` as `make deploy` leaves it; `chosen`: parameters that are not as usual."""
    if of is None and not chosen:
        return _usual(stage)
    given = {"Stage": stage, "AlarmEmail": "nacht@example.nl", "Dashboard": "off", **(chosen or {})}
    whole = deployment(of or templates(), f"regioportaal-{stage}", REGION, given)
    wanted = {"watching": True, "delivery": "Delivery" in given, "budget": "MonthlyBudget" in given}
    beside = tuple(one for one in whole.beside if wanted[one.name.rpartition("-")[2]])
    return Deployment(site=whole.site, beside=beside)


@lru_cache
def _usual(stage: str) -> Deployment:
    return deployed(stage, templates())


def alarm_metrics(of: Deployment) -> dict[str, int]:
    """By alarm, the metrics that it reads, each of which is paid for; what an expression makes of them is not.

    Source: Amazon CloudWatch pricing, Alarms («metrics in a metric math expression»).
    """
    alarms = {one.logical: one.properties for one in of.of_kind("AWS::CloudWatch::Alarm")}
    for name, alarm in alarms.items():
        if any(int(period) < 60 for period in _periods(alarm)) or "SELECT" in json.dumps(alarm.get("Metrics", "")):
            raise ValueError(f"{name}: an alarm at high resolution, or on a query, has another price")
    return {name: sum("MetricStat" in one for one in alarm.get("Metrics", ())) or 1 for name, alarm in alarms.items()}


def _periods(alarm: Mapping[str, Any]) -> Iterator[int]:
    yield alarm.get("Period", 60)
    yield from (one["MetricStat"]["Period"] for one in alarm.get("Metrics", ()) if "MetricStat" in one)


def metrics(of: Deployment) -> Counter[str]:
    """By name, the metrics of our own: what filters make of log lines and what functions write, whatever they meet.

    Each set of dimensions is one. Source: Amazon CloudWatch pricing; embedded metric format specification.
    """
    found = _told()
    for one in of.of_kind("AWS::Logs::MetricFilter"):
        for made in one.properties["MetricTransformations"]:
            found.add((made["MetricName"], " ".join(f"{key['Key']}=" for key in made.get("Dimensions", ()))))
    return Counter(name for name, _ in sorted(found))


@lru_cache(maxsize=1)
def _written() -> str:
    os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "Regioportaal/bench")
    with redirect_stdout(io.StringIO()) as written:
        emit_metrics(Report(feed="goes", stored=1, quarantined=1, failed=1, killed=1, held=1, updated=1))
        emit_run_metrics(Run(sent=("goes",), failing=("goes",), quiet=("goes",), late=("goes",)))
        for webmail in WEBMAILS:
            count_choice(webmail)
    return written.getvalue()


def _told() -> set[tuple[str, str]]:
    """What the functions write in EMF, counted in what they write: name and dimensions."""
    seen: set[tuple[str, str]] = set()
    for line in map(json.loads, _written().splitlines()):
        for one in line["_aws"]["CloudWatchMetrics"]:
            for names in one["Dimensions"]:
                values = " ".join(f"{name}={line[name]}" for name in names)
                seen |= {(metric["Name"], values) for metric in one["Metrics"]}
    return seen


def polls(of: Deployment) -> Counter[str]:
    """By queue that a function reads, the requests a month that find nothing."""
    found: Counter[str] = Counter()
    for one in of.of_kind("AWS::Lambda::EventSourceMapping"):
        if "ProvisionedPollerConfig" in one.properties:
            raise ValueError(f"{one.logical}: pollers that are provisioned are paid for by the hour")
        queue = of.with_arn(one.properties["EventSourceArn"])
        found[queue.logical if queue else one.logical] += POLLERS * MONTH // LONGEST_POLL
    return found


def ticks(of: Deployment) -> dict[str, float]:
    """By function, how often a month schedules call it."""
    found: dict[str, float] = {}
    for one in of.of_kind("AWS::Scheduler::Schedule"):
        rate = re.fullmatch(r"rate\((\d+) (\w+)\)", str(one.properties["ScheduleExpression"]))
        if not rate:
            raise ValueError(f"{one.logical}: {one.properties['ScheduleExpression']} cannot be counted here")
        function = _function(of, str(dig(one.properties, "Target.Arn"))).logical
        found[function] = found.get(function, 0) + MONTH / 60 / MINUTES[rate[2]] / int(rate[1])
    return found


def _function(of: Deployment, arn: str) -> Resource:
    """That of an ARN of its own or of an alias."""
    return next(one for one in of.of_kind("AWS::Lambda::Function") if one.name in arn.split(":"))


def snapshots(of: Deployment) -> float:
    """Gigabytes of memory of a version that start from a snapshot (SnapStart)."""
    functions = [one.properties for one in of.of_kind("AWS::Lambda::Function")]
    return (
        sum(int(one["MemorySize"]) for one in functions if dig(one, "SnapStart.ApplyOn") == "PublishedVersions") / 1024
    )


def months_kept(of: Deployment) -> dict[str, float]:
    """For how many months lines of a log, and the files of a bucket that forgets, are there."""
    groups = {one.logical: int(one.properties["RetentionInDays"]) for one in of.of_kind("AWS::Logs::LogGroup")}
    rules = {
        one.logical: [rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule]
        for one in of.of_kind("AWS::S3::Bucket")
        if (rules := dig(one.properties, "LifecycleConfiguration.Rules"))
    }
    return {name: days / 30 for name, days in groups.items()} | {
        name: min(map(int, days)) / 30 for name, days in rules.items() if days
    }


def keys_asked(of: Deployment) -> list[str]:
    """The tables under a key of the account: each connection asks KMS for it every five minutes. AWS's own is free.

    Source: DynamoDB developer guide, Encryption at rest: How it works; aws/aws-sdk-go-v2#2129 («per connection»).
    """
    return [
        one.logical for one in of.of_kind("AWS::DynamoDB::Table") if dig(one.properties, "SSESpecification.SSEEnabled")
    ]
