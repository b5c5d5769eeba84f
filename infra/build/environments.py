"""Makes a virtual environment beside the one that is there, and puts it into its place when it is whole.

`python infra/build/environments.py .venv` (or .venv-sam, …); the Makefile calls it. A lock that cannot be installed
leaves the environment as it was, and with it the operator's commands. Needs Python 3.11 and no package: everything
else is installed by this.
"""

import fcntl
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "infra" / "build"
LOG = ROOT / ".local" / "setup.log"
MAIN = ".venv"
TOOLS = {
    MAIN: "development tools into .venv (about half a minute, once)",
    ".venv-sam": "AWS SAM into .venv-sam (some seconds, once)",
    ".venv-checkov": "checkov into .venv-checkov (some seconds, once)",
    ".venv-preflight": "rules of what AWS refuses into .venv-preflight (a second, once)",
    ".venv-engine": "the local engine into .venv-engine (some seconds, once)",
}

Make = Callable[[Path], None]
"""Makes a whole environment in a folder that is not there yet. Raises SetupError."""


class SetupError(Exception):
    """A step failed; the message is its last line."""


def renew(folder: Path, inputs: Sequence[Path], make: Make, *, what: str, say: Callable[[str], None]) -> bool:
    """Whether `folder` is there and newer than `inputs`; made anew where it was not. One at a time, others wait."""
    new, old = folder.with_name(f"{folder.name}.new"), folder.with_name(f"{folder.name}.old")
    with _alone(folder, say):
        if old.exists() and not folder.exists():
            old.rename(folder)  # whoever replaced it was broken off between the two steps
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)
        if _is_fresh(folder, inputs):
            return True
        say(f"setup: {what}")
        LOG.write_text("", encoding="utf-8")
        try:
            make(new)
        except SetupError as error:
            stays = f"; {folder.name} stays as it was" if folder.exists() else ""
            say(f"setup: {folder.name} could not be made: {error}{stays} (all of it: {LOG})")
            shutil.rmtree(new, ignore_errors=True)
            return False
        relocate(new, folder)
        (new / "ready").touch()
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    return True


def relocate(new: Path, folder: Path) -> None:
    """Scripts of `new` name their interpreter by its path: they will lie in `folder`."""
    for path in (new / "pyvenv.cfg", *(new / "bin").iterdir()):
        if path.is_symlink() or not path.is_file():
            continue
        body = path.read_bytes()
        if b"\0" not in body[:1024] and str(new).encode() in body:
            path.write_bytes(body.replace(str(new).encode(), str(folder).encode()))


def make_main(new: Path) -> None:
    """.venv: uv by pip, and by uv all that development needs, and this project itself."""
    python, uv = str(new / "bin" / "python"), str(new / "bin" / "uv")
    _run(sys.executable, "-m", "venv", str(new))
    _run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCKS / "requirements-uv.txt"))
    install = (uv, "pip", "install", "--quiet", "--python", python)
    _run(*install, "--require-hashes", "-r", str(LOCKS / "requirements-dev.txt"))
    _run(*install, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def maker_of(lock: Path) -> Make:
    """Of an environment with one tool in it: .venv has uv. A lock is whole, so nothing is asked for beyond it."""

    def make(new: Path) -> None:
        uv = str(ROOT / MAIN / "bin" / "uv")
        _run(uv, "venv", "--quiet", "--python", str(ROOT / MAIN / "bin" / "python"), str(new))
        _run(
            uv,
            "pip",
            "install",
            "--quiet",
            "--python",
            str(new / "bin" / "python"),
            "--no-deps",
            "--require-hashes",
            "-r",
            str(lock),
        )

    return make


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n{said}")
    if done.returncode != 0:
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        raise SetupError(lines[-1] if lines else f"{Path(command[0]).name} ended with {done.returncode}")


def _is_fresh(folder: Path, inputs: Sequence[Path]) -> bool:
    ready = folder / "ready"
    return ready.exists() and all(path.stat().st_mtime <= ready.stat().st_mtime for path in inputs)


@contextmanager
def _alone(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    LOG.parent.mkdir(exist_ok=True)
    with (LOG.parent / f"setup-{folder.name.lstrip('.')}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"setup: somebody else makes {folder.name}; waiting")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(name: str) -> int:
    lock = LOCKS / f"requirements-{name.removeprefix('.venv-')}.txt"
    inputs = [lock, ROOT / MAIN / "ready"]
    if name == MAIN:
        inputs = [LOCKS / "requirements-dev.txt", LOCKS / "requirements-uv.txt", ROOT / "pyproject.toml"]
    make = make_main if name == MAIN else maker_of(lock)
    is_there = renew(ROOT / name, inputs, make, what=TOOLS[name], say=lambda words: print(words, file=sys.stderr))
    return 0 if is_there else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
