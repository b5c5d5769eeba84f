"""Other portals in one account, as CloudFormation lists them."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from portal.cli.doctor.finding import Level, Room
from portal.cli.doctor.neighbours import of_neighbours

if TYPE_CHECKING:
    from botocore.session import Session

ROOM = Room("stack")


@pytest.fixture
def formation(session: "Session") -> Iterator[Any]:
    with mock_aws():
        yield session.create_client("cloudformation", region_name="eu-central-1")


def make(formation: Any, name: str, output: str = "OriginLock") -> None:
    resource = {"Type": "AWS::SNS::Topic", "Properties": {}}
    outputs = {output: {"Value": f"/regioportaal/{name}/origin-lock"}}
    formation.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": {"T": resource}, "Outputs": outputs}))


def found(formation: Any, name: str) -> list[tuple[Level, str]]:
    return [(one.level, one.words) for one in of_neighbours(ROOM, name, formation)]


def test_a_portal_alone_with_what_stands_beside_it_hears_nothing(formation: Any) -> None:
    make(formation, "krant")
    make(formation, "krant-watching", output="DashboardUrl")
    make(formation, "boekhouding", output="Url")

    assert found(formation, "krant") == []


def test_two_stages_in_one_account_share_its_executions(formation: Any) -> None:
    for name in ("krant-dev", "krant-prod"):
        make(formation, name)

    ((level, words),) = found(formation, "krant-dev")

    assert level is Level.ADVICE
    assert words.startswith("krant-prod in the same account")


@pytest.mark.parametrize("asked", ["krant", "krant-dev"])
def test_a_name_that_begins_anothers_is_a_problem_for_both(formation: Any, asked: str) -> None:
    for name in ("krant", "krant-dev"):
        make(formation, name)

    ((level, words),) = found(formation, asked)

    assert level is Level.PROBLEM
    assert words.startswith("krant-dev is called as what belongs to krant is")


def test_a_name_that_only_looks_alike_is_none(formation: Any) -> None:
    for name in ("krant", "krantdev"):
        make(formation, name)

    assert [level for level, _ in found(formation, "krant")] == [Level.ADVICE]
