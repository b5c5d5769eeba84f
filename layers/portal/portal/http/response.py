"""What a server answers to a request for a feed: a document, or that it has nothing newer, and for how long.

Sources: RFC 9110 §8.8 (validators); RFC 9111 §5.2.2 (Cache-Control).
"""

import re
from dataclasses import dataclass

from portal.http.fields import Fields

LONGEST_KEPT = 1000
"""Characters of a field that is kept with a feed and sent again: servers take 8 KB of them, a table rows of 400 KB."""


@dataclass(frozen=True, kw_only=True)
class Validators:
    """What the server said of the version we have, to the byte. Both None: ask without a condition."""

    etag: str | None = None
    last_modified: str | None = None


UNCONDITIONAL = Validators()


@dataclass(frozen=True, kw_only=True)
class NotModified:
    """The server has nothing newer. The validators are those to send next time."""

    etag: str | None
    last_modified: str | None
    elapsed: float


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A document. `body` is decompressed; `elapsed` in seconds, `wire_bytes` as they came in.

    `max_age`: seconds for which the server says that it stays as it is. `moved_to`: where it permanently redirects to.
    `gate`: the host that it was found on, where that is not the one that was asked; `address`: behind all redirects.
    """

    body: bytes
    content_type: str | None
    etag: str | None
    last_modified: str | None
    status: int
    elapsed: float
    wire_bytes: int
    max_age: int = 0
    moved_to: str | None = None
    gate: str | None = None
    address: str | None = None


Response = Fetched | NotModified


def validators_in(fields: Fields) -> tuple[str | None, str | None]:
    """As the server wrote them; none when `Expires: 0` says that it does not mean them (as Miniflux reads it), and none
    that is too long to be sent again.
    """
    if (fields.get("Expires") or "").strip() == "0":
        return None, None
    return _within_measure(fields.get("ETag")), _within_measure(fields.get("Last-Modified"))


def content_type_in(fields: Fields) -> str | None:
    return _within_measure(fields.get("Content-Type"))


def _within_measure(value: str | None) -> str | None:
    return value if value is None or len(value) <= LONGEST_KEPT else None


def max_age(value: str | None) -> int:
    """Seconds; 0 where the server does not say, or says that nobody may keep it. Source: RFC 9111 §5.2.2."""
    text = (value or "").lower()
    found = re.search(r"(?<![\w-])max-age\s*=\s*\"?([0-9]{1,9})", text)
    return 0 if found is None or "no-cache" in text or "no-store" in text else int(found[1])
