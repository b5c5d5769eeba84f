"""From text to what is looked up: words without accents and case, cut to their Dutch stem.

Source: Snowball, Porter's Dutch stemmer (snowballstem.org/algorithms/dutch_porter/stemmer.html): unlike its successor
it makes one of `mooi` and `mooie`. Unicode UAX #15 (NFKD).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from Stemmer import Stemmer

_WORD = re.compile(r"\d+(?:[.]\d{3})+(?!\d)|[^\W_]+(?:['’][^\W_]+)*")
"""A word; `foto's` is one, and so is a number with its points: `3.500`."""
_PLURAL = re.compile(r"(?<=[aeiouy])['’]s$|(?<=ie)s$")
"""What the stemmer leaves: foto's, provincies."""
_DUTCH = Stemmer("dutch_porter")


class Word(NamedTuple):
    """A word of a text, and from where to where it stands there."""

    stem: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of plain text, in order."""
    for found in _WORD.finditer(text):
        yield Word(stem(found[0]), found.start(), found.end())


def stems(text: str) -> list[str]:
    """Likewise, but what is looked up alone."""
    return [stem(word) for word in _WORD.findall(text)]


def surfaces(text: str) -> set[str]:
    """The words of `text` as they are written, without case: what a spelling is compared with."""
    return {word.casefold() for word in _WORD.findall(text) if word[0].isalpha()}


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """`Dijken` and `dijk` are one, and so are `Café` and `cafe`, `3.500` and `3500`.

    Cut twice: of `windmolens` the stemmer makes `windmolen`, and of that `windmol`.
    """
    spread = unicodedata.normalize("NFKD", _PLURAL.sub("", word.casefold()))
    plain = "".join(sign for sign in spread if sign.isalnum())
    cut: str = _DUTCH.stemWord(_DUTCH.stemWord(plain))
    return cut or plain
