"""The parts of a transaction: puts and deletes of single items, and the conditions on them.

Source: AWS, TransactWriteItems in the DynamoDB API reference.
"""

from datetime import datetime

from portal.model.scheduled_action import Act, ScheduledAction
from portal.storage.scheduled_actions import action_item
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


def picture_due(slug: str, at: datetime) -> Item:
    """Whoever makes pictures has to look at the article: it came, it went, or it has other images."""
    return put(action_item(ScheduledAction(act=Act.PICTURE, slug=slug, at=at)))
