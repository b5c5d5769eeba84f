"""Caches of a warm function: lists that all pages share, for a few seconds, and as stale copies a little longer."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class TtlCache(Generic[V]):
    """At most `most` values, each fresh for `seconds` after it was asked for, and at hand as a stale copy for
    `stale_seconds`. `monotonic` gives seconds that never go back.
    """

    def __init__(
        self, *, seconds: float, most: int, monotonic: Callable[[], float], stale_seconds: float = 0.0
    ) -> None:
        self._seconds = seconds
        self._stale_seconds = stale_seconds
        self._most = most
        self._monotonic = monotonic
        self._values: dict[Hashable, tuple[float, V]] = {}

    def now(self) -> float:
        """For `put`: the moment before a value is asked for."""
        return self._monotonic()

    def get(self, key: Hashable) -> V | None:
        return self._younger(key, self._seconds)

    def get_stale(self, key: Hashable) -> V | None:
        return self._younger(key, self._stale_seconds)

    def forget(self) -> None:
        self._values.clear()

    def put(self, key: Hashable, value: V, *, asked_at: float | None = None) -> None:
        """Its age counts from `asked_at`: the table may have answered from that moment, however late the answer came.

        The oldest makes room when there are too many.
        """
        self._values.pop(key, None)
        self._values[key] = (self._monotonic() if asked_at is None else asked_at, value)
        if len(self._values) > self._most:
            del self._values[next(iter(self._values))]

    def _younger(self, key: Hashable, seconds: float) -> V | None:
        if key not in self._values:
            return None
        since, value = self._values[key]
        return value if self._monotonic() - since < seconds else None
