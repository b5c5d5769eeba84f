"""The colours, as tokens.css gives them: every pair can be read. Source: WCAG 2.2, 1.4.3 and 1.4.11."""

import re

import pytest

from rendering.gallery import TEMPLATES

TOKENS = (TEMPLATES / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
BASE = (TEMPLATES / "layouts" / "base.html").read_text(encoding="utf-8")
SCHEMES = {
    "light": (":root {",),
    "dark": (":root {", "@media (prefers-color-scheme: dark) {"),
    "more contrast": (":root {", "@media (prefers-contrast: more) {"),
    "more contrast, dark": (
        ":root {",
        "@media (prefers-color-scheme: dark) {",
        "@media (prefers-contrast: more) {",
        "@media (prefers-contrast: more) and (prefers-color-scheme: dark) {",
    ),
    "print": (":root {", "@media print {"),
}
TEXT = [
    (ink, paper)
    for paper in ("paper", "tint", "sky")
    for ink in ("ink", "muted", "brand", "accent")
    if (ink, paper) != ("accent", "sky")
] + [("on-brand", "brand"), ("on-sea", "sea"), ("on-sea-muted", "sea")]


def colours(scheme: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in SCHEMES[scheme]:
        block = TOKENS[TOKENS.index(start) :]
        found |= dict(re.findall(r"--color-([a-z-]+): (#\w+);", block[: block.index("}")]))
    return found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_stands_out(scheme: str, ink: str, paper: str) -> None:
    found = colours(scheme)

    assert contrast(found[ink], found[paper]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark", "more contrast", "more contrast, dark"])
@pytest.mark.parametrize("ground", ["paper", "tint", "sky"])
def test_the_focus_is_seen(scheme: str, ground: str) -> None:
    found = colours(scheme)

    assert contrast(found["focus"], found[ground]) >= 3


def test_the_bar_of_the_browser_is_the_sky() -> None:
    in_bar = re.findall(r'name="theme-color" content="(#\w+)" media="\(prefers-color-scheme: (\w+)\)"', BASE)

    assert {scheme: colour for colour, scheme in in_bar} == {
        scheme: colours(scheme)["sky"] for scheme in ("light", "dark")
    }
