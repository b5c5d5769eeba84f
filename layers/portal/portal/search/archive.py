"""The whole archive, asked: every segment at the same time, and what they find put together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import nlargest
from itertools import chain
from typing import NamedTuple

from portal.deadline import Deadline
from portal.search.query import Query, Term
from portal.search.segment import ReadRange, Segment
from portal.search.segments import Segments
from portal.search.spelling import better
from portal.storage.search_manifest import Manifest

COUNTED = 1000
"""So many are counted, and can be leafed through; who finds more asks more precisely."""
WORDS_KEPT = 200_000
"""Words that a misspelt one is compared with: some 15 MB, and 20 ms."""


class Order(StrEnum):
    """What comes first; the words stand in addresses."""

    BEST = "beste"
    NEWEST = "nieuwste"


@dataclass(frozen=True, kw_only=True)
class Hits:
    """`slugs`: those that were asked for, the first first. `count`: how many there are, at most COUNTED; `more`: there
    are more than that. Of an article that was changed since its segment was made, an older copy may be counted too.
    `is_whole`: all of the archive was asked; else it is being indexed again, or will be within minutes.
    """

    slugs: tuple[str, ...]
    count: int = 0
    more: bool = False
    is_whole: bool = True


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
        self._segments = Segments(manifest, read, monotonic=monotonic)
        self._now = now
        self._words: tuple[frozenset[str], dict[str, int]] = (frozenset(), {})

    def find(
        self,
        query: Query,
        *,
        section: str | None = None,
        order: Order = Order.BEST,
        start: int = 0,
        most: int = COUNTED,
        deadline: Deadline | None = None,
    ) -> Hits:
        """`most` matches after the first `start`. Raises StorageError, and DeadlineError.

        A query without a term that must be there finds nothing. Slugs are read only for the matches that
        are returned; they lie in another table of the segment.
        """
        if not query.wanted:
            return Hits(slugs=())
        end = min(start + most, COUNTED)

        def ask(name: str, segment: Segment) -> tuple[int, list[_Found]]:
            before = self._segments.before(name)
            if order is Order.NEWEST:
                numbers = segment.newest(query, section=section, most=COUNTED + 1, before=before)
                return len(numbers), [_Found(0.0, segment.published(one), name, one) for one in numbers[:end]]
            scores = segment.best(query, section=section, most=COUNTED + 1, now=self._now(), before=before)
            found = [_Found(score, segment.published(one), name, one) for one, score in scores.items()]
            return len(found), nlargest(end, found)

        answers = self._segments.each(ask, deadline=deadline)
        count = sum(number for number, _ in answers)
        window = nlargest(end, chain.from_iterable(found for _, found in answers))[start:]
        slugs, is_whole = self._called(window, deadline), self._segments.is_whole
        return Hits(slugs=slugs, count=min(count, COUNTED), more=count > COUNTED, is_whole=is_whole)

    def corrected(self, query: Query, *, deadline: Deadline | None = None) -> Query | None:
        """The query with words that exist in place of those that nobody ever wrote; None where there are none.

        Raises StorageError. Reads which words there are, once as long as the segments are the same: some 200 KB a
        large one.
        """
        unknown = [term for term in query.wanted if len(term.stems) == 1 and not self._is_known(term, deadline)]
        if not unknown:
            return None
        written = self._written(deadline)
        changes = {term.text: meant for term in unknown if (meant := better(term.text, written))}
        return query.replaced(changes) if changes else None

    def _written(self, deadline: Deadline | None) -> dict[str, int]:
        """The words of the archive that more than one article has, the most frequent ones, and in how many they are.

        Segments change once a minute at most, and people mistype all the time: what was counted is kept.
        """
        names, counted = self._words
        if names != self._segments.names:
            counted = _most_frequent(self._segments.each(lambda _, one: one.spelling(), deadline=deadline))
            self._words = self._segments.names, counted
        return counted

    def _is_known(self, term: Term, deadline: Deadline | None) -> bool:
        return any(self._segments.each(lambda _, segment: segment.knows(term.stems[0]), deadline=deadline))

    def _called(self, found: Sequence[_Found], deadline: Deadline | None) -> tuple[str, ...]:
        """The slugs, each once; without those of a segment that has gone meanwhile."""

        def look(name: str, segment: Segment) -> dict[_Found, str]:
            return {one: segment.slug(one.number) for one in found if one.segment == name}

        slugs = {one: slug for part in self._segments.each(look, deadline=deadline) for one, slug in part.items()}
        return tuple(dict.fromkeys(slugs[one] for one in found if one in slugs))


def _most_frequent(vocabularies: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Their words together, and in how many articles each is; WORDS_KEPT at most."""
    counted: dict[str, int] = {}
    for words in vocabularies:
        for word, count in words.items():
            counted[word] = counted.get(word, 0) + count
    kept = sorted(counted, key=counted.__getitem__, reverse=True)[:WORDS_KEPT]
    return {word: counted[word] for word in kept}
