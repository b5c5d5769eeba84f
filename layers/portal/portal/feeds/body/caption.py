"""What stands under a picture, divided: what it shows, and whose it is."""

import re
from dataclasses import replace

from portal.model.article import Image

LONGEST = 1000
_BY = (
    r"(?:foto(?:graaf|grafie|grafe|credit|bron)?|bron foto|beeld|illustratie|tekening|photo(?:graph(?:er|y)?)?"
    r"|picture|image|credits?)"
)
_NAME = r"(?P<name>[^.|;:()]{2,80}(?:\.(?=\w)[^.|;:()]{0,40})?)"
_MARK = r"(?:©|\(c\)|copyright\b:?)"
_SAID = (
    rf"(?:(?:{_MARK}\s*)?{_BY}\s*(?::|by\b|door\b)\s*(?:©\s*)?|(?:{_BY}\s*)?{_MARK}\s*"
    r"|foto\s+(?=(?-i:[A-Z])))"
)
_CREDIT = re.compile(rf"(?:^|(?<=[\s.,;|(\[/–—-]))[(\[]?\s*{_SAID}{_NAME}\s*[)\]]?\.?\s*$", re.IGNORECASE)
_CREDIT_ALONE = re.compile(rf"[(\[]?\s*{_SAID}{_NAME}\s*[)\]]?\.?", re.IGNORECASE)
_MARKS = ("foto", "©", "(c)", "beeld", "copyright", "photo", "picture", "image", "credit", "illustr", "tekening")
_LONGEST_CREDIT = 100
_ENDS = " \t|–—-,;/("


def divided(text: str) -> tuple[str, str]:
    """Caption and credit of what stands under a picture; "" for what it does not say. Linear."""
    line = " ".join(text.split())[:LONGEST]
    if not _may_credit(line):
        return line, ""
    start = max(len(line) - _LONGEST_CREDIT - 40, 0)
    found = _CREDIT.search(line, start)
    if found is None:
        return line, ""
    return line[: found.start()].rstrip(_ENDS), found["name"].strip(" -–—")


def is_credit(text: str) -> bool:
    """Whether a line says nothing but whose the picture above it is: `Foto: Karel Proef`, `© Karel Proef`."""
    return len(text) <= _LONGEST_CREDIT and _may_credit(text) and _CREDIT_ALONE.fullmatch(text) is not None


def credit_of(text: str) -> str:
    """The name in a line that is a credit, with or without `Foto:` before it."""
    line = " ".join(text.split())[:LONGEST]
    found = _CREDIT_ALONE.fullmatch(line) if _may_credit(line) else None
    return found["name"].strip(" -–—") if found else line


def _may_credit(line: str) -> bool:
    """A first look, for most lines have none of these."""
    low = line.lower()
    return any(mark in low for mark in _MARKS)


def captioned(image: Image, text: str) -> Image:
    """The picture with what stands under it; what it knew already stays."""
    caption, credit = divided(text)
    return replace(image, caption=image.caption or caption or None, credit=image.credit or credit or None)
