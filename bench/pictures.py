"""WebP or AVIF? Bytes and CPU seconds at the same likeness, over pictures that look like those of a newspaper.

`python -m bench.pictures`. The pictures are generated, each from a fixed seed: a landscape in soft gradients, a street
of small sharp things, a poster with text, a dark evening with its grain. Likeness is PSNR over brightness and colour,
against the scaled original; each codec is held to that of JPEG at the quality that we store. docs/decisions.md has what
followed.
"""

import argparse
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from math import log10, sin
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageStat

from portal.pictures.convert import QUALITY, WIDTHS, convert

SIZE = (2400, 1600)


def landscape(rng: random.Random) -> Image.Image:
    """Sky, sea and land: large soft surfaces and a little grain."""
    image = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(image)
    for y in range(SIZE[1]):
        share = y / SIZE[1]
        draw.line((0, y, SIZE[0], y), (int(90 + 130 * share), int(140 + 70 * share), int(200 - 40 * share)))
    for layer in range(6):
        base, tint = 800 + 120 * layer, 70 + 18 * layer
        phase = rng.random() * 6
        ridge = [(x, base + 40 * sin(x / (90 + 40 * layer) + phase) + rng.random() * 6) for x in range(0, 2401, 6)]
        draw.polygon([*ridge, (2400, 1600), (0, 1600)], (30 + 6 * layer, tint, 60 - 4 * layer))
    return grained(image.filter(ImageFilter.GaussianBlur(1.2)), rng, 7)


def street(rng: random.Random) -> Image.Image:
    """Thousands of small sharp things: windows, people, leaves."""
    image = Image.new("RGB", SIZE, (150, 160, 165))
    draw = ImageDraw.Draw(image)
    for _ in range(9000):
        x, y, w, h = rng.randrange(2400), rng.randrange(1600), rng.randrange(4, 90), rng.randrange(4, 60)
        shade = rng.randrange(30, 230)
        colour = (shade, min(255, shade + rng.randrange(-25, 25)), max(0, shade - rng.randrange(40)))
        (draw.rectangle if rng.random() < 0.6 else draw.ellipse)((x, y, x + w, y + h), colour)
    return grained(image.filter(ImageFilter.GaussianBlur(0.9)), rng, 9)


def poster(rng: random.Random) -> Image.Image:
    """Letters on a flat ground, as of a poster, a sign or a chart."""
    image = Image.new("RGB", SIZE, (246, 240, 226))
    draw = ImageDraw.Draw(image)
    for line in range(22):
        font = ImageFont.load_default(rng.choice((40, 60, 90)))
        words = " ".join(rng.choice(("veerdienst", "Westerschelde", "kermis", "2026", "bus 133")) for _ in range(5))
        draw.text((80, 40 + 70 * line), words, (20, 60 + 4 * line, 110), font=font)
    draw.rectangle((1500, 1000, 2300, 1500), (176, 58, 21))
    return grained(image, rng, 3)


def evening(rng: random.Random) -> Image.Image:
    """Dark, with lamps, and the noise of a sensor that saw too little."""
    image = Image.new("RGB", SIZE, (14, 20, 34))
    draw = ImageDraw.Draw(image)
    for _ in range(260):
        x, y, r = rng.randrange(2400), rng.randrange(1600), rng.randrange(4, 60)
        draw.ellipse((x - r, y - r, x + r, y + r), (rng.randrange(120, 255), rng.randrange(90, 200), 60))
    return grained(image.filter(ImageFilter.GaussianBlur(6)), rng, 22)


def grained(image: Image.Image, rng: random.Random, sigma: int) -> Image.Image:
    noise = Image.frombytes(
        "L", (512, 512), bytes(min(255, max(0, int(rng.gauss(128, sigma)))) for _ in range(512 * 512))
    )
    tiled = Image.new("L", image.size)
    for x in range(0, image.width, 512):
        for y in range(0, image.height, 512):
            tiled.paste(noise, (x, y))
    return ImageChops.add(image, Image.merge("RGB", [tiled] * 3), 1, -128)


DRAWINGS = (landscape, street, poster, evening)


def likeness(one: Image.Image, other: Image.Image) -> float:
    """PSNR in dB over Y, Cb and Cr, brightness counted six times as in studies of codecs."""
    parts = ImageStat.Stat(ImageChops.difference(one.convert("YCbCr"), other.convert("YCbCr"))).rms
    error = (6 * parts[0] ** 2 + parts[1] ** 2 + parts[2] ** 2) / 8
    return 10 * log10(255**2 / error) if error else 99.0


def written(image: Image.Image, kind: str, quality: int, **options: Any) -> tuple[bytes, float]:
    """The file, and the CPU seconds that it took."""
    to, started = BytesIO(), time.process_time()
    image.save(to, kind, quality=quality, **options)
    return to.getvalue(), time.process_time() - started


def alike(image: Image.Image, wanted: float, write: Callable[[int], tuple[bytes, float]]) -> tuple[int, int, float]:
    """The least quality that is as like as `wanted`, by halving; its bytes and CPU seconds."""
    low, high = 20, 95
    while low < high:
        middle = (low + high) // 2
        if likeness(image, Image.open(BytesIO(write(middle)[0])).convert("RGB")) >= wanted:
            high = middle
        else:
            low = middle + 1
    body, seconds = write(low)
    return low, len(body), seconds


def rows(width: int) -> Iterator[tuple[str, str, int, int, float]]:
    """Picture, codec, quality, bytes, CPU seconds."""
    for number, draw in enumerate(DRAWINGS):
        original = draw(random.Random(number))  # noqa: S311  the same pictures on every run
        image = original.resize((width, original.height * width // original.width), Image.Resampling.LANCZOS)
        jpeg, seconds = written(image, "JPEG", quality=QUALITY["jpg"], optimize=True, progressive=True)
        yield draw.__name__, "JPEG", QUALITY["jpg"], len(jpeg), seconds
        wanted = likeness(image, Image.open(BytesIO(jpeg)).convert("RGB"))
        for name, kind, options in (
            ("WebP m4", "WEBP", {"method": 4}),
            ("WebP m6", "WEBP", {"method": 6}),
            ("AVIF s6", "AVIF", {"speed": 6, "max_threads": 1}),
            ("AVIF s8", "AVIF", {"speed": 8, "max_threads": 1}),
        ):
            yield draw.__name__, name, *alike(image, wanted, partial(written, image, kind, **options))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("widths", metavar="WIDTH", type=int, nargs="*", default=[640, WIDTHS[-1]])
    for width in parser.parse_args().widths:
        print(f"{width} px wide: picture, codec, quality, KB, CPU s, bytes against JPEG")
        jpeg = 0
        for name, codec, quality, size, seconds in rows(width):
            jpeg = size if codec == "JPEG" else jpeg
            print(f"  {name:10} {codec:8} {quality:3} {size / 1024:7.1f} {seconds:6.2f} {size / jpeg:6.0%}")
    body, _ = written(street(random.Random(1)), "JPEG", quality=92)  # noqa: S311  likewise
    started = time.process_time()
    made = convert(body)
    took = time.process_time() - started
    stored = sum(map(len, made.forms.values()))
    print(f"all forms of one of {len(body) / 1024:.0f} KB: {took:.2f} CPU s, {stored / 1024:.0f} KB")


if __name__ == "__main__":
    main()
