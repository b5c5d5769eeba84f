"""What a reader asks: words, "phrases" as they stand, -words that must not be there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from portal.search.compounds import compound_parts
from portal.search.stemming import joined, stems
from portal.search.stop_words import STOP_WORDS

LONGEST = 200
"""Characters of a question that are read."""
MOST_TERMS = 12

_PART = re.compile(r"""(-(?!\d{1,2}(?:[.,]\d+)?(?!\w)))?(?:"([^"]*)"|([^\s"]+))""")
"""A minus, a phrase, a word. A number of two digits that has a minus is a temperature: `-5 graden`."""
_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟", '"'))


@dataclass(frozen=True, kw_only=True)
class Term:
    """`text` as the reader wrote it, and the stems that stand for it: several, one after the other, for a phrase.

    `parts`: of a compound, the stems that it is made of. `others`: stems that are as good, of words that begin so, or
    of the word without its hyphen. `section`: the slug of the section that it names, in whose articles it need not
    stand; "" for none.
    """

    text: str
    stems: tuple[str, ...]
    parts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    section: str = ""
    is_excluded: bool = False

    @property
    def is_phrase(self) -> bool:
        return len(self.stems) > 1

    @property
    def is_stop_word(self) -> bool:
        return not self.is_phrase and self.text.casefold().replace("’", "'").strip("?!.,;:") in STOP_WORDS


@dataclass(frozen=True, kw_only=True)
class Query:
    """`text`: the question, in shape. Without a term that is wanted nothing can be found."""

    text: str
    terms: tuple[Term, ...]

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that decide: without stop words, where there is anything else."""
        wanted = tuple(term for term in self.terms if not term.is_excluded)
        return tuple(term for term in wanted if not term.is_stop_word) or wanted

    @property
    def excluded(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.is_excluded)

    def replaced(self, changes: Mapping[str, str]) -> "Query":
        """With other words for some: `changes` by the term's text."""
        told = parsed(" ".join(_written(term, changes.get(term.text, term.text)) for term in self.terms))
        return told.in_sections({term.stems: term.section for term in self.terms if term.section})

    def completed(self, others: Mapping[str, tuple[str, ...]]) -> "Query":
        """With stems of words that begin as a term does: `others` by the term's text."""
        terms = (replace(term, others=others.get(term.text, term.others)) for term in self.terms)
        return replace(self, terms=tuple(terms))

    def in_sections(self, slugs: Mapping[tuple[str, ...], str]) -> "Query":
        """With the sections that terms name: `slugs` by the stems of a name. «voetbal goes» is asked of the articles of
        Goes, too, that do not say so. Who asks for a name alone gets what says it; to its section leads a link.
        """
        if len(self.wanted) < 2:
            return self
        terms = (replace(term, section=slugs.get(term.stems, term.section)) for term in self.terms)
        return replace(self, terms=tuple(terms))


def parsed(question: str) -> Query:
    """Any text is a question; what is not a word in it is left out."""
    text = " ".join(question[:LONGEST].translate(_QUOTES).replace("\0", " ").split())
    found: list[Term] = []
    for minus, phrase, word in _PART.findall(text):
        written = (phrase or word).strip()
        if cut := tuple(filter(None, stems(written))):
            parts = compound_parts(written) if len(cut) == 1 else ()
            others = tuple(joined(word)) if len(cut) == word.count("-") + 1 else ()
            found.append(Term(text=written, stems=cut, parts=parts, others=others, is_excluded=bool(minus)))
    return Query(text=text, terms=tuple(found[:MOST_TERMS]))


def _written(term: Term, text: str) -> str:
    is_number = term.is_excluded and text[:1].isdigit()  # with a minus it would be a temperature
    quoted = f'"{text}"' if " " in text or is_number else text
    return f"-{quoted}" if term.is_excluded else quoted
