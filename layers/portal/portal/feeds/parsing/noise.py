"""What changes in a text although nobody changed it: counters, moments of generation, fingerprints, tokens.

Blind is only what says what it counts and stands on its own (in brackets at an end, in a line, between bars): a number
in a sentence, and a bare «(3)», is news.
"""

import re

_COUNT = r"(?:\d{1,3}(?:[.,]\d{3})+|\d{1,9}(?:[.,]\d)?\s?[km]?|geen|één|een|nog geen|no|one)"
_COUNTED = (
    r"(?:reacties?|comments?|opmerkingen?|antwoorden?|repl(?:y|ies)|(?:page)?views?|weergaven?|hits|likes?|shares?)"
)
_SEEN = r"(?:bekeken|gelezen|weergegeven|gedeeld|geopend|aangeklikt)"
_TIMES = rf"{_COUNT}\s?(?:x|×|keer|maal)\s{_SEEN}"
_COUNTER = (
    rf"(?:{_COUNT}\s{_COUNTED}"
    rf"|(?:(?:dit|deze|het)\s\w{{3,20}}\s(?:is|werd|wordt)\s)?(?:al\s|inmiddels\s|reeds\s)?{_TIMES}"
    rf"|(?:aantal\s)?(?:{_COUNTED}|(?:keer\s)?{_SEEN})\s?(?::\s?{_COUNT}|\(\s?{_COUNT}\s?\))(?:\s?(?:x|×|keer|maal)\b)?)"
)
_DAY_OR_MONTH = (
    r"(?:maan|dins|woens|donder|vrij|zater|zon)dag|januari|februari|maart|april|mei|juni|juli|augustus"
    r"|(?:septem|okto|novem|decem)ber|jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec|vandaag|gisteren|zojuist"
)
_MOMENT = rf"(?:[\d.:,/+ tz-]|{_DAY_OR_MONTH}|uur|om|op|at|on|am|pm|utc|gmt|cest?){{1,60}}+"
_GENERATED = (
    r"(?:(?:voor )?(?:het )?laatste?\s|last\s|deze pagina is\s)?"
    r"(?:bijgewerkt|gewijzigd|geactualiseerd|geüpdatet|update|updated|wijziging|gegenereerd|generated|opgehaald|ververst)"
    rf"(?=[\s:])(?:\s(?:op|om|at|on))?\s?:?{_MOMENT}"
)
_BEGINS = r"(?:^|(?<=[>|·•])|(?<=[.!?]\s)|(?<=[>|·•]\s))"
_ENDS = r"(?=\s?\.?\s?(?:$|[<|·•]))"
_IN_BRACKETS = rf"\s?[(\[]\s?{_COUNTER}\s?[)\]]"
_OF_TITLES = re.compile(rf"{_IN_BRACKETS}|\s?[|·•–—-]\s{_COUNTER}$", re.IGNORECASE)
_OF_TEXTS = re.compile(
    rf"{_IN_BRACKETS}{_ENDS}|{_BEGINS}{_COUNTER}{_ENDS}|{_BEGINS}{_GENERATED}(?:{_ENDS}|(?<=\.\s)(?=\S))", re.IGNORECASE
)
_TOKENS = re.compile(
    r"(?<!\w)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?!\w)"
    r"|(?<!\w)(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{16,}+(?!\w)"
    r"|(?<!\w)fingerprint\s?:\s?[^\s)<]{4,200}"
    r"|;jsessionid=[^\s<?#]{1,200}",
    re.IGNORECASE,
)
_QUERY = re.compile(r"(https?://[^\s<>\"?#]{1,500})[?#][^\s<>\"]*", re.IGNORECASE)
_EMPTY = re.compile(r"<(p|div|li|h2)>[\s|·•.]*</\1>")
_PERHAPS = re.compile(
    rf"[\dkm]\s{_COUNTED}|{_SEEN}|{_COUNTED}\s?[:(]|reactie|comment|bijgewerkt|updat|wijzig|geactual|genere|opgehaald|ververst"
    r"|[0-9a-f]{12}|fingerprint|jsessionid|https?://",
    re.IGNORECASE,
)


def title_without_noise(title: str) -> str:
    """A headline as one line, without counters at its end or in brackets."""
    return " ".join(_OF_TITLES.sub("", without_tokens(title)).split()) if _PERHAPS.search(title) else title


def text_without_noise(text: str) -> str:
    """A text or clean HTML on one line, likewise, and without what says when it was made."""
    if not _PERHAPS.search(text):
        return text
    quiet = _OF_TEXTS.sub("", without_tokens(text))
    return _EMPTY.sub("", quiet) if quiet != text else text


def without_tokens(text: str) -> str:
    """Without long random strings, and addresses without their queries."""
    return _TOKENS.sub("", _QUERY.sub(r"\1", text))
