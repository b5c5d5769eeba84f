"""Text that its source encoded twice: UTF-8 read as windows-1252 and written as UTF-8 again (`32-36Â°C`, `cafÃ©s`).

Only where every run of characters beyond ASCII, in all texts of an item, decodes: one true `é` says that its source can
write, and that what looks so is meant (an article about encodings). Source: WHATWG Encoding, windows-1252.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import unescape

_MOST_TIMES = 3
_RUN = re.compile(r"[^\x00-\x7f]+(?:(?<=[\u00c2\u00c3]) )?")
"""A no-break space of a pair (`Ã` and U+00A0 are `à`) may have become a plain one on the way."""
_A_GRAVE = re.compile("(?<=[a-z])\u00c3 |(?<!\\w)\u00c3 {1,2}la\\b|\\d \u00c3 {1,2}\\d")
"""Such a pair that cannot be meant: no word goes on with a capital (`voilÃ `), and no `Ã` stands where `à` does."""
_ENTITY = re.compile(r"&(?:#(?:\d{2,6}|[xX][0-9a-fA-F]{2,5})|[A-Za-z]{2,8});")
_LEAD = re.compile("&(?:#(?:19[4-7]|226|240)|#[xX](?:[cC][2-5]|[eE]2|[fF]0)|[Aa]circ|A(?:tilde|uml|ring)|eth);")
"""An entity that is the first byte of a pair: of what Latin script needs, of punctuation and of emoji."""
_UNDEFINED = "\x81\x8d\x8f\x90\x9d"
_BYTES = {chr(code): bytes([code]) for code in range(0x80, 0x100)} | {
    bytes([code]).decode("cp1252"): bytes([code]) for code in range(0x80, 0xA0) if chr(code) not in _UNDEFINED
}
"""Those of windows-1252, and the five that it lacks as themselves."""
_LOST_QUOTE = ("\u00e2\u20ac\ufffd", "\u00e2\u20ac\u009d")
"""The closing quotation mark, whose last byte windows-1252 lacks: feeds.parsing.text made U+FFFD of it."""


def encoded_once(texts: Sequence[str]) -> list[str] | None:
    """The texts of one item, plain or HTML, as their source meant them; None where nothing is wrong, or not all is."""
    found: list[str] | None = None
    for _ in range(_MOST_TIMES):
        once = _decoded(found or texts)
        if once is None:
            break
        found = once
    return found


def _decoded(texts: Sequence[str]) -> list[str] | None:
    whole = "\n".join(texts)  # in which no run goes on from one text into another
    first = _RUN.search(whole) if not whole.isascii() else None
    if first is None and not ("&" in whole and _LEAD.search(whole)):
        return None
    if first and (_meant(first[0]) is None or any(_meant(run) is None for run in _runs(whole))):
        return None
    plain = [_ENTITY.sub(_character, text) if "&" in text else text for text in texts]
    meant = {run: _meant(run) for text in plain for run in _runs(text)}
    runs = meant.keys()
    if not runs or None in meant.values() or not (any(map(_is_whole, runs)) or any(map(_A_GRAVE.search, plain))):
        return None
    return [_RUN.sub(lambda run: (meant[run[0]] or "") + _blank_behind(run), text) for text in plain]


def _blank_behind(run: re.Match[str]) -> str:
    """The one between two words, of which a sanitiser left one for both. `à` ends a word in every language of ours."""
    goes_on = run[0].endswith("\u00c3 ") and run.string[run.end() : run.end() + 1].isalnum()
    return " " if goes_on else ""


def _runs(text: str) -> Iterator[str]:
    return iter(()) if text.isascii() else (found[0] for found in _RUN.finditer(text))


def _character(entity: re.Match[str]) -> str:
    """What is beyond ASCII as itself; markup stays escaped."""
    character = unescape(entity[0])
    return character if not character.isascii() else entity[0]


def _is_whole(run: str) -> bool:
    """Whether it is evidence: not a letter before a blank."""
    return not run.endswith(" ")


@lru_cache(maxsize=512)
def _meant(run: str) -> str | None:
    try:
        raw = b"".join(_BYTES[one] for one in run.replace(" ", "\u00a0").replace(*_LOST_QUOTE))
        text = raw.decode()
    except (KeyError, UnicodeDecodeError):
        return None
    return None if any("\x80" <= one < "\xa0" and one not in _UNDEFINED for one in text) else text
