"""Draws what scenes have in common, the far side of the water, land, grass, houses, trees; and says what a scene is."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sin
from typing import Any

from local.newsroom.light import Colour, Light, mixed

Place = tuple[int, int, int]
"""Width, height and horizon in pixels."""
Draw = Callable[[Any, Light, Place, random.Random], None]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """`words`: what is to be seen. `draw`: puts it over sky and water, in twice the size. `inside`: no weather."""

    words: str
    draw: Draw
    inside: bool = False


def coast(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    """The other side, low and blue."""
    width, height, horizon = place
    tint, phase = mixed(light.land, light.sky[2], 0.55), rng.random() * 6
    edge = [(x, horizon - height * (0.012 + 0.008 * sin(x / width * 9 + phase))) for x in range(0, width + 1, 20)]
    pen.polygon([*edge, (width, horizon + 4), (0, horizon + 4)], (*tint, 255))


def fields(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    """Land in strips up to the horizon, with trees on it."""
    width, height, horizon = place
    crops = ((116, 150, 62), (190, 166, 84), (88, 118, 58), (150, 116, 70))
    vanishing = width * rng.uniform(0.3, 0.7)
    for strip in range(22):
        a, b = (width * (strip * 0.2 - 1.7), width * (strip * 0.2 - 1.5))
        tint = mixed(light.land, crops[strip % 4], 0.6)
        top = [(vanishing + (a - vanishing) * 0.16, horizon), (vanishing + (b - vanishing) * 0.16, horizon)]
        pen.polygon([*top, (b, height), (a, height)], (*tint, 255))
        for furrow in range(1, 6):
            s = a + (b - a) * furrow / 6
            line = (vanishing + (s - vanishing) * 0.16, horizon, s, height)
            pen.line(line, (*mixed(tint, light.land, 0.35), 130), width=5)
    for _ in range(46):
        x, r = rng.uniform(0, width), rng.uniform(14, 44)
        tree = mixed(light.land, light.sky[2], rng.uniform(0.1, 0.4))
        for _ in range(6):
            dx, dy = rng.gauss(0, r * 0.5), rng.gauss(-r * 0.6, r * 0.3)
            pen.ellipse((x + dx - r / 2, horizon + dy - r / 2, x + dx + r / 2, horizon + dy + r / 2), (*tree, 255))


def blades(pen: Any, tint: Colour, edge: Sequence[tuple[float, float]], height: int, rng: random.Random) -> None:
    """Grass, longer towards us."""
    for _ in range(2600):
        x, top = rng.choice(edge)
        x, y = x + rng.uniform(-12, 12), top + rng.random() * (height - top)
        long = 6 + 34 * (y / height) ** 3
        shade = mixed(tint, (20, 30, 16) if rng.random() < 0.5 else (226, 214, 150), rng.uniform(0.1, 0.4))
        pen.line((x, y, x + rng.uniform(-0.4, 0.6) * long, y - long), (*shade, 150), width=3)


def meadow(pen: Any, light: Light, place: Place, rng: random.Random, *, mown: bool = False) -> Colour:
    """Grass from the horizon to our feet, and the colour that it has; mown, as on a pitch, no blade stands out."""
    width, height, horizon = place
    grass = mixed(light.land, (92, 140, 62), 0.55)
    pen.rectangle((0, horizon, width, height), (*grass, 255))
    for strip in range(12 if mown else 0):
        top, bottom = ((strip / 12) ** 1.8, ((strip + 1) / 12) ** 1.8)
        if strip % 2:
            shade = (*mixed(grass, light.sun, 0.08), 255)
            pen.rectangle((0, horizon + top * (height - horizon), width, horizon + bottom * (height - horizon)), shade)
    if not mown:
        blades(pen, grass, [(x, horizon) for x in range(0, width + 1, 20)], height, rng)
    return grass


def hedge(pen: Any, light: Light, place: Place, rng: random.Random, *, level: float, size: float) -> None:
    """A row of trees from side to side, their feet at `level`; `size`: how high the highest are."""
    width = place[0]
    x = -size
    while x < width + size:
        tall = size * rng.uniform(0.55, 1)
        tree(pen, light, (x, level, tall), rng)
        x += tall * rng.uniform(0.4, 0.9)


def tree(pen: Any, light: Light, where: tuple[float, float, float], rng: random.Random, *, trunk: float = 0.3) -> None:
    """A tree at x and y, its third number high; lit from one side. `trunk`: how much of it has no leaves."""
    x, y, size = where
    bark, leaves = mixed(light.land, (70, 52, 40), 0.6), mixed(light.land, (74, 116, 54), rng.uniform(0.35, 0.6))
    pen.rectangle((x - size * 0.03, y - size * (trunk + 0.1), x + size * 0.03, y), (*bark, 255))
    crown, middle = size * (1 - trunk) / 2, y - size * (1 + trunk) / 2
    parts = 26 + int(size / 6)
    for part in range(parts):
        dx, dy = rng.gauss(0, 0.34) * crown, rng.gauss(0, 0.36) * crown
        r = crown * rng.uniform(0.3, 0.5) * (1 - 0.72 * part / parts)
        lit = mixed(leaves, light.sun, max(0.02, 0.12 + 0.14 * dx / crown) * part / parts)
        pen.ellipse((x + dx - r, middle + dy - r, x + dx + r, middle + dy + r), (*lit, 255))


def house(pen: Any, light: Light, box: tuple[float, float, float, float], rng: random.Random) -> None:
    """A front with its gable and windows: left, foot, width, height of the wall."""
    x, foot, wide, tall = box
    brick = mixed(rng.choice(((156, 92, 70), (132, 74, 60), (196, 178, 150), (120, 108, 100))), light.land, 0.28)
    trim, top = mixed((240, 236, 226), light.land, 0.2), foot - tall
    pen.rectangle((x, top, x + wide, foot), (*brick, 255))
    match rng.randrange(3):
        case 0:
            pen.polygon([(x, top), (x + wide / 2, top - wide * 0.62), (x + wide, top)], (*brick, 255))
            pen.line([(x, top), (x + wide / 2, top - wide * 0.62), (x + wide, top)], (*trim, 255), width=9)
        case 1:
            for step in range(4):
                inset, level = wide * 0.12 * step, top - wide * 0.15 * step
                pen.rectangle((x + inset, level - wide * 0.15, x + wide - inset, level), (*brick, 255))
                pen.line((x + inset, level - wide * 0.15, x + wide - inset, level - wide * 0.15), (*trim, 255), width=9)
        case _:
            roof = mixed((120, 62, 48), light.land, 0.35)
            edge = [(x, top), (x + wide * 0.14, top - wide * 0.4), (x + wide * 0.86, top - wide * 0.4), (x + wide, top)]
            pen.polygon(edge, (*roof, 255))
            pen.rectangle((x, top - 12, x + wide, top), (*trim, 255))
    floors = max(1, int(tall / (wide * 0.5)))
    for floor in range(floors):
        level = foot - tall * (floor + 0.78) / floors
        for pane in (0.14, 0.56):
            left, high = x + wide * pane, tall / floors * 0.5
            if floor or pane < 0.5:
                glass = mixed(light.sun if rng.random() < 0.3 else light.sky[0], light.land, 0.25)
                pen.rectangle((left, level, left + wide * 0.3, level + high), (*trim, 255))
                pen.rectangle((left + 7, level + 7, left + wide * 0.3 - 7, level + high - 7), (*glass, 255))
    door = mixed(rng.choice(((34, 74, 60), (120, 30, 34), (30, 54, 96))), light.land, 0.2)
    pen.rectangle((x + wide * 0.6, foot - tall / floors * 0.72, x + wide * 0.84, foot), (*door, 255))
