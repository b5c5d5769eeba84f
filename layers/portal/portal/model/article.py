"""An article and the shorter forms in which it is met: entry (as it came), teaser (in a list)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from portal.model.clock import to_iso
from portal.model.corrections import Edit
from portal.model.picture import Picture

WEB_FORMATS = ("rss", "atom", "jsonfeed")
MARK = len("2026-11-24T02:57:05Z_eerste8l")


@dataclass(frozen=True, kw_only=True)
class Dateline:
    """Where a report comes from and who wrote it: `BRUSSEL (ANP/AFP)`. Place as written, sources in order."""

    place: str
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.place} ({'/'.join(self.sources)})" if self.sources else self.place


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture that came with an entry. `url` is absolute; `alt`, `caption` (what stands under it) and `credit` (whose
    it is) are plain text or None.
    """

    url: str
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, kw_only=True)
class OriginalSource:
    """Who published an entry first, where that is another than its feed. `url`: of the publisher or of its text."""

    name: str
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What an entry is about: `code` of a vocabulary (IPTC Media Topics), `name` in words; one of them may be ""."""

    code: str
    name: str


class Status(StrEnum):
    """What an agency says of an item (IPTC pubstatus)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One item of a feed, read and cleaned; the neutral form that every format ends in.

    `id` is the raw guid or uri, or one that we made of the content and that is the same on every run. `headline`,
    `lead`: plain text; `lead` has no dateline and is not repeated in `body_html`. `lead_html` is the lead with its
    inline markup. It and `body_html` have been through the sanitiser. Times are aware and in UTC.

    `kind`: text, or what else the item is (picture, video); `codes`: by which the agency classifies it, as it writes
    them. `notes`: what was said to editors, or taken out of the text; no page shows it. `correction`: what the agency
    calls it, where it says so: `Correctie`. `is_kill_notice`: its words say that something must go, which a person has
    to look at. `section`: the one that a text of our own names. `has_unreadable_embargo`: it is under embargo, and does
    not say until when. `other_ids`: ids that we made, under which it may be known from a document that held others.
    `urgency`: 1 (a flash) to 9 (for the weekend), as of IPTC; None where it is not said.
    """

    id: str
    url: str | None = None
    headline: str = ""
    lead: str = ""
    lead_html: str = ""
    body_html: str = ""
    dateline: Dateline | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    status: Status = Status.USABLE
    embargoed_until: datetime | None = None
    revision: str | None = None
    withdraws: str | None = None
    kind: str = "text"
    codes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    correction: str = ""
    is_kill_notice: bool = False
    section: str = ""
    has_unreadable_embargo: bool = False
    other_ids: tuple[str, ...] = ()
    source: OriginalSource | None = None
    urgency: int | None = None
    subjects: tuple[Subject, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Document:
    """What one feed's bytes hold. `format` as in site.toml; `title` is plain text, "" where there is none.

    `refused`: why parts of it are no entries, such as a package of other items. `ttl`: seconds for which it says that
    it need not be read again, 0 where it says nothing. `unread`: items beyond the most that are read of one document.
    """

    format: str
    title: str
    entries: tuple[Entry, ...]
    refused: tuple[str, ...] = ()
    ttl: int = 0
    unread: int = 0

    @property
    def is_of_a_wire(self) -> bool:
        """Whether its format says which revision of an item came first. In what the web feeds a date is only a date."""
        return self.format not in WEB_FORMATS


@dataclass(frozen=True, kw_only=True)
class Teaser:
    """An article in a list: all that a list shows or is ordered by, and nothing else. `urgency`: as of Entry.

    `is_live`: it is a live blog, to which something is added all the time.
    """

    slug: str
    headline: str
    lead: str
    section: str
    published_at: datetime
    dateline: Dateline | None = None
    updated_at: datetime | None = None
    picture: Picture | None = None
    urgency: int | None = None
    is_live: bool = False

    @property
    def position(self) -> str:
        """Where it stands in a list: by time of publication, then by slug. Text order is list order."""
        return f"{to_iso(self.published_at)}_{self.slug}"

    @property
    def mark(self) -> str:
        """The beginning of its position: enough to tell articles of one second apart, and short in a long list."""
        return self.position[:MARK]

    @property
    def update_mark(self) -> str:
        """Likewise of its last change."""
        return f"{to_iso(self.updated_at or self.published_at)}_{self.slug}"[:MARK]

    @property
    def path(self) -> str:
        return f"/nieuws/{self.slug}"


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Which feed's entry an article comes from: `entry` is the key of a stable id (feeds.parsing.identity)."""

    feed: str
    entry: str


@dataclass(frozen=True, kw_only=True)
class Article(Teaser):
    """An article as its page shows it. Only `body_html` is markup, from the one sanitiser (feeds.body.sanitize).

    `revision` counts from 1 and rises with every changed text; `fingerprint` tells one text from another. `also_in`:
    lists that it stands in beside its section's, such as that of all regions. `correction`: what the agency called its
    last change, for readers. `notes`: for editors, never on a page. `edits`: what our own editors changed in the text,
    and `waiting`: a later revision of the agency that they do not fit, 0 for none. `shared`: those of `also_in` that it
    owes to other feeds, which brought the same story; `copies`: whose of them are of another group. `guid`: its entry's
    id as its agency writes it. `source`: who published it first. `subjects`: what it is about, as its page says it.
    `more_pictures`: those beside the one that lists show. `came_at`: when it was first stored. `writes`: its write
    counter.
    """

    body_html: str
    origin: Origin
    fingerprint: str
    revision: int = 1
    also_in: tuple[str, ...] = ()
    source_url: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    correction: str = ""
    notes: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    waiting: int = 0
    shared: tuple[str, ...] = ()
    copies: tuple[Origin, ...] = ()
    guid: str = ""
    source: OriginalSource | None = None
    subjects: tuple[Subject, ...] = ()
    more_pictures: tuple[Picture, ...] = ()
    came_at: datetime | None = field(default=None, compare=False)
    writes: int = field(default=0, compare=False)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All that its page shows. Without the first there are no others."""
        return (self.picture, *self.more_pictures) if self.picture else ()


class Why(StrEnum):
    """Why an article cannot be read."""

    EDITOR = "editor"
    KILLED = "killed"
    WITHHELD = "withheld"
    EMBARGO = "embargo"
    UNREADABLE = "unreadable"
    NOTICE = "notice"
    WITHDRAWN_ELSEWHERE = "withdrawn elsewhere"
    EXPIRED = "expired"

    @property
    def needs_a_person(self) -> bool:
        """Whether a later text waits until somebody restores the article; of the others the agency itself decides."""
        return self not in (Why.WITHHELD, Why.EMBARGO, Why.UNREADABLE)

    @property
    def waits_for_a_person(self) -> bool:
        """Whether somebody has to be told that it is there."""
        return self in (Why.KILLED, Why.NOTICE, Why.UNREADABLE, Why.WITHDRAWN_ELSEWHERE)


@dataclass(frozen=True, kw_only=True)
class HiddenArticle:
    """An article that cannot be read: its address answers 410, or, if it never could, 404 as if there were none.

    `until`: when its embargo ends. `edits`: what our editors had changed in it, for the text that comes back.
    `is_erased`: no text of it is kept. `copies`, `came_at`, `writes`: as of Article.
    """

    slug: str
    section: str
    published_at: datetime
    withdrawn_at: datetime
    origin: Origin
    revision: int
    why: Why = Why.EDITOR
    was_public: bool = True
    until: datetime | None = None
    shared: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    copies: tuple[Origin, ...] = ()
    is_erased: bool = False
    came_at: datetime | None = field(default=None, compare=False)
    writes: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """An address that an article had before it was renamed: it answers 301 to `/nieuws/<to>`."""

    slug: str
    to: str
    origin: Origin
