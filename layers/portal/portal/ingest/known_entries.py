"""What a document brought, and what the table knows of it already."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from portal.feeds.parsing.identity import entry_key, story_keys
from portal.model.article import Entry, Origin
from portal.model.feed import Feed
from portal.storage.desk import Story
from portal.storage.writes import Known


@dataclass(frozen=True)
class Arrival:
    """An entry as `feed` brought it. The keys that it is looked for under are made once, and only where it is."""

    entry: Entry
    feed: Feed

    @property
    def origin(self) -> Origin:
        """As of today."""
        return self.origins[0]

    @cached_property
    def origins(self) -> tuple[Origin, ...]:
        """Under which it may be known: as of today, and by the ids that its feed had before."""
        return _origins(self.feed, self.entry.id)

    @cached_property
    def targets(self) -> tuple[Origin, ...]:
        """What it takes back, likewise."""
        return _origins(self.feed, self.entry.withdraws) if self.entry.withdraws else ()

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Of its story."""
        return story_keys(self.entry, self.feed.id)

    @cached_property
    def target_keys(self) -> tuple[str, ...]:
        """Of the story that it takes back."""
        return story_keys(Entry(id=self.entry.withdraws), self.feed.id) if self.entry.withdraws else ()


def _origins(feed: Feed, entry_id: str) -> tuple[Origin, ...]:
    return tuple(Origin(feed=id_, entry=entry_key(id_, entry_id)) for id_ in feed.ids)


@dataclass
class Memory:
    """What the table knows of a document's entries, and what became of them so far.

    `ambiguous`: keys of more than one new entry, which tell no story apart. `seen`: what was dealt with.
    """

    is_wire: bool
    known: dict[Origin, Known]
    ambiguous: frozenset[str]
    stories: dict[str, Story] = field(default_factory=dict)
    by_story: dict[Origin, Known] = field(default_factory=dict)
    seen: set[Origin] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, str] = field(default_factory=dict)

    def first(self, origins: Iterable[Origin]) -> Known | None:
        """What is known under the first of `origins` under which anything is."""
        return next((self.known[one] for one in origins if one in self.known), None)

    def told(self, keys: Iterable[str]) -> list[Story]:
        """The stories that were found under `keys`."""
        return [self.stories[key] for key in keys if key in self.stories]

    def untold(self, keys: Sequence[str]) -> list[str]:
        """Those of `keys` under which there is no story yet."""
        return [key for key in keys if key not in self.stories]
