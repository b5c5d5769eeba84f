"""--version: which release this is, and of which commit where it is a checkout."""

import argparse
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[4]


class ShowVersion(argparse.Action):
    """Looks only when it is asked: two questions to git take longer than a command."""

    def __init__(self, option_strings: Sequence[str], dest: str, **named: Any) -> None:
        super().__init__(option_strings, dest, **named | {"nargs": 0})

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        print(f"regioportaal {version()}")
        parser.exit()


def version(root: Path = ROOT) -> str:
    """`0.1.0 (e88db36, edited)`: that of pyproject.toml, the commit, and whether something was changed since."""
    try:
        number = version_of("regioportaal")
    except PackageNotFoundError:
        number = "unknown"
    return f"{number} ({revision})" if (revision := _revision(root)) else number


def _revision(root: Path) -> str:
    """ "" of what is no checkout; a folder within somebody else's is none."""
    place, _, commit = _git(root, "rev-parse", "--show-prefix", "--short", "HEAD").partition("\n")
    if place or not commit.strip():
        return ""
    edited = ", edited" if _git(root, "status", "--porcelain", "--untracked-files=no") else ""
    return f"{commit.strip()}{edited}"


def _git(root: Path, *words: str) -> str:
    """What git says; "" where it is not installed, or has nothing to say."""
    try:
        command = ["git", "-C", str(root), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)  # noqa: S603  fixed
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
