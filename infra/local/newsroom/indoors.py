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


INDOORS = {
    "stage": Scene(words="Een microfoon op het podium", draw=_stage, inside=True),
    "books": Scene(words="Boeken in de kast", draw=_books, inside=True),
}
