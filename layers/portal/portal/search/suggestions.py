"""A word that nobody ever wrote: what it begins, or the one that was probably meant.

Source: rapidfuzz, optimal string alignment.
"""

from collections.abc import Mapping
from string import ascii_lowercase

from rapidfuzz import process
from rapidfuzz.distance import OSA

from portal.search.compounds import is_word
from portal.search.stemming import letters

SHORTEST = 4
"""Letters: of shorter words every other one is near."""
LONG = 8
"""From here on a word has room for two slips."""
MOST_COMPLETIONS = 5
MOST_SUGGESTIONS = 5
"""Where the first is a word that only a dead article says, the next one is meant."""
_VOWELS = "aeiou"


def near_rows(word: str) -> set[str]:
    """The beginnings of words among which that probably is which was meant: as they stand, with two letters changed,
    one left out, one too many, or another vowel.
    """
    wrong = letters(word)
    if len(wrong) < SHORTEST:
        return set()
    first, second, third = wrong[0], wrong[1], wrong[2]
    rows = {first + second, second + first, first + third, second + third}
    return rows | {first + other for other in _VOWELS if second in _VOWELS}


def far_rows(word: str) -> set[str]:
    """Those among which it may be yet: with any letter before the first, or in the place of the second."""
    wrong = letters(word)
    if len(wrong) < SHORTEST:
        return set()
    return {f"{other}{wrong[0]}" for other in ascii_lowercase} | {f"{wrong[0]}{other}" for other in ascii_lowercase}


def completions(word: str, written: Mapping[str, int]) -> tuple[str, ...]:
    """The words in most articles that begin as `word` does, of one that is not typed to its end; the first first."""
    begun = letters(word)
    if len(begun) < SHORTEST:
        return ()
    found = sorted((one for one in written if one.startswith(begun)), key=lambda one: (-written[one], len(one), one))
    return tuple(found[: 3 * MOST_COMPLETIONS])


def suggestions(word: str, written: Mapping[str, int]) -> tuple[str, ...]:
    """The nearest of `written` (words, and in how many articles), the nearest first; of those that are as near, one
    with the same first letter, then the most frequent. None where none is near enough.

    One slip of the pen in a short word, two in a long one; two letters that changed places are one slip. A word of the
    language is no slip, though nobody here ever wrote it.
    """
    wrong = letters(word)
    if len(wrong) < SHORTEST or is_word(wrong):
        return ()
    slips = 1 if len(wrong) < LONG else 2
    near = process.extract(wrong, written.keys(), scorer=OSA.distance, score_cutoff=slips, limit=50)
    nearest = sorted(near, key=lambda one: (one[1], one[0][0] != wrong[0], -written[one[0]]))
    return tuple(one[0] for one in nearest[:MOST_SUGGESTIONS])
