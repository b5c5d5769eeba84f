"""What could not be taken in, kept as it came, with the reason: to look at, and to read again when the cause is mended.

    partition key        sort key   item
    ───────────────────  ─────────  ────────────────────────────────────────────────
    QUARANTINE           <id>       of which feed, why, since when, how many parts
    QUARANTINE#<id>      PART#000   the bytes, packed
    QUARANTINE#<feed>    <day>      which refusals of that day are kept: not one twice, and no more than some

Everything in it goes by itself after thirty days (TTL).
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from portal.model.clock import from_iso, to_iso
from portal.model.errors import StorageError
from portal.storage.items import from_attributes, to_attribute, to_attributes
from portal.storage.table import Call, Item, Table

PARTITION = "QUARANTINE"
KEPT = timedelta(days=30)
PART = 350_000
"""Bytes: an item of the table holds 400 KB."""
OF_A_FEED, OF_FILES = 5, 50
"""Documents a day and feed: of one that is fetched, and of one whose agency leaves files. Whoever is refused in other
words at each look fills no more than that.
"""


@dataclass(frozen=True, kw_only=True)
class Caught:
    """`name`: where it came from, a URL or the key of a file. `size` in bytes."""

    id: str
    feed: str
    name: str
    reasons: tuple[str, ...]
    at: datetime
    size: int
    parts: int
    content_type: str | None = None


class Quarantine:
    """What was refused."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def catch(
        self,
        body: bytes,
        *,
        feed: str,
        name: str,
        what: str,
        reasons: Sequence[str],
        now: datetime,
        content_type: str | None = None,
        most: int = OF_A_FEED,
    ) -> bool:
        """Keeps `body`; False where the same refusal, of which `what` tells, is kept of that day, or `most` others are.

        One GetItem; for what is kept a PutItem a part, one more, and an UpdateItem. It is counted when it is kept, so
        that a crash loses nothing: two looks at a feed at once may keep one more.
        """
        day = _day_of(now)
        id_ = sha256(f"{feed}\0{day}\0{what}".encode()).hexdigest()[:12]
        kept = self._table.send(Call("get_item", {"Key": _day_key(feed, day), "ConsistentRead": True}))[0]
        known = kept.get("Item", {}).get("kept", {}).get("SS", [])
        if id_ in known or len(known) >= most:
            return False
        self._keep(id_, body, feed=feed, name=name, reasons=reasons, now=now, content_type=content_type)
        self._count(id_, feed, day, now)
        return True

    def _keep(
        self,
        id_: str,
        body: bytes,
        *,
        feed: str,
        name: str,
        reasons: Sequence[str],
        now: datetime,
        content_type: str | None,
    ) -> None:
        packed = zlib.compress(body, 6)
        parts = [packed[at : at + PART] for at in range(0, len(packed), PART)]
        ends = {"expires_at": int((now + KEPT).timestamp())}
        for number, part in enumerate(parts):
            item = _part_key(id_, number) | {"bytes": {"B": part}} | to_attributes(ends)
            self._table.send(Call("put_item", {"Item": item}))
        row: dict[str, Any] = {
            "id": id_,
            "feed": feed,
            "name": name,
            "reasons": tuple(reasons),
            "at": to_iso(now),
            "size": len(body),
            "parts": len(parts),
            "content_type": content_type,
            **ends,
        }
        self._table.send(Call("put_item", {"Item": _key(id_) | to_attributes(row)}))

    def _count(self, id_: str, feed: str, day: str, now: datetime) -> None:
        values = {":id": {"SS": [id_]}} | to_attributes({":ends": int((now + KEPT).timestamp())})
        update = {
            "Key": _day_key(feed, day),
            "UpdateExpression": "ADD kept :id SET expires_at = :ends",
            "ExpressionAttributeValues": values,
        }
        self._table.send(Call("update_item", update))

    def all(self) -> tuple[Caught, ...]:
        """Oldest first. One Query a megabyte."""
        found: list[Caught] = []
        parameters: dict[str, Any] = {
            "KeyConditionExpression": "pk = :quarantine",
            "ExpressionAttributeValues": {":quarantine": to_attribute(PARTITION)},
        }
        while True:
            answer = self._table.send(Call("query", parameters))[0]
            found += map(_from_item, answer["Items"])
            if not answer.get("LastEvaluatedKey"):
                return tuple(sorted(found, key=lambda one: one.at))
            parameters["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def body(self, caught: Caught) -> bytes:
        """As it came. Raises StorageError where a part of it is gone."""
        answers = self._table.send(*(Call("get_item", {"Key": _part_key(caught.id, n)}) for n in range(caught.parts)))
        try:
            return zlib.decompress(b"".join(answer["Item"]["bytes"]["B"] for answer in answers))
        except (KeyError, zlib.error) as error:
            raise StorageError(f"quarantine {caught.id}: a part of it is gone") from error

    def release(self, caught: Caught) -> None:
        """Forgets it: the same refusal would be kept again."""
        keys = [_key(caught.id), *(_part_key(caught.id, number) for number in range(caught.parts))]
        uncount = {
            "Key": _day_key(caught.feed, _day_of(caught.at)),
            "UpdateExpression": "DELETE kept :id",
            "ExpressionAttributeValues": {":id": {"SS": [caught.id]}},
        }
        self._table.send(*(Call("delete_item", {"Key": key}) for key in keys), Call("update_item", uncount))


def _key(id_: str) -> Item:
    return to_attributes({"pk": PARTITION, "sk": id_})


def _day_of(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _day_key(feed: str, day: str) -> Item:
    return to_attributes({"pk": f"{PARTITION}#{feed}", "sk": day})


def _part_key(id_: str, number: int) -> Item:
    return to_attributes({"pk": f"{PARTITION}#{id_}", "sk": f"PART#{number:03}"})


def _from_item(item: Item) -> Caught:
    row = from_attributes(item)
    return Caught(
        id=row["id"],
        feed=row["feed"],
        name=row["name"],
        reasons=tuple(row["reasons"]),
        at=from_iso(row["at"]),
        size=row["size"],
        parts=row["parts"],
        content_type=row.get("content_type"),
    )
