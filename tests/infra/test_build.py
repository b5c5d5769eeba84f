"""The build: how it finds its Python, its processor and its pins. What it makes is looked at in test_artefacts.py."""

import shutil
import sys
from pathlib import Path

import pytest

from build import artefacts, packages, python313
from local.template import TEMPLATE
from samples import FULL_SITE


def interpreter(path: Path, answer: str, code: int = 0) -> Path:
    """Something that stands where a Python is looked for, and says what it is told."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {answer}\nexit {code}\n")
    path.chmod(0o755)
    return path


def test_a_shim_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    interpreter(tmp_path / "bin" / "python3.13", "not installed", code=127)
    interpreter(tmp_path / "pyenv" / "versions" / "3.13.2" / "bin" / "python3.13", "/the/real/one")

    found = python313.find({"PATH": str(tmp_path / "bin"), "PYENV_ROOT": str(tmp_path / "pyenv")})

    assert found == Path("/the/real/one")


def test_the_one_that_is_named_is_taken(tmp_path: Path) -> None:
    named = interpreter(tmp_path / "mine", "/named")
    interpreter(tmp_path / "bin" / "python3.13", "/on/path")

    assert python313.find({"PY313": str(named), "PATH": str(tmp_path / "bin")}) == Path("/named")


def test_a_named_one_that_is_no_313_stops_the_build_with_a_way_to_get_one() -> None:
    with pytest.raises(python313.NoPythonError, match=r"PY313 is .* not a Python 3\.13.*uv python install 3\.13"):
        python313.find({"PY313": "/nowhere/python3.13"})


def test_the_processor_is_that_of_the_template_unless_it_is_named() -> None:
    assert artefacts.chosen_arch({}) == "arm64"
    assert artefacts.chosen_arch({"ARCH": "x86_64"}) == "x86_64"


def test_a_processor_that_lambda_does_not_have_is_refused() -> None:
    with pytest.raises(artefacts.BuildError, match="ARCH is riscv; Lambda runs on arm64 or x86_64"):
        artefacts.chosen_arch({"ARCH": "riscv"})


@pytest.mark.parametrize("written", ["    Architectures: [arm64]\n", "    Architectures:\n    - arm64\n"])
def test_a_built_template_is_stamped_with_the_processor_of_its_artefacts(tmp_path: Path, written: str) -> None:
    built = tmp_path / "template.yaml"
    built.write_text(f"Globals:\n  Function:\n{written}Resources: {{}}\n")

    artefacts.stamp(built, "x86_64")

    assert artefacts.chosen_arch({}, built) == "x86_64"
    assert "arm64" not in built.read_text()


def test_the_template_can_be_stamped(tmp_path: Path) -> None:
    copied = tmp_path / "template.yaml"
    copied.write_text(TEMPLATE.read_text())

    artefacts.stamp(copied, "x86_64")

    assert copied.read_text() == TEMPLATE.read_text().replace("[arm64]", "[x86_64]")


def test_a_part_of_a_lock_keeps_its_hashes(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(
        "idna==3.20 \\\n    --hash=sha256:aa\njinja2==3.1.6 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
    )

    assert packages.part(lock, ["jinja2"]) == "jinja2==3.1.6 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
    with pytest.raises(ValueError, match="does not pin markupsafe"):
        packages.part(lock, ["markupsafe"])


def test_uv_comes_from_the_environment_of_the_project() -> None:
    assert python313.find_uv({"PATH": ""}) == Path(sys.prefix) / "bin" / "uv"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("paginas/over.md", "# Over\n\n{iets}\n", r"over\.md:3: \{iets\} is not known"),
        ("logo.svg", "GIF89a", r"logo\.svg: is no SVG"),
        ("brand.css", ":root {", r"brand\.css:1: has a brace"),
    ],
)
def test_a_mistake_in_what_the_publisher_edits_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, words: str
) -> None:
    site = shutil.copytree(artefacts.SITE, tmp_path / "site")
    shutil.copy(FULL_SITE, site / "site.toml")
    (site / name).write_text(text)
    monkeypatch.setattr(artefacts, "SITE", site)
    monkeypatch.setattr(artefacts, "OWN_PAGES", site / "paginas")

    with pytest.raises(artefacts.BuildError, match=words):
        artefacts.build("DispatchFunction", tmp_path / "built", arch="arm64", python=Path("none"))

    assert not (tmp_path / "built").exists()
