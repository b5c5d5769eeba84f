"""The whole archive, asked: every segment at the same time, and what they find put together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from portal.deadline import Deadline
from portal.search.expression import with_all, with_some
from portal.search.matcher import COUNTED, Matcher
from portal.search.query import Query
from portal.search.ranking import term_weights
from portal.search.segment import EVER, Period, ReadRange, Segment
from portal.search.segments import Segments, Snapshot
from portal.search.stemming import letters, stem
from portal.search.suggestions import MOST_COMPLETIONS, completions, far_rows, near_rows, suggestions

FEW = 8
"""Where fewer say all that was asked, those come below that say some of it."""
COMMON_SHARE = 0.05
"""A word in more articles than this share of all is common: what says nothing but that is not looked for."""
SPARE = 5
"""More than are asked for, where some of them may have changed and are left out."""
READ_THROUGH_SHARE = 0.3
"""A word of a phrase in more articles than this share of all (`de`, `van`) is read where the others are, and no more of
it: it stands in each of them many times.
"""


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
    count holds; else more changed than could be looked up, `slugs` are SPARE more than were asked for, and those that
    changed (storage.pending_changes) must not be shown: they are there for what they said before. `is_cut`: the time
    was not enough for all, and there may be better ones.
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


class _Words(NamedTuple):
    """Words, and in how many articles each is. `doubtful`: those that only segments with dead articles know."""

    written: dict[str, int]
    doubtful: frozenset[str]


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
        self._segments.look_unless_exact()
        frequencies, documents = self._frequencies(query, deadline)
        if not self._segments.is_exact:  # neither what is looked for instead nor what is left out may tell of the dead
            return self._found(query, limits, dict.fromkeys(frequencies, 0), documents, deadline)
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
        end = min(limits.start + limits.most + (0 if self._segments.is_exact else SPARE), COUNTED)
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
        most = READ_THROUGH_SHARE * sum(sizes.values())
        read_through = {stem for phrase in phrases for stem in phrase if counted[stem,] <= most}
        self._matcher.read_through(read_through, sizes, deadline)
        counted |= self._matcher.counted(phrases, sizes, deadline) if phrases else {}
        for term in terms:
            counted[term.stems] += sum(counted[other,] for other in term.others if (other,) != term.stems)
        return counted, sum(sizes.values())

    def _meant(self, query: Query, frequencies: dict[tuple[str, ...], int], deadline: Deadline | None) -> Query:
        """The query with words that begin so, or that were probably meant, for those that nobody ever wrote; `query`
        itself where there are none.
        """
        unknown = [
            term.text
            for term in query.wanted
            if not (term.is_phrase or term.parts or frequencies[term.stems]) and letters(term.text).isalpha()
        ]
        if not unknown:
            return query
        near = self._written({row for text in unknown for row in near_rows(text)}, deadline)
        begun = self._alive(completions, unknown, near, deadline)
        rest = [text for text in unknown if text not in begun]
        changes = self._alive(suggestions, rest, near, deadline)
        if rest := [text for text in rest if text not in changes]:
            far = self._written({row for text in rest for row in far_rows(text)}, deadline)
            changes |= self._alive(suggestions, rest, far, deadline)
        meant = query.replaced({text: found[0] for text, found in changes.items()}) if changes else query
        if not begun:
            return meant
        cut = {text: tuple(dict.fromkeys(map(stem, found)))[:MOST_COMPLETIONS] for text, found in begun.items()}
        return meant.completed(cut)

    def _alive(
        self,
        choose: Callable[[str, Mapping[str, int]], tuple[str, ...]],
        asked: Sequence[str],
        words: _Words,
        deadline: Deadline | None,
    ) -> dict[str, tuple[str, ...]]:
        """What `choose` takes of `words` for each of those that are `asked`, without what dead articles alone say; only
        where something is left.
        """
        written, doubtful = words
        chosen = {text: choose(text, written) for text in asked}
        checked = {(stem(word),) for found in chosen.values() for word in found if word in doubtful}
        counted = self._matcher.counted(checked, self._segments.names(deadline), deadline) if checked else {}
        alive = {text: tuple(word for word in found if counted.get((stem(word),), 1)) for text, found in chosen.items()}
        return {text: found for text, found in alive.items() if found}

    def _written(self, rows: set[str], deadline: Deadline | None) -> _Words:
        """The words that begin as one of `rows` does."""
        asked = [(name, row) for name in self._segments.names(deadline) for row in sorted(rows)]

        def read(name: str, segment: Segment, row: str) -> tuple[dict[str, int], bool]:
            return segment.spelling(row), bool(self._segments.dead(name, segment))

        written, sure = dict[str, int](), set[str]()
        for vocabulary, are_some_dead in self._segments.each_of(asked, read, deadline):
            sure |= set() if are_some_dead else vocabulary.keys()
            for word, count in vocabulary.items():
                written[word] = written.get(word, 0) + count
        return _Words(written, frozenset(written.keys() - sure))
