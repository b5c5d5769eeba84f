"""What every format reads a document into: its items, as they are said and not clean."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from portal.model.article import Image, Status, Subject

MAX_NAMES = 50
"""Authors or categories of one item, and pictures; what has more is no article."""
LONGEST_NAME = 1000
URGENCY = re.compile("[1-9]")
"""Source: IPTC, NewsML-G2 urgency, NITF ed-urg. Some write 0 for «not said»."""


@dataclass(kw_only=True)
class RawItem:
    """One item as its format says it. `headline` is plain text, `summary` and `content` are HTML that is not clean.

    Addresses may be relative: that of the item to `base`, those in the text to `text_base`, else to the item's own.
    `has_small_images`: `images` stand behind those of the text. `image_widths`: in pixels, by their address, where they
    are said. `place`: a dateline beside the text.
    `kind`: text, or what else it is. `notes`: for editors only. `section`, `has_unreadable_embargo`: as of Entry.
    `source`: name and address of who published it first; `urgency`: as it is written. `correction`: what it is called.
    """

    guid: str | None = None
    about: str | None = None
    link: str | None = None
    base: str | None = None
    text_base: str | None = None
    headline: str = ""
    summary: str = ""
    content: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    authors: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    has_small_images: bool = False
    image_widths: Mapping[str, int] = field(default_factory=dict)
    status: Status = Status.USABLE
    embargoed_until: datetime | None = None
    revision: str | None = None
    withdraws: str | None = None
    place: str = ""
    kind: str = "text"
    codes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    correction: str = ""
    section: str = ""
    has_unreadable_embargo: bool = False
    source: tuple[str, str] = ("", "")
    urgency: str = ""
    subjects: list[Subject] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class RawDocument:
    """`items` are made one by one as they are read on. `format`, `title`, `refused`, `ttl`: as of Document."""

    format: str
    items: Iterable[RawItem]
    title: str = ""
    refused: tuple[str, ...] = ()
    ttl: int = 0
