"""Asks every segment at the same time what matches, and puts the answers together."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from heapq import nlargest
from itertools import chain
from typing import NamedTuple

from portal.deadline import Deadline
from portal.search.expression import Expression
from portal.search.range_vfs import ReadLimit
from portal.search.ranking import LEAST_COVERED
from portal.search.segment import EVER, Asked, Period, Segment
from portal.search.segments import Segments

COUNTED = 1000
"""So many are counted, and can be leafed through; who finds more asks more precisely."""
MOST_REMEMBERED = 10_000
"""Words of segments that were read through."""
SHARE_OF_TIME = 0.7
"""Of the time until the deadline: the rest is for what is shown."""


class Match(NamedTuple):
    """An article that matches, in the order in which matches are compared. `published`: seconds since 1970; `segment`,
    `number`: where it is.
    """

    score: float
    published: int
    segment: str
    number: int


class Matcher:
    """Over `segments`, for one question at a time; `now` gives seconds since 1970. Everything raises StorageError, and
    a DeadlineError where there is a deadline.
    """

    def __init__(self, segments: Segments, *, now: Callable[[], float]) -> None:
        self._segments = segments
        self._now = now
        self._read_through: set[tuple[str, str]] = set()

    def matches(
        self,
        expression: Expression,
        weights: tuple[float, ...],
        *,
        period: Period = EVER,
        by_time: bool = False,
        deadline: Deadline | None = None,
        also: Expression | None = None,
        least_covered: float = LEAST_COVERED,
    ) -> tuple[list[Match], bool, bool]:
        """The first COUNTED, the best first, or the newest (`by_time`); whether there are more, and whether time was up
        before all was read.

        `also`: where a segment has more than can be ranked, those that match this are, too.
        """
        read_limit = limit_until(deadline)

        def ask(name: str, segment: Segment) -> tuple[list[Match], bool]:
            before = self._segments.before(name)
            end = period.end if before is None else min(before, period.end)
            asked = Asked(
                expression=expression,
                weights=weights,
                least_covered=least_covered,
                period=Period(period.first, end),
                dead=self._segments.dead(name, segment),
                most=COUNTED + 1,
                read_limit=read_limit,
            )
            if by_time:
                numbers, is_all = segment.newest(asked)
                return [Match(0.0, segment.published(one), name, one) for one in numbers], is_all
            scores, is_all = segment.best(asked, now=self._now())
            if also and len(scores) > COUNTED:
                scores = segment.best(replace(asked, expression=also, most=COUNTED // 4), now=self._now())[0] | scores
            return [Match(score, segment.published(one), name, one) for one, score in scores.items()], is_all

        answers = self._segments.each(ask, deadline=deadline)
        count = sum(len(found) for found, _ in answers)
        first = nlargest(COUNTED, chain.from_iterable(found for found, _ in answers))
        return first, count > COUNTED, not all(is_all for _, is_all in answers)

    def sizes(self, deadline: Deadline | None = None) -> dict[str, int]:
        """How many articles each segment knows."""
        return dict(self._segments.each(lambda name, segment: (name, segment.documents), deadline=deadline))

    def counted(
        self, terms: Collection[tuple[str, ...]], names: Iterable[str], deadline: Deadline | None = None
    ) -> dict[tuple[str, ...], int]:
        """In how many articles of the segments called `names` each of `terms` is: a stem, or several as a phrase."""
        asked = [(name, stems) for name in names for stems in sorted(terms)]
        read_limit = limit_until(deadline)

        def count(name: str, segment: Segment, stems: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
            dead = self._segments.dead(name, segment)
            return stems, segment.frequency(stems, dead=dead, read_limit=read_limit)

        answers = self._segments.each_of(asked, count, deadline)
        found = dict.fromkeys(terms, 0)
        for stems, articles in answers:
            found[stems] += articles
        return found

    def read_through(self, stems: Collection[str], names: Iterable[str], deadline: Deadline | None = None) -> None:
        """Before a phrase is looked for: what it reads of its words, of each at the same time. Left to itself it reads
        a range of one word, and then of the next, and waits for each. Once for each word of a segment.
        """
        asked = [(name, stem) for name in names for stem in sorted(stems) if (name, stem) not in self._read_through]
        read_limit = limit_until(deadline)
        self._segments.each_of(
            asked, lambda _, segment, stem: segment.read_through(stem, read_limit=read_limit), deadline
        )
        self._read_through.update(asked if len(self._read_through) < MOST_REMEMBERED else ())

    def slugs(self, found: Sequence[Match], deadline: Deadline | None = None) -> tuple[str, ...]:
        """The slugs of matches, each once; without those of a segment that has gone meanwhile."""
        slugs = dict(
            self._segments.each_of(
                [(one.segment, one) for one in found], lambda _, segment, one: (one, segment.slug(one.number)), deadline
            )
        )
        return tuple(dict.fromkeys(slugs[one] for one in found if one in slugs))


def limit_until(deadline: Deadline | None) -> ReadLimit:
    """What a question may cost: its share of the time that is left, and so many bytes."""
    limit = deadline.part(SHARE_OF_TIME) if deadline else None
    return ReadLimit((lambda: limit.left <= 0) if limit else (lambda: False))
