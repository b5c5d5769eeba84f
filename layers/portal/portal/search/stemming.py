"""From text to what is looked up: words without accents and case, cut to their Dutch stem.

Source: Snowball's Dutch stemmer (snowballstem.org/algorithms/dutch/stemmer.html), since version 3 that of Kraaij and
Pohlmann, which knows a long vowel from a short one: `zaken` is no `zak`. Unicode UAX #15 (NFKD).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from Stemmer import Stemmer

LONGEST = 64
"""Letters of a word that are looked up: nobody types more, and what is longer is no word."""
_WORD = re.compile(r"\d+(?:[.]\d{3})+(?!\d)|[^\W_]+(?:['’][^\W_]+|[\u0300-\u036f\u00ad]+[^\W_]*)*")
"""A word; `foto's` is one, and so is a number with its points: `3.500`. An accent may stand behind its letter (NFD), a
hyphen that nobody sees within.
"""
_HYPHENATED = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
_PLURAL = re.compile(r"['’]s$|(?<=ie)s$|(?<=^zo)['’]n$")
"""What the stemmer leaves: foto's, provincies; and zo'n, which is no sun."""
_DUTCH = Stemmer("dutch")
_WITHOUT_ITS_N = re.compile(r".{2,}(?:[^i]|[aoue]i)e")
"""The stemmer cuts -en and leaves -e: `groten` is `groot`, `grote` is not. Not of `politie`."""
_SHORT_VOWELS = {
    "leden": "lid", "steden": "stad", "schepen": "schip", "smeden": "smid", "dagen": "dag", "wegen": "weg",
    "paden": "pad", "glazen": "glas", "gaten": "gat", "vaten": "vat", "graven": "graf", "hoven": "hof", "daken": "dak",
    "oorlogen": "oorlog", "verdragen": "verdrag", "bedragen": "bedrag", "aanslagen": "aanslag", "toeslagen": "toeslag",
    "uitslagen": "uitslag", "gebreken": "gebrek", "bevelen": "bevel", "verboden": "verbod", "gebeden": "gebed",
    "kinderen": "kind", "eieren": "ei", "runderen": "rund", "kalveren": "kalf", "lammeren": "lam", "bladeren": "blad",
    "volkeren": "volk", "liederen": "lied", "koeien": "koe", "musea": "museum", "paarden": "paard", "hoofden": "hoofd",
    "moorden": "moord", "goden": "god", "schoten": "schot", "loten": "lot", "baden": "bad", "bladen": "blad",
    "dalen": "dal", "verslagen": "verslag", "politici": "politicus", "fotos": "foto", "autos": "auto",
    "videos": "video", "cameras": "camera", "radios": "radio", "euros": "euro",
}  # fmt: skip
"""Plurals whose vowel or ending changes, and that a rule would take for another word's (leed, daag, kinder)."""
_IRREGULAR = re.compile(rf"(.*?)(?<!ge)(?<!ver)(?<!over)(?<!be)(?<!uit)(?<!op)(?<!af)({'|'.join(_SHORT_VOWELS)})")
_PRESENT = re.compile(
    r"(.{2,}(?:[gm]|(?<!er)w|(?<![aeiou])(?<!s[mp])(?<!b)(?<!hass)[ae]l|eer)|.+(?:aa|(?<!t)ee|oo|oe|ij|ei|eu|ui|ou)l|.+(?:aa|ee|oo|oe|ij|ei|eu|ui)n"
    r"|(?:be|ver)?dien|.+(?:aai|oei)|.*[^n]ooi|.*[wg]in)t"
    r"|((?:be|ver|ont|her|over|onder).*g)d"
)
"""The stemmer leaves what stands in most headlines: `stijgt`, `betaalt`, `wint`; and `verhoogd`. Only endings that
hardly a noun has: `krant`, `kust` and `poort` keep theirs, whatever verbs there are.
"""
_OF_MORE_SYLLABLES = re.compile(r"(.*(?:op|oef|reg|rek|tek)en)t")
"""Of these the stemmer knows the infinitive alone: `opent` is `openen`."""
_KEPT = re.compile(r"(gemeente|.*gemeente(?=[ns]?$))(.*)")
"""The stemmer takes its `ge` for that of a participle."""


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


def surfaces(text: str) -> list[str]:
    """The words of `text` as they are written."""
    return _WORD.findall(text)


def joined(text: str) -> list[str]:
    """The stems of words with a hyphen, as they are without it: `e-mail` is `email`. Not of numbers: 3-0 is no 30."""
    found = [stem(word.replace("-", "")) for word in _HYPHENATED.findall(text)]
    return [one for one in found if one and not one.isdigit()]


@lru_cache(maxsize=200_000)
def letters(word: str) -> str:
    """A word without case, accents and signs: `Café` and `cafe` are one, and so are `3.500` and `3500`."""
    spread = unicodedata.normalize("NFKD", _PLURAL.sub("", word[:LONGEST].casefold()))
    return "".join(sign for sign in spread if sign.isalnum())


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """`Dijken` and `dijk` are one, `huizen` and `huis`, `steden` and `stad`; `zaken` and `zak` are not."""
    plain = letters(word)
    if found := _KEPT.fullmatch(plain):
        return f"{found[1]}{'' if found[2] in ('n', 's') else stem(found[2])}"
    if found := _IRREGULAR.fullmatch(plain):
        return f"{found[1]}{_SHORT_VOWELS[found[2]]}"
    return _cut(_cut(_infinitive(plain))) or plain


def _infinitive(word: str) -> str:
    """Of a verb what the stemmer makes its stem of."""
    if found := _OF_MORE_SYLLABLES.fullmatch(word):
        return f"{found[1]}en"
    found = _PRESENT.fullmatch(word)
    return found[1] or found[2] if found else word


def _cut(word: str) -> str:
    """Twice: of `windmolens` the stemmer makes `windmolen`, and of that `windmool`."""
    cut: str = _DUTCH.stemWord(f"{word}n" if _WITHOUT_ITS_N.fullmatch(word) else word)
    return cut
