"""Counting what one request asks of the table, and keeping the ids under which AWS knows each call."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Meter:
    """`rounds`: waits one after another, however many calls went out together; `seconds`: spent waiting.

    `trace`: `GetItem 3 ms 7Q2…`, one for each call: with these ids AWS can say what became of it.
    """

    calls: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    seconds: float = 0.0
    trace: list[str] = field(default_factory=list)

    def reset(self) -> None:
        self.calls.clear()
        self.rounds = 0
        self.seconds = 0.0
        self.trace.clear()

    def note(self, call: str, seconds: float, request_id: str) -> None:
        """May be called from several threads at once."""
        self.trace.append(f"{call} {seconds * 1000:.0f} ms {request_id}")
