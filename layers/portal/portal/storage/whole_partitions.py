"""Partitions read whole_partitions, page by page: what only an operator's command asks for."""

from collections.abc import Iterator, Sequence
from typing import Any

from portal.storage.item_mapping import to_attribute
from portal.storage.table import Answer, Call, Item, Table

AT_ONCE = 32
"""Partitions that are asked for in one round."""


def pages(table: Table, partition: str) -> Iterator[list[Item]]:
    """Its items in order of their sort key, a page at a time: a consistent Query for each megabyte."""
    yield from (answer["Items"] for answer in table.every_page(_query(partition, None)))


def whole_partitions(table: Table, partitions: Sequence[str]) -> dict[str, list[Item]]:
    """The items of each, in order of their sort key. A consistent Query each and for each megabyte, 32 in a round."""
    found: dict[str, list[Item]] = {one: [] for one in partitions}
    wanted: list[tuple[str, Item | None]] = [(one, None) for one in found]
    while wanted:
        now, wanted = wanted[:AT_ONCE], wanted[AT_ONCE:]
        answers = table.send(*(_query(*one) for one in now))
        for (partition, _), answer in zip(now, answers, strict=True):
            found[partition] += answer["Items"]
            if start := answer.get("LastEvaluatedKey"):
                wanted.append((partition, start))
    return found


def is_empty(table: Table, *partitions: str) -> bool:
    """Whether there is nothing in any of them. A Query of one item each, in one round."""
    answers: Sequence[Answer] = table.send(*(_query(one, None, most=1) for one in partitions))
    return not any(answer["Items"] for answer in answers)


def _query(partition: str, start: Item | None, *, most: int | None = None) -> Call:
    parameters: dict[str, Any] = {
        "KeyConditionExpression": "pk = :partition",
        "ExpressionAttributeValues": {":partition": to_attribute(partition)},
        "ConsistentRead": True,
    }
    parameters |= {"ExclusiveStartKey": start} if start else {}
    return Call("query", parameters | ({"Limit": most} if most else {}))
