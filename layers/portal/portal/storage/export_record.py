"""Everything that the table has of one article, as a value: what an export writes and an import puts back.

No more than that: nothing of one machine (write counters, leases, marks of the search's index), and nothing that
follows from the rest (places in lists, who uses a picture, rows of lists of editors).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from portal.lifecycle.state import KnownEntry
from portal.model.article import Article, HiddenArticle, Moved, Origin
from portal.model.scheduled_action import ScheduledAction
from portal.storage.article_queries import WaitingRow
from portal.storage.entries import Happening
from portal.storage.picture_attempts import PictureAttempt


@dataclass(frozen=True, kw_only=True)
class KeptText:
    """A revision of an article. `ends`: when the table forgets it, None for never."""

    text: Article
    ends: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class KeptHappening:
    """What happened to an article. `ends`: likewise, of what came to nothing."""

    happening: Happening
    ends: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class StoryClaim:
    """`key`: a dedup key (feeds.parsing.identity) under which an entry is found; as of an article published then."""

    key: str
    published_at: datetime


@dataclass(frozen=True, kw_only=True)
class EntryRecord:
    """What is known of the entry `origin` of a feed: `known`, or that it is the story of `joined_to`, of its group.

    `others`: entries of other feeds that were found to tell its story. `moved`: addresses that its article had before.
    """

    origin: Origin
    known: KnownEntry | None = None
    joined_to: Origin | None = None
    claims: tuple[StoryClaim, ...] = ()
    others: tuple[Origin, ...] = ()
    moved: tuple[Moved, ...] = ()
    images: tuple[PictureAttempt, ...] = ()
    revisions: tuple[KeptText, ...] = ()
    history: tuple[KeptHappening, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Record:
    """`article` where readers can read it, `hidden` where they cannot; neither for a tombstone. `entries`: its own
    first, then the joined ones and the copies. `waiting`: what a person has to decide. `due`: what is going to happen.
    """

    article: Article | None = None
    hidden: HiddenArticle | None = None
    entries: tuple[EntryRecord, ...]
    waiting: tuple[WaitingRow, ...] = ()
    due: tuple[ScheduledAction, ...] = ()

    @property
    def origin(self) -> Origin:
        return self.entries[0].origin

    @property
    def standing(self) -> Article | HiddenArticle | None:
        return self.article or self.hidden

    @property
    def moved(self) -> tuple[Moved, ...]:
        """Addresses that it had before."""
        return tuple(one for entry in self.entries for one in entry.moved)

    @property
    def texts(self) -> Iterator[Article]:
        """Every text of it."""
        if self.article:
            yield self.article
        yield from (kept.text for entry in self.entries for kept in entry.revisions)

    @property
    def images(self) -> Iterator[PictureAttempt]:
        """Of all entries."""
        yield from (tried for entry in self.entries for tried in entry.images)
