"""How somebody is reached, as texts write it: mail addresses and telephone numbers; and whether a line says more."""

import re
from functools import lru_cache

_AT = r"(?:@|[(\[](?:at|apenstaartje)[)\]]|\sat\s)"
MAIL = rf"[\w.+-]{{1,64}}+\s?{_AT}\s?[\w-]{{1,63}}+(?:\.|\s?[(\[](?:dot|punt)[)\]]\s?)[\w.-]{{2,63}}"
PHONE = r"(?<![\d.,])(?!\d\d[-/.]\d\d[-/.]\d{4})(?:\+|\(?0)(?:[ ()/.-]{0,3}\d){8,14}"
"""Of a person: with its area or country, so no clock time, date or sum. `0900-8844` and `14 0113` are for readers."""
_MAIL, _PHONE = re.compile(MAIL, re.IGNORECASE), re.compile(PHONE)
_REACH = re.compile(rf"{MAIL}|{PHONE}", re.IGNORECASE)
_SIGNS = ("@", "(at)", "[at]", "(apenstaartje)", "[apenstaartje]", " at ")
"""Without one of these there is no mail address: a first look, for each word might begin one."""
_READERS = re.compile(
    r"\b(?:(?:om|in|be)?woners?|omwonenden|ouders?|bezoekers?|lezers?|publiek|klanten|reizigers|deelnemers|vrijwilligers"
    r"|getuigen?|tips?|kopij|leden|aanmeld\w{0,6}|opgave|opgeven|inschrijv\w{1,6}|reserve\w{1,8}|kaarten"
    r"|kaartverkoop|kaartjes|tickets?)\b",
    re.IGNORECASE,
)
_SPOKEN_TO = re.compile(
    r"\b(?:kunt|kun|kunnen|u|uw|je|jouw|jullie|zoekt|zoeken"
    r"|(?:bel|mail|stuur|schrijf)(?= (?:naar|uw|je|de|het|een|ons|met)\b))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,40}+")
_LABEL = re.compile(
    r"(?:eind)?redacties?|(?:eind)?redacteur|verslagge(?:ver|vers|ving)|correspondent"
    r"|nieuws(?:dienst|desk)?|desk|dienst|chef|bureau|dienstdoende?|binnenland|buitenland|sport|economie|politiek|regio"
    r"|e?mail|tel(?:efoon(?:nummer)?|efonisch)?|mob(?:iel)?|fax|contact(?:persoon|gegevens)?|informatie|vragen|meer"
    r"|(?:pers)?(?:voorlicht|woordvoer)\w{2,5}|pers|press|media|journalisten|afdeling|team|communicatie|gemeente"
    r"|provincie|politie|publicatie|alleen|niet|van|de|der|den|het|een|ter|ten|voor|via|of|en|op|te|met|bij|door|is|zijn"
    r"|bereik(?:en|baar)|beschikbaar|at|by|and|or|the|kantooruren|tijdens|buiten|nummer|name"
)
_MOST_OTHER_WORDS = 1


@lru_cache(maxsize=64)  # a last line is asked for by desk_lines and by press_contacts
def has_contact_data(text: str) -> bool:
    """Whether it names the mail address or the telephone number of a person or a desk."""
    low = text.lower()
    if ("0" in text or "+" in text) and _PHONE.search(text):
        return True
    return any(map(low.__contains__, _SIGNS)) and _MAIL.search(text) is not None


def without_contact_data(text: str) -> str:
    """`text` with a blank for every mail address and telephone number."""
    return _REACH.sub(" ", text)


def names_readers(text: str) -> bool:
    """Whether it names readers, or what only they do: `bewoners`, `aanmelden`, `kaarten`."""
    return _READERS.search(text) is not None


def is_for_readers(text: str) -> bool:
    """Whether it names readers or speaks to somebody: `kunt u bellen`."""
    return names_readers(text) or _SPOKEN_TO.search(text) is not None


def is_only_contact_data(text: str) -> bool:
    """Whether it says nothing but names, functions and how these people are reached: no sentence of a report."""
    rest = without_contact_data(text)
    others = (word for word in _WORD.findall(rest) if word.islower() and not _LABEL.fullmatch(word))
    return sum(1 for _ in others) <= _MOST_OTHER_WORDS
