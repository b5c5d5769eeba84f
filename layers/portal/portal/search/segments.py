"""The segments of the index as it is now, opened where they lie and asked side by side.

One that is not there any more is left out: whoever asks is told that something may be missing, and whoever keeps the
index (search.indexer) makes it anew.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

import apsw

from portal.deadline import Deadline, Threads
from portal.model.errors import DeadlineError, MissingError, StorageError
from portal.search.range_vfs import Blocks, Ranges
from portal.search.segment import DAMAGED, ReadRange, Segment, opened, ranges_of
from portal.storage.search_manifest import FIRST_TIME, MOST_PENDING, Change, Manifest, Part

T = TypeVar("T")
A = TypeVar("A")

Snapshot = Callable[[], tuple[Manifest, Sequence[Change]]]
"""The index, and what changed since it was made. Raises StorageError."""

KEPT_SECONDS = 5.0
"""For how long a warm function does not look whether there are newer segments, or changes."""
TOGETHER_AT_MOST = 32
"""As many connections to the bucket as there are (portal.aws.clients)."""
LANES = 8
"""Connections to one segment: what one question needs of it is in as many places."""
MOST_LOOKED_UP = 100
"""Changes of articles that a segment may know: each is looked up in each segment."""

logger = logging.getLogger("portal")


@dataclass
class _Lane:
    """A connection to a segment, for one thread at a time; opened by the thread that needs it first."""

    segment: Segment | None = None


@dataclass
class _Opened:
    """A segment, and its lanes, which have what was read of it in common."""

    part: Part
    ranges: Ranges
    lanes: list[_Lane]

    def close(self) -> None:
        for lane in self.lanes:
            if lane.segment:
                lane.segment.close()


@dataclass(frozen=True, kw_only=True)
class _Job(Generic[T]):
    """What one lane of a segment is asked."""

    part: Part
    ranges: Ranges
    lane: _Lane
    items: tuple[T, ...]


class Segments:
    """Those that `snapshot` names, read through `read`. For one question at a time. `monotonic` gives seconds."""

    def __init__(self, snapshot: Snapshot, read: ReadRange, *, monotonic: Callable[[], float]) -> None:
        self._snapshot = snapshot
        self._read = read
        self._monotonic = monotonic
        self._look_again = 0.0
        self._opened: dict[str, _Opened] = {}
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

    def look_again(self) -> None:
        """What is known of the index and of changes no longer holds: it is read anew when something is asked."""
        self._look_again = 0.0

    def look_unless_exact(self) -> None:
        """Before a question: where not all that changed was known, it is looked again. What is known of an article that
        changed is its mark alone, which goes as soon as the manifest says it.
        """
        if not self.is_exact:
            self.look_again()

    def before(self, name: str) -> int | None:
        """Seconds since 1970, where `name` answers for what was published before then alone: it is a segment of the
        index before, and that is what the present one lacks. None else. In the last of these seconds, what the present
        one knows is dead.
        """
        return None if self._is_present(name) else self._missing_second + 1

    def dead(self, name: str, segment: Segment) -> frozenset[int]:
        """The numbers of articles in a segment that are no longer what it says: by the manifest, and by what changed
        since. For the thread that has the segment.
        """
        if name not in self._dead:
            part = next((part for part in self._known.asked if part.name == name), None)
            changed = (segment.number(slug) for slug in self._changed)
            dead = {*(part.dead if part else ()), *(one for one in changed if one is not None)}
            if not self._is_present(name):
                dead |= {*segment.from_slug(self._missing_second, self._known.missing_before.partition("_")[2])}
            self._dead[name] = frozenset(dead)
        return self._dead[name]

    @property
    def _missing_second(self) -> int:
        return int(self._known.missing_moment.timestamp())

    def _is_present(self, name: str) -> bool:
        """Whether it is a segment of the present index, and not only of the one before."""
        return any(part.name == name for part in self._known.parts)

    def each(self, ask: Callable[[str, Segment], A], *, deadline: Deadline | None = None) -> list[A]:
        """The answers of all that can be read. Raises StorageError for a table or bucket that does not answer, a
        DeadlineError where it did not by then.
        """
        every = [(name, None) for name in self.names(deadline)]
        return self.each_of(every, lambda name, segment, _: ask(name, segment), deadline)

    def names(self, deadline: Deadline | None) -> list[str]:
        """Of those that can be opened. Raises as `each` does."""
        return list(self._current(deadline))

    def each_of(
        self, items: Sequence[tuple[str, T]], ask: Callable[[str, Segment, T], A], deadline: Deadline | None = None
    ) -> list[A]:
        """The answers to `items`, each with the name of the segment that is asked, without those of a segment that is
        missing. A segment is asked for several at the same time: what it lacks is fetched side by side.
        """
        current, by_name = self._current(deadline), dict[str, list[T]]()
        for name, item in items:
            by_name.setdefault(name, []).append(item)
        jobs = [job for name, some in by_name.items() if name in current for job in self._jobs(current[name], some)]

        def asked(job: _Job[T]) -> list[A] | MissingError:
            try:
                if job.lane.segment is None:
                    job.lane.segment = opened(job.part, job.ranges)
                return [ask(job.part.name, job.lane.segment, one) for one in job.items]
            except DAMAGED as error:
                return MissingError(f"{job.part.name}: {error}")
            except MissingError as error:
                return error

        try:
            answers = self._threads.each(asked, jobs, deadline=deadline)
        except DeadlineError:
            self._opened.clear()  # a thread may still be at one, and they are for one thread at a time
            self._dead.clear()
            raise
        except apsw.Error as error:
            self._opened.clear()
            raise StorageError(f"the index of the search cannot be read: {error}") from error
        found = self._found([job.part.name for job in jobs], answers)
        return [answer for name, some in found if name not in self._missing for answer in some]

    def _jobs(self, opened: "_Opened", items: Sequence[T]) -> list["_Job[T]"]:
        """What a segment is asked, dealt out to its lanes."""
        lanes = min(len(items), LANES)
        opened.lanes += [_Lane() for _ in range(lanes - len(opened.lanes))]
        return [
            _Job(part=opened.part, ranges=opened.ranges, lane=opened.lanes[number], items=tuple(items[number::lanes]))
            for number in range(lanes)
        ]

    def _current(self, deadline: Deadline | None) -> dict[str, "_Opened"]:
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
        if new:
            self._open(new, deadline)
        return self._opened

    def _open(self, new: Sequence[Part], deadline: Deadline | None) -> None:
        """What every question reads of them is fetched at the same time, then each is opened."""
        ranges = {part.name: ranges_of(part, self._read, self._blocks) for part in new}
        runs = [(ranges[part.name], run) for part in new for run in part.hot or ((0, 0),)]

        def load(of: tuple[Ranges, tuple[int, int]]) -> None:
            with suppress(MissingError):  # whoever opens it meets that again
                of[0].load(*of[1])

        def begin(part: Part) -> _Opened | MissingError:
            try:
                return _Opened(part, ranges[part.name], [_Lane(opened(part, ranges[part.name]))])
            except MissingError as error:
                return error

        self._threads.each(load, runs, deadline=deadline)
        found = self._threads.each(begin, new, deadline=deadline)
        self._opened |= dict(self._found([part.name for part in new], found))

    def _found(self, names: Iterable[str], answers: Sequence[A | MissingError]) -> list[tuple[str, A]]:
        """By name, without those that are missing; these are not asked again before the next look at the manifest."""
        found: list[tuple[str, A]] = []
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
