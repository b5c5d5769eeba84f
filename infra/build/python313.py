"""Finds a Python 3.13 that runs: the one of the Lambda runtime, whose bytecode goes into the artefacts.

`python -m build.python313` prints it. Any build of 3.13, on any processor, makes the same bytecode.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

VERSION = "3.13"
HOW_TO_GET_ONE = (
    f"No Python {VERSION} that runs was found (looked at PY313, PATH, pyenv's versions and uv). "
    f"Get one with `uv python install {VERSION}` or `pyenv install {VERSION}`, "
    f"or name one: PY313=/path/to/python{VERSION}"
)


class NoPythonError(Exception):
    """No Python 3.13 that runs; the message says how to get one."""


def find(environ: Mapping[str, str] = os.environ) -> Path:
    """The interpreter itself, also where the first thing found is a shim. Raises NoPythonError."""
    named = environ.get("PY313")
    if named:
        if executable := _runs(named):
            return executable
        raise NoPythonError(f"PY313 is {named}, which is not a Python {VERSION} that runs. {HOW_TO_GET_ONE}")
    for candidate in _candidates(environ):
        if executable := _runs(candidate):
            return executable
    raise NoPythonError(HOW_TO_GET_ONE)


def find_uv(environ: Mapping[str, str] = os.environ) -> Path:
    """uv beside the Python of the project, else on PATH. Raises NoPythonError, for want of a better way to a 3.13."""
    beside = Path(sys.prefix) / "bin" / "uv"
    found = beside if beside.is_file() else shutil.which("uv", path=environ.get("PATH"))
    if not found:
        raise NoPythonError("uv was not found, neither in .venv nor on PATH: `make setup` installs it")
    return Path(found)


def _candidates(environ: Mapping[str, str]) -> Iterator[str]:
    if on_path := shutil.which(f"python{VERSION}", path=environ.get("PATH")):
        yield on_path
    pyenv = Path(environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for executable in sorted(pyenv.glob(f"versions/{VERSION}*/bin/python{VERSION}"), reverse=True):
        yield str(executable)
    try:
        uv = find_uv(environ)
    except NoPythonError:
        return
    asked = _answer([str(uv), "python", "find", VERSION], UV_PYTHON_DOWNLOADS="never")
    if asked:
        yield asked


def _runs(candidate: str) -> Path | None:
    """Its real address, if it runs and is 3.13: a shim of pyenv is there also for versions that it does not serve."""
    question = "import sys; print(sys.executable) if sys.version_info[:2] == (3, 13) else None"
    answer = _answer([candidate, "-I", "-c", question])
    return Path(answer) if answer else None


def _answer(command: list[str], **environ: str) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=30, env={**os.environ, **environ}
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


if __name__ == "__main__":
    try:
        print(find())
    except NoPythonError as error:
        sys.exit(str(error))
