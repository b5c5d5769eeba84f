"""From a release to the next: each kind of step that CloudFormation or DynamoDB refuses, planted and found."""

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from judge.deployment import LONGEST_NAME, Templates, deployment, templates
from judge.transitions import broken_step, broken_transitions, footprint

Change = Callable[[Templates], object]


def table(of: Templates) -> Any:
    return of.nested["infra/storage.yaml"]["Resources"]["Table"]["Properties"]


def index(of: Templates, number: int = 0) -> Any:
    return table(of)["GlobalSecondaryIndexes"][number]


def another_index(of: Templates, *names: str) -> None:
    table(of)["GlobalSecondaryIndexes"].extend({**copy.deepcopy(index(of)), "IndexName": name} for name in names)


def resource(of: Templates, where: str) -> Any:
    template, _, logical = where.partition("/")
    found = of.site if template == "site" else of.nested[f"infra/{template}.yaml"]
    return found["Resources"][logical]


def renamed(of: Templates, template: str, logical: str, name: str) -> None:
    """By another logical id, and so wherever it is referred to."""
    found = of.nested[f"infra/{template}.yaml"] if template else of.site
    written = json.dumps(found)
    found.clear()
    found.update(json.loads(re.sub(rf'(["{{]){logical}(["}}.])', rf"\1{name}\2", written)))


REFUSED: dict[str, tuple[Change, str]] = {
    "two indexes at once": (
        lambda of: another_index(of, "by-author", "by-place"),
        "2 indexes come or go",
    ),
    "one index for another": (lambda of: index(of).update(IndexName="by-author"), "2 indexes come or go"),
    "an index that shows more": (
        lambda of: index(of)["Projection"].update(NonKeyAttributes=["teaser", "body"]),
        "changes its keys or what it projects",
    ),
    "an index of another key": (
        lambda of: index(of)["KeySchema"][1].update(AttributeName="slug"),
        "changes its keys or what it projects",
    ),
    "a table of another key": (
        lambda of: table(of).update(KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}]),
        "a change of KeySchema",
    ),
    "a key of another type": (
        lambda of: table(of)["AttributeDefinitions"][0].update(AttributeType="N"),
        "a change of type of pk makes a new, empty one",
    ),
    "a local index": (
        lambda of: table(of).update(
            LocalSecondaryIndexes=[{**copy.deepcopy(index(of)), "KeySchema": table(of)["KeySchema"]}]
        ),
        "a change of LocalSecondaryIndexes makes a new, empty one",
    ),
    "another time to live": (
        lambda of: table(of).update(TimeToLiveSpecification={"AttributeName": "x", "Enabled": True}),
        "TimeToLive is active on expires_at",
    ),
    "a subscription by another logical id": (
        lambda of: renamed(of, "", "AlarmEmailSubscription", "AlarmMail"),
        "site/AlarmEmailSubscription, of the same name or use",
    ),
    "the logging of a firewall by another logical id": (
        lambda of: of.us_east_1["Resources"].update(Logs=of.us_east_1["Resources"].pop("FirewallLogging")),
        "global/FirewallLogging, of the same name or use",
    ),
    "a bucket by another logical id": (lambda of: renamed(of, "storage", "Pictures", "Photos"), "goes from the stack"),
    "a table with a name": (lambda of: table(of).update(TableName="nieuws"), "TableName makes a new"),
    "a type that changes": (
        lambda of: resource(of, "storage/SearchIndex").update(Type="AWS::S3::MultiRegionAccessPoint", Properties={}),
        "a resource does not change its type",
    ),
    "a cache policy by another logical id": (
        lambda of: renamed(of, "edge", "PlainPolicy", "BasePolicy"),
        "is made while Edge-XXXXXXXXXXXX/PlainPolicy, of the same name or use, is still there",
    ),
    "a function of the CDN by another logical id": (
        lambda of: renamed(of, "edge", "Addresses", "Spelling"),
        "Edge-XXXXXXXXXXXX/Addresses, of the same name",
    ),
    "a policy of a bucket by another logical id": (
        lambda of: renamed(of, "storage", "SearchIndexPolicy", "IndexPolicy"),
        "Storage-XXXXXXXXXXXX/SearchIndexPolicy, of the same name or use",
    ),
    "a log by another logical id": (
        lambda of: renamed(of, "", "WebmailLog", "MailLog"),
        "site/WebmailLog, of the same name",
    ),
    "a parameter of SSM by another logical id": (
        lambda of: renamed(of, "", "OriginLock", "Lock"),
        "site/OriginLock, of the same name",
    ),
    "a parameter without a default": (
        lambda of: of.site["Parameters"].update(Publisher={"Type": "String"}),
        "is a new parameter without a default",
    ),
}
ALLOWED: dict[str, Change] = {
    "one index more": lambda of: another_index(of, "by-author"),
    "a time to live that is switched off": lambda of: table(of).update(
        TimeToLiveSpecification={"AttributeName": "x", "Enabled": False}
    ),
    "another order of attributes": lambda of: table(of)["AttributeDefinitions"].reverse(),
    "a bucket more": lambda of: of.nested["infra/storage.yaml"]["Resources"].update(
        Videos=copy.deepcopy(resource(of, "storage/SearchIndex"))
    ),
    "a function's own log beside that of another": lambda of: of.site["Resources"].update(
        CronLog={"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": {"Fn::Sub": "/${AWS::StackName}/cron"}}}
    ),
    "a parameter with a default": lambda of: of.site["Parameters"].update(Publisher={"Type": "String", "Default": ""}),
}


def changed(change: Change) -> Templates:
    of = copy.deepcopy(templates())
    change(of)
    return of


@pytest.mark.parametrize("name", REFUSED)
def test_a_step_that_aws_refuses_is_found(name: str) -> None:
    change, words = REFUSED[name]

    found = list(map(str, broken_transitions(changed(change), LONGEST_NAME)))

    assert any(words in one for one in found), found


@pytest.mark.parametrize("name", ALLOWED)
def test_a_step_that_aws_takes_is_none(name: str) -> None:
    assert list(map(str, broken_transitions(changed(ALLOWED[name]), LONGEST_NAME))) == []


def test_a_resource_with_a_name_that_must_be_replaced_is_found() -> None:
    """CloudFormation makes the new one before it deletes the old one, and both would have one name."""

    def named(prefix: str) -> Templates:
        of = copy.deepcopy(templates())
        queue = {"QueueName": {"Fn::Sub": "${AWS::StackName}-brieven"}, "FifoQueue": prefix == "fifo"}
        of.site["Resources"]["Letters"] = {"Type": "AWS::SQS::Queue", "Properties": queue}
        return of

    before, after = (footprint(deployment(named(kind), LONGEST_NAME, "eu-central-1", {})) for kind in ("plain", "fifo"))

    assert ["its name is taken" in str(one) for one in broken_step(before, after, step="x")] == [True]


def test_a_footprint_is_of_what_lasts() -> None:
    """A version and a layer have other logical ids in each release."""
    kinds = {
        one["kind"]
        for one in footprint(deployment(templates(), LONGEST_NAME, "eu-central-1", {}))["resources"].values()
    }

    assert "AWS::DynamoDB::Table" in kinds
    assert not kinds & {"AWS::Lambda::Version", "AWS::Lambda::LayerVersion"}
