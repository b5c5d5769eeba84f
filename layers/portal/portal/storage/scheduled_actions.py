"""Scheduled actions in the table, by time, in three partitions: bulk expiry, and pictures, cannot delay a kill.

`dispatch` reads what is due and puts it on a queue; the worker deletes an action when it is done. At-least-once:
running one twice is safe.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.model.clock import from_iso, to_iso
from portal.model.scheduled_action import Act, ScheduledAction
from portal.storage.item_mapping import from_attributes, to_attribute, to_attributes
from portal.storage.table import Answer, Call, Item, Table
from portal.storage.whole_partitions import pages

URGENT, PATIENT, OF_PICTURES = "DUE", "EXPIRY", "PICTURES"
AT_A_TIME = 200
"""Of those that have time; of the others all."""
PICTURES_AT_A_TIME = 100
"""No more than are made in a minute: what is handed on again meanwhile only makes the queue longer."""


_SHARES: dict[str, dict[str, Any]] = {
    PATIENT: {"Limit": AT_A_TIME},
    OF_PICTURES: {"Limit": PICTURES_AT_A_TIME, "ScanIndexForward": False},
}
"""How much of a partition is read at a time; of the urgent one everything."""
_PARTITIONS = {Act.EXPIRE: PATIENT, Act.PICTURE: OF_PICTURES}


def action_key(action: ScheduledAction) -> Item:
    partition = _PARTITIONS.get(action.act, URGENT)
    return to_attributes({"pk": partition, "sk": f"{to_iso(action.at)}#{action.act}#{action.slug}"})


def action_item(action: ScheduledAction) -> Item:
    row = {"act": str(action.act), "slug": action.slug, "at": to_iso(action.at), "is_told": action.is_told or None}
    return action_key(action) | to_attributes(row)


class ScheduledActions:
    """What is due, and soon."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def until(self, moment: datetime) -> tuple[ScheduledAction, ...]:
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

    def pictures(self, moment: datetime) -> tuple[ScheduledAction, ...]:
        """The hundred articles whose picture became due last before `moment`, the newest first: what is read now is
        not kept waiting by what was imported from an archive. One Query.
        """
        (answer,) = self._table.send(_query(OF_PICTURES, moment))
        return tuple(map(_from_item, answer["Items"]))

    def oldest_of(self, pictures: Sequence[ScheduledAction]) -> ScheduledAction | None:
        """The picture that has been due for longest, None where none is; `pictures`: what `pictures` gave just now.

        No call where that was all there is, otherwise one Query of one item.
        """
        if len(pictures) < PICTURES_AT_A_TIME:
            return pictures[-1] if pictures else None
        first = {"Limit": 1, "ScanIndexForward": True, "ConsistentRead": False}
        (answer,) = self._table.send(_query(OF_PICTURES, pictures[-1].at, share=first))
        return next(map(_from_item, answer["Items"]), pictures[-1])

    def every(self) -> Iterator[ScheduledAction]:
        """All that is going to happen, whenever. A consistent Query for each megabyte."""
        for partition in (URGENT, PATIENT, OF_PICTURES):
            for page in pages(self._table, partition):
                yield from map(_from_item, page)

    def put(self, due: ScheduledAction) -> None:
        """One PutItem."""
        self._table.send(Call("put_item", {"Item": action_item(due)}))

    def done(self, due: ScheduledAction) -> None:
        """One DeleteItem."""
        self._table.send(Call("delete_item", {"Key": action_key(due)}))


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


def _from_item(item: Answer) -> ScheduledAction:
    row = from_attributes(item)
    return ScheduledAction(
        act=Act(row["act"]), slug=row["slug"], at=from_iso(row["at"]), is_told=row.get("is_told", False)
    )
