"""What of an article is shown among results: the words that were looked for, marked, and a passage around them."""

from collections import Counter
from collections.abc import Sequence

from portal.model.text import Piece
from portal.search.compounds import compound_parts
from portal.search.query import Query, Term
from portal.search.stemming import Word, words

PASSAGE = 240
"""Characters of a text around what was found in it."""


def marked(text: str, query: Query) -> tuple[Piece, ...]:
    """All of `text`."""
    return _pieces(text, _spans(query, text, list(words(text))), 0, len(text))


def passage(text: str, query: Query, longest: int = PASSAGE) -> tuple[Piece, ...]:
    """The part of `text` in which most different terms stand, cut at words; its beginning where none does."""
    all_words = list(words(text))
    spans = _spans(query, text, all_words)
    start = _start(spans, text, longest) if spans and len(text) > longest else 0
    end = _end(text, start, longest)
    pieces = _pieces(text, spans, start, end)
    before = (Piece("… "),) if start else ()
    return (*before, *pieces, *((Piece(" …"),) if end < len(text) else ()))


_Span = tuple[int, int, int]
"""From where to where, and the number of the term."""


def _spans(query: Query, text: str, found: Sequence[Word]) -> list[_Span]:
    """Of every term, where it stands: as a word or phrase, or within a compound; else where its own parts stand."""
    spans: list[_Span] = []
    for number, term in enumerate(query.wanted):
        size = len(term.stems)
        places = [place for place in range(len(found)) if _is_hit(term, text, found, place)]
        places = places or [place for place, word in enumerate(found) if word.stem in term.parts]
        spans += [(found[place].start, found[place + size - 1].end, number) for place in places]
    return sorted(spans)


def _is_hit(term: Term, text: str, found: Sequence[Word], place: int) -> bool:
    if term.is_phrase:
        return _stands_at(term, found, place)
    word = found[place]
    return _says(term, word.stem, text[word.start : word.end])


def _stands_at(term: Term, found: Sequence[Word], place: int) -> bool:
    if found[place].stem != term.stems[0]:
        return False
    return tuple(word.stem for word in found[place : place + len(term.stems)]) == term.stems


def _says(term: Term, stem: str, word: str) -> bool:
    """Whether a word is the term, begins as it does, or is a compound of it."""
    if stem == term.stems[0] or stem in term.others:
        return True
    return term.stems[0] in compound_parts(word)


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
    a word. One pass: a window goes over the spans, and counts what enters and leaves it.
    """
    within: Counter[int] = Counter()
    best, most, behind = spans[0], 0, 0
    for span in spans:
        while behind < len(spans) and spans[behind][1] <= span[0] + longest * 2 // 3:
            within[spans[behind][2]] += 1
            behind += 1
        if len(+within) > most:
            best, most = span, len(+within)
        within[span[2]] -= 1
    earliest = min(max(0, best[0] - longest // 3), len(text) - longest)
    if earliest <= 0:
        return 0
    return min(text.find(" ", earliest) + 1 or earliest, best[0])


def _end(text: str, start: int, longest: int) -> int:
    if len(text) - start <= longest:
        return len(text)
    cut = text.rfind(" ", start, start + longest)
    return cut if cut > start else start + longest
