"""The deadline of a request: a value that comes in with it, and threads that nobody waits for beyond it.

Time-outs of single calls add up (tries, rounds, pauses between them), and none of them ends an answer that comes byte
by byte. A deadline is one moment for all of it.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TypeVar

from portal.model.errors import DeadlineError, StorageError

T = TypeVar("T")
A = TypeVar("A")

LATE = "the deadline of the request passed before there was an answer"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """The moment `at`, in seconds of `monotonic`."""

    at: float
    monotonic: Callable[[], float]

    @property
    def left(self) -> float:
        """Seconds; 0 when it has passed."""
        return max(0.0, self.at - self.monotonic())

    def part(self, share: float) -> "Deadline":
        """An earlier one: `share` (0 to 1) of what is left from now."""
        return replace(self, at=self.monotonic() + share * self.left)


_of_this_thread: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def deadline_of_this_thread() -> Deadline | None:
    """What the work that this thread does has to be ready by. For connections alone: what stands between passes
    no argument of ours on to them.
    """
    return _of_this_thread.get()


class Threads:
    """At most `most` threads. What each of them does ends at the deadline, too: its connections see to that
    (portal.aws.until_deadline). So none is left to the next request but for the time that a name server takes.
    """

    def __init__(self, most: int, *, name: str) -> None:
        self._pool = ThreadPoolExecutor(most, thread_name_prefix=name)

    def each(self, act: Callable[[T], A], items: Sequence[T], *, deadline: Deadline | None) -> list[A]:
        """What `act` makes of each of `items`, side by side, in their order. Without a deadline one needs no thread.

        Raises DeadlineError where one is late, then a thread may be at it for a while; else what `act` raised first, in
        that order.
        """
        if deadline is None:
            return [act(items[0])] if len(items) == 1 else list(self._pool.map(act, items))
        futures = self._waited_for(act, items, deadline)
        if any(map(_is_late, futures)):
            raise DeadlineError(LATE)
        return [future.result() for future in futures]

    def settle(self, act: Callable[[T], A], items: Sequence[T], *, deadline: Deadline | None) -> list[A | StorageError]:
        """Likewise, with a StorageError in the place of what failed with one."""
        return list(map(_outcome, self._waited_for(act, items, deadline)))

    def _waited_for(self, act: Callable[[T], A], items: Sequence[T], deadline: Deadline | None) -> list[Future[A]]:
        """What has not begun by the deadline does not begin any more."""
        futures = [self._pool.submit(_by, deadline, act, item) for item in items]
        _, late = wait(futures, timeout=deadline.left if deadline else None)
        for one in late:
            one.cancel()
        return futures


def _by(deadline: Deadline | None, act: Callable[[T], A], item: T) -> A:
    before = _of_this_thread.set(deadline)
    try:
        return act(item)
    finally:
        _of_this_thread.reset(before)


def _is_late(future: Future[A]) -> bool:
    return future.cancelled() or not future.done()


def _outcome(future: Future[A]) -> A | StorageError:
    if _is_late(future):
        return DeadlineError(LATE)
    error = future.exception()
    return error if isinstance(error, StorageError) else future.result()
