"""What is in the index of the search, what has changed since, and who is at it."""

import zlib
from array import array
from base64 import b85decode, b85encode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from portal.model.clock import from_iso, to_iso
from portal.model.errors import StorageError
from portal.storage.item_mapping import from_attributes, to_attribute, to_attributes
from portal.storage.table import Call, Item, Table

CHANGED = "CHANGED"
FORMAT = 2
"""Of the segments (search.segment_file). A release that writes others has a manifest of its own, and begins an index;
one that is rolled back goes on with the manifest that it had.
"""
FIRST_TIME = "first"
"""The state of a change that stores an article which was not there before: no segment knows it yet. Every other carries
the write counter, so that no two changes of an article have one mark.
"""
LEASE = timedelta(minutes=15)
"""As long as a function lives: after that, the run that took it is no more (template.yaml, IndexFunction)."""
AHEAD = timedelta(days=1)
"""Beyond this no article is published: a date in the future becomes the moment at which the article was first seen."""
TRIES = 5
MOST_PENDING = 500
"""Changes that a search takes into account before they are indexed. Where there are more, no count is exact."""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A segment of the index: its file in the bucket, how many articles it knows, how many bytes it has, and what S3
    calls those (ETag). `hot`: runs of its blocks that every question reads.

    `dead`: numbers of articles in it that say something else now, or nothing: no question finds them.
    `dead_since`: the first of them, "" where there is none. `is_urgent`: one of them was taken from readers: its words
    have to leave the file at once.
    """

    name: str
    documents: int
    size: int
    etag: str = ""
    hot: tuple[tuple[int, int], ...] = ()
    dead: tuple[int, ...] = ()
    dead_since: str = ""
    is_urgent: bool = False

    @property
    def alive(self) -> int:
        return self.documents - len(self.dead)

    def with_dead(self, numbers: Collection[int], now: datetime, *, is_urgent: bool) -> "Part":
        """With these articles dead, too."""
        if not set(numbers) - set(self.dead) and (self.is_urgent or not (is_urgent and numbers)):
            return self
        return replace(
            self,
            dead=tuple(sorted({*self.dead, *numbers})),
            dead_since=self.dead_since or to_iso(now),
            is_urgent=self.is_urgent or is_urgent,
        )


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The whole index. `version` counts its changes; 0, there is no index yet.

    While it is made anew, the newest articles first: `missing_before` is the position (Article.position) before which
    `parts` lack them, "" otherwise; `former` are segments of the index before, which are asked for those meanwhile.

    `left`: files that are no part any more, and since when, with words that must not stay in the bucket.

    `unrelated_before`: the position before which articles may lack what is near them (storage.related_articles), ""
    where none does; `unrelated_from`: the first of them, "" for the first there is.
    """

    version: int = 0
    parts: tuple[Part, ...] = ()
    missing_before: str = ""
    former: tuple[Part, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    unrelated_before: str = ""
    unrelated_from: str = ""

    @property
    def documents(self) -> int:
        return sum(part.alive for part in self.parts)

    @property
    def is_whole(self) -> bool:
        return not self.missing_before

    @property
    def asked(self) -> tuple[Part, ...]:
        """Every segment in which a search looks, each once."""
        return tuple({part.name: part for part in (*self.former, *self.parts)}.values())

    @property
    def missing_moment(self) -> datetime:
        """The moment of `missing_before`."""
        return from_iso(self.missing_before.partition("_")[0])

    def with_parts(self, made: Sequence[Part], replaced: Sequence[Part]) -> "Manifest":
        """With `made`, the newest, in the place of `replaced`."""
        return replace(self, parts=(*(part for part in self.parts if part not in replaced), *made))

    def with_left(self, parts: Iterable[Part], now: datetime) -> "Manifest":
        """With the files of `parts` to be deleted, as soon as nobody reads them any more."""
        left = (*self.left, *((part.name, to_iso(now)) for part in parts))
        return replace(self, left=tuple(one for one in left if one[0] not in self.names))

    @property
    def names(self) -> frozenset[str]:
        """Of every file that is asked. A name is a hash of the content: a file that was left may be asked again."""
        return frozenset(part.name for part in self.asked)

    def left_before(self, moment: datetime) -> tuple[str, ...]:
        """The names of files that were left before then."""
        return tuple(name for name, since in self.left if from_iso(since) < moment and name not in self.names)

    def with_changed(self, changed: Mapping[str, Part]) -> "Manifest":
        """With other dead: `changed` by the name of the part."""
        parts, former = (tuple(changed.get(part.name, part) for part in some) for some in (self.parts, self.former))
        return replace(self, parts=parts, former=former)

    def anew(self, now: datetime) -> "Manifest":
        """An empty index, to be made of every article; what there was is `former`."""
        ahead = to_iso(now + AHEAD)
        return replace(
            self, parts=(), former=self.asked, missing_before=ahead, unrelated_before=ahead, unrelated_from=""
        )

    def with_unrelated(self, positions: Iterable[str]) -> "Manifest":
        """With articles at `positions` that lack what is near them."""
        found = sorted(positions)
        if not found:
            return self
        before = max(self.unrelated_before, f"{found[-1]}~")  # just behind it in a list
        first = min(self.unrelated_from, found[0]) if self.unrelated_before else found[0]
        return replace(self, unrelated_before=before, unrelated_from=first)

    def related_until(self, older: str | None) -> "Manifest":
        """With what is near articles found, down to those before the position `older`, None for all there are."""
        if older is None or older <= self.unrelated_from:
            return replace(self, unrelated_before="", unrelated_from="")
        return replace(self, unrelated_before=older)

    def without(self, lost: Collection[str], now: datetime) -> "Manifest":
        """Without the segments called `lost`. What stood in one of `parts` nobody knows, so that all is made anew."""
        parts, former = (tuple(part for part in some if part.name not in lost) for some in (self.parts, self.former))
        kept = replace(self, parts=parts, former=former)
        return kept if parts == self.parts else kept.anew(now)


@dataclass(frozen=True, kw_only=True)
class Change:
    """An article that was written since it was indexed; `state`: which of its states that was."""

    slug: str
    state: str = field(compare=False)


class SearchState:
    """Two partitions: the manifest and the lease of whoever changes it; and an item for each article that changed."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def manifest(self) -> Manifest:
        """One GetItem, strongly consistent. Where nothing was indexed yet, an empty one."""
        item = self._table.send(Call("get_item", {"Key": _MANIFEST, "ConsistentRead": True}))[0].get("Item")
        return _to_manifest(item) if item else Manifest()

    def snapshot(self) -> tuple[Manifest, tuple[Change, ...]]:
        """The manifest, and at most MOST_PENDING articles that changed since it was saved: what it says of them no
        longer holds. A Query, and then a GetItem, strongly consistent: the other way round a change that is indexed in
        between would be in neither.
        """
        (changed,) = self._table.send(_changes(MOST_PENDING))
        return self.manifest(), _to_changes(changed["Items"])

    def look(self) -> tuple[Manifest, datetime]:
        """The manifest, and until when somebody may be changing it. One Query, strongly consistent."""
        parameters = {
            "KeyConditionExpression": "pk = :search",
            "ExpressionAttributeValues": {":search": _MANIFEST["pk"]},
            "ConsistentRead": True,
        }
        found = {item["sk"]["S"]: item for item in self._table.send(Call("query", parameters))[0]["Items"]}
        manifest, lease = found.get(_MANIFEST["sk"]["S"]), found.get(_LEASE["sk"]["S"])
        held_until = from_iso(lease["held_until"]["S"]) if lease else NEVER
        return (_to_manifest(manifest) if manifest else Manifest()), held_until

    @contextmanager
    def held(self, now: datetime) -> Iterator[bool]:
        """Whether the index is ours to change until the end of the block: nobody else has taken it. Two writes.

        Without it nothing would go wrong, for a manifest is saved on condition; but two would do the same work.
        """
        by, ours = uuid4().hex, True  # a write that fails may have been carried out
        try:
            ours = self._taken(by, now)
            yield ours
        finally:
            if ours:
                self._given_back(by)

    def save(self, manifest: Manifest) -> bool:
        """Whether `manifest` is now the one: nobody saved one since its version was read. One PutItem."""
        row: dict[str, Any] = {
            "version": manifest.version + 1,
            "parts": list(map(_from_part, manifest.parts)),
            "former": list(map(_from_part, manifest.former)),
            "missing_before": manifest.missing_before,
            "left": [list(one) for one in manifest.left],
            "unrelated_before": manifest.unrelated_before,
            "unrelated_from": manifest.unrelated_from,
        }
        if not manifest.version:
            return self._put(_MANIFEST, row, uuid4().hex, when="attribute_not_exists(pk)")
        names, values = {"#version": "version"}, {":version": manifest.version}
        return self._put(_MANIFEST, row, uuid4().hex, when="#version = :version", names=names, values=values)

    def begin_anew(self, now: datetime) -> None:
        """From now on the index is made anew. A GetItem and a PutItem, and again where somebody saved in between.

        Raises StorageError, also where that happens time and again.
        """
        for _ in range(TRIES):
            if self.save(self.manifest().anew(now)):
                return
        raise StorageError("the index of the search is being changed all the time: try again")

    def changes(self, most: int) -> tuple[Change, ...]:
        """At most `most`, in no order that matters. One Query, strongly consistent."""
        return _to_changes(self._table.send(_changes(most))[0]["Items"])

    def done(self, changes: Sequence[Change]) -> None:
        """Those that have changed again meanwhile stay. A DeleteItem each, in one round."""
        self._table.attempt(*(_done(change) for change in changes))

    def again(self, slugs: Sequence[str]) -> None:
        """As if the articles at `slugs` had just changed. A PutItem each, in one round."""
        self._table.send(*(Call("put_item", {"Item": changed_item(slug, "again")}) for slug in slugs))

    def _taken(self, by: str, now: datetime) -> bool:
        free, values = "attribute_not_exists(pk) OR held_until <= :now", {":now": to_iso(now)}
        return self._put(_LEASE, {"held_until": to_iso(now + LEASE)}, by, when=free, values=values)

    def _put(
        self,
        key: Item,
        row: Mapping[str, Any],
        by: str,
        *,
        when: str,
        names: Mapping[str, str] | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> bool:
        """Whether the condition held. botocore repeats a call whose answer was lost: then it finds its own item."""
        parameters: dict[str, Any] = {
            "Item": key | to_attributes({**row, "written_by": by}),
            "ConditionExpression": f"{when} OR written_by = :by",
            "ExpressionAttributeValues": to_attributes({**(values or {}), ":by": by}),
        }
        named = {"ExpressionAttributeNames": names} if names else {}
        return self._table.attempt(Call("put_item", parameters | named))[0]

    def _given_back(self, by: str) -> None:
        """Unless somebody else has it by now."""
        values = to_attributes({":by": by})
        condition = {"ConditionExpression": "written_by = :by", "ExpressionAttributeValues": values}
        self._table.attempt(Call("delete_item", {"Key": _LEASE, **condition}))


def changed_item(slug: str, state: str) -> Item:
    """In the transaction that writes the article at `slug`; the same write made twice leaves the same item."""
    return to_attributes({"pk": CHANGED, "sk": slug, "state": state})


def _changes(most: int) -> Call:
    parameters = {
        "KeyConditionExpression": "pk = :changed",
        "ExpressionAttributeValues": {":changed": to_attribute(CHANGED)},
        "ConsistentRead": True,
        "Limit": most,
    }
    return Call("query", parameters)


def _to_changes(items: Sequence[Item]) -> tuple[Change, ...]:
    rows = map(from_attributes, items)
    return tuple(Change(slug=row["sk"], state=row.get("state", "")) for row in rows)


def _done(change: Change) -> Call:
    parameters = {
        "Key": to_attributes({"pk": CHANGED, "sk": change.slug}),
        "ConditionExpression": "#state = :state",
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": {":state": to_attribute(change.state)},
    }
    return Call("delete_item", parameters)


def _to_manifest(item: Item) -> Manifest:
    row = from_attributes(item)
    return Manifest(
        version=row["version"],
        parts=_to_parts(row.get("parts", ())),
        missing_before=row.get("missing_before", ""),
        former=_to_parts(row.get("former", ())),
        left=tuple((name, since) for name, since in row.get("left", ())),
        unrelated_before=row.get("unrelated_before", ""),
        unrelated_from=row.get("unrelated_from", ""),
    )


def _to_parts(rows: Sequence[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(_to_part(row) for row in rows)


def _to_part(row: Mapping[str, Any]) -> Part:
    hot = tuple((int(first), int(last)) for first, last in row.get("hot", ()))
    packed = zlib.decompress(b85decode(dead)) if (dead := row.get("dead", "")) else b""
    return Part(**{**row, "hot": hot, "dead": tuple(array("I", packed))})


def _from_part(part: Part) -> dict[str, Any]:
    dead = b85encode(zlib.compress(array("I", part.dead).tobytes(), 9)).decode() if part.dead else ""
    return {**vars(part), "hot": [list(run) for run in part.hot], "dead": dead}


_MANIFEST = to_attributes({"pk": "SEARCH", "sk": f"MANIFEST#{FORMAT}"})
_LEASE = to_attributes({"pk": "SEARCH", "sk": "LEASE"})
