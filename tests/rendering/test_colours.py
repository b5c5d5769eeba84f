"""The colours, as tokens.css gives them: every pair can be read. Source: WCAG 2.2, 1.4.3 and 1.4.11."""

import pytest

from portal.rendering.assets import Assets
from portal.rendering.colours import ENOUGH, PAIRS, SCHEMES, colours, contrast, pairs
from rendering.gallery import TEMPLATES
from rendering.reading import read

TOKENS = (TEMPLATES / "static" / "css" / "tokens.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_stands_out(scheme: str, ink: str, ground: str) -> None:
    found = colours(scheme, TOKENS)

    assert contrast(found[ink], found[ground]) >= ENOUGH


@pytest.mark.parametrize("scheme", ["light", "dark", "more contrast", "more contrast, dark"])
@pytest.mark.parametrize("ground", ["paper", "tint", "sky"])
def test_the_focus_is_seen(scheme: str, ground: str) -> None:
    found = colours(scheme, TOKENS)

    assert contrast(found["focus"], found[ground]) >= 3


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21.0), ("#ffffff", "#fff", 1.0), ("#777", "#fff", 4.48), ("#767676", "#fff", 4.54)],
)
def test_contrast_is_that_of_the_standard(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


def test_each_scheme_has_the_colours_that_its_media_queries_give() -> None:
    sheet = """
    /* --color-ink: #999; */
    @layer tokens { :root { --color-ink: #111; --color-paper: #eee } .x { --color-ink: #333; }
      @media (prefers-color-scheme: dark) { :root { --color-ink: #ddd; } }
      @media (prefers-contrast: more) and (prefers-color-scheme: dark) { :root { --color-ink: #fff; } }
      @media print { :root { --color-ink: #000; } } }
    """

    assert {scheme: colours(scheme, sheet)["ink"] for scheme in SCHEMES} == {
        "light": "#111",
        "dark": "#ddd",
        "more contrast": "#111",
        "more contrast, dark": "#fff",
        "print": "#000",
    }
    assert colours("light", sheet)["paper"] == "#eee"


def test_a_brand_that_has_no_dark_of_its_own_is_the_same_in_the_dark() -> None:
    assert colours("dark", TOKENS, "@layer brand { :root { --color-brand: #123456; } }")["brand"] == "#123456"


def test_a_colour_that_is_no_number_is_not_measured() -> None:
    found = colours("light", TOKENS, ":root { --color-ink: oklch(20% 0.1 30); }")

    assert {pair.ink for pair in pairs(found) if pair.ratio is None} == {"ink"}


def test_the_bar_of_the_browser_is_the_sky(assets: Assets, all_pages: dict[str, str]) -> None:
    expected = {f"(prefers-color-scheme: {scheme})": assets.colours[scheme] for scheme in ("light", "dark")}

    assert len(set(expected.values())) == 2
    for name, page in all_pages.items():
        bars = read(page).xpath("//meta[@name='theme-color']")
        assert {bar.get("media"): bar.get("content") for bar in bars} == expected, name
