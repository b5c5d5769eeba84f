"""Articles in the table: `load` a state, `commit` a transition. Every race ends in the condition of one transaction.

Idempotent: a commit whose answer was lost finds its condition failed when it is tried again, and decided anew it has
nothing to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from portal.lifecycle.authority import SCHEDULE, Authority
from portal.lifecycle.event import Event, Renamed, Withdrawn
from portal.lifecycle.outcome import Outcome, Transition
from portal.lifecycle.state import Absent, Copy, Hidden, KnownEntry, Published, State, Tombstone, entry_of, slug_of
from portal.lifecycle.transition import transition
from portal.model.article import Article, HiddenArticle, Moved, Origin
from portal.model.clock import local_day
from portal.model.errors import StorageError
from portal.model.slug import numbered
from portal.storage import article_queries
from portal.storage.article_transaction import writes_of
from portal.storage.entries import StoryClaims, get_entry, to_known
from portal.storage.errors import ConditionFailedError
from portal.storage.item_mapping import (
    article_key,
    from_article_item,
    from_attributes,
    revision_key,
    sample_mark,
    to_attribute,
)
from portal.storage.site_lists import add_day, add_section
from portal.storage.table import Call, Table

TRIES = 4
KEPT = timedelta(days=30)
MOST_DOUBLED = 2**14
MOST_REVISIONS = 25
"""Deletes in a round: of an article that is erased."""


class LostRaceError(StorageError):
    """Somebody else wrote between our reading and our writing: read again, and decide anew."""


class ArticleStore:
    """Articles. `taken`: addresses that no article may have. `kept`: for how long a replaced text is, None for ever."""

    def __init__(self, table: Table, *, taken: frozenset[str] = frozenset(), kept: timedelta | None = KEPT) -> None:
        self.table = table
        self._taken = taken
        self._kept = kept
        self._days_noted: set[date] = set()
        self._sections_noted: set[str] = set()

    def load(self, entry: KnownEntry) -> State:
        """The state of the article that `entry` is about; `entry` as it was read.

        A GetItem, consistent; a second where a text is kept beside it; none for a tombstone. Raises LostRaceError where
        the two do not belong together, which was read while somebody wrote.
        """
        if entry.copy_of:
            return Copy(entry=entry, text=self._revision(entry.origin, entry.revision))
        if not entry.slug:
            return Tombstone(entry=entry)
        found = self.table.read(article_queries.article(entry.slug, consistent=True))
        if not isinstance(found, Article | HiddenArticle) or found.origin != entry.origin:
            raise LostRaceError(f"{entry.slug}: is not the article of its entry")
        return self._with_texts(found, entry)

    def load_at(self, slug: str) -> State | Moved:
        """Likewise of what stands at `/nieuws/<slug>`. Two rounds: a GetItem, and one or two together."""
        found = self.table.read(article_queries.article(slug, consistent=True))
        if not isinstance(found, Article | HiddenArticle):
            return found or Absent()
        item = self.table.send(get_entry(found.origin))[0].get("Item")
        if item is None:
            raise StorageError(f"{slug}: its entry is not in the table")
        return self._with_texts(found, to_known(from_attributes(item)))

    def commit(self, before: State, made: Transition, stories: Sequence[StoryClaims] = ()) -> Transition | None:
        """Stores `made`, decided on `before`; returns it with the address that it got. None when somebody else wrote
        meanwhile: then nothing was changed. `stories`: the claims to dedup keys that its entry makes.

        One transaction, none where nothing changes; for each further article of one headline a few GetItems more.
        """
        if isinstance(made.after, Published):
            self._note(made.after.article)
        if made.takes_free_slug and slug_of_new(made) in self._taken:
            made = _at(made, numbered(slug_of_new(made), 2))
        wanted, number = slug_of_new(made), 1
        while True:
            writes = writes_of(before, made, stories, kept=self._kept)
            if not writes.items:
                self._erase(made)
                return made
            try:
                self.table.transact(*writes.items)
            except ConditionFailedError as refused:
                if not made.takes_free_slug or writes.address is None or set(refused.failed) - {writes.address}:
                    return None
                number = self._free_number(wanted, number + 1)
                made = _at(made, numbered(wanted, number))
            else:
                self._erase(made)
                return made

    def change(self, slug: str, event: Event, authority: Authority, now: Callable[[], datetime]) -> Transition:
        """Does `event` to what stands at `slug`; what cannot be done is refused in words, and changes nothing.

        Where somebody else writes at the same moment it is read, decided and committed anew; of what editors do only a
        withdrawal is, for they have not seen what was written. Raises StorageError when the schedule never gets by.
        """
        for _ in range(TRIES if authority is SCHEDULE or isinstance(event, Withdrawn) else 1):
            try:
                state = self.load_at(slug)
            except LostRaceError:
                continue
            made = self._decided(state, slug, event, authority, now())
            if isinstance(state, Moved) or made.outcome is Outcome.REFUSED:
                return made
            committed = self.commit(state, made)
            if committed:
                return committed
        if authority is SCHEDULE:
            raise StorageError(f"{slug}: others write it all the time; try again")
        return replace(_refused(slug, authority, now()), reason="was changed at the same moment; try again")

    def _decided(
        self, state: State | Moved, slug: str, event: Event, authority: Authority, now: datetime
    ) -> Transition:
        refused = _refused(slug, authority, now)
        if isinstance(state, Moved):
            return replace(refused, reason=f"was renamed; its address is {state.to}")
        if isinstance(event, Renamed) and self._is_anothers(event.slug, state):
            return replace(refused, about=event.slug, reason="is the address of another article")
        return replace(transition(state, event, authority, now), about=slug)

    def address_of(self, slug: str) -> str:
        """The last part of the address at which an article stands that once stood at `slug`."""
        found = article_queries.standing(self.table, slug)
        return found.slug if found else slug

    def _is_anothers(self, slug: str, state: State) -> bool:
        there, entry = self.table.read(article_queries.article(slug, consistent=True)), entry_of(state)
        return there is not None and not (isinstance(there, Moved) and entry and there.origin == entry.origin)

    def _with_texts(self, found: Article | HiddenArticle, entry: KnownEntry) -> State:
        if isinstance(found, Article):
            later = self._revision(found.origin, found.waiting) if found.waiting else None
            return Published(entry=entry, article=found, later=later)
        text = None if found.is_erased else self._revision(found.origin, found.revision)
        return Hidden(entry=entry, hidden=found, text=text)

    def _revision(self, origin: Origin, revision: int) -> Article:
        key = revision_key(origin, revision)
        item = self.table.send(Call("get_item", {"Key": key, "ConsistentRead": True}))[0].get("Item")
        text = from_article_item(item) if item else None
        if not isinstance(text, Article):
            raise LostRaceError(f"{origin.feed}#{origin.entry}: revision {revision} is not in the table")
        return text

    def _erase(self, made: Transition) -> None:
        """Every text of an article whose licence ran out. Running it twice is safe: it is due until it is done."""
        entry = entry_of(made.after)
        if not made.erases or entry is None:
            return
        values = {":entry": revision_key(entry.origin, 0)["pk"], ":revision": to_attribute("REVISION#")}
        parameters = {
            "KeyConditionExpression": "pk = :entry AND begins_with(sk, :revision)",
            "ProjectionExpression": "pk, sk",
            "ExpressionAttributeValues": values,
            "ConsistentRead": True,
            "Limit": MOST_REVISIONS,
        }
        while keys := self.table.send(Call("query", parameters))[0]["Items"]:
            self.table.send(*(Call("delete_item", {"Key": key}) for key in keys))

    def _free_number(self, slug: str, number: int) -> int:
        """A free `<slug>-N` from `number` on, found by doubling and halving: a headline of every day stays cheap."""
        low, high = number - 1, number
        while self._exists(numbered(slug, high)):
            low, high = high, high * 2
            if high > MOST_DOUBLED:  # somebody has taken the numbers that doubling looks at
                return high + int(sha256(f"{slug} {number}".encode()).hexdigest()[:6], 16)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._exists(numbered(slug, middle)) else (low, middle)
        return high

    def _exists(self, slug: str) -> bool:
        parameters = {"Key": article_key(slug), "ConsistentRead": True, "ProjectionExpression": "pk"}
        return "Item" in self.table.send(Call("get_item", parameters))[0]

    def _note(self, article: Article) -> None:
        """Before the article itself: a crash in between leaves a day or section too many, never one too few."""
        self._note_day(local_day(article.published_at), article.origin)
        self._note_section(article.section, article.published_at)

    def _note_day(self, day: date, origin: Origin) -> None:
        """The sample is noted with it, as a set and not as a counter: doing it twice is doing it once."""
        mark = sample_mark(origin)
        if day in self._days_noted and not mark:
            return
        self.table.send(add_day(day, mark))
        self._days_noted.add(day)

    def _note_section(self, section: str, since: datetime) -> None:
        """Whoever changes site.toml has to know what lives under a section's name."""
        if section in self._sections_noted:
            return
        self.table.send(add_section(section, since))
        self._sections_noted.add(section)


def slug_of_new(made: Transition) -> str:
    return slug_of(made.after) if isinstance(made.after, Published | Hidden) else ""


def _at(made: Transition, slug: str) -> Transition:
    """The same at another address, which is the next one that is free."""
    after = made.after
    if not isinstance(after, Published):
        raise TypeError(after)
    after = replace(after, article=replace(after.article, slug=slug), entry=replace(after.entry, slug=slug))
    return replace(made, after=after)


def _refused(slug: str, authority: Authority, now: datetime) -> Transition:
    return Transition(outcome=Outcome.REFUSED, reason="", after=Absent(), by=authority.name, at=now, about=slug)
