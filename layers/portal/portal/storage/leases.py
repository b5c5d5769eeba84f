"""Which feeds have been handed on and not been looked at since: the leases of all of them, in one item.

    partition key  sort key  item
    ─────────────  ────────  ──────────────────────────────────────────────────────────────────
    LEASES         FEEDS     `taken`: by the moment, the feeds whose turn began then; `written_by`: a mark of the run

A run of dispatch reads it and writes it once, however many feeds are due, on condition that no other run did since.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from uuid import uuid4

from portal.model.clock import from_iso, to_iso
from portal.model.feed_state import FeedState
from portal.storage.item_mapping import from_attributes, to_attributes
from portal.storage.table import Call, Table

LEASE = timedelta(seconds=120)
"""How long a feed is left to whoever took it: the wait in the queue, the 20 s of a fetch, and the writing."""
LARGEST = 350_000
"""Bytes of ids in the item, of the 400 KB that one may have: ten thousand feeds whose ids have 34 characters. What has
no room is taken a minute later. Source: AWS, Quotas in Amazon DynamoDB.
"""
IN_A_LIST = 1
"""Bytes that a member of a list adds to its own. Source: AWS, DynamoDB item sizes and formats."""


@dataclass(frozen=True, kw_only=True)
class Leases:
    """What was read: when the turn of each feed began, and the mark of the run that wrote it, "" for none ever."""

    taken: Mapping[str, datetime] = field(default_factory=dict)
    written_by: str = ""

    def in_flight(self, states: Mapping[str, FeedState], now: datetime) -> dict[str, datetime]:
        """Those that somebody may still be at. A lease ends by itself, or when its feed was looked at since: so nobody
        has to give it back. Moments are whole seconds; a look in the second in which a turn begins is one after it.
        """
        return {
            feed: since
            for feed, since in self.taken.items()
            if since > now - LEASE and not _looked_at(states.get(feed), since)
        }


class FeedLeases:
    """The one item. `mark`: a text that no other run has."""

    def __init__(self, table: Table, *, mark: Callable[[], str] = lambda: uuid4().hex) -> None:
        self._table = table
        self._mark = mark

    def read(self) -> Leases:
        """One GetItem, strongly consistent: a unit for each 4 KB."""
        item = self._table.send(Call("get_item", {"Key": _KEY, "ConsistentRead": True}))[0].get("Item")
        if not item:
            return Leases()
        row = from_attributes(item)
        taken = {feed: from_iso(since) for since, feeds in row.get("taken", {}).items() for feed in feeds}
        return Leases(taken=taken, written_by=row["written_by"])

    def take(
        self, turns: Mapping[str, datetime], read: Leases, *, in_flight: Mapping[str, datetime]
    ) -> tuple[str, ...]:
        """Which feeds of `turns` (to when each begins) are ours, beside those that are `in_flight`: the first for which
        there is room, or none where another run has written since `read`.

        One PutItem: a unit for each KB; none for no feeds. The SDK sends it again when an answer was lost: its own mark
        is not another's.
        """
        ours = tuple(_fitting(turns, LARGEST - sum(map(_size, in_flight))))
        if not ours:
            return ()
        mark = self._mark()
        row = {"taken": _by_moment({**in_flight, **{feed: turns[feed] for feed in ours}}), "written_by": mark}
        as_read = "written_by = :before" if read.written_by else "attribute_not_exists(pk)"
        parameters = {
            "Item": _KEY | to_attributes(row),
            "ConditionExpression": f"{as_read} OR written_by = :mine",
            "ExpressionAttributeValues": to_attributes({":mine": mark, ":before": read.written_by}),
        }
        (is_first,) = self._table.attempt(Call("put_item", parameters))
        return ours if is_first else ()


def _looked_at(state: FeedState | None, since: datetime) -> bool:
    return state is not None and state.looked_at is not None and state.looked_at >= since


def _fitting(feeds: Iterable[str], room: int) -> Iterator[str]:
    for feed in feeds:
        room -= _size(feed)
        if room < 0:
            return
        yield feed


def _size(feed: str) -> int:
    return len(feed.encode()) + IN_A_LIST


def _by_moment(taken: Mapping[str, datetime]) -> dict[str, list[str]]:
    """A moment is written once for all feeds whose turn it is then."""
    rows = sorted((to_iso(since), feed) for feed, since in taken.items())
    return {since: [feed for _, feed in of_one] for since, of_one in groupby(rows, key=lambda row: row[0])}


_KEY = to_attributes({"pk": "LEASES", "sk": "FEEDS"})
