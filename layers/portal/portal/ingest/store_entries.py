"""From entries to articles: what is new, what has changed, what must go, and what nobody may see yet.

Sources: IPTC pubstatus (usable, withheld, canceled); the rule of wires that a cancel takes down all versions.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from portal.feeds.formats.markdown import sections_of
from portal.feeds.parsing.identity import is_global
from portal.ingest.entry_to_article import NotAcceptedError, hold_of, to_article
from portal.ingest.known_entries import Arrival, Memory
from portal.ingest.report import Report
from portal.model.article import Article, Document, Entry, Origin, Status, Why
from portal.model.clock import Clock
from portal.model.errors import StorageError
from portal.model.feed import Feed
from portal.model.section import REGIONS, Section
from portal.model.site import Site
from portal.model.version import Version
from portal.storage.desk import Desk, Hold
from portal.storage.writes import Known

logger = logging.getLogger("portal")

SAME_STORY = timedelta(hours=1)
"""Two entries of one address are one story when they were published this close to each other: an address of which the
story changes every day, such as the weather's, is another one every day.
"""
TRIES = 4


class LostRaceError(Exception):
    """Somebody else wrote the same story between our reading and our writing: look again, and decide anew."""


Progress = Callable[[str, int, int], None]
"""Hears, of a feed, how many entries have been looked at, and of how many."""
WRITTEN = frozenset({"stored", "updated", "held", "killed"})
"""What a look comes further by."""


def unheard(_feed: str, _number: int, _of: int) -> None:
    """Nobody waits for it."""


class Intake:
    """Stores entries. Whatever is wrong with one is counted, and never touches another."""

    def __init__(self, site: Site, *, desk: Desk, clock: Clock, progress: Progress = unheard) -> None:
        self._site = site
        self._desk = desk
        self._clock = clock
        self._progress = progress

    def store(
        self,
        feed: Feed,
        document: Document,
        *,
        only_new: bool = False,
        has_time: Callable[[], bool] = lambda: True,
    ) -> Report:
        """Stores what is new or changed in `document`, oldest first, each article in a transaction of its own.

        With `only_new` what is known already stays as it is: an old document must not bring old texts back. Ends early
        once `has_time` says no, but never before something was written: then entries are `left`. Raises StorageError;
        what was stored until then is as if it had come alone.
        """
        arrivals = [Arrival(entry, feed) for entry in reversed(document.entries)]
        memory, left = self._remember(arrivals, is_wire=document.is_of_a_wire), 0
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
        counts = memory.counts
        return Report(
            feed=feed.id,
            stored=counts["stored"],
            updated=counts["updated"],
            unchanged=counts["unchanged"],
            held=counts["held"],
            killed=counts["killed"],
            failed=counts["failed"] + len(document.refused),
            refused=(*memory.reasons.items(), *(("document", reason) for reason in document.refused)),
            left=left,
        )

    def _remember(self, arrivals: Sequence[Arrival], *, is_wire: bool) -> Memory:
        """At most three rounds: entries by their ids, then those that are not known by what story they tell."""
        known = self._desk.known([origin for one in arrivals for origin in (*one.origins, *one.targets)])
        new = [one for one in arrivals if not any(origin in known for origin in one.origins)]
        uses = Counter(key for key, _ in {(key, one.entry.id) for one in new for key in one.keys})
        ambiguous = frozenset(key for key, times in uses.items() if times > 1)
        memory = Memory(is_wire=is_wire, known=known, ambiguous=ambiguous)
        self._remember_stories([*uses, *(key for one in arrivals for key in one.target_keys)], memory)
        return memory

    def _remember_stories(self, keys: Sequence[str], memory: Memory) -> None:
        memory.stories.update(self._desk.stories(keys) if keys else {})
        origins = list({story.origin for story in memory.told(keys)})
        memory.by_story.update(self._desk.known(origins) if origins else {})

    def _take(self, arrival: Arrival, memory: Memory) -> str:
        """Which count of the report it adds to; why it was refused is kept in `memory`. Raises StorageError."""
        if memory.seen.intersection((*arrival.origins, *arrival.targets)):
            self._read_again(arrival, memory)  # another revision, perhaps, stood in this document before
        memory.seen.add(arrival.origin)
        for _ in range(TRIES):
            try:
                return self._decide(arrival, memory)
            except NotAcceptedError as refusal:
                memory.refused[str(refusal)] += 1
                if refusal.is_fault:
                    memory.reasons[arrival.origin.entry] = str(refusal)
                return "failed"
            except LostRaceError:
                self._read_again(arrival, memory)
                self._remember_stories([*arrival.keys, *arrival.target_keys], memory)
        raise StorageError(f"{arrival.feed.id}: {arrival.entry.id[:100]}: others write it all the time")

    def _read_again(self, arrival: Arrival, memory: Memory) -> None:
        wanted = [*arrival.origins, *arrival.targets]
        for origin in wanted:
            memory.known.pop(origin, None)
        memory.known.update(self._desk.known(wanted))

    def _decide(self, arrival: Arrival, memory: Memory) -> str:
        known = memory.first(arrival.origins)
        others = self._kill_other(arrival, memory) if arrival.entry.withdraws else False
        if arrival.entry.status is Status.CANCELED:
            itself = self._kill(arrival, known or _same_story(arrival, memory), memory)
            return "killed" if others or itself else "unchanged"
        memory.counts["killed"] += others
        if known is None:
            return self._new(arrival, memory)
        return self._seen(arrival, known, memory)

    def _new(self, arrival: Arrival, memory: Memory) -> str:
        same = _same_story(arrival, memory)
        if same is not None:
            return self._retold(arrival, same, memory)
        article, hold = self._article(arrival.entry, arrival.feed)
        keys = [key for key in arrival.keys if key not in memory.ambiguous]
        stored = self._desk.publish(
            article,
            taken=self._site.taken_slugs,
            version=_version(arrival.entry, memory),
            hold=hold,
            stories=memory.untold(keys),
            retold=[key for key in keys if key in memory.stories],
            expires=self._expires(article, arrival.feed),
        )
        if stored is None:
            raise LostRaceError
        return "held" if hold else "stored"

    def _seen(self, arrival: Arrival, known: Known, memory: Memory) -> str:
        """A text of an entry that has come before; from another feed than the article's, only under a later number."""
        version, feed = _version(arrival.entry, memory), arrival.feed
        if version.is_before(known.version) or known.is_killed_for(version):
            return "unchanged"
        if known.origin.feed not in feed.ids and not _has_later_number(version, known.version):
            return "unchanged"
        own = feed if known.origin.feed in feed.ids else self._site.feed(known.origin.feed)
        article, hold = self._article(arrival.entry, own or feed)
        if not known.slug:
            return self._risen(article, known, version, hold)
        is_later = version.is_after(known.version)
        same = known.fingerprint == article.fingerprint and known.hold == (str(hold) if hold else "")
        if same and not (known.killed and is_later):
            if is_later and memory.is_wire and not self._desk.note_version(known, version):
                raise LostRaceError
            return "unchanged"
        outcome = self._desk.revise(known, article, self._clock(), version=version, hold=hold)
        if outcome is None:
            raise LostRaceError
        return "updated" if isinstance(outcome, Article) else "held"

    def _risen(self, article: Article, known: Known, version: Version, hold: Hold | None) -> str:
        """A later text of what was killed before it ever came: kept for a person."""
        hold = Hold(why=Why.KILLED, until=hold.until if hold else None)
        article = replace(article, origin=known.origin)
        if not self._desk.publish(article, taken=self._site.taken_slugs, version=version, hold=hold, buried=True):
            raise LostRaceError
        return "held"

    def _retold(self, arrival: Arrival, same: Known, memory: Memory) -> str:
        """Its feed gave it another id, or another feed has it too: one article, in the lists of both."""
        section = self._section(arrival.entry, arrival.feed)
        if not self._desk.join(same, arrival.origin, _listings(section)):
            raise LostRaceError
        return self._seen(arrival, same, memory)

    def _kill(self, arrival: Arrival, known: Known | None, memory: Memory) -> bool:
        entry = arrival.entry
        killed = Version.of(entry.revision, entry.updated_at or entry.published_at)
        return self._killed(known, arrival.origin, memory.untold(arrival.keys), killed, entry)

    def _kill_other(self, arrival: Arrival, memory: Memory) -> bool:
        """The item that this one takes back, through whichever feed it came."""
        entry, keys = arrival.entry, arrival.target_keys
        known = memory.first(arrival.targets)
        if known is None:
            stories = (story.origin for story in memory.told(keys))
            known = next((memory.by_story[origin] for origin in stories if origin in memory.by_story), None)
        killed = Version.of(None, entry.updated_at or entry.published_at)
        return self._killed(known, arrival.targets[0], memory.untold(keys), killed, entry)

    def _killed(self, known: Known | None, origin: Origin, keys: Sequence[str], killed: Version, entry: Entry) -> bool:
        """Whether something was taken back now, and not before. Raises LostRaceError."""
        now = self._clock()
        if known is None:
            if not self._desk.bury(origin, killed, stories=keys, published_at=entry.published_at or now):
                raise LostRaceError
            return True
        if known.killed is not None and not killed.is_after(known.killed):
            return False
        if not self._desk.kill(known, killed, now):
            raise LostRaceError
        return True

    def _article(self, entry: Entry, feed: Feed) -> tuple[Article, Hold | None]:
        now = self._clock()
        article = to_article(entry, feed=feed, section=self._section(entry, feed), now=now)
        return article, hold_of(entry, now)

    def _section(self, entry: Entry, feed: Feed) -> Section:
        """The one that it names itself, as texts of our own do; else by its codes; else its feed's."""
        named = next(filter(None, map(self._site.section, sections_of(entry))), None)
        return named or self._site.section_or_orphan(feed.section_of((*entry.codes, *entry.categories)))

    def _expires(self, article: Article, feed: Feed) -> datetime | None:
        return article.published_at + timedelta(days=feed.retention_days) if feed.retention_days else None


def _version(entry: Entry, memory: Memory) -> Version:
    fallback = entry.published_at if memory.is_wire else None
    return Version.of(entry.revision, entry.updated_at or fallback)


def _same_story(arrival: Arrival, memory: Memory) -> Known | None:
    entry = arrival.entry
    for key in arrival.keys:
        story = memory.stories.get(key)
        if story is None or key in memory.ambiguous or story.origin in memory.known:
            continue
        apart = abs((entry.published_at or story.published_at) - story.published_at)
        if (is_global(entry.id) or apart <= SAME_STORY) and story.origin in memory.by_story:
            return memory.by_story[story.origin]
    return None


def _listings(section: Section) -> tuple[str, ...]:
    return (section.slug, REGIONS) if section.region else (section.slug,)


def _has_later_number(version: Version, other: Version) -> bool:
    return version.number is not None and other.number is not None and version.number > other.number
