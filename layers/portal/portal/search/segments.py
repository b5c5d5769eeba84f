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
from portal.search.range_vfs import Blocks
from portal.search.segment import DAMAGED, ReadRange, Segment, opened
from portal.storage.search_manifest import FIRST_TIME, MOST_PENDING, Change, Manifest, Part

T = TypeVar("T")

Snapshot = Callable[[], tuple[Manifest, Sequence[Change]]]
"""The index, and what changed since it was made. Raises StorageError."""

KEPT_SECONDS = 5.0
"""For how long a warm function does not look whether there are newer segments, or changes."""
TOGETHER_AT_MOST = 16
MOST_LOOKED_UP = 100
"""Changes of articles that a segment may know: each is looked up in each segment."""

logger = logging.getLogger("portal")


class Segments:
    """Those that `snapshot` names, read through `read`. For one question at a time. `monotonic` gives seconds."""

    def __init__(self, snapshot: Snapshot, read: ReadRange, *, monotonic: Callable[[], float]) -> None:
        self._snapshot = snapshot
        self._read = read
        self._monotonic = monotonic
        self._look_again = 0.0
        self._opened: dict[str, Segment] = {}
        self._missing: set[str] = set()
        self._reported: set[str] = set()
        self._known = Manifest()
        self._changed: tuple[str, ...] = ()
        self._dead: dict[str, frozenset[int]] = {}
        self._are_more_changed = False
        self._threads = Threads(TOGETHER_AT_MOST, name="search")
        self._blocks = Blocks()

    @property
    def is_whole(self) -> bool:
        """Whether they know every article: none is missing, and the index is not being made anew."""
        return self._known.is_whole and not self._missing

    @property
    def is_exact(self) -> bool:
        """Whether all that changed since they were made is known."""
        return not self._are_more_changed

    def before(self, name: str) -> int | None:
        """Seconds since 1970, where `name` answers for what was published before then alone: it is a segment of the
        index before, and that is what the present one lacks. None else.
        """
        if any(part.name == name for part in self._known.parts):
            return None
        return int(self._known.missing_moment.timestamp())

    def dead(self, name: str, segment: Segment) -> frozenset[int]:
        """The numbers of articles in a segment that are no longer what it says: by its tombstones, and by what changed
        since. For the thread that has the segment.
        """
        if name not in self._dead:
            part = next((part for part in self._known.asked if part.name == name), None)
            changed = (segment.number(slug) for slug in self._changed)
            self._dead[name] = frozenset((*(part.dead if part else ()), *(one for one in changed if one is not None)))
        return self._dead[name]

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
            self._dead.clear()
            raise
        except apsw.Error as error:
            self._opened.clear()
            raise StorageError(f"the index of the search cannot be read: {error}") from error
        return [answer for _, answer in self._found(current, answers)]

    def _current(self, deadline: Deadline | None) -> dict[str, Segment]:
        """The segments of now, opened; those that are no longer in the index are closed."""
        if self._monotonic() >= self._look_again:
            ((self._known, changes),) = self._threads.each(lambda read: read(), [self._snapshot], deadline=deadline)
            self._look_again = self._monotonic() + KEPT_SECONDS
            self._missing.clear()
            self._dead.clear()
            changed = [change.slug for change in changes if change.state != FIRST_TIME]
            self._changed = tuple(changed[:MOST_LOOKED_UP])
            self._are_more_changed = len(changes) == MOST_PENDING or len(changed) > MOST_LOOKED_UP
            for name in self._opened.keys() - {part.name for part in self._known.asked}:
                self._opened.pop(name).close()
        new = [part for part in self._known.asked if part.name not in self._opened.keys() | self._missing]
        found = self._threads.each(self._open, new, deadline=deadline)
        self._opened |= dict(self._found([part.name for part in new], found))
        return dict(self._opened)

    def _open(self, part: Part) -> Segment | MissingError:
        try:
            return opened(part, self._read, self._blocks)
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
