"""The Nu HTML checker and html-validate on every kind of page, every empty state and every error, and on our CSS."""

from pathlib import Path

import pytest

from portal.rendering.assets import Assets
from portal.rendering.environment import load_environment
from portal.rendering.own_pages import load_own_pages
from portal.rendering.pages import Pages
from quality import tools
from quality.newsroom import Newsroom
from quality.pages import PAGES
from rendering.gallery import OWN_PAGES_DIR, SITE_DIR, TEMPLATES, every_page
from samples import site

HTML_VALIDATE = tools.HERE / "htmlvalidate.json"
UNREAD_BY_NU = {"CSS: “mask-position”: “,” is an incorrect operator."}
"""What is right and it does not know: a place for each layer of a mask (CSS Masking Module Level 1, §6.6)."""

BROKEN = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Stuk</title></head>
<body><h1>Stuk</h1><p><b>Niet gesloten</p><img src="/x.png"><button>Wat doet die</button></body></html>"""


@pytest.fixture(scope="module")
def saved(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every page as a file: of the running newsroom, and of the gallery, which has what a newsroom seldom shows."""
    folder = tmp_path_factory.mktemp("saved")
    assets = Assets(TEMPLATES / "static", SITE_DIR)
    gallery = every_page(
        Pages(site(), load_environment(TEMPLATES), assets, load_own_pages(site(), OWN_PAGES_DIR)), site()
    )
    texts = {f"live {kind.name}": newsroom.get(kind).text for kind in PAGES}
    texts |= {f"gallery {name}": text for name, text in gallery.items()}
    files = []
    for name, text in texts.items():
        files.append(folder / f"{name.replace(' ', '-')}.html")
        files[-1].write_text(text, encoding="utf-8")
    return files


def found_by_nu(*files: Path) -> list[str]:
    """Each as `file: message: where`."""
    return [
        f"{Path(one['url']).name}: {one['message']}: {one.get('extract', '')}"
        for one in tools.nu(*files)
        if one["message"] not in UNREAD_BY_NU
    ]


def found_by_html_validate(*files: Path) -> list[str]:
    found = tools.html_validate(HTML_VALIDATE, *files)
    return [
        f"{Path(one['filePath']).name}: {message['ruleId']}: {message['message']}"
        for one in found
        for message in one["messages"]
    ]


def test_the_nu_checker_finds_nothing_in_any_page(saved: list[Path]) -> None:
    assert len(saved) > 2 * len(PAGES)
    assert found_by_nu(*saved) == []


def test_html_validate_finds_nothing_in_any_page(saved: list[Path]) -> None:
    assert found_by_html_validate(*saved) == []


def test_the_nu_checker_finds_nothing_in_our_css(tmp_path: Path) -> None:
    style = Assets(TEMPLATES / "static", SITE_DIR).file("site.css")
    assert style
    file = tmp_path / "site.css"
    file.write_bytes(style[0])

    assert found_by_nu(file) == []


def test_both_see_what_is_broken(tmp_path: Path) -> None:
    page, style = tmp_path / "broken.html", tmp_path / "broken.css"
    page.write_text(BROKEN, encoding="utf-8")
    style.write_text("@layer base { p { colour: red; & a { margin-inline: 1 px } } }", encoding="utf-8")

    by_nu, by_html_validate = "\n".join(found_by_nu(page, style)), "\n".join(found_by_html_validate(page))

    for fault in ("Unclosed element", "must have an “alt” attribute", "colour", "margin-inline"):
        assert fault in by_nu
    for rule in ("close-order", "wcag/h37", "no-implicit-button-type"):
        assert rule in by_html_validate
