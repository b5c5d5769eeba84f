"""What a publisher dresses the portal in: own files win, and a broken one is named before a reader meets it."""

import shutil
import struct
from pathlib import Path

import pytest

from portal.model.errors import SiteError
from portal.rendering.assets import OWN_FILES, Assets
from portal.rendering.brand import ICONS, LARGEST_DRAWING, LARGEST_ICON, LARGEST_SHEET, check_brand
from portal.rendering.environment import load_environment
from portal.rendering.pages import Pages
from rendering.gallery import TEMPLATES
from rendering.reading import read
from samples import NOW, site

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The least that a brand is."""
    (tmp_path / "brand.css").write_text("")
    (tmp_path / "logo.svg").write_text(LOGO)
    return tmp_path


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(SiteError) as refused:
        check_brand(folder)
    return [f"{mistake.key}: {mistake.remedy}" for mistake in refused.value.mistakes]


def png(pixels: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", pixels, pixels)


def test_the_least_that_a_brand_is_and_the_standard_files_are_well(folder: Path) -> None:
    check_brand(folder)
    for name in OWN_FILES[1:]:
        shutil.copy(TEMPLATES / "static" / name, folder / name)
    check_brand(folder)


@pytest.mark.parametrize("name", ["brand.css", "logo.svg"])
def test_a_file_that_is_missing_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()

    (only,) = mistakes(folder)

    assert only.startswith(f"{name}: is missing; ")


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (":root {\n  --color-ink: #000;\n", "brand.css:1: has a brace"),
        (":root { }\n}\n", "brand.css:2: has a brace"),
        (":root { }\n/* en verder\n", "brand.css:2: has a brace or a comment"),
        ("/*\n*/\n@import 'x.css';", "brand.css:3: asks another address"),
        ("body { background: url( 'https://elders.example/x.png') }", "brand.css:1: asks another address"),
        (f"/* {'x' * LARGEST_SHEET} */", "brand.css: is larger than"),
    ],
)
def test_a_sheet_that_does_not_work_is_named_with_its_line(folder: Path, sheet: str, words: str) -> None:
    (folder / "brand.css").write_text(sheet)

    assert mistakes(folder)[0].startswith(words)


@pytest.mark.parametrize(
    ("drawing", "words"),
    [
        (b"\x89PNG\r\n\x1a\n", "is no SVG"),
        (b"<html/>", "is no SVG: its root must be"),
        (b'<svg viewBox="0 0 9 9"/>', "is no SVG: its root must be"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "has no viewBox"),
        (
            b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>',
            "has a DOCTYPE",
        ),
        (LOGO.encode() + b" " * LARGEST_DRAWING, f"has {len(LOGO) + LARGEST_DRAWING} bytes"),
    ],
)
@pytest.mark.parametrize("name", ["logo.svg", "favicon.svg"])
def test_a_drawing_that_cannot_be_shown_is_named(folder: Path, name: str, drawing: bytes, words: str) -> None:
    (folder / name).write_bytes(drawing)

    (only,) = mistakes(folder)

    assert only.startswith(f"{name}: {words}")


@pytest.mark.parametrize(("name", "pixels"), ICONS.items())
def test_an_icon_of_another_size_is_named(folder: Path, name: str, pixels: int) -> None:
    (folder / name).write_bytes(png(pixels))
    check_brand(folder)

    (folder / name).write_bytes(png(pixels + 1))

    assert mistakes(folder) == [f"{name}: must be a PNG of {pixels} by {pixels} pixels"]


def test_every_broken_file_is_found_at_once(folder: Path) -> None:
    (folder / "favicon.ico").write_bytes(b"GIF89a")
    (folder / "icon-192.png").write_bytes(png(192) + b" " * LARGEST_ICON)
    (folder / "logo.svg").unlink()

    assert [one.split(":")[0] for one in mistakes(folder)] == ["logo.svg", "favicon.ico", "icon-192.png"]


@pytest.mark.parametrize("name", OWN_FILES[1:])
def test_an_icon_of_the_publishers_own_wins(folder: Path, name: str) -> None:
    standard = Assets(TEMPLATES / "static", folder)
    (folder / name).write_bytes(b"eigen")

    own = Assets(TEMPLATES / "static", folder)

    assert own.file(name) != standard.file(name)
    assert (own.file(name) or (b"",))[0] == b"eigen"
    assert own.digest != standard.digest


def test_the_colours_of_brand_css_are_those_of_the_bar_in_light_and_dark(folder: Path) -> None:
    (folder / "brand.css").write_text(
        "@layer brand { :root { --color-sky: #ffe8c2; }"
        "@media (prefers-color-scheme: dark) { :root { --color-sky: #3a2a10; } } }"
    )

    pages = Pages(site(), load_environment(TEMPLATES), Assets(TEMPLATES / "static", folder))

    bars = read(pages.style(now=NOW)).xpath("//meta[@name='theme-color']/@content")
    assert bars == ["#ffe8c2", "#3a2a10"]
