"""A change of the project, built in a copy of it: which artefacts become others.

An artefact's address is its hash, so a new artefact is a new version of its function (test_rollout.py), and a new layer
is one of all functions.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from build import artefacts
from build.packages import part
from building import ARCH
from infra.test_artefacts import fingerprints
from local.template import ROOT

pytestmark = pytest.mark.built

PAGES, WEBMAIL, DISPATCH, INGEST, PICTURES, SMOKE, SEARCH, INDEX = artefacts.FUNCTIONS
TAKEN_OUT = "tzdata"
Fingerprints = dict[str, dict[str, tuple[int, str]]]
"""By artefact and file."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """`old` becomes `new` in the file at `path`; `concerned`: the functions whose artefacts must become others."""

    path: str
    old: str
    new: str
    concerned: frozenset[str]

    @contextmanager
    def made_in(self, root: Path) -> Iterator[None]:
        file = root / self.path
        before = file.read_text(encoding="utf-8")
        assert self.old in before
        file.write_text(before.replace(self.old, self.new, 1), encoding="utf-8")
        yield
        file.write_text(before, encoding="utf-8")


READERS, ALL = frozenset({PAGES, WEBMAIL, SEARCH}), frozenset(artefacts.FUNCTIONS)
COMING_IN = frozenset({DISPATCH, INGEST, PICTURES})
ON_THE_WEB = READERS | {SMOKE}
PORTAL = "layers/portal/portal"
CHANGES = {
    "code of pages": Change(
        path=f"{PORTAL}/web/pages.py", old="LONGEST_SLUG = 120", new="LONGEST_SLUG = 119", concerned=ON_THE_WEB
    ),
    "code of feeds": Change(
        path=f"{PORTAL}/feeds/dispatch.py", old="seconds=120", new="seconds=121", concerned=COMING_IN
    ),
    "code of searching": Change(
        path=f"{PORTAL}/search/tiers.py", old="TOGETHER = 8", new="TOGETHER = 9", concerned=frozenset({SEARCH, INDEX})
    ),
    "code of pictures": Change(
        path=f"{PORTAL}/pictures/making.py", old='RECIPE = b"1"', new='RECIPE = b"2"', concerned=frozenset({PICTURES})
    ),
    "code of all": Change(path=f"{PORTAL}/model/slug.py", old="LONGEST = 100", new="LONGEST = 99", concerned=ALL),
    "a template": Change(path="templates/pages/front.html", old="main %}", new="main %}<!-- -->", concerned=READERS),
    "site.toml": Change(path="layers/site/site.toml", old="[site]", new="[site] # anders", concerned=ALL),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it stands here, with its development environment."""
    root = tmp_path_factory.mktemp("copy")
    for name in ("functions", "infra", "layers", "templates"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "template.yaml", root)
    return root


@pytest.fixture(scope="module")
def own_code(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Fingerprints]:
    """A copy without most third-party code, which no change of ours touches, and what each artefact then is."""
    root, folder = tmp_path_factory.mktemp("own") / "code", tmp_path_factory.mktemp("unchanged")
    shutil.copytree(copy, root)
    for lock in (root / "functions").glob("*/requirements.txt"):
        if lock.parent.name != "ingest":  # its Markdown makes the publisher's pages of others
            lock.unlink()
    return root, build_functions(root, folder)


def build(root: Path, name: str, into: Path) -> Path:
    run(root, "-m", "build.artefacts", name, str(into / name))
    return into / name


EVERY_FUNCTION = """
import sys
from pathlib import Path
from build import artefacts, python313
for name in artefacts.FUNCTIONS:
    artefacts.build(name, Path(sys.argv[1]) / name, arch=sys.argv[2], python=python313.find())
"""


def build_functions(root: Path, into: Path) -> Fingerprints:
    """One after another in one process."""
    run(root, "-c", EVERY_FUNCTION, str(into), ARCH)
    return {name: fingerprints(into / name) for name in artefacts.FUNCTIONS}


def run(root: Path, *arguments: str) -> None:
    environ = {**os.environ, "PYTHONPATH": "infra:layers/portal", "ARCH": ARCH}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=root, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_makes_another_artefact_of_each_function_that_it_concerns(
    own_code: tuple[Path, Fingerprints], tmp_path: Path, change: Change
) -> None:
    root, unchanged = own_code
    with change.made_in(root):
        built = build_functions(root, tmp_path)

    assert {name for name, files in built.items() if files != unchanged[name]} == change.concerned


def test_a_dependency_makes_another_layer_and_nothing_else(copy: Path, by_sam: Path, tmp_path: Path) -> None:
    lock = copy / "layers" / "dependencies" / "requirements.txt"
    before = lock.read_text(encoding="utf-8")
    lock.write_text(before.replace(part(lock, [TAKEN_OUT]), ""), encoding="utf-8")

    layer = build(copy, artefacts.LAYER, tmp_path)
    lock.write_text(before, encoding="utf-8")

    assert fingerprints(layer) != fingerprints(by_sam / artefacts.LAYER)
    assert not (layer / "python" / TAKEN_OUT).exists()


def test_no_change_makes_no_other_artefact_in_a_copy_either(copy: Path, by_sam: Path, tmp_path: Path) -> None:
    assert fingerprints(build(copy, INGEST, tmp_path)) == fingerprints(by_sam / INGEST)
