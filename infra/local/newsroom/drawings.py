"""The newsroom's photographs, drawn: what a story is about, in a light by chance. The same bytes on every machine.

A story of which there is nothing to draw has none. Nothing is drawn before it is asked for.
"""

import random
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from typing import Any

from local.newsroom.light import LIGHTS, Light, mixed
from local.newsroom.scenes import SCENES
from local.newsroom.stories import Article, Item
from local.newsroom.story_scenes import scenes_of

PATH = "/beeld/"
SIZES = ((1290, 860), (1290, 860), (1200, 900), (900, 1125))
CREDITS = ("Lies Minderhoud", "Job Verhage", "Zeeuwse Courier / Aafke Roose", "Tannie Boogaert")
DRAWN = "{} (tekening)"
"""Nobody is to take them for photographs."""
MOST_AT_HAND = 16
SERIES = {"zc-vlissingen-001": ("boats", "lighthouse", "harbour", "dike", "trawler")}
"""Articles with a row of photographs: the scenes beside the first."""


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A picture beside an article: its path at the newsroom's server, what it shows, and who made it."""

    path: str
    alt: str
    credit: str


def shots_of(story: Article | Item) -> tuple[Shot, ...]:
    """What stands beside `story`: a scene that its words ask for, its series where it has one; for others nothing."""
    fitting = scenes_of(story)
    if not fitting:
        return ()
    first = _chance(story.id).choice(fitting)
    return tuple(_shot(f"{story.id}-{scene}") for scene in (first, *SERIES.get(story.id, ())))


def _shot(name: str) -> Shot:
    """`name`: the article's id and the scene's, from which all else comes by chance."""
    scene, rng = SCENES[name.rpartition("-")[2]], _chance(name)
    light, credit = rng.choice(LIGHTS), rng.choice(CREDITS)
    words = scene.words if scene.inside else f"{scene.words} {light.name}"
    return Shot(path=f"{PATH}{name}.jpg", alt=words, credit=DRAWN.format(credit))


@lru_cache(maxsize=MOST_AT_HAND)
def draw(path: str) -> bytes:
    """The JPEG at the path of a shot. Takes half a second."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  the newsroom starts before the first picture is asked for

    name = path.removeprefix(PATH).removesuffix(".jpg")
    scene, rng = SCENES[name.rpartition("-")[2]], _chance(name)
    light, _ = rng.choice(LIGHTS), rng.choice(CREDITS)
    width, height = rng.choice(SIZES)
    horizon = int(height * rng.uniform(0.52, 0.64))
    image = _sky(light, width, height, horizon, rng)
    _water(image, light, horizon, rng)
    large = image.resize((2 * width, 2 * height), Image.Resampling.BILINEAR)
    scene.draw(ImageDraw.Draw(large, "RGBA"), light, (2 * width, 2 * height, 2 * horizon), rng)
    finished = _grained(large.resize((width, height), Image.Resampling.BOX), rng)
    to = BytesIO()
    finished.save(to, "JPEG", quality=88)
    return to.getvalue()


def _chance(article: str) -> random.Random:
    return random.Random(int.from_bytes(sha256(article.encode()).digest()[:8], "big"))  # noqa: S311  a drawing


def _sky(light: Light, width: int, height: int, horizon: int, rng: random.Random) -> Any:
    """Three colours that run into each other, a sun with its glow, and clouds."""
    from PIL import Image, ImageChops, ImageDraw, ImageFilter  # noqa: PLC0415  likewise

    ramp = Image.new("RGB", (1, 3))
    ramp.putdata(light.sky)
    image = Image.new("RGB", (width, height), light.sky[2])
    image.paste(ramp.resize((width, horizon + 40), Image.Resampling.BICUBIC), (0, 0))
    x, y, radius = int(width * rng.uniform(0.2, 0.8)), int(horizon * light.height), int(height * 0.032)
    reach = int(height * 0.62)
    glow = ImageChops.invert(Image.radial_gradient("L")).resize((2 * reach, 2 * reach)).point(_squared)
    shine = Image.new("L", image.size)
    shine.paste(glow, (x - reach, y - reach))
    ImageDraw.Draw(shine).ellipse((x - radius, y - radius, x + radius, y + radius), 235)
    image.paste(Image.new("RGB", image.size, light.sun), mask=shine.filter(ImageFilter.GaussianBlur(2)))
    clouds = Image.new("L", (width // 4, height // 4))
    pen = ImageDraw.Draw(clouds)
    for _ in range(rng.randrange(4, 9)):
        middle, level, long = rng.randrange(width // 4), rng.randrange(int(horizon / 4.8)), rng.randrange(30, 110)
        for _ in range(26):
            left, top = middle + rng.gauss(0, long), level + rng.gauss(0, 4 + long / 16)
            pen.ellipse((left, top, left + rng.uniform(10, 46), top + rng.uniform(3, 12)), rng.randrange(40, 150))
    soft = clouds.filter(ImageFilter.GaussianBlur(6)).resize(image.size, Image.Resampling.BICUBIC)
    image.paste(Image.new("RGB", image.size, mixed(light.sun, light.sky[2], 0.35)), mask=soft)
    image.info["sun"] = x
    return image


def _squared(value: int) -> int:
    return value * value * value // (255 * 255) * 3 // 4


def _water(image: Any, light: Light, horizon: int, rng: random.Random) -> None:
    """From pale at the horizon to deep before us, with waves that grow nearer, and the path of the sun on them."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  likewise

    width, height = image.size
    ramp = Image.new("RGB", (1, 2))
    ramp.putdata(light.sea)
    image.paste(ramp.resize((width, height - horizon), Image.Resampling.BICUBIC), (0, horizon))
    pen = ImageDraw.Draw(image, "RGBA")
    deep = height - horizon
    for _ in range(900):
        near = rng.random() ** 1.7
        y, long = horizon + near * deep, 6 + near * rng.uniform(30, 120)
        x = rng.uniform(-60, width)
        tone = light.sea[0] if rng.random() < 0.5 else light.sea[1]
        pen.line((x, y, x + long, y), (*tone, rng.randrange(30, 110)), width=1 + int(near * 3))
    for _ in range(420):
        near = rng.random()
        y, spread = horizon + near * deep, width * (0.015 + near * 0.07)
        x, long = rng.gauss(image.info["sun"], spread), 3 + near * rng.uniform(8, 46)
        pen.line((x, y, x + long, y), (*light.sun, int(150 - 90 * near)), width=1 + int(near * 2))


def _grained(image: Any, rng: random.Random) -> Any:
    """As a sensor sees it: a little noise, and darker towards the corners."""
    from PIL import Image, ImageChops  # noqa: PLC0415  likewise

    noise = Image.frombytes("L", (256, 256), rng.randbytes(65536)).point(lambda value: 124 + value // 32)
    tiled = Image.new("L", image.size)
    for x in range(0, image.width, 256):
        for y in range(0, image.height, 256):
            tiled.paste(noise, (x, y))
    grained = ImageChops.add(image, Image.merge("RGB", [tiled] * 3), 1, -128)
    corners = Image.radial_gradient("L").resize(image.size).point(lambda value: max(0, value - 120) // 2)
    grained.paste((8, 12, 20), mask=corners)
    return grained
