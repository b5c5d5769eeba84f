"""The page of what was measured: the tables, in the words of page.md."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from string import Template

from bench.neighbours import slow
from bench.neighbours.contrast import Found
from bench.neighbours.keyboard import Way
from bench.neighbours.scriptless import Read
from bench.neighbours.sites import PAGES, Site
from bench.neighbours.slow import Waited
from bench.neighbours.wire import Weight
from bench.run import as_table

PAGE = Path(__file__).parents[1] / "neighbours.md"
TEXT = Path(__file__).with_name("page.md")
KINDS = ("HTML", "CSS", "JS", "fonts", "other")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Of Lighthouse, 0 to 100 by category; `failed`: what kept a score from 100, also by a point. Times in ms."""

    scores: Mapping[str, int]
    failed: Sequence[str]
    paint: float
    blocked: float


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One site. `weights` and `found` by the name of the page; `waited` by slow.SLOWDOWNS."""

    site: Site
    weights: Mapping[str, Weight]
    found: Mapping[str, Found]
    way: Way
    read: Read
    waited: Sequence[Waited]


def page(measured: Sequence[Measured], scores: Mapping[tuple[str, str], Scores], *, chromium: str, load: float) -> str:
    """`load`: jobs on this machine while it was measured, the mean of a quarter of an hour."""
    about = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "chromium": chromium,
        "load": f"{load:.1f}",
        "latency": str(slow.LATENCY),
        "rounds": str(slow.ROUNDS),
        "bytes": "\n".join(_bytes(measured)),
        "faults": "\n".join(_faults(measured)),
        "keyboard": "\n".join(_questions(measured, KEYBOARD)),
        "scriptless": "\n".join(_questions(measured, SCRIPTLESS)),
        "slow": "\n".join(_questions(measured, SLOW)),
        "scores": "\n".join(_scores(measured, scores)),
    }
    return Template(TEXT.read_text(encoding="utf-8")).substitute(about)


def _bytes(measured: Sequence[Measured]) -> list[str]:
    heads = ("page", "", *KINDS, "sum", "elsewhere", "pictures", "requests", "listed", "other hosts")
    rows = []
    for name in PAGES:
        for one in (one for one in measured if name in one.weights):
            weight = one.weights[name]
            kinds = [str(weight.of(kind)) for kind in KINDS]
            sums = (weight.total, weight.others.total(), weight.pictures, weight.requests, weight.listed)
            rows.append((name, one.site.label, *kinds, *map(str, sums), ", ".join(weight.hosts) or "none"))
    return as_table(heads, rows)


def _faults(measured: Sequence[Measured]) -> list[str]:
    heads = ("page", "", "contrast, light", "contrast, dark", "all rules, light", "which", "follows the system's dark")
    rows = []
    for name in PAGES:
        for one in (one for one in measured if name in one.found):
            found = one.found[name]
            dark = str(found.dark["color-contrast"]) if found.follows or one.site.dark else "has no dark"
            counts = (str(found.light["color-contrast"]), dark, str(found.light.total()))
            rows.append((name, one.site.label, *counts, _rules(found.light), "yes" if found.follows else "no"))
    return as_table(heads, rows)


def _rules(found: Counter[str]) -> str:
    return ", ".join(f"{rule} {count}" for rule, count in found.most_common()) or "none"


Question = tuple[str, Callable[[Measured], str]]
KEYBOARD: tuple[Question, ...] = (
    ("a skip link leads to the text", lambda one: "yes" if one.way.skip else "no"),
    ("stops before the first in the main part", lambda one: str(one.way.stops_to_text)),
    ("stops that show the focus", lambda one: f"{one.way.seen} of {one.way.stops}"),
    ("menu, 1280 pixels", lambda one: one.way.menu),
    ("menu, 390 pixels", lambda one: one.way.phone_menu),
    ("search, 1280 pixels", lambda one: one.way.search),
    ("search, 390 pixels", lambda one: one.way.phone_search),
)
SCRIPTLESS: tuple[Question, ...] = (
    ("paragraphs of the article", lambda one: f"{one.read.paragraphs} of {one.read.of}"),
    ("searching", lambda one: one.read.search),
    ("older items of a section", lambda one: one.read.older),
)
SLOW: tuple[Question, ...] = tuple(
    question
    for number, slowdown in enumerate(slow.SLOWDOWNS)
    for question in (
        (f"whole text, processor / {slowdown}", lambda one, number=number: _wait(one.waited[number])),
        (f"first paint, processor / {slowdown}", lambda one, number=number: f"{one.waited[number].paint:.0f}"),
    )
)


def _wait(waited: Waited) -> str:
    return f"{waited.text:.0f} ({waited.fastest:.0f} to {waited.slowest:.0f})"


def _questions(measured: Sequence[Measured], questions: Sequence[Question]) -> list[str]:
    heads = ("", *(one.site.label for one in measured))
    return as_table(heads, [(asked, *(answer(one) for one in measured)) for asked, answer in questions])


def _scores(measured: Sequence[Measured], scores: Mapping[tuple[str, str], Scores]) -> list[str]:
    rows = []
    for name in PAGES:
        for label in (one.site.label for one in measured if (one.site.label, name) in scores):
            one = scores[label, name]
            points = [str(one.scores[category]) for category in CATEGORIES]
            rows.append(
                (name, label, *points, f"{one.paint:.0f}", f"{one.blocked:.0f}", ", ".join(one.failed) or "none")
            )
    return as_table(("page", "", *CATEGORIES, "LCP", "blocked", "what failed"), rows)
