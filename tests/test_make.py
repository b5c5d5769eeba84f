"""The Makefile, where it stops before it does something else than was asked for."""

import shutil
import subprocess
from pathlib import Path

import pytest

from local.template import ROOT


def make(*words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Says what it would do, and does nothing."""
    command = ["make", "--dry-run", "--old-file", ".venv/ready", "--file", str(ROOT / "Makefile"), *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("target", ["doctor", "build", "deploy"])
def test_a_stage_that_is_not_there_stops_with_those_that_are(target: str) -> None:
    done = make(target, "CONFIG=prd")

    assert done.returncode == 2
    assert "CONFIG=prd: samconfig.toml has default prod;" in done.stderr


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
