"""Records out of the table: of the articles at some addresses, of those that are hidden, of what is gone.

Nothing scans. An article leads to the partition of its entry, and that to everything else: its SAME# and MOVED# items
are there for this.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from portal.model.article import Article, HiddenArticle, Moved, Origin
from portal.model.errors import StorageError
from portal.model.scheduled_action import ScheduledAction
from portal.storage.article_queries import WaitingRow, from_waiting_item
from portal.storage.entries import StoryClaims, from_happening_item, stories, to_known
from portal.storage.export_record import EntryRecord, KeptHappening, KeptText, Record, StoryClaim
from portal.storage.item_mapping import article_key, entry_key, from_article_item, from_attributes
from portal.storage.picture_attempts import from_image_item
from portal.storage.table import Item, Table
from portal.storage.whole_partitions import pages, whole_partitions

AT_A_TIME = 100
"""Articles: as many as one BatchGetItem takes."""
TRIES = 5

Due = Callable[[Sequence[str]], tuple[ScheduledAction, ...]]
"""What is due to any of some addresses, or entries as in `anp#1f3c`."""
StandingValue = Article | HiddenArticle


@dataclass(frozen=True, kw_only=True)
class _Partition:
    """What stands in the partition of an entry, before its keys and addresses have been followed."""

    record: EntryRecord
    keys: tuple[str, ...]
    addresses: tuple[str, ...]


class RecordReader:
    """`now`: what the table is about to forget by then is not read any more."""

    def __init__(self, table: Table, *, due: Due, now: datetime) -> None:
        self._table = table
        self._due = due
        self._now = now
        self._waiting: dict[str, list[WaitingRow]] = defaultdict(list)
        for page in pages(table, "WAITING"):
            for one in map(from_waiting_item, page):
                self._waiting[one.slug].append(one)

    def at(self, slugs: Sequence[str]) -> list[Record]:
        """Of the articles at `slugs`, at most a hundred, in that order; none of an address without an article.

        Two BatchGetItem, a Query an entry, a BatchGetItem per hundred dedup keys. An article that was written meanwhile
        is read again: its text and what is known of its entry belong together. Raises StorageError where that never
        ends.
        """
        found: dict[str, Record] = {}
        wanted = list(slugs)
        for _ in range(TRIES):
            before = self._standing(wanted)
            families = self._families([one.origin for one in before.values()])
            after = self._standing(list(before))
            settled = [slug for slug in before if _is_as_it_was(before[slug], after.get(slug))]
            found |= {slug: self._record(families[before[slug].origin], before[slug]) for slug in settled}
            wanted = [slug for slug in before if slug not in found]
            if not wanted:
                return [found[slug] for slug in slugs if slug in found]
        raise StorageError(f"{wanted[0]}: is written all the time; try again")

    def hidden(self) -> Iterator[list[Record]]:
        """Of every article that cannot be read, by address, but for those of `gone`."""
        for slugs in _in_parts(item["sk"]["S"] for page in pages(self._table, "HIDDEN") for item in page):
            yield self.at(slugs)

    def gone(self) -> Iterator[list[Record]]:
        """Of every entry of which no text is left: its licence ran out, or it was killed before it came."""
        for names in _in_parts(item["sk"]["S"] for page in pages(self._table, "GONE") for item in page):
            families = self._families([_origin(name) for name in names])
            tombstones = [self._record(one, None) for one in families.values() if one and not _slug_of(one[0])]
            yield [*tombstones, *self.at([_slug_of(one[0]) for one in families.values() if one and _slug_of(one[0])])]

    def _standing(self, slugs: Sequence[str]) -> dict[str, StandingValue]:
        """In the order of `slugs`."""
        items = self._table.batch_get([article_key(slug) for slug in dict.fromkeys(slugs)], consistent=True)
        found = {one.slug: one for one in map(from_article_item, items)}
        there = ((slug, found.get(slug)) for slug in slugs)
        return {slug: one for slug, one in there if isinstance(one, Article | HiddenArticle)}

    def _record(self, entries: Sequence[EntryRecord], standing: StandingValue | None) -> Record:
        if not entries:
            raise StorageError(f"{standing.slug if standing else ''}: its entry is not in the table")
        record = Record(
            entries=tuple(entries),
            article=replace(standing, writes=0) if isinstance(standing, Article) else None,
            hidden=replace(standing, writes=0) if isinstance(standing, HiddenArticle) else None,
        )
        addresses = [*([standing.slug] if standing else []), *(one.slug for one in record.moved)]
        waiting = (one for slug in addresses for one in self._waiting.get(slug, ()))
        names = [f"{one.origin.feed}#{one.origin.entry}" for one in entries]
        return replace(record, waiting=tuple(waiting), due=self._due([*addresses, *names]))

    def _families(self, origins: Sequence[Origin]) -> dict[Origin, list[EntryRecord]]:
        """Each with the entries that are joined to it or are copies of it, and those that are so to these."""
        families: dict[Origin, list[EntryRecord]] = {origin: [] for origin in origins}
        wanted = [(origin, origin) for origin in families]
        while wanted:
            found = self._entries([origin for _, origin in wanted])
            more: list[tuple[Origin, Origin]] = []
            for first, origin in wanted:
                entry, family = found.get(origin), families[first]
                if entry and _is_one_of(entry, family):
                    family.append(entry)
                    more += [(first, other) for other in entry.others]
            wanted = list(dict.fromkeys(more))
        return families

    def _entries(self, origins: Sequence[Origin]) -> dict[Origin, EntryRecord]:
        keys = {entry_key(origin)["pk"]["S"]: origin for origin in origins}
        read = whole_partitions(self._table, list(keys))
        parts = [part for key, items in read.items() if (part := self._partition(keys[key], items))]
        claimed = stories(self._table, [key for part in parts for key in part.keys])
        moved = self._moved([slug for part in parts for slug in part.addresses])
        return {part.record.origin: _completed(part, claimed, moved) for part in parts}

    def _moved(self, slugs: Sequence[str]) -> dict[str, Moved]:
        """Those that lead to another address still: an article may have gone back to an earlier one."""
        items = self._table.batch_get([article_key(slug) for slug in dict.fromkeys(slugs)], consistent=True)
        return {one.slug: one for one in map(from_article_item, items) if isinstance(one, Moved)}

    def _partition(self, origin: Origin, items: Iterable[Item]) -> _Partition | None:
        """None where it holds no entry."""
        kinds: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            ends = _ends(item)
            if ends is None or ends > self._now:
                kinds[item["sk"]["S"].partition("#")[0]].append(item)
        if not kinds["ENTRY"]:
            return None
        row = from_attributes(kinds["ENTRY"][0])
        texts = ((from_article_item(item), _ends(item)) for item in kinds["REVISION"])
        record = EntryRecord(
            origin=origin,
            known=None if "of_feed" in row else replace(to_known(row), stories=(), writes=0),
            joined_to=Origin(feed=row["of_feed"], entry=row["of_entry"]) if "of_feed" in row else None,
            others=tuple(_origin(_rest(item)) for item in kinds["SAME"]),
            images=tuple(map(from_image_item, kinds["IMAGE"])),
            revisions=tuple(KeptText(text=one, ends=ends) for one, ends in texts if isinstance(one, Article)),
            history=tuple(KeptHappening(happening=from_happening_item(i), ends=_ends(i)) for i in kinds["HISTORY"]),
        )
        return _Partition(
            record=record, keys=tuple(row.get("stories", ())), addresses=tuple(map(_rest, kinds["MOVED"]))
        )


def _completed(part: _Partition, claimed: Mapping[str, StoryClaims], moved: Mapping[str, Moved]) -> EntryRecord:
    """With the claims that are its own still, and the addresses that lead on still."""
    origin = part.record.origin
    claims = (
        StoryClaim(key=key, published_at=claim.published_at)
        for key in part.keys
        for claim in (claimed[key].claims if key in claimed else ())
        if claim.origin == origin
    )
    return replace(
        part.record, claims=tuple(claims), moved=tuple(moved[slug] for slug in part.addresses if slug in moved)
    )


def _is_one_of(entry: EntryRecord, family: Sequence[EntryRecord]) -> bool:
    """Whether it belongs to an article beside others: what has come to be an article of its own, or gone, does not."""
    if not family:
        return True
    origins = {one.origin for one in family}
    to = entry.joined_to or (entry.known.copy_of if entry.known else None)
    return entry.origin not in origins and to in origins


def _is_as_it_was(before: StandingValue, after: StandingValue | None) -> bool:
    return after is not None and before.origin == after.origin and before.writes == after.writes


def _slug_of(entry: EntryRecord) -> str:
    return entry.known.slug if entry.known else ""


def _in_parts(names: Iterable[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for name in names:
        part.append(name)
        if len(part) == AT_A_TIME:
            yield part
            part = []
    if part:
        yield part


def _origin(name: str) -> Origin:
    feed, _, entry = name.partition("#")
    return Origin(feed=feed, entry=entry)


def _rest(item: Item) -> str:
    return str(item["sk"]["S"].partition("#")[2])


def _ends(item: Mapping[str, Any]) -> datetime | None:
    return datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC) if "expires_at" in item else None
