"""What of an article is shown among results: the words that were looked for, marked, and a passage around them."""

from collections.abc import Sequence

from portal.model.text import Piece
from portal.search.query import Query, Term
from portal.search.words import Word, words

PASSAGE = 240
"""Characters of a text around what was found in it."""


def has_all(query: Query, *texts: str) -> bool:
    """Whether `texts` say today what `query` asks for: a segment may know an article as it was."""
    stems = [[word.stem for word in words(text)] for text in texts]
    there = [any(_runs(term, one) for one in stems) for term in query.wanted]
    return all(there) and not any(_runs(term, one) for term in query.excluded for one in stems)


def marked(text: str, query: Query) -> tuple[Piece, ...]:
    """All of `text`."""
    return _pieces(text, _spans(query, list(words(text))), 0, len(text))


def passage(text: str, query: Query, longest: int = PASSAGE) -> tuple[Piece, ...]:
    """The part of `text` in which most different terms stand, cut at words; its beginning where none does."""
    all_words = list(words(text))
    spans = _spans(query, all_words)
    start = _start(spans, text, longest) if spans and len(text) > longest else 0
    end = _end(text, start, longest)
    pieces = _pieces(text, spans, start, end)
    before = (Piece("… "),) if start else ()
    return (*before, *pieces, *((Piece(" …"),) if end < len(text) else ()))


_Span = tuple[int, int, int]
"""From where to where, and the number of the term."""


def _spans(query: Query, found: Sequence[Word]) -> list[_Span]:
    stems = [word.stem for word in found]
    spans: list[_Span] = []
    for number, term in enumerate(query.wanted):
        size = len(term.stems)
        spans += [(found[i].start, found[i + size - 1].end, number) for i in _runs(term, stems)]
    return sorted(spans)


def _runs(term: Term, stems: Sequence[str]) -> list[int]:
    """Where the stems of `term` stand one after the other."""
    first, size = term.stems[0], len(term.stems)
    return [i for i, one in enumerate(stems) if one == first and tuple(stems[i : i + size]) == term.stems]


def _pieces(text: str, spans: Sequence[_Span], start: int, end: int) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = start
    for first, last, _ in spans:
        if first < at or last > end:
            continue
        pieces += [Piece(text[at:first]), Piece(text[first:last], is_hit=True)]
        at = last
    return tuple(piece for piece in (*pieces, Piece(text[at:end])) if piece.text)


def _start(spans: Sequence[_Span], text: str, longest: int) -> int:
    """Where a passage begins that has as many different terms as can be, and the first of those; a little earlier, at
    a word.
    """

    def terms_from(span: _Span) -> int:
        return len({number for first, last, number in spans if span[0] <= first and last <= span[0] + longest * 2 // 3})

    best = max(spans, key=lambda span: (terms_from(span), -span[0]))
    earliest = min(max(0, best[0] - longest // 3), len(text) - longest)
    if earliest <= 0:
        return 0
    return min(text.find(" ", earliest) + 1 or earliest, best[0])


def _end(text: str, start: int, longest: int) -> int:
    if len(text) - start <= longest:
        return len(text)
    cut = text.rfind(" ", start, start + longest)
    return cut if cut > start else start + longest
