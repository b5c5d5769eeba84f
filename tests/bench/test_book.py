"""What is measured is what was done: each call, request and line, counted once and only while it is looked for."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from bench.book import EVENT_BYTES, Book, Unit
from bench.sample import client, table

from portal.storage.table import Call, Table

ITEM = {"pk": {"S": "PROEF"}, "sk": {"S": "1"}}


@pytest.fixture(scope="module")
def over() -> Iterator[Table]:
    with table() as made:
        yield made


@pytest.fixture(scope="module")
def s3(over: Table) -> Any:
    made = client(over._client.meta.endpoint_url, "s3")
    made.create_bucket(Bucket="proef", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return made


def test_requests_of_s3_are_counted_by_their_price(over: Table, s3: Any) -> None:
    """Source: Amazon S3 pricing: PUT and LIST, GET and all other requests; DELETE costs nothing."""
    book = Book(over, s3)
    with book.open():
        s3.put_object(Bucket="proef", Key="a", Body=b"b")
        s3.list_objects_v2(Bucket="proef")
        s3.get_object(Bucket="proef", Key="a")["Body"].read()
        s3.head_object(Bucket="proef", Key="a")
        s3.head_bucket(Bucket="proef")
        s3.delete_object(Bucket="proef", Key="a")

    unit = book.unit()

    assert (unit.puts, unit.gets) == (2, 3)


def test_calls_of_the_table_are_counted_while_the_book_is_open(over: Table) -> None:
    book, other = Book(over), Book(over)
    put = Call("put_item", {"Item": ITEM})
    over.send(put)
    with book.open():
        over.send(put)
        book.turn()
        over.send(Call("get_item", {"Key": ITEM}))
    over.send(put)

    assert (book.unit().writes, book.unit().reads, book.unit().rounds) == (1, 0.5, 2)
    assert (other.unit().writes, other.unit().reads) == (0, 0)


def test_a_line_of_the_log_is_its_bytes_and_what_cloudwatch_adds(over: Table) -> None:
    book = Book(over)
    with book.open():
        logging.getLogger("portal").info("één")
    short, written = book.unit().logged, book._lines.getvalue()
    with book.open():
        for _ in range(2):
            logging.getLogger("portal").info("één%s", 100 * "x")

    assert "één" in written
    assert short == len(written.encode()) - len("\n") + EVENT_BYTES
    assert book.unit().logged == 2 * (short + 100)


def test_what_an_act_adds_is_the_rest_and_time_is_never_less_than_nothing() -> None:
    whole, part = Unit(ms=3, reads=5, gets=1), Unit(ms=4, reads=2, gets=2)

    assert whole.less(part) == Unit(ms=0, reads=3, gets=-1)
    assert Unit(ms=3, reads=5).among(2) == Unit(ms=1.5, reads=2.5)
