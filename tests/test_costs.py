"""What docs/costs.md says: that it follows from the measured units and the prices, and that the counting is right."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from bench import scale
from bench.capacity import Ledger, indexes, size_of, write_units
from bench.costs import ASSUMED, MONTH, Load, amounts, load_prices, misses
from bench.costs_page import GROUPS, PAGE, page
from bench.units import FILE, Units

from portal.storage.items import article_item
from portal.storage.table import Table
from samples import article

UNITS = Units.from_json(FILE.read_text(encoding="utf-8"))


def test_the_page_is_what_the_units_and_prices_make_of_it() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(UNITS, load_prices()), "run `make costs`"


def test_the_page_on_scale_is_what_units_and_template_make_of_it() -> None:
    assert scale.PAGE.read_text(encoding="utf-8") == scale.page(UNITS), "run `make costs`"


def test_a_batch_waits_for_its_slowest_and_more_executions_help() -> None:
    few, many = scale.Wire(pollers=10, batch=5), scale.Wire(pollers=40, batch=5)

    assert few.busy(50, dead=0.0) == pytest.approx(0.35)
    assert few.busy(50, dead=1.0) == pytest.approx(20.05)
    assert many.busy(2000, dead=0.05) < few.busy(2000, dead=0.05) / 3


def test_everything_that_is_billed_has_a_price_and_is_shown() -> None:
    billed = amounts(UNITS, Load(views=1, feeds=1)).keys()

    assert billed == load_prices().price.keys()
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(billed)


def test_nothing_is_free_of_what_is_beyond_what_is_free() -> None:
    prices = load_prices()

    bill = prices.bill({"queue_requests": 3_000_000, "keys": 2}, free=True)

    assert bill == {"queue_requests": pytest.approx(0.8), "keys": 2.0}


def test_a_cache_asks_never_more_than_readers_do_and_never_more_than_once_a_time_to_live() -> None:
    asked = [misses(views, 60, 10) for views in (10, 10**4, 10**6, 10**9)]

    assert asked[0] == pytest.approx(10, rel=1e-4)
    assert all(less < more for less, more in pairwise(asked))
    assert asked[-1] < 10 * ASSUMED.caches * MONTH / 60


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
