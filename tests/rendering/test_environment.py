"""Templates: strict, escaping, and the same when compiled."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from portal.rendering.assets import Assets
from portal.rendering.environment import compile_templates, load_environment
from portal.rendering.own_pages import load_own_pages
from portal.rendering.pages import Pages
from rendering.gallery import OWN_PAGES_DIR, TEMPLATES, every_page
from samples import ROOT, site

SOURCES = sorted(TEMPLATES.rglob("*.html"))


def test_compiled_templates_give_the_same_pages(assets: Assets, all_pages: dict[str, str], tmp_path: Path) -> None:
    compile_templates(TEMPLATES, tmp_path / "compiled")

    own_pages = load_own_pages(site(), OWN_PAGES_DIR)
    pages = Pages(site(), load_environment(tmp_path / "nowhere", tmp_path / "compiled"), assets, own_pages)

    assert every_page(pages, site()) == all_pages


def test_compiling_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from portal.rendering.environment import compile_templates;"
        "compile_templates(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    for seed in ("1", "2"):
        environ = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "layers" / "portal")}
        subprocess.run([sys.executable, "-c", program, TEMPLATES, tmp_path / seed], env=environ, check=True)

    def everything(seed: str) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (tmp_path / seed).iterdir()}

    assert everything("1") == everything("2")
    assert len(everything("1")) == len(SOURCES)


def test_the_sources_are_read_where_the_build_left_nothing(tmp_path: Path) -> None:
    assert load_environment(TEMPLATES, tmp_path / "nothing").get_template("pages/front.html")


def test_a_name_that_is_not_given_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("{{ nobody }}")

    with pytest.raises(UndefinedError):
        load_environment(tmp_path).get_template("a.html").render()


def test_every_template_escapes_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("{{ text }}")

    assert load_environment(tmp_path).get_template("a.txt").render(text="<&\"'>") == "&lt;&amp;&#34;&#39;&gt;"


def test_only_the_body_of_an_article_or_own_page_is_trusted_and_beside_it_stands_why() -> None:
    trusted = [
        (path.name, number, lines[number - 1])
        for path in SOURCES
        for lines in [path.read_text(encoding="utf-8").splitlines()]
        for number, line in enumerate(lines)
        if re.search(r"\|\s*safe\b|Markup|autoescape", line)
    ]

    assert sorted(name for name, _, _ in trusted) == ["article.html", "article.html", "own-page.html"]
    for name, _, why in trusted:
        assert ("rendering.own_pages" if name == "own-page.html" else "feeds.body.sanitize") in why


def test_every_component_has_its_sheet_and_says_its_parameters() -> None:
    for path in sorted((TEMPLATES / "components").glob("*.html")):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("{# "), path
        assert f"CSS: components/{path.stem}.css" in first, path
        assert (TEMPLATES / "static" / "css" / "components" / f"{path.stem}.css").is_file(), path
