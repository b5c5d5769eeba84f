"""A SQLite file read where it lies: by ranges of bytes, over HTTP, and never a byte twice.

Source: SQLite, The SQLite OS Interface or "VFS"; apsw, Virtual File System.
"""

from collections.abc import Callable

import apsw

from portal.model.errors import MissingError

BLOCK = 65536
WHOLE = 1_048_576
"""Bytes up to which a file is fetched whole: one request instead of five."""
MOST_AHEAD = 16
"""Blocks in one request, for who reads on and on."""

ReadAt = Callable[[int, int], bytes]
"""`length` bytes from `first`. Raises StorageError."""


class Ranges:
    """What was read of one file of `size` bytes. `requests` and `fetched` (bytes) say what it cost."""

    def __init__(self, read: ReadAt, size: int) -> None:
        self.size = size
        self.requests = 0
        self.fetched = 0
        self._read = read
        self._blocks: dict[int, bytes] = {}
        self._next = -1
        self._ahead = 1

    def at(self, first: int, length: int) -> bytes:
        numbers = range(first // BLOCK, (first + length - 1) // BLOCK + 1)
        missing = [number for number in numbers if number not in self._blocks]
        if missing:
            self._fetch(missing[0], missing[-1])
        start = first - numbers[0] * BLOCK
        return b"".join(self._blocks[number] for number in numbers)[start : start + length]

    def _fetch(self, first: int, last: int) -> None:
        """With what follows, twice as much each time, where the file is read from front to back."""
        if self.size <= WHOLE:
            first, last = 0, (self.size - 1) // BLOCK
        self._ahead = min(self._ahead * 2, MOST_AHEAD) if first == self._next else 1
        last = min(max(last, first + self._ahead - 1), (self.size - 1) // BLOCK)
        self._next = last + 1
        found = self._read(first * BLOCK, (last - first + 1) * BLOCK)
        due = min((last + 1) * BLOCK, self.size) - first * BLOCK
        if len(found) != due:
            raise MissingError(f"of {due} bytes from {first * BLOCK} on there came {len(found)}")
        self.requests += 1
        self.fetched += len(found)
        for number in range(first, last + 1):
            start = (number - first) * BLOCK
            self._blocks[number] = found[start : start + BLOCK]


def open_database(name: str, ranges: Ranges) -> apsw.Connection:
    """A connection that only reads, to a database that never changes. `name`: of nothing else in this process."""
    system = _System(name, ranges)
    connection = apsw.Connection(
        f"file:{name}?immutable=1", flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI, vfs=name
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
