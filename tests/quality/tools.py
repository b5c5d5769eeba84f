"""The tools that look at our pages: where they are, or why a test cannot run here.

At a desk a missing tool is a test that is reported as not run. Where `QUALITY=required` stands in the environment, as
in `.ci/run`, it is a failure: what nobody ran says nothing.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import pytest

from browsing import CHROMIUM
from samples import ROOT

HERE = ROOT / "tests" / "quality"
MODULES = HERE / "node_modules"
LONGEST_RUN = 420
"""Seconds that one run of a tool may take."""


def node() -> str:
    if not (MODULES / "ready").exists():
        _missing("the tools of tests/quality/package.json (Debian: apt-get install nodejs npm; then make test)")
    return shutil.which("node") or _missing("node (Debian: apt-get install nodejs)")


def java() -> str:
    return shutil.which("java") or _missing("java (Debian: apt-get install default-jre-headless)")


def chromium() -> str:
    return CHROMIUM or _missing("Chromium (Debian: apt-get install chromium-headless-shell)")


def hunspell() -> str:
    """A hunspell that has the Dutch word list."""
    found = shutil.which("hunspell") or _missing("hunspell (Debian: apt-get install hunspell hunspell-nl)")
    done = subprocess.run([found, "-D"], input="", capture_output=True, text=True, check=False)
    return found if "nl_NL" in done.stdout + done.stderr else _missing("nl_NL (Debian: apt-get install hunspell-nl)")


def axe() -> str:
    """The script of axe-core, to be run inside a page."""
    node()
    return (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def nu(*files: Path) -> list[dict[str, Any]]:
    """What the Nu HTML checker has to say about HTML and CSS files, one Java for all of them."""
    node()
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [java(), "-Xss2m", "-jar", jar, "--format", "json", "--exit-zero-always", "--also-check-css", *files]
    # It answers on the error stream, and with nothing at all when it does not start.
    return list(json.loads(run(*command).stderr)["messages"])


def html_validate(config: Path, *files: Path) -> list[dict[str, Any]]:
    """What html-validate finds: one value for each file in which it found something."""
    program = MODULES / "html-validate" / "bin" / "html-validate.mjs"
    done = run(node(), program, "--config", config, "--formatter", "json", *files, accepted=(0, 1))
    return list(json.loads(done.stdout))


def run(
    *command: object, accepted: tuple[int, ...] = (0,), environment: Mapping[str, str] = {}, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Runs a tool. An exit status that is not `accepted` is an AssertionError with what it said."""
    done = subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_RUN,
        env=os.environ | dict(environment),
        **options,
    )
    assert done.returncode in accepted, done.stdout + done.stderr
    return done


def _missing(what: str) -> NoReturn:
    if os.environ.get("QUALITY") == "required":
        pytest.fail(f"not there, and required here: {what}")
    pytest.skip(f"not there: {what}")
