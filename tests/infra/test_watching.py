"""Who is called at night, by what, and what they find: alarms, a runbook, one dashboard, saved questions."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from infra.stacks import FUNCTIONS, nested, of_type, properties, references, target
from local.template import ROOT, TEMPLATE, Template, load
from portal.ingest.metrics import emit_run_metrics
from portal.ingest.report import Run
from portal.storage.search_manifest import LEASE

RUNBOOK = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")

SYMPTOMS = {
    "PagesFailingAlarm",
    "PagesSlowAlarm",
    "SearchFailingAlarm",
    "ReleaseCrashesAlarm",
    "ReleaseFailsAlarm",
    "ReleaseSlowAlarm",
    "CdnFailingAlarm",
    "IndexFailingAlarm",
    "NoNewsAlarm",
    "FeedsInTroubleAlarm",
    "PersonNeededAlarm",
    "ScheduleSilentAlarm",
    "WorkLateAlarm",
    "FeedDeadLettersAlarm",
}
MAILS = {"Budget", "Killed"}
"""What is mailed without an alarm: AWS Budgets warns by itself, and of a kill NewsTopic tells in words."""


def alarms() -> dict[str, dict[str, Any]]:
    stacks = (load(TEMPLATE), nested("watching/watching"), nested("us-east-1"))
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

    assert set(re.findall(r"^### (\w+)$", section, re.MULTILINE)) == SYMPTOMS | MAILS


@pytest.mark.parametrize("name", ["NoNewsAlarm", "ScheduleSilentAlarm"])
def test_silence_is_an_alarm_where_silence_is_the_symptom(name: str) -> None:
    assert alarms()[name]["TreatMissingData"] == "breaching"


WATCHED = {
    "ReleaseCrashesAlarm": ("AWS/Lambda", "Errors", "Sum", 60, {"FunctionName", "Resource", "ExecutedVersion"}),
    "ReleaseFailsAlarm": ("Regioportaal", "ReleaseFailed", "Sum", 60, {"release"}),
    "ReleaseSlowAlarm": ("AWS/Lambda", "Duration", "p95", 60, {"FunctionName", "Resource", "ExecutedVersion"}),
    "PagesSlowAlarm": ("AWS/ApiGateway", "Latency", "p95", 300, {"ApiId"}),
    "SearchFailingAlarm": ("AWS/ApiGateway", "5xx", "Sum", 300, {"ApiId"}),
    "CdnFailingAlarm": ("AWS/CloudFront", "5xxErrorRate", "Average", 300, {"DistributionId", "Region"}),
    "IndexFailingAlarm": ("AWS/Lambda", "Errors", "Sum", 300, {"FunctionName"}),
    "NoNewsAlarm": ("Regioportaal", "EntriesStored", "Sum", 3600, {"service"}),
    "FeedsInTroubleAlarm": ("Regioportaal", "FeedsInTrouble", "Minimum", 300, {"service"}),
    "PersonNeededAlarm": ("Regioportaal", "PersonNeeded", "Sum", 300, {"service"}),
    "ScheduleSilentAlarm": ("Regioportaal", "FeedsInTrouble", "SampleCount", 300, {"service"}),
    "WorkLateAlarm": ("Regioportaal", "WorkLate", "SampleCount", 300, {"service"}),
    "FeedDeadLettersAlarm": ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", 60, {"QueueName"}),
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
    """All five runs of five minutes have to find it: one that finds it well ends the alarm.

    What is late is told by runs that find something late alone, so there they are counted.
    """
    for name, whole in {"FeedsInTroubleAlarm": ("Minimum", 1), "WorkLateAlarm": ("SampleCount", 4)}.items():
        alarm = alarms()[name]

        assert (alarm["Statistic"], alarm["Threshold"]) == whole
        assert alarm["Dimensions"] == [{"Name": "service", "Value": "dispatch"}]


def test_no_alarm_reads_more_metrics_than_an_alarm_may() -> None:
    """Source: CloudWatch User Guide, alarm limits: «10 metrics … a hard limit»; PutMetricAlarm says the same."""
    read = {name: [one for one in alarm.get("Metrics", ()) if "MetricStat" in one] for name, alarm in alarms().items()}

    assert {name for name, metrics in read.items() if len(metrics) > 10} == set()


def counted(metric: str) -> list[dict[str, Any]]:
    """The filters that make `metric` of lines of a log."""
    return [
        found["Properties"]
        for stack in (load(TEMPLATE), nested("watching/watching"))
        for found in of_type(stack, "AWS::Logs::MetricFilter").values()
        if found["Properties"]["MetricTransformations"][0]["MetricName"] == metric
    ]


def test_readers_who_are_refused_are_counted_by_the_line_of_each_request() -> None:
    """A refusal of somebody whom the CDN let through means that the two do not know each other any more."""
    refusals = {target(one["LogGroupName"]): one["FilterPattern"] for one in counted("ReadersRefused")}
    (of_release,) = counted("ReleaseFailed")[0]["MetricTransformations"]

    of_pages = {"Fn::Sub": '{ ($.status = "429") && ($.api = "${HttpApi}") }'}
    assert refusals == {"PagesLog": '{ ($.status = 403) && ($.cdn != "") }', "ApiLog": of_pages}
    assert '"api":"$context.apiId"' in load(TEMPLATE)["Globals"]["HttpApi"]["AccessLogSettings"]["Format"]
    assert of_release["Dimensions"] == [{"Key": "release", "Value": "$.release"}]
    assert alarms()["PagesFailingAlarm"]["Metrics"][0]["Expression"] == "FILL(answers, 0) + FILL(refused, 0)"


def test_an_index_that_is_killed_again_and_again_is_reported() -> None:
    """Each leaves its lease, in which nobody runs: a failure in a quarter of an hour, and never three in a row."""
    alarm, every = alarms()["IndexFailingAlarm"], LEASE // timedelta(minutes=1) + 1
    failures = [minute % every == 0 for minute in range(60)]
    periods = [any(failures[start : start + 5]) for start in range(0, 60, 5)]

    assert sum(periods[-alarm["EvaluationPeriods"] :]) >= alarm["DatapointsToAlarm"]


def test_what_the_saved_query_asks_of_a_request_is_in_its_line() -> None:
    """Of the API; those of functions are held against what they log."""
    query = nested("watching/watching")["Resources"]["RefusedAtTheApi"]["Properties"]["QueryString"]
    asked = set(re.findall(r"\w+", query.splitlines()[0].removeprefix("fields @timestamp, ")))

    assert {f'"{one}":' for one in asked} <= set(
        re.findall(r'"\w+":', load(TEMPLATE)["Globals"]["HttpApi"]["AccessLogSettings"]["Format"])
    )


def test_a_metric_of_ours_is_sent_only_when_there_is_something_to_say() -> None:
    """With a default value a filter sends nought all month, at $0.30."""
    filters = [
        transformation
        for stack in (load(TEMPLATE), nested("watching/watching"))
        for found in of_type(stack, "AWS::Logs::MetricFilter").values()
        for transformation in found["Properties"]["MetricTransformations"]
    ]

    assert filters
    assert [one for one in filters if "DefaultValue" in one] == []


def test_a_stack_counts_for_itself(expanded: Template) -> None:
    """Two stages in one account: the news of one must not calm down the alarm of the other."""
    namespaces = {
        str(properties(expanded, name)["Environment"]["Variables"]["POWERTOOLS_METRICS_NAMESPACE"])
        for name in FUNCTIONS
    }

    assert namespaces == {"{'Fn::Sub': 'Regioportaal/${AWS::StackName}'}"}
    assert alarms()["NoNewsAlarm"]["Namespace"] == {"Fn::Sub": "Regioportaal/${Portal}"}


def dashboard() -> dict[str, Any]:
    text = properties(nested("watching/watching"), "DashboardPage")["DashboardBody"]["Fn::Sub"][0]
    body: dict[str, Any] = json.loads(re.sub(r"\$\{[^}]+\}", "x", text))
    return body


def test_one_dashboard_answers_three_questions_where_it_is_wanted() -> None:
    widgets = dashboard()["widgets"]
    questions = [widget["properties"]["markdown"] for widget in widgets if widget["type"] == "text"]
    shown = json.dumps(widgets)

    assert nested("watching/watching")["Resources"]["DashboardPage"]["Condition"] == "HasDashboard"
    assert load(TEMPLATE)["Parameters"]["Dashboard"]["Default"] == "off"
    assert questions == ["## Do readers get pages?", "## Is news coming in?", "## What does it cost?"]
    for metric in ("5xx", "5xxErrorRate", "Throttles", "FeedsInTrouble", "WorkLate", "ConsumedReadCapacityUnits"):
        assert f'"{metric}"' in shown
    places = [(widget["x"], widget["y"]) for widget in widgets]
    assert len(set(places)) == len(places)
    assert all(widget["x"] + widget["width"] <= 24 for widget in widgets)


def test_the_dashboard_shows_every_function_and_index_that_can_be_refused_capacity() -> None:
    shown = json.dumps(dashboard())
    functions = properties(nested("watching/watching"), "DashboardPage")["DashboardBody"]["Fn::Sub"][0]

    assert {name for name in FUNCTIONS if f'"Throttles", "FunctionName", "${{{name}}}"' not in functions} == {
        "SmokeFunction",
        "DeskFunction",  # which is not everywhere: its own API throttles first, and its log says so
        "PageviewsFunction",  # likewise: an hour that was missed is counted in the next
    }
    assert all(f'"GlobalSecondaryIndexName", "{index}"' in shown for index in ("by-section", "by-time"))


def test_a_metric_of_ours_is_sent_where_an_alarm_reads_it_and_only_there() -> None:
    """What nobody reads is paid for all the same; what nobody sends is an alarm that never rings."""
    of_filters = {
        transformation["MetricName"]
        for stack in (load(TEMPLATE), nested("watching/watching"))
        for found in of_type(stack, "AWS::Logs::MetricFilter").values()
        for transformation in found["Properties"]["MetricTransformations"]
    }
    reporting = (ROOT / "layers" / "portal" / "portal" / "ingest" / "metrics.py").read_text(encoding="utf-8")
    sent = set(re.findall(r'"([A-Z][A-Za-z]+)"(?::|, MetricUnit)', reporting)) | of_filters
    read = {
        metric["MetricName"]
        for alarm in alarms().values()
        for metric in (alarm, *(one.get("MetricStat", {}).get("Metric", {}) for one in alarm.get("Metrics", ())))
        if "Regioportaal" in str(metric.get("Namespace"))
    }
    shown = {
        metric[1]
        for widget in dashboard()["widgets"]
        for metric in widget["properties"].get("metrics", ())
        if str(metric[0]).startswith("Regioportaal")
    }

    assert sent == read
    assert shown <= read


def test_what_a_run_of_the_schedule_says_is_said_also_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Its silence is ScheduleSilentAlarm's symptom; lateness is sent only where there is any."""
    emit_run_metrics(Run(sent=("goes",), failing=(), quiet=()))
    emit_run_metrics(Run(sent=(), failing=("goes", "tholen"), quiet=("goes",), late=("goes",)))

    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["FeedsInTrouble"], one.get("WorkLate")) for one in said] == [([0.0], None), ([2.0], [1.0])]


def test_questions_to_the_logs_are_saved_and_ask_for_fields_that_are_there() -> None:
    queries = of_type(nested("watching/watching"), "AWS::Logs::QueryDefinition")
    groups = {name for query in queries.values() for name in references(query["Properties"]["LogGroupNames"])}

    assert len(queries) >= 6
    readers, others = (
        {"ApiLog", "PagesLog", "WebmailLog", "SearchLog"},
        {"DispatchLog", "IngestLog", "PicturesLog", "IndexLog"},
    )
    assert groups == readers | others
    middleware = (ROOT / "layers" / "portal" / "portal" / "web" / "middleware.py").read_text(encoding="utf-8")
    for field in ("status", "path", "ms", "cdn", "calls", "rounds", "table_ms"):
        assert f'"{field}":' in middleware


def test_a_budget_warns_before_it_is_spent_and_is_nobodys_default() -> None:
    """It is the whole account's, so one of its stages has it; in some regions and accounts there is none to make."""
    budget = nested("watching/budget")["Resources"]["Budget"]

    assert load(TEMPLATE)["Parameters"]["MonthlyBudget"]["Default"] == 0
    kinds = [one["Notification"]["NotificationType"] for one in budget["Properties"]["NotificationsWithSubscribers"]]
    assert kinds == ["ACTUAL", "FORECASTED"]


def test_an_editor_is_mailed_what_an_agency_took_back(expanded: Template) -> None:
    mailed = {target(properties(expanded, name)["TopicArn"]) for name in of_type(expanded, "AWS::SNS::Subscription")}

    assert mailed == {"AlarmTopic", "NewsTopic"}
