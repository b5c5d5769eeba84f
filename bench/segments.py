"""Searching an archive in the segments that its tiers leave: how many there are, and what a question asks of them."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question to all segments. `requests`: of a function that had read nothing yet; `longest`: of one segment, one
    after the other, while the others are asked beside it; `fetched`: bytes; the rest milliseconds.
    """

    count: int
    requests: int
    longest: int
    fetched: int
    cold_ms: float
    warm_ms: float


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
    """Segments in a folder, read by ranges as from a bucket; every request is counted."""

    def __init__(self, folder: Path, documents: Iterator[IndexedArticle], articles: int) -> None:
        folder.mkdir()
        self._folder = folder
        self._lock = Lock()
        self.requests: Counter[str] = Counter()
        self.fetched = 0
        self.parts = tuple(self._made(number, documents, size) for number, size in enumerate(sizes(articles)))

    def ask(self, question: str) -> Asked:
        """The best of all that match, as the first page shows them."""
        archive = Archive(lambda: (Manifest(parts=self.parts), ()), self._read, now=time.time, monotonic=time.monotonic)
        self.requests.clear()
        self.fetched = 0
        query, took = parsed(question), []
        for _ in range(1 + AGAIN):
            started = time.perf_counter()
            hits = archive.find(query, Limits(most=SHOWN))
            took.append((time.perf_counter() - started) * 1000)
        return Asked(
            count=hits.count,
            requests=self.requests.total(),
            longest=max(self.requests.values()),
            fetched=self.fetched,
            cold_ms=took[0],
            warm_ms=sorted(took[1:])[AGAIN // 2],
        )

    def _made(self, number: int, documents: Iterator[IndexedArticle], size: int) -> Part:
        file = self._folder / f"segment-{number}"
        count = write_segment(file, islice(documents, size))
        return Part(name=file.name, documents=count, size=file.stat().st_size, hot=hot_blocks(file))

    def _read(self, name: str, first: int, length: int) -> bytes:
        with (self._folder / name).open("rb") as file:
            file.seek(first)
            found = file.read(length)
        with self._lock:  # segments are asked side by side
            self.requests[name] += 1
            self.fetched += len(found)
        return found


def table(lying: Lying, questions: dict[str, str], *, first_byte_ms: float, bytes_a_second: float) -> Sequence[str]:
    """A row for each question, with what a request of S3 is taken to need."""
    rows = [
        "| a word or phrase | found | requests, cold | of one segment | KB, cold | cold | warm |",
        "| --- " * 7 + "|",
    ]
    for name, question in questions.items():
        one = lying.ask(question)
        waiting = one.longest * first_byte_ms + one.fetched / bytes_a_second * 1000
        rows.append(
            f"| {name} | {one.count:,} | {one.requests} | {one.longest} | {one.fetched / 1000:,.0f} | "
            f"{one.cold_ms + waiting:,.0f} | {one.warm_ms:.1f} |"
        )
    return rows
