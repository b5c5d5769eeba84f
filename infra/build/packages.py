"""Installs what a lock file names: pinned, with hashes, wheels only, for the processor and system of Lambda."""

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from build.python313 import VERSION, find_uv

PLATFORMS = {"arm64": "aarch64-manylinux_2_28", "x86_64": "x86_64-manylinux_2_28"}
"""Amazon Linux 2023, under python3.13, has glibc 2.34."""


def install(lock: Path, target: Path, *, python: Path, arch: str | None = None) -> None:
    """Into the empty folder `target`; for the machine at hand where no `arch` is given.

    Copies, not links into uv's cache: the build trims and compiles where it stands. Raises CalledProcessError.
    """
    platform = ["--python-platform", PLATFORMS[arch], "--python-version", VERSION] if arch else []
    subprocess.run(
        [
            *(str(find_uv()), "pip", "install", "--quiet", "--no-progress"),
            *("--require-hashes", "--no-deps", "--only-binary", ":all:", "--link-mode", "copy"),
            *("--python", str(python), *platform),
            *("--requirements", str(lock), "--target", str(target)),
        ],
        check=True,
        env={**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_COMPILE_BYTECODE": "0"},
    )


def without(lock: Path, other: Path) -> str:
    """The lines of `lock` that pin what `other` does not. Raises ValueError for what they pin differently."""
    there = {_name(pin): pin for pin in _pins(other)}
    pins = _pins(lock)
    if differs := [_name(pin) for pin in pins if there.get(_name(pin), pin) != pin]:
        raise ValueError(f"{lock}: pins {', '.join(differs)} otherwise than {other}; run `make lock`")
    return "".join(pin for pin in pins if _name(pin) not in there)


def _pins(lock: Path) -> list[str]:
    found = re.split(r"^(?=[a-z0-9])", lock.read_text("utf-8"), flags=re.MULTILINE)
    return [pin for pin in found if "==" in pin]


def _name(pin: str) -> str:
    return pin.partition("==")[0]


def part(lock: Path, names: Sequence[str]) -> str:
    """The lines of `lock` that pin `names`. Raises ValueError for a name that it does not pin."""
    pins = _pins(lock)
    chosen = {name: [pin for pin in pins if re.match(rf"{re.escape(name)}==", pin)] for name in names}
    if missing := [name for name, found in chosen.items() if not found]:
        raise ValueError(f"{lock}: does not pin {', '.join(missing)}; run `make lock`")
    return "".join(pin for found in chosen.values() for pin in found)
