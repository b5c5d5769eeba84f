"""Deploying from GitHub: the workflows, their roles, and that these may do what a deployment does and no more."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.parameters import changed, every_parameter, kept, split
from infra.stacks import many, nested, of_type, statements
from judge.stack import Stack
from local.template import ROOT, Template, load

CI = ROOT / "infra" / "ci"
WORKFLOWS = ("deploy", "stage")


def workflow(name: str) -> Template:
    return load(CI / f"{name}.yml")


@pytest.fixture(scope="module")
def ci() -> Template:
    return nested("ci/oidc")


def test_somebody_who_wants_to_break_in_finds_nothing_in_the_workflows(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    for name in WORKFLOWS:
        shutil.copy(CI / f"{name}.yml", folder)

    command = [str(Path(sys.executable).with_name("zizmor")), "--offline", "--persona", "auditor", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", WORKFLOWS)
def test_actions_are_pinned_by_commit(name: str) -> None:
    used = re.findall(r"uses: (\S+)", (CI / f"{name}.yml").read_text(encoding="utf-8"))

    assert used
    assert [one for one in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}|\./.+", one)] == []


def test_prod_waits_for_dev_and_dev_for_the_tests() -> None:
    jobs = workflow("deploy")["jobs"]

    assert (jobs["prod"]["needs"], jobs["dev"]["needs"]) == ("dev", "test")
    assert {jobs[stage]["if"] for stage in ("dev", "prod")} == {"github.event_name == 'push'"}
    assert "id-token" not in jobs["test"].get("permissions", {})


def test_a_stage_is_looked_at_before_and_after() -> None:
    job = workflow("stage")["jobs"]["deploy"]
    runs = [step["run"].split("\n")[0] for step in job["steps"] if "run" in step]

    assert job["environment"] == "${{ inputs.stage }}"
    assert [line.split()[1] for line in runs] == ["doctor", "deploy", "doctor"]
    assert ("--before-deploy" in runs[0], "--after-deploy" in runs[-1]) == (True, True)


def test_a_stage_is_deployed_once_at_a_time_and_never_broken_off() -> None:
    job = workflow("stage")["jobs"]["deploy"]

    assert job["concurrency"] == {"group": "stage-${{ inputs.stage }}", "cancel-in-progress": False}


def test_a_run_that_waits_for_approval_holds_no_later_push_back() -> None:
    """A run that waits for an environment is in progress; of a group one may run and one wait: dotnet/docs#28144."""
    assert [name for name in WORKFLOWS if "concurrency" in workflow(name)] == []
    tests = workflow("deploy")["jobs"]["test"]["concurrency"]["group"]
    assert "github.run_id" in tests  # on main a group of its own each


DECLARED = {
    "Stage": {"Default": "dev"},
    "NoNewsHours": {"Default": 3},
    "DomainName": {"Default": ""},
    "RestoredTable": {"Default": ""},
}


def test_a_deployment_from_github_says_every_parameter() -> None:
    """sam keeps the previous value of one that it is not told: what was taken out of a list would stay for ever."""
    deployed = {"Stage": "prod", "NoNewsHours": "8", "DomainName": "www.krant.example", "OfAnOlderRelease": "x"}

    said = every_parameter(DECLARED, {"Stage": "prod"})

    assert said == {"Stage": "prod", "NoNewsHours": "3"}
    assert list(changed(said, deployed)) == ["NoNewsHours: «8» becomes «3»"]
    assert "PARAMETERS=" in (CI / "stage.yml").read_text(encoding="utf-8")


def test_a_restored_table_and_a_domain_stay_until_somebody_names_them() -> None:
    """A checkout that has not heard of a restore would put the site on the table before it, and news with it."""
    deployed = {"RestoredTable": "krant-back", "DomainName": "www.krant.example"}
    said = every_parameter(DECLARED, {})

    assert not {"RestoredTable", "DomainName"} & said.keys()
    assert [one.partition(",")[0] for one in sorted(kept(DECLARED, said, deployed))] == [
        "DomainName: stays «www.krant.example»",
        "RestoredTable: stays «krant-back»",
    ]
    assert every_parameter(DECLARED, {"RestoredTable": ""})["RestoredTable"] == ""


def test_a_deployment_by_hand_leaves_what_stands_in_variables_of_github_and_says_so() -> None:
    deployed = {"Stage": "prod", "NoNewsHours": "8", "RestoredTable": ""}

    (sentence,) = kept(DECLARED, {"Stage": "prod"}, deployed)

    assert sentence.startswith('NoNewsHours: stays «8», which samconfig.toml does not name; "NoNewsHours=3" there')


def test_a_parameter_that_is_misspelt_stops_the_deployment() -> None:
    with pytest.raises(ValueError, match="NoNewsHour is no parameter; did you mean NoNewsHours"):
        every_parameter(load(ROOT / "template.yaml")["Parameters"], {"NoNewsHour": "8"})
    with pytest.raises(ValueError, match="«NoNewsHours» is not Name=value"):
        split("NoNewsHours")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_actions_run_on_a_node_that_runners_have(name: str) -> None:
    """Runners take node20 away on 16 September 2026. Source: GitHub changelog, 2025-09-19."""
    majors = re.findall(r"uses: ([\w-]+/[\w-]+)@\w+ # v(\d+)", (CI / f"{name}.yml").read_text(encoding="utf-8"))
    least = {"actions/checkout": 5, "actions/setup-python": 6, "aws-actions/configure-aws-credentials": 6}

    assert majors
    assert [one for one, major in majors if int(major) < least[one]] == []


@pytest.mark.parametrize(
    ("given", "subjects"),
    [
        ({}, ["repo:krant/portaal:environment:prod"]),
        ({"OwnerId": "123456"}, ["repo:krant/portaal:environment:prod"]),
        (
            {"OwnerId": "123456", "RepositoryId": "456789"},
            ["repo:krant/portaal:environment:prod", "repo:krant@123456/portaal@456789:environment:prod"],
        ),
    ],
    ids=["a repository of before July 2026", "half of the ids", "a repository of today"],
)
def test_only_the_environment_of_the_repository_may_take_the_role(
    ci: Template, given: dict[str, str], subjects: list[str]
) -> None:
    """In repositories made or renamed since 15 July 2026 the token's subject has ids in it: github/docs#45221."""
    stack = Stack("ci", ci, {"Repository": "krant/portaal", "Environment": "prod", "PortalStack": "portaal", **given})

    (trust,) = stack.resource("DeployRole").properties["AssumeRolePolicyDocument"]["Statement"]

    assert trust["Condition"] == {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": subjects,
        }
    }


def test_a_deployment_makes_no_role_without_the_boundary(ci: Template, expanded: Template) -> None:
    grants = [one for one in statements(ci["Resources"]["ExecutionRole"]) if "iam:CreateRole" in many(one["Action"])]
    roles = of_type(expanded, "AWS::IAM::Role")
    bounded = {"Fn::If": ["HasRoleBoundary", {"Ref": "RoleBoundary"}, {"Ref": "AWS::NoValue"}]}

    assert [one["Condition"] for one in grants] == [{"StringEquals": {"iam:PermissionsBoundary": {"Ref": "Boundary"}}}]
    assert {name for name, role in roles.items() if role["Properties"].get("PermissionsBoundary") != bounded} == set()
