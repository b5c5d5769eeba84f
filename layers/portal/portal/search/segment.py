"""One segment of the index, made and asked: a SQLite file with FTS5, without a word of the texts.

Source: SQLite, FTS5 Extension (contentless tables; auxiliary functions); apsw, Full text search (FTS5).
"""

import math
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

from portal.model.errors import MissingError
from portal.search.query import Query
from portal.search.range_vfs import Ranges, open_database
from portal.search.words import stems, surfaces
from portal.storage.search_manifest import Part

PAGE = 16384
MOST_WORDS = 50_000
"""That a segment keeps for correcting a reader's spelling: those in most articles."""
WEIGHTS = (8.0, 3.0, 1.0)
"""Of a word in headline, lead and body."""
DAMAGED = (apsw.CorruptError, apsw.NotADBError, apsw.FormatError, apsw.IOError)
"""What SQLite says of a file that is not as it was written."""
OFTEN = 3
"""From how often on it no longer matters how often a word is there."""
CHUNK = 1024
"""Articles whose times stand together: to rank a thousand matches, their times are read in a request or two."""
HALF_AS_NEW = 120 * 86400.0
"""Seconds: of two articles that say as much, the newer comes first."""

_SCHEMA = """
PRAGMA journal_mode = off;
PRAGMA synchronous = off;
PRAGMA temp_store = memory;
CREATE VIRTUAL TABLE texts USING fts5(
  headline, lead, body, section, content='', columnsize=0, tokenize="ascii tokenchars '-'"
);
CREATE TABLE articles (id INTEGER PRIMARY KEY, slug TEXT NOT NULL);
CREATE TABLE times (chunk INTEGER PRIMARY KEY, published BLOB NOT NULL);
CREATE TABLE spelling (words BLOB NOT NULL);
"""
_MATCHING = "FROM texts WHERE texts MATCH ? AND rowid <= ? ORDER BY rowid DESC LIMIT ?"


@dataclass(frozen=True, kw_only=True)
class IndexedArticle:
    """An article as it is indexed, in plain text. `published`: seconds since 1970; `sections`: every list it is in."""

    slug: str
    published: int
    headline: str
    lead: str
    body: str
    sections: tuple[str, ...]


ReadRange = Callable[[str, int, int], bytes]
"""File, first byte, number of bytes. Raises StorageError."""


def write_segment(path: Path, documents: Iterable[IndexedArticle]) -> int:
    """Writes a segment to `path`, which must not be there; how many articles it knows. Oldest first.

    The order of ids is that of time, so that the newest are found without looking at all.
    """
    counted: Counter[str] = Counter()
    times = array("I")
    database = apsw.Connection(str(path))
    try:
        database.execute(f"PRAGMA page_size = {PAGE}")
        list(database.execute(_SCHEMA))  # a PRAGMA answers; until that is read, what follows waits
        with database:
            for number, one in enumerate(documents, 1):
                texts = [" ".join(stems(text)) for text in (one.headline, one.lead, one.body)]
                row = (number, *texts, " ".join(one.sections))
                database.execute("INSERT INTO texts(rowid, headline, lead, body, section) VALUES (?, ?, ?, ?, ?)", row)
                database.execute("INSERT INTO articles VALUES (?, ?)", (number, one.slug))
                counted.update(surfaces(f"{one.headline} {one.lead} {one.body}"))
                times.append(max(one.published, 0))
            for chunk in range(0, len(times), CHUNK):
                packed = times[chunk : chunk + CHUNK].tobytes()
                database.execute("INSERT INTO times VALUES (?, ?)", (chunk // CHUNK, packed))
            database.execute("INSERT INTO spelling VALUES (?)", (_packed(counted),))
            database.execute("INSERT INTO texts(texts) VALUES ('optimize')")
        database.execute("VACUUM")
    finally:
        database.close()
    return len(times)


class Segment:
    """One that was made before. Its articles have numbers from 1 on, in the order of time. For one thread at a time."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._database = connection
        self._times: dict[int, array[int]] = {}
        connection.execute("PRAGMA temp_store = memory")
        connection.execute("CREATE VIRTUAL TABLE temp.known USING fts5vocab(main, texts, row)")
        connection.register_fts5_function("relevance", _relevance)
        self.documents = int(self._rows("SELECT coalesce(max(id), 0) FROM articles")[0][0])

    def close(self) -> None:
        self._database.close()

    def newest(self, query: Query, *, section: str | None, most: int, before: int | None = None) -> list[int]:
        """The newest `most` that match, the newest first. `before`: seconds since 1970; none from then on."""
        rows = self._rows(f"SELECT rowid {_MATCHING}", query.expression(section=section), self._last(before), most)
        return [number for (number,) in rows]

    def best(
        self, query: Query, *, section: str | None, most: int, now: float, before: int | None = None
    ) -> dict[int, float]:
        """How good each is of the newest `most` that match, and of the newest that have it all in the headline, however
        old those are. `now`: seconds since 1970; of two that say as much the newer is better. `before` as in `newest`.
        """
        weights, last = self._weights(query), self._last(before)
        scores = self._scores(query.expression(section=section, column="headline"), weights, last, most // 4)
        scores |= self._scores(query.expression(section=section), weights, last, most)
        ages = {number: max(now - self.published(number), 0.0) for number in scores}
        return {number: score * (1 + 1 / (1 + ages[number] / HALF_AS_NEW)) for number, score in scores.items()}

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

    def knows(self, stem: str) -> int:
        """In how many articles a word is."""
        rows = self._rows("SELECT doc FROM temp.known WHERE term = ?", stem)
        return int(rows[0][0]) if rows else 0

    def spelling(self) -> dict[str, int]:
        """Words as they are written, and in how many articles."""
        packed: bytes = self._rows("SELECT words FROM spelling")[0][0]
        rows = (row.split("\t") for row in zlib.decompress(packed).decode().splitlines())
        return {word: int(count) for word, count in rows}

    def slugs(self) -> list[tuple[str, int]]:
        """Every article, the oldest first, and when it was published."""
        return [(slug, self.published(number)) for number, slug in self._rows("SELECT * FROM articles ORDER BY id")]

    def _last(self, before: int | None) -> int:
        """The number of the newest article that was published before then. Numbers are in the order of time."""
        if before is None:
            return self.documents
        return bisect_left(range(1, self.documents + 1), before, key=self.published)

    def _scores(self, expression: str, weights: tuple[float, ...], last: int, most: int) -> dict[int, float]:
        given = ", ?" * len(weights)
        scored = f"SELECT rowid, relevance(texts{given}) {_MATCHING}"
        return dict(self._rows(scored, *weights, expression, last, most))

    def _rows(self, statement: str, *given: str | float) -> list[Any]:
        return list(self._database.execute(statement, given))

    def _weights(self, query: Query) -> tuple[float, ...]:
        """Of each term: the rarer it is, the more it says. Together 1, so that segments can be compared."""
        rarity = [
            math.log(1 + self.documents / (1 + min(self.knows(stem) for stem in term.stems))) for term in query.wanted
        ]
        whole = sum(rarity) or 1.0
        return tuple(one / whole for one in rarity)


def opened(part: Part, read: ReadRange) -> Segment:
    """The segment whose file is `part`, where it lies. Raises StorageError; MissingError where it is no segment."""
    try:
        return Segment(
            open_database(part.name, Ranges(lambda first, length: read(part.name, first, length), part.size))
        )
    except apsw.Error as error:
        raise MissingError(f"{part.name} is no segment of the index: {error}") from error


def _relevance(api: apsw.FTS5ExtensionApi, *weights: Any) -> float:
    """How much an article says of the terms: where they are and how often."""
    score = 0.0
    for phrase, weight in enumerate(weights):
        for column, places in enumerate(api.phrase_locations(phrase)[: len(WEIGHTS)]):
            if places:
                score += weight * WEIGHTS[column] * (1 + min(len(places), OFTEN) / OFTEN)
    return score


def _packed(counted: Counter[str]) -> bytes:
    """The words that more than one article has, and that somebody could have meant."""
    rows = (f"{word}\t{count}" for word, count in counted.most_common(MOST_WORDS) if count > 1 and len(word) > 2)
    return zlib.compress("\n".join(rows).encode(), 9)
