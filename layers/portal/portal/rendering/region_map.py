"""Lays out the map of the places: a dot where each lies, its name beside it, and no name over another.

Pure, and the same for the same places. Lengths are units of the drawing, which a page shows as CSS pixels or smaller.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, dist, radians

from portal.model.section import Section

FEWEST, MOST = 3, 25
"""Places; fewer are no map, and for more there is no room on a phone, which would be found out at some length."""
WIDTH = 336
HIGHEST = 480
"""What does not fit into it is no map for a phone: then the list alone is there."""
LETTER = 8
"""How wide a letter of a name is at TEXT_SIZE, in a font that is wider than usual."""
TEXT_SIZE = 14
TALL = 28
"""Of a name that can be touched: what a narrow phone makes smaller by a seventh is still 24 high (WCAG 2.2, 2.5.8)."""
DOT = 4
GAP = 6
"""Between a dot and its name, and at the ends of a name."""
DRAWN_WIDTH, DRAWN_HEIGHT = WIDTH - 96, 240
"""Within which the dots lie: names stand out on both sides."""
REACHES = (60, 160)
"""How far from its dot a name may stand; and on a crowded map, where some would find no room."""
STEPS = 10
"""To each side, at which a farther place is tried."""
SLIPS = (0, -5, 5, -10, 10)
"""How much higher or lower than its dot a name may stand beside it."""
ROUNDS = 2
"""How often each name looks for a better place, when all have one."""

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        is_beside = self.right <= other.left or other.right <= self.left
        return not (is_beside or self.bottom <= other.top or other.bottom <= self.top)

    def holds(self, point: Point) -> bool:
        return self.left < point[0] < self.right and self.top < point[1] < self.bottom


@dataclass(frozen=True, kw_only=True)
class Label:
    """A place on the map. `box`: what can be touched, the dot in it where the name stands right beside it; else a line
    leads from the dot to `line`. `text_x`, `anchor`: where its name stands, as SVG's `x` and `text-anchor`.
    """

    section: Section
    dot: Point
    box: Box
    text_x: float
    anchor: str
    line: Point | None = None

    @property
    def baseline(self) -> float:
        return round((self.box.top + self.box.bottom) / 2 + TEXT_SIZE * 0.35, 1)

    @property
    def effort(self) -> float:
        """How far a reader has to look from the dot to the name."""
        if self.line:
            return dist(self.dot, self.line) + TALL
        return abs(self.dot[1] - (self.box.top + self.box.bottom) / 2) / 2


@dataclass(frozen=True, kw_only=True)
class RegionMap:
    """`labels` from north to south, as they are read. The drawing begins at `top`."""

    labels: tuple[Label, ...]
    top: float
    height: float
    width: float = WIDTH
    text_size: float = TEXT_SIZE
    radius: float = DOT


@lru_cache(maxsize=2)
def region_map(sections: tuple[Section, ...]) -> RegionMap | None:
    """The map of those of `sections` that say where they lie; None where too few do, or their names have no room."""
    dots = dict(sorted(_projected(sections), key=lambda row: (row[1][1], row[1][0])))
    if not FEWEST <= len(dots) <= MOST:
        return None
    labels = next(filter(None, (_best(dots, reach) for reach in REACHES)), ())
    if not labels:
        return None
    top = min(min(label.box.top, label.dot[1] - DOT) for label in labels) - GAP
    bottom = max(max(label.box.bottom, label.dot[1] + DOT) for label in labels) + GAP
    if bottom - top > HIGHEST:
        return None
    read = sorted(labels, key=lambda label: (label.dot[1], label.dot[0]))
    return RegionMap(labels=tuple(read), top=round(top, 1), height=round(bottom - top, 1))


def _best(dots: dict[Section, Point], reach: int) -> tuple[Label, ...]:
    choices = {section: tuple(_candidates(section, dot, reach)) for section, dot in dots.items()}
    orders = (sorted(dots, key=key) for key in _orders(dots))
    found = [labels for order in orders if (labels := _laid_out(order, dots, choices))]
    return min(found, key=_effort, default=())


def _projected(sections: Iterable[Section]) -> Iterator[tuple[Section, Point]]:
    """Each with its dot: an equirectangular projection that is true along the middle latitude."""
    found = [(section, *section.at) for section in sections if section.at]
    if not found:
        return
    longitudes, latitudes = [one[1] for one in found], [one[2] for one in found]
    west, north = min(longitudes), max(latitudes)
    shrink = cos(radians((north + min(latitudes)) / 2))
    wide, tall = (max(longitudes) - west) * shrink, north - min(latitudes)
    scale = min(DRAWN_WIDTH / (wide or 1e-9), DRAWN_HEIGHT / (tall or 1e-9))
    margin = (WIDTH - wide * scale) / 2
    for section, longitude, latitude in found:
        yield section, (round(margin + (longitude - west) * shrink * scale, 1), round((north - latitude) * scale, 1))


def _orders(dots: dict[Section, Point]) -> tuple[Callable[[Section], float], ...]:
    """In which names may choose: who has most neighbours first, or from one side to the other."""

    def room(section: Section) -> float:
        return sum(min(dist(dots[section], other), REACHES[0]) for other in dots.values())

    return (
        room,
        lambda section: dots[section][1],
        lambda section: -dots[section][1],
        lambda section: dots[section][0],
        lambda section: -dots[section][0],
    )


def _laid_out(
    order: Sequence[Section], dots: dict[Section, Point], choices: dict[Section, tuple[Label, ...]]
) -> tuple[Label, ...]:
    """A label of each, chosen in this order and then once more in view of all others; () where one finds no room."""
    labels: dict[Section, Label] = {}
    for section in [*order] * (1 + ROUNDS):
        others = [label for one, label in labels.items() if one is not section]
        strange = [dot for one, dot in dots.items() if one is not section]
        free = (one for one in choices[section] if _is_free(one, others, strange))
        label = next(free, None)
        if label is None:
            return ()
        labels[section] = label
    return tuple(labels.values())


def _effort(labels: Iterable[Label]) -> float:
    return sum(label.effort**2 for label in labels)


def _is_free(label: Label, others: Iterable[Label], dots: Iterable[Point]) -> bool:
    """Whether it covers no other name, dot or line, and its line runs through none."""
    if any(label.box.meets(other.box) for other in others) or any(_around(dot).meets(label.box) for dot in dots):
        return False
    own = list(_points(label))
    if any(other.box.holds(point) for other in others for point in own):
        return False
    if any(_around(dot).holds(point) for dot in dots for point in own):
        return False
    return not any(label.box.holds(point) for other in others for point in _points(other))


def _around(dot: Point) -> Box:
    return Box(left=dot[0] - DOT, top=dot[1] - DOT, right=dot[0] + DOT, bottom=dot[1] + DOT)


def _points(label: Label) -> Iterator[Point]:
    """Along its line, near enough to each other that nothing slips between them."""
    if label.line is None:
        return
    (x, y), (to_x, to_y) = label.dot, label.line
    steps = int(dist(label.dot, label.line) / DOT) + 1
    for step in range(steps + 1):
        yield x + (to_x - x) * step / steps, y + (to_y - y) * step / steps


def _candidates(section: Section, dot: Point, farthest: int) -> Iterator[Label]:
    """Where its name may stand, the nearest first: right of its dot, left of it, then farther off, with a line."""
    x, y = dot
    wide = len(section.name) * LETTER + 2 * GAP
    beside: list[Label] = []
    for slip in SLIPS:
        top, bottom = y + slip - TALL / 2, y + slip + TALL / 2
        right = Box(left=x - DOT, top=top, right=x + GAP + wide, bottom=bottom)
        left = Box(left=x - GAP - wide, top=top, right=x + DOT, bottom=bottom)
        beside.append(Label(section=section, dot=dot, box=right, text_x=round(x + DOT + GAP, 1), anchor="start"))
        beside.append(Label(section=section, dot=dot, box=left, text_x=round(x - DOT - GAP, 1), anchor="end"))
    reach = range(-farthest, farthest + 1, farthest // STEPS)
    far = (_far(section, dot, (x + across, y + down), wide) for across in reach for down in reach)
    apart = (label for label in far if not _around(dot).meets(label.box))
    for label in (*beside, *sorted(apart, key=lambda label: (label.effort, label.box.left, label.box.top))):
        if label.box.left >= 0 and label.box.right <= WIDTH:
            yield label


def _far(section: Section, dot: Point, middle: Point, wide: float) -> Label:
    """Its name around `middle`, with a line to the nearest part of it."""
    x, y = middle
    box = Box(left=x - wide / 2, top=y - TALL / 2, right=x + wide / 2, bottom=y + TALL / 2)
    end = min(max(dot[0], box.left + GAP), box.right - GAP), min(max(dot[1], box.top + GAP), box.bottom - GAP)
    line = round(end[0], 1), round(end[1], 1)
    return Label(section=section, dot=dot, box=box, text_x=round(x, 1), anchor="middle", line=line)
