"""Hashes of texts: the same on every run and machine."""

import hashlib
import re
import unicodedata

MADE_UP = "urn:sha256:"
"""How an id begins that we made, for an entry that has none."""
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def digest(*parts: str) -> str:
    """64 characters, of which any number may be taken."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def normalised(text: str) -> str:
    """One line, without what nobody sees."""
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", text)).split())
