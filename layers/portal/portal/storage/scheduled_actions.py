"""What has to happen at a moment: an embargo ends, a licence runs out, the world has to hear of a kill, a picture
has to be made or taken away.

By time, in three partitions: a thousand licences that end together must not stand before a kill, nor may pictures.
Whoever asks hands them on; whoever does one takes it out, or it comes again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.model.clock import from_iso, to_iso
from portal.storage.items import from_attributes, to_attribute, to_attributes
from portal.storage.table import Answer, Call, Item, Table

URGENT, PATIENT, OF_PICTURES = "DUE", "EXPIRY", "PICTURES"
AT_A_TIME = 200
"""Of those that have time; of the others all."""
PICTURES_AT_A_TIME = 100
"""No more than are made in a minute: what is handed on again meanwhile only makes the queue longer."""


class Act(StrEnum):
    """What is due."""

    RELEASE = "release"
    EXPIRE = "expire"
    ANNOUNCE = "announce"
    PICTURE = "picture"


_SHARES: dict[str, dict[str, Any]] = {
    PATIENT: {"Limit": AT_A_TIME},
    OF_PICTURES: {"Limit": PICTURES_AT_A_TIME, "ScanIndexForward": False},
}
"""How much of a partition is read at a time; of the urgent one everything."""
_PARTITIONS = {Act.EXPIRE: PATIENT, Act.PICTURE: OF_PICTURES}


@dataclass(frozen=True, kw_only=True)
class Due:
    """`act` on the article at `slug`, not before `at`. `is_told`: subscribers know of a kill, the CDN does not yet."""

    act: Act
    slug: str
    at: datetime
    is_told: bool = False

    @property
    def key(self) -> Item:
        partition = _PARTITIONS.get(self.act, URGENT)
        return to_attributes({"pk": partition, "sk": f"{to_iso(self.at)}#{self.act}#{self.slug}"})

    @property
    def item(self) -> Item:
        row = {"act": str(self.act), "slug": self.slug, "at": to_iso(self.at), "is_told": self.is_told or None}
        return self.key | to_attributes(row)


class Dues:
    """What is due, and soon."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def until(self, moment: datetime) -> tuple[Due, ...]:
        """Everything urgent that is due at `moment`, the oldest first, and then of the rest the first two hundred.

        Two Queries in one round; one more for each megabyte of what is urgent.
        """
        calls = [_query(partition, moment) for partition in (URGENT, PATIENT)]
        urgent, patient = self._table.send(*calls)
        found = [_from_item(item) for item in urgent["Items"]]
        while urgent.get("LastEvaluatedKey"):
            (urgent,) = self._table.send(_query(URGENT, moment, start=urgent["LastEvaluatedKey"]))
            found += map(_from_item, urgent["Items"])
        return (*found, *map(_from_item, patient["Items"]))

    def pictures(self, moment: datetime) -> tuple[Due, ...]:
        """The hundred articles whose picture became due last before `moment`, the newest first: what is read now is
        not kept waiting by what was imported from an archive. One Query.
        """
        (answer,) = self._table.send(_query(OF_PICTURES, moment))
        return tuple(map(_from_item, answer["Items"]))

    def oldest_of(self, pictures: Sequence[Due]) -> Due | None:
        """The picture that has been due for longest, None where none is; `pictures`: what `pictures` gave just now.

        No call where that was all there is, otherwise one Query of one item.
        """
        if len(pictures) < PICTURES_AT_A_TIME:
            return pictures[-1] if pictures else None
        first = {"Limit": 1, "ScanIndexForward": True, "ConsistentRead": False}
        (answer,) = self._table.send(_query(OF_PICTURES, pictures[-1].at, share=first))
        return next(map(_from_item, answer["Items"]), pictures[-1])

    def put(self, due: Due) -> None:
        """One PutItem."""
        self._table.send(Call("put_item", {"Item": due.item}))

    def done(self, due: Due) -> None:
        """One DeleteItem."""
        self._table.send(Call("delete_item", {"Key": due.key}))


def _query(
    partition: str, moment: datetime, *, start: Item | None = None, share: Mapping[str, Any] | None = None
) -> Call:
    """`share`: how much is read, otherwise than usual in the partition."""
    parameters: dict[str, Any] = {
        "KeyConditionExpression": "pk = :due AND sk < :end",
        "ExpressionAttributeValues": {":due": to_attribute(partition), ":end": to_attribute(f"{to_iso(moment)}$")},
        "ConsistentRead": True,
    }
    parameters |= {"ExclusiveStartKey": start} if start else {}
    return Call("query", parameters | dict(share or _SHARES.get(partition, {})))


def _from_item(item: Answer) -> Due:
    row = from_attributes(item)
    return Due(act=Act(row["act"]), slug=row["slug"], at=from_iso(row["at"]), is_told=row.get("is_told", False))
