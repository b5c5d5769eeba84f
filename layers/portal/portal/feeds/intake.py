"""From entries to articles: what is new, what has changed, what must go, and what nobody may see yet.

Sources: IPTC pubstatus (usable, withheld, canceled); the rule of wires that a cancel takes down all versions.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portal.feeds.accept import NotAcceptedError, hold_of, origin_of, origins_of, to_article
from portal.feeds.formats.markdown import SECTION
from portal.feeds.identity import entry_key, is_global, story_keys
from portal.feeds.reports import Report
from portal.model.article import Article, Document, Entry, Origin, Status, Why
from portal.model.clock import Clock
from portal.model.feed import Feed
from portal.model.section import REGIONS, Section
from portal.model.site import Site
from portal.model.version import Version
from portal.storage.desk import Desk, Hold, Story
from portal.storage.writes import Known

logger = logging.getLogger("portal")

SAME_STORY = timedelta(hours=1)
"""Two entries of one address are one story when they were published this close to each other: an address of which the
story changes every day, such as the weather's, is another one every day.
"""


@dataclass
class Memory:
    """What the table knows of a document's entries."""

    known: dict[Origin, Known]
    stories: Mapping[str, Story]
    by_story: Mapping[Origin, Known]
    ambiguous: frozenset[str]
    seen: set[Origin] = field(default_factory=set)
    refused: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, str] = field(default_factory=dict)


class Intake:
    """Stores entries. Whatever is wrong with one is counted, and never touches another."""

    def __init__(self, site: Site, *, desk: Desk, clock: Clock) -> None:
        self._site = site
        self._desk = desk
        self._clock = clock

    def store(self, feed: Feed, document: Document) -> Report:
        """Stores what is new or changed in `document`, oldest first, each article in a transaction of its own."""
        entries = tuple(reversed(document.entries))
        memory = self._remember(entries, feed)
        counts = Counter(self._take(entry, feed, memory) for entry in entries)
        memory.refused.update(document.refused)
        if memory.refused:
            reasons = ", ".join(f"{number} {reason}" for reason, number in memory.refused.most_common(5))
            logger.warning("%s: entries not accepted: %s", feed.id, reasons, extra={"feed": feed.id})
        return Report(
            feed=feed.id,
            stored=counts["stored"],
            updated=counts["updated"],
            unchanged=counts["unchanged"],
            held=counts["held"],
            killed=counts["killed"],
            failed=counts["failed"] + len(document.refused),
            refused=(*memory.reasons.items(), *(("document", reason) for reason in document.refused)),
        )

    def _remember(self, entries: Sequence[Entry], feed: Feed) -> Memory:
        """At most two rounds: entries by their ids, then those that are not known by what story they tell."""
        wanted = [origin for entry in entries for origin in (*origins_of(entry, feed), *_targets(entry, feed))]
        known = self._desk.known(wanted)
        new = [entry for entry in entries if not any(origin in known for origin in origins_of(entry, feed))]
        uses = Counter(key for key, _ in {(key, entry.id) for entry in new for key in story_keys(entry, feed.id)})
        stories = self._desk.stories(list(uses)) if uses else {}
        origins = list({story.origin for story in stories.values()})
        return Memory(
            known=known,
            stories=stories,
            by_story=self._desk.known(origins) if origins else {},
            ambiguous=frozenset(key for key, times in uses.items() if times > 1),
        )

    def _take(self, entry: Entry, feed: Feed, memory: Memory) -> str:
        """Which count of the report it adds to; why it was refused is kept in `memory`."""
        self._look_again(entry, feed, memory)
        known = next((memory.known[one] for one in origins_of(entry, feed) if one in memory.known), None)
        if entry.withdraws:
            self._kill_other(entry, feed, memory)
        if entry.status is Status.CANCELED:
            return self._kill(entry, feed, known or self._same_story(entry, feed, memory))
        try:
            if known is None:
                return self._new(entry, feed, memory)
            return self._seen(entry, feed, known)
        except NotAcceptedError as refusal:
            memory.refused[str(refusal)] += 1
            if refusal.is_fault:
                memory.reasons[origin_of(entry, feed).entry] = str(refusal)
            return "failed"

    def _look_again(self, entry: Entry, feed: Feed, memory: Memory) -> None:
        """Of what stood in this document before, another revision perhaps, more is known by now."""
        again = memory.seen.intersection((*origins_of(entry, feed), *_targets(entry, feed)))
        if again:
            memory.known.update(self._desk.known(list(again)))
        memory.seen.add(origin_of(entry, feed))

    def _new(self, entry: Entry, feed: Feed, memory: Memory) -> str:
        same = self._same_story(entry, feed, memory)
        if same is not None:
            return self._retold(entry, feed, same)
        article, hold = self._article(entry, feed)
        keys = [key for key in story_keys(entry, feed.id) if key not in memory.ambiguous]
        stored = self._desk.publish(
            article,
            taken=self._site.taken_slugs,
            version=Version.of(entry.revision, entry.updated_at),
            hold=hold,
            stories=[key for key in keys if key not in memory.stories],
            retold=[key for key in keys if key in memory.stories],
            expires=self._expires(article, feed),
        )
        if stored is None:
            return "unchanged"
        return "held" if hold else "stored"

    def _seen(self, entry: Entry, feed: Feed, known: Known) -> str:
        """A text of an entry that has come before; from another feed than the article's, only under a later number."""
        version = Version.of(entry.revision, entry.updated_at)
        if version.is_before(known.version) or known.is_killed_for(version):
            return "unchanged"
        if known.origin.feed not in feed.ids and not _has_later_number(version, known.version):
            return "unchanged"
        own = feed if known.origin.feed in feed.ids else self._site.feed(known.origin.feed)
        article, hold = self._article(entry, own or feed)
        if not known.slug:
            hold = hold or Hold(why=Why.KILLED)
            stored = self._desk.publish(article, taken=self._site.taken_slugs, version=version, hold=hold, buried=True)
            return "held" if stored else "unchanged"
        if known.fingerprint == article.fingerprint and known.hold == (str(hold) if hold else ""):
            if _has_later_number(version, known.version):
                self._desk.note_version(known, version)
            return "unchanged"
        outcome = self._desk.revise(known, article, self._clock(), version=version, hold=hold)
        if outcome is None:
            return "unchanged"
        return "updated" if isinstance(outcome, Article) else "held"

    def _retold(self, entry: Entry, feed: Feed, same: Known) -> str:
        """Its feed gave it another id, or another feed has it too: one article, in the lists of both."""
        section = self._section(entry, feed)
        self._desk.join(same, origin_of(entry, feed), _listings(section))
        return self._seen(entry, feed, same)

    def _same_story(self, entry: Entry, feed: Feed, memory: Memory) -> Known | None:
        for key in story_keys(entry, feed.id):
            story = memory.stories.get(key)
            if story is None or key in memory.ambiguous or story.origin in memory.known:
                continue
            apart = abs((entry.published_at or story.published_at) - story.published_at)
            if (is_global(entry.id) or apart <= SAME_STORY) and story.origin in memory.by_story:
                return memory.by_story[story.origin]
        return None

    def _kill(self, entry: Entry, feed: Feed, known: Known | None) -> str:
        now = self._clock()
        killed = Version.of(entry.revision, entry.updated_at or entry.published_at)
        if known is None:
            keys = story_keys(entry, feed.id)
            buried = self._desk.bury(
                origin_of(entry, feed), killed, stories=keys, published_at=entry.published_at or now
            )
            return "killed" if buried else "unchanged"
        return "killed" if self._desk.kill(known, killed, now) else "unchanged"

    def _kill_other(self, entry: Entry, feed: Feed, memory: Memory) -> None:
        """The item that this one takes back."""
        killed = Version.of(None, entry.updated_at or entry.published_at)
        targets = _targets(entry, feed)
        known = next((memory.known[one] for one in targets if one in memory.known), None)
        if known is not None:
            self._desk.kill(known, killed, self._clock())
        elif self._desk.bury(targets[0], killed):
            logger.warning("%s: %s takes back what never came", feed.id, entry.id, extra={"feed": feed.id})

    def _article(self, entry: Entry, feed: Feed) -> tuple[Article, Hold | None]:
        now = self._clock()
        article = to_article(entry, feed=feed, section=self._section(entry, feed), now=now)
        return article, hold_of(entry, now)

    def _section(self, entry: Entry, feed: Feed) -> Section:
        """The one that it names itself, as texts of our own do; else by its codes; else its feed's."""
        own = (code.removeprefix(SECTION) for code in entry.codes if code.startswith(SECTION))
        named = next(filter(None, map(self._site.section, own)), None)
        return named or self._site.section_or_orphan(feed.section_of((*entry.codes, *entry.categories)))

    def _expires(self, article: Article, feed: Feed) -> datetime | None:
        return article.published_at + timedelta(days=feed.retention_days) if feed.retention_days else None


def _targets(entry: Entry, feed: Feed) -> tuple[Origin, ...]:
    """What an entry takes back, under each id that its feed had."""
    if not entry.withdraws:
        return ()
    return tuple(Origin(feed=id_, entry=entry_key(id_, entry.withdraws)) for id_ in feed.ids)


def _listings(section: Section) -> tuple[str, ...]:
    return (section.slug, REGIONS) if section.region else (section.slug,)


def _has_later_number(version: Version, other: Version) -> bool:
    return version.number is not None and other.number is not None and version.number > other.number
