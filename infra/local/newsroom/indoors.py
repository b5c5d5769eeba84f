"""Draws what the newsroom shows of what happens indoors: a scene a function, from wall to wall."""

import random
from typing import Any

from local.newsroom.ground import Place, Scene
from local.newsroom.light import Light, mixed


def _stage(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, _ = place
    velvet = mixed(rng.choice(((132, 22, 36), (40, 44, 110), (30, 86, 78))), light.land, 0.15)
    floor = int(height * 0.72)
    pen.rectangle((0, 0, width, height), (22, 20, 28, 255))
    for strip in range(48):
        share = strip / 47
        fold = mixed(velvet, (0, 0, 0), 0.35 + 0.3 * (strip % 3))
        pen.rectangle((width * share, 0, width * (share + 0.03), floor), (*fold, 255))
    pen.rectangle((0, floor, width, height), (*mixed((104, 70, 48), light.land, 0.2), 255))
    for board in range(1, 9):
        y = floor + (height - floor) * (board / 9) ** 1.5
        pen.line((0, y, width, y), (40, 26, 20, 150), width=5)
    middle, foot = width * rng.uniform(0.38, 0.62), height * 0.84
    for lamp in range(3):
        x = width * (0.2 + 0.3 * lamp)
        pen.polygon([(x - 20, 0), (x + 20, 0), (middle + 340, foot), (middle - 340, foot)], (255, 240, 200, 38))
    pen.ellipse((middle - 380, foot - 90, middle + 380, foot + 90), (255, 240, 206, 120))
    pen.line((middle, foot, middle, foot - height * 0.36), (16, 16, 20, 255), width=16)
    pen.line((middle - 110, foot, middle + 110, foot), (16, 16, 20, 255), width=22)
    pen.line((middle, foot - height * 0.36, middle + 70, foot - height * 0.4), (16, 16, 20, 255), width=16)
    pen.ellipse((middle + 46, foot - height * 0.43, middle + 126, foot - height * 0.38), (196, 198, 206, 255))
    for seat in range(19):
        x, y = width * seat / 18, height * (1.0 + 0.02 * (seat % 2))
        pen.ellipse((x - 64, y - 130, x + 64, y), (12, 12, 16, 255))
        pen.rectangle((x - 96, y - 40, x + 96, y + height), (12, 12, 16, 255))


def _books(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, _ = place
    wood = mixed((122, 84, 56), light.land, 0.2)
    pen.rectangle((0, 0, width, height), (*mixed(wood, (0, 0, 0), 0.55), 255))
    colours = ((156, 48, 44), (36, 78, 116), (60, 104, 78), (196, 152, 70), (92, 66, 96), (214, 204, 182), (50, 52, 60))
    shelves, deep = 4, height / 4
    for shelf in range(shelves):
        foot, x = deep * (shelf + 1) - 34, 40.0
        while x < width - 40:
            thick, tall = rng.uniform(34, 92), deep * rng.uniform(0.56, 0.82)
            if rng.random() < 0.05:
                x += thick
                continue
            tint = mixed(rng.choice(colours), light.sun, rng.uniform(0, 0.12))
            pen.rectangle((x, foot - tall, x + thick - 4, foot), (*tint, 255))
            pen.rectangle((x, foot - tall, x + 8, foot), (*mixed(tint, (0, 0, 0), 0.3), 255))
            gold = (*mixed(tint, (240, 220, 160), 0.6), 255)
            pen.rectangle((x + 8, foot - tall * 0.86, x + thick - 10, foot - tall * 0.83), gold)
            pen.rectangle((x + thick * 0.4, foot - tall * 0.7, x + thick * 0.6, foot - tall * 0.34), gold)
            x += thick
        pen.rectangle((0, foot, width, foot + 34), (*wood, 255))
        pen.rectangle((0, foot, width, foot + 8), (*mixed(wood, light.sun, 0.3), 255))
    for post in (0, width // 2 - 22, width - 44):
        pen.rectangle((post, 0, post + 44, height), (*mixed(wood, (0, 0, 0), 0.15), 255))


def _hall(pen: Any, light: Light, place: Place, rng: random.Random) -> None:
    width, height, _ = place
    wall, floor = mixed((222, 220, 208), light.land, 0.12), int(height * 0.56)
    pen.rectangle((0, 0, width, floor), (*wall, 255))
    for window in range(9):
        x = width * window / 9
        pen.rectangle((x + 20, height * 0.06, x + width / 9 - 20, height * 0.2), (*mixed(light.sky[1], wall, 0.2), 255))
    pen.rectangle((0, height * 0.26, width, height * 0.29), (*mixed(wall, light.land, 0.4), 255))
    for rung in range(30):
        x = width * (0.04 + 0.18 * (rung // 10)) + (width * 0.46 if rung >= 20 else 0)
        y = height * (0.32 + 0.022 * (rung % 10))
        pen.line((x, y, x + width * 0.1, y), (150, 104, 62, 255), width=12)
    wood = mixed((206, 154, 96), light.sun, 0.15)
    pen.rectangle((0, floor, width, height), (*wood, 255))
    for board in range(-30, 62):
        x = width * board / 30
        pen.line(
            (width / 2 + (x - width / 2) * 0.5, floor, x, height), (*mixed(wood, (90, 56, 30), 0.35), 120), width=3
        )
    line = rng.choice(((30, 74, 140), (170, 40, 40), (34, 110, 80)))
    pen.arc((width * 0.16, floor - height * 0.16, width * 0.84, floor + height * 0.22), 0, 180, (*line, 255), width=16)
    pen.line((0, floor + 30, width, floor + 30), (*line, 255), width=12)
    left, right, top, foot = width * 0.4, width * 0.6, floor - height * 0.16, floor + 30
    for cord in range(17):
        x = left + (right - left) * cord / 16
        pen.line((x, top, x, foot - 10), (250, 250, 250, 150), width=3)
        y = top + (foot - top) * cord / 16
        pen.line((left, y, right, y), (250, 250, 250, 150), width=3)
    for part in range(12):
        tint = (196, 36, 40) if part % 2 else (246, 246, 246)
        a, b = left + (right - left) * part / 12, left + (right - left) * (part + 1) / 12
        pen.rectangle((a, top - 20, b, top), (*tint, 255))
        y = top + (foot - top) * part / 12
        for post in (left - 20, right):
            pen.rectangle((post, y, post + 20, y + (foot - top) / 12), (*tint, 255))
    x, y, r = width * rng.uniform(0.24, 0.7), height * 0.86, height * 0.055
    pen.ellipse((x - r * 1.2, y + r * 0.7, x + r * 1.2, y + r * 1.15), (70, 44, 26, 120))
    pen.ellipse((x - r, y - r, x + r, y + r), (226, 132, 44, 255))
    for turn in (0.2, 0.8):
        pen.arc((x - r, y - r * turn, x + r, y + r * turn), 0, 360, (120, 60, 20, 255), width=6)


INDOORS = {
    "stage": Scene(words="Een microfoon op het podium", draw=_stage, inside=True),
    "hall": Scene(words="Een bal in de sporthal", draw=_hall, inside=True),
    "books": Scene(words="Boeken in de kast", draw=_books, inside=True),
}
