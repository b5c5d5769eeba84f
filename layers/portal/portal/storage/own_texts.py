"""Our own news as it was written, for who writes on at it: the article itself holds clean HTML."""

from dataclasses import asdict, dataclass
from datetime import datetime

from portal.model.clock import from_iso, to_iso
from portal.storage.item_mapping import from_attributes, to_attributes
from portal.storage.table import Call, Item, Table


@dataclass(frozen=True, kw_only=True)
class OwnText:
    """`id`: of its entry. `text`: Markdown. `day`, `time`: of its embargo as they were given, "" for none."""

    id: str
    by: str
    at: datetime
    headline: str
    section: str
    text: str
    author: str = ""
    day: str = ""
    time: str = ""


def put_text(table: Table, text: OwnText) -> None:
    """In place of what was there. One PutItem."""
    row = asdict(text) | {"at": to_iso(text.at)}
    table.send(Call("put_item", {"Item": _key(text.id) | to_attributes(row)}))


def get_text(table: Table, id_: str) -> OwnText | None:
    """One GetItem, consistent."""
    item = table.send(Call("get_item", {"Key": _key(id_), "ConsistentRead": True}))[0].get("Item")
    if item is None:
        return None
    row = {name: value for name, value in from_attributes(item).items() if name not in ("pk", "sk")}
    return OwnText(**row | {"at": from_iso(row["at"])})


def _key(id_: str) -> Item:
    return to_attributes({"pk": f"OWN#{id_}", "sk": "TEXT"})
