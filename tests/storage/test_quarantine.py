"""What is refused is kept as it came, once a day, and in a number that nobody can raise."""

from datetime import timedelta

import pytest

from portal.model.errors import StorageError
from portal.storage.quarantine import KEPT, OF_A_FEED, OF_FILES, Quarantine
from portal.storage.table import Call, Table
from samples import NOW


class CrashError(Exception):
    """Nobody catches it."""


@pytest.fixture
def quarantine(table: Table) -> Quarantine:
    return Quarantine(table)


def catch(quarantine: Quarantine, what: str, *, feed: str = "wire", days: int = 0, most: int = OF_A_FEED) -> bool:
    return quarantine.catch(
        what.encode(), feed=feed, name="x", what=what, reasons=[what], now=NOW + timedelta(days=days), most=most
    )


def test_a_refusal_is_kept_once_a_day(quarantine: Quarantine) -> None:
    assert [catch(quarantine, "leeg") for _ in range(3)] == [True, False, False]
    assert catch(quarantine, "leeg", days=1)
    assert catch(quarantine, "leeg", feed="ander")
    assert len(quarantine.all()) == 3


def test_of_a_feed_no_more_than_five_are_kept_a_day_however_they_differ(quarantine: Quarantine) -> None:
    assert [catch(quarantine, f"reden {number}") for number in range(8)] == [True] * OF_A_FEED + [False] * 3
    assert catch(quarantine, "reden 7", days=1)
    assert catch(quarantine, "reden 7", feed="ander")


def test_of_files_no_more_than_fifty(quarantine: Quarantine) -> None:
    kept = [catch(quarantine, f"bestand {number}", most=OF_FILES) for number in range(53)]

    assert sum(kept) == len(quarantine.all()) == OF_FILES == 50


def test_what_was_released_makes_room_for_another_and_may_come_again(quarantine: Quarantine) -> None:
    for number in range(OF_A_FEED):
        catch(quarantine, f"reden {number}")
    (first, *_) = [one for one in quarantine.all() if one.reasons == ("reden 0",)]

    quarantine.release(first)

    assert catch(quarantine, "reden 0")
    assert not catch(quarantine, "reden 9")


def test_a_refusal_that_is_kept_costs_a_read_and_no_write(quarantine: Quarantine, table: Table) -> None:
    catch(quarantine, "leeg")
    table.meter.reset()

    catch(quarantine, "leeg")

    assert dict(table.meter.calls) == {"GetItem": 1}


def test_everything_of_it_goes_after_thirty_days(quarantine: Quarantine, table: Table) -> None:
    catch(quarantine, "leeg")

    items = table._client.scan(TableName="news")["Items"]

    assert len(items) == 3
    assert {int(item["expires_at"]["N"]) for item in items} == {int((NOW + KEPT).timestamp())}


@pytest.mark.parametrize("operation", ["PutItem", "UpdateItem"])
@pytest.mark.parametrize("at", [1, 2])
def test_a_crash_loses_nothing_and_again_ends_in_the_same_table(table: Table, operation: str, at: int) -> None:
    seen = 0

    def crash(**_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            raise CrashError

    events = table._client.meta.events
    events.register(f"before-call.dynamodb.{operation}", crash)
    try:
        catch(Quarantine(table), "leeg")
    except CrashError:
        assert catch(Quarantine(table), "leeg")
    finally:
        events.unregister(f"before-call.dynamodb.{operation}", crash)

    (caught,) = Quarantine(table).all()
    assert Quarantine(table).body(caught) == b"leeg"
    assert not catch(Quarantine(table), "leeg")


def test_bytes_of_which_a_part_is_gone_are_not_given(quarantine: Quarantine, table: Table) -> None:
    catch(quarantine, "leeg")
    (caught,) = quarantine.all()
    key = {"pk": {"S": f"QUARANTINE#{caught.id}"}, "sk": {"S": "PART#000"}}
    table.send(Call("delete_item", {"Key": key}))

    with pytest.raises(StorageError, match="a part of it is gone"):
        quarantine.body(caught)
