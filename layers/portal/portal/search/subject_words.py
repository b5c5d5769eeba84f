"""The words that say what an article is about: those that it has often and others seldom (tf-idf).

Source: Manning, Raghavan, Schütze, Introduction to Information Retrieval, §6.2; Apache Lucene, MoreLikeThis.
"""

from collections import Counter
from collections.abc import Mapping
from math import log

from portal.search.query import Query, Term
from portal.search.segment_file import IndexedArticle
from portal.search.stemming import stem, surfaces
from portal.search.stop_words import STOP_WORDS

MOST_COUNTED = 32
"""Stems of an article whose frequency is looked up."""
MOST_WORDS = 10
SHORTEST = 4
"""Letters of a word that says something."""
COMMON_SHARE, LEAST_COMMON, MOST_COMMON = 0.02, 8, 120
"""A stem in more articles than this share of all says nothing of a subject; at least and at most so many articles."""
_HEADLINE, _LEAD, _BODY = 3, 2, 1
_LONGEST_BODY = 4000
"""Characters: what an article is about it says at its beginning."""


def counted(article: IndexedArticle) -> dict[str, int]:
    """The stems that may say what it is about, and how often it does: in its headline thrice, in its lead twice."""
    told = Counter[str]()
    for text, weight in (
        (article.headline, _HEADLINE),
        (article.lead, _LEAD),
        (article.body[:_LONGEST_BODY], _BODY),
    ):
        for word in surfaces(text):
            if len(word) >= SHORTEST and not word.isdigit() and word.casefold() not in STOP_WORDS:
                told[stem(word)] += weight
    return dict(told.most_common(MOST_COUNTED))


def subject_words(
    told: Mapping[str, int], frequencies: Mapping[str, int], *, articles: int
) -> tuple[Query, tuple[float, ...]]:
    """What to ask for the nearest of an article, and what each word of it weighs, together 1: also those that no other
    has, or all that has a word in common would be near. `told`: `counted`; `frequencies`: in how many of the `articles`
    each stem is.
    """
    most = min(max(COMMON_SHARE * articles, LEAST_COMMON), MOST_COMMON)
    weights = {
        one: (1 + log(often)) * log(1 + articles / max(frequencies[one], 1))
        for one, often in told.items()
        if frequencies[one] <= most
    }
    chosen = sorted(weights, key=lambda one: (-weights[one], one))[:MOST_WORDS]
    whole = sum(weights[one] for one in chosen)
    terms = tuple(Term(text=one, stems=(one,)) for one in chosen)
    return Query(text=" ".join(chosen), terms=terms), tuple(weights[one] / whole for one in chosen)
