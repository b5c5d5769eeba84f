"""checkov over all that is deployed: nothing fails but what infra/checkov.yaml leaves out, each with a reason."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.stacks import APART, BESIDE, NESTED, of_type
from local.template import ROOT, Template

CONFIG = ROOT / "infra" / "checkov.yaml"
CHECKOV = ROOT / ".venv-checkov" / "bin" / "checkov"


@pytest.fixture
def laid_out(tmp_path: Path, expanded: Template) -> Path:
    """What is deployed, in plain CloudFormation."""
    (tmp_path / "template.json").write_text(json.dumps(expanded, indent=1))
    for name in (*NESTED, *BESIDE, *APART):
        shutil.copy(ROOT / "infra" / f"{name}.yaml", tmp_path / f"{name.replace('/', '-')}.yaml")
    return tmp_path


def scan(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [str(CHECKOV), "--directory", str(folder), "--config-file", str(CONFIG)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    return done.returncode, done.stdout + done.stderr


def test_nothing_is_found_that_is_not_explained(laid_out: Path) -> None:
    status, words = scan(laid_out)

    assert (status, "FAILED" in words) == (0, False), words


def test_what_is_laid_open_is_found(tmp_path: Path, expanded: Template) -> None:
    """The scan itself works: a role that may do everything does not pass."""
    role = next(iter(of_type(expanded, "AWS::IAM::Role").values()))
    open_role = json.loads(json.dumps(role))
    open_role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][0] |= {"Action": "*", "Resource": "*"}
    (tmp_path / "open.json").write_text(json.dumps({"Resources": {"Open": open_role}}))

    status, words = scan(tmp_path)

    assert status == 1
    assert "AWS::IAM::Role.Open" in words


def test_every_check_that_is_left_out_has_its_reason() -> None:
    skipped = re.findall(r"^  - (CKV\w+)(.*)$", CONFIG.read_text(), re.MULTILINE)

    assert skipped
    assert [check for check, reason in skipped if not re.fullmatch(r" +# .{20,}", reason)] == []
