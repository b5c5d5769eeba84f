"""The whole archive, asked: every segment at the same time, and what they find put together."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from portal.deadline import Deadline
from portal.search.expression import with_all, with_some
from portal.search.matcher import COUNTED, Matcher
from portal.search.query import Query
from portal.search.ranking import term_weights
from portal.search.segment import EVER, Period, ReadRange
from portal.search.segments import Segments, Snapshot
from portal.search.stemming import letters
from portal.search.suggestions import completions, far_rows, near_rows, suggested

FEW = 8
"""Where fewer say all that was asked, those come below that say some of it."""
COMMON_SHARE = 0.05
"""A word in more articles than this share of all is common: what says nothing but that is not looked for."""


class Order(StrEnum):
    """What comes first; the words stand in addresses."""

    BEST = "beste"
    NEWEST = "nieuwste"


@dataclass(frozen=True, kw_only=True)
class Hits:
    """`slugs`: those that were asked for, the first first. `count`: how many there are, at most COUNTED; `more`: there
    are more than that. `full`: how many of them say all that was asked. `query`: what was looked for; another one than
    was asked where words were `corrected`.

    `is_whole`: all of the archive was asked; else it is being indexed again, or will be within minutes. `is_exact`: the
    count holds. `is_cut`: the time was not enough for all, and there may be better ones.
    """

    slugs: tuple[str, ...]
    query: Query
    count: int = 0
    more: bool = False
    full: int = 0
    is_corrected: bool = False
    is_whole: bool = True
    is_exact: bool = True
    is_cut: bool = False


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What is looked through, and how: one section, one period, an order, and how far to leaf."""

    section: str | None = None
    period: Period = EVER
    order: Order = Order.BEST
    start: int = 0
    most: int = COUNTED


class Archive:
    """The segments that `snapshot` names, read through `read`. One for each warm function, for one question at a time.

    `now` and `monotonic` give seconds; the former since 1970.
    """

    def __init__(
        self, snapshot: Snapshot, read: ReadRange, *, now: Callable[[], float], monotonic: Callable[[], float]
    ) -> None:
        self._segments = Segments(snapshot, read, monotonic=monotonic)
        self._matcher = Matcher(self._segments, now=now)

    def find(self, query: Query, limits: Limits = Limits(), *, deadline: Deadline | None = None) -> Hits:
        """`limits.most` matches after the first `limits.start`. Raises StorageError, and DeadlineError.

        A query without a term that is wanted finds nothing. A word that is nowhere is completed or corrected first;
        where few have all words, those with some of them come behind.
        """
        if not query.wanted:
            return Hits(slugs=(), query=query)
        frequencies, documents = self._frequencies(query, deadline)
        meant = self._meant(query, frequencies, deadline)
        if meant is query:
            return self._found(query, limits, frequencies, documents, deadline)
        hits = self._found(meant, limits, *self._frequencies(meant, deadline), deadline)
        if meant.text == query.text:
            return hits
        if not hits.full and (asked := self._found(query, limits, frequencies, documents, deadline)).count:
            return asked  # what has some of the words as they were written is nearer than some of others
        return replace(hits, is_corrected=bool(hits.count), query=meant if hits.count else query)

    def _found(
        self,
        query: Query,
        limits: Limits,
        frequencies: dict[tuple[str, ...], int],
        documents: int,
        deadline: Deadline | None,
    ) -> Hits:
        weights = term_weights(query, frequencies, articles=documents)
        every = with_all(query, section=limits.section)
        in_headline = with_all(query, section=limits.section, column="headline")
        by_time = limits.order is Order.NEWEST
        full, more, is_cut = self._matcher.matches(
            every, weights, period=limits.period, by_time=by_time, deadline=deadline, also=in_headline
        )
        matches, wanted = full, query.wanted
        is_made_of_some = len(wanted) > 1 or any(term.parts for term in wanted)
        if len(full) < FEW and is_made_of_some and not is_cut:
            common = {
                number
                for number, term in enumerate(wanted)
                if frequencies[term.stems] > max(COMMON_SHARE * documents, FEW)
            }
            some = with_some(query, common, section=limits.section)
            partly, _, is_cut = self._matcher.matches(some, weights, period=limits.period, deadline=deadline)
            known = {(one.segment, one.number) for one in full}
            matches = [*full, *(one for one in partly if (one.segment, one.number) not in known)]
        end = min(limits.start + limits.most, COUNTED)
        return Hits(
            slugs=self._matcher.slugs(matches[limits.start : end], deadline),
            query=query,
            count=min(len(matches), COUNTED),
            more=more,
            full=min(len(full), COUNTED),
            is_whole=self._segments.is_whole,
            is_exact=self._segments.is_exact,
            is_cut=is_cut,
        )

    def _frequencies(self, query: Query, deadline: Deadline | None) -> tuple[dict[tuple[str, ...], int], int]:
        """In how many articles each term is, and how many articles there are.

        What is read for it is what the question reads: every stem is looked for at the same time, parts of compounds
        too, and only then what is made of several.
        """
        sizes = self._matcher.sizes(deadline)
        terms = query.wanted
        stems = {stem for term in terms for stem in (*term.stems, *term.parts, *term.others)}
        counted = self._matcher.counted({(stem,) for stem in stems}, sizes, deadline)
        phrases = {term.stems for term in terms if term.is_phrase}
        counted |= self._matcher.counted(phrases, sizes, deadline) if phrases else {}
        for term in terms:
            counted[term.stems] += sum(counted[other,] for other in term.others if (other,) != term.stems)
        return counted, sum(sizes.values())

    def _meant(self, query: Query, frequencies: dict[tuple[str, ...], int], deadline: Deadline | None) -> Query:
        """The query with words that begin so, or that were probably meant, for those that nobody ever wrote; `query`
        itself where there are none.
        """
        unknown = [
            term
            for term in query.wanted
            if not (term.is_phrase or term.parts or frequencies[term.stems]) and letters(term.text).isalpha()
        ]
        if not unknown:
            return query
        written = self._written({row for term in unknown for row in near_rows(term.text)}, deadline)
        begun = {term.text: found for term in unknown if (found := completions(term.text, written))}
        changes = {
            term.text: better
            for term in unknown
            if term.text not in begun and (better := suggested(term.text, written))
        }
        if far := [term for term in unknown if term.text not in begun and term.text not in changes]:
            written = self._written({row for term in far for row in far_rows(term.text)}, deadline)
            changes |= {term.text: better for term in far if (better := suggested(term.text, written))}
        meant = query.replaced(changes) if changes else query
        return meant.completed(begun) if begun else meant

    def _written(self, rows: set[str], deadline: Deadline | None) -> dict[str, int]:
        """The words that begin as one of `rows` does, and in how many articles each is."""
        asked = [(name, row) for name in self._segments.names(deadline) for row in sorted(rows)]
        answers = self._segments.each_of(asked, lambda _, segment, row: segment.spelling(row), deadline)
        written: dict[str, int] = {}
        for vocabulary in answers:
            for word, count in vocabulary.items():
                written[word] = written.get(word, 0) + count
        return written
