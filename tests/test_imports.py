"""Doors open one way: functions -> web | desk | ingest | pictures | search -> rendering, storage -> model; ingest ->
feeds -> model; `http` and `aws` know only the model, `queue` of storage what is due. Web and ingest never meet.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from build.artefacts import WITHOUT
from local.environment import CREDENTIALS
from samples import ROOT

PACKAGE = ROOT / "layers" / "portal" / "portal"
STANDARD = frozenset(sys.stdlib_module_names)

ALLOWED = {
    "model": {"model"},
    "deadline": {"model"},
    "aws": {"aws", "deadline", "model"},
    "http": {"http", "model"},
    "lifecycle": {"lifecycle", "model"},
    "storage": {"storage", "lifecycle", "deadline", "model"},
    "queue": {"queue", "model"},
    "rendering": {"rendering", "model"},
    "feeds": {"feeds", "model"},
    "ingest": {"ingest", "feeds", "http", "queue", "aws", "storage", "lifecycle", "model", "settings"},
    "pictures": {"pictures", "http", "queue", "aws", "storage", "model", "settings"},
    "search": {"search", "aws", "storage", "deadline", "model", "settings"},
    "pageviews": {"pageviews", "aws", "storage", "model"},
    "web": {"web", "search", "rendering", "storage", "deadline", "model"},
    "desk": {
        *("desk", "web", "ingest", "rendering", "feeds", "queue", "aws", "storage", "lifecycle", "deadline", "model"),
        "settings",
    },
    "settings": {"aws", "model"},
    "logs": set(),
    "cli": {
        *("cli", "web", "ingest", "search", "rendering"),
        *("feeds", "http", "aws", "pictures", "storage", "lifecycle", "model", "settings"),
    },
    "__main__": {"cli"},
    "__init__": set(),
}
"""Which parts of the package a part may import."""
EFFECTS = frozenset(
    {"botocore", "concurrent", "http", "logging", "os", "socket", "ssl", "subprocess", "threading", "time"}
)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def opened_by(file: Path) -> set[Path]:
    """`file`, and every module of the package that it comes to, also one that it imports in the middle of its work."""
    found, next_ones = set[Path](), {file}
    while next_ones:
        found |= next_ones
        next_ones = {module for one in next_ones for name in imported_by(one) for module in files_of(name)} - found
    return found


def imported_by(path: Path) -> Iterator[str]:
    """As `imports`, and each name that a module is asked for: it may be a module of its own."""
    yield from imports(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files_of(name: str) -> Iterator[Path]:
    """The module `name` of the package, with the packages around it; none where it is somebody else's, or no module."""
    for depth in range(1, name.count(".") + 2):
        place = PACKAGE.parent.joinpath(*name.split(".")[:depth])
        yield from (file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file())


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_is_below_it(path: Path) -> None:
    of_ours = [name.split(".") for name in imports(path) if name.split(".")[0] == "portal"]

    assert {name[1] for name in of_ours if len(name) > 1} <= ALLOWED[part_of(path)]


@pytest.mark.parametrize("path", sorted((PACKAGE / "model").rglob("*.py")), ids=lambda path: path.name)
def test_the_model_needs_nothing_but_the_standard_library(path: Path) -> None:
    assert {name.split(".")[0] for name in imports(path)} <= STANDARD | {"portal"}


@pytest.mark.parametrize("path", sorted((PACKAGE / "feeds").rglob("*.py")), ids=lambda path: path.name)
def test_reading_a_feed_has_no_effects(path: Path) -> None:
    assert {name.split(".")[0] for name in imports(path)} & EFFECTS == set()


@pytest.mark.parametrize("room", ["ingest", "pictures", "search", "desk"])
def test_settings_are_known_where_a_room_is_wired_and_nowhere_else(room: str) -> None:
    """It is a door's own work."""
    who = {path.stem for path in (PACKAGE / room).rglob("*.py") if "portal.settings" in imports(path)}

    assert who == {"wiring"}


@pytest.mark.parametrize(
    ("door", "without"),
    [
        ("dispatch", ("fastapi", "starlette", "jinja2", "lxml", "nh3", "boto3", "portal.web", "portal.feeds")),
        ("ingest", ("fastapi", "starlette", "jinja2", "boto3", "portal.web", "portal.rendering")),
        (
            "pictures",
            (
                *("fastapi", "starlette", "jinja2", "lxml", "nh3", "boto3"),
                *("portal.web", "portal.rendering", "portal.feeds", "portal.ingest"),
            ),
        ),
        (
            "webmail",
            ("fastapi", "lxml", "nh3", "markdown_it", "botocore.session", "portal.feeds", "portal.storage.table"),
        ),
        (
            "pages",
            (
                *("fastapi", "pydantic", "lxml", "nh3", "markdown_it", "botocore.session", "apsw", "Stemmer", "PIL"),
                *("portal.rendering.brand", "portal.feeds", "portal.search", "portal.pictures"),
            ),
        ),
        (
            "search",
            ("fastapi", "lxml", "nh3", "markdown_it", "botocore.session", "portal.rendering.brand", "portal.feeds"),
        ),
        ("pageviews", ("fastapi", "starlette", "jinja2", "boto3", "portal.web", "portal.rendering", "portal.search")),
        ("index", ("fastapi", "starlette", "jinja2", "rapidfuzz", "boto3", "portal.web", "portal.rendering")),
    ],
)
def test_a_door_starts_without_what_it_does_not_need(door: str, without: tuple[str, ...]) -> None:
    code = f"import sys, app; sys.exit(', '.join(sorted(set(sys.modules) & set({without!r}))) or 0)"

    started = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "functions" / door,
        env=CREDENTIALS | {"PYTHONPATH": str(ROOT / "layers" / "portal"), "ABSURD": "\t=;"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (started.returncode, started.stderr) == (0, "")


@pytest.mark.parametrize("path", sorted((ROOT / "functions").rglob("*.py")), ids=lambda path: path.parent.name)
def test_a_front_door_is_wiring_and_nothing_else(path: Path) -> None:
    statements = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.stmt)]

    assert len(statements) < 20
    assert not any(isinstance(node, ast.If | ast.For | ast.While | ast.Try) for node in statements)


@pytest.mark.parametrize("door", WITHOUT)
def test_an_artefact_has_the_rooms_that_its_door_opens_and_no_other(door: str) -> None:
    """What is left out and opened after all is a function that fails at work; what is in it and never opened publishes
    a version of it at each change there.
    """
    rooms = {folder.parent.name for folder in PACKAGE.glob("*/__init__.py")} - {"cli"}
    opened = {part_of(file) for file in opened_by(ROOT / "functions" / door / "app.py") if PACKAGE in file.parents}

    assert set(WITHOUT[door]) == rooms - opened
