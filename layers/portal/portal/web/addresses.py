"""The grammar of the portal's addresses: what can be one of them, and its one spelling.

CloudFront refuses and redirects by the same grammar before it looks into its cache (infra/edge.yaml, Addresses), and a
test holds the two together. Here it answers whoever comes without CloudFront. Source: RFC 3986 §6.2.2.
"""

import re
from datetime import datetime
from urllib.parse import unquote

LONGEST = 400
"""Characters of a path, as it was sent."""

OURS = (
    "/",
    "/[a-z0-9-]{1,120}(?:[.](?:xml|json|txt|ico|png|webmanifest))?",
    "/nieuws/(?:regio/)?[a-z0-9-]{1,120}",
    "/nieuws/[a-z0-9-]{1,120}/(?:vorige|volgende)",
    "/nieuws/[0-9]{4}/[0-9]{2}(?:/[0-9]{2})?",
    "/(?:onderwerp|vandaag|webmail)/[a-z0-9-]{1,120}",
    "/feeds/[a-z0-9-]{1,120}[.](?:xml|json)",
    "/[.]well-known/[a-z0-9-]{1,60}(?:[.][a-z0-9]{1,9})?",
    "/static/[0-9a-f]{8,64}/[A-Za-z0-9_-]{1,60}[.][a-z0-9]{1,9}",
    "/beeld/[0-9a-f]{8,64}/[0-9]{1,5}[.](?:webp|jpg)",
    "/redactie(?:/[A-Za-z0-9_~@:+,=-][A-Za-z0-9_~@:+,=.-]{0,119}){0,8}/?",
)
"""One pattern for each place in the tree, wide enough for addresses that may yet come there."""
CASED = r"/(?:static|redactie)/"
"""Below these a capital may have a meaning."""
LEFT_BEHIND = "/ \t\r\n\u00a0.,;:!?'\")]}>»”’"
"""What a mail programme takes for the end of a link, though it belongs to the sentence around it."""
POSITION = r"(?:19|20)\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ_[a-z0-9-]{1,120}"

_OURS = re.compile("|".join(OURS))
_CASED = re.compile(CASED)
_BADLY_ENCODED = re.compile("%(?![0-9A-Fa-f]{2})")
_POSITION = re.compile(POSITION, re.ASCII)
_MOMENT = len("2026-11-24T13:30:00")


def spelling(path: str) -> str | None:
    """How the address that `path` means is written; None where it can be none of ours. What is returned is its own
    spelling, and leads nowhere but to this site.

    Put right are percent-encoded letters, dot segments, empty segments, capitals, and what is left behind a link. Pure;
    one pass over at most LONGEST characters.
    """
    if len(path) > LONGEST:
        return None
    if _OURS.fullmatch(path):
        return path
    meant = "/" + "/".join(_segments(_decoded(path))).rstrip(LEFT_BEHIND)
    if not meant.isascii():  # some of it has ASCII for its lower case
        return None
    meant = meant if _CASED.match(meant) else meant.lower()
    return meant if _OURS.fullmatch(meant) else None


def is_position(text: str) -> bool:
    """Whether `text` can be a position in a list: a real moment, and the slug of what stands there."""
    if not _POSITION.fullmatch(text):
        return False
    try:
        return datetime.fromisoformat(text[:_MOMENT]).isoformat() == text[:_MOMENT]
    except ValueError:
        return False


def _decoded(path: str) -> str:
    """Once, and whole or not at all: a sign that is badly encoded, or no UTF-8, stays in it and makes it no address."""
    try:
        return path if _BADLY_ENCODED.search(path) else unquote(path, errors="strict")
    except UnicodeDecodeError:
        return path


def _segments(path: str) -> list[str]:
    """Those that are left when the empty ones are, and the dots have been followed."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment not in ("", "."):
            kept.append(segment)
    return kept
