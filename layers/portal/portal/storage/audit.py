"""The audit trail: what people did, in one partition a month. Nothing changes or deletes an item of it: its key holds a
digest of what it says, and the roles of our functions may update and delete none.

AUDIT#<month>   <time>#<digest>   who, what, about what
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from portal.model.clock import from_iso, to_iso
from portal.storage.item_mapping import from_attributes, to_attribute, to_attributes
from portal.storage.table import Answer, Call, Item, Read, Table

SINCE = date(2026, 11, 1)
"""In whose month the trail begins: no portal has a line of before."""
LONGEST = 500
FREE = "attribute_not_exists(pk)"


@dataclass(frozen=True, kw_only=True)
class Audited:
    """`by`: the person; `what`: a sentence without a subject; `about`: the slug of an article, or the id of a feed.
    `change`: the number of the article's change, which tells two of one second apart.
    """

    at: datetime
    by: str
    what: str
    about: str = ""
    change: int = 0


def audit_item(one: Audited) -> Item:
    """By its key an item of other words is another item: one that is written again says the same."""
    row: dict[str, Any] = {"at": to_iso(one.at), "by": one.by, "what": one.what[:LONGEST], "about": one.about}
    said = "\0".join((*row.values(), str(one.change or "")))
    key = {"pk": _partition(one.at.date()), "sk": f"{row['at']}#{sha256(said.encode()).hexdigest()[:12]}"}
    return to_attributes(key | row | {"change": one.change or None})


def note(table: Table, one: Audited) -> None:
    """What a person did that is no transition of an article. One PutItem; repeated it is the same item."""
    table.attempt(Call("put_item", {"Item": audit_item(one), "ConditionExpression": FREE}))


def newest_of_month(month: date, *, limit: int) -> Read[tuple[Audited, ...]]:
    """What people did in the month of a day, in UTC, newest first. One Query."""

    def value(answers: Sequence[Answer]) -> tuple[Audited, ...]:
        return tuple(map(_from_item, answers[0]["Items"]))

    return Read((Call("query", _of_month(month) | {"ScanIndexForward": False, "Limit": limit}),), value)


def whole_month(table: Table, month: date) -> Iterator[Audited]:
    """Likewise all of it, oldest first. A Query for each megabyte."""
    for page in table.every_page(Call("query", _of_month(month))):
        yield from map(_from_item, page["Items"])


def _of_month(month: date) -> Item:
    return {
        "KeyConditionExpression": "pk = :month",
        "ExpressionAttributeValues": {":month": to_attribute(_partition(month))},
    }


def _partition(day: date) -> str:
    return f"AUDIT#{day:%Y-%m}"


def _from_item(item: Item) -> Audited:
    row = from_attributes(item)
    about, change = row.get("about", ""), row.get("change", 0)
    return Audited(at=from_iso(row["at"]), by=row["by"], what=row["what"], about=about, change=change)
