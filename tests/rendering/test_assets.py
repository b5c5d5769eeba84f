"""Files beside the HTML: one stylesheet, one script, one digest."""

import shutil
import struct
from pathlib import Path

import pytest

from portal.rendering.assets import Assets, compile_assets, one_script, smaller_css
from rendering.gallery import SITE_DIR, TEMPLATES

NAMES = (
    "site.css", "site.js", "logo.svg", "favicon.svg", "favicon.ico", "apple-touch-icon.png", "icon-192.png",
    "icon-512.png",
)  # fmt: skip


@pytest.fixture
def copies(tmp_path: Path) -> tuple[Path, Path]:
    """The files and the publisher's folder, to change."""
    return (
        shutil.copytree(TEMPLATES / "static", tmp_path / "static"),
        shutil.copytree(SITE_DIR, tmp_path / "site"),
    )


def test_every_file_is_served_under_the_digest_with_its_media_type(assets: Assets) -> None:
    types = {name: found[1] for name in NAMES if (found := assets.file(name))}

    assert set(types) == set(NAMES)
    assert types["site.css"] == "text/css; charset=utf-8"
    assert types["logo.svg"] == "image/svg+xml"
    assert assets.url("site.css") == f"/static/{assets.digest}/site.css"


@pytest.mark.parametrize("name", ["", "tokens.css", "../site.toml", "site.toml", "css/base.css"])
def test_nothing_else_is_served(assets: Assets, name: str) -> None:
    assert assets.file(name) is None


def test_the_sheets_come_in_the_order_of_their_layers_and_the_publisher_last(copies: tuple[Path, Path]) -> None:
    static, site_dir = copies
    (site_dir / "brand.css").write_text("@layer brand { :root { --color-brand: red; } }\n")

    sheet = Assets(static, site_dir)._files["site.css"].decode()

    assert sheet.startswith("@layer tokens,base,layouts,components,brand;")
    marks = [sheet.index(f"@layer {layer}{{") for layer in ("tokens", "base", "layouts", "components", "brand")]
    assert marks == sorted(marks)


def test_the_digest_stands_as_long_as_every_byte_does(copies: tuple[Path, Path]) -> None:
    static, site_dir = copies
    before = Assets(static, site_dir).digest

    assert Assets(static, site_dir).digest == before == Assets(TEMPLATES / "static", SITE_DIR).digest


def test_what_the_build_made_is_the_same_and_the_publishers_sheet_comes_to_it(
    copies: tuple[Path, Path], tmp_path: Path
) -> None:
    static, site_dir = copies
    made = tmp_path / "made"
    made.mkdir()
    compile_assets(static, made)
    from_sources = Assets(static, site_dir)
    for sheet in (static / "css" / "components").iterdir():
        sheet.unlink()

    assert Assets(static, site_dir, made).digest == from_sources.digest != Assets(static, site_dir).digest
    (site_dir / "brand.css").write_text("@layer brand { :root { --color-brand: red; } }\n")
    assert Assets(static, site_dir, made)._files["site.css"].endswith(b"@layer brand{:root{--color-brand:red}}")


@pytest.mark.parametrize(
    "changed", ["static/css/tokens.css", "static/js/times.js", "static/favicon.ico", "site/logo.svg", "site/brand.css"]
)
def test_a_changed_byte_changes_every_address(copies: tuple[Path, Path], tmp_path: Path, changed: str) -> None:
    before = Assets(*copies).digest
    path = tmp_path / changed
    addition = {".css": b"\n@layer brand { a { color: red } }", ".js": b"\nlet more = 1;"}.get(path.suffix, b" ")

    path.write_bytes(path.read_bytes() + addition)

    assert Assets(*copies).digest != before


def test_css_loses_comments_and_space_only() -> None:
    sheet = '/* why */\na  b { content: "x: y";\n  margin: calc(0.5px + 10.5px) 0; }\n\n.c > d :hover { }'

    assert smaller_css([sheet]) == 'a b{content:"x: y";margin:calc(.5px + 10.5px) 0}.c > d :hover{}'


def test_sheets_of_one_layer_that_follow_each_other_share_it() -> None:
    sheets = ["@layer a;", "@layer b { p { top: 0 } }", "@layer b { q { top: 0 } }", "@layer c { i { top: 0 } }"]

    assert smaller_css(sheets) == "@layer a;@layer b{p{top:0}q{top:0}}@layer c{i{top:0}}"


@pytest.mark.parametrize(
    "between", ["p { top: 0 }", "@layer b { p { top: 0 } } q { top: 0 }", "@layer c { p { top: 0 } }"]
)
def test_what_stands_between_two_of_a_layer_keeps_them_apart(between: str) -> None:
    assert smaller_css(["@layer b { a { top: 0 } }", between, "@layer b { i { top: 0 } }"]).count("@layer b{") > 1


def test_every_script_keeps_its_names_to_itself() -> None:
    assert one_script(["// why\nconst a = 1;\n", "const a = 2;"]) == (
        '"use strict";\n{\nconst a = 1;\n}\n{\nconst a = 2;\n}\n'
    )


@pytest.mark.parametrize(
    ("name", "pixels"), [("apple-touch-icon.png", 180), ("icon-192.png", 192), ("icon-512.png", 512)]
)
def test_icons_are_as_large_as_they_say(assets: Assets, name: str, pixels: int) -> None:
    found = assets.file(name)

    assert found is not None
    assert found[0][:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", found[0][16:24]) == (pixels, pixels)
