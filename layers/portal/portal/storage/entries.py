"""Entries of feeds in the table: which are known, whose story an id or an address is, and what happened to them.

ENTRY#<feed>#<entry>   ENTRY              KnownEntry; or `of_feed`, `of_entry`: the entry that is its group's story;
                                          `reused_as`: the entry of the same feed that has its id by now
ENTRY#<feed>#<entry>   HISTORY#<time>#…   what happened to its article, when, on whose word and why
STORY#<key>            STORY              by feed, which of its entries told the story of this id or address last
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from portal.lifecycle.outcome import Outcome, Transition
from portal.lifecycle.restless import Changes
from portal.lifecycle.state import KnownEntry
from portal.model.article import Origin
from portal.model.clock import from_iso, to_iso
from portal.model.version import Version
from portal.storage.item_mapping import entry_key, from_attributes, story_key, to_attribute, to_attributes
from portal.storage.table import Answer, Call, Item, Table
from portal.storage.writes import put

IGNORED_KEPT = timedelta(days=30)
"""What came to nothing is of use while somebody may still ask about it."""
LONGEST_REASON = 500
MOST_CLAIMS = 20
"""Feeds of one story: an item stays small, whatever copies what."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """An entry that told a story, and when that was published."""

    origin: Origin
    published_at: datetime


@dataclass(frozen=True, kw_only=True)
class StoryClaims:
    """Who told the story of `key` (feeds.parsing.identity), one claim a feed; `writes` as of KnownEntry."""

    key: str
    claims: tuple[Claim, ...] = ()
    writes: int = 0

    def is_told_by(self, origin: Origin) -> bool:
        return any(one.origin == origin for one in self.claims)

    def told_by(self, origin: Origin, published_at: datetime, *, instead_of: Origin | None = None) -> "StoryClaims":
        """With the claim of `origin`, and without the one that its feed, or `instead_of`, had before."""
        gone = {origin.feed} | ({instead_of.feed} if instead_of else set())
        others = tuple(one for one in self.claims if one.origin.feed not in gone)
        claim = Claim(origin=origin, published_at=published_at)
        return StoryClaims(key=self.key, claims=(*others, claim)[-MOST_CLAIMS:], writes=self.writes)


def known(table: Table, origins: Sequence[Origin]) -> dict[Origin, KnownEntry]:
    """Which of `origins` are known, each under itself, also where it is the story of another entry of its group, or its
    id is another article's by now.

    One BatchGetItem per hundred, strongly consistent, in one round; a second round where stories are shared, and one
    more where the entry that had a story first was itself joined to another since.
    """
    rows: dict[Origin, Answer] = {}
    wanted = list(origins)
    while wanted:
        rows |= {_origin(row): row for row in _rows(table, wanted)}
        joined = (_leads_to(rows[one]) for one in wanted if one in rows and _leads_on(rows[one]))
        wanted = [one for one in dict.fromkeys(joined) if one not in rows]
    ends = ((own, _followed(own, rows)) for own in origins)
    return {own: to_known(row) for own, row in ends if row}


def _followed(origin: Origin, rows: Mapping[Origin, Answer]) -> Answer | None:
    """The item of the entry whose story that of `origin` is, None where there is none."""
    seen = {origin}
    row = rows.get(origin)
    while row and _leads_on(row):
        origin = _leads_to(row)
        row = None if origin in seen else rows.get(origin)
        seen.add(origin)
    return row


def known_entry(table: Table, origin: Origin) -> KnownEntry | None:
    """One GetItem, consistent."""
    item = table.send(get_entry(origin))[0].get("Item")
    return to_known(from_attributes(item)) if item else None


def get_entry(origin: Origin) -> Call:
    return Call("get_item", {"Key": entry_key(origin), "ConsistentRead": True})


def stories(table: Table, keys: Sequence[str]) -> dict[str, StoryClaims]:
    """Who told the stories of `keys`, of those that anybody did. Costs as `known`."""
    wanted = [story_key(key) for key in dict.fromkeys(keys)]
    found = (_to_story(from_attributes(item)) for item in table.batch_get(wanted, consistent=True))
    return {story.key: story for story in found}


def put_entry(entry: KnownEntry, before: KnownEntry | None) -> Item:
    """`entry` in place of `before`, if that is what stands there."""
    row = {
        "feed": entry.origin.feed,
        "entry": entry.origin.entry,
        "slug": entry.slug,
        "fingerprint": entry.fingerprint,
        "revision": entry.revision or None,
        "version": str(entry.version),
        "killed": str(entry.killed) if entry.killed else None,
        "hold": entry.hold,
        "changes": entry.changes.times or None,
        "changes_since": to_iso(entry.changes.since) if entry.changes.since else None,
        "copy_feed": entry.copy_of.feed if entry.copy_of else None,
        "copy_entry": entry.copy_of.entry if entry.copy_of else None,
        "reused_as": entry.reused_as.entry if entry.reused_as else None,
        "stories": entry.stories,
    }
    return _counted(entry_key(entry.origin) | to_attributes(row), before.writes if before else 0)


def put_joined(origin: Origin, of: Origin, before: KnownEntry | None = None) -> Item:
    """An entry that is the story of another of its group."""
    row: dict[str, object] = {"feed": origin.feed, "entry": origin.entry, "of_feed": of.feed, "of_entry": of.entry}
    row["stories"] = before.stories if before else ()
    return _counted(entry_key(origin) | to_attributes(row), before.writes if before else 0)


def put_story(story: StoryClaims) -> Item:
    claims = {
        one.origin.feed: {"entry": one.origin.entry, "published_at": to_iso(one.published_at)} for one in story.claims
    }
    return _counted(story_key(story.key) | {"claims": to_attribute(claims)}, story.writes)


def _counted(item: Item, writes: int) -> Item:
    """The write counter of the item rises by one, if it is what was read: an optimistic lock."""
    item = item | to_attributes({"writes": writes + 1})
    if not writes:
        return put(item, "attribute_not_exists(pk)")
    return put(item, "writes = :writes", values={":writes": to_attribute(writes)})


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What happened to an article: `by` a feed or a person, and in words what came of it."""

    at: datetime
    by: str
    outcome: str
    reason: str


def history(table: Table, origin: Origin, *, came_at: datetime | None = None) -> tuple[Happening, ...]:
    """Oldest first. A Query for each megabyte. `came_at`: when the article was first stored; that it was published then
    stands in the article itself, and is told first.
    """
    values = {":entry": entry_key(origin)["pk"], ":history": to_attribute("HISTORY#")}
    parameters = {
        "KeyConditionExpression": "pk = :entry AND begins_with(sk, :history)",
        "ExpressionAttributeValues": values,
    }
    items = (item for page in table.every_page(Call("query", parameters)) for item in page["Items"])
    told = tuple(sorted(map(from_happening_item, items), key=lambda one: one.at))
    if came_at is None or any(one.at == came_at for one in told):
        return told
    return (Happening(at=came_at, by=origin.feed, outcome="stored", reason="revision 1 published"), *told)


def happening(made: Transition) -> Happening:
    return Happening(at=made.at, by=made.by, outcome=made.outcome.value, reason=made.reason[:LONGEST_REASON])


def happening_item(origin: Origin, one: Happening, *, ends: datetime | None = None) -> Item:
    """What changed an article is told for as long as the article, an update until it `ends`; what came to nothing once
    for each reason, until that `ends`.
    """
    when = "-" if ends and one.outcome != Outcome.UPDATED.value else to_iso(one.at)
    row = {"at": to_iso(one.at), "by": one.by, "outcome": one.outcome, "reason": one.reason}
    row["sk"] = f"HISTORY#{when}#{_digest(one.by, one.reason)}"
    return entry_key(origin) | to_attributes(row | ({"expires_at": int(ends.timestamp())} if ends else {}))


def from_happening_item(item: Mapping[str, Any]) -> Happening:
    row = from_attributes(item)
    return Happening(at=from_iso(row["at"]), by=row["by"], outcome=row["outcome"], reason=row["reason"])


def note_ignored(table: Table, origin: Origin, made: Transition) -> None:
    """What came to nothing, once for each reason; it may come at every look at a feed. One PutItem."""
    item = happening_item(origin, happening(made), ends=made.at + IGNORED_KEPT)
    table.attempt(Call("put_item", {"Item": item, "ConditionExpression": "attribute_not_exists(pk)"}))


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:12]


def _rows(table: Table, origins: Sequence[Origin]) -> Iterable[Answer]:
    return map(from_attributes, table.batch_get(list(map(entry_key, dict.fromkeys(origins))), consistent=True))


def _leads_on(row: Answer) -> bool:
    return "of_feed" in row or "reused_as" in row


def _leads_to(row: Answer) -> Origin:
    if "of_feed" in row:
        return Origin(feed=row["of_feed"], entry=row["of_entry"])
    return Origin(feed=row["feed"], entry=row["reused_as"])


def _origin(row: Answer) -> Origin:
    return Origin(feed=row["feed"], entry=row["entry"])


def to_known(row: Mapping[str, Any]) -> KnownEntry:
    """From the plain values of an entry's item."""
    return KnownEntry(
        origin=_origin(row),
        slug=row.get("slug", ""),
        fingerprint=row.get("fingerprint", ""),
        revision=row.get("revision", 0),
        version=Version.from_text(row.get("version", "@")),
        killed=Version.from_text(row["killed"]) if "killed" in row else None,
        hold=row.get("hold", ""),
        changes=_to_changes(row),
        copy_of=Origin(feed=row["copy_feed"], entry=row["copy_entry"]) if "copy_feed" in row else None,
        reused_as=Origin(feed=row["feed"], entry=row["reused_as"]) if "reused_as" in row else None,
        stories=tuple(row.get("stories", ())),
        writes=row.get("writes", 0),
    )


def _to_changes(row: Mapping[str, Any]) -> Changes:
    since = from_iso(row["changes_since"]) if "changes_since" in row else None
    return Changes(since=since, times=row.get("changes", 0))


def _to_story(row: Mapping[str, Any]) -> StoryClaims:
    claims = tuple(
        Claim(origin=Origin(feed=feed, entry=one["entry"]), published_at=from_iso(one["published_at"]))
        for feed, one in row.get("claims", {}).items()
    )
    return StoryClaims(key=row["pk"].removeprefix("STORY#"), claims=claims, writes=row.get("writes", 0))
