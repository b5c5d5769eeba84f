"""A word that nobody ever wrote, and the one that was probably meant."""

from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4
"""Letters: of shorter words every other one is near."""
LONG = 8
"""From here on a word has room for two slips."""


def better(word: str, written: Mapping[str, int]) -> str | None:
    """The nearest of `written` (words, and in how many articles): of those that are as near, one with the same first
    letter, then the most frequent. None where none is near enough.

    One slip of the pen in a short word, two in a long one; two letters that changed places are one slip. Source:
    rapidfuzz, optimal string alignment.
    """
    wrong = word.casefold()
    if len(wrong) < SHORTEST:
        return None
    slips = 1 if len(wrong) < LONG else 2
    near = process.extract(wrong, written.keys(), scorer=OSA.distance, score_cutoff=slips, limit=50)
    if not near:
        return None
    return min(near, key=lambda one: (one[1], one[0][0] != wrong[0], -written[one[0]]))[0]
