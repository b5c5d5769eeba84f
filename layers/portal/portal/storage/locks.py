"""Locks by name, one holder each: a host that feeds share while one is fetched, a picture while its files move."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from portal.model.clock import Clock, to_iso
from portal.storage.errors import ConditionFailedError
from portal.storage.item_mapping import to_attributes
from portal.storage.table import Call, Item, Table

LONGEST_HOLD = timedelta(seconds=30)
"""After a crash the lock opens by itself; a fetch takes 20 s at most."""
LONGEST_WAIT = 20.0
"""Seconds, where a person waits too. A function whose seconds are paid for gives the turn back instead."""
PAUSE = 0.3


class NamedLocks:
    """One lock a host. `longest_wait`: seconds in which it is tried again, 0 for one try. `mark`: a text that nobody
    else has who holds one.
    """

    def __init__(
        self,
        table: Table,
        clock: Clock,
        *,
        longest_wait: float = LONGEST_WAIT,
        wait: Callable[[float], None] = time.sleep,
        mark: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._table = table
        self._clock = clock
        self._longest_wait = longest_wait
        self._wait = wait
        self._mark = mark

    @contextmanager
    def held(self, host: str, by: str) -> Iterator[bool]:
        """Whether `host` is ours until the end of the block; False after waiting in vain.

        Two writes, and one every third of a second while somebody else has it. The SDK sends one again when its answer
        was lost: by the mark it knows its own.
        """
        waited, by = 0.0, f"{by} {self._mark()}"
        while not (ours := self._taken(host, by)) and waited < self._longest_wait:
            self._wait(PAUSE)
            waited += PAUSE
        try:
            yield ours
        finally:
            if ours:
                self._given_back(host, by)

    def _taken(self, host: str, by: str) -> bool:
        now = self._clock()
        row = {"held_by": by, "held_until": to_iso(now + LONGEST_HOLD), "expires_at": int(now.timestamp()) + 86400}
        call = Call(
            "put_item",
            {
                "Item": _key(host) | to_attributes(row),
                "ConditionExpression": "attribute_not_exists(pk) OR held_until <= :now OR held_by = :by",
                "ExpressionAttributeValues": to_attributes({":now": to_iso(now), ":by": by}),
            },
        )
        return self._table.attempt(call)[0]

    def _given_back(self, host: str, by: str) -> None:
        values = to_attributes({":by": by})
        condition = {"ConditionExpression": "held_by = :by", "ExpressionAttributeValues": values}
        try:
            self._table.send(Call("delete_item", {"Key": _key(host), **condition}))
        except ConditionFailedError:
            return  # it took too long, and somebody else has it by now


def _key(host: str) -> Item:
    return to_attributes({"pk": f"HOST#{host}", "sk": "LOCK"})
