"""The parts of a transaction: puts and deletes of single items, and the conditions on them.

Source: AWS, TransactWriteItems in the DynamoDB API reference.
"""

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
