"""The whole archive, asked: every segment at the same time, and what they find put together."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from heapq import nlargest
from itertools import chain
from typing import NamedTuple, TypeVar

import apsw

from portal.model.errors import StorageError
from portal.search.query import Query, Term
from portal.search.segment import ReadRange, Segment, opened
from portal.search.spelling import better
from portal.storage.search_state import Manifest

T = TypeVar("T")

COUNTED = 1000
"""So many are counted, and can be leafed through; who finds more asks more precisely."""
KEPT_SECONDS = 5.0
"""For how long a warm function does not look whether there are newer segments."""
TOGETHER_AT_MOST = 16


class Order(StrEnum):
    """What comes first; the words stand in addresses."""

    BEST = "beste"
    NEWEST = "nieuwste"


@dataclass(frozen=True, kw_only=True)
class Hits:
    """`slugs`: those that were asked for, the first first. `count`: how many there are, at most COUNTED; `more`: there
    are more than that. Of an article that was changed since its segment was made, an older copy may be counted too.
    """

    slugs: tuple[str, ...]
    count: int = 0
    more: bool = False


class _Found(NamedTuple):
    """A match, in the order in which matches are compared."""

    score: float
    published: int
    segment: str
    number: int


class Archive:
    """The segments that `manifest` names, read through `read`. One for each warm function, for one question at a time.

    `now` and `monotonic` give seconds; the former since 1970.
    """

    def __init__(
        self,
        manifest: Callable[[], Manifest],
        read: ReadRange,
        *,
        now: Callable[[], float],
        monotonic: Callable[[], float],
    ) -> None:
        self._manifest = manifest
        self._read = read
        self._now = now
        self._monotonic = monotonic
        self._look_again = 0.0
        self._segments: dict[str, Segment] = {}
        self._known = Manifest()
        self._spelling: dict[str, dict[str, int]] = {}
        self._threads = ThreadPoolExecutor(TOGETHER_AT_MOST, thread_name_prefix="search")

    def find(
        self,
        query: Query,
        *,
        section: str | None = None,
        order: Order = Order.BEST,
        start: int = 0,
        most: int = COUNTED,
    ) -> Hits:
        """`most` matches after the first `start`. Raises StorageError.

        A query without a term that must be there finds nothing. Only what is asked for is looked up: what a match is
        called lies apart from where its words are.
        """
        if not query.wanted:
            return Hits(slugs=())
        end = min(start + most, COUNTED)

        def ask(name: str, segment: Segment) -> tuple[int, list[_Found]]:
            if order is Order.NEWEST:
                numbers = segment.newest(query, section=section, most=COUNTED + 1)
                return len(numbers), [_Found(0.0, segment.published(one), name, one) for one in numbers[:end]]
            scores = segment.best(query, section=section, most=COUNTED + 1, now=self._now())
            found = [_Found(score, segment.published(one), name, one) for one, score in scores.items()]
            return len(found), nlargest(end, found)

        answers = self._each(ask)
        count = sum(number for number, _ in answers)
        window = nlargest(end, chain.from_iterable(found for _, found in answers))[start:]
        return Hits(slugs=self._called(window), count=min(count, COUNTED), more=count > COUNTED)

    def corrected(self, query: Query) -> Query | None:
        """The query with words that exist in place of those that nobody ever wrote; None where there are none.

        Raises StorageError. Reads, once, which words there are: some 200 KB a large segment.
        """
        unknown = [term for term in query.wanted if len(term.stems) == 1 and not self._is_known(term)]
        if not unknown:
            return None
        written = self._written()
        changes = {term.text: meant for term in unknown if (meant := better(term.text, written))}
        return query.replaced(changes) if changes else None

    def _written(self) -> dict[str, int]:
        """Every word of the archive that more than one article has, and in how many."""
        current = self._current()
        self._spelling = {name: self._spelling.get(name) or one.spelling() for name, one in current.items()}
        counted: dict[str, int] = {}
        for words in self._spelling.values():
            for word, count in words.items():
                counted[word] = counted.get(word, 0) + count
        return counted

    def _is_known(self, term: Term) -> bool:
        return any(self._each(lambda _, segment: segment.knows(term.stems[0])))

    def _called(self, found: Sequence[_Found]) -> tuple[str, ...]:
        """The slugs, each once."""

        def look(name: str, segment: Segment) -> dict[_Found, str]:
            return {one: segment.slug(one.number) for one in found if one.segment == name}

        slugs = {one: slug for part in self._each(look) for one, slug in part.items()}
        return tuple(dict.fromkeys(slugs[one] for one in found))

    def _each(self, ask: Callable[[str, Segment], T]) -> list[T]:
        current = self._current()
        try:
            return list(self._threads.map(ask, current.keys(), current.values()))
        except apsw.Error as error:
            self._segments.clear()
            raise StorageError(f"the index of the search cannot be read: {error}") from error

    def _current(self) -> dict[str, Segment]:
        """The segments of now, opened; those that are no longer in the index are closed."""
        if self._monotonic() >= self._look_again:
            self._known = self._manifest()
            self._look_again = self._monotonic() + KEPT_SECONDS
            names = {part.name for part in self._known.parts}
            for name in self._segments.keys() - names:
                self._segments.pop(name).close()
        new = [part for part in self._known.parts if part.name not in self._segments]
        found = self._threads.map(lambda part: opened(part, self._read), new)
        self._segments |= zip((part.name for part in new), found, strict=True)
        return self._segments
