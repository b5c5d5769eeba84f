"""What a reader asks: words that must all be there, "phrases" as they stand, -words that must not."""

import re
from dataclasses import dataclass

from portal.search.words import stems

LONGEST = 200
"""Characters of a question that are read."""
MOST_TERMS = 12

_PART = re.compile(r"""(-?)(?:"([^"]*)"|([^\s"]+))""")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟", '"'))


@dataclass(frozen=True, kw_only=True)
class Term:
    """`text` as the reader wrote it, and the stems that stand for it: several, one after the other, for a phrase."""

    text: str
    stems: tuple[str, ...]
    is_excluded: bool = False

    @property
    def expression(self) -> str:
        return '"' + " ".join(self.stems) + '"'


@dataclass(frozen=True, kw_only=True)
class Query:
    """`text`: the question, in shape. Without a term that must be there nothing can be found."""

    text: str
    terms: tuple[Term, ...]

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.is_excluded)

    @property
    def excluded(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.is_excluded)

    def expression(self, *, section: str | None = None, column: str | None = None) -> str:
        """For MATCH. Source: SQLite FTS5, Full-text Query Syntax. `column`: where the words have to stand."""
        within = f"{{{column}}} : " if column else ""
        wanted = [f"{within}{term.expression}" for term in self.wanted]
        if section:
            wanted.append(f'section : "{section}"')
        return " NOT ".join([f"({' AND '.join(wanted)})", *(term.expression for term in self.excluded)])

    def replaced(self, changes: dict[str, str]) -> "Query":
        """With other words for some: `changes` by the term's text."""
        return parsed(" ".join(_written(term, changes.get(term.text, term.text)) for term in self.terms))


def parsed(question: str) -> Query:
    """Any text is a question; what is not a word in it is left out."""
    text = " ".join(question[:LONGEST].translate(_QUOTES).replace("\0", " ").split())
    found: list[Term] = []
    for minus, phrase, word in _PART.findall(text):
        written = (phrase or word).strip()
        if cut := stems(written):
            found.append(Term(text=written, stems=tuple(cut), is_excluded=bool(minus)))
    return Query(text=text, terms=tuple(found[:MOST_TERMS]))


def _written(term: Term, text: str) -> str:
    quoted = f'"{text}"' if " " in text else text
    return f"-{quoted}" if term.is_excluded else quoted
