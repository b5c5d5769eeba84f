"""The segments of the index as it is now, opened where they lie and asked side by side.

One that is not there any more is left out: whoever asks is told that something may be missing, and whoever keeps the
index (search.indexer) makes it anew.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import apsw

from portal.deadline import Deadline, Threads
from portal.model.errors import DeadlineError, MissingError, StorageError
from portal.search.segment import DAMAGED, ReadRange, Segment, opened
from portal.storage.search_manifest import Manifest, Part

T = TypeVar("T")

KEPT_SECONDS = 5.0
"""For how long a warm function does not look whether there are newer segments."""
TOGETHER_AT_MOST = 16

logger = logging.getLogger("portal")


class Segments:
    """Those that `manifest` names, read through `read`. For one question at a time. `monotonic` gives seconds."""

    def __init__(self, manifest: Callable[[], Manifest], read: ReadRange, *, monotonic: Callable[[], float]) -> None:
        self._manifest = manifest
        self._read = read
        self._monotonic = monotonic
        self._look_again = 0.0
        self._opened: dict[str, Segment] = {}
        self._missing: set[str] = set()
        self._reported: set[str] = set()
        self._known = Manifest()
        self._threads = Threads(TOGETHER_AT_MOST, name="search")

    @property
    def names(self) -> frozenset[str]:
        """Of those that were asked last."""
        return frozenset(self._opened)

    @property
    def is_whole(self) -> bool:
        """Whether they know every article: none is missing, and the index is not being made anew."""
        return self._known.is_whole and not self._missing

    def before(self, name: str) -> int | None:
        """Seconds since 1970, where `name` answers for what was published before then alone: it is a segment of the
        index before, and that is what the present one lacks. None else.
        """
        if any(part.name == name for part in self._known.parts):
            return None
        return int(self._known.missing_moment.timestamp())

    def each(self, ask: Callable[[str, Segment], T], *, deadline: Deadline | None = None) -> list[T]:
        """The answers of all that can be read. Raises StorageError for a table or bucket that does not answer, a
        DeadlineError where it did not by then.
        """
        current = self._current(deadline)

        def asked(named: tuple[str, Segment]) -> T | MissingError:
            name, segment = named
            try:
                return ask(name, segment)
            except DAMAGED as error:
                return MissingError(f"{name}: {error}")
            except MissingError as error:
                return error

        try:
            answers = self._threads.each(asked, list(current.items()), deadline=deadline)
        except DeadlineError:
            self._opened.clear()  # a thread may still be at one, and they are for one thread at a time
            raise
        except apsw.Error as error:
            self._opened.clear()
            raise StorageError(f"the index of the search cannot be read: {error}") from error
        return [answer for _, answer in self._found(current, answers)]

    def _current(self, deadline: Deadline | None) -> dict[str, Segment]:
        """The segments of now, opened; those that are no longer in the index are closed."""
        if self._monotonic() >= self._look_again:
            (self._known,) = self._threads.each(lambda read: read(), [self._manifest], deadline=deadline)
            self._look_again = self._monotonic() + KEPT_SECONDS
            self._missing.clear()
            for name in self._opened.keys() - {part.name for part in self._known.asked}:
                self._opened.pop(name).close()
        new = [part for part in self._known.asked if part.name not in self._opened.keys() | self._missing]
        found = self._threads.each(self._open, new, deadline=deadline)
        self._opened |= dict(self._found([part.name for part in new], found))
        return dict(self._opened)

    def _open(self, part: Part) -> Segment | MissingError:
        try:
            return opened(part, self._read)
        except MissingError as error:
            return error

    def _found(self, names: Iterable[str], answers: Sequence[T | MissingError]) -> list[tuple[str, T]]:
        """By name, without those that are missing; these are not asked again before the next look at the manifest."""
        found: list[tuple[str, T]] = []
        for name, answer in zip(names, answers, strict=True):
            if isinstance(answer, MissingError):
                self._lost(name, answer)
            else:
                found.append((name, answer))
        return found

    def _lost(self, name: str, error: MissingError) -> None:
        self._missing.add(name)
        if lost := self._opened.pop(name, None):
            lost.close()
        if name not in self._reported:
            self._reported.add(name)
            logger.error("searching goes on without a segment of the index: %s", error)
