"""Writes a segment of the index: a SQLite file with FTS5, without a word of the texts.

Whoever changes what stands in one raises FORMAT (storage.search_manifest): then the index is made anew.

Source: SQLite, FTS5 Extension (contentless tables; the pgsz option), Database File Format (b-tree pages).
"""

import hashlib
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import apsw

from portal.search.compounds import compound_parts
from portal.search.range_vfs import BLOCK
from portal.search.stemming import joined, letters, stem, surfaces

PAGE = 16384
CHUNK = 1024
"""Articles whose times stand together: to rank a thousand matches, their times are read in a request or two."""
COMMON = 64
"""Articles from which on it is written down in how many a stem is: to count more of them is to read on and on."""
BEGINNING = 2
"""Letters that the words have in common which are compared with a misspelt one."""
_LONGEST_WORD = 40
_APART = "-"
"""Between the parts of two compounds, which are no neighbours."""
_INTERIOR = frozenset({0x02, 0x05})
_LEAF_OF_AN_INDEX = 0x0A
_SCHEMA = """
PRAGMA journal_mode = off;
PRAGMA synchronous = off;
PRAGMA temp_store = memory;
CREATE TABLE common (stem TEXT PRIMARY KEY, documents INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE times (chunk INTEGER PRIMARY KEY, published BLOB NOT NULL);
CREATE TABLE numbers (slug INTEGER PRIMARY KEY, number INTEGER NOT NULL);
CREATE TABLE spelling (beginning INTEGER PRIMARY KEY, words BLOB NOT NULL);
CREATE TABLE articles (id INTEGER PRIMARY KEY, slug TEXT NOT NULL);
CREATE VIRTUAL TABLE texts USING fts5(
  headline, lead, body, parts, section, content='', columnsize=0, tokenize="ascii tokenchars '-'"
);
INSERT INTO texts(texts, rank) VALUES ('pgsz', 16000);
"""


@dataclass(frozen=True, kw_only=True)
class IndexedArticle:
    """An article as it is indexed, in plain text. `published`: seconds since 1970; `sections`: every list it is in."""

    slug: str
    published: int
    headline: str
    lead: str
    body: str
    sections: tuple[str, ...]


def write_segment(path: Path, documents: Iterable[IndexedArticle]) -> int:
    """Writes a segment to `path`, which must not be there; how many articles it knows. Oldest first.

    The order of ids is that of time, so that the newest are found without looking at all.
    """
    database = apsw.Connection(str(path))
    try:
        database.execute(f"PRAGMA page_size = {PAGE}")
        list(database.execute(_SCHEMA))  # a PRAGMA answers; until that is read, what follows waits
        with database:
            count = _write(database, documents)
        database.execute("VACUUM")
    finally:
        database.close()
    return count


def hot_blocks(path: Path) -> tuple[tuple[int, int], ...]:
    """The runs of blocks (range_vfs.BLOCK) that every question reads: where the b-trees branch, and where words lie.

    Whoever opens the segment fetches them in one round, and not one after the other as SQLite comes to them.
    """
    content = path.read_bytes()
    kinds = (content[100 if place == 0 else place] for place in range(0, len(content), PAGE))
    pages = (
        number for number, kind in enumerate(kinds) if kind in _INTERIOR or kind == _LEAF_OF_AN_INDEX or not number
    )
    runs: list[tuple[int, int]] = []
    for block in sorted({page * PAGE // BLOCK for page in pages}):
        if runs and block - runs[-1][1] <= 2:
            runs[-1] = runs[-1][0], block
        else:
            runs.append((block, block))
    return tuple(runs)


def number_key(slug: str) -> int:
    """What stands for a slug in `numbers`: 63 bits, so that no two are the same by chance."""
    return int.from_bytes(hashlib.blake2b(slug.encode(), digest_size=8).digest()) >> 1


def spelling_key(word: str) -> int:
    """The row of `spelling` in which `word` (letters) is."""
    return int.from_bytes(word[:BEGINNING].encode("utf-32-be"))


def _write(database: apsw.Connection, documents: Iterable[IndexedArticle]) -> int:
    times, stems, written = array("I"), Counter[str](), Counter[str]()
    for number, one in enumerate(documents, 1):
        texts = (one.headline, one.lead, one.body)
        words = [surfaces(text) for text in texts]
        cut = [[stem(word) for word in some] for some in words]
        every = dict.fromkeys(word for some in words for word in some)
        parts = [part for word in every if (found := compound_parts(word)) for part in (*found, _APART)]
        parts += [
            part for one in dict.fromkeys(one for text in texts for one in joined(text)) for part in (one, _APART)
        ]
        row = (number, *map(" ".join, cut), " ".join(parts), " ".join(one.sections))
        database.execute(
            "INSERT INTO texts(rowid, headline, lead, body, parts, section) VALUES (?, ?, ?, ?, ?, ?)", row
        )
        database.execute("INSERT INTO articles VALUES (?, ?)", (number, one.slug))
        stems.update({word for some in (*cut, parts) for word in some})
        written.update({letters(word) for word in every})
        times.append(max(one.published, 0))
    _write_times(database, times)
    keys = sorted((number_key(slug), number) for number, slug in database.execute("SELECT id, slug FROM articles"))
    database.executemany("INSERT OR REPLACE INTO numbers VALUES (?, ?)", keys)
    common = sorted((one, count) for one, count in stems.items() if count >= COMMON and one != _APART)
    database.executemany("INSERT INTO common VALUES (?, ?)", common)
    database.executemany("INSERT INTO spelling VALUES (?, ?)", _spelling(written))
    database.execute("INSERT INTO texts(texts) VALUES ('optimize')")
    return len(times)


def _write_times(database: apsw.Connection, times: "array[int]") -> None:
    chunks = ((place // CHUNK, times[place : place + CHUNK].tobytes()) for place in range(0, len(times), CHUNK))
    database.executemany("INSERT INTO times VALUES (?, ?)", chunks)


def _spelling(written: Counter[str]) -> list[tuple[int, bytes]]:
    """The words that somebody could have meant, those that begin alike in one row."""
    rows: dict[int, list[str]] = {}
    for word, count in written.items():
        if len(word) > BEGINNING and len(word) <= _LONGEST_WORD and not word.isdigit():
            rows.setdefault(spelling_key(word), []).append(f"{word}\t{count}")
    return [(key, zlib.compress("\n".join(sorted(words)).encode(), 9)) for key, words in sorted(rows.items())]
