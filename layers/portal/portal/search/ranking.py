"""Which of the articles that match comes first: what its words weigh, where they stand, how often, and how new it is.

Source: SQLite, FTS5 Extension (auxiliary functions).
"""

from collections.abc import Mapping, Sequence
from math import log

import apsw

from portal.search.query import Query

WEIGHTS = (8.0, 3.0, 1.0, 0.7, 1.0)
"""Of a word in headline, lead and body, of one that is a part of another, and of the name of a section."""
OFTEN = 3
"""From how often on it no longer matters how often a word is there."""
HALF_AS_NEW = 120 * 86400.0
"""Seconds: of two articles that say as much, the newer comes first."""
LEAST_COVERED = 0.34
"""Of the weight of a question: below that, an article shares a word with it, and no more."""


def term_weights(query: Query, frequencies: Mapping[tuple[str, ...], int], *, articles: int) -> tuple[float, ...]:
    """Of each term that is wanted: the rarer it is, the more it says. Together 1. `frequencies`: in how many of the
    `articles` the stems of a term are.
    """
    rarity = [log(1 + articles / (1 + min(frequencies.get(term.stems, 0), articles))) for term in query.wanted]
    whole = sum(rarity) or 1.0
    return tuple(one / whole for one in rarity)


def relevance(
    api: apsw.FTS5ExtensionApi,
    phrases: Sequence[tuple[int, float]],
    weights: Sequence[float],
    *,
    least: float = LEAST_COVERED,
) -> float:
    """How much an article says of the terms: of each the best that there is, where it is and how often. What lacks some
    of them counts less than in proportion; 0 for what says little of what was asked.

    `phrases`: of each phrase, the number of its term and how much it counts (search.expression).
    """
    best = [0.0] * len(weights)
    for phrase, (term, factor) in enumerate(phrases):
        score = 0.0
        for column, places in enumerate(api.phrase_locations(phrase)[: len(WEIGHTS)]):
            if places:
                score += WEIGHTS[column] * (1 + min(len(places), OFTEN) / OFTEN)
        best[term] = max(best[term], score * factor)
    covered = sum(weight for weight, score in zip(weights, best, strict=True) if score)
    if covered < least:
        return 0.0
    return covered * covered * sum(weight * score for weight, score in zip(weights, best, strict=True))


def aged(score: float, age: float) -> float:
    """`score` of an article that is `age` seconds old."""
    return score * (1 + 1 / (1 + max(age, 0.0) / HALF_AS_NEW))
