"""What the table's own failures become."""

import pytest

from newsdesk import Desk
from portal.model.errors import StorageError
from portal.storage import article_queries
from portal.storage.item_mapping import from_attributes, to_attributes
from portal.storage.table import Table
from samples import article


def test_a_table_that_is_not_there_is_a_storage_error_with_its_cause(table: Table) -> None:
    table.name = "weg"

    with pytest.raises(StorageError, match="GetItem") as caught:
        table.read(article_queries.article("veerpont-vaart-weer"))

    assert caught.value.__cause__ is not None


def test_an_article_too_large_for_the_table_is_a_storage_error(desk: Desk) -> None:
    with pytest.raises(StorageError, match="TransactWriteItems"):
        desk.publish(article(body_html="x" * 500_000))


def test_values_survive_the_wire() -> None:
    values = {"a": "tekst", "b": 7, "c": True, "d": ["x", {"y": "z"}], "e": {"f": 1}}

    assert from_attributes(to_attributes(values)) == values
    assert to_attributes({"leeg": "", "niets": None, "lijst": []}) == {}
