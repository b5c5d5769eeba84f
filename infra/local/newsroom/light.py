"""The light of a day over Zeeland: what sky, sea and land look like in it."""

from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Light:
    """A time of day: the sky from above to the horizon, the sea, the land, and the sun's height (0 to 1)."""

    name: str
    sky: tuple[Colour, Colour, Colour]
    sea: tuple[Colour, Colour]
    land: Colour
    sun: Colour
    height: float


LIGHTS = (
    Light(
        name="in het ochtendlicht",
        sky=((92, 134, 176), (198, 190, 196), (250, 205, 160)),
        sea=((206, 178, 160), (58, 92, 120)),
        land=(58, 66, 52),
        sun=(255, 236, 200),
        height=0.82,
    ),
    Light(
        name="op een heldere dag",
        sky=((62, 128, 190), (136, 186, 222), (214, 232, 240)),
        sea=((140, 182, 200), (34, 92, 128)),
        land=(84, 120, 62),
        sun=(255, 252, 240),
        height=0.3,
    ),
    Light(
        name="onder een grijze lucht",
        sky=((118, 132, 144), (162, 174, 182), (206, 212, 212)),
        sea=((168, 180, 184), (72, 94, 104)),
        land=(86, 98, 72),
        sun=(232, 236, 236),
        height=0.45,
    ),
    Light(
        name="in de avondzon",
        sky=((54, 62, 108), (178, 108, 110), (250, 170, 92)),
        sea=((226, 150, 96), (44, 46, 82)),
        land=(38, 36, 48),
        sun=(255, 222, 150),
        height=0.88,
    ),
    Light(
        name="in het laatste licht",
        sky=((20, 34, 66), (52, 76, 118), (150, 140, 158)),
        sea=((118, 120, 146), (18, 32, 58)),
        land=(20, 28, 40),
        sun=(246, 240, 220),
        height=0.35,
    ),
)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with a `share` of `other`."""
    red, green, blue = (int(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
