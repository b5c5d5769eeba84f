"""Colours as the stylesheets give them: which a reader gets in each scheme, and how well they are told apart.

Sources: WCAG 2.2, 1.4.3 (contrast) and its definition of relative luminance; CSS Cascade 5 (layers).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

ENOUGH = 4.5
"""To one, of text on its ground."""
SCHEMES: Mapping[str, frozenset[str]] = {
    "light": frozenset({"(prefers-color-scheme: light)"}),
    "dark": frozenset({"(prefers-color-scheme: dark)"}),
    "more contrast": frozenset({"(prefers-color-scheme: light)", "(prefers-contrast: more)"}),
    "more contrast, dark": frozenset({"(prefers-color-scheme: dark)", "(prefers-contrast: more)"}),
    "print": frozenset({"(prefers-color-scheme: light)", "print"}),
}
"""What a reader asks for, as the media queries say it that then hold."""
PAIRS = (
    *(
        (ink, ground)
        for ground in ("paper", "tint", "sky")
        for ink in ("ink", "muted", "brand", "accent")
        if (ink, ground) != ("accent", "sky")
    ),
    ("on-brand", "brand"),
    ("on-sea", "sea"),
    ("on-sea-muted", "sea"),
)
"""Which text stands on which ground."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PIECE = re.compile(r"([^{};]*)([{};]|\Z)")
_COLOUR = re.compile(r"--color-([a-z-]+)\s*:\s*(.+)", re.DOTALL)
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


@dataclass(frozen=True)
class Pair:
    """`ratio`: of text in `ink` on `ground`; None where one of them is not written as #rrggbb."""

    ink: str
    ground: str
    ratio: float | None


def colours(scheme: str, *sheets: str) -> dict[str, str]:
    """The colours by name (`brand`) that hold in `scheme`; a later sheet wins, as the brand's layer does.

    Looks at custom properties of `:root`, at the top, in layers, and in the media queries of SCHEMES.
    """
    found: dict[str, str] = {}
    for sheet in sheets:
        found |= {name: value for media, name, value in _declared(sheet) if media <= SCHEMES[scheme]}
    return found


def bar_colours(tokens: str, brand: str) -> dict[str, str]:
    """What the bar of a browser wears: the sky, in `light` and in `dark`; `paper` and `brand` for the manifest."""
    light, dark = colours("light", tokens, brand), colours("dark", tokens, brand)
    return {"light": light["sky"], "dark": dark["sky"], "paper": light["paper"], "brand": light["brand"]}


def pairs(found: Mapping[str, str]) -> list[Pair]:
    """Every pair of text and ground, measured."""
    return [Pair(ink, ground, _ratio(found[ink], found[ground])) for ink, ground in PAIRS]


def contrast(one: str, other: str) -> float:
    """From 1 to 21, of two colours as `#rgb` or `#rrggbb`. Source: WCAG 2.2, contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Source: WCAG 2.2, relative luminance."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_measurable(colour: str) -> bool:
    return _HEX.fullmatch(colour) is not None


def _ratio(one: str, other: str) -> float | None:
    return contrast(one, other) if is_measurable(one) and is_measurable(other) else None


@lru_cache(maxsize=4)
def _declared(sheet: str) -> list[tuple[frozenset[str], str, str]]:
    """Media conditions, name and value of each colour, in order."""
    found: list[tuple[frozenset[str], str, str]] = []
    around: list[str] = []
    for piece, end in _PIECE.findall(_COMMENT.sub("", sheet)):
        said = " ".join(piece.split())
        if end == "{":
            around.append(said)
            continue
        if (colour := _COLOUR.match(said)) and around[-1:] == [":root"]:
            media = [one.removeprefix("@media ") for one in around if one.startswith("@media ")]
            conditions = frozenset(part for one in media for part in one.split(" and "))
            found.append((conditions, colour[1], colour[2].strip()))
        if end == "}" and around:
            around.pop()
    return found
