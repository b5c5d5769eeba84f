"""The release before, in a second: which versions `portal back` takes, and which ones nobody needs any more."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from local.template import expand
from portal.cli import main
from portal.cli.back import release_began, steps_back, steps_forward
from portal.cli.doctor.finding import Level
from portal.cli.doctor.pages import PageAnswer
from portal.cli.doctor.stack import of_release
from portal.cli.stack import Resource, Stack
from portal.cli.versions import RESOURCES, Function, Lambda, LambdaVersion, left_over
from portal.cli.where import UsageError
from samples import NOW

if TYPE_CHECKING:
    from botocore.session import Session

BEFORE, LAST_CHANGE, AFTER = NOW - timedelta(days=2), NOW, NOW + timedelta(minutes=1)
REGION = "eu-central-1"


def function(
    role: str = "PagesFunction", *, live: set[int], deployed: int, left: tuple[int, ...] = (), **published: datetime
) -> Function:
    """`published`: v1=…, v2=…"""
    versions = tuple(LambdaVersion(number=int(name[1:]), published_at=moment) for name, moment in published.items())
    return Function(
        role=role,
        name=f"proef-{role}",
        versions=versions,
        live=frozenset(live),
        deployed=deployed,
        left=frozenset(left),
    )


def numbers(steps: Iterator[tuple[Function, int]]) -> list[tuple[str, int]]:
    return [(one.role, number) for one, number in steps]


def test_what_the_last_deployment_changed_goes_back_and_nothing_else() -> None:
    pages = function(live={3}, deployed=3, v1=BEFORE, v2=BEFORE, v3=AFTER)
    ingest = function("IngestFunction", live={2}, deployed=2, v1=BEFORE, v2=BEFORE)

    assert numbers(steps_back([pages, ingest], LAST_CHANGE)) == [("PagesFunction", 2)]


def test_a_version_of_a_deployment_that_failed_is_no_release() -> None:
    pages = function(live={2}, deployed=2, v1=BEFORE, v2=AFTER, v3=AFTER)

    assert numbers(steps_back([pages], LAST_CHANGE)) == [("PagesFunction", 1)]


def test_a_second_time_back_is_not_further_back() -> None:
    pages = function(live={2}, deployed=3, v1=BEFORE, v2=BEFORE, v3=AFTER)

    assert numbers(steps_back([pages], LAST_CHANGE)) == []


def test_after_a_mend_nobody_goes_back_to_what_was_gone_back_from() -> None:
    mended = function(live={8}, deployed=8, left=(7,), v6=BEFORE, v7=BEFORE, v8=AFTER)

    assert numbers(steps_back([mended], LAST_CHANGE)) == [("PagesFunction", 6)]
    assert numbers(left_over([mended])) == [("PagesFunction", 7)]


def test_a_first_deployment_has_nothing_before_it() -> None:
    assert numbers(steps_back([function(live={1}, deployed=1, v1=AFTER)], LAST_CHANGE)) == []


def test_a_rollout_that_is_under_way_is_codedeploys() -> None:
    halfway = function(live={2, 3}, deployed=3, v2=BEFORE, v3=AFTER)

    with pytest.raises(UsageError, match="a rollout of PagesFunction is under way"):
        list(steps_back([halfway], LAST_CHANGE))


def test_forward_is_to_what_was_deployed_last_from_wherever_it_is() -> None:
    back = function(live={2}, deployed=3, v2=BEFORE, v3=AFTER)
    halfway = function("SearchFunction", live={4, 5}, deployed=5, v4=BEFORE, v5=AFTER)
    there = function("IngestFunction", live={1}, deployed=1, v1=BEFORE)

    assert numbers(steps_forward([back, halfway, there])) == [("PagesFunction", 3), ("SearchFunction", 5)]


@pytest.mark.parametrize(
    ("live", "deployed", "deleted"),
    [
        ({4}, 4, [1, 2, 5]),  # 5 is of a deployment that failed
        ({3}, 4, [1, 2, 5]),  # gone back
        ({2}, 4, [1, 5]),  # gone back from an older one
        ({4, 5}, 4, [1, 2]),  # a rollout is under way
        ({5}, 5, [1, 2, 3]),
    ],
)
def test_versions_that_nobody_goes_back_to_are_deleted(live: set[int], deployed: int, deleted: list[int]) -> None:
    found = left_over([function(live=live, deployed=deployed, v1=BEFORE, v2=BEFORE, v3=BEFORE, v4=BEFORE, v5=BEFORE)])

    assert [number for _, number in found] == deleted


def code(said: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", f"def handler(event, context):\n    return {said!r}\n")
    return packed.getvalue()


@pytest.fixture
def functions(session: "Session") -> Iterator[Any]:
    """A function of three versions in an engine that is not ours, `live` on the third."""
    with mock_aws(config={"lambda": {"use_docker": False}}):
        trust = {"Version": "2012-10-17", "Statement": []}
        iam: Any = session.create_client("iam")
        role = iam.create_role(RoleName="x", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        client: Any = session.create_client("lambda", region_name=REGION)
        client.create_function(
            FunctionName="proef", Runtime="python3.13", Role=role, Handler="app.handler", Code={"ZipFile": code("1")}
        )
        client.publish_version(FunctionName="proef")
        for said in ("2", "3"):
            client.update_function_code(FunctionName="proef", ZipFile=code(said), Publish=True)
        client.create_alias(FunctionName="proef", Name="live", FunctionVersion="3")
        yield client


def stack(deployed: int) -> Stack:
    arn = f"arn:aws:lambda:{REGION}:123456789012:function:proef"
    resources = {
        "PagesFunctionAliaslive": Resource(kind="AWS::Lambda::Alias", physical=f"{arn}:live"),
        "PagesFunctionVersion0": Resource(kind="AWS::Lambda::Version", physical=f"{arn}:{deployed}"),
    }
    return Stack(
        name="proef",
        status="UPDATE_COMPLETE",
        outputs={},
        parameters={},
        resources=resources,
    )


def live(functions: Any) -> tuple[str, str]:
    alias = functions.get_alias(FunctionName="proef", Name="live")
    return alias["FunctionVersion"], alias["Description"]


def test_the_alias_goes_back_and_forward_and_what_is_left_over_goes(functions: Any) -> None:
    of = Lambda(functions, stack(deployed=3))
    (found,) = of.functions()
    assert [one.number for one in found.versions] == [1, 2, 3]

    (step,) = steps_back([found], found.deployed_at)
    of.put_live(*step)
    assert live(functions) == ("2", "Gone back from 3")
    (found,) = of.functions()
    assert found.left == {3}
    (step,) = steps_forward([found])
    of.put_live(*step)
    assert live(functions) == ("3", "")
    for step in list(left_over(of.functions())):
        of.delete(*step)

    (found,) = of.functions()
    assert [one.number for one in found.versions] == [2, 3]
    assert functions.get_function(FunctionName="proef")["Configuration"]["Version"] == "$LATEST"


def test_what_was_gone_back_from_is_forgotten_with_its_version(functions: Any) -> None:
    """An alias has 256 characters to describe it."""
    of = Lambda(functions, stack(deployed=3))
    said = "Gone back from " + ", ".join(map(str, [*range(100, 140), 3]))
    functions.update_alias(FunctionName="proef", Name="live", Description=said)
    (found,) = of.functions()

    of.put_live(found, 2)

    assert live(functions) == ("2", "Gone back from 3")


def test_a_second_release_that_is_bad_leads_past_the_first(functions: Any) -> None:
    (found,) = Lambda(functions, stack(deployed=3)).functions()
    (step,) = steps_back([found], found.deployed_at)
    Lambda(functions, stack(deployed=3)).put_live(*step)
    mend = functions.update_function_code(FunctionName="proef", ZipFile=code("4"), Publish=True)["Version"]
    functions.update_alias(FunctionName="proef", Name="live", FunctionVersion=mend)

    (found,) = Lambda(functions, stack(deployed=int(mend))).functions()

    assert [to for _, to in steps_back([found], found.deployed_at)] == [2]


def test_a_version_that_would_look_for_another_table_is_not_gone_back_to(functions: Any) -> None:
    for number, table in (("4", "old"), ("5", "restored")):
        functions.update_function_configuration(
            FunctionName="proef", Environment={"Variables": {"TABLE_NAME": table, "DEPLOYED_WITH": number}}
        )
        functions.update_function_code(FunctionName="proef", ZipFile=code(number), Publish=True)
    functions.update_alias(FunctionName="proef", Name="live", FunctionVersion="5")
    of = Lambda(functions, stack(deployed=5))
    (found,) = of.functions()

    assert of.moved(found, 4) == ["TABLE_NAME"]
    assert of.moved(found, 3) == []  # of a release that had no table yet
    assert of.moved(found, 5) == []


def doctored(functions: Any) -> list[str]:
    """What the doctor says of the functions after a deployment."""
    told = of_release(
        stack(deployed=3), lambda _: functions, lambda _, headers: PageAnswer(status=403, headers=headers)
    )
    return [one.words for one in told if one.level is Level.PROBLEM]


def with_variables(functions: Any, **variables: str) -> None:
    functions.update_function_configuration(FunctionName="proef", Environment={"Variables": variables})


def test_a_function_that_is_told_the_version_of_another_is_not_stale_for_it(functions: Any) -> None:
    """SAM publishes no version for it: what tries a release would be «not live» after each."""
    pages = f"arn:aws:lambda:{REGION}:123456789012:function:proef-PagesFunction-X"
    with_variables(functions, RELEASE=f"{pages}:7", ORIGIN_LOCK="/proef/lock")
    newest = functions.publish_version(FunctionName="proef")["Version"]
    functions.update_alias(FunctionName="proef", Name="live", FunctionVersion=newest)

    with_variables(functions, RELEASE=f"{pages}:8", ORIGIN_LOCK="/proef/lock")
    after_a_release = doctored(functions)
    with_variables(functions, RELEASE=f"{pages}:8", ORIGIN_LOCK="/proef/another")

    assert after_a_release == []
    assert doctored(functions) == ["what was deployed is not live: PagesFunction"]


def test_what_a_version_looks_for_is_what_the_template_tells_it_of_resources() -> None:
    """By reference; a version of a function is no resource of which there could be another."""
    told = {
        name: value
        for one in expand()["Resources"].values()
        if one["Type"] == "AWS::Lambda::Function"
        for name, value in one["Properties"].get("Environment", {}).get("Variables", {}).items()
        if isinstance(value, dict)
    }

    assert set(RESOURCES) <= set(told)
    assert set(told) - set(RESOURCES) == {"DEPLOYED_WITH", "DISTRIBUTION", "POWERTOOLS_METRICS_NAMESPACE", "RELEASE"}


TOPIC = json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "een"}}}})


@pytest.fixture
def formation(session: "Session") -> Iterator[Any]:
    """A stack that was made just now, in an engine that is not ours."""
    with mock_aws():
        client: Any = session.create_client("cloudformation", region_name=REGION)
        client.create_stack(StackName="proef", TemplateBody=TOPIC)
        yield client


def when_it_was_made(formation: Any) -> datetime:
    events = formation.describe_stack_events(StackName="proef")["StackEvents"]
    moment: datetime = min(one["Timestamp"] for one in events)
    return moment


def test_a_change_that_publishes_nothing_is_no_release(formation: Any) -> None:
    made = when_it_was_made(formation)
    published = function(live={2}, deployed=2, v1=made - timedelta(days=9), v2=made + timedelta(milliseconds=1))
    unchanged = function("WebmailFunction", live={1}, deployed=1, v1=made - timedelta(days=9))
    formation.update_stack(StackName="proef", TemplateBody=TOPIC.replace("een", "twee"))

    began = release_began(formation, "proef", [published, unchanged])

    assert began == made
    assert numbers(steps_back([published, unchanged], began)) == [("PagesFunction", 1)]


def test_a_release_that_cloudformation_has_forgotten_is_what_was_published_within_an_hour(formation: Any) -> None:
    long_ago = when_it_was_made(formation) - timedelta(days=100)
    pages = function(live={2}, deployed=2, v1=long_ago - timedelta(days=9), v2=long_ago)
    webmail = function("WebmailFunction", live={2}, deployed=2, v1=BEFORE, v2=long_ago - timedelta(minutes=5))
    ingest = function("IngestFunction", live={2}, deployed=2, v1=BEFORE, v2=long_ago - timedelta(hours=2))

    began = release_began(formation, "proef", [pages, webmail, ingest])

    assert [role for role, _ in numbers(steps_back([pages, webmail, ingest], began))] == [
        *("PagesFunction", "WebmailFunction")
    ]


def test_where_nothing_is_deployed_there_is_no_release(formation: Any) -> None:
    assert release_began(formation, "proef", []) is None
    assert list(steps_back([], None)) == []


@pytest.mark.parametrize("command", [["back"], ["versions"]])
def test_a_stack_has_to_be_named(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(command)

    assert "--stack" in capsys.readouterr().err
