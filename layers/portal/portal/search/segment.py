"""One segment of the index, asked where it lies.

Source: apsw, Full text search (FTS5).
"""

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import apsw

from portal.model.errors import MissingError
from portal.search.expression import Expression, alone
from portal.search.range_vfs import Blocks, Ranges, ReadLimit, ReadLimitError, open_database
from portal.search.ranking import LEAST_COVERED, aged, relevance
from portal.search.segment_file import CHUNK, COMMON, number_key, spelling_key
from portal.storage.search_manifest import Part

DAMAGED = (apsw.CorruptError, apsw.NotADBError, apsw.FormatError, apsw.IOError)
"""What SQLite says of a file that is not as it was written."""
_NUMBERS = "SELECT rowid FROM texts WHERE texts MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC"
_SCORES = _NUMBERS.replace("rowid FROM", "rowid, relevance(texts) FROM")
STEPS = 20_000
"""Of SQLite's machine, some milliseconds, between two looks at the clock."""

ReadRange = Callable[[str, int, int], bytes]
"""File, first byte, number of bytes. Raises StorageError."""


class Period(NamedTuple):
    """Articles published from `first` until before `end`, in seconds since 1970."""

    first: int = 0
    end: int = 2**32


EVER = Period()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question to one segment. `dead`: numbers of articles that are no longer what it says; `read_limit`: what it may
    cost; where it is spent, what was found by then has to do.
    """

    expression: Expression
    weights: tuple[float, ...] = ()
    least_covered: float = LEAST_COVERED
    period: Period = EVER
    dead: Collection[int] = ()
    most: int
    read_limit: ReadLimit | None = None


class Segment:
    """One that was made before. Its articles have numbers from 1 on, in the order of time. For one thread at a time."""

    def __init__(self, connection: apsw.Connection, ranges: Ranges | None = None) -> None:
        self._database = connection
        self._ranges = ranges
        self._times: dict[int, array[int]] = {}
        self._asked: Asked | None = None
        connection.execute("PRAGMA temp_store = memory")
        connection.register_fts5_function("relevance", self._relevance)
        self.documents = int(self._rows("SELECT coalesce(max(id), 0) FROM articles")[0][0])

    def close(self) -> None:
        self._database.close()

    def newest(self, asked: Asked) -> tuple[list[int], bool]:
        """The newest that match, the newest first; and whether these are all that were looked for in time."""
        found, is_all = self._matching(_NUMBERS, asked)
        return [number for (number,) in found], is_all

    def best(self, asked: Asked, *, now: float) -> tuple[dict[int, float], bool]:
        """How good each is of the newest that match; and whether that is all, as in `newest`. Of two that say as much
        the newer is better. `now`: seconds since 1970.
        """
        found, is_all = self._matching(_SCORES, asked)
        return {one: aged(score, now - self.published(one)) for one, score in found if score > 0}, is_all

    def frequency(self, stems: Sequence[str], *, dead: Collection[int], read_limit: ReadLimit | None = None) -> int:
        """In how many articles a word or phrase is, without those that are `dead`; at most COMMON where that is not
        written down, and COMMON where `read_limit` is reached. What is written down counts the dead, so it does not
        hold where all may be.
        """
        known = self._rows("SELECT documents FROM common WHERE stem = ?", stems[0]) if len(stems) == 1 else []
        if known and known[0][0] > len(dead):
            return int(known[0][0])
        with self._within(read_limit):
            rows = self._database.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (alone(stems),))
            return sum(1 for _ in islice((one for (one,) in rows if one not in dead), COMMON))
        return COMMON

    def read_through(self, stem: str, *, read_limit: ReadLimit | None = None) -> None:
        """Reads all that a phrase may read of a word, so that it is at hand."""
        with self._within(read_limit):
            list(self._database.execute("SELECT count(*) FROM texts WHERE texts MATCH ?", (alone((stem,)),)))

    def published(self, number: int) -> int:
        """When an article was published, in seconds since 1970."""
        chunk, place = divmod(number - 1, CHUNK)
        if chunk not in self._times:
            packed: bytes = self._rows("SELECT published FROM times WHERE chunk = ?", chunk)[0][0]
            self._times[chunk] = array("I", packed)
        return self._times[chunk][place]

    def slug(self, number: int) -> str:
        found: str = self._rows("SELECT slug FROM articles WHERE id = ?", number)[0][0]
        return found

    def number(self, slug: str) -> int | None:
        """Of the article at `slug`; None where the segment does not know it."""
        found = self._rows("SELECT number FROM numbers WHERE slug = ?", number_key(slug))
        return int(found[0][0]) if found else None

    def from_slug(self, second: int, slug: str) -> range:
        """The numbers of the articles of one second that stand at `slug` or behind it: in the order of slugs."""
        first, last = self._numbers(Period(second, second + 1))
        numbers = range(first, last + 1)
        return numbers[bisect_left(numbers, slug, key=self.slug) :]

    def spelling(self, beginning: str) -> dict[str, int]:
        """The words that begin with the same letters as `beginning`, and in how many articles each is."""
        found = self._rows("SELECT words FROM spelling WHERE beginning = ?", spelling_key(beginning))
        rows = (row.split("\t") for row in zlib.decompress(found[0][0]).decode().splitlines()) if found else ()
        return {word: int(count) for word, count in rows}

    def slugs(self) -> list[tuple[str, int]]:
        """Every article, the oldest first, and when it was published."""
        return [(slug, self.published(number)) for number, slug in self._rows("SELECT * FROM articles ORDER BY id")]

    def _matching(self, statement: str, asked: Asked) -> tuple[list[Any], bool]:
        """The rows of the newest that match and are alive; and whether these are all that were looked for in time."""
        first, last = self._numbers(asked.period)
        self._asked, found = asked, list[Any]()
        with self._within(asked.read_limit):
            for row in self._database.execute(statement, (asked.expression.text, first, last)):
                if row[0] not in asked.dead:
                    found.append(row)
                if len(found) == asked.most:
                    return found, True
                if asked.read_limit and asked.read_limit.is_spent:
                    return found, False
            return found, True
        return found, False

    @contextmanager
    def _within(self, read_limit: ReadLimit | None) -> Iterator[None]:
        """What is read in the block ends where the limit is reached, and what follows it goes on without the rest.

        SQLite looks at its clock between steps of its machine, and FTS5 may read on and on within one.
        """
        self._spend_from(read_limit)
        try:
            yield
        except (apsw.InterruptError, ReadLimitError):
            pass
        finally:
            self._spend_from(None)

    def _spend_from(self, read_limit: ReadLimit | None) -> None:
        self._database.set_progress_handler((lambda: read_limit.is_spent) if read_limit else None, STEPS)
        if self._ranges:
            self._ranges.read_limit = read_limit

    def _numbers(self, period: Period) -> tuple[int, int]:
        """From which to which number articles are of `period`. Numbers are in the order of time."""
        numbers = range(1, self.documents + 1)
        first = bisect_left(numbers, period.first, key=self.published) + 1 if period.first > 0 else 1
        last = self.documents
        if self.documents and self.published(self.documents) >= period.end:
            last = bisect_left(numbers, period.end, key=self.published)
        return first, last

    def _relevance(self, api: apsw.FTS5ExtensionApi, *_: Any) -> float:
        """How much an article says of what is asked now."""
        asked = self._asked
        if asked is None:
            return 0.0
        return relevance(api, asked.expression.phrases, asked.weights, least=asked.least_covered)

    def _rows(self, statement: str, *given: str | float) -> list[Any]:
        return list(self._database.execute(statement, given))


def ranges_of(part: Part, read: ReadRange, blocks: Blocks | None = None) -> Ranges:
    """The file of `part`, where it lies; what is read of it stays in `blocks`."""
    return Ranges(
        lambda first, length: read(part.name, first, length), part.size, name=part.name, blocks=blocks, hot=part.hot
    )


def opened(part: Part, ranges: Ranges) -> Segment:
    """The segment whose file is `part`. Raises StorageError; MissingError where it is no segment."""
    try:
        return Segment(open_database(part.name, ranges), ranges)
    except apsw.Error as error:
        raise MissingError(f"{part.name} is no segment of the index: {error}") from error
