"""Which forms of the newsroom have been sent: a second click, or a replay, does nothing."""

from datetime import datetime, timedelta

from portal.storage.item_mapping import to_attributes
from portal.storage.table import Call, Table

KEPT = timedelta(days=1)
"""Longer than a session lasts, to which a form belongs."""


def take_once(table: Table, name: str, now: datetime) -> bool:
    """Whether the form `name` is sent for the first time. One PutItem."""
    item = to_attributes({"pk": f"FORM#{name}", "sk": "SENT", "expires_at": int((now + KEPT).timestamp())})
    call = Call("put_item", {"Item": item, "ConditionExpression": "attribute_not_exists(pk)"})
    return table.attempt(call)[0]
