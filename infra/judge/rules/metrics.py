"""What alarms, dashboards and metric filters read: expressions, statistics, patterns, groups of logs."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from judge.deployment import Deployment
from judge.finding import Findings, unless
from judge.limits import at
from judge.names import dig

API = "CloudWatch API reference, PutMetricAlarm, MetricDataQuery"
MATH = "CloudWatch user guide, metric math syntax"
FILTERS = "CloudWatch Logs user guide, filter pattern syntax; API reference, MetricTransformation"
CLASSES = "CloudWatch Logs user guide, log classes: no metric filters on Infrequent Access"
DASHBOARD = "CloudWatch API reference, dashboard body structure and syntax"
STATISTIC = re.compile(
    r"(p|tm|tc|ts|wm)(100|\d{1,2}(\.\d{1,10})?)|IQM|(PR|TC|TM|TS|WM)\([\d.]*%?:[\d.]*%?\)|SampleCount|Average|Sum|Minimum|Maximum"
)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
NAMED = re.compile(r"\b[a-z]\w*\b(?!\s*\()")
"""An id, and no function."""
METRIC_NAME = re.compile(r"[^:*$]+")
METRICS = "each service's guide: its CloudWatch metrics and dimensions"
DIMENSIONS: Mapping[str, tuple[set[str], ...]] = {
    "AWS/ApiGateway": ({"ApiId"}, {"ApiId", "Stage"}, {"ApiId", "Method", "Resource", "Stage"}),
    "AWS/CloudFront": ({"DistributionId", "Region"},),
    "AWS/Lambda": (
        *(set[str](), {"FunctionName"}, {"FunctionName", "Resource"}, {"FunctionName", "Resource", "ExecutedVersion"}),
        {"EventSourceMappingUUID"},
    ),
    "AWS/SQS": ({"QueueName"},),
    "AWS/Scheduler": (set[str](), {"ScheduleGroup"}),
}
"""By namespace, the sets of dimensions that its metrics have."""
METRICS_OF = {
    "AWS/ApiGateway": "4xx 5xx Count DataProcessed IntegrationLatency Latency",
    "AWS/Lambda": (
        "AsyncEventAge AsyncEventsDropped AsyncEventsReceived ClaimedAccountConcurrency ConcurrentExecutions "
        "DeadLetterErrors DestinationDeliveryFailures Duration Errors Invocations IteratorAge "
        "ProvisionedConcurrencyInvocations ProvisionedConcurrencySpilloverInvocations "
        "ProvisionedConcurrencyUtilization ProvisionedConcurrentExecutions RecursiveInvocationsDropped "
        "Throttles UnreservedConcurrentExecutions"
    ),
    "AWS/SQS": (
        "ApproximateAgeOfOldestMessage ApproximateNumberOfMessagesDelayed ApproximateNumberOfMessagesNotVisible "
        "ApproximateNumberOfMessagesVisible NumberOfEmptyReceives NumberOfMessagesDeleted NumberOfMessagesReceived "
        "NumberOfMessagesSent SentMessageSize"
    ),
}
"""By namespace, what AWS measures: of HTTP APIs, functions, queues."""
WRITTEN = {
    one.lower(): one
    for one in (
        *("AWS/ApiGateway", "AWS/Billing", "AWS/CloudFront", "AWS/DynamoDB", "AWS/Events", "AWS/Lambda", "AWS/Logs"),
        *("AWS/S3", "AWS/SNS", "AWS/SQS", "AWS/Scheduler", "AWS/Usage", "AWS/WAFV2"),
    )
}
"""Namespaces, by how they are spelt in lower case."""
ADDRESS = re.compile(r"arn:|https?://")
WIDGETS = frozenset({"metric", "text", "log", "alarm", "explorer", "custom"})
COLUMNS = 24


def alarms(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::CloudWatch::Alarm"):
        values, metrics = one.properties, one.properties.get("Metrics", [])
        written = [str(part["Expression"]) for part in metrics if "Expression" in part]
        ids = Counter(str(part.get("Id")) for part in metrics)
        stats = [*at(values, "ExtendedStatistic"), *at(values, "Metrics[].MetricStat.Stat")]
        checks = {
            "has a metric and no statistic": "MetricName" not in values
            or bool({"Statistic", "ExtendedStatistic"} & values.keys()),
            "counts few samples in no way that there is": values.get("EvaluateLowSampleCountPercentile", "ignore")
            in ("evaluate", "ignore"),
            "two of its metrics have one id": all(number == 1 for number in ids.values()),
        }
        checks |= {f"{stat} is no statistic": bool(STATISTIC.fullmatch(str(stat))) for stat in stats}
        checks |= {
            f"«{text}» reads {name}, which is no id of the alarm": name in ids
            for text in written
            for name in _ids(text)
        }
        checks |= {f"{action} is in another region": _is_near(str(action), one.region) for action in actions_of(values)}
        yield from unless("alarm", one.where, f"{API}; {MATH}", checks)


def measures(deployment: Deployment) -> Findings:
    """An alarm on dimensions that AWS's metric does not have, or on an address for a name, never has data."""
    for one in deployment.of_kind("AWS::CloudWatch::Alarm"):
        for metric in (one.properties, *at(one.properties, "Metrics[].MetricStat.Metric")):
            known = DIMENSIONS.get(str(metric.get("Namespace")), ())
            namespace, name = str(metric.get("Namespace", "")), str(metric.get("MetricName", ""))
            right = WRITTEN.get(namespace.lower(), namespace)
            given = {str(part["Name"]): str(part["Value"]) for part in metric.get("Dimensions", ())}
            checks = {
                f"{namespace} is written {right}": namespace == right,
                f"{namespace} has no metric {name}": namespace not in METRICS_OF
                or name in METRICS_OF[namespace].split(),
                f"{metric.get('MetricName')} has no dimensions {', '.join(given)}": not known or set(given) in known,
            }
            checks |= {
                f"{name} is {value}, an address and no name": not ADDRESS.match(value) for name, value in given.items()
            }
            yield from unless("alarm", one.where, METRICS, checks)


def _ids(expression: str) -> Iterator[str]:
    return iter(NAMED.findall(QUOTED.sub("", expression)))


def actions_of(values: Mapping[str, Any]) -> Iterator[Any]:
    """Whom an alarm tells, in whatever state it comes to."""
    for name in ("AlarmActions", "OKActions", "InsufficientDataActions"):
        yield from at(values, f"{name}[]")


def _is_near(arn: str, region: str) -> bool:
    return not arn.startswith("arn:") or arn.split(":")[3] in (region, "")


def filters(deployment: Deployment) -> Findings:
    classes = {one.name: one.properties.get("LogGroupClass") for one in deployment.of_kind("AWS::Logs::LogGroup")}
    for one in deployment.of_kind("AWS::Logs::MetricFilter"):
        pattern = str(one.properties["FilterPattern"]).strip()
        parts = one.properties["MetricTransformations"]
        names = [str(part[name]) for part in parts for name in ("MetricNamespace", "MetricName")]
        checks = {
            f"«{pattern}» is not closed as it is opened": _is_closed(pattern),
            "takes dimensions from a pattern that names no fields": pattern[:1] in ("{", "[")
            or not any(part.get("Dimensions") for part in parts),
        } | {f"{name} has a colon, an asterisk or a dollar sign": bool(METRIC_NAME.fullmatch(name)) for name in names}
        yield from unless("metric-filter", one.where, FILTERS, checks)
        rare = classes.get(str(one.properties["LogGroupName"])) == "INFREQUENT_ACCESS"
        yield from unless(
            "metric-filter", one.where, CLASSES, {"reads a group of the class that has no filters": not rare}
        )


def _is_closed(pattern: str) -> bool:
    bare = QUOTED.sub("", pattern)
    pairs = (("{", "}"), ("[", "]"), ("(", ")"))
    return all(bare.count(opens) == bare.count(closes) for opens, closes in pairs) and pattern.count('"') % 2 == 0


def dashboards(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::CloudWatch::Dashboard"):
        for widget in _widgets(str(dig(one.properties, "DashboardBody"))):
            kind, width = str(widget.get("type")), int(widget.get("width", 6))
            checks = {
                f"{kind} is no type of widget": kind in WIDGETS,
                f"a widget ends beyond column {COLUMNS}": int(widget.get("x", 0)) + width <= COLUMNS,
            }
            yield from unless("dashboard", one.where, DASHBOARD, checks)


def _widgets(body: str) -> Iterator[Mapping[str, Any]]:
    try:
        yield from json.loads(body).get("widgets", ())
    except ValueError:
        return
