"""A crash at any call of AWS, before it is sent or after it was carried out, and a retry end as if nothing had been."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from pictures.darkroom import Darkroom
from pictures.images import jpeg
from portal.model.errors import StorageError
from portal.queue.messages import Message


class Fault(Exception):  # noqa: N818  a crash is not an error of ours
    """The process ends here."""


@contextmanager
def fault(room: Darkroom, operation: str, *, at: int, after: bool) -> Iterator[list[str]]:
    """The `at`th call of `operation` that the worker makes crashes."""
    happened: list[str] = []
    seen = 0

    def crash(**_: object) -> None:
        nonlocal seen
        seen += room.is_working
        if seen == at and not happened:
            happened.append(operation)
            raise Fault

    clients, moment = [room.table._client, room.s3], "after-call" if after else "before-call"
    names = [f"{moment}.{one.meta.service_model.service_name}.{operation}" for one in clients]
    for client, name in zip(clients, names, strict=True):
        client.meta.events.register(name, crash)
    try:
        yield happened
    finally:
        for client, name in zip(clients, names, strict=True):
            client.meta.events.unregister(name, crash)


def worked(room: Darkroom) -> None:
    """Everything that is due is handed on and done until nothing is left; what crashes comes again a minute later."""
    for _ in range(6):
        room.wait(seconds=70)
        for due in room.dues.pictures(room.now):
            room.is_working = True
            with suppress(Fault, StorageError):  # the queue sends the message again
                room.worker.do(Message(due=due))
            room.is_working = False
    assert room.dues.pictures(room.now) == ()


def story(room: Darkroom) -> None:
    """An article appears in two lists, another with the same picture; one changes its image, one goes."""
    lists = {"section": "goes", "also_in": ("regio",)}
    room.publish("Brug dicht", room.image("/brug.jpg", jpeg(300, 200)), **lists)
    room.publish("Sluis dicht", room.image("/zelfde.jpg", jpeg(300, 200)))
    worked(room)
    room.revise(room.at("brug-dicht"), images=(room.image("/sluis.jpg", jpeg(280, 200)),), **lists)
    worked(room)
    room.desk.withdraw("sluis-dicht", room.now)
    worked(room)


def state(room: Darkroom) -> tuple[dict[str, Any], set[str], set[tuple[str, ...]]]:
    """What is in table, bucket and CDN; without the locks, which open by themselves, and what differs by the clock."""
    rows = {key: row for key, row in room.rows().items() if not key.startswith(("HOST#", "CALENDAR", "SECTIONS"))}
    rows = {f"{key[:-32]} {row['reason']}" if "HISTORY#" in key else key: row for key, row in rows.items()}
    rows = {f"AUDIT {row['what']}" if key.startswith("AUDIT#") else key: row for key, row in rows.items()}
    for row in rows.values():
        for name in ("withdrawn_at", "updated_at", "came_at", "since", "at", "sk", "expires_at", "changes_since"):
            row.pop(name, None)
    return rows, room.stored(), {tuple(paths) for paths in room.cdn.asked.values()}


OPERATIONS = ("GetItem", "PutItem", "DeleteItem", "Query", "TransactWriteItems", "PutObject", "DeleteObjects")


@pytest.mark.sweep(5)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_fault_at_any_call_and_a_retry_end_the_same(room: Darkroom, operation: str, after: bool) -> None:
    story(room)
    clean = state(room)
    assert len(clean[1]) == 2

    at = 0
    happened = ["not yet"]
    while happened:
        at += 1
        emptied(room)
        with fault(room, operation, at=at, after=after) as happened:
            story(room)
        assert state(room) == clean, f"{operation} {at}"
    assert at > 1


def emptied(room: Darkroom) -> None:
    for row in room.rows().values():
        room.table._client.delete_item(TableName=room.table.name, Key={name: row[name] for name in ("pk", "sk")})
    for path in room.stored():
        room.s3.delete_object(Bucket="pictures", Key=path[1:])
    room.cdn.asked.clear()
