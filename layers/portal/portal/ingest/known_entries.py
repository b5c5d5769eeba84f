"""What a document brought, and what the table knows of it already."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from portal.feeds.parsing.identity import address_key, entry_hash, is_global, story_keys
from portal.lifecycle.authority import Authority
from portal.lifecycle.outcome import Outcome
from portal.lifecycle.state import KnownEntry
from portal.model.article import Document, Entry, Origin, Status
from portal.model.feed import Feed
from portal.model.version import Version
from portal.storage import entries
from portal.storage.entries import Claim, StoryClaims
from portal.storage.table import Table

SAME_STORY = timedelta(hours=1)
"""Two entries of one address are one story when they were published this close to each other: an address of which the
story changes every day, such as the weather's, is another one every day.
"""


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
        """Under which it may be known: as of today, by the ids that its feed had before, and by its other ids."""
        ids = (self.entry.id, *self.entry.other_ids)
        return tuple(origin for id_ in ids for origin in _origins(self.feed, id_))

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
    return tuple(Origin(feed=id_, entry=entry_hash(id_, entry_id)) for id_ in feed.ids)


@dataclass
class Memory:
    """What the table knows of a document's entries, and what became of them so far.

    `ambiguous`: dedup keys of more than one new entry, which tell no story apart. `ahead`: how often an origin is still
    to come in the document. `written`: origins of which something was written in this run, so that what is known of
    them is out of date; `has_written`: by the entry at hand. `by_story`: what is known of the entries that told a story
    first. `outcomes`: reasons of transitions, and how often. `spent`: of the feed's daily budget. `waiting`: how often
    a person has something to decide; `noted`: what came to nothing and was written down; `asked`: how many requests of
    its feed wait already, None where nobody looked. `placed`: when a new entry is published, by its place in the
    document. `is_agenda`: no new entry of it is news. `restless`: entries that are
    another text at every look, and `new_restless`: how many of them since this one.
    """

    document: Document
    authority: Authority
    known: dict[Origin, KnownEntry] = field(default_factory=dict)
    ambiguous: frozenset[str] = frozenset()
    stories: dict[str, StoryClaims] = field(default_factory=dict)
    by_story: dict[Origin, KnownEntry] = field(default_factory=dict)
    ahead: Counter[Origin] = field(default_factory=Counter)
    written: set[Origin] = field(default_factory=set)
    has_written: bool = False
    counts: Counter[Outcome] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, str] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    noted: int = 0
    asked: int | None = None
    restless: int = 0
    new_restless: int = 0
    spent: int = 0
    placed: dict[Origin, datetime] = field(default_factory=dict)
    is_agenda: bool = False

    def remember(self, table: Table, arrivals: Sequence[Arrival]) -> None:
        """At most three rounds: entries by their ids, then those that are not known by what story they tell."""
        self.ahead.update(arrival.origin for arrival in arrivals)
        self.known.update(entries.known(table, [origin for one in arrivals for origin in (*one.origins, *one.targets)]))
        new = [one for one in arrivals if not any(origin in self.known for origin in one.origins)]
        uses = Counter(key for key, _ in {(key, one.entry.id) for one in new for key in one.keys})
        self.ambiguous = frozenset(key for key, times in uses.items() if times > 1)
        self._remember_stories(table, [*uses, *(key for one in arrivals for key in one.target_keys)])

    def read_again(self, table: Table, arrival: Arrival) -> None:
        wanted = [*arrival.origins, *arrival.targets]
        for origin in wanted:
            self.known.pop(origin, None)
        self.known.update(entries.known(table, wanted))
        self._remember_stories(table, [*arrival.keys, *arrival.target_keys])

    def _remember_stories(self, table: Table, keys: Sequence[str]) -> None:
        self.stories.update(entries.stories(table, keys) if keys else {})
        origins = list({claim.origin for key in keys for claim in self.story(key).claims})
        self.by_story.update(entries.known(table, origins) if origins else {})

    def first(self, origins: Iterable[Origin]) -> KnownEntry | None:
        """What is known under the first of `origins` under which anything is."""
        return next((self.known[one] for one in origins if one in self.known), None)

    def story(self, key: str) -> StoryClaims:
        return self.stories.get(key, StoryClaims(key=key))

    def claims(self, key: str) -> list[Claim]:
        """Who told the story of `key`: first the feeds of one's own group."""
        return sorted(self.story(key).claims, key=lambda one: not self.authority.speaks_for(one.origin.feed))

    def told(self, keys: Iterable[str]) -> KnownEntry | None:
        """The entry that told one of the stories of `keys`."""
        origins = (claim.origin for key in keys for claim in self.claims(key))
        return next((self.by_story[origin] for origin in origins if origin in self.by_story), None)

    def version_of(self, entry: Entry) -> Version:
        """In what the web feeds a date is only a date."""
        fallback = entry.published_at if self.document.is_of_a_wire else None
        return Version.of(entry.revision, entry.updated_at or fallback)

    @property
    def is_own_text(self) -> bool:
        """Whether the document is our own newsroom's, which may name its section; a stranger's Markdown is not."""
        return self.document.format == "markdown" and self.authority.is_vouched

    def spend(self, *, is_fresh: bool) -> None:
        """A new article counts for the daily budget of its feed."""
        if not is_fresh:
            return
        self.spent += 1
        if self.authority.budget is not None:
            self.authority = replace(self.authority, budget=self.authority.budget - 1)


def same_stories(arrival: Arrival, memory: Memory, now: datetime) -> Iterator[KnownEntry]:
    """The entries that told the same story before: those of one's own group first, each once."""
    entry, found = arrival.entry, set[Origin]()
    claims = [(key, claim) for key in arrival.keys if key not in memory.ambiguous for claim in memory.claims(key)]
    for key, claim in sorted(claims, key=lambda one: not memory.authority.speaks_for(one[1].origin.feed)):
        known = memory.by_story.get(claim.origin)
        if claim.origin in memory.known or known is None or known.origin in found:
            continue
        apart = abs((entry.published_at or now) - claim.published_at)
        if is_global(entry.id) or apart <= SAME_STORY or _is_its_id(arrival, key, claim):
            found.add(known.origin)
            yield known


def _is_its_id(arrival: Arrival, key: str, claim: Claim) -> bool:
    """Whether the feed itself told the story under the address that is this entry's id, written otherwise. Where the
    entry has a date of its own that has to say so too: a page of which the story changes every day has one address.
    """
    entry = arrival.entry
    has_date = entry.published_at is not None and entry.status is not Status.CANCELED
    return not has_date and claim.origin.feed in arrival.feed.ids and key == address_key(entry.id)
