"""Writing articles as the wire brings them: a transaction a step, each conditional on what was read before.

A step that is repeated, by a message delivered twice or after a crash, finds its condition failed and changes nothing.
What people do to articles is in storage.editor.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from portal.model.article import Article, Origin, Why, Withdrawn
from portal.model.clock import from_iso, to_iso
from portal.model.errors import StorageError
from portal.model.slug import numbered
from portal.model.version import Version
from portal.storage.editor import Editor, withdrawn
from portal.storage.errors import ConditionFailedError
from portal.storage.items import (
    article_item,
    article_key,
    entry_key,
    from_attributes,
    placement_item,
    revision_item,
    story_key,
    withdrawn_item,
)
from portal.storage.scheduled_actions import Act, Due
from portal.storage.steps import Refusal, out_of_sight, with_edits, without
from portal.storage.table import Answer, Call, Item
from portal.storage.turns import Hold, Step, edited, held_back, hidden, in_the_open, later, still_hidden, timed
from portal.storage.writes import (
    NOT_THERE,
    Known,
    adopt_entry,
    as_hidden,
    as_read,
    entry_item,
    joined_item,
    put,
    set_entry,
    story_item,
    to_known,
    tombstone_item,
    unchanged,
    update_entry,
    waits,
    waits_no_more,
)

__all__ = ["Desk", "Hold", "Refusal"]

UNKNOWN = Version()


@dataclass(frozen=True, kw_only=True)
class Story:
    """Whose article it is, and when that was published."""

    origin: Origin
    published_at: datetime


class Desk(Editor):
    """The one that writes articles."""

    def known(self, origins: Sequence[Origin]) -> dict[Origin, Known]:
        """Which of `origins` are known, each under itself, also where it is a story of another feed's article.

        One BatchGetItem per hundred, strongly consistent, in one round; a second round where stories are shared.
        """
        rows = list(self._entries(origins))
        shared = {_origin(row): Origin(feed=row["of_feed"], entry=row["of_entry"]) for row in rows if "of_feed" in row}
        targets = {_origin(row): row for row in self._entries(list(shared.values()))} if shared else {}
        found = {_origin(row): to_known(row) for row in rows if "of_feed" not in row}
        found |= {own: to_known(targets[other]) for own, other in shared.items() if other in targets}
        return found

    def stories(self, keys: Sequence[str]) -> dict[str, Story]:
        """Whose article the stories of `keys` are. Costs as `known`."""
        wanted = [story_key(key) for key in dict.fromkeys(keys)]
        rows = map(from_attributes, self._table.batch_get(wanted, consistent=True))
        return {
            row["pk"].removeprefix("STORY#"): Story(origin=_origin(row), published_at=from_iso(row["published_at"]))
            for row in rows
        }

    def publish(
        self,
        article: Article,
        *,
        taken: frozenset[str] = frozenset(),
        version: Version = UNKNOWN,
        hold: Hold | None = None,
        stories: Sequence[str] = (),
        retold: Sequence[str] = (),
        expires: datetime | None = None,
        buried: bool = False,
    ) -> Article | None:
        """Stores a new article and returns it with the slug it got; None when its entry, or its story, has one already.

        `taken`: slugs that no article may have. A slug that another article has gets `-2` and so on, also when both
        arrive at the same moment. With `hold` it is kept and not seen. `buried`: its entry was killed before it came.
        `stories`: under which keys it is found again; `retold`: likewise, keys that an older story had until now.
        One transaction; for each further article of one headline a few GetItems more.
        """
        if hold is None:
            self._note(article)
        number = 2 if article.slug in taken else 1
        while True:
            candidate = replace(article, slug=numbered(article.slug, number))
            reason = str(hold) if hold else ""
            try:
                self._transact(
                    *(held_back(candidate, hold, candidate.published_at) if hold else in_the_open(candidate)),
                    adopt_entry(candidate.origin, candidate, version, reason)
                    if buried
                    else put(entry_item(candidate, version, reason), NOT_THERE),
                    *(put(story_item(key, candidate.origin, candidate.published_at), NOT_THERE) for key in stories),
                    *(put(story_item(key, candidate.origin, candidate.published_at)) for key in retold),
                    *([put(Due(act=Act.EXPIRE, slug=candidate.slug, at=expires).item)] if expires else ()),
                )
            except ConditionFailedError as refused:
                if set(refused.failed) - {0}:
                    return None
                number = self._free_number(article.slug, number + 1)
            else:
                return candidate

    def join(self, known: Known, origin: Origin, listings: Sequence[str]) -> bool:
        """Another feed brought the story of a known article: it stands in the lists of that feed too.

        False when somebody else was first. One GetItem and one transaction.
        """
        current = self._current(known.slug) if known.slug else None
        writes: list[Item] = []
        if isinstance(current, Article | Withdrawn):
            added = tuple(one for one in listings if one not in (current.section, *current.shared))
            new = replace(current, shared=(*current.shared, *added))
            if isinstance(new, Article):
                new = replace(new, also_in=tuple(dict.fromkeys((*new.also_in, *added))))
                writes += [put(placement_item(new, listing)) for listing in added]
            item = article_item(new) if isinstance(new, Article) else withdrawn_item(new)
            asis = as_read(current) if isinstance(current, Article) else as_hidden(current)
            writes.append(put(item, *asis))
        return self._attempt(put(joined_item(origin, known.origin), NOT_THERE), *writes)

    def revise(
        self,
        known: Known,
        article: Article,
        now: datetime,
        *,
        version: Version | None = None,
        hold: Hold | None = None,
    ) -> Article | Withdrawn | None:
        """Replaces the text of a known entry's article; its slug and time of publication stay as they are.

        The time of the update is the feed's when it is later than publication, else `now`; a text that says the same
        in other signs has none. The earlier text is kept as a revision. With `hold` nobody sees it any more. What a
        person has to look at first stays as it is, and the new text waits for `restore`: of an article that was
        withdrawn or killed, and where edits of ours do not fit. None when somebody else was first. One GetItem and one
        transaction.
        """
        current = self._standing(known)
        new = replace(
            article,
            slug=known.slug,
            origin=known.origin,
            revision=max(known.revision, current.revision, getattr(current, "waiting", 0)) + 1,
            shared=current.shared,
            also_in=without(article.section, (*article.also_in, *current.shared)),
        )
        self._note_section(new.section, new.published_at)
        step = self._revised(current, new, now, hold)
        entry = update_entry(known, step.text, version, str(hold) if hold else "")
        return step.stands if self._attempt(entry, *step.writes) else None

    def note_version(self, known: Known, version: Version) -> bool:
        """The same text as a later version; whether nobody else was first. One UpdateItem."""
        return self._attempt(set_entry(known.origin, known.was, version=str(version)))

    def kill(self, known: Known, killed: Version, now: datetime) -> bool:
        """The agency takes an article back: out of every list and its body away, in the write that makes it due to be
        announced. A later text that is there already waits, as it would have, had it come after.

        Whether nobody else was first. One GetItem, one transaction.
        """
        if not known.slug:
            return self._attempt(set_entry(known.origin, {"killed": known.was["killed"]}, killed=str(killed)))
        # Whether a later text is there is decided by the version that was read: nobody may have brought another since.
        entry = set_entry(known.origin, known.was, killed=str(killed))
        current = self._standing(known)
        gone = withdrawn(current, now, Why.KILLED) if isinstance(current, Article) else current
        gone = replace(gone, why=Why.KILLED, withdrawn_at=now, until=None)
        asis = unchanged("published", current.revision) if isinstance(current, Article) else as_hidden(current)
        later_text = known.version.is_after(killed)
        return self._attempt(
            put(withdrawn_item(gone), *asis),
            entry,
            put(Due(act=Act.ANNOUNCE, slug=gone.slug, at=now).item),
            waits(gone.slug, gone.why, to_iso(now), "") if later_text else waits_no_more(gone.slug),
            *([put(revision_item(current)), *out_of_sight(current, now)] if isinstance(current, Article) else ()),
        )

    def bury(
        self, origin: Origin, killed: Version, *, stories: Sequence[str] = (), published_at: datetime | None = None
    ) -> bool:
        """A kill of something that never came: a late copy of it must not appear, whichever feed brings it.

        False when it is known by now. One transaction.
        """
        found = [put(story_item(key, origin, published_at), NOT_THERE) for key in stories] if published_at else []
        return self._attempt(put(tombstone_item(origin, killed), NOT_THERE), *found)

    def release(self, slug: str, now: datetime) -> Article | None:
        """The end of an embargo: the article appears, published at that moment. None where there is none to end."""
        current = self._current(slug)
        if not isinstance(current, Withdrawn) or current.why is not Why.EMBARGO:
            return None
        if current.until is None or current.until > now:
            return None
        return self._put_back(current, now)

    def _standing(self, known: Known) -> Article | Withdrawn:
        current = self._current(known.slug)
        if not isinstance(current, Article | Withdrawn) or current.origin != known.origin:
            raise StorageError(f"{known.slug}: its entry points at it, but it is {type(current).__name__}")
        return current

    def _revised(self, current: Article | Withdrawn, new: Article, now: datetime, hold: Hold | None) -> Step:
        if isinstance(current, Article):
            new = timed(new, current, now)
            return hidden(current, new, hold, now) if hold else edited(current, new, now)
        if current.was_public:
            since = later(new.updated_at, current.published_at) or now
            new = replace(new, published_at=current.published_at, updated_at=since)
        if hold or current.why.needs_a_person:
            return still_hidden(current, new, hold, now)
        new, fits = with_edits(new, current.edits)
        self._note(new)
        lost = [] if fits else [waits(new.slug, "edited", to_iso(now), new.headline)]
        return Step(stands=new, text=new, writes=[*self._shown(new, current, now), *lost])

    def _entries(self, origins: Sequence[Origin]) -> list[Answer]:
        keys = [entry_key(origin) for origin in dict.fromkeys(origins)]
        return [from_attributes(item) for item in self._table.batch_get(keys, consistent=True)]

    def _free_number(self, slug: str, number: int) -> int:
        """A free `<slug>-N` from `number` on, found by doubling and halving: a headline of every day stays cheap."""
        low, high = number - 1, number
        while self._exists(numbered(slug, high)):
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._exists(numbered(slug, middle)) else (low, middle)
        return high

    def _exists(self, slug: str) -> bool:
        parameters = {"Key": article_key(slug), "ConsistentRead": True, "ProjectionExpression": "pk"}
        return "Item" in self._table.send(Call("get_item", parameters))[0]


def _origin(row: Answer) -> Origin:
    return Origin(feed=row["feed"], entry=row["entry"])
