"""Builds what goes to Lambda: `python -m build.artefacts NAME FOLDER`, from the root of the project.

The Makefile beside this file calls it for `sam build`. The same sources give the same bytes: SAM's upload then changes
nothing, and a redeployment of an old commit is the old release.
"""

import argparse
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from build import packages, python313
from build.trimming import trim

ROOT = Path(__file__).resolve().parents[2]
LAYER = "DependenciesLayer"
FUNCTIONS = {
    f"{folder.parent.name.capitalize()}Function": folder.parent.name
    for folder in sorted((ROOT / "functions").glob("*/app.py"))
}
"""By its name in template.yaml, the folder of each: the folders are the list of functions."""
WITH_TEMPLATES = frozenset({"pages", "webmail", "search", "desk"})
WITHOUT = {
    "pages": ("lifecycle", "http", "queue", "feeds", "ingest", "search", "pictures", "desk", "pageviews"),
    "webmail": ("lifecycle", "http", "queue", "feeds", "ingest", "search", "pictures", "desk", "pageviews"),
    "dispatch": ("lifecycle", "http", "feeds", "web", "rendering", "search", "pictures", "desk", "pageviews"),
    "ingest": ("web", "rendering", "search", "pictures", "desk", "pageviews"),
    "pictures": ("lifecycle", "feeds", "ingest", "web", "rendering", "search", "desk", "pageviews"),
    "smoke": (
        "lifecycle",
        "http",
        "queue",
        "feeds",
        "ingest",
        "rendering",
        "storage",
        "search",
        "pictures",
        "desk",
        "pageviews",
    ),
    "search": ("lifecycle", "http", "queue", "feeds", "ingest", "pictures", "desk", "pageviews"),
    "desk": ("search", "pictures", "pageviews"),
    "pageviews": (
        *("lifecycle", "http", "queue", "feeds", "ingest", "web", "rendering", "search", "pictures", "desk"),
    ),
    "index": ("lifecycle", "http", "queue", "feeds", "ingest", "web", "rendering", "pictures", "desk", "pageviews"),
}
"""Parts of the package that a door never opens: a change there must not publish a version of it."""
NAMES = (LAYER, *FUNCTIONS)
TEMPLATE = ROOT / "template.yaml"
LAYER_LOCK = ROOT / "layers" / "dependencies" / "requirements.txt"
INGEST_LOCK = ROOT / "functions" / "ingest" / "requirements.txt"
SITE = ROOT / "layers" / "site"
OWN_PAGES = SITE / "paginas"
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*", "requirements.*", "cli")

_COMPILE = """
import sys
from pathlib import Path
from portal.rendering.assets import compile_assets
from portal.rendering.environment import compile_templates
from portal.rendering.own_pages import compile_own_pages
templates, compiled_templates, pages, compiled_pages, compiled_assets = map(Path, sys.argv[1:])
compile_templates(templates, compiled_templates)
compile_own_pages(pages, compiled_pages)
compile_assets(templates / "static", compiled_assets)
"""
_ARCHITECTURES = re.compile(r"^(    Architectures:(?: \[|\n *- ))(\w+)", re.MULTILINE)
"""In Globals, as written by us and as written by `sam build`."""

_MACHINES = {"arm64": 183, "x86_64": 62}
"""e_machine of an ELF file. Source: elf.h, EM_AARCH64 and EM_X86_64."""


class BuildError(Exception):
    """What stops a build, in a sentence for whoever runs it."""


def build(name: str, target: Path, *, arch: str, python: Path) -> None:
    """The artefact `name`, complete, in the folder `target`, which is emptied first."""
    _check_site()
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    if name == LAYER:
        packages.install(LAYER_LOCK, target / "python", python=python, arch=arch)
        trim(target / "python")
    else:
        _lay_out_function(FUNCTIONS[name], target, arch=arch, python=python)
    _compile(target, "/opt" if name == LAYER else "/var/task", python)
    _same_modes(target)


def build_all(into: Path, *, arch: str, python: Path) -> None:
    """Every artefact, each in a folder of its name, as `sam build` lays them out."""
    for name in NAMES:
        build(name, into / name, arch=arch, python=python)


def chosen_arch(environ: Mapping[str, str], template: Path = TEMPLATE) -> str:
    """ARCH, else what `template` deploys to. Raises BuildError for a processor that Lambda does not have."""
    arch = environ.get("ARCH") or _deployed_arch(template)
    if arch not in packages.PLATFORMS:
        raise BuildError(f"ARCH is {arch}; Lambda runs on {' or '.join(sorted(packages.PLATFORMS))}")
    return arch


def stamp(built_template: Path, arch: str) -> None:
    """Makes a built template deploy to the processor that its artefacts were built for."""
    text, changed = _ARCHITECTURES.subn(rf"\g<1>{arch}", built_template.read_text("utf-8"))
    if changed != 1:
        raise BuildError(f"{built_template}: {changed} lists of Architectures where one was expected")
    built_template.write_text(text, "utf-8")


def arch_of(artefact: Path) -> str | None:
    """The processor that the libraries in `artefact` are for, None where it holds none."""
    for library in sorted(artefact.rglob("*.so")):
        (machine,) = struct.unpack_from("<H", library.read_bytes()[:20], 18)
        return next((arch for arch, code in _MACHINES.items() if code == machine), "unknown")
    return None


def _deployed_arch(template: Path) -> str:
    if not (found := _ARCHITECTURES.search(template.read_text("utf-8"))):
        raise BuildError(f"{template}: Globals has no Architectures")
    return found[2]


def _lay_out_function(folder: str, target: Path, *, arch: str, python: Path) -> None:
    """Third-party code that it alone uses, its front door, our package, what a publisher edits, the templates."""
    source = ROOT / "functions" / folder
    if (source / "requirements.txt").exists():
        _install(source / "requirements.txt", target, arch=arch, python=python)
    shutil.copytree(source, target, ignore=LEFT_OUT, dirs_exist_ok=True)
    shutil.copytree(ROOT / "layers" / "portal" / "portal", target / "portal", ignore=LEFT_OUT)
    for part in WITHOUT[folder]:
        shutil.rmtree(target / "portal" / part)
    shutil.copytree(SITE, target / "site", ignore=LEFT_OUT)
    shutil.rmtree(target / "site" / OWN_PAGES.name, ignore_errors=True)  # as HTML it goes to those who show it
    if folder in WITH_TEMPLATES:
        shutil.copytree(ROOT / "templates", target / "templates", ignore=LEFT_OUT)
        _compile_pages(target, python)


def _install(lock: Path, target: Path, *, arch: str, python: Path) -> None:
    """What `lock` names, but for what the layer has."""
    with tempfile.TemporaryDirectory() as scratch:
        own = Path(scratch) / lock.name
        own.write_text(packages.without(lock, LAYER_LOCK), "utf-8")
        packages.install(own, target, python=python, arch=arch)
    trim(target)


def _compile_pages(target: Path, python: Path) -> None:
    """Jinja2 to Python, Markdown to HTML, and one sheet and one script, under the Python and by the packages of the
    deployment: a cold start parses no template, and knows no Markdown.
    """
    with tempfile.TemporaryDirectory() as scratch:
        lock = Path(scratch) / "requirements.txt"
        templates = packages.part(LAYER_LOCK, ["jinja2", "markupsafe", "tzdata"])
        lock.write_text(templates + packages.part(INGEST_LOCK, ["markdown-it-py", "mdurl"]), "utf-8")
        packages.install(lock, Path(scratch) / "packages", python=python)
        (target / "templates_compiled").mkdir()
        (target / "static_compiled").mkdir()
        places = [
            target / "templates",
            target / "templates_compiled",
            SITE / "paginas",
            target / "paginas_compiled.json",
            target / "static_compiled",
        ]
        _run(
            [str(python), "-s", "-c", _COMPILE, *map(str, places)],
            PYTHONPATH=os.pathsep.join([str(ROOT / "layers" / "portal"), str(Path(scratch) / "packages")]),
            PYTHONHASHSEED="0",
            PYTHONDONTWRITEBYTECODE="1",
        )


def _compile(target: Path, prefix: str, python: Path) -> None:
    _run([str(python), "-I", str(Path(__file__).with_name("bytecode.py")), str(target), prefix])


def _run(command: list[str], **environ: str) -> None:
    if subprocess.run(command, check=False, env={**os.environ, **environ}).returncode != 0:
        raise BuildError(f"the build stopped at: {' '.join(command[:4])} …")


def _same_modes(target: Path) -> None:
    """Whatever the umask of this machine: SAM keeps modes."""
    for entry in [target, *target.rglob("*")]:
        entry.chmod(0o755 if entry.is_dir() else 0o644)


def _check_site() -> None:
    """A mistake in what the publisher edits stops the build, not the first reader."""
    from portal.model.errors import SiteError  # noqa: PLC0415  the build of a layer needs no checkout of ours
    from portal.model.own_page import read_own_pages  # noqa: PLC0415
    from portal.model.site_toml.reading import load_site  # noqa: PLC0415
    from portal.rendering.brand import check_brand  # noqa: PLC0415

    try:
        load_site(SITE / "site.toml", local=False)
        read_own_pages(OWN_PAGES)
        check_brand(SITE)
    except SiteError as error:
        raise BuildError(str(error)) from error


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="build.artefacts", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=[*NAMES, "all", "stamp"])
    parser.add_argument(
        "where", type=Path, help="the folder; for `all`, one a name below it; for `stamp`, the template"
    )
    options = parser.parse_args(arguments)
    try:
        arch = chosen_arch(os.environ)
        if options.what == "stamp":
            stamp(options.where, arch)
        elif options.what == "all":
            build_all(options.where, arch=arch, python=python313.find())
        else:
            build(options.what, options.where, arch=arch, python=python313.find())
    except (BuildError, python313.NoPythonError, ValueError) as error:
        sys.exit(f"build: {error}")
    except subprocess.CalledProcessError as error:
        sys.exit(f"build: uv stopped with {error.returncode}; its reason stands above")


if __name__ == "__main__":
    main(sys.argv[1:])
