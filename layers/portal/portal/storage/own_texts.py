"""Our own news as it was written, for who writes on at it: the article itself holds clean HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.model.clock import from_iso, to_iso
from portal.storage.item_mapping import from_attributes, to_attributes
from portal.storage.table import Call, Item, Table


@dataclass(frozen=True, kw_only=True)
class OwnText:
    """`id`: of its entry. `fields`: what stood in the form."""

    id: str
    by: str
    at: datetime
    fields: Mapping[str, str]


def put_text(table: Table, text: OwnText) -> None:
    """In place of what was there. One PutItem."""
    row = {"by": text.by, "at": to_iso(text.at), "fields": dict(text.fields)}
    table.send(Call("put_item", {"Item": _key(text.id) | to_attributes(row)}))


def get_text(table: Table, id_: str) -> OwnText | None:
    """One GetItem, consistent."""
    item = table.send(Call("get_item", {"Key": _key(id_), "ConsistentRead": True}))[0].get("Item")
    if item is None:
        return None
    row = from_attributes(item)
    return OwnText(id=id_, by=row["by"], at=from_iso(row["at"]), fields=row["fields"])


def _key(id_: str) -> Item:
    return to_attributes({"pk": f"OWN#{id_}", "sk": "TEXT"})
