"""Two workers, one call of AWS at a time, in an order that the test chooses."""

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from portal.storage.table import Call, Table

A = TypeVar("A")

PATIENCE = 30.0
"""Seconds after which a worker that should have come by is missed."""


class Gate:
    """A client whose every call waits until it is let through."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._arrived = threading.Semaphore(0)
        self._may_go = threading.Semaphore(0)
        self._is_open = False

    def __getattr__(self, operation: str) -> Any:
        act = getattr(self._client, operation)
        if not callable(act) or operation == "close":
            return act

        def waited(**parameters: Any) -> Any:
            self._arrived.release()
            assert self._may_go.acquire(timeout=PATIENCE), f"{operation} was never let through"
            return act(**parameters)

        return waited


class OneAtATime(Table):
    """A table whose calls go out one after the other, in the order in which they are needed."""

    def _together(self, act: Callable[[Call], A], calls: Sequence[Call]) -> list[A]:
        return [act(call) for call in calls]


class Worker:
    """Does `act` over `client` in a thread of its own, a call at a time."""

    def __init__(self, client: Any, act: Callable[[Table], object], name: str) -> None:
        self._gate = Gate(client)
        gate: Any = self._gate
        self._thread = threading.Thread(target=self._run, args=(act, OneAtATime(gate, name)), daemon=True)
        self.error: BaseException | None = None
        self._thread.start()

    def steps(self, calls: int) -> int:
        """Lets through at most so many calls; how many there were. It ends before the next one, or is done."""
        for done in range(calls):
            if not self._is_at_a_call():
                return done
            self._gate._may_go.release()
        self._is_at_a_call()
        self._gate._arrived.release()  # it still stands there
        return calls

    def finish(self) -> None:
        while self._is_at_a_call():
            self._gate._may_go.release()
        if self.error:
            raise self.error

    def _is_at_a_call(self) -> bool:
        """Waits until it is at a call, or done; a worker that is done arrives once more."""
        assert self._gate._arrived.acquire(timeout=PATIENCE)
        if self._is_done:
            self._gate._arrived.release()
            return False
        return True

    _is_done = False

    def _run(self, act: Callable[[Table], object], table: Table) -> None:
        try:
            act(table)
        except BaseException as error:  # noqa: BLE001  the test shows it
            self.error = error
        self._is_done = True
        self._gate._arrived.release()


Act = Callable[[Table], object]


def interleaved(client: Any, name: str, first: Act, second: Act, *, at: tuple[int, int]) -> tuple[int, int]:
    """`first` until its call `at[0]`, `second` until `at[1]`, then `first` and `second` to their ends. How many calls
    each had made before it was stopped: fewer than asked where it was done.
    """
    one = Worker(client, first, name)
    before = one.steps(at[0])
    two = Worker(client, second, name)
    between = two.steps(at[1])
    one.finish()
    two.finish()
    return before, between
