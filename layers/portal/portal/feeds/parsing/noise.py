"""What changes in a text although nobody changed it: counters, moments of generation, fingerprints, tokens.

Blind is only what says what it counts and stands on its own (in brackets at an end, in a line, between bars): a number
in a sentence, and a bare «(3)», is news.
"""

import re
from collections.abc import Iterable

from portal.feeds.parsing.date_words import DUTCH_DAYS, DUTCH_MONTHS

_COUNT = r"(?:\d{1,3}(?:[.,]\d{3})+|\d{1,9}(?:[.,]\d)?\s?[km]?|geen|één|een|nog geen|no|one)"
_COUNTED = (
    r"(?:reacties?|comments?|opmerkingen?|antwoorden?|repl(?:y|ies)|(?:page)?views?|weergaven?|hits|likes?|shares?)"
)
_SEEN = r"(?:bekeken|gelezen|weergegeven|gedeeld|geopend|aangeklikt)"
_TIMES = rf"{_COUNT}\s?(?:x|×|keer|maal)\s{_SEEN}"
_TEXT = r"(?:artikel|bericht|nieuwsbericht|nieuws|verhaal|pagina|tekst|overzicht|lijst|feed|site|website)"
"""What a counter or a moment may be said of: a film that was seen often is news."""
_COUNTER = (
    rf"(?:{_COUNT}\s(?:{_COUNTED}|(?:mensen|personen)\svinden\sdit\sleuk)|{_SEEN}\s{_COUNT}\s?(?:x|×|keer|maal)"
    rf"|(?:(?:dit|deze|het|de)\s{_TEXT}\s(?:is|werd|wordt)\s)?(?:al\s|inmiddels\s|reeds\s)?{_TIMES}"
    rf"|(?:aantal\s)?(?:{_COUNTED}|reageer|reageren|(?:keer\s)?{_SEEN})\s?(?::\s?{_COUNT}|\(\s?{_COUNT}\s?\))(?:\s?(?:x|×|keer|maal)\b)?)"
)
_DAY_OR_MONTH = rf"{DUTCH_DAYS}|{DUTCH_MONTHS}|vandaag|gisteren|zojuist|ma|di|wo|do|vr|za|zo"
_MOMENT = rf"(?:{_DAY_OR_MONTH}|[\d.:,/+ tz-]|uur|om|op|at|on|am|pm|utc|gmt|cest?){{1,60}}+"
"""The words first, for a z alone would take that of «zaterdag»."""
_MADE = (
    r"(?:bijgewerkt|aangepast|modified|gewijzigd|geactualiseerd|geüpdatet|update|updated|wijziging|gegenereerd"
    r"|generated|opgehaald|ververst)"
)
_FULL_DATE = r"(?=(?:\w{2,9},?\s)?\d{1,4}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ]\d{2,4}\b)"
_GENERATED = (
    rf"(?:(?:(?:deze|dit|de|het)\s{_TEXT}\s(?:is|werd)\s(?:(?:voor\s)?(?:het\s)?laatst\s)?"
    rf"|(?:voor\s)?(?:het\s)?laatste?\s|last\s){_MADE}(?=[\s:])(?:\s(?:op|om|at|on))?\s?:?{_MOMENT}"
    rf"|{_MADE}(?:\s?:|\sop)\s?{_FULL_DATE}{_MOMENT}"
    r"|\d{1,3}\s(?:seconden|minuut|minuten|uur|dag|dagen)\sgeleden)"
)
_RATED = r"\[(?:totaal|total):?\s\d{1,7}\s(?:gemiddelde?|average):?\s[\d.,]{1,6}(?:\s?/\s?\d{1,2})?\]"
_BEGINS = r"([>|·•]\s?)"
_BEGINS_A_SENTENCE = r"([>|·•]\s?|[.!?]\s)"
_ENDS = r"(?=\s?[.!]?\s?(?:$|[<|·•]))"
_IN_BRACKETS = rf"[(\[]\s?{_COUNTER}\s?[)\]]"
_OF_TITLES = re.compile(
    rf"{_IN_BRACKETS}|[|·•]\s{_COUNTER}$|[–—-]\s{_COUNT}\s(?:(?:page)?views?|weergaven?|comments?)$", re.IGNORECASE
)
_BRACKETS_OF_TEXTS = re.compile(rf"(?:{_IN_BRACKETS}|{_RATED}){_ENDS}", re.IGNORECASE)
_LINES = re.compile(
    rf"{_BEGINS}(?:{_COUNTER}[\s,]{{0,2}}){{1,4}}{_ENDS}"
    rf"|{_BEGINS_A_SENTENCE}{_GENERATED}(?:{_ENDS}|(?<=\.\s)(?=\S))",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"(?<!\w)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?!\w)"
    r"|(?<!\w)(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{16,}+(?!\w)"
    r"|;jsessionid=[^\s<?#]{1,200}",
    re.IGNORECASE,
)
_MIXED_TOKEN = re.compile(
    r"(?<![\w-])(?=[A-Z0-9_-]*[a-z])(?=[a-z0-9_-]*[A-Z])(?=[0-9]*(?:[A-Za-z_-]++[0-9]++){3})[\w-]{20,}+", re.ASCII
)
_FINGERPRINT = re.compile(r"fingerprint\s?:\s?[^\s)<]{4,200}", re.IGNORECASE)
_PARAMETER = re.compile(
    r"(?<=[?&;])(?:utm_\w{1,20}|sid|phpsessid|session(?:id)?|token|nonce|cachebuster|cb|rnd|rand|ts|t|_)=[^\s<>\"#&]*",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"<(p|div|li|h2)>[\s|·•.]*</\1>")
_COUNTED_WORDS = (
    "react", "comment", "opmerking", "antwoord", "repl", "view", "weerg", "hits", "like", "share", "bekeken", "gelezen",
    "gedeeld", "geopend", "geklikt", "vinden dit", "reageer", "[totaal", "[total",
)  # fmt: skip
_MADE_WORDS = (
    "bijgewerkt", "gewijzigd", "aangepast", "modified", "geactual", "geüpdatet", "update", "wijziging", "gener",
    "opgehaald", "ververst", "geleden",
)  # fmt: skip
"""Without one of these in a text no pattern fits."""
SHORTEST_TOKEN = 16


def title_without_noise(title: str) -> str:
    """A headline as one line, without counters in brackets or behind a bar at its end."""
    quiet = _without_tokens(title)
    if _has_any(quiet.casefold(), _COUNTED_WORDS):
        quiet = _OF_TITLES.sub("", quiet)
    return title if quiet == title else " ".join(quiet.split())


def text_without_noise(text: str) -> str:
    """A text or clean HTML on one line, likewise, and without what says when it was made.

    Searched only where a word of it is there: every text of a changed document comes through here.
    """
    quiet = _without_tokens(text)
    if _has_any(quiet.casefold(), (*_COUNTED_WORDS, *_MADE_WORDS)):
        quiet = _LINES.sub(r"\1\2", f">{_BRACKETS_OF_TEXTS.sub('', quiet)}")[1:]
    return text if quiet == text else " ".join(_EMPTY.sub("", quiet).split())


def _has_any(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def _without_tokens(text: str) -> str:
    """Without long random strings, and addresses without what in them is another at every look."""
    if "://" in text:
        text = _PARAMETER.sub("", text)
    if "ingerprint" in text:
        text = _FINGERPRINT.sub("", text)
    return " ".join(map(_quiet_word, text.split(" ")))


def _quiet_word(word: str) -> str:
    return _MIXED_TOKEN.sub("", _TOKEN.sub("", word)) if len(word) >= SHORTEST_TOKEN else word
