"""What a warm function keeps for a few seconds: lists that all pages share."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Kept(Generic[V]):
    """At most `most` values, each for `seconds`. `monotonic` gives seconds that never go back."""

    def __init__(self, *, seconds: float, most: int, monotonic: Callable[[], float]) -> None:
        self._seconds = seconds
        self._most = most
        self._monotonic = monotonic
        self._values: dict[Hashable, tuple[float, V]] = {}

    def get(self, key: Hashable) -> V | None:
        until, value = self._values.get(key, (0.0, None))
        return value if until > self._monotonic() else None

    def forget(self) -> None:
        self._values.clear()

    def put(self, key: Hashable, value: V) -> None:
        """The oldest makes room when there are too many."""
        self._values.pop(key, None)
        self._values[key] = (self._monotonic() + self._seconds, value)
        if len(self._values) > self._most:
            del self._values[next(iter(self._values))]
