"""From measured units, counted resources and prices to what a month costs, line by line."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import NamedTuple

from bench.assumed import ASSUMED, MONTH
from bench.book import Unit
from local.template import TEMPLATE, load

PRICES = Path(__file__).with_name("prices.toml")
MEMORY = {
    name: int(one["Properties"]["MemorySize"])
    for name, one in load(TEMPLATE)["Resources"].items()
    if one["Type"] == "AWS::Serverless::Function"
}
"""Megabytes by function."""
Amounts = dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Load:
    """A month of a site: views of pages by readers, and feeds; the last one of so many `months` whose news is kept."""

    views: int
    feeds: int
    stage: str = "prod"
    months: int = 12


class Line(NamedTuple):
    """So much of what is paid for by `price`, and what for."""

    what: str
    price: str
    amount: float


def invocation(unit: Unit, memory: int, *, wait_ms: float = 0.0, cold_ms: float = 0.0) -> float:
    """GB-seconds that Lambda bills: the processor's time at the part that this memory gets of it, and the waiting."""
    part = min(1.0, memory / ASSUMED.full_processor_mb)
    return (unit.ms / part + unit.rounds * ASSUMED.round_ms + wait_ms + cold_ms / part) / 1000 * memory / 1024


def misses(views: float, kept: int, addresses: int) -> float:
    """Requests a month that reach the functions, of `views` at `addresses` that a CDN keeps for `kept` seconds.

    A cache asks once a time to live while an address is asked for: at a rate r, r / (1 + r * kept). Which address a
    view is of follows Zipf's law: the n-th is asked for 1/n times as often as the first.
    """
    harmonic = sum(1 / rank for rank in range(1, addresses + 1))
    rates = (views / harmonic / rank / MONTH / ASSUMED.caches for rank in range(1, addresses + 1))
    return sum(rate / (1 + rate * kept) for rate in rates) * MONTH * ASSUMED.caches


def seen_in(number: float, periods: float) -> float:
    """The part of so many periods in which something happens at all that happens `number` times, at random."""
    return 1 - exp(-number / periods)


def added(lines: Iterator[Line]) -> Amounts:
    """By price."""
    total: Amounts = {}
    for line in lines:
        total[line.price] = total.get(line.price, 0.0) + line.amount
    return total


@dataclass(frozen=True)
class Prices:
    """Dollars for one of each, and how many of each are free."""

    date: str
    region: str
    price: Mapping[str, float]
    free: Mapping[str, float]

    def bill(self, amounts: Amounts, *, free: bool = False) -> dict[str, float]:
        """Dollars by name. With `free`, as if the account had nothing else in it."""
        return {
            name: self.price[name] * max(0.0, amount - (self.free[name] if free else 0))
            for name, amount in amounts.items()
        }

    def sum(self, amounts: Amounts, *, free: bool = False) -> float:
        return sum(self.bill(amounts, free=free).values())


def load_prices() -> Prices:
    rows = tomllib.loads(PRICES.read_text(encoding="utf-8"))
    date, region = str(rows.pop("date")), str(rows.pop("region"))
    price = {name: float(row["price"]) for name, row in rows.items()}
    return Prices(date, region, price, {name: float(row.get("free", 0)) for name, row in rows.items()})
