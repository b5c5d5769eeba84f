"""Lambda's own runtime client (awslambdaric), for the Python of the built functions."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from build import packages

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = ("awslambdaric", "simplejson", "snapshot-restore-py")


def install_runtime(python: Path, into: Path = ROOT / ".local") -> Path:
    """The folder with Lambda's runtime client for `python`, pinned by the lock of the development packages.

    Installed once, from the network; compiled, as it is on Lambda.
    """
    pins = packages.part(ROOT / "infra" / "build" / "requirements-dev.txt", RUNTIME)
    folder = into / f"runtime-{hashlib.sha256(pins.encode()).hexdigest()[:12]}"
    if folder.is_dir():
        return folder
    into.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into) as scratch:
        lock = Path(scratch) / "requirements.txt"
        lock.write_text(pins, "utf-8")
        ready = Path(scratch) / "runtime"
        packages.install(lock, ready, python=python)
        bytecode = ROOT / "infra" / "build" / "bytecode.py"
        subprocess.run([str(python), "-I", str(bytecode), str(ready), "/var/runtime"], check=True)
        if not folder.is_dir():  # else another process was faster
            shutil.move(ready, folder)
    return folder
