"""What goes to Lambda: small, compiled, the same every time, and without a trace of the machine that built it."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path, PurePath

import pytest

from build import artefacts
from building import WITH_LIBRARIES
from local.template import ROOT
from portal.model.own_page import read_own_pages
from portal.rendering.assets import Assets

pytestmark = pytest.mark.built

MB = 1024 * 1024
BUDGETS = {
    "PagesFunction": 30,
    "WebmailFunction": 30,
    "DispatchFunction": 30,
    "SmokeFunction": 30,
    "IngestFunction": 60,
    "SearchFunction": 60,
    "IndexFunction": 60,
    "PicturesFunction": 60,
    "DeskFunction": 60,
    "PageviewsFunction": 30,
}
"""MB, unzipped, with the layer."""
UNCHECKED_HASH = 0b01
"""Source: PEP 552, deterministic pycs: hash-based, and not checked against the source."""
MAGIC_313 = (3571).to_bytes(2, "little") + b"\r\n"


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def fingerprints(folder: Path) -> dict[str, tuple[int, str]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in files(folder)
    }


def bytecode(module: PurePath) -> PurePath:
    """Where Python 3.13 looks for that of `module`."""
    return module.parent / "__pycache__" / f"{module.stem}.cpython-313.pyc"


@pytest.mark.sweep(3)
@pytest.mark.parametrize("name", artefacts.NAMES)
def test_a_rebuild_gives_the_same_bytes_wherever_it_is_done(
    by_sam: Path, rebuilt: Callable[[str], Path], name: str
) -> None:
    assert fingerprints(by_sam / name) == fingerprints(rebuilt(name))


@pytest.mark.parametrize(("name", "budget"), BUDGETS.items())
def test_a_function_with_its_layer_stays_small(by_sam: Path, name: str, budget: int) -> None:
    folders = (by_sam / name, by_sam / artefacts.LAYER)

    assert sum(path.stat().st_size for folder in folders for path in files(folder)) <= budget * MB


@pytest.mark.parametrize("name", artefacts.NAMES)
def test_every_module_comes_with_bytecode_that_lambda_reads(by_sam: Path, name: str) -> None:
    """By hash: SAM gives every file a date of 1980, and bytecode that goes by dates would be ignored."""
    for module in (path for path in files(by_sam / name) if path.suffix == ".py"):
        header = Path(bytecode(module)).read_bytes()[:8]

        assert header == MAGIC_313 + UNCHECKED_HASH.to_bytes(4, "little"), module


@pytest.mark.parametrize("name", artefacts.NAMES)
def test_nothing_in_it_tells_where_it_was_built(by_sam: Path, python: Path, name: str) -> None:
    places = [path for path in (ROOT, Path.home(), python.parents[1], by_sam.parent) if len(path.parts) > 2]
    hosts = ["files.pythonhosted.org", "pypi.org/simple"]
    traces = re.compile(b"|".join(re.escape(str(trace).encode()) for trace in (*places, *hosts)))

    assert [str(path) for path in files(by_sam / name) if traces.search(path.read_bytes())] == []


@pytest.mark.parametrize("arch", ["arm64", "x86_64"])
def test_libraries_are_for_the_processor_that_was_asked_for(libraries: dict[str, Path], arch: str) -> None:
    names = (artefacts.LAYER, *WITH_LIBRARIES)
    assert {artefacts.arch_of(libraries[arch] / name) for name in names} == {arch}


def test_each_function_carries_its_own_code_and_the_publishers(by_sam: Path) -> None:
    for name in artefacts.FUNCTIONS:
        assert {"app.py", "portal", "site"} <= {entry.name for entry in (by_sam / name).iterdir()}


def test_pages_and_webmail_carry_templates_that_need_no_parsing(by_sam: Path) -> None:
    sources = [path for path in (ROOT / "templates").rglob("*.html") if "static" not in path.parts]

    for name in ("PagesFunction", "WebmailFunction", "SearchFunction", "DeskFunction"):
        assert len(list((by_sam / name / "templates_compiled").glob("*.py"))) == len(sources)
    assert not (by_sam / "IngestFunction" / "templates").exists()


def test_pages_and_webmail_carry_one_sheet_and_one_script(by_sam: Path) -> None:
    """And one of each for the newsroom, whose digest is in the same address."""
    for name in ("PagesFunction", "WebmailFunction", "SearchFunction", "DeskFunction"):
        built = Assets(
            by_sam / name / "templates" / "static", by_sam / name / "site", by_sam / name / "static_compiled"
        )

        assert built.digest == Assets(ROOT / "templates" / "static", ROOT / "layers" / "site").digest
        assert {file.name for file in files(by_sam / name / "static_compiled")} == {
            f"{of}.{kind}" for of in ("site", "desk") for kind in ("css", "js")
        }


def test_pages_and_webmail_carry_the_publishers_pages_as_html(by_sam: Path) -> None:
    pages = read_own_pages(ROOT / "layers" / "site" / "paginas")

    for name in ("PagesFunction", "WebmailFunction"):
        made = json.loads((by_sam / name / "paginas_compiled.json").read_text("utf-8"))
        assert {slug: one["title"] for slug, one in made.items()} == {page.slug: page.title for page in pages}
        assert all(one["blocks"] for one in made.values())
    for name in artefacts.FUNCTIONS:
        assert not (by_sam / name / "site" / "paginas").exists()


def test_heavy_packages_are_where_they_are_used(by_sam: Path) -> None:
    assert (by_sam / "IngestFunction" / "lxml").is_dir()
    for package in ("lxml", "markdown_it"):
        assert not (by_sam / artefacts.LAYER / "python" / package).exists()
    assert {name for name in artefacts.NAMES if list((by_sam / name).rglob("PIL"))} == {"PicturesFunction"}
