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


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A page and a stylesheet."""
    folder = tmp_path_factory.mktemp("broken")
    page, style = folder / "broken.html", folder / "broken.css"
    page.write_text(BROKEN, encoding="utf-8")
    style.write_text("@layer base { p { colour: red; & a { margin-inline: 1 px } } }", encoding="utf-8")
    return [page, style]


@pytest.fixture(scope="module")
def by_nu(saved: list[Path], broken: list[Path]) -> dict[str, list[str]]:
    """What the Nu HTML checker finds, by file: pages, our CSS, and what is broken, in one Java."""
    style = Assets(TEMPLATES / "static", SITE_DIR).file("site.css")
    assert style
    file = broken[0].with_name("site.css")
    file.write_bytes(style[0])
    found: dict[str, list[str]] = {path.name: [] for path in (*saved, *broken, file)}
    for one in tools.nu(*saved, *broken, file):
        if one["message"] not in UNREAD_BY_NU:
            found[Path(one["url"]).name].append(f"{one['message']}: {one.get('extract', '')}")
    return found


@pytest.fixture(scope="module")
def by_html_validate(saved: list[Path], broken: list[Path]) -> dict[str, list[str]]:
    """Likewise what html-validate finds, which reads no CSS."""
    found: dict[str, list[str]] = {path.name: [] for path in (*saved, broken[0])}
    for one in tools.html_validate(HTML_VALIDATE, *saved, broken[0]):
        found[Path(one["filePath"]).name] += [f"{row['ruleId']}: {row['message']}" for row in one["messages"]]
    return found


def test_the_nu_checker_finds_nothing_in_any_page(saved: list[Path], by_nu: dict[str, list[str]]) -> None:
    assert len(saved) > 2 * len(PAGES)
    assert {file.name: by_nu[file.name] for file in saved if by_nu[file.name]} == {}


def test_html_validate_finds_nothing_in_any_page(saved: list[Path], by_html_validate: dict[str, list[str]]) -> None:
    assert {file.name: by_html_validate[file.name] for file in saved if by_html_validate[file.name]} == {}


def test_the_nu_checker_finds_nothing_in_our_css(by_nu: dict[str, list[str]]) -> None:
    assert by_nu["site.css"] == []


def test_both_see_what_is_broken(by_nu: dict[str, list[str]], by_html_validate: dict[str, list[str]]) -> None:
    nu, html_validate = (
        "\n".join(by_nu["broken.html"] + by_nu["broken.css"]),
        "\n".join(by_html_validate["broken.html"]),
    )

    for fault in ("Unclosed element", "must have an “alt” attribute", "colour", "margin-inline"):
        assert fault in nu
    for rule in ("close-order", "wcag/h37", "no-implicit-button-type"):
        assert rule in html_validate
