"""samconfig.toml as it is, as `sam deploy --guided` leaves it, and with a fault in that."""

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from judge.deployment import templates
from judge.settings import broken_settings, documented

GUIDED = Path(__file__).parent / "guided.toml"
FAULTS: dict[str, tuple[str, Any, str]] = {
    "a name that is too long": ("deploy.stack_name", "regioportaal-abcdefghij-dev", "is none that the template takes"),
    "capitals": ("deploy.stack_name", "Krant", "is none that the template takes"),
    "two stages, one stack": ("deploy.stack_name", "krant-prod", "two stages are deployed to the stack"),
    "artefacts of another stage": ("deploy.s3_prefix", "krant-prod", "where krant-dev's own role"),
    "an artefact of anybody's": ("deploy.force_upload", False, "somebody else has put there"),
    "nowhere to upload to": ("deploy.resolve_s3", False, "no bucket to upload to"),
    "a region that is not offered": ("deploy.region", "eu-south-1", "eu-south-1 is no region that the template takes"),
    "no capability for roles": ("deploy.capabilities", ["CAPABILITY_AUTO_EXPAND"], "needs CAPABILITY_AUTO_EXPAND and"),
    "nothing to change": ("deploy.fail_on_empty_changeset", True, "that changes nothing would fail"),
    "a cached build": ("build.cached", True, "ships the code before"),
    "a parameter that is none": ("deploy.parameter_overrides", ["Stage=dev", "AlarmMail=x@y.nl"], "AlarmMail is no"),
    "a stage that is none": ("deploy.parameter_overrides", 'Stage="test"', "Stage is test, and may be dev, prod"),
    "a number that the list has not": (
        "deploy.parameter_overrides",
        'NoNewsHours="5"',
        "NoNewsHours is 5, and may be 1, 2",
    ),
    "a number that is none": ("deploy.parameter_overrides", "MonthlyBudget=tien", "MonthlyBudget is tien, which is no"),
    "a number too small": (
        "deploy.parameter_overrides",
        "MonthlyBudget=-1",
        "MonthlyBudget is -1, which is less than 0",
    ),
    "half the capabilities, as one text": ("deploy.capabilities", "CAPABILITY_IAM", "needs CAPABILITY_AUTO_EXPAND and"),
    "an address that is none": ("deploy.parameter_overrides", ["AlarmEmail=nacht"], "AlarmEmail is nacht, which does"),
}


def guided() -> dict[str, Any]:
    return tomllib.loads(GUIDED.read_text(encoding="utf-8"))


def test_the_settings_as_they_are_have_no_fault() -> None:
    assert list(broken_settings(templates())) == []


def test_what_guided_wrote_has_no_fault() -> None:
    assert list(broken_settings(templates(), guided())) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found(name: str) -> None:
    where, value, words = FAULTS[name]
    config, (part, key) = guided(), where.split(".")
    config["default"][part]["parameters"][key] = value

    found = list(map(str, broken_settings(templates(), config)))

    assert any(words in one for one in found), found


def test_a_role_by_a_name_of_our_own_needs_another_capability() -> None:
    of = copy.deepcopy(templates())
    of.site["Resources"]["PagesRole"]["Properties"]["RoleName"] = {"Fn::Sub": "${AWS::StackName}-pages"}

    assert any(
        "a deployment needs CAPABILITY_AUTO_EXPAND and CAPABILITY_NAMED_IAM" in str(one) for one in broken_settings(of)
    )


def test_the_documented_command_has_what_the_roles_for_github_need() -> None:
    of = copy.deepcopy(templates())
    of.ci["Resources"]["Boundary"]["Properties"]["ManagedPolicyName"] = "portal"
    page = "--template-file infra/ci/oidc.yaml --capabilities {}"

    assert list(documented(templates(), page.format("CAPABILITY_IAM"))) == []
    assert list(documented(of, page.format("CAPABILITY_NAMED_IAM"))) == []
    assert ["lacks CAPABILITY_NAMED_IAM" in str(one) for one in documented(of, page.format("CAPABILITY_IAM"))] == [True]


def test_a_bucket_of_ones_own_and_lists_are_as_good() -> None:
    config = guided()
    config["prod"]["deploy"]["parameters"] |= {
        "resolve_s3": False,
        "s3_bucket": "krant-artefacten",
        "capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        "parameter_overrides": ["Stage=prod", "AlarmEmail=nacht@krant.nl", "NoNewsHours=12"],
    }

    assert list(broken_settings(templates(), config)) == []


def test_who_may_make_roles_by_name_may_make_others() -> None:
    config = guided()
    config["prod"]["deploy"]["parameters"]["capabilities"] = "CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND"

    assert list(broken_settings(templates(), config)) == []


def test_a_name_for_every_command_is_one_for_deploying() -> None:
    config = guided()
    config["prod"]["global"]["parameters"]["stack_name"] = config["prod"]["deploy"]["parameters"].pop("stack_name")

    assert list(broken_settings(templates(), config)) == []
