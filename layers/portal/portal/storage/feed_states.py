"""What is remembered of feeds between two fetches."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from portal.model.clock import from_iso, to_iso
from portal.model.feed_state import FeedState
from portal.storage.item_mapping import from_attributes, to_attribute, to_attributes
from portal.storage.table import Answer, Call, Item, Table

PARTITION = "FEEDS"
TIMES = frozenset(
    {"next_due", "looked_at", "last_success", "last_error_at", "fetched_whole_at", "last_news", "gone_since"}
    | {"moved_since"}
)
LISTS = ("habit", "hours")
PAUSE = "#PAUSE"
"""How the key of a pause ends, which stands beside the state of its feed: a look that is under way writes that."""


class FeedStates:
    """One item a feed, all in one partition: a thousand feeds are a Query of one page."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def all(self) -> dict[str, FeedState]:
        """Every feed ever seen, by id. One Query per megabyte."""
        states: dict[str, FeedState] = {}
        pauses: dict[str, str] = {}
        for page in self._table.every_page(_query()):
            for item in page["Items"]:
                if item["sk"]["S"].endswith(PAUSE):
                    pauses[item["sk"]["S"].removesuffix(PAUSE)] = item["paused_by"]["S"]
                else:
                    state = _from_item(item)
                    states[state.feed] = state
        for feed, person in pauses.items():
            states[feed] = replace(states.get(feed, FeedState(feed=feed)), paused=True, paused_by=person)
        return states

    def get(self, feed: str) -> FeedState:
        """One GetItem, strongly consistent. A feed never seen has the state of a new one."""
        item = self._table.send(Call("get_item", {"Key": _key(feed), "ConsistentRead": True}))[0].get("Item")
        return _from_item(item) if item else FeedState(feed=feed)

    def save(self, state: FeedState) -> Answer:
        """Remembers `state` whole. One PutItem: a unit, two for a wire that brings news in most hours of a day."""
        return self._table.send(Call("put_item", {"Item": _key(state.feed) | to_attributes(_row(state))}))[0]

    def pause(self, feed: str, *, by: str) -> None:
        """Nobody looks at `feed` until it is resumed. One PutItem."""
        self._table.send(Call("put_item", {"Item": _pause_key(feed) | to_attributes({"paused_by": by})}))

    def resume(self, feed: str, now: datetime) -> None:
        """Whoever paused it, a person or its own answers: it is due at `now`. A GetItem and two writes."""
        self._table.send(Call("delete_item", {"Key": _pause_key(feed)}))
        state = self.get(feed)
        self.save(replace(state, paused=False, paused_by="", gone_since=None, gone_times=0, next_due=now))


def _pause_key(feed: str) -> Item:
    return to_attributes({"pk": PARTITION, "sk": f"{feed}{PAUSE}"})


def _key(feed: str) -> Item:
    return to_attributes({"pk": PARTITION, "sk": feed})


def _query() -> Call:
    parameters = {
        "KeyConditionExpression": "pk = :feeds",
        "ExpressionAttributeValues": {":feeds": to_attribute(PARTITION)},
        "ConsistentRead": True,
    }
    return Call("query", parameters)


def _row(state: FeedState) -> dict[str, object]:
    """What is as it is of a new feed need not be written."""
    row = {field.name: getattr(state, field.name) for field in fields(state)}
    row = {field.name: row[field.name] for field in fields(state) if row[field.name] != field.default}
    return {name: to_iso(value) if isinstance(value, datetime) else value for name, value in row.items()}


def _from_item(item: Item) -> FeedState:
    row = from_attributes(item)
    known = {field.name: row[field.name] for field in fields(FeedState) if field.name in row}
    values: dict[str, Any] = {name: from_iso(value) if name in TIMES else value for name, value in known.items()}
    return FeedState(**values | {name: tuple(known.get(name, ())) for name in LISTS})
