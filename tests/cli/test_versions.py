"""The release before, in a second: which versions `portal back` takes, and which ones nobody needs any more."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from portal.cli import main
from portal.cli.doctor.stack import Resource, Stack
from portal.cli.versions import Function, Lambda, Version, left_over, steps_back, steps_forward
from portal.cli.where import UsageError
from samples import NOW

if TYPE_CHECKING:
    from botocore.session import Session

BEFORE, LAST_CHANGE, AFTER = NOW - timedelta(days=2), NOW, NOW + timedelta(minutes=1)
REGION = "eu-central-1"


def function(role: str = "PagesFunction", *, live: set[int], deployed: int, **published: datetime) -> Function:
    """`published`: v1=…, v2=…"""
    versions = tuple(Version(number=int(name[1:]), published_at=moment) for name, moment in published.items())
    return Function(role=role, name=f"proef-{role}", versions=versions, live=frozenset(live), deployed=deployed)


def numbers(steps: Iterator[tuple[Function, int]]) -> list[tuple[str, int]]:
    return [(one.role, number) for one, number in steps]


def test_what_the_last_deployment_changed_goes_back_and_nothing_else() -> None:
    pages = function(live={3}, deployed=3, v1=BEFORE, v2=BEFORE, v3=AFTER)
    ingest = function("IngestFunction", live={2}, deployed=2, v1=BEFORE, v2=BEFORE)

    assert numbers(steps_back([pages, ingest], LAST_CHANGE)) == [("PagesFunction", 2)]


def test_a_second_time_back_is_not_further_back() -> None:
    pages = function(live={2}, deployed=3, v1=BEFORE, v2=BEFORE, v3=AFTER)

    assert numbers(steps_back([pages], LAST_CHANGE)) == []


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
        changed_at=datetime(2020, 1, 1, tzinfo=UTC),
        outputs={},
        parameters={},
        resources=resources,
    )


def test_the_alias_goes_back_and_forward_and_what_is_left_over_goes(functions: Any) -> None:
    of = Lambda(functions, stack(deployed=3))
    (found,) = of.functions()
    assert [one.number for one in found.versions] == [1, 2, 3]

    (step,) = steps_back([found], stack(3).changed_at)
    of.put_live(*step)
    assert functions.get_alias(FunctionName="proef", Name="live")["FunctionVersion"] == "2"
    (step,) = steps_forward(of.functions())
    of.put_live(*step)
    assert functions.get_alias(FunctionName="proef", Name="live")["FunctionVersion"] == "3"
    for step in list(left_over(of.functions())):
        of.delete(*step)

    (found,) = of.functions()
    assert [one.number for one in found.versions] == [2, 3]
    assert functions.get_function(FunctionName="proef")["Configuration"]["Version"] == "$LATEST"


@pytest.mark.parametrize("command", [["back"], ["versions"]])
def test_a_stack_has_to_be_named(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(command)

    assert "--stack" in capsys.readouterr().err
