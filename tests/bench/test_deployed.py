"""What the page of costs counts is what is deployed: a thing more in a template is on the page, or a test fails."""

import copy
import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import pytest
from bench.assumed import ASSUMED
from bench.billed import FREE, PRICED, unpriced
from bench.costs import Load, load_prices
from bench.deployed import (
    STAGES,
    alarm_metrics,
    deployed,
    keys_asked,
    metrics,
    months_kept,
    polls,
    snapshots,
    ticks,
)
from bench.month import amounts
from bench.units import FILE, Units

from judge.deployment import GLOBAL_CHOICES, Templates, combinations, templates
from judge.stack import Stack
from local.template import ROOT

UNITS = Units.from_json(FILE.read_text(encoding="utf-8"))
NOBODY = Load(views=0, feeds=0)
STAT = {"Metric": {"Namespace": "AWS/Lambda", "MetricName": "Errors"}, "Period": 60, "Stat": "Sum"}
PLAIN = {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Period": 300}


def of_math(*metrics: str) -> dict[str, Any]:
    read = [{"Id": name, "ReturnData": False, "MetricStat": STAT} for name in metrics]
    return {"Metrics": [{"Id": "all", "Expression": " + ".join(metrics)}, *read]}


def with_one_more(kind: str, properties: dict[str, Any], *, beside: bool = True, **more: str) -> Templates:
    """All templates, and in one of them a resource more: that which watches, or the site's."""
    found = copy.deepcopy(templates())
    (found.watching if beside else found.site)["Resources"]["OneMore"] = {
        "Type": kind,
        "Properties": properties,
        **more,
    }
    return found


def every_kind() -> Iterator[str]:
    for stage in STAGES:
        chosen = {"Dashboard": "on", "Delivery": "on", "MonthlyBudget": "25", "Desk": "cognito"}
        yield from (one.kind for one in deployed(stage, chosen=chosen).every_resource())
    for given in combinations(GLOBAL_CHOICES, templates().us_east_1["Parameters"]):
        yield from (one.kind for one in Stack("global", templates().us_east_1, given, "us-east-1").every_resource())
    yield from (one["Type"] for one in templates().ci["Resources"].values())


def test_every_kind_of_resource_has_prices_or_a_reason_why_it_has_none() -> None:
    kinds = set(every_kind())

    assert unpriced(kinds) == set()
    assert PRICED.keys() | FREE.keys() == kinds, "a kind that nobody deploys any more"
    assert not PRICED.keys() & FREE.keys()
    assert all(FREE.values())


def test_what_stands_beside_a_site_unless_it_is_asked_for_is_what_watches_it() -> None:
    usual, asked = deployed("dev"), deployed("dev", chosen={"Delivery": "on", "MonthlyBudget": "25"})

    assert [one.name for one in usual.beside] == ["regioportaal-dev-watching"]
    assert {one.name.rpartition("-")[2] for one in asked.beside} == {"watching", "delivery", "budget"}


def test_a_kind_that_nobody_has_thought_of_is_noticed() -> None:
    stream = deployed("prod", with_one_more("AWS::Kinesis::Stream", {}))

    assert unpriced(one.kind for one in stream.every_resource()) == {"AWS::Kinesis::Stream"}


def test_every_price_is_that_of_some_kind_and_every_kind_has_prices_that_are_there() -> None:
    assert set(chain.from_iterable(PRICED.values())) == load_prices().price.keys()


@pytest.mark.parametrize("stage", STAGES)
def test_each_metric_that_an_alarm_reads_is_counted(stage: str) -> None:
    """Counted again in another way: each is named once, by MetricName."""
    alarms = [one.properties for one in deployed(stage).of_kind("AWS::CloudWatch::Alarm")]

    named = sum(len(re.findall(r"'MetricName'", str(alarm))) for alarm in alarms)

    assert amounts(UNITS, Load(views=0, feeds=0, stage=stage))["alarms"] == named
    assert len(alarms) == len(alarm_metrics(deployed(stage)))


def test_prod_has_the_alarms_of_a_rollout_beyond_those_of_dev() -> None:
    dev, prod = (alarm_metrics(deployed(stage)) for stage in STAGES)

    assert prod.keys() - dev.keys() == {"ReleaseCrashesAlarm", "ReleaseFailsAlarm", "ReleaseSlowAlarm"}


@pytest.mark.parametrize(
    ("properties", "more"), [(PLAIN, 1), (of_math("a"), 1), (of_math("a", "b", "c"), 3), ({**PLAIN, "Period": 60}, 1)]
)
def test_an_alarm_more_costs_the_metrics_that_it_reads(properties: dict[str, Any], more: int) -> None:
    before, after = (
        amounts(UNITS, NOBODY, there)["alarms"]
        for there in (deployed("prod"), deployed("prod", with_one_more("AWS::CloudWatch::Alarm", properties)))
    )

    assert after - before == more


def test_an_alarm_that_is_not_made_costs_nothing() -> None:
    in_prod = with_one_more("AWS::CloudWatch::Alarm", PLAIN, beside=False, Condition="IsProd")

    assert "OneMore" not in alarm_metrics(deployed("dev", in_prod))
    assert "OneMore" in alarm_metrics(deployed("prod", in_prod))


@pytest.mark.parametrize(
    "properties",
    [{**PLAIN, "Period": 10}, {"Metrics": [{"Id": "q", "Expression": 'SELECT MAX(Errors) FROM "AWS/Lambda"'}]}],
)
def test_an_alarm_with_another_price_is_refused(properties: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="another price"):
        alarm_metrics(deployed("prod", with_one_more("AWS::CloudWatch::Alarm", properties)))


def filtering(name: str) -> dict[str, Any]:
    return {"MetricTransformations": [{"MetricNamespace": "x", "MetricName": name, "MetricValue": "1"}]}


def test_each_metric_of_ours_is_counted() -> None:
    """Those of log lines, and those whose name stands in the code that sends them."""
    sent = "".join(
        (ROOT / "layers" / "portal" / "portal" / path).read_text(encoding="utf-8")
        for path in ("ingest/metrics.py", "web/webmail_counts.py")
    )
    named = set(re.findall(r'"([A-Z][A-Za-z]+)"(?::|, MetricUnit)', sent)) | {"ReadersRefused", "ReleaseFailed"}

    assert metrics(deployed("prod")) == {name: 2 if name == "WebmailChosen" else 1 for name in named}


def test_nobody_else_sends_metrics() -> None:
    """Whoever does is to be counted in bench/deployed.py, in what it writes."""
    package = ROOT / "layers" / "portal" / "portal"
    senders = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "add_metric(" in path.read_text("utf-8")
    }

    assert senders == {"ingest/metrics.py", "web/webmail_counts.py"}


def test_a_metric_of_which_nobody_has_said_when_it_is_sent_is_noticed() -> None:
    there = deployed("prod", with_one_more("AWS::Logs::MetricFilter", filtering("Surprising")))

    with pytest.raises(KeyError, match="Surprising"):
        amounts(UNITS, NOBODY, there)


def test_two_filters_of_one_metric_are_one_and_with_a_dimension_it_is_another() -> None:
    by_path = filtering("ReadersRefused")
    by_path["MetricTransformations"][0]["Dimensions"] = [{"Key": "path", "Value": "$.path"}]
    same, another = (
        metrics(deployed("prod", with_one_more("AWS::Logs::MetricFilter", one)))
        for one in (filtering("ReadersRefused"), by_path)
    )

    assert same == metrics(deployed("prod"))
    assert another["ReadersRefused"] == 2


def test_the_metrics_of_a_site_that_sleeps_are_two_and_of_one_that_is_read_more() -> None:
    quiet, read = (amounts(UNITS, Load(views=views, feeds=10))["metrics"] for views in (0, 10**7))

    assert quiet == pytest.approx(2.08, abs=0.01)
    assert read == pytest.approx(quiet + 2, abs=0.01)


MAPPING = "AWS::Lambda::EventSourceMapping"
READS_DEAD_LETTERS = {"EventSourceArn": {"Fn::GetAtt": ["FeedDeadLetters", "Arn"]}, "FunctionName": "x"}


def test_each_queue_that_a_function_reads_is_asked_all_month() -> None:
    """A bill that was published counts 21,590 empty receives a day and queue."""
    asked = polls(deployed("prod"))

    assert asked == {queue: pytest.approx(30 * 21_590, rel=0.001) for queue in ("FeedQueue", "PictureQueue")}


def test_a_queue_more_costs_its_polls_and_one_that_nobody_reads_nothing() -> None:
    read = deployed("prod", with_one_more(MAPPING, READS_DEAD_LETTERS, beside=False))
    unread = deployed("prod", with_one_more("AWS::SQS::Queue", {}, beside=False))
    asked = amounts(UNITS, NOBODY)["queue_requests"]

    assert amounts(UNITS, NOBODY, read)["queue_requests"] - asked == pytest.approx(648_000)
    assert amounts(UNITS, NOBODY, unread)["queue_requests"] == asked


def test_a_queue_that_two_functions_read_is_asked_by_both() -> None:
    twice = {"EventSourceArn": {"Fn::GetAtt": ["FeedQueue", "Arn"]}, "FunctionName": "x"}

    assert polls(deployed("prod", with_one_more(MAPPING, twice, beside=False)))["FeedQueue"] == 2 * 648_000


def test_pollers_that_are_provisioned_are_refused() -> None:
    there = with_one_more(
        MAPPING, READS_DEAD_LETTERS | {"ProvisionedPollerConfig": {"MinimumPollers": 2}}, beside=False
    )

    with pytest.raises(ValueError, match="by the hour"):
        polls(deployed("prod", there))


def setting(change: Callable[[Templates], None]) -> Templates:
    found = copy.deepcopy(templates())
    change(found)
    return found


def scheduled(rate: str) -> Templates:
    def change(of: Templates) -> None:
        of.site["Resources"]["IndexFunctionTick"]["Properties"]["ScheduleExpression"] = rate

    return setting(change)


@pytest.mark.parametrize(
    ("rate", "calls"), [("rate(1 minute)", 43_200), ("rate(5 minutes)", 8_640), ("rate(1 hour)", 720)]
)
def test_a_schedule_calls_as_often_as_it_says(rate: str, calls: int) -> None:
    there = deployed("prod", scheduled(rate))

    assert ticks(there)["IndexFunction"] == calls
    assert ticks(there)["DispatchFunction"] == 43_200


def test_two_schedules_of_a_function_call_it_more_often() -> None:
    tick = templates().site["Resources"]["IndexFunctionTick"]["Properties"]
    there = with_one_more("AWS::Scheduler::Schedule", {**tick, "ScheduleExpression": "rate(1 hour)"}, beside=False)

    assert ticks(deployed("prod", there))["IndexFunction"] == 43_200 + 720


def test_a_schedule_that_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be counted"):
        ticks(deployed("prod", scheduled("cron(0 3 * * ? *)")))


def test_a_table_under_a_key_of_the_account_pays_for_each_connection() -> None:
    def change(of: Templates) -> None:
        of.nested["infra/storage.yaml"]["Resources"]["Table"]["Properties"]["SSESpecification"] = {"SSEEnabled": True}

    there = deployed("prod", setting(change))

    assert keys_asked(deployed("prod")) == []
    assert amounts(UNITS, NOBODY)["key_requests"] == 0
    assert amounts(UNITS, NOBODY, there)["key_requests"] > 20_000


def test_prod_keeps_its_logs_longer_and_pays_for_it() -> None:
    dev, prod = (months_kept(deployed(stage)) for stage in STAGES)

    assert prod["IngestLog"] == 3 > dev["IngestLog"]
    assert prod["AccessLogs"] == 1 > dev["AccessLogs"]
    assert prod["Quarantine"] == dev["Quarantine"] == 1
    assert "Pictures" not in prod


def test_documents_in_quarantine_are_paid_for_as_long_as_their_bucket_keeps_them() -> None:
    def for_a_year(of: Templates) -> None:
        rules = of.nested["infra/storage.yaml"]["Resources"]["Quarantine"]["Properties"]["LifecycleConfiguration"]
        rules["Rules"][0]["ExpirationInDays"] = 360

    of = Load(views=0, feeds=10)
    usual, longer = (amounts(UNITS, of, deployed("prod", there)) for there in (None, setting(for_a_year)))

    refused = 10 * 30 * ASSUMED.refusals
    assert longer["object_bytes"] - usual["object_bytes"] == pytest.approx(11 * refused * ASSUMED.refused_bytes)


def test_what_is_a_choice_costs_nothing_unless_it_is_chosen() -> None:
    usual, chosen = deployed("prod"), deployed("prod", chosen={"Dashboard": "on", "SnapStart": "on"})

    assert [amounts(UNITS, NOBODY, there)["dashboards"] for there in (usual, chosen)] == [0, 1]
    assert [snapshots(there) for there in (usual, chosen)] == [0, 1]


def test_a_newsroom_without_anybody_in_it_costs_a_secret_and_half_a_dollar_at_most() -> None:
    usual = load_prices().sum(amounts(UNITS, NOBODY))
    for login in ("openid", "cognito"):
        there = deployed("prod", chosen={"Desk": login})

        assert load_prices().sum(amounts(UNITS, NOBODY, there)) - usual == pytest.approx(0.41, abs=0.01)
        assert alarm_metrics(there) == alarm_metrics(deployed("prod"))
