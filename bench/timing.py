"""Timing functions in turns, so that a machine that is busy for a while is busy for all of them."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Milliseconds."""

    median: float
    fastest: float
    slowest: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.fastest:.2f} to {self.slowest:.2f})"


def in_turns(functions: Mapping[str, Callable[[], object]], *, rounds: int, warmup: int = 3) -> dict[str, Timing]:
    """Each function once a round; the rounds of the warm-up are not counted."""
    took: dict[str, list[float]] = {name: [] for name in functions}
    for number in range(rounds + warmup):
        for name, function in functions.items():
            started = time.perf_counter()
            function()
            if number >= warmup:
                took[name].append((time.perf_counter() - started) * 1000)
    return {name: _timing(values) for name, values in took.items()}


def _timing(values: Sequence[float]) -> Timing:
    return Timing(median=statistics.median(values), fastest=min(values), slowest=max(values))
