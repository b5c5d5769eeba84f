"""Whom the press may call about a press release: never for readers. What readers are told to call stays.

A line of contacts goes only where it names the press, for whoever reads «Voor meer informatie: Anna, 06-…» may be a
neighbour. Sources: press releases of municipalities, provinces, the police and their English equals.
"""

import re

from portal.feeds.body.contact_data import has_contact_data, is_for_readers

LONGEST = 300
"""Characters: of such a line."""
_CONTACT = re.compile(
    r"(?:(?:pers)?contact(?:gegevens|persoon)?|persvoorlichting|tel(?:efoon)?|mob(?:iel)?|e-?mail"
    r"|(?:voor )?(?:meer )?(?:nadere )?(?:pers)?(?:informatie|inlichtingen))\b"
    r"(?!\s*[:?]?\s*(?:bel|mail|kijk|ga|zie|via|op|bezoek|stuur|lees|www|https?)\b)",
    re.IGNORECASE,
)
_OF_THE_PRESS = re.compile(
    r"(?<!\d )\b(?:pers|press|redacties|journalisten|woordvoer(?:d?er|ders?|dsters?|ing)|niet voor publicatie)\b"
    r"|\bpers(?:voorlicht|woordvoer|contact|informatie|dienst|vragen|chef)",
    re.IGNORECASE,
)


def is_press_contact(text: str) -> bool:
    """Whether a line says how the press reaches somebody, and nothing that readers are meant to do."""
    if len(text) > LONGEST or not has_contact_data(text):
        return False
    if not (_CONTACT.match(text) and _OF_THE_PRESS.search(text)):
        return False
    return not is_for_readers(text)
