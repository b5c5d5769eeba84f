"""From a query to what FTS5 is asked. Source: SQLite FTS5, Full-text Query Syntax.

A word is there as itself or as a part of a compound; where few say it so, as the parts of one: who asks for
`kerncentrale` finds «de centrale draait op kernenergie», below what says it in one word.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from portal.search.query import Query, Term

TEXTS = "{headline lead body parts}"
_OF_ITSELF, _BEGINS_SO, _IN_ONE, _APART, _SECTION = 1.0, 0.8, 0.8, 0.35, 0.7
"""How much a phrase counts: the word, one that begins so, its parts one after the other in a compound, or anywhere; the
section that it names.
"""
_MOST_PAIRS = 15


@dataclass(frozen=True, kw_only=True)
class Expression:
    """`text` for MATCH. `phrases`: of each phrase in it, in order, the number of its term and how much it counts."""

    text: str
    phrases: tuple[tuple[int, float], ...]


@dataclass
class _Writer:
    """Writes phrases, and remembers whose they are: FTS5 counts them in the order in which they stand."""

    terms: Sequence[Term]
    column: str = TEXTS
    is_apart: bool = False
    phrases: list[tuple[int, float]] = field(default_factory=list)

    def term(self, number: int) -> str:
        term = self.terms[number]
        ways = [self._phrase(number, term.stems, _OF_ITSELF)]
        ways += [self._phrase(number, (other,), _BEGINS_SO) for other in term.others]
        if term.parts:
            ways.append(self._phrase(number, term.parts, _IN_ONE))
        if term.parts and self.is_apart:
            apart = " AND ".join(self._phrase(number, (part,), _APART) for part in term.parts)
            ways.append(f"({apart})")
        found = f"{self.column} : ({' OR '.join(ways)})"
        if term.section and self.column == TEXTS:
            self.phrases.append((number, _SECTION))
            return f'({found} OR section : "{term.section}")'
        return found

    def _phrase(self, number: int, stems: Sequence[str], factor: float) -> str:
        self.phrases.append((number, factor))
        return f'"{" ".join(stems)}"'


def with_all(query: Query, *, section: str | None = None, column: str = TEXTS) -> Expression:
    """Every term that is wanted must be there, in `column`."""
    writer = _Writer(query.wanted, column)
    wanted = " AND ".join(writer.term(number) for number in range(len(writer.terms)))
    return _finished(query, writer, wanted, section)


def with_some(query: Query, common: Collection[int], *, section: str | None = None) -> Expression:
    """One of the terms that are rare, or two of those that are `common` (numbers of terms): what is in a tenth of all
    says nothing alone, and would have to be read for nothing.
    """
    writer = _Writer(query.wanted, is_apart=True)
    rare = [number for number in range(len(writer.terms)) if number not in common]
    ways = [writer.term(number) for number in rare]
    pairs = list(combinations(sorted(common), 2))[:_MOST_PAIRS]
    ways += [f"({writer.term(one)} AND {writer.term(other)})" for one, other in pairs]
    if rare and common:  # matched only beside a rare one, and counted there
        one = " OR ".join(writer.term(number) for number in rare)  # written first, as its phrases stand first
        beside = " OR ".join(writer.term(number) for number in sorted(common))
        ways.append(f"(({one}) AND ({beside}))")
    return _finished(query, writer, " OR ".join(ways), section)


def alone(stems: Sequence[str]) -> str:
    """For asking in how many articles a phrase is."""
    return f'{TEXTS} : "{" ".join(stems)}"'


def _finished(query: Query, writer: _Writer, wanted: str, section: str | None) -> Expression:
    text = f'({wanted}) AND section : "{section}"' if section else wanted
    for term in query.excluded:
        text = f'({text}) NOT ({{headline lead body}} : "{" ".join(term.stems)}")'
    return Expression(text=text, phrases=tuple(writer.phrases))
