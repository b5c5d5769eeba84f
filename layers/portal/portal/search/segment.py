"""One segment of the index, made and asked: a SQLite file with FTS5, without a word of the texts.

Source: SQLite, FTS5 Extension (contentless tables; auxiliary functions); apsw, Full text search (FTS5).
"""

import math
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

from portal.search.query import Query
from portal.search.words import stems, surfaces

PAGE = 16384
MOST_WORDS = 50_000
"""That a segment keeps for correcting a reader's spelling: those in most articles."""
WEIGHTS = (8.0, 3.0, 1.0)
"""Of a word in headline, lead and body."""
OFTEN = 3
"""From how often on it no longer matters how often a word is there."""
HALF_AS_NEW = 120 * 86400.0
"""Seconds: of two articles that say as much, the newer comes first."""

_SCHEMA = """
PRAGMA journal_mode = off;
PRAGMA synchronous = off;
PRAGMA temp_store = memory;
CREATE VIRTUAL TABLE texts USING fts5(
  headline, lead, body, section, content='', columnsize=0, tokenize="ascii tokenchars '-'"
);
CREATE TABLE articles (id INTEGER PRIMARY KEY, slug TEXT NOT NULL, published INTEGER NOT NULL);
CREATE TABLE spelling (words BLOB NOT NULL);
"""


@dataclass(frozen=True, kw_only=True)
class Document:
    """An article as it is indexed, in plain text. `published`: seconds since 1970; `sections`: every list it is in."""

    slug: str
    published: int
    headline: str
    lead: str
    body: str
    sections: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Match:
    """An article that has what was asked for."""

    slug: str
    published: int
    score: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Matches:
    """`count`: of all in the segment, counted no further than `most`."""

    count: int
    found: tuple[Match, ...]


def make(path: Path, documents: Iterable[Document]) -> int:
    """Writes a segment to `path`, which must not be there; how many articles it knows. Oldest first.

    The order of ids is that of time, so that the newest are found without looking at all.
    """
    counted: Counter[str] = Counter()
    number = 0
    database = apsw.Connection(str(path))
    try:
        database.execute(f"PRAGMA page_size = {PAGE}")
        list(database.execute(_SCHEMA))  # a PRAGMA answers; until that is read, what follows waits
        with database:
            for number, one in enumerate(documents, 1):
                texts = [" ".join(stems(text)) for text in (one.headline, one.lead, one.body)]
                database.execute("INSERT INTO texts(rowid, headline, lead, body, section) VALUES (?, ?, ?, ?, ?)",
                                 (number, *texts, " ".join(one.sections)))  # fmt: skip
                database.execute("INSERT INTO articles VALUES (?, ?, ?)", (number, one.slug, one.published))
                counted.update(surfaces(f"{one.headline} {one.lead} {one.body}"))
            database.execute("INSERT INTO spelling VALUES (?)", (_packed(counted),))
            database.execute("INSERT INTO texts(texts) VALUES ('optimize')")
        database.execute("VACUUM")
    finally:
        database.close()
    return number


class Segment:
    """One that was made before. For one thread at a time; `now`: seconds since 1970, for what is new."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._database = connection
        connection.execute("PRAGMA temp_store = memory")
        connection.execute("CREATE VIRTUAL TABLE temp.known USING fts5vocab(main, texts, row)")
        connection.register_fts5_function("relevance", _relevance)
        self.documents = int(self._rows("SELECT coalesce(max(id), 0) FROM articles")[0][0])

    def close(self) -> None:
        self._database.close()

    def newest(self, query: Query, *, section: str | None, most: int) -> Matches:
        """The newest `most`."""
        ids = self._ids(query.expression(section=section), most)
        return Matches(count=len(ids), found=tuple(self._articles(dict.fromkeys(ids, 0.0))))

    def best(self, query: Query, *, section: str | None, most: int, now: float) -> Matches:
        """The best of the newest `most`, and of the newest that have it all in the headline, however old those are."""
        weights = self._weights(query)
        scores = self._scores(query.expression(section=section, column="headline"), weights, most // 4)
        anywhere = self._scores(query.expression(section=section), weights, most)
        found = self._articles(scores | anywhere)
        return Matches(count=len(anywhere), found=tuple(_aged(match, now) for match in found))

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
        return [(slug, published) for slug, published in self._rows("SELECT slug, published FROM articles ORDER BY id")]

    def _ids(self, expression: str, most: int) -> list[int]:
        found = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rowid DESC LIMIT ?"
        return [number for (number,) in self._rows(found, expression, most)]

    def _scores(self, expression: str, weights: tuple[float, ...], most: int) -> dict[int, float]:
        given = ", ?" * len(weights)
        scored = f"SELECT rowid, relevance(texts{given}) FROM texts WHERE texts MATCH ? ORDER BY rowid DESC LIMIT ?"  # noqa: S608  marks alone
        return dict(self._rows(scored, *weights, expression, most))

    def _articles(self, scores: dict[int, float]) -> Iterable[Match]:
        for number, score in scores.items():
            ((slug, published),) = self._rows("SELECT slug, published FROM articles WHERE id = ?", number)
            yield Match(slug=slug, published=published, score=score)

    def _rows(self, statement: str, *given: str | float) -> list[Any]:
        return list(self._database.execute(statement, given))

    def _weights(self, query: Query) -> tuple[float, ...]:
        """Of each term: the rarer it is, the more it says. Together 1, so that segments can be compared."""
        rarity = [
            math.log(1 + self.documents / (1 + min(self.knows(stem) for stem in term.stems))) for term in query.wanted
        ]
        whole = sum(rarity) or 1.0
        return tuple(one / whole for one in rarity)


def _relevance(api: apsw.FTS5ExtensionApi, *weights: Any) -> float:
    """How much an article says of the terms: where they are and how often."""
    score = 0.0
    for phrase, weight in enumerate(weights):
        for column, places in enumerate(api.phrase_locations(phrase)[: len(WEIGHTS)]):
            if places:
                score += weight * WEIGHTS[column] * (1 + min(len(places), OFTEN) / OFTEN)
    return score


def _aged(match: Match, now: float) -> Match:
    age = max(now - match.published, 0.0)
    return Match(slug=match.slug, published=match.published, score=match.score * (1 + 1 / (1 + age / HALF_AS_NEW)))


def _packed(counted: Counter[str]) -> bytes:
    """The words that more than one article has, and that somebody could have meant."""
    rows = (f"{word}\t{count}" for word, count in counted.most_common(MOST_WORDS) if count > 1 and len(word) > 2)
    return zlib.compress("\n".join(rows).encode(), 9)
