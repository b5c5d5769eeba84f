"""The template as CloudFormation sees it, and the artefacts, built once for all tests that look at them."""

import fcntl
import os
import platform
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from build import artefacts, python313
from local.functions import MACHINES
from local.runtime_client import install_runtime
from local.template import ROOT, SAM_PYTHON, Template, expand

ARCH = MACHINES[platform.machine()]
OTHER_ARCH = {"x86_64": "arm64", "arm64": "x86_64"}[ARCH]


@pytest.fixture(scope="session")
def expanded() -> Template:
    return expand()


@pytest.fixture(scope="session")
def python() -> Path:
    try:
        return python313.find()
    except python313.NoPythonError as error:
        pytest.skip(str(error))


WITH_LIBRARIES = ("IngestFunction", "PicturesFunction", "SearchFunction", "IndexFunction", "DeskFunction")
"""The functions that carry compiled code of their own."""


@pytest.fixture(scope="session")
def runtime(python: Path) -> Path:
    return install_runtime(python)


@pytest.fixture(scope="session")
def builds(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Builds once, also where pytest runs in several processes: the first one builds, the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "builds"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            done = sam("build", "--build-dir", str(folder / "by-sam"), ARCH=ARCH)
            assert done.returncode == 0, done.stdout + done.stderr
            for name in (artefacts.LAYER, *WITH_LIBRARIES):
                artefacts.build(name, folder / "crossed" / name, arch=OTHER_ARCH, python=python)
            (folder / "done").touch()
    return folder


@pytest.fixture(scope="session")
def by_sam(builds: Path) -> Path:
    """The artefacts as `sam build` leaves them, for the processor of this machine."""
    return builds / "by-sam"


@pytest.fixture(scope="session")
def rebuilt(builds: Path, python: Path) -> Callable[[str], Path]:
    """Builds one of the artefacts once more, in another place."""

    def build(name: str) -> Path:
        folder = builds / "elsewhere" / "again" / name
        artefacts.build(name, folder, arch=ARCH, python=python)
        return folder

    return build


@pytest.fixture(scope="session")
def libraries(builds: Path) -> dict[str, Path]:
    """By processor, a folder with the artefacts that hold libraries."""
    return {ARCH: builds / "by-sam", OTHER_ARCH: builds / "crossed"}


def sam(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """SAM as the Makefile runs it: from the root, with uv on PATH."""
    path = os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ["PATH"]])
    return subprocess.run(
        [str(SAM_PYTHON.with_name("sam")), *arguments],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "SAM_CLI_TELEMETRY": "0", **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def run_sam() -> Callable[..., subprocess.CompletedProcess[str]]:
    return sam
