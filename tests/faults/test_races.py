"""Whatever two workers do at one moment, however their calls come, it ends as if one had come after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from faults.interleaving import interleaved
from ingest.life.room import BUITEN, GOES, Room, entry, kill
from newsdesk import Desk, held_or
from portal.ingest.announce import Announcer
from portal.ingest.scheduled_actions import ActionRunner
from portal.model.article import Article, Entry, Status
from portal.model.editing import Edit
from portal.model.feed import Feed
from portal.model.picture import Picture
from portal.model.scheduled_action import Act, ScheduledAction
from portal.storage.articles import standing
from portal.storage.picture_attempts import Album
from portal.storage.scheduled_actions import ScheduledActions
from portal.storage.table import Table
from samples import NOW, site

SLUG = "brug-dicht"
UNTIL = NOW + timedelta(minutes=30)
COUNCIL = Feed(id="raad", url="https://raad.example/nieuws.json", section="tholen")
SITE = site(feeds=(BUITEN, GOES, COUNCIL))
CLOCK = ("withdrawn_at", "updated_at", "came_at", "since", "at", "expires_at")

Event = Callable[[Table], object]


def brought(*entries: Entry, feed: Feed = BUITEN, now: datetime = UNTIL) -> Event:
    def act(table: Table) -> object:
        return Room(table, now=now, site=SITE).take(*entries, feed=feed)

    return act


def by_hand(act: Callable[[Desk], object]) -> Event:
    return lambda table: act(Desk(table))


def due(act: Act) -> Event:
    def run(table: Table) -> object:
        runner = ActionRunner(
            Desk(table).store,
            ScheduledActions(table),
            announcer=Announcer(origin="x", is_local=True),
            clock=lambda: UNTIL,
            wait=lambda _: None,
        )
        return runner.run(ScheduledAction(act=act, slug=held_or(table, SLUG), at=UNTIL))

    return run


def pictured(table: Table) -> object:
    found = standing(table, SLUG)
    picture = Picture(hash="0a", width=1280, height=853, widths=(320,))
    return isinstance(found, Article) and Album(table).show(found, picture)


EMBARGOED = entry(embargoed_until=UNTIL)
WITHHELD = entry(status=Status.WITHHELD)
EVENTS: dict[str, Event] = {
    "text": brought(entry()),
    "update": brought(entry("Twee.", revision="2")),
    "later update": brought(entry("Drie.", revision="3")),
    "kill of 1": brought(kill(revision="1")),
    "kill of 2": brought(kill(revision="2")),
    "withheld": brought(entry("Twee.", revision="2", status=Status.WITHHELD)),
    "moved embargo": brought(entry("Twee.", revision="2", embargoed_until=UNTIL + timedelta(hours=1))),
    "in another feed of the group": brought(entry(), feed=GOES),
    "in a feed of another group": brought(entry(), feed=COUNCIL),
    "killed by another group": brought(kill(revision="9"), feed=COUNCIL),
    "embargo ends": due(Act.RELEASE),
    "licence expires": due(Act.EXPIRE),
    "withdrawn": by_hand(lambda desk: desk.withdraw(SLUG, UNTIL)),
    "restored": by_hand(lambda desk: desk.restore(SLUG, UNTIL)),
    "corrected": by_hand(lambda desk: desk.correct(SLUG, Edit(old="een dag", new="een week"), UNTIL)),
    "renamed": by_hand(lambda desk: desk.rename(SLUG, "brug-open")),
    "pictured": pictured,
}
BEFORE: dict[str, tuple[Event, ...]] = {
    "nothing": (),
    "published": (EVENTS["text"],),
    "embargoed": (brought(EMBARGOED, now=NOW),),
    "withheld": (brought(WITHHELD),),
    "withdrawn": (EVENTS["text"], EVENTS["withdrawn"]),
    "killed": (EVENTS["text"], EVENTS["kill of 1"]),
    "shared": (EVENTS["text"], EVENTS["in a feed of another group"]),
}
PAIRS = [(before, one, two) for before in BEFORE for one, two in combinations(EVENTS, 2)]


@dataclass
class World:
    """A table that is emptied and filled again and again."""

    table: Table

    @property
    def client(self) -> Any:
        return self.table._client

    def begun(self, before: str) -> None:
        for item in self._items():
            self.client.delete_item(TableName=self.table.name, Key={name: item[name] for name in ("pk", "sk")})
        for event in BEFORE[before]:
            event(self.table)

    def after(self, before: str, *events: str) -> dict[str, Any]:
        self.begun(before)
        for event in events:
            EVENTS[event](self.table)
        return self.snapshot()

    def orders(self, before: str, first: str, second: str) -> Iterator[tuple[int, int]]:
        """Each order of their calls in which one is stopped at each and the other at each, once it has happened."""
        at = (1, 1)
        while True:
            self.begun(before)
            made = interleaved(self.client, self.table.name, EVENTS[first], EVENTS[second], at=at)
            yield at
            if made[0] < at[0]:
                return
            at = (at[0], at[1] + 1) if made[1] == at[1] else (at[0] + 1, 1)

    def snapshot(self) -> dict[str, Any]:
        """All that a reader, an editor or a later event can tell: without the clock, and how often something was
        written, tried or told.
        """
        found = {}
        for item in self._items():
            key = f"{item['pk']['S']} {item['sk']['S']}"
            if "HISTORY#" in key or key.startswith(("CALENDAR", "SECTIONS", "STORY#")):
                continue
            if key.startswith(("CHANGED", "PICTURES", "DUE")):
                found[key.partition("Z#")[2] or key] = item.get("slug")
                continue
            found[key] = {name: value for name, value in item.items() if name not in (*CLOCK, "writes", "revision")}
        return found

    def _items(self) -> list[dict[str, Any]]:
        return list(self.client.scan(TableName=self.table.name)["Items"])


@pytest.fixture
def world(table: Table) -> World:
    return World(table)


@pytest.mark.sweep(24)
@pytest.mark.parametrize(("before", "one", "two"), PAIRS, ids=[" / ".join(pair) for pair in PAIRS])
def test_two_at_one_moment_end_as_one_after_the_other(world: World, before: str, one: str, two: str) -> None:
    serial = [world.after(before, one, two), world.after(before, two, one)]

    for first, second in ((one, two), (two, one)):
        for at in world.orders(before, first, second):
            found = world.snapshot()
            assert found in serial, (
                first,
                "until its call",
                at[0],
                second,
                "until its",
                at[1],
                differences(found, serial),
            )


def differences(found: dict[str, Any], serial: list[dict[str, Any]]) -> list[str]:
    """Where it is neither, in words that a person can read."""
    return [
        f"{key}: {found.get(key)} and not {[one.get(key) for one in serial]}"
        for key in sorted({*found, *serial[0], *serial[1]})
        if any(found.get(key) != one.get(key) for one in serial)
    ]
