"""The dateline at the head of a report: `BRUSSEL (ANP/AFP) - `, and the local form `GOES - `.

Cautious on purpose: text that is taken for a dateline is cut from the lead. A credit counts only with an agency that
we know; the local form only in capitals and before a sentence. Source: the agencies' own wire copy (notes on ANP).
"""

import re
from functools import lru_cache

from portal.model.article import Dateline

AGENCIES = frozenset({
    "ANP", "AFN", "DPA", "RTR", "REUTERS", "AFP", "AP", "BLOOMBERG", "BELGA", "EFE", "ANSA", "APA", "ATS",
    "KYODO", "TASS", "PA", "TT", "NTB", "NOVUM", "RITZAU", "XINHUA", "GPD",
})  # fmt: skip
_CREDITED = re.compile(r"(?P<place>[^()\n]{2,60}?)\s*\((?P<credit>[^()]{2,60})\)\s*(?:\.?[-–—]{1,2}|=)\s*")
_DATED = re.compile(
    r",?\s+(?:\d{1,2}(?:[./]\d{1,2}|\.?\s+[^\W\d_]{3,9}\.?)|[^\W\d_]{3,9}\.?\s+\d{1,2})(?:,?\s+\d{4})?$"
)
"""The day, which EFE and AFP put after the place, and Kyodo and Belga in their own ways."""
_LINE = re.compile(r"(?P<place>[^()]{2,60}?)\s*(?:\((?P<credit>[^()]{2,60})\))?\s*\.?[-–—=]{0,2}\s*")
_LOCAL = re.compile(
    r"(?P<place>['’‘]?[^\W\d_a-z][^\W\d_a-z'’‘./, -]*(?:(?:[ /-]|, )['’‘]?[^\W\d_a-z][^\W\d_a-z'’‘./-]*){0,4})"
    r"\s[-–—]\s(?=['\"‘“„’«,]{0,2}[A-ZÀ-Þ0-9])"
)
PARTICLES = frozenset({
    "aan", "am", "auf", "bij", "de", "del", "den", "der", "di", "do", "du", "el", "en", "het", "in", "la", "le",
    "of", "op", "s", "t", "ter", "ten", "van",
})  # fmt: skip
_LABELS = frozenset({
    "ADVERTENTIE", "BREAKING", "COLUMN", "DOSSIER", "FOTO", "FOTOS", "HOOFDSTUK", "INGEZONDEN", "INTERVIEW", "LET",
    "LIVE", "LIVEBLOG", "NIEUWS", "OPINIE", "OPROEP", "POLL", "PODCAST", "RECENSIE", "UITSLAG", "UITSLAGEN", "UPDATE",
    "VIDEO", "VERSLAG", "VOORBESCHOUWING", "AIVD", "FIFA", "FNV", "GGD", "KLM", "KNMI", "KNVB", "NAVO", "NATO", "NOS",
    "RIVM", "UEFA", "UNESCO", "UNICEF", "UWV", "AJAX", "FEYENOORD", "HERACLES", "VITESSE", "WILLEM", "CAMBUUR",
    "EXCELSIOR", "TELSTAR", "SPARTA", "CDA", "DENK", "GROENLINKS", "PARTIJ", "PVDA", "SGP", "VOLT",
    "CHRISTENUNIE", "JUSTITIE", "OM", "POLITIE", "RIJKSWATERSTAAT",
})  # fmt: skip
_VOWEL = re.compile("[AEIOUYÀ-Ý]")
_LONGEST = 70
_SHORTEST_REST = 20


def split_dateline(text: str) -> tuple[Dateline | None, str]:
    """The dateline at the start of `text`, or None, and the text that follows it, unchanged."""
    found = _CREDITED.match(text) if "(" in text[:_LONGEST] else None
    if found:
        sources, place = _sources(found["credit"]), _DATED.sub("", found["place"]).strip()
        if sources and _is_place(place):
            return Dateline(place=place, sources=sources), text[found.end() :]
    found = _LOCAL.match(text[:_LONGEST])
    if found and _is_local_place(found["place"]) and len(text) - found.end() >= _SHORTEST_REST:
        return Dateline(place=found["place"].strip()), text[found.end() :]
    return None, text


def dateline_of(line: str) -> Dateline | None:
    """A dateline that stands beside the text, as the agency's own field for it has it: `Athene (dpa) - `."""
    found = _LINE.fullmatch(line.strip())
    place = _DATED.sub("", found["place"]).strip() if found else ""
    if found is None or not _is_place(place):
        return None
    return Dateline(place=place, sources=_sources(found["credit"]) if found["credit"] else ())


@lru_cache(maxsize=256)
def _sources(credit: str) -> tuple[str, ...]:
    """The codes between the parentheses, in order; none at all unless one of them is an agency's."""
    codes = tuple(code.strip() for code in re.split(r"[/+,-]|\s(?:en|and)\s", credit))
    if not all(re.fullmatch(r"[A-Za-z][A-Za-z. ]{1,19}", code) for code in codes):
        return ()
    return codes if any(code.upper() in AGENCIES for code in codes) else ()


@lru_cache(maxsize=1024)
def _is_place(place: str) -> bool:
    """Whether every word begins with a capital, but for the particles in names such as `Alphen aan den Rijn`."""
    words = [word for word in re.split(r"[\s,/'’‘.-]+", place) if word]
    if not 1 <= len(words) <= 8 or any(character.isdigit() for character in place):
        return False
    return any(word[0].isupper() for word in words) and all(word[0].isupper() or word in PARTICLES for word in words)


def _is_local_place(place: str) -> bool:
    """In capitals, with a vowel in some word (PSV and VVD are no towns), and no label, club or party."""
    letters = re.sub(r"[^\w]", "", place)
    words = [word.strip("'’,") for word in re.split(r"[ /]", place)]
    is_name = (
        place == place.upper() and len(letters) >= 3 and all(_VOWEL.search(word) for word in words if len(word) > 2)
    )
    return is_name and _LABELS.isdisjoint(words)
