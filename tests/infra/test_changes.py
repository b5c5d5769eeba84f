"""A change of the project, built in a copy of it: which artefacts become others.

An artefact's address is its hash, so a new artefact is a new version of its function (test_rollout.py), and a new layer
is one of all functions.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest
from jinja2 import ModuleLoader

from build import artefacts
from build.packages import part
from building import ARCH
from infra.test_artefacts import bytecode, fingerprints
from local.template import ROOT

pytestmark = pytest.mark.built

DESK, DISPATCH, INDEX, INGEST, PAGES, PAGEVIEWS, PICTURES, SEARCH, SMOKE, WEBMAIL = artefacts.FUNCTIONS
TAKEN_OUT = "tzdata"
Fingerprints = dict[str, dict[str, tuple[int, str]]]
"""By artefact and file."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """`old` becomes `new` in the file at `path`; `concerned`: the functions whose artefacts must become others.
    `lies_at`: where an artefact has that file, and what is made of it.
    """

    path: str
    lies_at: str
    old: str
    new: str
    concerned: frozenset[str]

    def make_in(self, root: Path) -> None:
        file = root / self.path
        before = file.read_text(encoding="utf-8")
        assert self.old in before
        file.write_text(before.replace(self.old, self.new, 1), encoding="utf-8")

    @property
    def files(self) -> set[str]:
        path = PurePosixPath(self.lies_at)
        match path.suffix:
            case ".py":
                return {str(path), str(bytecode(path))}
            case ".html":
                name = path.relative_to("templates").as_posix()
                module = PurePosixPath("templates_compiled", ModuleLoader.get_module_filename(name))
                return {str(path), str(module), str(bytecode(module))}
            case ".css":
                return {str(path), "static_compiled/site.css"}
            case _:
                return {str(path)}


WITH_PAGES, ALL = frozenset({PAGES, WEBMAIL, SEARCH, DESK}), frozenset(artefacts.FUNCTIONS)
COMING_IN = frozenset({DISPATCH, INGEST, DESK})
ON_THE_WEB = WITH_PAGES | {SMOKE}


def of_code(path: str, old: str, new: str, concerned: frozenset[str]) -> Change:
    return Change(path=f"layers/portal/portal/{path}", lies_at=f"portal/{path}", old=old, new=new, concerned=concerned)


CHANGES = {
    "code of pages": of_code("web/pages.py", "LONGEST_SLUG = 120", "LONGEST_SLUG = 119", ON_THE_WEB),
    "code of reading feeds": of_code(
        "feeds/parsing/dates.py",
        "FIRST_YEAR, LAST_YEAR = 1991",
        "FIRST_YEAR, LAST_YEAR = 1992",
        frozenset({INGEST, DESK}),
    ),
    "code of ingest": of_code("ingest/dispatch.py", "seconds=150", "seconds=151", COMING_IN),
    "code of asking servers": of_code(
        "http/retry_after.py", "7 * 86400", "8 * 86400", frozenset({INGEST, PICTURES, DESK})
    ),
    "code of the table": of_code("storage/locks.py", "seconds=30", "seconds=31", ALL - {SMOKE}),
    "code of searching": of_code("search/merge_policy.py", "TOGETHER = 4", "TOGETHER = 5", frozenset({SEARCH, INDEX})),
    "code of pictures": of_code("pictures/convert.py", 'RECIPE = b"1"', 'RECIPE = b"2"', frozenset({PICTURES})),
    "code of page views": of_code("pageviews/hourly.py", "AT_ONCE = 8", "AT_ONCE = 9", frozenset({PAGEVIEWS})),
    "code of all": of_code("model/slug.py", "LONGEST = 100", "LONGEST = 99", ALL),
    "a template": Change(
        path="templates/pages/front.html",
        lies_at="templates/pages/front.html",
        old="main %}",
        new="main %}<!-- -->",
        concerned=WITH_PAGES,
    ),
    "a stylesheet": Change(
        path="templates/static/css/components/breadcrumb.css",
        lies_at="templates/static/css/components/breadcrumb.css",
        old="@layer components {",
        new="@layer components { .x { color: red; }",
        concerned=WITH_PAGES,
    ),
    "site.toml": Change(
        path="layers/site/site.toml", lies_at="site/site.toml", old="[site]", new="[site] # anders", concerned=ALL
    ),
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
def changed(copy: Path, by_sam: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """By artefact, the files of ours that become others when all changes are made at once.

    In a copy without most third-party code, which no change of ours touches; from what SAM built, for a copy gives the
    same bytes.
    """
    root, folder = tmp_path_factory.mktemp("own") / "code", tmp_path_factory.mktemp("built")
    shutil.copytree(copy, root)
    for lock in (root / "functions").glob("*/requirements.txt"):
        if lock.parent.name != "ingest":  # its Markdown makes the publisher's pages of others
            lock.unlink()
    for change in CHANGES.values():
        change.make_in(root)
    after = build_functions(root, folder)
    before = {
        name: {file: found for file, found in fingerprints(by_sam / name).items() if file in files or is_ours(file)}
        for name, files in after.items()
    }
    return {
        name: {file for file in before[name] | files if before[name].get(file) != files.get(file)}
        for name, files in after.items()
    }


def is_ours(file: str) -> bool:
    """By its place in an artefact."""
    return (
        file.startswith(("portal/", "site/", "templates", "static_compiled/", "paginas_compiled")) or file == "app.py"
    )


def build(root: Path, name: str, into: Path) -> Path:
    run(root, "-m", "build.artefacts", name, str(into / name))
    return into / name


EVERY_FUNCTION = """
import sys
from pathlib import Path
from build import artefacts, python313
python = python313.find()
for name in artefacts.FUNCTIONS:
    artefacts.build(name, Path(sys.argv[1]) / name, arch=sys.argv[2], python=python)
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
    changed: dict[str, set[str]], change: Change
) -> None:
    assert {name for name, files in changed.items() if files & change.files} == change.concerned
    assert all(change.files <= changed[name] for name in change.concerned)


def test_nothing_else_changes_with_them(changed: dict[str, set[str]]) -> None:
    known = {file for change in CHANGES.values() for file in change.files}

    assert {name: files - known for name, files in changed.items() if files - known} == {}


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
