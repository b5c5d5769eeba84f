"""Writing articles: the life of one, a transaction a step, each conditional on what was read before.

A step that is repeated, by a message delivered twice or after a crash, finds its condition failed and changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from portal.model.article import Article, Moved, Origin, Withdrawn
from portal.model.clock import local_day, to_iso
from portal.model.errors import StorageError
from portal.model.slug import numbered
from portal.storage import articles
from portal.storage.items import (
    article_item,
    article_key,
    entry_key,
    from_article_item,
    moved_item,
    placement_item,
    placement_key,
    revision_item,
    revision_key,
    sample_mark,
    to_attribute,
    to_attributes,
    withdrawn_item,
)
from portal.storage.table import Call, ConditionFailedError, Item, Table
from portal.storage.writes import (
    Known,
    delete,
    entry_item,
    from_entry_item,
    move_entry,
    put,
    unchanged,
    update_entry,
)


@dataclass(frozen=True)
class Refusal:
    """Why an operator's wish was not carried out; nothing was changed."""

    reason: str


class Desk:
    """The one that writes articles."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._days_noted: set[date] = set()
        self._sections_noted: set[str] = set()

    def known(self, origins: list[Origin]) -> dict[Origin, Known]:
        """Which of `origins` have an article. One BatchGetItem per hundred, strongly consistent, in one round."""
        keys = [entry_key(origin) for origin in dict.fromkeys(origins)]
        known = (from_entry_item(item) for item in self._table.batch_get(keys, consistent=True))
        return {one.origin: one for one in known}

    def publish(self, article: Article, *, taken: frozenset[str] = frozenset()) -> Article | None:
        """Stores a new article and returns it with the slug it got; None when its entry has one already.

        `taken`: slugs that no article may have. A slug that another article has gets `-2` and so on, also when both
        arrive at the same moment. One transaction; for each further article of one headline a few GetItems more.
        """
        self._note_day(local_day(article.published_at), article.origin)
        self._note_section(article.section, article.published_at)
        number = 2 if article.slug in taken else 1
        while True:
            candidate = replace(article, slug=numbered(article.slug, number))
            try:
                self._transact(
                    put(article_item(candidate), "attribute_not_exists(pk)"),
                    put(entry_item(candidate), "attribute_not_exists(pk)"),
                    *(put(placement_item(candidate, listing)) for listing in candidate.also_in),
                )
            except ConditionFailedError as refused:
                if 1 in refused.failed:
                    return None
                number = self._free_number(article.slug, number + 1)
            else:
                return candidate

    def revise(self, known: Known, article: Article, now: datetime) -> Article | Withdrawn | None:
        """Replaces the text of a known entry's article; its slug and time of publication stay as they are.

        The time of the update is the feed's when it is later than publication, else `now`.

        The earlier text is kept as a revision. A withdrawn article stays withdrawn: the new text waits for `restore`.
        None when somebody else was first. One GetItem and one transaction.
        """
        current = self._current(known.slug)
        if not isinstance(current, Article | Withdrawn) or current.origin != known.origin:
            raise StorageError(f"{known.slug}: its entry points at it, but it is {type(current).__name__}")
        new = replace(
            article,
            slug=known.slug,
            published_at=current.published_at,
            updated_at=_later(article.updated_at, current.published_at) or now,
            origin=known.origin,
            revision=max(known.revision, current.revision) + 1,
        )
        self._note_section(new.section, new.published_at)
        writes = self._revised(current, new) if isinstance(current, Article) else _held(current, new)
        try:
            self._transact(update_entry(known, new), *writes)
        except ConditionFailedError:
            return None
        return new if isinstance(current, Article) else replace(current, revision=new.revision)

    def withdraw(self, slug: str, now: datetime) -> Withdrawn | Refusal:
        """Takes an article out of every list and its body away, in one write. Its address answers 410 from now on."""
        current = self._current(slug)
        if not isinstance(current, Article):
            return Refusal(_why_not(slug, current))
        withdrawn = Withdrawn(
            slug=slug,
            section=current.section,
            published_at=current.published_at,
            withdrawn_at=now,
            origin=current.origin,
            revision=current.revision,
        )
        self._transact(
            put(withdrawn_item(withdrawn), *unchanged("published", current.revision)),
            put(revision_item(current)),
            *(delete(placement_key(slug, listing)) for listing in current.also_in),
        )
        return withdrawn

    def restore(self, slug: str) -> Article | Refusal:
        """Puts a withdrawn article back as it stood, or as its feed has it by now; no fetch is needed."""
        current = self._current(slug)
        if not isinstance(current, Withdrawn):
            return Refusal(_why_not(slug, current))
        kept = self._table.send(
            Call("get_item", {"Key": revision_key(current.origin, current.revision), "ConsistentRead": True})
        )[0].get("Item")
        if kept is None:
            raise StorageError(f"{slug}: revision {current.revision} is not in the table")
        article = from_article_item(kept)
        if not isinstance(article, Article):
            raise StorageError(f"{slug}: revision {current.revision} is not an article")
        restored = replace(article, slug=slug)
        self._transact(
            put(article_item(restored), *unchanged("withdrawn", current.revision)),
            *(put(placement_item(restored, listing)) for listing in restored.also_in),
        )
        return restored

    def rename(self, slug: str, new_slug: str) -> Article | Refusal:
        """Gives an article another address; the old one answers 301. Going back to an earlier one is allowed."""
        current, there = self._current(slug), self._current(new_slug)
        if not isinstance(current, Article):
            return Refusal(_why_not(slug, current))
        if there is not None and not (isinstance(there, Moved) and there.origin == current.origin):
            return Refusal(f"{new_slug}: is the address of another article")
        renamed = replace(current, slug=new_slug)
        moved = Moved(slug=slug, to=new_slug, origin=current.origin)
        free = ("attribute_not_exists(pk) OR #state = :moved", {"#state": "state"}, {":moved": to_attribute("moved")})
        try:
            self._transact(
                put(article_item(renamed), *free),
                put(moved_item(moved), *unchanged("published", current.revision)),
                move_entry(current.origin, new_slug),
                *(delete(placement_key(slug, listing)) for listing in current.also_in),
                *(put(placement_item(renamed, listing)) for listing in current.also_in),
            )
        except ConditionFailedError:
            return Refusal(f"{slug}: was changed at the same moment; try again")
        return renamed

    def _revised(self, current: Article, new: Article) -> list[Item]:
        return [
            put(article_item(new), *unchanged("published", current.revision)),
            put(revision_item(current)),
            *(put(placement_item(new, listing)) for listing in new.also_in),
            *(delete(placement_key(new.slug, listing)) for listing in current.also_in if listing not in new.also_in),
        ]

    def _current(self, slug: str) -> Article | Withdrawn | Moved | None:
        return self._table.read(articles.article(slug, consistent=True))

    def _transact(self, *writes: Item) -> None:
        named = [
            {kind: {"TableName": self._table.name, **write} for kind, write in operation.items()}
            for operation in writes
        ]
        self._table.send(Call("transact_write_items", {"TransactItems": named}))

    def _note_day(self, day: date, origin: Origin) -> None:
        """Before the article itself: a crash in between leaves a day too many, never one too few.

        The sample is noted with it, as a set and not as a counter: doing it twice is doing it once.
        """
        mark = sample_mark(origin)
        if day in self._days_noted and not mark:
            return
        values = {":day": {"SS": [day.isoformat()]}} | ({":mark": {"SS": [mark]}} if mark else {})
        parameters = {
            "Key": to_attributes({"pk": "CALENDAR", "sk": f"{day:%Y-%m}"}),
            "UpdateExpression": "ADD #days :day" + (", sampled :mark" if mark else ""),
            "ExpressionAttributeNames": {"#days": "days"},
            "ExpressionAttributeValues": values,
        }
        self._table.send(Call("update_item", parameters))
        self._days_noted.add(day)

    def _note_section(self, section: str, since: datetime) -> None:
        """Before the article, as with days: whoever changes site.toml has to know what lives under a section's name."""
        if section in self._sections_noted:
            return
        self._table.send(
            Call(
                "update_item",
                {
                    "Key": to_attributes({"pk": "SECTIONS", "sk": section}),
                    "UpdateExpression": "SET since = if_not_exists(since, :since)",
                    "ExpressionAttributeValues": to_attributes({":since": to_iso(since)}),
                },
            )
        )
        self._sections_noted.add(section)

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


def _later(updated_at: datetime | None, published_at: datetime) -> datetime | None:
    return updated_at if updated_at and updated_at > published_at else None


def _held(withdrawn: Withdrawn, new: Article) -> list[Item]:
    """The writes that keep a new text of a withdrawn article for `restore`."""
    return [
        put(withdrawn_item(replace(withdrawn, revision=new.revision)), *unchanged("withdrawn", withdrawn.revision)),
        put(revision_item(new)),
    ]


def _why_not(slug: str, current: Article | Withdrawn | Moved | None) -> str:
    match current:
        case Article():
            return f"{slug}: can be read already"
        case Withdrawn():
            return f"{slug}: is withdrawn"
        case Moved(to=to):
            return f"{slug}: was renamed; its address is {to}"
    return f"{slug}: there is no such article"
