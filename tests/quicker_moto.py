"""moto, with the same answers, in less time: a plug-in of pytest.

What each patch leaves out nobody sees. tests/storage/test_quicker_moto.py holds the answers against those of moto as it
was published.
"""

import copy
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from moto.core import models, responses, utils
from moto.core.serialize import ResponseSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import Item
from moto.dynamodb.models.table import Table


@pytest.fixture(scope="session", autouse=True)
def quicker_moto() -> Iterator[pytest.MonkeyPatch]:
    """Its patches, in the whole run."""
    with pytest.MonkeyPatch.context() as patch:
        make_quicker(patch)
        yield patch


def make_quicker(patch: pytest.MonkeyPatch) -> None:
    _value_by_type(patch)
    _items_that_stay(patch)
    _one_copy_a_transaction(patch)
    # For those who call AWS by `requests`, which nobody does here: two thousand objects for each empty table.
    patch.setattr(models, "RESPONSES_METHODS", [])
    # Else looked up for each request: the names of a class are what they are.
    patch.setattr(responses, "method_names_from_class", cache(utils.method_names_from_class))


def _value_by_type(patch: pytest.MonkeyPatch) -> None:
    """An attribute of DynamoDB, `{"S": "x"}`, has one of ten types. Moto looks for each of the ten under a dozen names:
    a Query of thirty items took 27 ms, and takes 6 without.
    """
    aliased = ResponseSerializer.get_value

    def get_value(self: ResponseSerializer, value: Any, key: str, shape: Any) -> Any:
        if type(value) is dict and shape.parent.name == "AttributeValue":
            return value.get(key)
        return aliased(self, value, key, shape)

    patch.setattr(ResponseSerializer, "get_value", get_value)


def _items_that_stay(patch: pytest.MonkeyPatch) -> None:
    """An UpdateItem changes an item where it lies, for which moto copies it, with all that is in it, for each reader.
    Here an UpdateItem lays a copy in its place first and changes that: what somebody holds stays, and needs no copy.
    """
    copied, update = Item.__deepcopy__, DynamoDBBackend.update_item

    def update_item(self: DynamoDBBackend, table_name: str, key: dict[str, Any], *rest: Any, **named: Any) -> Item:
        table = self.get_table(table_name)
        assert table.stream_shard is None, "a stream tells of an item as it was before: copy it for that, too"
        if item := self.get_item(table_name, key):
            assert table.has_range_key
            table.items[item.hash_key][item.range_key] = copied(item, {})
        return update(self, table_name, key, *rest, **named)

    patch.setattr(DynamoDBBackend, "update_item", update_item)
    patch.setattr(Item, "__deepcopy__", lambda self, _memo: self)


def _one_copy_a_transaction(patch: pytest.MonkeyPatch) -> None:
    """In case a transaction fails moto copies the table with all its items, once for each of its operations. Here once
    for all, and only which items there are, for these stay as they are. One transaction at a time (conftest.py).
    """
    transact = DynamoDBBackend.transact_write_items
    found: dict[str, Table] | None = None

    def transact_write_items(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
        nonlocal found
        found = {}
        try:
            transact(self, transact_items)
        finally:
            found = None

    def copy_of(table: Table, memo: dict[int, Any]) -> Table:
        made: Table = copy.copy(table)
        if found is None:
            made.__dict__ = copy.deepcopy(table.__dict__, memo)
            return made
        if table.name not in found:
            made.items = defaultdict(dict, {pk: rows.copy() for pk, rows in table.items.items()})
            found[table.name] = made
        return found[table.name]

    patch.setattr(DynamoDBBackend, "transact_write_items", transact_write_items)
    patch.setattr(Table, "__deepcopy__", copy_of, raising=False)
