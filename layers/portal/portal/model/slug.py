"""From a headline to the last part of its address."""

import re
import unicodedata

LONGEST = 100
FALLBACK = "bericht"

_DELETED = re.compile("[.'\"‘’‚‛“”„‟]")
_OTHER = re.compile("[^a-z0-9]+")


def slugify(headline: str) -> str:
    """`'Een dag' van 1.500 €` gives `een-dag-van-1500`: ASCII, lower case, at most 100 characters, never empty.

    Accents are dropped (NFKD), quotes and full stops deleted, every other run becomes one `-`; a longer slug is cut
    at the last `-` before 100 characters. The rule of the portal's addresses: it never changes.
    """
    decomposed = unicodedata.normalize("NFKD", headline)
    plain = "".join(character for character in decomposed if not unicodedata.combining(character)).lower()
    slug = _OTHER.sub("-", _DELETED.sub("", plain)).strip("-")
    if len(slug) > LONGEST:
        cut = slug.rfind("-", 0, LONGEST)
        slug = slug[: cut if cut > 0 else LONGEST]
    return slug or FALLBACK


def is_slug(text: str) -> bool:
    return re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", text) is not None


def numbered(slug: str, number: int) -> str:
    """The `number`th article of one headline: the first keeps the slug, the second gets `-2`."""
    return slug if number == 1 else f"{slug}-{number}"
