"""Measurements explain themselves, and begin with nothing before they are asked to."""

import subprocess
import sys
from pathlib import Path

import pytest

from local.template import ROOT

BENCH = ROOT / "bench"
COMMANDS = [path for path in sorted(BENCH.rglob("*.py")) if "\ndef main()" in path.read_text(encoding="utf-8")]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__main__" else parts)


@pytest.mark.parametrize("path", COMMANDS, ids=name_of)
def test_help_explains_and_measures_nothing(path: Path) -> None:
    pages = [*BENCH.rglob("*.md"), *BENCH.rglob("*.json"), *(ROOT / "docs").glob("*.md")]
    before = {page: page.stat().st_mtime_ns for page in pages}

    command = [sys.executable, "-m", name_of(path), "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: ")
    assert len(done.stdout.splitlines()) > 4
    assert {page: page.stat().st_mtime_ns for page in pages} == before


@pytest.mark.parametrize("name", ["bench.run", "bench.units", "bench.costs_page", "bench.scale"])
def test_a_word_that_means_nothing_measures_nothing(name: str) -> None:
    done = subprocess.run([sys.executable, "-m", name, "quick"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "unrecognized arguments: quick" in done.stderr
