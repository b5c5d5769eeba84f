"""What is in the index of the search, and what has changed since."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from portal.model.clock import from_iso, to_iso
from portal.storage.items import from_attributes, to_attribute, to_attributes
from portal.storage.table import Call, Item, Table

CHANGED = "CHANGED"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A segment of the index: its file in the bucket, how many articles it knows and how many bytes it has."""

    name: str
    documents: int
    size: int


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The whole index. `version` counts its changes; `merging_until`: somebody is making a large part of small ones."""

    version: int = 0
    parts: tuple[Part, ...] = ()
    merging_until: datetime = LONG_AGO

    @property
    def documents(self) -> int:
        return sum(part.documents for part in self.parts)


@dataclass(frozen=True, kw_only=True)
class Change:
    """An article that was written since it was indexed; `state`: which of its states that was."""

    slug: str
    state: str = field(compare=False)


class SearchState:
    """Two partitions: the manifest, one item; and an item for each article that changed."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def manifest(self) -> Manifest:
        """One GetItem, strongly consistent. Where nothing was indexed yet, an empty one."""
        item = self._table.send(Call("get_item", {"Key": _KEY, "ConsistentRead": True}))[0].get("Item")
        if not item:
            return Manifest()
        row = from_attributes(item)
        return Manifest(
            version=row["version"],
            parts=tuple(Part(**part) for part in row.get("parts", ())),
            merging_until=from_iso(row["merging_until"]),
        )

    def save(self, manifest: Manifest) -> bool:
        """Whether `manifest` is now the one: nobody saved one since its version was read. One PutItem."""
        row: dict[str, Any] = {
            "version": manifest.version + 1,
            "parts": [vars(part) for part in manifest.parts],
            "merging_until": to_iso(manifest.merging_until),
        }
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if manifest.version:
            condition = {
                "ConditionExpression": "#version = :version",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": {":version": to_attribute(manifest.version)},
            }
        return self._table.attempt(Call("put_item", {"Item": _KEY | to_attributes(row), **condition}))[0]

    def changes(self, most: int) -> tuple[Change, ...]:
        """At most `most`, in no order that matters. One Query, strongly consistent."""
        parameters = {
            "KeyConditionExpression": "pk = :changed",
            "ExpressionAttributeValues": {":changed": to_attribute(CHANGED)},
            "ConsistentRead": True,
            "Limit": most,
        }
        rows = [from_attributes(item) for item in self._table.send(Call("query", parameters))[0]["Items"]]
        return tuple(Change(slug=row["sk"], state=row.get("state", "")) for row in rows)

    def done(self, changes: Sequence[Change]) -> None:
        """Those that have changed again meanwhile stay. A DeleteItem each, in one round."""
        self._table.attempt(*(_done(change) for change in changes))

    def again(self, slugs: Sequence[str]) -> None:
        """As if the articles at `slugs` had just changed. A PutItem each, in one round."""
        self._table.send(*(Call("put_item", {"Item": changed_item(slug, "again")}) for slug in slugs))


def changed_item(slug: str, state: str) -> Item:
    """In the transaction that writes the article at `slug`; the same write made twice leaves the same item."""
    return to_attributes({"pk": CHANGED, "sk": slug, "state": state})


def _done(change: Change) -> Call:
    parameters = {
        "Key": to_attributes({"pk": CHANGED, "sk": change.slug}),
        "ConditionExpression": "#state = :state",
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": {":state": to_attribute(change.state)},
    }
    return Call("delete_item", parameters)


_KEY = to_attributes({"pk": "SEARCH", "sk": "MANIFEST"})
