"""The states that an article can be in, as values.

Absent       nothing is known of it
Tombstone    it was killed before it came: an earlier revision must not appear
Published    readers can read it
Hidden       readers cannot; its text is kept beside it. Why: killed, withdrawn by an editor, withheld, under embargo,
             a notice that a person must read, or a licence that ran out (then no text is kept)
Copy         the same story as another group's article, which is shown instead; its own text is kept
Unread       its entry is known, and what stands at its address was not read: enough to see that an event is in vain
"""

from dataclasses import dataclass, field

from portal.lifecycle.restless import Changes
from portal.model.article import Article, HiddenArticle, Origin
from portal.model.version import Version


@dataclass(frozen=True, kw_only=True)
class KnownEntry:
    """What the table remembers of a feed's entry.

    `origin`: of the article, which another entry's story may be. `slug`: where its article stands; "" for a tombstone
    and for a copy. `fingerprint`, `revision`, `version`: of its newest text. `killed`: the version that the agency took
    back, None for none. `hold`: why its newest text was not to be seen, "" for no reason. `copy_of`: whose article is
    shown instead of it. `changes`: of its text today. `reused_as`: the entry that has its id by now. `stories`: the
    dedup keys that it ever claimed (storage.entries). `writes`: how often the item was written; every write checks it.
    """

    origin: Origin
    slug: str = ""
    fingerprint: str = ""
    revision: int = 0
    version: Version = field(default_factory=Version)
    killed: Version | None = None
    hold: str = ""
    copy_of: Origin | None = None
    changes: Changes = field(default_factory=Changes)
    reused_as: Origin | None = None
    stories: tuple[str, ...] = field(default=(), compare=False)
    writes: int = 0

    def is_killed_for(self, version: Version) -> bool:
        """Whether a text of `version` was taken back: only a later one may come again."""
        return self.killed is not None and not version.is_after(self.killed)


@dataclass(frozen=True, kw_only=True)
class Absent:
    """Nothing is known of it."""


@dataclass(frozen=True, kw_only=True)
class Tombstone:
    """It was killed before it came."""

    entry: KnownEntry


@dataclass(frozen=True, kw_only=True)
class Published:
    """Readers can read `article`. `later`: a revision of the agency that our corrections do not fit, which waits."""

    entry: KnownEntry
    article: Article
    later: Article | None = None


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """Readers cannot read it. `text`: what would be published; None where a licence lets nobody keep it."""

    entry: KnownEntry
    hidden: HiddenArticle
    text: Article | None


@dataclass(frozen=True, kw_only=True)
class Copy:
    """The same story as the article of `entry.copy_of`. `text`: as its own feed has it."""

    entry: KnownEntry
    text: Article


@dataclass(frozen=True, kw_only=True)
class Unread:
    """An article of which no more than its entry was read."""

    entry: KnownEntry


State = Absent | Tombstone | Published | Hidden | Copy | Unread
Standing = Published | Hidden
"""What has an address."""


def entry_of(state: State) -> KnownEntry | None:
    return None if isinstance(state, Absent) else state.entry


def slug_of(state: Standing) -> str:
    return state.article.slug if isinstance(state, Published) else state.hidden.slug
