"""Doors open one way: functions -> web | feeds -> rendering, storage -> model; web and feeds never meet."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from samples import ROOT

PACKAGE = ROOT / "layers" / "portal" / "portal"
STANDARD = frozenset(sys.stdlib_module_names)

ALLOWED = {
    "model": {"model"},
    "storage": {"storage", "model"},
    "rendering": {"rendering", "model"},
    "feeds": {"feeds", "storage", "model", "settings", "parameters"},
    "pictures": {"pictures", "feeds", "storage", "model", "settings"},
    "search": {"search", "storage", "model", "settings"},
    "web": {"web", "search", "rendering", "storage", "model", "handshake"},
    "settings": {"model", "clients"},
    "clients": {"model"},
    "handshake": set(),
    "logs": set(),
    "parameters": {"model", "clients"},
    "cli": {"cli", "feeds", "web", "rendering", "storage", "model", "settings", "handshake", "search"},
    "__main__": {"cli"},
    "__init__": set(),
}
"""Which parts of the package a part may import. Only `feeds.wiring` and `search.wiring` know settings: they are a
door's own work.
"""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_is_below_it(path: Path) -> None:
    of_ours = [name.split(".") for name in imports(path) if name.split(".")[0] == "portal"]

    assert {name[1] for name in of_ours if len(name) > 1} <= ALLOWED[part_of(path)]


@pytest.mark.parametrize("path", sorted((PACKAGE / "model").rglob("*.py")), ids=lambda path: path.name)
def test_the_model_needs_nothing_but_the_standard_library(path: Path) -> None:
    assert {name.split(".")[0] for name in imports(path)} <= STANDARD | {"portal"}


@pytest.mark.parametrize(
    ("door", "without"),
    [
        ("dispatch", ("fastapi", "starlette", "jinja2", "lxml", "nh3", "boto3", "portal.web")),
        ("ingest", ("fastapi", "starlette", "jinja2", "boto3", "portal.web", "portal.rendering")),
        ("pictures", ("fastapi", "starlette", "jinja2", "lxml", "nh3", "boto3", "portal.web", "portal.rendering")),
        ("webmail", ("fastapi", "lxml", "nh3", "markdown_it", "boto3", "portal.feeds", "portal.storage.table")),
        (
            "pages",
            (
                *("lxml", "nh3", "markdown_it", "boto3", "apsw", "Stemmer", "PIL"),
                *("portal.rendering.brand", "portal.feeds", "portal.search", "portal.pictures"),
            ),
        ),
        ("search", ("fastapi", "lxml", "nh3", "markdown_it", "boto3", "portal.rendering.brand", "portal.feeds")),
        ("index", ("fastapi", "starlette", "jinja2", "rapidfuzz", "boto3", "portal.web", "portal.rendering")),
    ],
)
def test_a_door_starts_without_what_it_does_not_need(door: str, without: tuple[str, ...]) -> None:
    code = f"import sys, app; sys.exit(', '.join(sorted(set(sys.modules) & set({without!r}))) or 0)"

    started = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "functions" / door,
        env={"AWS_DEFAULT_REGION": "eu-central-1", "PYTHONPATH": str(ROOT / "layers" / "portal"), "ABSURD": "\t=;"},
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
