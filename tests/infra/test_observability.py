"""Who is called at night, by what, and what they find: alarms, a runbook, one dashboard, saved questions."""

import json
import re
from typing import Any

import pytest

from infra.stacks import FUNCTIONS, nested, of_type, properties, references
from local.template import ROOT, TEMPLATE, Template, load

RUNBOOK = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")

SYMPTOMS = {
    "PagesFailingAlarm",
    "PagesSlowAlarm",
    "ReleaseCrashesAlarm",
    "ReleaseFailsAlarm",
    "ReleaseSlowAlarm",
    "ApiFailingAlarm",
    "CdnFailingAlarm",
    "ThrottledAlarm",
    "SearchFailingAlarm",
    "IndexFailingAlarm",
    "NoNewsAlarm",
    "FeedsQuietAlarm",
    "FeedsFailingAlarm",
    "KillReceivedAlarm",
    "QuarantineAlarm",
    "ScheduleSilentAlarm",
    "OldMessagesAlarm",
    "FeedDeadLettersAlarm",
    "ScheduleDeadLettersAlarm",
    "OldPicturesAlarm",
    "PictureDeadLettersAlarm",
}


def alarms() -> dict[str, dict[str, Any]]:
    stacks = (load(TEMPLATE), nested("observability"), nested("us-east-1"))
    return {
        name: found["Properties"]
        for stack in stacks
        for name, found in of_type(stack, "AWS::CloudWatch::Alarm").items()
    }


def test_there_is_an_alarm_for_each_symptom() -> None:
    assert set(alarms()) == SYMPTOMS


@pytest.mark.parametrize("name", sorted(SYMPTOMS))
def test_an_alarm_wakes_somebody_says_where_to_read_on_and_says_when_it_is_over(name: str) -> None:
    alarm = alarms()[name]

    assert alarm["AlarmActions"] == alarm["OKActions"] != []
    assert alarm["AlarmDescription"].endswith(f"see docs/operating.md#{name.lower()}")
    assert "TreatMissingData" in alarm


def test_the_runbook_has_a_section_for_each_alarm_and_no_other() -> None:
    section = RUNBOOK.partition("## Alarms")[2].partition("\n## ")[0]

    assert set(re.findall(r"^### (\w+)$", section, re.MULTILINE)) == SYMPTOMS | {"Budget"}


@pytest.mark.parametrize("name", ["NoNewsAlarm", "ScheduleSilentAlarm"])
def test_silence_is_an_alarm_where_silence_is_the_symptom(name: str) -> None:
    assert alarms()[name]["TreatMissingData"] == "breaching"


WATCHED = {
    "ReleaseCrashesAlarm": ("AWS/Lambda", "Errors", "Sum", 60, {"FunctionName", "Resource", "ExecutedVersion"}),
    "ReleaseFailsAlarm": ("Regioportaal", "ReleaseFailed", "Sum", 60, {"release"}),
    "ReleaseSlowAlarm": ("AWS/Lambda", "Duration", "p95", 60, {"FunctionName", "Resource", "ExecutedVersion"}),
    "PagesSlowAlarm": ("AWS/ApiGateway", "Latency", "p95", 300, {"ApiId"}),
    "ApiFailingAlarm": ("AWS/ApiGateway", "5xx", "Sum", 300, {"ApiId"}),
    "CdnFailingAlarm": ("AWS/CloudFront", "5xxErrorRate", "Average", 300, {"DistributionId", "Region"}),
    "IndexFailingAlarm": ("AWS/Lambda", "Errors", "Sum", 300, {"FunctionName"}),
    "NoNewsAlarm": ("Regioportaal", "EntriesStored", "Sum", 3600, {"service"}),
    "FeedsQuietAlarm": ("Regioportaal", "FeedsQuiet", "Minimum", 300, {"service"}),
    "FeedsFailingAlarm": ("Regioportaal", "FeedsFailing", "Minimum", 300, {"service"}),
    "KillReceivedAlarm": ("Regioportaal", "EntriesKilled", "Sum", 60, {"service"}),
    "QuarantineAlarm": ("Regioportaal", "Quarantined", "Sum", 300, {"service"}),
    "ScheduleSilentAlarm": ("AWS/Lambda", "Invocations", "Sum", 300, {"FunctionName"}),
    "OldMessagesAlarm": ("AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", 300, {"QueueName"}),
    "FeedDeadLettersAlarm": ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", 60, {"QueueName"}),
    "ScheduleDeadLettersAlarm": ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", 60, {"QueueName"}),
    "OldPicturesAlarm": ("AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", 300, {"QueueName"}),
    "PictureDeadLettersAlarm": ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", 60, {"QueueName"}),
}
"""A metric exists under exactly these dimensions: an alarm on any others sees nothing, and never says so."""


@pytest.mark.parametrize("name", sorted(WATCHED))
def test_an_alarm_looks_at_a_metric_that_exists(name: str) -> None:
    alarm = alarms()[name]
    namespace, metric, statistic, period, dimensions = WATCHED[name]

    assert str(alarm["Namespace"]).removeprefix("{'Fn::Sub': '").startswith(namespace)
    assert (alarm["MetricName"], alarm["Period"]) == (metric, period)
    assert statistic in (alarm.get("Statistic"), alarm.get("ExtendedStatistic"))
    assert {one["Name"] for one in alarm.get("Dimensions", ())} == dimensions


def test_alarms_on_sums_take_silence_for_nought() -> None:
    sums = {name: alarm["Metrics"] for name, alarm in alarms().items() if "Metrics" in alarm}

    assert set(sums) == set(alarms()) - set(WATCHED)
    for name, metrics in sums.items():
        (shown,) = (one for one in metrics if one.get("ReturnData", True))
        assert "FILL(" in shown["Expression"], name


def test_a_feed_in_trouble_is_seen_whatever_the_metrics_of_its_neighbours_say() -> None:
    for name in ("FeedsQuietAlarm", "FeedsFailingAlarm"):
        alarm = alarms()[name]

        assert (alarm["Statistic"], alarm["Threshold"]) == ("Minimum", 1)
        assert alarm["Dimensions"] == [{"Name": "service", "Value": "dispatch"}]


def counted(metric: str) -> dict[str, Any]:
    """The filter that makes `metric` of lines of a log."""
    filters: list[dict[str, Any]] = [
        found["Properties"]
        for stack in (load(TEMPLATE), nested("observability"))
        for found in of_type(stack, "AWS::Logs::MetricFilter").values()
    ]
    (found,) = [one for one in filters if one["MetricTransformations"][0]["MetricName"] == metric]
    return found


def test_pages_that_fail_are_counted_by_the_line_of_each_request() -> None:
    """A refusal of somebody whom the CDN let through counts too: then the two do not know each other."""
    filtered, (of_release,) = counted("PagesFailed"), counted("ReleaseFailed")["MetricTransformations"]

    assert filtered["FilterPattern"] == '{ ($.status >= 500) || (($.status = 403) && ($.cdn != "")) }'
    assert of_release["Dimensions"] == [{"Key": "release", "Value": "$.release"}]
    assert alarms()["PagesFailingAlarm"]["Metrics"][0]["Expression"] == "FILL(answers, 0) + FILL(crashes, 0)"


def test_a_stack_counts_for_itself(expanded: Template) -> None:
    """Two stages in one account: the news of one must not calm down the alarm of the other."""
    namespaces = {
        str(properties(expanded, name)["Environment"]["Variables"]["POWERTOOLS_METRICS_NAMESPACE"])
        for name in FUNCTIONS
    }

    assert namespaces == {"{'Fn::Sub': 'Regioportaal/${AWS::StackName}'}"}
    assert alarms()["NoNewsAlarm"]["Namespace"] == {"Fn::Sub": "Regioportaal/${Portal}"}


def dashboard() -> dict[str, Any]:
    text = properties(nested("observability"), "Dashboard")["DashboardBody"]["Fn::Sub"]
    body: dict[str, Any] = json.loads(re.sub(r"\$\{[^}]+\}", "x", text))
    return body


def test_one_dashboard_answers_three_questions() -> None:
    widgets = dashboard()["widgets"]
    questions = [widget["properties"]["markdown"] for widget in widgets if widget["type"] == "text"]
    shown = json.dumps(widgets)

    assert questions == ["## Do readers get pages?", "## Is news coming in?", "## What does it cost?"]
    for metric in ("PagesFailed", "5xxErrorRate", "EntriesStored", "FeedsQuiet", "ConsumedReadCapacityUnits"):
        assert f'"{metric}"' in shown
    places = [(widget["x"], widget["y"]) for widget in widgets]
    assert len(set(places)) == len(places)
    assert all(widget["x"] + widget["width"] <= 24 for widget in widgets)


def test_every_metric_of_ours_that_is_watched_is_one_that_we_send() -> None:
    counted_in_logs = {
        transformation["MetricName"]
        for stack in (load(TEMPLATE), nested("observability"))
        for found in of_type(stack, "AWS::Logs::MetricFilter").values()
        for transformation in found["Properties"]["MetricTransformations"]
    }
    sent = set(re.findall(r'\("(\w+)", (?:report|int\(|run|outcome|len\()', _reporting())) | counted_in_logs
    watched = {alarm["MetricName"] for alarm in alarms().values() if "Regioportaal" in str(alarm.get("Namespace"))}
    shown = {
        metric[1]
        for widget in dashboard()["widgets"]
        for metric in widget["properties"].get("metrics", ())
        if str(metric[0]).startswith("Regioportaal")
    }

    in_sums = {
        metric["MetricName"]
        for alarm in alarms().values()
        for metric in (one["MetricStat"]["Metric"] for one in alarm.get("Metrics", ()) if "MetricStat" in one)
        if "Regioportaal" in str(metric["Namespace"])
    }

    assert watched | shown | in_sums <= sent
    assert counted_in_logs <= watched | in_sums


def _reporting() -> str:
    package = ROOT / "layers" / "portal" / "portal"
    return "".join((package / room / "reporting.py").read_text(encoding="utf-8") for room in ("feeds", "pictures"))


def test_questions_to_the_logs_are_saved_and_ask_for_fields_that_are_there() -> None:
    queries = of_type(nested("observability"), "AWS::Logs::QueryDefinition")
    groups = {name for query in queries.values() for name in references(query["Properties"]["LogGroupNames"])}

    assert len(queries) >= 6
    readers, others = (
        {"ApiLog", "PagesLog", "WebmailLog", "SearchLog"},
        {"DispatchLog", "IngestLog", "PicturesLog", "IndexLog"},
    )
    assert groups == readers | others
    envelope = (ROOT / "layers" / "portal" / "portal" / "web" / "envelope.py").read_text(encoding="utf-8")
    for field in ("status", "path", "ms", "cdn", "calls", "rounds", "table_ms"):
        assert f'"{field}":' in envelope


def test_a_budget_warns_before_it_is_spent() -> None:
    budget = nested("observability")["Resources"]["Budget"]

    assert budget["Condition"] == "HasBudget"
    kinds = [one["Notification"]["NotificationType"] for one in budget["Properties"]["NotificationsWithSubscribers"]]
    assert kinds == ["ACTUAL", "FORECASTED"]
