"""From entries to articles: each one an event in the life of an article, decided in lifecycle and committed in storage.

Sources: IPTC pubstatus (usable, withheld, canceled); the rule of wires that a cancel takes down all versions.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from portal.feeds.parsing.most_items import MAX_ITEMS
from portal.ingest.agenda import why_refused
from portal.ingest.entry_to_article import NotAcceptedError, hold_of, refuse_data, section_of, to_article
from portal.ingest.known_entries import Arrival, Memory, same_stories
from portal.ingest.list_order import nearest_known, places_of, spread
from portal.ingest.report import Report
from portal.lifecycle.authority import SCHEDULE, authority_of
from portal.lifecycle.event import EmbargoEnded, Event, Hold, Killed, Received, SeenInOtherFeed
from portal.lifecycle.outcome import Outcome, Transition
from portal.lifecycle.restless import MOST_CHANGES
from portal.lifecycle.state import Absent, Hidden, KnownEntry, Published, State, Tombstone, Unread, entry_of
from portal.lifecycle.transition import ignored, transition
from portal.model.article import Article, Document, Entry, Origin, Status, Why
from portal.model.clock import Clock
from portal.model.errors import StorageError
from portal.model.feed import Feed
from portal.model.feed_state import FRESH
from portal.model.site import Site
from portal.model.version import Version
from portal.storage import article_queries, entries
from portal.storage.article_store import TRIES, ArticleStore, LostRaceError
from portal.storage.entries import StoryClaims

logger = logging.getLogger("portal")

MOST_NOTED = 20
"""Of what came to nothing in one look at a feed: so much is kept for the history of articles, the rest is logged."""
MOST_WAITING = 50
"""Requests of one feed that wait for a person; what it asks for beyond is logged. More would hide those of others."""
MOST_NEIGHBOURS = 20
"""Known entries that are read in one look for the order of new ones; the newest of them."""
LONGEST_ID = 100
"""Of a refused entry, in words to a person."""
MOST_REASONS = 10
"""Of a report: the most frequent."""
RESTLESS = (
    "%s: %d entries are another text at every look, more than %d times a day: the newest is shown, without a revision "
    "or «Bijgewerkt»; ask its publisher what changes"
)

Progress = Callable[[str, int, int], None]
"""Hears, of a feed, how many entries have been looked at, and of how many."""
WRITTEN = frozenset({Outcome.STORED, Outcome.UPDATED, Outcome.HELD, Outcome.KILLED})
"""What a look comes further by."""


def unheard(_feed: str, _number: int, _of: int) -> None:
    """Nobody waits for it."""


class Intake:
    """Stores entries. Whatever is wrong with one is counted, and never touches another."""

    def __init__(self, site: Site, *, store: ArticleStore, clock: Clock, progress: Progress = unheard) -> None:
        self._site = site
        self._store = store
        self._table = store.table
        self._clock = clock
        self._progress = progress

    def store(
        self,
        feed: Feed,
        document: Document,
        *,
        only_new: bool = False,
        has_time: Callable[[], bool] = lambda: True,
        budget: int | None = None,
        is_agenda: bool = False,
    ) -> Report:
        """Stores what is new or changed in `document`, oldest first, each article in a transaction of its own.

        With `only_new` what is known already stays as it is: an old document must not bring old texts back. Ends early
        once `has_time` says no, but never before something was written: then entries are `left`. `budget`: how many new
        articles of the last day the feed may still bring, None for any number. Of an agenda (`is_agenda`) nothing new
        is taken in. Raises StorageError; what was stored until then is as if it had come alone.
        """
        arrivals = [Arrival(entry, feed) for entry in reversed(document.entries)]
        memory = Memory(
            document=document,
            authority=authority_of(feed, self._site, spoken=document.format, budget=budget),
            is_agenda=is_agenda,
        )
        memory.remember(self._table, arrivals)
        self._place(arrivals, memory)
        left = 0
        for number, arrival in enumerate(arrivals, 1):
            self._progress(feed.id, number, len(arrivals))
            if only_new and memory.first(arrival.origins):
                continue
            outcome = self._take(arrival, memory)
            memory.counts[outcome] += 1
            if outcome in WRITTEN and not has_time():
                left = len(arrivals) - number
                break
        memory.refused.update(document.refused)
        if memory.refused:
            reasons = ", ".join(f"{number} {reason}" for reason, number in memory.refused.most_common(5))
            logger.warning("%s: entries not accepted: %s", feed.id, reasons, extra={"feed": feed.id})
        if document.unread:
            logger.warning("%s: %d items not read, of more than %d", feed.id, document.unread, MAX_ITEMS)
        if memory.restless:
            logger.warning(RESTLESS, feed.id, memory.restless, MOST_CHANGES, extra={"feed": feed.id})
        return _report(feed, document, memory, left)

    def _place(self, arrivals: Sequence[Arrival], memory: Memory) -> None:
        """By which second each new entry will stand in lists. A GetItem for a known one right below a new one."""
        if all(memory.first(one.origins) for one in arrivals):
            return
        now = self._clock()
        places = places_of([arrival.entry for arrival in reversed(arrivals)], now)[::-1]
        known = {place.rank: memory.first(one.origins) for one, place in zip(arrivals, places, strict=True)}
        for place in places:
            place.is_new = known[place.rank] is None
        for place in nearest_known(places)[-MOST_NEIGHBOURS:]:
            place.at = self._published_at(known[place.rank])
        spread(places, now)
        for arrival, place in zip(arrivals, places, strict=True):
            if place.is_new and place.at:
                memory.placed.setdefault(arrival.origin, place.at)

    def _published_at(self, known: KnownEntry | None) -> datetime | None:
        """Of the article of an entry; None where nobody can say."""
        with suppress(LostRaceError):
            match self._store.load(known) if known else None:
                case Published(article=article):
                    return article.published_at
                case Hidden(hidden=gone):
                    return gone.published_at
        return None

    def _take(self, arrival: Arrival, memory: Memory) -> Outcome:
        """What came of it; why it was refused is kept in `memory`. Raises StorageError."""
        concerned = {*arrival.origins, *arrival.targets}
        memory.ahead[arrival.origin] -= 1
        if memory.written.intersection(concerned):
            memory.read_again(self._table, arrival)  # another revision of it stood in this document before
        for _ in range(TRIES):
            try:
                memory.has_written = False
                outcome = self._decided(arrival, memory)
            except NotAcceptedError as refusal:
                memory.refused[str(refusal)] += 1
                if refusal.is_fault:
                    memory.reasons[arrival.entry.id[:LONGEST_ID]] = str(refusal)
                return refusal.outcome
            except LostRaceError:
                memory.read_again(self._table, arrival)
            else:
                memory.written |= concerned if memory.has_written else set()
                return outcome
        raise StorageError(f"{arrival.feed.id}: {arrival.entry.id[:100]}: others write it all the time")

    def _decided(self, arrival: Arrival, memory: Memory) -> Outcome:
        entry = arrival.entry
        others = self._kill_other(arrival, memory) if entry.withdraws else Outcome.UNCHANGED
        if entry.status is Status.CANCELED:
            itself = self._kill(arrival, memory)
            return others if itself is Outcome.UNCHANGED else itself
        if others is Outcome.KILLED:
            memory.counts[others] += 1
        known = memory.first(arrival.origins)
        if known is None and memory.is_agenda:
            raise NotAcceptedError(why_refused(arrival.feed), is_fault=arrival.feed.agenda is None)
        return self._new(arrival, memory) if known is None else self._seen(arrival, known, memory)

    def _new(self, arrival: Arrival, memory: Memory) -> Outcome:
        """Its feed gave it another id, or another feed has it too: one article, in the lists of both. Or a new one."""
        imposed = None
        for same in same_stories(arrival, memory, self._clock()):
            made = self._shared(arrival, self._as_of_now(self._store.load(same), memory), memory)
            _refuse(made)
            if made.outcome is Outcome.FOR_A_PERSON:
                imposed = Hold(why=Why.WITHDRAWN_ELSEWHERE)
            elif made.outcome is not Outcome.APART:
                return self._joined(arrival, same, made, memory)
        return self._published(arrival, memory, imposed=imposed)

    def _joined(self, arrival: Arrival, same: KnownEntry, made: Transition, memory: Memory) -> Outcome:
        if memory.authority.speaks_for(same.origin.feed):
            return self._seen(arrival, entry_of(made.after) or same, memory)
        memory.spend(is_fresh=True)
        return made.outcome

    def _shared(self, arrival: Arrival, state: State, memory: Memory) -> Transition:
        """The story that another entry told first."""
        owner = entry_of(state)
        if isinstance(state, Tombstone) and owner and memory.authority.speaks_for(owner.origin.feed):
            return Transition(outcome=Outcome.UNCHANGED, reason="killed before it came", after=state)
        event = self._seen_in_other_feed(arrival, state, memory)

        def claimed(made: Transition) -> Sequence[StoryClaims]:
            if made.copy:
                return self._told(arrival, event.text, memory)
            if not _is_taken_over(state, made):
                return ()
            return self._told(arrival, event.text, memory, instead_of=owner.origin if owner else None)

        return self._happen(state, event, memory, claimed)

    def _seen_in_other_feed(self, arrival: Arrival, state: State, memory: Memory) -> SeenInOtherFeed:
        owner = entry_of(state)
        received = self._received(arrival, arrival.feed, memory)
        before = self._site.feed_once(owner.origin.feed) if owner else None
        return SeenInOtherFeed(
            text=received.text,
            version=received.version,
            listings=(received.text.section, *received.text.also_in),
            hold=received.hold,
            goes_first=_stands_before(self._site, arrival.feed, before),
            expires_at=received.expires_at,
        )

    def _published(self, arrival: Arrival, memory: Memory, *, imposed: Hold | None) -> Outcome:
        event = replace(self._received(arrival, arrival.feed, memory), imposed=imposed)
        made = self._happen(Absent(), event, memory, lambda _: self._told(arrival, event.text, memory))
        _refuse(made)
        memory.spend(is_fresh=event.is_fresh or isinstance(made.after, Hidden))
        return made.outcome

    def _seen(self, arrival: Arrival, known: KnownEntry, memory: Memory) -> Outcome:
        """A text of an entry that has come before: nothing is read where what is known of it decides already."""
        is_own = known.origin.feed in arrival.feed.ids
        owner = arrival.feed if is_own else self._site.feed_once(known.origin.feed) or arrival.feed
        event = self._received(arrival, owner, memory)
        made = self._happen_to(known, event, memory, lambda made: self._retold(arrival, made, memory))
        _refuse(made)
        if made.reuses:
            memory.spend(is_fresh=event.is_fresh)
        return made.outcome

    def _retold(self, arrival: Arrival, made: Transition, memory: Memory) -> Sequence[StoryClaims]:
        """Of an article that has the id of another from now on: its story is this one's."""
        entry = entry_of(made.after) if made.reuses else None
        if entry is None or not isinstance(made.after, Published):
            return ()
        return self._claims(arrival, entry.origin, made.after.article.published_at, memory)

    def _kill(self, arrival: Arrival, memory: Memory) -> Outcome:
        entry = arrival.entry
        killed = Version.of(entry.revision, entry.updated_at or entry.published_at)
        known = memory.first(arrival.origins) or next(same_stories(arrival, memory, self._clock()), None)
        if known is None:
            refuse_data(entry)  # what can never come needs no tombstone
        event = Killed(version=killed, origin=arrival.origin, is_deletion=not memory.document.is_of_a_wire)
        return self._killed(event, known, arrival.keys, entry, memory)

    def _kill_other(self, arrival: Arrival, memory: Memory) -> Outcome:
        """The item that this one takes back, through whichever feed it came."""
        entry = arrival.entry
        known = memory.first(arrival.targets) or memory.told(arrival.target_keys)
        killed = Version.of(None, entry.updated_at or entry.published_at)
        return self._killed(
            Killed(version=killed, origin=arrival.targets[0]), known, arrival.target_keys, entry, memory
        )

    def _killed(
        self,
        event: Killed,
        known: KnownEntry | None,
        keys: Sequence[str],
        entry: Entry,
        memory: Memory,
    ) -> Outcome:
        if known is not None and memory.authority.may_kill(known.origin.feed):
            outcome = self._happen_to(known, event, memory).outcome
            self._tell_owner(known, event, memory)
            return outcome
        if known is not None and self._may_ask(memory):
            # Of another group: a person hears of it, and it binds its own group alone. The notice first: it is the same
            # row when it comes twice, and once there is a tombstone nobody looks at the other group's article again.
            self._happen(self._store.load(known), event, memory)
        outcome = Outcome.UNCHANGED if event.origin in memory.known else self._buried(event, keys, entry, memory)
        return outcome if known is None else Outcome.NOTICED

    def _tell_owner(self, copy: KnownEntry, event: Killed, memory: Memory) -> None:
        """A copy was killed: whether the other group's article, which says the same, has to go too is for a person."""
        owner = entries.known_entry(self._table, copy.copy_of) if copy.copy_of else None
        if owner is not None and owner.slug and self._may_ask(memory):
            self._happen(self._store.load(owner), event, memory)

    def _may_ask(self, memory: Memory) -> bool:
        """Whether a person hears of one more request. One Query in a look that has any."""
        is_room = memory.noted < MOST_NOTED
        if is_room and memory.asked is None:
            memory.asked = article_queries.asked_by(self._table, memory.authority.name)
        if (memory.asked or 0) < MOST_WAITING:
            return is_room
        logger.warning("%s: more than %d of its requests wait for a person", memory.authority.name, MOST_WAITING)
        return False

    def _buried(self, event: Killed, keys: Sequence[str], entry: Entry, memory: Memory) -> Outcome:
        """A kill of what its own group has not brought."""
        published_at = entry.published_at or self._clock()
        stories = [memory.story(key).told_by(event.origin, published_at) for key in keys if key not in memory.ambiguous]
        made = self._happen(Absent(), event, memory, lambda _: stories)
        _refuse(made)
        memory.spend(is_fresh=True)
        return made.outcome

    def _received(self, arrival: Arrival, owner: Feed, memory: Memory) -> Received:
        text, hold = self._text(arrival, owner, memory)
        return Received(
            text=text,
            version=memory.version_of(arrival.entry),
            hold=hold,
            counts_versions=memory.document.is_of_a_wire,
            is_fresh=self._clock() - text.published_at < FRESH,
            is_dated=arrival.entry.published_at is not None,
            expires_at=owner.expires_at(text.published_at),
        )

    def _text(self, arrival: Arrival, owner: Feed, memory: Memory) -> tuple[Article, Hold | None]:
        entry, now = arrival.entry, self._clock()
        section = section_of(entry, owner, self._site, is_own_text=memory.is_own_text)
        placed_at = memory.placed.get(arrival.origin)
        known = self._site.taken_slugs
        text = to_article(entry, feed=owner, section=section, now=now, placed_at=placed_at, known=known)
        return text, hold_of(entry, now)

    def _told(
        self, arrival: Arrival, text: Article, memory: Memory, *, instead_of: Origin | None = None
    ) -> list[StoryClaims]:
        """The keys under which the story is found again, told by this entry from now on."""
        return self._claims(arrival, arrival.origin, text.published_at, memory, instead_of=instead_of)

    def _claims(
        self, arrival: Arrival, by: Origin, at: datetime, memory: Memory, *, instead_of: Origin | None = None
    ) -> list[StoryClaims]:
        keys = [key for key in arrival.keys if key not in memory.ambiguous]
        return [memory.story(key).told_by(by, at, instead_of=instead_of) for key in keys]

    def _happen_to(
        self,
        known: KnownEntry,
        event: Received | Killed,
        memory: Memory,
        stories: Callable[[Transition], Sequence[StoryClaims]] = lambda _: (),
    ) -> Transition:
        """Its article is read only where the entry does not decide already. Raises LostRaceError."""
        unread = Unread(entry=known)
        made = ignored(unread, event, memory.authority, self._clock())
        if made is not None:
            return self._committed(unread, made, memory, ())
        state = self._store.load(known)
        if isinstance(event, Received) and event.text.fingerprint == known.fingerprint:
            state = self._as_of_now(state, memory)  # other words were read by nobody, and need no «Bijgewerkt»
        return self._happen(state, event, memory, stories)

    def _as_of_now(self, state: State, memory: Memory) -> State:
        """An embargo whose moment has come ends first, as the schedule would have ended it: a look at a feed that comes
        before the schedule's message leaves the same article and the same history. Raises LostRaceError.
        """
        ended = transition(state, EmbargoEnded(), SCHEDULE, self._clock())
        if ended.outcome is not Outcome.DONE:
            return state
        made = self._committed(state, ended, memory, ())
        entry = entry_of(made.after)
        return self._store.load(entry) if entry else made.after

    def _happen(
        self,
        state: State,
        event: Event,
        memory: Memory,
        stories: Callable[[Transition], Sequence[StoryClaims]] = lambda _: (),
    ) -> Transition:
        """Decided, committed, and told. Raises LostRaceError."""
        made = transition(state, event, memory.authority, self._clock())
        return self._committed(state, made, memory, stories(made))

    def _committed(self, state: State, made: Transition, memory: Memory, stories: Sequence[StoryClaims]) -> Transition:
        committed = self._store.commit(state, made, stories)
        if committed is None:
            raise LostRaceError(made.reason)
        memory.has_written |= made.after is not state or made.joined is not None or made.copy is not None
        self._tell(state, committed, memory)
        return committed

    def _tell(self, state: State, made: Transition, memory: Memory) -> None:
        """To the log, and, where nothing was written, to the history of the article."""
        memory.waiting += made.waiting is not None
        memory.restless += made.is_restless
        memory.new_restless += made.is_restless and not made.is_routine
        entry = entry_of(made.after) or entry_of(state)
        if made.is_routine or entry is None:
            return
        if made.outcome is Outcome.UNCHANGED and memory.ahead[entry.origin]:
            return  # an earlier revision, and a later one stands in the same document: so at every look
        memory.outcomes[made.reason] += 1
        fields = {"feed": made.by, "slug": entry.slug, "outcome": made.outcome.value}
        logger.info("%s: %s: %s", made.by, entry.slug or entry.origin.entry, made.reason, extra=fields)
        if made.outcome in (Outcome.UNCHANGED, Outcome.NOTICED) and memory.noted < MOST_NOTED:
            memory.noted += 1
            entries.note_ignored(self._table, entry.origin, made)


def _report(feed: Feed, document: Document, memory: Memory, left: int) -> Report:
    counts = memory.counts
    return Report(
        feed=feed.id,
        stored=counts[Outcome.STORED],
        updated=counts[Outcome.UPDATED],
        unchanged=counts[Outcome.UNCHANGED],
        held=counts[Outcome.HELD],
        killed=counts[Outcome.KILLED],
        noticed=counts[Outcome.NOTICED],
        failed=counts[Outcome.REFUSED] + counts[Outcome.BEYOND_BUDGET] + len(document.refused),
        refused=(*memory.reasons.items(), *(("document", reason) for reason in document.refused)),
        waiting=memory.waiting,
        restless=memory.restless,
        new_restless=memory.new_restless,
        fresh=memory.spent,
        is_over_budget=counts[Outcome.BEYOND_BUDGET] > 0,
        left=left,
        reasons=(*_unread(document), *memory.outcomes.most_common(MOST_REASONS)),
        unread=document.unread,
        is_agenda=memory.is_agenda,
    )


def _unread(document: Document) -> tuple[tuple[str, int], ...]:
    if not document.unread:
        return ()
    return ((f"not read: the document holds more than {MAX_ITEMS} items, and these are the oldest", document.unread),)


def _refuse(made: Transition) -> None:
    if made.outcome in (Outcome.REFUSED, Outcome.BEYOND_BUDGET):
        raise NotAcceptedError(made.reason, outcome=made.outcome)


def _is_taken_over(state: State, made: Transition) -> bool:
    before, after = entry_of(state), entry_of(made.after)
    return before is not None and after is not None and before.origin != after.origin


def _stands_before(site: Site, feed: Feed, other: Feed | None) -> bool:
    """In site.toml; a feed that has left it stands behind all others."""
    order = {one.id: number for number, one in enumerate(site.feeds)}
    last = len(order)
    return order.get(feed.id, last) < (order.get(other.id, last) if other else last)
