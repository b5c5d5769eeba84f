"""Records into the table: each where nothing is of its entry yet, in one transaction.

Source: AWS, Quotas in Amazon DynamoDB: 100 items and 4 MB in a transaction. Of an article that has more beside it
(revisions, history, images) that is put before: nobody sees it until its entry is there, and doing it again is safe.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from portal.lifecycle.outcome import Waiting
from portal.lifecycle.state import Absent, Hidden, KnownEntry, State, Tombstone
from portal.model.article import Article, HiddenArticle, Origin
from portal.model.errors import StorageError
from portal.storage import article_queries
from portal.storage.article_transaction import FREE, listed_as_gone, listed_as_hidden, waits
from portal.storage.entries import StoryClaims, happening_item, put_entry, put_joined, put_story, stories
from portal.storage.errors import ConditionFailedError
from portal.storage.export_record import EntryRecord, Record
from portal.storage.item_mapping import (
    article_item,
    entry_key,
    former_key,
    hidden_item,
    listings_of,
    moved_item,
    picture_use_key,
    placement_item,
    revision_item,
    same_story_key,
)
from portal.storage.picture_attempts import image_item
from portal.storage.scheduled_actions import action_item
from portal.storage.table import Call, Item, Table
from portal.storage.writes import put

MOST_ITEMS = 100
MOST_BYTES = 3_500_000
TRIES = 10
"""Two articles that come side by side may claim the same dedup key."""
AT_ONCE = 25


class Stored(StrEnum):
    """What came of a record: it is in the table; its entry was there already; its address is another article's."""

    NEW = "new"
    KNOWN = "known"
    TAKEN = "taken"


def unknown_of(table: Table, records: Sequence[Record]) -> list[Record]:
    """Those of whose own entry the table has nothing; of two of one entry the first. A consistent BatchGetItem per
    hundred, in one round.
    """
    keys: dict[str, Record] = {}
    for record in records:
        keys.setdefault(entry_key(record.origin)["pk"]["S"], record)
    found = table.batch_get([entry_key(record.origin) for record in keys.values()], consistent=True)
    known = {item["pk"]["S"] for item in found}
    return [record for key, record in keys.items() if key not in known]


def store_record(table: Table, record: Record) -> Stored:
    """Puts all of `record` into the table, or nothing that anybody can see. A BatchGetItem, a transaction.

    Raises StorageError; then it may be done again.
    """
    seen, beside = list(_items(record)), list(_beside(record))
    for _ in range(TRIES):
        claims = [put_story(story) for story in _stories(table, record)]
        writes = [*seen, *claims, *beside]
        if len(writes) > MOST_ITEMS or sum(map(_bytes, writes)) > MOST_BYTES:
            _put_before(table, beside)
            beside, writes = [], [*seen, *claims]
        try:
            table.transact(*writes)
        except ConditionFailedError as refused:
            if min(refused.failed) < len(seen):
                return Stored.TAKEN if unknown_of(table, [record]) else Stored.KNOWN
        else:
            return Stored.NEW
    raise StorageError(f"{record.origin.feed}#{record.origin.entry}: others write its dedup keys all the time")


def _items(record: Record) -> Iterator[Item]:
    """What readers, feeds and the schedule look at. The entries first."""
    for entry in record.entries:
        yield _entry(entry)
    if record.standing:
        yield put(_standing(record.standing), FREE)
    if record.article:
        shown = replace(record.article, writes=1)
        yield from (put(placement_item(shown, listing)) for listing in listings_of(shown))
    yield from (put(moved_item(moved), FREE) for moved in record.moved)
    yield from (put(action_item(due)) for due in record.due)
    yield from (_waits(one) for one in record.waiting)
    state = _state(record)
    yield from listed_as_hidden(Absent(), state)
    yield from listed_as_gone(Absent(), state)


def _beside(record: Record) -> Iterator[Item]:
    """What stands in the partitions of its entries, and who uses a picture."""
    for entry in record.entries:
        origin = entry.origin
        yield from (put(revision_item(one.text, ends=one.ends)) for one in entry.revisions)
        yield from (put(happening_item(origin, one.happening, ends=one.ends)) for one in entry.history)
        yield from (put(former_key(origin, one.slug)) for one in entry.moved)
        yield from (put(same_story_key(origin, other)) for other in entry.others)
        yield from (put(image_item(origin, tried)) for tried in entry.images)
        hashes = {tried.picture.hash for tried in entry.images if tried.picture}
        yield from (put(picture_use_key(one, origin)) for one in sorted(hashes))


def _entry(entry: EntryRecord) -> Item:
    keys = tuple(claim.key for claim in entry.claims)
    if entry.known:
        return put_entry(replace(entry.known, stories=keys, writes=0), None)
    if entry.joined_to is None:
        raise ValueError(entry.origin)
    return put_joined(entry.origin, entry.joined_to, KnownEntry(origin=entry.origin, stories=keys))


def _standing(found: Article | HiddenArticle) -> Item:
    one = replace(found, writes=1)
    return article_item(one) if isinstance(one, Article) else hidden_item(one)


def _state(record: Record) -> State:
    """For the lists of what cannot be read: Absent where that is all the same."""
    known = record.entries[0].known
    if known is None or record.article:
        return Absent()
    if record.hidden is None:
        return Tombstone(entry=known)
    texts = {one.text.revision: one.text for one in record.entries[0].revisions}
    return Hidden(entry=known, hidden=record.hidden, text=texts.get(record.hidden.revision))


def _waits(one: article_queries.WaitingRow) -> Item:
    about = Waiting(
        why=one.why, headline=one.headline, since=one.since, by=one.by, asked=one.asked, feed=one.feed, guid=one.guid
    )
    return waits(one.slug, about)


def _stories(table: Table, record: Record) -> list[StoryClaims]:
    """As they are now, with the claims of the record."""
    claims = [(claim.key, entry.origin, claim.published_at) for entry in record.entries for claim in entry.claims]
    found = stories(table, [key for key, _, _ in claims]) if claims else {}
    for key, origin, published_at in claims:
        story = found.get(key, StoryClaims(key=key))
        found[key] = story if _has_another(story, origin) else story.told_by(origin, published_at)
    return list(found.values())


def _has_another(story: StoryClaims, origin: Origin) -> bool:
    """Whether another entry of the same feed told it: it came after the export."""
    return any(one.origin.feed == origin.feed and one.origin != origin for one in story.claims)


def _put_before(table: Table, writes: Sequence[Item]) -> None:
    for start in range(0, len(writes), AT_ONCE):
        table.send(*(Call("put_item", write["Put"]) for write in writes[start : start + AT_ONCE]))


def _bytes(write: Item) -> int:
    """Rather too many: names of types count too."""
    return len(json.dumps(write["Put"]["Item"], ensure_ascii=False).encode())
