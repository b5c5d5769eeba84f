"""Whom the press may call about a press release: never for readers. What readers are told to call stays.

A line of contacts goes only where it names the press, for whoever reads «Voor meer informatie: Anna, 06-…» may be a
neighbour. Sources: press releases of municipalities, provinces, the police and their English equals.
"""

import re

from portal.feeds.body.block import Block
from portal.feeds.body.contact_data import has_contact_data, is_for_readers, is_only_contact_data, names_readers

LONGEST = 300
"""Characters: of such a line."""
SIGNS = "-–—*=#_([| "
"""What a system draws around such a line: `--- Einde bericht ---`."""
_PRESS = r"(?:pers|media|journalisten)"
_ASKED = (
    r"(?:contact(?:persoon|personen|gegevens)?|informatie|inlichtingen|voorlicht(?:er|ers|ing|ster)|woordvoerders?)"
)
_HEADING = re.compile(
    rf"(?:alleen |uitsluitend )?(?:voor )?(?:meer )?(?:nadere )?(?:{_PRESS}[ -]?(?:{_ASKED}|vragen)"
    rf"|(?:{_ASKED} |vragen |nadere {_ASKED} )?(?:voor|van|alleen|alleen voor|uitsluitend voor) (?:de )?{_PRESS}"
    rf"(?: en (?:de )?{_PRESS})?|contact (?:de )?{_PRESS}"
    r"|(?:for )?(?:press|media) (?:contacts?|enquiries|inquiries|information|office|queries)|(?:pers|press)(?=\s?:))\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\s*(?:\([^()]{0,60}\)\s*)?(?:[:|(–—-]|,?\s?(?:kunt|kan|kunnen|neem|bel|mail)\b|(?:is|zijn)\b.{0,80}\bbereik)",
    re.IGNORECASE,
)
_REPORTER = re.compile(
    r"(?:de )?(?:(?:dienstdoende? )?(?:eind)?redacteur|verslag(?:gever|geefster)|correspondent)\b", re.IGNORECASE
)
_CONTACT = re.compile(
    r"(?:contact(?:gegevens|persoon)?|tel(?:efoon)?|mob(?:iel)?|e-?mail"
    r"|(?:voor )?(?:meer )?(?:nadere )?(?:informatie|inlichtingen))\b"
    r"(?!\s*[:?]?\s*(?:bel|mail|kijk|ga|zie|via|op|bezoek|stuur|lees|www|https?)\b)",
    re.IGNORECASE,
)
_OF_THE_PRESS = re.compile(
    r"(?<!\d )\b(?:pers|press|redacties|journalisten|woordvoer(?:d?er|ders?|dsters?|ing)|niet voor publicatie)\b"
    r"|\bpers(?:voorlicht|woordvoer|contact|informatie|dienst|vragen|chef)",
    re.IGNORECASE,
)
_OFFICER = re.compile(r"\b(?:pers(?:voorlicht|woordvoer)|(?:afdeling|team) pers\b)", re.IGNORECASE)
"""Of the press and of nobody else: «kunt u bellen met de persvoorlichter» is not said to readers."""
_FOOT = 8
"""Blocks, in which such a heading stands."""
_LONGEST_HEADING = 80
_HINTS = ("pers", "press", "media", "journalist")


def is_press_contact(text: str) -> bool:
    """Whether a line says whom the press may call or how a reporter is reached, and nothing that readers are to do."""
    text = text.lstrip(SIGNS)
    if len(text) > LONGEST or not has_contact_data(text) or names_readers(text):
        return False
    if found := _HEADING.match(text):
        rest = text[found.end() :]
        return _BEHIND.match(rest) is not None or is_only_contact_data(rest)
    if _REPORTER.match(text):
        return is_only_contact_data(text)
    if not (_CONTACT.match(text) and _OF_THE_PRESS.search(text)):
        return False
    return not is_for_readers(text) or _OFFICER.search(text) is not None


def without_press_section(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks without a heading such as «Perscontact» at the foot and the names and numbers below it; their text."""
    for number in range(max(len(blocks) - _FOOT, 1), len(blocks) - 1):
        if len(blocks[number].html) <= _LONGEST_HEADING and _is_heading(blocks[number]):
            end = number + 1
            while end < len(blocks) and _is_below(blocks[end]):
                end += 1
            cut = blocks[number:end]
            if any(has_contact_data(block.text) for block in cut):
                return blocks[:number] + blocks[end:], tuple(block.text for block in cut)
    return blocks, ()


def _is_heading(block: Block) -> bool:
    if block.tag not in ("p", "h2"):
        return False
    low = block.html.lower()
    return any(map(low.__contains__, _HINTS)) and _HEADING.fullmatch(block.text.strip(f"{SIGNS})]:.")) is not None


def _is_below(block: Block) -> bool:
    """Whether it is part of what stands below such a heading: names, functions, and how these people are reached."""
    text = block.text if block.tag in ("p", "ul") and len(block.html) < 2 * LONGEST else ""
    return bool(text) and (is_press_contact(text) or (is_only_contact_data(text) and not is_for_readers(text)))
