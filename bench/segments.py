"""Searching an archive in the segments that its tiers leave: how many there are, and what a question asks of them."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from threading import Lock

from portal.search import merge_policy
from portal.search.archive import Archive, Limits
from portal.search.query import parsed
from portal.search.segment_file import IndexedArticle, hot_blocks, write_segment
from portal.storage.search_manifest import Manifest, Part

SHOWN = 20
AGAIN = 5
LARGE = 50_000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question to all segments. `requests` and `fetched` (bytes): of a function that had read nothing yet; the rest
    milliseconds, with what the bucket is waited for. `is_cut`: what it may cost was spent.
    """

    count: int
    requests: int
    fetched: int
    cold_ms: float
    warm_ms: float
    is_cut: bool


def sizes(articles: int) -> list[int]:
    """How many articles each segment has, the oldest first, when so many have come in one by one."""
    found: list[int] = []
    while (left := articles - sum(found)) > 0:
        found.append(min(merge_policy.OPEN_UNTIL, left))
        while chosen := merge_policy.to_be_merged(
            [Part(name=str(n), documents=one, size=0) for n, one in enumerate(found)]
        ):
            names = {part.name for part in chosen}
            found = [one for n, one in enumerate(found) if str(n) not in names]
            found.insert(min(map(int, names)), sum(part.documents for part in chosen))
    return found


class Lying:
    """Segments in a folder, read by ranges as from a bucket: each request is counted, and waits as one of S3 does."""

    def __init__(
        self,
        folder: Path,
        documents: Iterator[IndexedArticle],
        articles: int,
        *,
        first_byte_ms: float,
        bytes_a_second: float,
    ) -> None:
        folder.mkdir()
        self._first_byte_ms = first_byte_ms
        self._bytes_a_second = bytes_a_second
        self._folder = folder
        self._lock = Lock()
        self.requests = 0
        self.fetched = 0
        self.parts = tuple(self._made(number, documents, size) for number, size in enumerate(sizes(articles)))

    def times(self, copies: int) -> tuple[Part, ...]:
        """The index of so many times as many articles: the large segments are there as often, under other names."""
        large = [part for part in self.parts if part.documents > LARGE]
        more = (replace(part, name=f"{part.name}@{copy}") for copy in range(1, copies) for part in large)
        return (*self.parts, *more)

    def ask(self, question: str, parts: Sequence[Part]) -> Asked:
        """The best of all that match, as the first page shows them."""
        archive = Archive(
            lambda: (Manifest(parts=tuple(parts)), ()), self._read, now=time.time, monotonic=time.monotonic
        )
        self.requests = self.fetched = 0
        query, took, asked = parsed(question), [], (0, 0)
        for number in range(1 + AGAIN):
            started = time.perf_counter()
            hits = archive.find(query, Limits(most=SHOWN))
            took.append((time.perf_counter() - started) * 1000)
            asked = asked if number else (self.requests, self.fetched)
        return Asked(
            count=hits.count,
            requests=asked[0],
            fetched=asked[1],
            cold_ms=took[0],
            warm_ms=sorted(took[1:])[AGAIN // 2],
            is_cut=hits.is_cut,
        )

    def _made(self, number: int, documents: Iterator[IndexedArticle], size: int) -> Part:
        file = self._folder / f"segment-{number}"
        count = write_segment(file, islice(documents, size))
        return Part(name=file.name, documents=count, size=file.stat().st_size, hot=hot_blocks(file))

    def _read(self, name: str, first: int, length: int) -> bytes:
        started = time.perf_counter()
        with (self._folder / name.partition("@")[0]).open("rb") as file:
            file.seek(first)
            found = file.read(length)
        with self._lock:  # segments are asked side by side
            self.requests += 1
            self.fetched += len(found)
        waiting = self._first_byte_ms / 1000 + len(found) / self._bytes_a_second
        time.sleep(max(0.0, waiting - (time.perf_counter() - started)))
        return found


def table(lying: Lying, parts: Sequence[Part], questions: dict[str, str]) -> Sequence[str]:
    """A row for each question."""
    rows = ["| a word or phrase | found | requests, cold | MB, cold | cold | warm |", "| --- " * 6 + "|"]
    for name, question in questions.items():
        one = lying.ask(question, parts)
        cut = ", cut off" if one.is_cut else ""
        rows.append(
            f"| {name} | {one.count:,}{cut} | {one.requests} | {one.fetched / 1e6:.1f} | {one.cold_ms:,.0f} | "
            f"{one.warm_ms:.1f} |"
        )
    return rows
