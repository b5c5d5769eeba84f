"""Draws what stands in the newsroom's landscapes ashore: a scene a function, over sky and water that land hides."""

import random
from math import cos, sin, tau
from typing import Any

from local.newsroom.ground import Place, Scene, blades, fields, hedge, house, meadow, tree
from local.newsroom.light import Light, mixed

WHITE = (246, 246, 240)


def _pitch(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    hedge(pen, light, place, rng, level=horizon + 10, size=height * 0.09)
    meadow(pen, light, place, rng, mown=True)
    chalk = (*mixed(WHITE, light.land, 0.1), 255)
    for side in (0.04, 0.3, 0.7, 0.96) if rng.random() < 0.5 else (0.1, 0.9):
        tall = height * rng.uniform(0.34, 0.38)
        pen.rectangle((width * side - 7, horizon - tall, width * side + 7, horizon + 20), (*light.land, 255))
        pen.rectangle((width * side - 90, horizon - tall - 50, width * side + 90, horizon - tall), (*light.land, 255))
        for lamp in range(8):
            x, y = width * side - 76 + lamp % 4 * 42, horizon - tall - 42 + lamp // 4 * 22
            pen.ellipse((x, y, x + 24, y + 16), (*light.sun, 255))
    middle, goal, tall = width * rng.uniform(0.4, 0.6), width * 0.17, height * 0.15
    line, foot = horizon + height * 0.05, horizon + height * 0.05
    pen.line((0, line, width, line), chalk, width=7)
    for reach, depth in ((1.5, 0.06), (2.4, 0.15)):
        far, near = goal * reach, goal * reach * (1 + depth * 3)
        level = line + height * depth
        pen.line(
            [(middle - far, line), (middle - near, level), (middle + near, level), (middle + far, line)], chalk, width=9
        )
    for share in range(25):
        x = middle - goal + 2 * goal * share / 24
        pen.line((x, foot - tall, middle + (x - middle) * 0.86, foot - 20), (*WHITE, 120), width=3)
    for share in range(9):
        y, close = foot - tall + (tall - 20) * share / 8, 1 - 0.14 * share / 8
        pen.line((middle - goal * close, y, middle + goal * close, y), (*WHITE, 120), width=3)
    pen.line(
        [(middle - goal, foot), (middle - goal, foot - tall), (middle + goal, foot - tall), (middle + goal, foot)],
        chalk,
        width=20,
    )
    spot = line + height * 0.24
    pen.ellipse((middle - 24, spot - 8, middle + 24, spot + 8), chalk)


def _ball(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    hedge(pen, light, place, rng, level=horizon + 10, size=height * 0.12)
    grass = meadow(pen, light, place, rng)
    line = height * 0.86
    pen.polygon([(0, line), (width, line - 60), (width, line + 10), (0, line + 90)], (*mixed(WHITE, grass, 0.15), 255))
    x, r = width * rng.uniform(0.32, 0.68), height * 0.17
    y = line - r * 0.86
    pen.ellipse((x - r * 1.3, y + r * 0.76, x + r * 1.2, y + r * 1.1), (*mixed(grass, (0, 0, 0), 0.5), 170))
    pen.ellipse((x - r, y - r, x + r, y + r), (*mixed(WHITE, light.land, 0.34), 255))
    pen.ellipse((x - r * 0.86, y - r * 0.98, x + r * 0.98, y + r * 0.8), (*mixed(WHITE, light.land, 0.06), 255))
    turn, dark = rng.random(), (34, 36, 42, 255)

    def patch(middle: tuple[float, float], size: float, squeeze: float, towards: float) -> None:
        corners = [(size * squeeze * cos(tau * (n / 5 + turn)), size * sin(tau * (n / 5 + turn))) for n in range(5)]
        a, b = cos(towards), sin(towards)
        pen.polygon([(middle[0] + u * a - v * b, middle[1] + u * b + v * a) for u, v in corners], dark)

    patch((x, y), r * 0.34, 1, 0)
    for n in range(5):
        a = tau * (n / 5 + turn)
        seam = (x + r * 0.34 * cos(a), y + r * 0.34 * sin(a), x + r * 0.66 * cos(a), y + r * 0.66 * sin(a))
        pen.line(seam, dark, width=7)
        patch((x + r * 0.79 * cos(a), y + r * 0.79 * sin(a)), r * 0.25, 0.62, a)
    blades(pen, grass, [(x + r * (n / 20 - 1), y + r * 0.8) for n in range(41)], int(y + r * 1.25), rng)


def _railway(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    fields(pen, light, place, rng)
    far, stones = width * rng.uniform(0.42, 0.58), mixed(light.land, (140, 130, 122), 0.6)
    near, level = far + width * rng.choice((-0.12, 0.12)), horizon + 6
    pen.polygon([(far - 16, level), (far + 16, level), (near + 900, height), (near - 900, height)], (*stones, 255))
    for step in range(34):
        share = (step / 33) ** 2.2
        x, y, half = far + (near - far) * share, level + (height - level) * share, 12 + 620 * share
        pen.line((x - half, y, x + half, y), (*mixed((74, 60, 52), light.land, 0.3), 255), width=int(3 + 44 * share))
    for side in (-1, 1):
        rail = [(far + side * 7 - 2, level), (far + side * 7 + 2, level), (near + side * 430 + 24, height)]
        pen.polygon([*rail, (near + side * 430 - 24, height)], (*mixed((150, 152, 158), light.sun, 0.35), 255))
    for mast in range(6):
        share = ((mast + 1) / 6) ** 2.2
        x, y = far + (near - far) * share - (20 + 980 * share), level + (height - level) * share
        tall = 60 + height * 0.8 * share
        pen.rectangle((x - 2 - 14 * share, y - tall, x + 2 + 14 * share, y), (*light.land, 255))
        pen.line(
            (x, y - tall * 0.92, x + 22 + 900 * share, y - tall * 0.92), (*light.land, 255), width=int(3 + 14 * share)
        )
    share, tint = 0.18, mixed((236, 186, 40), light.land, 0.16)
    x, y, size = far + (near - far) * share, level + (height - level) * share, height * 0.17
    front = [(-0.42, 0), (-0.44, 0.5), (-0.3, 0.96), (0.3, 0.96), (0.44, 0.5), (0.42, 0)]
    pen.polygon([(x + size * a, y - size * b) for a, b in front], (*tint, 255))
    pen.polygon(
        [(x + size * a, y - size * b) for a, b in ((-0.38, 0.5), (-0.27, 0.9), (0.27, 0.9), (0.38, 0.5))],
        (36, 44, 56, 255),
    )
    pen.rectangle((x - size * 0.43, y - size * 0.12, x + size * 0.43, y), (*mixed((40, 42, 48), light.land, 0.2), 255))
    pen.rectangle(
        (x - size * 0.42, y - size * 0.4, x + size * 0.42, y - size * 0.34),
        (*mixed((30, 60, 130), light.land, 0.1), 255),
    )
    for lamp in (-0.32, 0.32):
        pen.ellipse(
            (x + size * (lamp - 0.05), y - size * 0.27, x + size * (lamp + 0.05), y - size * 0.17), (255, 250, 224, 255)
        )


def _square(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    foot, x = horizon + height * 0.1, -60.0
    while x < width:
        wide = rng.uniform(210, 320)
        house(pen, light, (x, foot, wide, height * rng.uniform(0.24, 0.34)), rng)
        x += wide
    _paved(pen, light, (width, height, int(foot)))
    for stall in range(rng.randrange(4, 6)):
        near = rng.uniform(0.15, 0.6)
        x, y = width * (0.02 + 0.22 * stall + rng.uniform(0, 0.05)), foot + (height - foot) * near
        _stall(pen, light, (x, y, height * (0.13 + 0.14 * near)), rng)


def _paved(pen: Any, light: Light, place: Place) -> None:
    """Stones, from the horizon that `place` has."""
    width, height, foot = place
    stone = mixed(light.land, (176, 160, 146), 0.62)
    pen.rectangle((0, foot, width, height), (*stone, 255))
    seam = (*mixed(stone, light.land, 0.3), 150)
    for row in range(16):
        y = foot + (height - foot) * (row / 16) ** 1.7
        pen.line((0, y, width, y), seam, width=2 + row // 4)
    for column in range(-14, 29):
        x = width * column / 14
        pen.line((width / 2 + (x - width / 2) * 0.5, foot, x, height), seam, width=3)


def _stall(pen: Any, light: Light, where: tuple[float, float, float], rng: random.Random) -> None:
    x, y, size = where
    wide, colours = size * 1.7, ((186, 48, 44), (40, 92, 140), (46, 110, 74))
    cloth = mixed(rng.choice(colours), light.land, 0.15)
    for post in (0.06, 0.94):
        pen.rectangle((x + wide * post - 6, y - size, x + wide * post + 6, y), (*light.land, 255))
    pen.rectangle(
        (x + wide * 0.04, y - size * 0.42, x + wide * 0.96, y - size * 0.06),
        (*mixed((150, 112, 76), light.land, 0.3), 255),
    )
    for good in range(26):
        r, tint = size * 0.05, rng.choice(((222, 140, 40), (190, 50, 40), (112, 150, 60), (236, 208, 90)))
        left, top = x + wide * (0.05 + 0.86 * good / 25), y - size * (0.48 + rng.random() * 0.06)
        pen.ellipse((left, top, left + 2 * r, top + 2 * r), (*mixed(tint, light.land, 0.15), 255))
    for strip in range(8):
        a, b = x + wide * strip / 8, x + wide * (strip + 1) / 8
        tint = cloth if strip % 2 else mixed(WHITE, light.land, 0.08)
        roof = [(a * 0.9 + (x + wide / 2) * 0.1, y - size * 1.25), (b * 0.9 + (x + wide / 2) * 0.1, y - size * 1.25)]
        pen.polygon([*roof, (b, y - size * 0.94), (a, y - size * 0.94)], (*tint, 255))
        pen.pieslice((a, y - size * 1.02, b, y - size * 0.86), 0, 180, (*tint, 255))


def _street(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    foot, x = horizon + height * 0.16, -40.0
    while x < width:
        wide = rng.uniform(330, 420)
        house(pen, light, (x, foot, wide, height * rng.uniform(0.3, 0.36)), rng)
        x += wide
    _paved(pen, light, (width, height, int(foot)))
    green = mixed(light.land, (78, 120, 58), 0.55)
    for row in range(7):
        x = width * (row - 0.4) / 6 + rng.uniform(0, 60)
        pen.rectangle((x, foot - 40, x + 250, foot + 50), (*mixed(green, light.land, 0.2), 255))
        for _ in range(60):
            r, left, top = rng.uniform(12, 30), x + rng.uniform(0, 250), foot - 60 + rng.uniform(0, 90)
            pen.ellipse((left - r, top - r, left + r, top + r), (*mixed(green, light.sun, rng.uniform(0, 0.16)), 255))
    for side in (rng.uniform(0.08, 0.2), rng.uniform(0.72, 0.9)):
        tree(pen, light, (width * side, foot + height * 0.12, height * 0.5), rng)


def _school(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    hedge(pen, light, place, rng, level=horizon + 20, size=height * 0.2)
    foot = horizon + height * 0.12
    left, right, top = width * 0.12, width * 0.88, foot - height * 0.24
    brick, trim = mixed((160, 92, 68), light.land, 0.26), mixed(WHITE, light.land, 0.16)
    pen.rectangle((left, top, right, foot), (*brick, 255))
    roof = [(left - 30, top), (left + 140, top - 190), (right - 140, top - 190), (right + 30, top)]
    pen.polygon(roof, (*mixed((112, 58, 46), light.land, 0.35), 255))
    for window in range(9):
        x = left + 60 + (right - left - 120) * window / 9
        if window == 4:
            continue
        for pane in range(2):
            edge = (x + pane * 78, top + 70, x + pane * 78 + 68, foot - 120)
            pen.rectangle(edge, (*mixed(light.sun if rng.random() < 0.4 else light.sky[0], light.land, 0.2), 255))
            pen.rectangle(edge, outline=(*trim, 255), width=9)
            pen.line((edge[0], top + 130, edge[2], top + 130), (*trim, 255), width=7)
    middle = (left + right) / 2
    pen.polygon([(middle - 170, top), (middle, top - 250), (middle + 170, top)], (*brick, 255))
    pen.rectangle((middle - 170, top, middle + 170, foot), (*brick, 255))
    pen.ellipse((middle - 54, top - 130, middle + 54, top - 22), (*trim, 255))
    pen.line([(middle + 26, top - 60), (middle, top - 76), (middle, top - 116)], (40, 40, 44, 255), width=8)
    pen.rectangle((middle - 90, foot - 220, middle + 90, foot), (*mixed((34, 80, 74), light.land, 0.2), 255))
    pen.line((middle, foot - 220, middle, foot), (*trim, 255), width=8)
    _paved(pen, light, (width, height, int(foot)))
    x, y = width * rng.uniform(0.25, 0.6), foot + (height - foot) * 0.35
    for box in range(7):
        a, b = x + box * 74, y + box * 46
        for beside in (0,) if box % 3 else (-54, 54):
            pen.rectangle(
                (a + beside * 1.4, b, a + beside * 1.4 + 100 + box * 6, b + 40), outline=(*trim, 230), width=9
            )


def _cycling(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    fields(pen, light, place, rng)
    grass = mixed(light.land, (92, 140, 62), 0.55)
    far, level = width * rng.uniform(0.3, 0.7), horizon + 8
    asphalt = mixed((148, 92, 80), light.land, 0.42)
    pen.polygon([(far - 30, level), (far + 30, level), (width * 1.1, height), (-width * 0.1, height)], (*grass, 255))
    pen.polygon([(far - 12, level), (far + 12, level), (width * 0.86, height), (width * 0.14, height)], (*asphalt, 255))
    for dash in range(8):
        a, b = ((dash + 0.2) / 8) ** 2.4, ((dash + 0.6) / 8) ** 2.4
        top, bottom = level + (height - level) * a, level + (height - level) * b
        x, end = far + (width / 2 - far) * a, far + (width / 2 - far) * b
        pen.polygon(
            [(x - 16 * a, top), (x + 16 * a, top), (end + 16 * b, bottom), (end - 16 * b, bottom)], (*WHITE, 230)
        )
    for pair in range(5):
        share = ((pair + 1) / 6) ** 2.4
        for edge in (-0.1, 1.1):
            x = far + (width * edge - far) * share
            tree(pen, light, (x, level + (height - level) * share, 70 + height * 0.9 * share), rng)
    _bicycle(pen, light, (width * rng.uniform(0.42, 0.58), height * 0.88, height * 0.2), rng)


def _bicycle(pen: Any, light: Light, where: tuple[float, float, float], rng: random.Random) -> None:
    """Seen from aside: where its wheels touch the ground, and the distance of its hubs."""
    x, ground, long = where
    r, steel = long * 0.36, mixed(rng.choice(((24, 26, 30), (150, 30, 34), (28, 70, 110))), light.land, 0.15)
    back, front = (x - long / 2, ground - r), (x + long / 2, ground - r)
    pen.ellipse((x - long, ground - 14, x + long, ground + 14), (0, 0, 0, 70))
    for hub in (back, front):
        for spoke in range(12):
            a = tau * spoke / 12
            pen.line((*hub, hub[0] + r * cos(a), hub[1] + r * sin(a)), (*mixed(WHITE, light.land, 0.3), 160), width=3)
        pen.ellipse((hub[0] - r, hub[1] - r, hub[0] + r, hub[1] + r), outline=(24, 24, 28, 255), width=15)
    pedals, saddle = (x - long * 0.06, ground - r * 0.86), (x - long * 0.2, ground - r * 2.3)
    head, bars = (x + long * 0.36, ground - r * 2.2), (x + long * 0.3, ground - r * 2.7)
    frame = (
        (back, pedals),
        (pedals, saddle),
        (pedals, head),
        (saddle, head),
        (back, saddle),
        (head, front),
        (head, bars),
    )
    for start, end in frame:
        pen.line((*start, *end), (*steel, 255), width=17)
    pen.line((bars[0], bars[1], bars[0] - long * 0.16, bars[1] + 12), (24, 24, 28, 255), width=17)
    pen.ellipse((saddle[0] - 64, saddle[1] - 34, saddle[0] + 44, saddle[1] + 4), (24, 24, 28, 255))
    pen.ellipse((pedals[0] - 30, pedals[1] - 30, pedals[0] + 30, pedals[1] + 30), outline=(60, 60, 64, 255), width=12)


def _trees(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    hedge(pen, light, place, rng, level=horizon + 16, size=height * 0.16)
    meadow(pen, light, place, rng)
    for row in range(3):
        size, level = height * (0.28 + 0.17 * row), horizon + height * (0.06 + 0.1 * row)
        for number in range(5 - row):
            x = width * ((number + 0.5) / (5 - row) + rng.uniform(-0.05, 0.05))
            pen.ellipse((x - size * 0.3, level - 16, x + size * 0.3, level + 16), (0, 0, 0, 60))
            tree(pen, light, (x, level, size), rng)


def _church(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    hedge(pen, light, place, rng, level=horizon + 10, size=height * 0.12)
    brick, slate = mixed((158, 104, 80), light.land, 0.32), mixed((66, 72, 82), light.land, 0.3)
    x, foot, size = width * rng.uniform(0.32, 0.5), horizon + height * 0.06, height * 0.4
    nave = (x + size * 0.12, foot - size * 0.34, x + size * 0.98, foot)
    pen.rectangle(nave, (*brick, 255))
    ridge = foot - size * 0.66
    pen.polygon([(nave[0], nave[1]), (nave[0], ridge), (nave[2] - 90, ridge), (nave[2] + 24, nave[1])], (*slate, 255))
    tall, half = size * 0.74, size * 0.13
    pen.rectangle((x - half, foot - tall, x + half, foot), (*mixed(brick, light.land, 0.14), 255))
    pen.rectangle((x + half * 0.2, foot - tall, x + half, foot), (*mixed(brick, light.sun, 0.14), 255))
    spire = [(x - half - 12, foot - tall), (x, foot - size * 1.3), (x + half + 12, foot - tall)]
    pen.polygon(spire, (*slate, 255))
    pen.line((x, foot - size * 1.3, x, foot - size * 1.4), (*light.land, 255), width=8)
    pen.ellipse((x - 52, foot - tall + 40, x + 52, foot - tall + 144), (*mixed(WHITE, light.land, 0.15), 255))
    pen.line([(x, foot - tall + 54), (x, foot - tall + 92), (x + 30, foot - tall + 104)], (30, 30, 34, 255), width=8)
    for window in range(4):
        left, top = nave[0] + 70 + (nave[2] - nave[0] - 100) * window / 4, nave[1] + 60
        pane = (*mixed(light.sun, light.land, 0.35), 255)
        pen.rectangle((left, top + 30, left + 60, foot - 50), pane)
        pen.pieslice((left, top, left + 60, top + 60), 180, 360, pane)
    meadow(pen, light, (width, height, int(foot)), rng)
    for side in (0.08, 0.2, 0.86):
        tree(pen, light, (width * side, foot + height * 0.07, height * rng.uniform(0.3, 0.42)), rng)


def _tractor(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, _ = place
    fields(pen, light, place, rng)
    x, y, size = width * rng.uniform(0.3, 0.6), height * 0.86, height * 0.2
    paint, tyre = mixed(rng.choice(((44, 110, 60), (176, 44, 38), (40, 84, 150))), light.land, 0.16), (30, 30, 34, 255)
    pen.ellipse((x - size * 0.9, y - 26, x + size * 1.3, y + 26), (0, 0, 0, 80))
    pen.rectangle((x - size * 0.1, y - size * 0.86, x + size * 0.98, y - size * 0.36), (*paint, 255))
    pen.rectangle((x + size * 0.55, y - size * 1.22, x + size * 0.62, y - size * 0.86), (*light.land, 255))
    cabin = [(-0.5, 0.8), (-0.42, 1.5), (0.16, 1.5), (0.26, 0.8)]
    pen.polygon([(x + size * a, y - size * b) for a, b in cabin], (*mixed(light.sky[1], light.land, 0.3), 255))
    pen.line([(x + size * a, y - size * b) for a, b in cabin], (*paint, 255), width=22)
    pen.rectangle((x - size * 0.5, y - size * 1.56, x + size * 0.24, y - size * 1.46), (*paint, 255))
    pen.rectangle((x - size * 0.54, y - size * 0.86, x + size * 0.3, y - size * 0.5), (*paint, 255))
    for middle, r in ((x - size * 0.3, size * 0.46), (x + size * 0.78, size * 0.27)):
        pen.ellipse((middle - r, y - 2 * r, middle + r, y), tyre)
        pen.ellipse(
            (middle - r * 0.5, y - r * 1.5, middle + r * 0.5, y - r * 0.5),
            (*mixed((226, 190, 60), light.land, 0.2), 255),
        )


def _bus(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    fields(pen, light, place, rng)
    top, bottom = horizon + height * 0.13, horizon + height * 0.27
    pen.rectangle((0, top, width, bottom), (*mixed((92, 92, 98), light.land, 0.3), 255))
    for dash in range(12):
        pen.rectangle(
            (width * dash / 12, (top + bottom) / 2 - 5, width * (dash + 0.5) / 12, (top + bottom) / 2 + 5),
            (*WHITE, 220),
        )
    x, y, long, tall = width * rng.uniform(0.15, 0.4), bottom - 50, width * 0.42, height * 0.25
    paint = mixed(rng.choice(((176, 36, 44), (28, 104, 120), (228, 160, 36))), light.land, 0.12)
    pen.ellipse((x - 20, y - 14, x + long + 20, y + 34), (0, 0, 0, 80))
    pen.rounded_rectangle((x, y - tall, x + long, y), 46, (*paint, 255))
    pen.rectangle((x, y - tall * 0.34, x + long, y - tall * 0.26), (*mixed(WHITE, light.land, 0.1), 255))
    for window in range(6):
        left = x + 40 + window * (long - 60) / 6
        glass = mixed(light.sun if rng.random() < 0.3 else light.sky[0], (20, 26, 34), 0.35)
        end = y - 24 if window == 5 else y - tall * 0.42
        pen.rounded_rectangle((left, y - tall * 0.86, left + (long - 60) / 6 - 22, end), 12, (*glass, 255))
    for wheel in (0.2, 0.78):
        middle, r = x + long * wheel, tall * 0.19
        pen.ellipse((middle - r, y - r, middle + r, y + r), (28, 28, 32, 255))
        pen.ellipse((middle - r / 2, y - r / 2, middle + r / 2, y + r / 2), (150, 152, 156, 255))
    for side in (0.06, 0.94):
        tree(pen, light, (width * side, bottom + height * 0.1, height * 0.46), rng)


ASHORE = {
    "pitch": Scene(words="Het doel op het voetbalveld", draw=_pitch),
    "ball": Scene(words="Een voetbal in het gras", draw=_ball),
    "railway": Scene(words="Een trein in de polder", draw=_railway),
    "square": Scene(words="Kramen op het marktplein", draw=_square),
    "street": Scene(words="Huizen met een haag ervoor", draw=_street),
    "school": Scene(words="Het schoolplein", draw=_school),
    "cycling": Scene(words="Een fiets op het fietspad", draw=_cycling),
    "trees": Scene(words="Bomen in het gras", draw=_trees),
    "church": Scene(words="De kerk van het dorp", draw=_church),
    "tractor": Scene(words="Een tractor op de akker", draw=_tractor),
    "bus": Scene(words="Een bus op de polderweg", draw=_bus),
}
