"""What agencies leave in their copy for editors, and readers should not see: taken out, and kept as notes.

Cautious on purpose, as with datelines: a line goes only at the head or the foot of a text, and only in one of the
shapes that wires are known to use. Sources: copy and style books of ANP, dpa, Reuters, Belga, EFE, Kyodo and AP.
"""

import re
from typing import NamedTuple

from portal.feeds.body.block import Block
from portal.feeds.body.contact_data import MAIL, PHONE
from portal.feeds.body.desk_lines import LONGEST as DESK_LINE
from portal.feeds.body.desk_lines import is_desk_line, is_initials, without_desk_lines
from portal.feeds.body.house_quotes import house_quotes, with_house_quotes
from portal.feeds.body.press_contacts import SIGNS, is_press_contact, without_press_section

_LETTERSPACED = r"n ?i ?e ?u ?w +b ?e ?r ?i ?c ?h ?t"
_OPENING = re.compile(
    rf"(?:{_LETTERSPACED}\W{{0,3}}\s*vervangt|vervangt\s*:|vervangend bericht\b"
    r"|(?:herhaling|correctie|rectificatie)\s*:"
    r"|\((?:adds|updates|recasts|corrects|repeats|refiles|rewrites|changes)\b[^)]{0,300}\)\s*$"
    r"|(?:noot|nota|notitie|let op|attentie|note)\b(?! (?:van|from|by)\b)[^.:]{0,20}"
    r"\b(?:redacties?|eindredacties?|editors?)\b"
    r"|eds\s*:|\*\*\*.{0,200}\*\*\*$)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:noot|nota|notitie|let op|attentie|note)\b(?! (?:van|from|by)\b)[^.:]{0,20}"
    r"\b(?:redacties?|eindredacties?|editors?)\b|informatie voor (?:de )?redacties?\b"
    r"|niet voor publicatie\b(?! (?:bedoeld|bestemd)e? \w)|einde (?:bericht|persbericht)\b"
    r"|(?:uitsluitend )?voor de redacties?\b(?! (?:van|is|was|werd|geldt|blijft|heeft)\b)"
    rf"|redactie\s*:(?! ?(?:mail|bel|stuur|wie|wat|waar)\b)(?=.{{0,200}}(?:{MAIL}|{PHONE}))",
    re.IGNORECASE,
)
"""From here on nothing is for readers. A note of the editors («Noot van de redactie») is."""
_OPENS = frozenset(("n i", "nie", "ver", "her", "cor", "rec", "noo", "not", "let", "att", "eds", "***"))
_CLOSES = frozenset(("noo", "not", "let", "att", "inf", "nie", "uit", "voo", "red", "ein", "dpa", "die"))
"""The first three letters of what `_OPENING` and `_CLOSING` know: most paragraphs need no closer look."""
_FOOT, _LONGEST_FOOT = 8, 40
"""Blocks, in which such a line stands; dpa's own notebook is longer."""
_NOTEBOOK = re.compile(r"dpa-notizblock\b|die folgenden informationen sind nicht zur ver", re.IGNORECASE)
_HIDING = frozenset(f"<&{SIGNS}")
_CONTACTS = frozenset(
    ("con", "tel", "mob", "e-m", "ema", "per", "voo", "mee", "nad", "inf", "inl", "vra", "med", "pre", "for", "all")
)
_MARK = re.compile(
    r"(?:ends?|einde|-\s*0\s*-|-\s*30\s*-|#{2,4}|(?:\* ?){3,5}|_{2,4}|={2,}\s*\w{0,12}|\./\.\w{0,5}|\(?einde\)?"
    r"|dpa(?: [a-z]{2,4}){1,4}(?: [a-z]\d(?: [a-z]{2,4}){0,2})?)\.?",
)
_ANP_MARK = re.compile(r"\((?:c\) )?(?:ANP|AFN|Novum)(?:[/ ][A-Za-z]{2,4}){0,3}\)|©? ?ANP")
_CORRECTION = r"CORRECT(?:ED|ION|IE)?|CORR|RECTIFICATI[EF]|HERSTEL(?:D)?"
_UPDATE = r"UPDATE(?: ?\d{1,2})?"
_SUFFIX = re.compile(rf"\s*[(\[](?P<word>{_CORRECTION}|{_UPDATE}|UITGEBREID|NIEUW|HERHALING|VIDEO)[)\]]\s*$")
_PREFIX = re.compile(rf"^(?P<word>{_CORRECTION}|{_UPDATE})\s*[:-]\s+(?=\S)")
_NUMBER = re.compile(r"\s*\((?P<number>[2-9]|1\d)\)\s*$")


class Headline(NamedTuple):
    """`text` without marks of versions; `correction`: what a mark calls it, in good Dutch, "" for none."""

    text: str
    correction: str = ""


def without_marks(headline: str, revision: str | None) -> Headline:
    """A headline as readers should see it. `(2)` goes only where it is the revision: it may be the age of a child."""
    text, correction = house_quotes(headline), ""
    for shape in (_SUFFIX, _PREFIX):
        mark = shape.search(text) if shape is _PREFIX or text.rstrip()[-1:] in (")", "]") else None
        if mark and len(text) > len(mark[0]):
            correction = correction or _correction(mark["word"])
            text = text[: mark.start()] + text[mark.end() :]
    number = _NUMBER.search(text) if revision else None
    if number and number["number"] == re.sub(r"\D", "", revision or "").lstrip("0"):
        text = text[: number.start()]
    return Headline(text=text, correction=correction)


def _correction(word: str) -> str:
    if not re.fullmatch(_CORRECTION, word):
        return ""
    return "Rectificatie" if word.startswith("RECT") else "Correctie"


def without_notes(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks that are for readers, and the text of those that were not, in their order."""
    start = 0
    while start < min(len(blocks) - 1, 3) and _begins(blocks[start], _OPENS) and _OPENING.match(blocks[start].text):
        start += 1
    end = _end(blocks, start + 1)
    kept, pressed = without_press_section(blocks[start:end])
    last = len(kept)
    while last > 1 and _may_be_for_editors(kept[last - 1]) and _is_for_editors(kept[last - 1].text):
        last -= 1
    kept, below = kept[:last], kept[last:]
    kept, cut = _without_desk_lines(kept)
    kept = with_house_quotes(kept)
    if len(kept) == len(blocks) and not cut:
        return kept, ()
    behind = (*(block.text for block in below), *pressed, *(block.text for block in blocks[end:]))
    return kept, (*(block.text for block in blocks[:start]), *cut, *behind)


def _end(blocks: tuple[Block, ...], first: int) -> int:
    """Where what is for editors begins; `first` is the first block that may be."""
    count = len(blocks)
    is_of_dpa = count - _FOOT > first and "dpa" in "".join([markup for _, markup, _ in blocks[-_FOOT:]])
    start = max(first, count - (_LONGEST_FOOT if is_of_dpa else _FOOT))
    for number, (tag, html, _) in enumerate(blocks[start:], start):
        if (html[:3].lower() in _CLOSES or html[:1] in _HIDING) and tag in ("p", "h2"):
            text = blocks[number].text.lstrip(SIGNS)
            if text[:3].lower() not in _CLOSES:
                continue
            if _NOTEBOOK.match(text) or (number >= count - _FOOT and _CLOSING.match(text)):
                return number
    return count


def _without_desk_lines(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], list[str]]:
    if not blocks or blocks[-1].tag != "p":
        return blocks, []
    markup, cut = without_desk_lines(blocks[-1].html)
    return ((*blocks[:-1], blocks[-1]._replace(html=markup)), cut) if cut else (blocks, [])


def _begins(block: Block, words: frozenset[str]) -> bool:
    """Whether it may begin with one of these; markup, an entity or a bracket may hide it."""
    return block.html[:1] in _HIDING or block.html[:3].lower() in words


def _may_be_for_editors(block: Block) -> bool:
    """A first look: short enough for a mark, or beginning as contacts do."""
    return block.tag == "p" and (len(block.html) < DESK_LINE or _begins(block, _CONTACTS))


def _is_for_editors(text: str) -> bool:
    if len(text) < 60 and (_MARK.fullmatch(text) or _ANP_MARK.fullmatch(text) or is_initials(text)):
        return True
    return is_desk_line(text) or is_press_contact(text)
