"""The local engine does not say what a call costs: it is reckoned by DynamoDB's own rules."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from bench.capacity import Ledger, indexes, size_of, write_units

from portal.storage.item_mapping import article_item
from portal.storage.table import Table
from samples import article


# Source of the sizes: AWS, DynamoDB item sizes and formats.
@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "dijk"}, 4),
        ({"S": "veertiën"}, 9),
        ({"N": "-27"}, 2),
        ({"BOOL": True}, 1),
        ({"L": []}, 3),
        ({"L": [{"S": "a"}, {"S": "b"}]}, 7),
        ({"M": {"ab": {"S": "c"}}}, 7),
        ({"SS": ["a", "bc"]}, 3),
    ],
)
def test_an_item_is_as_large_as_its_names_and_values(value: dict[str, object], size: int) -> None:
    assert size_of({"name": value}) == 4 + size


def test_a_new_article_is_written_to_the_table_and_to_both_indexes() -> None:
    item = article_item(article())
    of_table = -(-size_of(item) // 1024)

    assert write_units({}, item, indexes(), transaction=False) == of_table + 2
    assert write_units({}, item, indexes(), transaction=True) == 2 * of_table + 2


def test_a_change_that_no_list_shows_costs_no_index_and_a_moved_one_costs_each_twice() -> None:
    item = article_item(article())
    body = item | {"body_html": {"S": "<p>Anders.</p>"}}
    moved = item | {"position": {"S": "9"}}
    of_table = -(-size_of(item) // 1024)

    assert write_units(item, body, indexes(), transaction=False) == of_table
    assert write_units(item, moved, indexes(), transaction=False) == of_table + 4


def test_calls_side_by_side_are_all_written_down(table: Table) -> None:
    """As dispatch leases feeds: each is a write of a unit at least."""
    client = table._client
    ledger = Ledger(client, client, "news")

    def write(number: int) -> None:
        client.put_item(TableName="news", Item={"pk": {"S": "FEEDS"}, "sk": {"S": str(number)}})

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(write, range(64)))

    assert (ledger.writes, ledger.calls >= 64) == (64.0, True)
