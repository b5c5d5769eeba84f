"""The rules of cdk-preflight find in our templates what no schema and no rule of ours has."""

import copy
from typing import Any

from judge.deployment import CHOICES, LONGEST_NAME, Templates, alone, deployment, templates
from judge.preflight import by_preflight, decided

Resources = dict[str, Any]


def properties(of: Templates, template: str, logical: str) -> Resources:
    found: Resources = getattr(of, template)["Resources"][logical]["Properties"]
    return found


def a_percentile_beyond_a_hundred(of: Templates) -> None:
    properties(of, "watching", "PagesSlowAlarm")["ExtendedStatistic"] = "p101"


def two_rules_of_one_name(of: Templates) -> None:
    rules = properties(of, "us_east_1", "WebAcl")["Rules"]
    rules[1]["Name"] = rules[0]["Name"]


def just_where_a_table_is_restored(of: Templates) -> None:
    of.site["Conditions"]["Restored"] = {"Fn::Not": [{"Fn::Equals": [{"Ref": "RestoredTable"}, ""]}]}
    wrong = {"Fn::If": ["Restored", "a queue", {"Ref": "AWS::NoValue"}]}
    properties(of, "site", "FeedQueue")["QueueName"] = wrong


FAULTS = {
    "pf-cloudwatch-extended-statistic": a_percentile_beyond_a_hundred,
    "pf-wafv2-rule-unique": two_rules_of_one_name,
    "pf-sqs-queue-name-format": just_where_a_table_is_restored,
}


def test_faults_that_no_schema_has_are_found() -> None:
    of = copy.deepcopy(templates())
    for plant in FAULTS.values():
        plant(of)

    assert {one.rule for one in by_preflight(of)} == set(FAULTS)


def test_conditions_are_decided_and_what_they_leave_out_is_gone() -> None:
    dev, prod = (
        deployment(templates(), LONGEST_NAME, "eu-central-1", {"Stage": stage}).site for stage in CHOICES["Stage"]
    )

    assert "ReleaseSlowAlarm" in decided(prod)["Resources"]
    assert "ReleaseSlowAlarm" not in decided(dev)["Resources"]
    assert "Fn::If" not in str(decided(dev)["Resources"])


def test_each_parameter_is_tried_alone_and_left_out() -> None:
    tried = list(alone(CHOICES, templates().site["Parameters"]))
    changed = [{name for name in CHOICES if given[name] != CHOICES[name][0]} for given in tried]

    for switched in (set(), set(CHOICES), *({name} for name in CHOICES), *(set(CHOICES) - {name} for name in CHOICES)):
        assert switched in changed
    assert len(tried) == 2 + 2 * len(CHOICES)
