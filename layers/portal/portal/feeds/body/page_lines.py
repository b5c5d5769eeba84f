"""Lines of the page that a text stands on: when it was put there, how long it takes to read, where an advertisement is.

Sources: Drupal 6 and 7 («Ingediend door … op …») and its Views, SharePoint's list feeds, WordPress plug-ins for reading
time and speech, municipal sites.
"""

import re
from collections.abc import Sequence

from portal.feeds.body.block import Block

DATE = (
    r"(?:(?:ma|di|wo|do|vr|za|zo|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,8}\.?,?\s+)?"
    r"\d{1,4}[-/. ](?:\d{1,2}|[a-z]{3,9}\.?)[-/. ]\d{2,4}"
)
CLOCK = r"(?:\s*[-–|,]?\s*(?:om\s+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*u(?:ur)?\b)?)?"
LONGEST = 200
"""Characters: of such a line."""
_AT_THE_HEAD = re.compile(
    r"(?:leestijd|reading time)\s*:?\s*(?:ca\.?|circa|ongeveer|±)?\s*\d{1,3}\s*min(?:uut|uten|utes?)?\.?"
    r"|\d{1,3}\s*min(?:uut|uten|utes?)?\.? (?:leestijd|lezen|read)"
    r"|(?:be)?luister (?:naar )?dit (?:artikel|bericht|verhaal)|listen to this (?:article|post|story)"
    r"|(?:ga |spring |direct |meteen )?(?:direct )?naar (?:de )?(?:hoofd)?inhoud|skip to (?:main )?content"
    r"|(?:hoofdtekst|body|berichttekst)\s*:",
    re.IGNORECASE,
)
_STATED = r"(?:geplaatst|geschreven|gepubliceerd|ingezonden|ingediend|toegevoegd|submitted|posted|published)"
_STAMP = re.compile(
    rf"(?:{_STATED}|(?:publicatie|plaatsings)datum|datum publicatie)\s*(?:op|on)?\s*:?\s*{DATE}{CLOCK}", re.IGNORECASE
)
_SIGNED = re.compile(
    rf"(?:(?i:{_STATED})\s+(?i:door|by)\s*:?\s*[\w.-]{{2,30}}(?:\s[\w.-]{{1,30}}){{0,3}}"
    r"|(?i:door|by)\s*:?\s*[A-Z][\w.'’-]{0,30}(?:\s(?:van|de|der|den|ter|ten|en|[A-Z][\w.'’-]{0,30})){0,5})"
    rf"\s*(?:[|,–-]|op|on)?\s*(?i:{DATE}{CLOCK})"
)
_DATUM = re.compile(rf"datum\s*:\s*{DATE}", re.IGNORECASE)
_LABEL = re.compile(r"[^\W\d_]{3,20}(?: [^\W\d_]{1,20})?\s*:")
_FILED = re.compile(
    r"(?:web)?redactie|nieuws(?:bericht)?|persbericht|bericht|actueel|algemeen|beheerder|admin", re.IGNORECASE
)
_PARTS = re.compile(rf"({DATE}{CLOCK})|\s*[|•·–—-]\s*", re.IGNORECASE)
_CHANGED = re.compile(
    r"(?:(?:(?:voor het )?laatst )?(?:gewijzigd|bijgewerkt|aangepast|bewerkt)|last (?:modified|updated)"
    rf"|publicatiedatum|datum publicatie|expires)(?: op| on)?\s*:?\s*{DATE}{CLOCK}\.?",
    re.IGNORECASE,
)
_ADVERTISEMENT = re.compile(
    r"\W{0,5}(?:advertentie|advertisement|(?:lees verder|(?:artikel|tekst|bericht) (?:gaat|loopt) (?:verder|door))"
    r" (?:na|onder) (?:de|deze) advertentie"
    r"|(?:(?:de |dit |het )?(?:tekst|artikel|verhaal|bericht) (?:gaat|loopt) (?:verder|door)|lees (?:verder|door))"
    r" onder (?:de|deze|het|dit) (?:foto(?:['’]?s)?|video|afbeelding|tweet|kaart|kader|beeld|bericht|grafiek))\W{0,5}",
    re.IGNORECASE,
)
_LONGEST_LABEL = 120


def is_page_line(text: str, following: str, authors: Sequence[str]) -> bool:
    """Whether a first line, above `following`, is of the page. A bare date may be that of what is announced."""
    if len(text) > LONGEST:
        return False
    if _AT_THE_HEAD.fullmatch(text):
        return True
    if not any(map(str.isdigit, text)):
        return False
    if _STAMP.fullmatch(text) or _SIGNED.fullmatch(text):
        return True
    return _is_filed(text, authors) or (_DATUM.fullmatch(text) is not None and not _LABEL.match(following))


def _is_filed(text: str, authors: Sequence[str]) -> bool:
    """Whether it is a date, and beside it a desk, an author or a kind of report: `Nieuws | 27-11-2026 | 09:00`."""
    dates = [found[1] for found in _PARTS.finditer(text) if found[1]]
    parts = [part.strip() for part in _PARTS.sub("|", text).split("|") if part.strip(" ,")]
    known = {author.casefold() for author in authors}
    return len(dates) == 1 and bool(parts) and all(_FILED.fullmatch(part) or part.casefold() in known for part in parts)


def says_when_changed(text: str) -> bool:
    """Whether a last line only says when the page was changed or put there."""
    return len(text) <= LONGEST and _CHANGED.fullmatch(text) is not None


def without_advertisements(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks without «Advertentie», «Tekst gaat verder onder de foto» and the like."""
    labels = "\n".join([markup for _, markup, _ in blocks if len(markup) <= _LONGEST_LABEL]).lower()
    if "advert" not in labels and " onder " not in labels:
        return blocks
    return tuple(block for block in blocks if not _is_advertisement(block)) or blocks


def _is_advertisement(block: Block) -> bool:
    return block.tag == "p" and len(block.html) <= _LONGEST_LABEL and _ADVERTISEMENT.fullmatch(block.text) is not None
