"""`make deploy`, with commands that only say how they were called: what it tells which of them, and when."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from local.template import ROOT

SAYS = """#!/bin/sh
[ "$1" = -c ] && exit 0
echo "$(basename "$0") $* AWS_REGION=$AWS_REGION" >> "{log}"
{more}
"""
GUIDED = """case "$*" in *--guided*) cat >> samconfig.toml <<'END'

[default.deploy.parameters]
stack_name = "krant-dev"
region = "eu-north-1"
END
esac"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The Makefile, samconfig.toml without its [default.deploy], and every tool that says how it is called."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    written = (ROOT / "samconfig.toml").read_text(encoding="utf-8")
    before, rest = written.split("[default.deploy.parameters]")
    (tmp_path / "samconfig.toml").write_text(before + "[prod" + rest.split("[prod", 1)[1], encoding="utf-8")
    locks = tmp_path / "infra" / "build"
    locks.mkdir(parents=True)
    for name in ("dev", "uv", "sam"):
        (locks / f"requirements-{name}.txt").touch()
    (tmp_path / "pyproject.toml").touch()
    for tools, names in ((".venv", ("python", "portal")), (".venv-sam", ("sam",))):
        (tmp_path / tools / "bin").mkdir(parents=True)
        for name in names:
            tool = tmp_path / tools / "bin" / name
            tool.write_text(SAYS.format(log=tmp_path / "log", more=GUIDED if name == "sam" else ""))
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


def test_a_deployment_by_hand_says_what_it_keeps_and_prunes_before_and_after(checkout: Path) -> None:
    assert said(checkout, "CONFIG=prod") == [
        "portal versions --prune --stack regioportaal-prod AWS_REGION=",
        "python -m deploy.parameters --kept prod AWS_REGION=",
        "sam deploy --config-env prod AWS_REGION=",
        "portal versions --prune --stack regioportaal-prod AWS_REGION=",
        "python -m deploy.beside --stack regioportaal-prod --lenient AWS_REGION=",
    ]
