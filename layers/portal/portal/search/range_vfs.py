"""A SQLite file read where it lies: by ranges of bytes, over HTTP, and no byte twice while there is room for it.

Source: SQLite, The SQLite OS Interface or "VFS"; apsw, Virtual File System.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from itertools import count
from threading import Lock, local

import apsw

from portal.model.errors import MissingError

BLOCK = 65536
WHOLE = 1_048_576
"""Bytes up to which a file is fetched whole: one request instead of five."""
MOST_AHEAD = 16
"""Blocks in one request, for who reads on and on."""

MOST_A_QUESTION = 100_000_000
"""Bytes: more than a second at what a function is brought from S3 (bench.search)."""
MOST_KEPT = 400_000_000
"""Bytes, of the memory of a function that searches (template.yaml, SearchFunction)."""

_numbers = count()
ReadAt = Callable[[int, int], bytes]
"""`length` bytes from `first`. Raises StorageError."""


class ReadLimitError(Exception):
    """What a question may cost is spent: what was found by then has to do."""


class ReadLimit:
    """What one question may cost in all: `most` bytes, and until `is_late`. For several threads."""

    def __init__(self, is_late: Callable[[], bool], most: int = MOST_A_QUESTION) -> None:
        self._is_late = is_late
        self._left = most

    @property
    def is_spent(self) -> bool:
        return self._left <= 0 or self._is_late()

    def spend(self, size: int) -> None:
        """Raises ReadLimitError where nothing is left."""
        if self.is_spent:
            raise ReadLimitError
        self._left -= size


class Blocks:
    """What was read of files, at most `most` bytes: the blocks that nobody has asked for longest go first.

    For several threads. A warm function answers thousands of questions; all that they read would not fit into it.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, file: str, number: int) -> bytes | None:
        with self._lock:
            found = self._kept.get((file, number))
            if found is not None:
                self._kept.move_to_end((file, number))
            return found

    def put(self, file: str, number: int, block: bytes) -> None:
        with self._lock:
            before = self._kept.pop((file, number), b"")
            self._kept[file, number] = block
            self._size += len(block) - len(before)
            while self._size > self._most:
                _, gone = self._kept.popitem(last=False)
                self._size -= len(gone)


class Ranges:
    """What was read of one file of `size` bytes. `requests` and `fetched` (bytes) say what it cost.

    `hot`: runs of blocks that are read together, from first to last. For several threads: two that come to the same
    block at once may both fetch it. `read_limit`: what the thread that asks may fetch, where that is bounded; others
    read of the same file what has to be read.
    """

    def __init__(
        self,
        read: ReadAt,
        size: int,
        *,
        name: str = "",
        blocks: Blocks | None = None,
        hot: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.size = size
        self.requests = 0
        self.fetched = 0
        self._limits = local()
        self._read = read
        self._name = name
        self._blocks = blocks or Blocks()
        self._hot = tuple(hot)
        self._ahead: dict[int, int] = {}
        self._behind: dict[int, int] = {}

    @property
    def read_limit(self) -> ReadLimit | None:
        return getattr(self._limits, "of_this_thread", None)

    @read_limit.setter
    def read_limit(self, limit: ReadLimit | None) -> None:
        self._limits.of_this_thread = limit

    def load(self, first: int, last: int) -> None:
        """Has these blocks read, in one request, unless they have been."""
        if any(self._blocks.get(self._name, number) is None for number in range(first, last + 1)):
            self._fetch(first, last)

    def at(self, first: int, length: int) -> bytes:
        numbers = range(first // BLOCK, (first + length - 1) // BLOCK + 1)
        found = {number: self._blocks.get(self._name, number) for number in numbers}
        missing = [number for number, block in found.items() if block is None]
        if missing:
            found |= self._fetch(missing[0], missing[-1])
        start = first - numbers[0] * BLOCK
        return b"".join(found[number] or b"" for number in numbers)[start : start + length]

    def _fetch(self, first: int, last: int) -> dict[int, bytes | None]:
        """With what follows, twice as much each time, where the file is read on, from front to back or back to front:
        of several words each is read on in a place of its own.
        """
        if self.size <= WHOLE:
            first, last = 0, (self.size - 1) // BLOCK
        elif run := next((run for run in self._hot if run[0] <= first and last <= run[1]), None):
            first, last = run
        else:
            first, last = self._read_on(first, last)
        if self.read_limit:
            self.read_limit.spend((last - first + 1) * BLOCK)
        came = self._read(first * BLOCK, (last - first + 1) * BLOCK)
        due = min((last + 1) * BLOCK, self.size) - first * BLOCK
        if len(came) != due:
            raise MissingError(f"of {due} bytes from {first * BLOCK} on there came {len(came)}")
        self.requests += 1
        self.fetched += len(came)
        found: dict[int, bytes | None] = {}
        for number in range(first, last + 1):
            start = (number - first) * BLOCK
            block = came[start : start + BLOCK]
            self._blocks.put(self._name, number, block)
            found[number] = block
        return found

    def _read_on(self, first: int, last: int) -> tuple[int, int]:
        """The blocks to be read for these."""
        onward, backward = self._ahead.pop(first, 0), self._behind.pop(last, 0)
        if onward:
            last = min(max(last, first + min(onward * 2, MOST_AHEAD) - 1), (self.size - 1) // BLOCK)
        elif backward:
            first = max(min(first, last - min(backward * 2, MOST_AHEAD) + 1), 0)
        self._ahead[last + 1] = self._behind[first - 1] = last - first + 1
        return first, last


def open_database(name: str, ranges: Ranges) -> apsw.Connection:
    """A connection that only reads, to a database that never changes. `name`: for the messages of errors."""
    called = f"{name}-{next(_numbers)}"  # what is opened at the same time must not be called alike
    system = _System(called, ranges)
    connection = apsw.Connection(
        f"file:{called}?immutable=1", flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI, vfs=called
    )
    system.unregister()  # the connection keeps it; a later one of the same name is another file
    return connection


class _System(apsw.VFS):
    def __init__(self, name: str, ranges: Ranges) -> None:
        super().__init__(name, base="")
        self._ranges = ranges

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> "_File":  # noqa: ARG002, N802  SQLite's name
        return _File(self._ranges)

    def xAccess(self, pathname: str, flags: int) -> bool:  # noqa: ARG002, N802
        return False

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name


class _File(apsw.VFSFile):
    """What SQLite asks of a file, of one that cannot be written and that nobody else has open."""

    def __init__(self, ranges: Ranges) -> None:  # without the base's, which opens a file of this machine
        self._ranges = ranges

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        return self._ranges.at(offset, amount)

    def xFileSize(self) -> int:  # noqa: N802
        return self._ranges.size

    def xClose(self) -> None:  # noqa: N802
        """There is nothing to close."""

    def xLock(self, level: int) -> None:  # noqa: N802
        """Nobody else is there."""

    def xUnlock(self, level: int) -> None:  # noqa: N802
        """Nobody else is there."""

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return int(apsw.SQLITE_IOCAP_IMMUTABLE)

    def xSectorSize(self) -> int:  # noqa: N802
        return 4096

    def xFileControl(self, operation: int, pointer: int) -> bool:  # noqa: ARG002, N802
        return False
