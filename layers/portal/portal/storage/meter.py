"""Counting what one request asks of the table."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Meter:
    """`rounds`: waits one after another, however many calls went out together; `seconds`: spent waiting."""

    calls: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    seconds: float = 0.0

    def reset(self) -> None:
        self.calls.clear()
        self.rounds = 0
        self.seconds = 0.0
