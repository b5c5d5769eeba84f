"""What stands under a picture, divided: what it shows, and whose it is."""

import re
from dataclasses import replace
from functools import lru_cache

from portal.feeds.body.dateline import AGENCIES, PARTICLES
from portal.model.article import Image

LONGEST = 1000
_NO_CREDIT = r"(?<!\bde )(?<!\bdeze )(?<!\bdie )(?<!\been )(?<!\bonze )(?<!\bhet )(?<!\bdit )"
"""«Op de foto: …» says who is on it."""
_BY = (
    rf"(?:{_NO_CREDIT}(?:(?:tekst|video)\s*(?:en|&|/|\+)\s*)?(?:(?:archief|lucht|eigen )?-?foto(?:['’]?s)?"
    r"|foto(?:graaf|grafie|grafe|credit|bron)|bron foto|beeld|afbeelding(?:en)?|illustratie|tekening"
    r"|photo(?:s|graph(?:er|y)?)?|picture|image|credits?)(?:\s*(?:en|&|/|\+)\s*(?:tekst|video))?)"
)
_NAME = r"(?P<name>[^.|;:()\[\]]{2,80}(?:\.(?=\w)[^.|;:()\[\]]{0,40}){0,3})"
_MARK = r"(?:(?:©|\(c\)|copyright\b:?)(?:\s*(?:19|20)\d\d(?=[ ,]+[^\W\d]),?)?)"
_SAID = (
    rf"(?:(?:{_MARK}\s*)?{_BY}\s*(?:[:;]|by\b|door\b)\s*(?:©\s*)?|(?:{_BY}\s*)?{_MARK}\s*"
    r"|(?<!\w )foto(?:['’]?s)?\s+(?=(?-i:[A-Z])))"
)
_CREDIT = re.compile(rf"(?:^|(?<=[\s.,;|(\[/–—-])|(?=©))[(\[]?\s*{_SAID}{_NAME}\s*[)\]]?\.?\s*$", re.IGNORECASE)
_CREDIT_ALONE = re.compile(rf"[(\[]?\s*{_SAID}{_NAME}\s*[)\]]?\.?", re.IGNORECASE)
_CREDIT_FIRST = re.compile(
    rf"[(\[]?\s*{_SAID}(?P<name>[^.|;:()\[\]/]{{2,60}}?)(?:[)\]]\.?|\s*[.|/;]|\s[–—-])\s+(?=\S)", re.IGNORECASE
)
_OF_AN_AGENCY = re.compile(r"\(([^()]{2,80})\)\.?$")
_BY_SOURCE = re.compile(
    rf"(?:^|(?<=[.!?|,;(/\s–—-]))[(\[]?(?:bron|source)\s*:\s*{_NAME}\s*[)\]]?\.?\s*$", re.IGNORECASE
)
_SOURCE = re.compile(r"(?:bron|source|quelle|via|door|by)\b\s*:?\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_MARKS = ("foto", "©", "(c)", "beeld", "copyright", "photo", "picture", "image", "credit", "illustr", "tekening")
_LONGEST_CREDIT = 100
_ENDS = " \t|–—-,;/("


def divided(text: str) -> tuple[str, str]:
    """Caption and credit of what stands under a picture; "" for what it does not say. Linear."""
    return _divided(" ".join(text.split())[:LONGEST])


def has_credit(text: str) -> bool:
    """Whether what stands under a picture says whose it is."""
    return _may_credit(text) and divided(text)[1] != ""


@lru_cache(maxsize=64)  # a line is asked for before it is known to be a caption, and again then
def _divided(line: str) -> tuple[str, str]:
    if not _may_credit(line):
        return line, ""
    first = _CREDIT_FIRST.match(line)
    if first and _is_told(line[first.end() :]):
        return line[first.end() :], first["name"].strip(" -–—")
    start = max(len(line) - _LONGEST_CREDIT - 40, 0)
    found = _CREDIT.search(line, start)
    if found is None:
        return line, ""
    return line[: found.start()].rstrip(_ENDS), found["name"].strip(" -–—")


def _by_an_agency(line: str) -> tuple[str, str]:
    """`De haven bij avond (Karel Proef/ANP)`: names in parentheses are a credit where the last is an agency."""
    found = _OF_AN_AGENCY.search(line, max(len(line) - _LONGEST_CREDIT, 0))
    if found is None or re.split(r"[/,-]", found[1])[-1].strip().upper() not in AGENCIES:
        return line, ""
    return line[: found.start()].rstrip(_ENDS), found[1].strip()


def _is_told(text: str) -> bool:
    """Whether it says what a picture shows, and is not one more name: a word that is no name stands in it."""
    return any(word[0].islower() and word not in PARTICLES for word in _WORD.findall(text))


def is_credit(text: str) -> bool:
    """Whether a line says nothing but whose the picture above it is: `Foto: Karel Proef`, `© Karel Proef`."""
    return len(text) <= _LONGEST_CREDIT and _may_credit(text) and _CREDIT_ALONE.fullmatch(text) is not None


def credit_of(text: str) -> str:
    """The name in a line that is a credit, with or without `Foto:` before it."""
    line = " ".join(text.split())[:LONGEST]
    found = _CREDIT_ALONE.fullmatch(line) if _may_credit(line) else None
    return found["name"].strip(" -–—") if found else line


def as_credit(text: str) -> str:
    """What stands where a system marks a credit, as a credit: `Bron: Karel Proef`, `Karel Proef`."""
    return text if is_credit(text) else f"© {_SOURCE.sub('', text, count=1) if _SOURCE.match(text) else text}"


def _may_credit(line: str) -> bool:
    """A first look, for most lines have none of these."""
    return any(map(line.lower().__contains__, _MARKS))


def captioned(image: Image, text: str) -> Image:
    """The picture with what stands under it; what it knew already stays."""
    caption, credit = divided(text)
    if not credit:
        caption, credit = _by_an_agency(caption)
    if not credit and (found := _BY_SOURCE.search(caption, max(len(caption) - _LONGEST_CREDIT, 0))):
        caption, credit = caption[: found.start()].rstrip(_ENDS), found["name"].strip()
    return replace(image, caption=image.caption or caption or None, credit=image.credit or credit or None)
