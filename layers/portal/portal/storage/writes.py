"""The parts of a transaction: puts and deletes of single items, and the conditions on them.

Source: AWS, TransactWriteItems in the DynamoDB API reference.
"""

from portal.storage.item_mapping import to_attribute
from portal.storage.table import Item


def put(
    item: Item,
    condition: str | None = None,
    names: dict[str, str] | None = None,
    values: Item | None = None,
) -> Item:
    optional = {
        "ConditionExpression": condition,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }
    return {"Put": {"Item": item} | {name: value for name, value in optional.items() if value is not None}}


def delete(key: Item) -> Item:
    return {"Delete": {"Key": key}}


def as_read(writes: int) -> tuple[str, dict[str, str] | None, Item | None]:
    """The condition that nobody has written an item since it was read."""
    if not writes:
        return "attribute_exists(pk) AND attribute_not_exists(writes)", None, None
    return "writes = :writes", None, {":writes": to_attribute(writes)}
