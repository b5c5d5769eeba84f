"""Threads on a clock that stands still while one of them works, and jumps to the next moment when all of them wait."""

import heapq
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count


class VirtualTime:
    """`start` threads, then `run` until all have ended. `sleep` is for threads that were started here."""

    def __init__(self, beginning: datetime) -> None:
        self._beginning = beginning
        self._changed = threading.Condition()
        self._waiting: list[tuple[float, int, list[bool]]] = []
        self._order = count()
        self._working = 0
        self._threads: list[threading.Thread] = []
        self.seconds = 0.0

    def now(self) -> datetime:
        return self._beginning + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        is_over = [False]
        with self._changed:
            heapq.heappush(self._waiting, (self.seconds + max(seconds, 0), next(self._order), is_over))
            self._rest()
            self._changed.wait_for(lambda: is_over[0])

    def start(self, work: Callable[[], None]) -> None:
        def working() -> None:
            try:
                work()
            finally:
                with self._changed:
                    self._rest()

        with self._changed:
            self._working += 1
        self._threads.append(threading.Thread(target=working))
        self._threads[-1].start()

    def run(self) -> None:
        while self._threads:
            self._threads.pop(0).join()

    def _rest(self) -> None:
        """One works less; when that was the last, it is the moment for which the first of them waits."""
        self._working -= 1
        if self._working or not self._waiting:
            return
        self.seconds = self._waiting[0][0]
        while self._waiting and self._waiting[0][0] <= self.seconds:
            heapq.heappop(self._waiting)[2][0] = True
            self._working += 1
        self._changed.notify_all()
