"""Of what a Dutch compound is made: `gemeenteraadsverkiezingen` of gemeenteraad and verkiezing.

A compound is written as one word, so that who asks for `verkiezingen` would not find it, and who asks for `kern
centrale` no `kerncentrale`. Source: the word list of OpenTaal (compound_parts.txt).
"""

import re
from functools import cache, lru_cache
from pathlib import Path

from portal.search.stemming import letters, stem

_FILE = Path(__file__).with_name("compound_parts.txt")
SHORTEST = 7
"""Letters of a compound."""
LONGEST_PART = 18
"""Letters of a part, with what links it: the work for a word grows with its length and no faster."""
_SHORTEST_PART = 3
_SHORTEST_INFLECTED = 5
_MOST_PARTS = 4
_OF_A_SHORT_PART = 0.6
"""A part of three letters is in many words by chance: two that are long are better than one and a short one."""
_PREFIXED = re.compile(r"(?:ge|be|ver|ont|her|er|mis|re|in|af|op|om|on|aan|uit|toe|bij)")
"""Of words that begin so most are derived and no compounds: `bestuur` is no best uur. A longer first part counts."""
_SHORTEST_AFTER_PREFIX = 5
_FIRST_ALL_THE_SAME = frozenset({
    "berg", "beek", "beer", "beeld", "been", "bed", "bel", "geld", "geel", "geit", "gewest", "gebied", "gevel",
    "verf", "veer", "erf", "erts", "herfst", "hert", "herder", "mist", "mistel", "rek", "inkt", "kerk", "opera",
    "omroep", "ontwerp", "oog", "oor", "oom", "onderzoek", "reis", "recht", "rest", "rente", "rebel", "regel",
    "redactie", "record", "reddings", "regio", "ruis", "bezem", "bever", "benzine", "bewoners", "gezin",
    "geweld", "gezicht", "verkeer",
})  # fmt: skip
_LINKED = ("", "s", "en", "n", "e", "ne", "ens", "er")
"""What may stand between two parts: raad-s-lid, zeehond-en-opvang, zon-ne-bloem, kind-er-feest."""
_INFLECTED = ("en", "s", "e", "n", "a")
_NO_PARTS = frozenset({
    "ing", "lijk", "loos", "let", "ver", "per", "seel", "eer", "teer", "deer", "aar", "schap", "nis",
    "zing", "delijk", "rijf", "rijkst", "natie", "inn"})  # fmt: skip
"""Endings that an inflected word may be mistaken for: opening-en, grappen is no grap-pen."""


@lru_cache(maxsize=200_000)
def compound_parts(word: str) -> tuple[str, ...]:
    """The stems of the parts of `word`, in their order; none of what is no compound. As few parts as can be."""
    plain = letters(word)
    if len(plain) < SHORTEST or not plain.isalpha() or not plain.isascii():
        return ()
    best: dict[int, tuple[float, tuple[str, ...]]] = {len(plain): (0.0, ())}
    for start in range(len(plain) - _SHORTEST_PART, -1, -1):
        longest = min(start + LONGEST_PART, len(plain) if start else len(plain) - _SHORTEST_PART)
        for end in range(longest, start + _SHORTEST_PART - 1, -1):
            if end not in best or len(best[end][1]) >= _MOST_PARTS:
                continue
            part = _part(plain[start:end], is_first=start == 0, is_last=end == len(plain))
            if part:
                price = 1 + best[end][0] + (_OF_A_SHORT_PART if len(part) == _SHORTEST_PART else 0)
                if start not in best or price < best[start][0]:
                    best[start] = price, (part, *best[end][1])
    return best[0][1] if 0 in best else ()


def is_word(word: str) -> bool:
    """Whether it is a word of the list, as it is or inflected: of those that compounds are made of."""
    words, _ = _known()
    return letters(word) in words


def _part(run: str, *, is_first: bool, is_last: bool) -> str:
    """The stem of a part; "" where `run` is none."""
    words, stems = _known()
    if is_last:
        found = words.get(run, "")
        if not found and len(run) >= _SHORTEST_INFLECTED and run.endswith(_INFLECTED) and (cut := stem(run)) in stems:
            found = cut
        return found
    for link in _LINKED:
        base = run.removesuffix(link) if link else run
        if (link and base == run) or len(base) < _SHORTEST_PART:
            continue
        if base in words:
            is_derived = is_first and len(base) < _SHORTEST_AFTER_PREFIX and _PREFIXED.match(base)
            return "" if is_derived and base not in _FIRST_ALL_THE_SAME else words[base]
    plural = len(run) >= _SHORTEST_INFLECTED and run.endswith("en") and stem(run) in stems
    return stem(run) if plural else ""


@cache
def _known() -> tuple[dict[str, str], frozenset[str]]:
    """Words and their stems. Read when the first word is asked for: whoever never searches never pays for it."""
    lines = (line.split() for line in _FILE.read_text(encoding="ascii").splitlines() if not line.startswith("#"))
    words = {line[0]: line[-1] for line in lines}
    return words, frozenset(words.values()) - _NO_PARTS
