"""The Makefile: where it stops before it does something else than was asked for, and what it tells which command."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.samconfig import stages
from local.template import ROOT


def make(*words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Says what it would do, and does nothing."""
    command = ["make", "--dry-run", "--old-file", ".venv/ready", "--file", str(ROOT / "Makefile"), *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("target", ["doctor", "build", "deploy"])
def test_a_stage_that_is_not_there_stops_with_those_that_are(target: str) -> None:
    done = make(target, "CONFIG=prd")

    assert done.returncode == 2
    assert f"CONFIG=prd: samconfig.toml has {' '.join(sorted(stages()))};" in done.stderr


def test_a_site_that_is_run_here_is_not_deployed_by_mistake() -> None:
    done = make("deploy", "SITE=achterhoek/site.toml")

    assert done.returncode == 2
    assert "what is deployed is layers/site" in done.stderr


@pytest.mark.parametrize(("words", "stack"), [((), "krant-dev"), (("CONFIG=prod",), "krant-prod")])
def test_a_stage_is_looked_at_under_the_name_and_in_the_region_that_guided_was_told(
    words: tuple[str, ...], stack: str, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "tests/judge/guided.toml", tmp_path / "samconfig.toml")

    done = make("doctor", *words, folder=tmp_path)

    assert done.returncode == 0
    assert (
        f'AWS_REGION="eu-west-1" AWS_DEFAULT_REGION="eu-west-1" .venv/bin/portal doctor --stack "{stack}"'
        in done.stdout
    )


def test_a_stage_without_a_stack_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "samconfig.toml").write_text("[default.build.parameters]\ncached = false\n")

    done = make("doctor", folder=tmp_path)

    assert done.returncode == 2
    assert "[default.global.parameters] has no stack_name" in done.stderr


SAMCONFIG = """version = 0.1
[default.global.parameters]
stack_name = "regioportaal-dev"
[prod.global.parameters]
stack_name = "regioportaal-prod"
"""
SAYS = """#!/bin/sh
[ "$1" = -c ] && exit 0
echo "$(basename "$0") $* AWS_REGION=$AWS_REGION" >> "{log}"
{more}
"""
MORE = {
    "python": """case "$*" in *deploy.parameters*) echo 'Stage="prod"' ;; esac""",
    "sam": """case "$*" in *--guided*) cat >> samconfig.toml <<'END'

[default.deploy.parameters]
stack_name = "krant-dev"
region = "eu-north-1"
END
esac""",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The Makefile, a samconfig.toml of its own, and every tool that says how it is called."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "samconfig.toml").write_text(SAMCONFIG, encoding="utf-8")
    locks = tmp_path / "infra" / "build"
    locks.mkdir(parents=True)
    for name in ("dev", "uv", "sam"):
        (locks / f"requirements-{name}.txt").touch()
    (tmp_path / "pyproject.toml").touch()
    for tools, names in ((".venv", ("python", "portal")), (".venv-sam", ("sam",))):
        (tmp_path / tools / "bin").mkdir(parents=True)
        for name in names:
            tool = tmp_path / tools / "bin" / name
            tool.write_text(SAYS.format(log=tmp_path / "log", more=MORE.get(name, "")))
            tool.chmod(0o755)
        (tmp_path / tools / "ready").touch()
    return tmp_path


def said(checkout: Path, *words: str) -> list[str]:
    """What the tools were told, from `sam deploy` on."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MAKE"))}
    command = ["make", "deploy", *words]
    subprocess.run(command, cwd=checkout, env=environ, check=True, capture_output=True, text=True)
    lines = (checkout / "log").read_text().splitlines()
    return [one for one in lines if "sam build" not in one and "build.artefacts" not in one]


def test_what_follows_a_guided_deployment_is_told_what_was_answered(checkout: Path) -> None:
    """make reads samconfig.toml before it runs the first line of a recipe, and --guided writes it then."""
    assert said(checkout, "DEPLOY=--guided") == [
        "sam deploy --config-env default --guided AWS_REGION=",
        "portal versions --prune --stack krant-dev AWS_REGION=eu-north-1",
        "python -m deploy.beside --stack krant-dev --lenient AWS_REGION=eu-north-1",
    ]


def test_a_deployment_by_hand_leaves_its_parameters_to_sam(checkout: Path) -> None:
    assert said(checkout, "CONFIG=prod")[1:3] == [
        "python -m deploy.parameters --stage prod AWS_REGION=",
        "sam deploy --config-env prod AWS_REGION=",
    ]


def test_a_deployment_from_github_says_every_parameter_and_prunes_before_and_after(checkout: Path) -> None:
    assert said(checkout, "CONFIG=prod", "PARAMETERS=RoleBoundary=arn") == [
        "portal versions --prune --stack regioportaal-prod AWS_REGION=",
        "python -m deploy.parameters --stage prod RoleBoundary=arn AWS_REGION=",
        'sam deploy --config-env prod --parameter-overrides Stage="prod" AWS_REGION=',
        "portal versions --prune --stack regioportaal-prod AWS_REGION=",
        "python -m deploy.beside --stack regioportaal-prod --lenient AWS_REGION=",
    ]
