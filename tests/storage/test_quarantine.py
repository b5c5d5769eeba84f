"""What is refused is kept as it came, once a day, and in a number that nobody can raise."""

import gzip
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from botocore.session import Session
from moto import mock_aws

from infra.stacks import nested
from portal.aws.bucket import Bucket
from portal.model.errors import MissingError, StorageError, UnkeptError
from portal.storage.quarantine import KEPT, OF_A_FEED, OF_FILES, Quarantine
from portal.storage.table import Table
from samples import NOW
from search.conftest import failing


class CrashError(Exception):
    """Nobody catches it."""


def catch(quarantine: Quarantine, what: str, *, feed: str = "wire", days: int = 0, most: int = OF_A_FEED) -> bool:
    return quarantine.catch(
        what.encode(), feed=feed, name="x", what=what, reasons=[what], now=NOW + timedelta(days=days), most=most
    )


def keys(bucket: Bucket) -> list[str]:
    return [file.key for file in bucket.all()]


@contextmanager
def crashing(client: Any, event: str, at: int = 1) -> Iterator[None]:
    """The call with the number `at` does not happen, and whoever makes it is gone."""
    seen = 0

    def crash(**_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            raise CrashError

    client.meta.events.register(event, crash)
    try:
        yield
    finally:
        client.meta.events.unregister(event, crash)


def test_a_refusal_is_kept_once_a_day(quarantine: Quarantine) -> None:
    assert [catch(quarantine, "leeg") for _ in range(3)] == [True, False, False]
    assert catch(quarantine, "leeg", days=1)
    assert catch(quarantine, "leeg", feed="ander")
    assert len(quarantine.all()) == 3


def test_of_a_feed_no_more_than_five_are_kept_a_day_however_they_differ(quarantine: Quarantine) -> None:
    assert [catch(quarantine, f"reden {number}") for number in range(8)] == [True] * OF_A_FEED + [False] * 3
    assert catch(quarantine, "reden 7", days=1)
    assert catch(quarantine, "reden 7", feed="ander")


def test_of_files_no_more_than_fifty(quarantine: Quarantine, bucket: Bucket) -> None:
    kept = [catch(quarantine, f"bestand {number}", most=OF_FILES) for number in range(53)]

    assert sum(kept) == len(quarantine.all()) == len(keys(bucket)) == OF_FILES == 50


def test_the_bytes_are_a_gzip_file_in_the_folder_of_feed_and_day(quarantine: Quarantine, bucket: Bucket) -> None:
    """Whoever looks into the bucket with other tools knows where it came from, and can read it."""
    body = random.Random(1).randbytes(900_000)

    quarantine.catch(body, feed="wire", name="x", what="x", reasons=["groot"], now=NOW, content_type="text/xml")

    (caught,) = quarantine.all()
    assert keys(bucket) == [f"wire/2026-11-24/{caught.id}"]
    assert gzip.decompress(bucket.read(caught.key)) == quarantine.body(caught) == body
    assert (caught.size, caught.content_type) == (900_000, "text/xml")


def test_what_was_released_makes_room_for_another_and_may_come_again(quarantine: Quarantine, bucket: Bucket) -> None:
    for number in range(OF_A_FEED):
        catch(quarantine, f"reden {number}")
    (first, *_) = [one for one in quarantine.all() if one.reasons == ("reden 0",)]

    quarantine.release(first)

    assert first.key not in keys(bucket)
    assert len(keys(bucket)) == OF_A_FEED - 1
    assert catch(quarantine, "reden 0")
    assert not catch(quarantine, "reden 9")


def test_a_refusal_that_is_kept_costs_a_read_and_no_write(quarantine: Quarantine, table: Table, bucket: Bucket) -> None:
    catch(quarantine, "leeg")
    table.meter.reset()

    with failing(bucket._client, "InternalError", status=500):
        catch(quarantine, "leeg")

    assert dict(table.meter.calls) == {"GetItem": 1}


def test_everything_of_it_goes_after_thirty_days(quarantine: Quarantine, table: Table) -> None:
    """Rows by the table's time to live, bytes by the bucket's lifecycle; S3 rounds up to the midnight after."""
    catch(quarantine, "leeg")

    items = table._client.scan(TableName="news")["Items"]
    rules = nested("storage")["Resources"]["Quarantine"]["Properties"]["LifecycleConfiguration"]["Rules"]

    assert len(items) == 2
    assert {int(item["expires_at"]["N"]) for item in items} == {int((NOW + KEPT).timestamp())}
    assert [timedelta(days=rule["ExpirationInDays"]) for rule in rules if "ExpirationInDays" in rule] == [KEPT]


@pytest.mark.parametrize("event", ["s3.PutObject", "dynamodb.PutItem", "dynamodb.UpdateItem"])
def test_a_crash_loses_nothing_and_again_ends_in_the_same_table(
    quarantine: Quarantine, table: Table, bucket: Bucket, event: str
) -> None:
    client = bucket._client if event.startswith("s3") else table._client
    with pytest.raises(CrashError), crashing(client, f"before-call.{event}"):
        catch(quarantine, "leeg")
    assert {one.key for one in quarantine.all()} <= set(keys(bucket))

    assert catch(quarantine, "leeg")

    (caught,) = quarantine.all()
    assert keys(bucket) == [caught.key]
    assert quarantine.body(caught) == b"leeg"
    assert not catch(quarantine, "leeg")


@pytest.mark.parametrize("event", ["dynamodb.DeleteItem", "s3.DeleteObjects"])
def test_a_release_that_is_broken_off_leaves_no_row_without_bytes(
    quarantine: Quarantine, table: Table, bucket: Bucket, event: str
) -> None:
    catch(quarantine, "leeg")
    (caught,) = quarantine.all()
    client = bucket._client if event.startswith("s3") else table._client

    with pytest.raises(CrashError), crashing(client, f"before-call.{event}"):
        quarantine.release(caught)

    assert {one.key for one in quarantine.all()} <= set(keys(bucket))


@pytest.mark.parametrize(("code", "status"), [("AccessDenied", 403), ("NoSuchBucket", 404), ("InternalError", 500)])
def test_a_bucket_that_takes_nothing_leaves_the_table_as_it_was(
    quarantine: Quarantine, table: Table, bucket: Bucket, code: str, status: int
) -> None:
    with failing(bucket._client, code, status=status), pytest.raises(UnkeptError, match=f"wire: leeg.*{code}"):
        catch(quarantine, "leeg")

    assert table._client.scan(TableName="news")["Items"] == []
    assert catch(quarantine, "leeg")


def test_without_a_bucket_the_rows_can_be_listed_and_nothing_is_kept(quarantine: Quarantine, table: Table) -> None:
    catch(quarantine, "leeg")
    without = Quarantine(table)

    (caught,) = without.all()

    for act in (without.body, without.release):
        with pytest.raises(StorageError, match="QUARANTINE_BUCKET"):
            act(caught)
    with pytest.raises(UnkeptError, match="QUARANTINE_BUCKET"):
        catch(without, "anders")
    assert quarantine.all() == (caught,)


def test_bytes_that_are_gone_or_not_those_that_were_put_there_are_not_given(
    quarantine: Quarantine, bucket: Bucket
) -> None:
    catch(quarantine, "leeg")
    (caught,) = quarantine.all()
    whole = bucket.read(caught.key)

    for other in (whole[:-9], whole[: len(whole) // 2], b"", b"<html>", whole[:12] + b"\xff" + whole[13:]):
        bucket.put(caught.key, other)
        with pytest.raises(MissingError, match=caught.key):
            quarantine.body(caught)
    bucket.delete([caught.key])
    with pytest.raises(MissingError, match=caught.key):
        quarantine.body(caught)


def test_the_bucket_is_opened_once_something_is_refused(table: Table, session: Session) -> None:
    """Its client takes time and memory that most looks at feeds never need."""
    opened = []

    def open_bucket() -> Bucket:
        opened.append(1)
        client: Any = session.create_client("s3")
        client.create_bucket(Bucket="later", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        return Bucket(client, "later")

    with mock_aws():
        quarantine = Quarantine(table, open_bucket)
        assert quarantine.all() == ()
        assert opened == []
        assert catch(quarantine, "leeg")
        assert opened == [1]
