"""Deploying from GitHub: the workflows, their roles, and that these may do what a deployment does and no more."""

import fnmatch
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from infra.stacks import NESTED, many, nested, of_type, properties, statements
from local.template import ROOT, Template, load

CI = ROOT / "infra" / "ci"
WORKFLOWS = ("deploy", "stage")

# Parts of a resource that none of our templates has, with what AWS's handlers would call for them.
UNUSED = {
    "networks and file systems of functions": "ec2:* elasticfilesystem:* s3files:* kms:CreateGrant",
    "keys of our own for tables, code and environments": "kms:Decrypt kms:Encrypt kms:GenerateDataKey",
    "likewise, and keys that are put to sleep": "kms:RevokeGrant kms:ListAliases kms:DisableKey* kms:EnableKey",
    "replicas, streams and imports of tables": "iam:CreateServiceLinkedRole kinesis:*",
    "delivery of logs to Firehose": "firehose:*",
    "tables of a bucket's metadata": "s3tables:*",
    "names that are no action of IAM": "s3:REST.PUT.OBJECT s3:GetObjectMetadata",
    "policies that roles share": "iam:AttachRolePolicy iam:DetachRolePolicy",
    "billing views": "billing:*",
    "taking away a boundary": "iam:DeleteRolePermissionsBoundary",
}


def workflow(name: str) -> Template:
    return load(CI / f"{name}.yml")


@pytest.fixture(scope="module")
def ci() -> Template:
    return nested("ci/oidc")


def allowed(ci: Template, role: str) -> set[str]:
    """The actions that `role` may take, on whatever resource."""
    return {
        action
        for one in statements(ci["Resources"][role])
        for action in many(one["Action"])
        if one["Effect"] == "Allow"
    }


def covers(patterns: Iterable[str], action: str) -> bool:
    return any(fnmatch.fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


def handled(templates: Iterable[Template]) -> Iterator[tuple[str, str]]:
    """Each kind of resource, with each action that AWS's handler of it may take (by its registry schema)."""
    for kind in sorted({found["Type"] for template in templates for found in template["Resources"].values()}):
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("eu-west-1", kind).schema
        handlers = {name: found for name, found in schema.get("handlers", {}).items() if name != "list"}
        for action in {one for handler in handlers.values() for one in handler.get("permissions", ())}:
            yield kind, action


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
    assert workflow("stage")["concurrency"] == {"group": "stage-${{ inputs.stage }}", "cancel-in-progress": False}


def test_only_the_environment_of_the_repository_may_take_the_role(ci: Template) -> None:
    (trust,) = properties(ci, "DeployRole")["AssumeRolePolicyDocument"]["Statement"]

    assert trust["Condition"] == {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": {"Fn::Sub": "repo:${Repository}:environment:${Environment}"},
        }
    }


def test_a_deployment_may_do_what_the_handlers_of_its_resources_do(ci: Template, expanded: Template) -> None:
    may, unused = allowed(ci, "ExecutionRole"), " ".join(UNUSED.values()).split()

    refused = {
        (kind, action)
        for kind, action in handled([expanded, *map(nested, NESTED)])
        if not covers(may, action) and not covers(unused, action)
    }

    assert refused == set()


def test_nothing_is_said_to_be_unused_that_no_handler_would_ask_for(expanded: Template) -> None:
    asked = {action for _, action in handled([expanded, *map(nested, NESTED)])}

    patterns = " ".join(UNUSED.values()).split()

    assert [pattern for pattern in patterns if not any(covers([pattern], action) for action in asked)] == []


def test_a_deployment_makes_no_role_without_the_boundary(ci: Template, expanded: Template) -> None:
    grants = [one for one in statements(ci["Resources"]["ExecutionRole"]) if "iam:CreateRole" in many(one["Action"])]
    roles = of_type(expanded, "AWS::IAM::Role")
    bounded = {"Fn::If": ["HasRoleBoundary", {"Ref": "RoleBoundary"}, {"Ref": "AWS::NoValue"}]}

    assert [one["Condition"] for one in grants] == [{"StringEquals": {"iam:PermissionsBoundary": {"Ref": "Boundary"}}}]
    assert {name for name, role in roles.items() if role["Properties"].get("PermissionsBoundary") != bounded} == set()


def test_the_boundary_holds_what_the_roles_need_and_no_more(ci: Template, expanded: Template) -> None:
    (statement,) = properties(ci, "Boundary")["PolicyDocument"]["Statement"]
    needed = {
        action
        for role in of_type(expanded, "AWS::IAM::Role").values()
        for one in statements(role)
        for action in many(one["Action"])
    }

    assert set(statement["Action"]) == needed
