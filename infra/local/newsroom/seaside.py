"""Draws what stands in the newsroom's landscapes by the sea: a scene a function."""

import random
from math import sin, tau
from typing import Any

from local.newsroom.ground import Place, Scene, blades, coast, fields
from local.newsroom.light import Colour, Light, mixed


def _boats(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    coast(pen, light, place, rng)
    for _ in range(rng.randrange(2, 6)):
        size = rng.uniform(0.05, 0.22) * height
        x, y = rng.uniform(0.1, 0.9) * width, horizon + 4 + size * 0.55
        sail = mixed((246, 240, 228), light.sky[2], 0.3)
        pen.polygon([(x, y - size * 1.5), (x, y - size * 0.1), (x + size * 0.62, y - size * 0.1)], (*sail, 255))
        pen.polygon(
            [(x - size * 0.05, y - size * 1.3), (x - size * 0.05, y - size * 0.1), (x - size * 0.38, y - size * 0.1)],
            (*mixed(sail, light.land, 0.25), 255),
        )
        pen.line((x, y, x, y - size * 1.55), (*light.land, 255), width=max(3, int(size / 40)))
        hull = [(-0.45, -0.06), (0.7, -0.06), (0.55, 0.12), (-0.35, 0.12)]
        pen.polygon([(x + size * a, y + size * b) for a, b in hull], (*mixed(light.land, (120, 30, 24), 0.4), 255))
        for step in range(14):
            reach = size * (0.5 - step * 0.03)
            level = y + size * (0.15 + step * 0.05)
            wave = reach * 0.3 * sin(step * 2.1)
            pen.line((x - reach + wave, level, x + reach + wave, level), (*sail, 70 - step * 4), width=4)


def _dike(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    coast(pen, light, place, rng)
    grass = mixed(light.land, (96, 140, 60), 0.55)
    edge = [(x, horizon + height * 0.12 + 0.16 * height * (x / width) ** 1.4) for x in range(0, width + 1, 20)]
    pen.polygon([*edge, (width, height), (0, height)], (*grass, 255))
    blades(pen, grass, edge, height, rng)
    pen.line([(x, y + 14) for x, y in edge], (*mixed(grass, (214, 204, 180), 0.6), 255), width=20)
    for _ in range(rng.randrange(6, 13)):
        x, size = rng.uniform(0.05, 0.95) * width, rng.uniform(22, 60)
        y = horizon + height * 0.12 + 0.16 * height * (x / width) ** 1.4 + rng.uniform(0.06, 0.25) * height
        for leg in (-0.6, -0.2, 0.3, 0.6):
            foot = x + leg * size
            pen.line((foot, y, foot, y + size * 0.9), (40, 36, 34, 255), width=max(4, int(size / 9)))
        wool = mixed((240, 234, 220), light.sky[2], 0.25)
        for _ in range(14):
            dx, dy, r = rng.gauss(0, 0.42) * size, rng.gauss(0, 0.18) * size, size * rng.uniform(0.26, 0.4)
            pen.ellipse((x + dx - r, y + dy - r, x + dx + r, y + dy + r), (*wool, 255))
        pen.ellipse((x + size * 0.8, y - size * 0.5, x + size * 1.35, y + size * 0.05), (52, 46, 44, 255))


def _mill(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    fields(pen, light, place, rng)
    x, size = rng.uniform(0.28, 0.72) * width, height * rng.uniform(0.25, 0.32)
    base, brick = horizon + height * 0.05, mixed(light.land, (128, 82, 62), 0.6)
    body = [(-0.24, 0), (-0.14, 1), (0.14, 1), (0.24, 0)]
    lit = [(0.05, 1), (0.14, 1), (0.24, 0), (0.1, 0)]
    for shape, tint in ((body, brick), (lit, mixed(brick, light.sun, 0.25))):
        pen.polygon([(x + size * a, base - size * b) for a, b in shape], (*tint, 255))
    cap = (x - size * 0.17, base - size * 1.2, x + size * 0.17, base - size * 0.82)
    pen.pieslice(cap, 180, 360, (*light.land, 255))
    for floor in (0.35, 0.62):
        pen.rectangle((x - 12, base - size * floor - 34, x + 12, base - size * floor), (*light.sun, 160))
    hub, turn = (x, base - size * 1.02), rng.random()
    for arm in range(4):
        a = tau * (turn + arm / 4)
        end = (hub[0] + sin(a) * size * 0.95, hub[1] - sin(a + tau / 4) * size * 0.95)
        pen.line((*hub, *end), (*light.land, 255), width=14)
        across = (sin(a + tau / 4) * size * 0.15, -sin(a + tau / 2) * size * 0.15)
        start = (hub[0] + (end[0] - hub[0]) * 0.22, hub[1] + (end[1] - hub[1]) * 0.22)
        far, near = (end[0] + across[0], end[1] + across[1]), (start[0] + across[0], start[1] + across[1])
        pen.polygon([start, end, far, near], (*mixed((236, 228, 208), light.land, 0.25), 225))


def _beach(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    sand = mixed((214, 192, 150), light.sea[0], 0.3)
    level = height * 0.8
    shore = [(x, level + 0.03 * height * sin(x / width * 5 + rng.random() * 0.02)) for x in range(0, width + 1, 24)]
    for step in range(9):
        foam = [(x, y - step * 9) for x, y in shore]
        pen.line(foam, (250, 250, 246, 150 - step * 16), width=9)
    pen.polygon([*shore, (width, height), (0, height)], (*sand, 255))
    pen.line([(x, y + 6) for x, y in shore], (*mixed(sand, light.sea[1], 0.4), 200), width=26)
    left = rng.random() < 0.5
    for row in range(2):
        for pole in range(26):
            share = pole / 25
            x = width * (0.1 + 0.16 * row + share * 0.34)
            x, y = (x if left else width - x), height * 0.93 - share**0.62 * (height * 0.9 - horizon)
            tall, thick = height * 0.17 * (1 - share) + 26, 40 * (1 - share) + 7
            wood = mixed((70, 58, 50), light.sea[0], share * 0.5)
            pen.rectangle((x - thick / 2, y - tall, x + thick / 2, y + tall * 0.2), (*wood, 255))
            pen.rectangle((x, y - tall, x + thick / 2, y + tall * 0.2), (*mixed(wood, light.sun, 0.22), 255))


def _lighthouse(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    dune = mixed(light.land, (196, 178, 130), 0.55)
    x, base, size = rng.uniform(0.25, 0.75) * width, horizon + height * 0.07, height * 0.4
    for band in range(6):
        top, bottom = base - size * (band + 1) / 6, base - size * band / 6
        wide, slim = size * (0.105 - 0.008 * band), size * (0.105 - 0.008 * (band + 1))
        tint = mixed((190, 40, 32) if band % 2 else (240, 236, 228), light.land, 0.28)
        pen.polygon([(x - wide, bottom), (x - slim, top), (x + slim, top), (x + wide, bottom)], (*tint, 255))
        pen.polygon([(x, bottom), (x, top), (x + slim, top), (x + wide, bottom)], (*mixed(tint, light.sun, 0.3), 255))
    pen.rectangle((x - size * 0.08, base - size * 1.02, x + size * 0.08, base - size), (*light.land, 255))
    pen.rectangle((x - size * 0.045, base - size * 1.13, x + size * 0.045, base - size * 1.02), (*light.sun, 255))
    cap = (x - size * 0.06, base - size * 1.2, x + size * 0.06, base - size * 1.06)
    pen.pieslice(cap, 180, 360, (*light.land, 255))
    for layer, lift in enumerate((0.05, 0.16, 0.3)):
        phase, tint = rng.random() * 6, mixed(dune, light.land, 0.15 + 0.2 * layer)
        level, swell = horizon + height * lift, height * 0.035
        edge = [(s, level + swell * sin(s / width * (7 - layer) + phase)) for s in range(0, width + 1, 16)]
        pen.polygon([*edge, (width, height), (0, height)], (*tint, 255))
        blades(pen, mixed(tint, (70, 90, 50), 0.3), edge, height, rng)


def _bridge(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    coast(pen, light, place, rng)
    steel, flip = mixed(light.land, light.sky[2], 0.25), rng.random() < 0.5

    def deck(share: float) -> tuple[float, float]:
        x = width * (1.05 - share * 1.0)
        return (width - x if flip else x), horizon - height * (0.03 + 0.3 * (1 - share) ** 2.2)

    for pier in range(14):
        share = (pier / 13) ** 0.6
        x, top = deck(share)
        thick, foot = 60 * (1 - share) + 8, horizon + height * 0.3 * (1 - share) ** 2
        wide, slim = thick * 0.7, thick / 2
        pen.polygon([(x - slim, top), (x + slim, top), (x + wide, foot), (x - wide, foot)], (*steel, 255))
        pen.rectangle((x, top, x + thick / 2, foot), (*mixed(steel, light.sun, 0.22), 255))
    line = [deck(step / 60) for step in range(61)]
    under = [(x, y + 60 * (1 - step / 60) ** 1.6 + 8) for step, (x, y) in enumerate(line)]
    pen.polygon([*line, *reversed(under)], (*mixed(steel, light.land, 0.5), 255))
    pen.line(line, (*mixed(steel, light.sun, 0.5), 255), width=6)


def _town(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    far = mixed(light.land, light.sky[2], 0.35)
    tower = rng.uniform(0.3, 0.7) * width
    x = -20.0
    while x < width:
        wide, tall = rng.uniform(46, 110), height * rng.uniform(0.05, 0.12)
        tint = mixed(far, rng.choice(((150, 90, 70), (120, 110, 100), (90, 80, 84))), 0.35)
        pen.rectangle((x, horizon - tall, x + wide, horizon + 12), (*tint, 255))
        gable = [(x, horizon - tall), (x + wide / 2, horizon - tall - wide * 0.6), (x + wide, horizon - tall)]
        pen.polygon(gable, (*mixed(tint, light.land, 0.3), 255))
        for window in range(int(tall / 46)):
            if rng.random() < 0.7:
                y = horizon - 24 - window * 42
                pen.rectangle((x + wide * 0.3, y - 20, x + wide * 0.3 + 12, y), (*light.sun, 190))
                pen.rectangle((x + wide * 0.6, y - 20, x + wide * 0.6 + 12, y), (*light.sun, 120))
        pen.rectangle((x, horizon + 12, x + wide, horizon + 12 + tall * 0.8), (*tint, 54))
        x += wide
    size = height * 0.36
    for step, (wide, tall) in enumerate(((0.12, 0.5), (0.095, 0.68), (0.07, 0.8))):
        tint = mixed(light.land, light.sky[2], 0.12 + 0.05 * step)
        pen.rectangle((tower - size * wide, horizon - size * tall, tower + size * wide, horizon + 12), (*tint, 255))
        lit = mixed(tint, light.sun, 0.2)
        pen.rectangle((tower, horizon - size * tall, tower + size * wide, horizon + 12), (*lit, 255))
    spire = [(-0.07, 0.8), (0, 1.25), (0.07, 0.8)]
    pen.polygon([(tower + size * a, horizon - size * b) for a, b in spire], (*light.land, 255))
    pen.line((0, horizon + 12, width, horizon + 12), (*light.land, 255), width=10)


def _harbour(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    coast(pen, light, place, rng)
    for number in range(rng.randrange(2, 4)):
        x, size = width * (0.15 + 0.28 * number + rng.uniform(0, 0.1)), height * rng.uniform(0.28, 0.4)
        tint = mixed(light.land, rng.choice(((40, 90, 140), (190, 96, 30), (150, 40, 40))), 0.45)
        for leg in (-0.12, 0.12):
            pen.line((x + leg * size, horizon + 10, x + leg * size * 0.8, horizon - size * 0.7), (*tint, 255), width=16)
        pen.line((x - size * 0.1, horizon - size * 0.3, x + size * 0.1, horizon - size * 0.66), (*tint, 255), width=8)
        arm = (x - size * 0.35, horizon - size * 0.68, x + size * 0.8, horizon - size * 0.72)
        pen.line(arm, (*tint, 255), width=20)
        pen.line((x, horizon - size * 0.7, x, horizon - size), (*tint, 255), width=12)
        for reach in (-0.33, 0.4, 0.75):
            pen.line((x, horizon - size, x + size * reach, horizon - size * 0.7), (*tint, 200), width=4)
        hook = x + size * rng.uniform(0.3, 0.7)
        pen.line((hook, horizon - size * 0.7, hook, horizon - size * 0.3), (*tint, 220), width=4)
    quay = horizon + height * 0.02
    pen.rectangle((0, quay, width, quay + 40), (*mixed(light.land, (90, 90, 90), 0.4), 255))
    for box in range(90):
        x, level = rng.uniform(0, width), rng.randrange(3)
        tint = mixed(rng.choice(((176, 60, 44), (50, 96, 130), (196, 150, 60), (84, 120, 90))), light.land, 0.3)
        pen.rectangle((x, quay - 34 * (level + 1), x + 84, quay - 34 * level - 3), (*tint, 255 if box % 3 else 230))


def _ferry(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    coast(pen, light, place, rng)
    x, y, size = width * rng.uniform(0.36, 0.6), horizon + height * 0.16, width * 0.24
    white, hull = mixed((244, 244, 240), light.land, 0.14), mixed((26, 60, 104), light.land, 0.2)
    _wake(pen, white, (x, y + size * 0.1, size * 1.05))
    shape = [(-1, -0.14), (1, -0.14), (0.84, 0.1), (-0.84, 0.1)]
    pen.polygon([(x + size * a, y + size * b) for a, b in shape], (*hull, 255))
    for ramp in (-1, 1):
        pen.line((x + ramp * size, y - size * 0.14, x + ramp * size * 1.16, y - size * 0.3), (*hull, 255), width=22)
    pen.rectangle((x - size * 0.62, y - size * 0.32, x + size * 0.62, y - size * 0.14), (*white, 255))
    pen.rectangle((x - size * 0.4, y - size * 0.46, x + size * 0.4, y - size * 0.33), (*white, 255))
    pen.rectangle((x - size * 0.14, y - size * 0.6, x + size * 0.14, y - size * 0.46), (*white, 255))
    for deck, reach in ((0.27, 0.58), (0.43, 0.36)):
        for pane in range(int(reach * 24)):
            left = x - size * reach + pane * size / 12
            glass = mixed(light.sun if rng.random() < 0.4 else light.sky[0], light.land, 0.2)
            pen.rectangle((left, y - size * deck, left + size * 0.055, y - size * (deck - 0.07)), (*glass, 255))
    pen.line((x, y - size * 0.6, x, y - size * 0.78), (*light.land, 255), width=9)


def _trawler(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    coast(pen, light, place, rng)
    x, y, size = width * rng.uniform(0.36, 0.6), horizon + height * 0.18, width * 0.17
    white, hull = (
        mixed((244, 244, 240), light.land, 0.14),
        mixed(rng.choice(((36, 92, 64), (150, 40, 36))), light.land, 0.2),
    )
    steel = (*mixed(light.land, (70, 64, 60), 0.4), 255)
    _wake(pen, white, (x, y + size * 0.16, size * 1.1))
    pen.line((x - size * 0.1, y - size * 0.2, x - size * 0.1, y - size * 1.25), steel, width=16)
    for side in (-1, 1):
        end = (x - size * 0.1 + side * size * 1.15, y - size * 0.95)
        pen.line((x - size * 0.1, y - size * 0.25, *end), steel, width=13)
        pen.line((x - size * 0.1, y - size * 1.25, *end), steel, width=4)
        net = [end, (end[0] - 50, y + size * 0.02), (end[0] + 50, y + size * 0.02)]
        pen.polygon(net, (*mixed((50, 96, 90), light.land, 0.3), 120))
    shape = [(-1, -0.3), (-0.2, -0.16), (0.6, -0.2), (1.1, -0.48), (0.84, 0.16), (-0.86, 0.16)]
    pen.polygon([(x + size * a, y + size * b) for a, b in shape], (*hull, 255))
    pen.line([(x + size * a, y + size * b) for a, b in shape[:4]], (*white, 255), width=12)
    pen.rectangle((x - size * 0.74, y - size * 0.68, x - size * 0.26, y - size * 0.2), (*white, 255))
    for pane in range(3):
        left = x - size * (0.7 - 0.15 * pane)
        pen.rectangle(
            (left, y - size * 0.6, left + size * 0.11, y - size * 0.46), (*mixed(light.sky[0], light.land, 0.3), 255)
        )
    for _ in range(18):
        a, b = x + rng.gauss(0.2, 0.7) * size, y - size * rng.uniform(0.4, 1.7)
        pen.line([(a - 26, b - 10), (a, b), (a + 26, b - 10)], (*white, 220), width=5)


def _rowing(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    coast(pen, light, place, rng)
    white = mixed((246, 244, 238), light.sky[2], 0.2)
    for lane in range(2):
        x, y = width * rng.uniform(0.3, 0.7), horizon + height * (0.1 + 0.16 * lane)
        size = width * (0.12 + 0.08 * lane)
        _wake(pen, white, (x, y + size * 0.06, size * 1.1))
        hull = [(-0.9, -0.02), (1.1, -0.02), (0.85, 0.07), (-0.65, 0.07)]
        pen.polygon([(x + size * a, y + size * b) for a, b in hull], (*mixed((240, 236, 224), light.land, 0.2), 255))
        shirt = mixed(rng.choice(((190, 44, 40), (30, 74, 140), (230, 130, 30))), light.land, 0.2)
        pen.line((x - size * 0.35, y + size * 0.17, x + size * 0.34, y - size * 0.14), (*light.land, 255), width=9)
        pen.ellipse((x - size * 0.46, y + size * 0.13, x - size * 0.28, y + size * 0.2), (*white, 255))
        body = [(x, y - size * 0.01), (x - size * 0.06, y - size * 0.27), (x + size * 0.07, y - size * 0.27)]
        pen.polygon([*body, (x + size * 0.16, y - size * 0.01)], (*shirt, 255))
        pen.line((x + size * 0.02, y - size * 0.22, x + size * 0.28, y - size * 0.1), (*shirt, 255), width=16)
        head = (x - size * 0.06, y - size * 0.4, x + size * 0.06, y - size * 0.28)
        pen.ellipse(head, (*mixed((222, 174, 140), light.land, 0.3), 255))


def _panels(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, horizon = place
    coast(pen, light, place, rng)
    for _ in range(rng.randrange(4, 7)):
        x, size, turn = width * rng.uniform(0.05, 0.95), height * rng.uniform(0.16, 0.26), rng.random()
        steel = (*mixed((240, 242, 244), light.sky[1], 0.3), 255)
        pen.polygon([(x - 7, horizon), (x - 4, horizon - size), (x + 4, horizon - size), (x + 7, horizon)], steel)
        for wing in range(3):
            a = tau * (turn + wing / 3)
            end = (x + sin(a) * size * 0.5, horizon - size - sin(a + tau / 4) * size * 0.5)
            pen.line((x, horizon - size, *end), steel, width=8)
    glass = mixed((26, 44, 92), light.land, 0.2)
    for row in range(6):
        near, far = 0.12 + 0.14 * row, 0.05 + 0.14 * row
        top, bottom = horizon + height * 0.42 * far**1.3, horizon + height * 0.42 * near**1.3
        for column in range(12):
            a, b = width * (column / 12 - 0.5) * 0.98, width * ((column + 0.9) / 12 - 0.5) * 0.98
            tilt = width / 2 + width * 0.06
            shape = [(tilt + a * (0.5 + far), top), (tilt + b * (0.5 + far), top)]
            shape += [(tilt + b * (0.5 + near), bottom), (tilt + a * (0.5 + near), bottom)]
            lit = mixed(glass, light.sky[2], rng.uniform(0.05, 0.3))
            pen.polygon(shape, (*lit, 255))
            pen.line([*shape, shape[0]], (*mixed((226, 230, 234), light.land, 0.3), 255), width=3 + row)


def _wake(pen: Any, foam: Colour, where: tuple[float, float, float]) -> None:
    """What a hull does to the water: its middle, and how far it reaches to each side."""
    x, level, reach = where
    for step in range(12):
        wave = reach * 0.12 * sin(step * 2.1)
        long = reach * (1 - step * 0.05)
        pen.line(
            (x - long + wave, level + step * 9, x + long + wave, level + step * 9), (*foam, 90 - step * 7), width=5
        )


SEASIDE = {
    "boats": Scene(words="Zeilboten op de Westerschelde", draw=_boats),
    "dike": Scene(words="Schapen grazen op de zeedijk", draw=_dike),
    "mill": Scene(words="Een korenmolen tussen de akkers", draw=_mill),
    "beach": Scene(words="Paalhoofden op het strand", draw=_beach),
    "lighthouse": Scene(words="De vuurtoren achter de duinen", draw=_lighthouse),
    "bridge": Scene(words="De lange brug over het water", draw=_bridge),
    "ferry": Scene(words="De veerboot halverwege", draw=_ferry),
    "trawler": Scene(words="Een garnalenkotter met de netten uit", draw=_trawler),
    "rowing": Scene(words="Twee skiffs op het water", draw=_rowing),
    "panels": Scene(words="Zonnepanelen op het water", draw=_panels),
    "town": Scene(words="De oude stad aan de kade", draw=_town),
    "harbour": Scene(words="Kranen en containers in de haven", draw=_harbour),
}
