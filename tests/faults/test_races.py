"""Whatever two workers do at one moment, however their calls come, it ends as if one had come after the other."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from faults.interleaving import interleaved
from ingest.life.room import BUITEN, GOES, Room, entry, kill
from newsdesk import Desk, Refusal, held_or
from portal.feeds.parsing.identity import entry_hash
from portal.ingest.announce import Announcer
from portal.ingest.run_scheduled import ActionRunner
from portal.model.article import Article, Entry, Status
from portal.model.corrections import Edit
from portal.model.feed import Feed
from portal.model.picture import Picture
from portal.model.scheduled_action import Act, ScheduledAction
from portal.storage.article_queries import standing
from portal.storage.picture_attempts import PictureAttempts
from portal.storage.scheduled_actions import ScheduledActions
from portal.storage.table import Table
from samples import NOW, site
from sweeps import amount

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


refused: list[Refusal] = []
"""What editors were told: that the article was changed at the same moment, and that they should try again."""


def by_hand(wish: Callable[[Desk], object]) -> Event:
    def act(table: Table) -> object:
        made = wish(Desk(table))
        if isinstance(made, Refusal):
            refused.append(made)
        return made

    return act


def due(act: Act) -> Event:
    def run(table: Table) -> None:
        runner = ActionRunner(
            Desk(table).store,
            ScheduledActions(table),
            announcer=Announcer(origin="x", is_local=True),
            clock=lambda: UNTIL,
            wait=lambda _: None,
        )
        own = f"raad#{entry_hash('raad', entry().id)}"
        slug = own if act is Act.STAND_ALONE else held_or(table, SLUG)
        runner.run(ScheduledAction(act=act, slug=slug, at=UNTIL))

    return run


def pictured(table: Table) -> object:
    """Asked again where the article was changed meanwhile, as it is due again then."""
    picture = Picture(hash="0a", width=1280, height=853, widths=(320,))
    while isinstance(found := standing(table, SLUG), Article):
        if PictureAttempts(table).show(found, [picture]):
            return True
    return False


IN_GROUP, IN_OTHER = "in another feed of the group", "in a feed of another group"
KILLED_BY_OTHER = "killed by another group"
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
    IN_GROUP: brought(entry(), feed=GOES),
    IN_OTHER: brought(entry(), feed=COUNCIL),
    KILLED_BY_OTHER: brought(kill(revision="9"), feed=COUNCIL),
    "its copy is killed": brought(kill(revision="9"), feed=COUNCIL),
    "its copy stands alone": due(Act.STAND_ALONE),
    "embargo ends": due(Act.RELEASE),
    "licence expires": due(Act.EXPIRE),
    "withdrawn": by_hand(lambda desk: desk.withdraw(SLUG, UNTIL)),
    "restored": by_hand(lambda desk: desk.restore(SLUG, UNTIL)),
    "corrected": by_hand(lambda desk: desk.correct(SLUG, Edit(old="een dag", new="een week"), UNTIL)),
    "renamed": by_hand(lambda desk: desk.rename(SLUG, "brug-open")),
    "pictured": pictured,
}
MOST_CALLS = 6
BEFORE: dict[str, tuple[Event, ...]] = {
    "nothing": (),
    "published": (EVENTS["text"],),
    "embargoed": (brought(EMBARGOED, now=NOW),),
    "withheld": (brought(WITHHELD),),
    "withdrawn": (EVENTS["text"], EVENTS["withdrawn"]),
    "killed": (EVENTS["text"], EVENTS["kill of 1"]),
    "shared": (EVENTS["text"], EVENTS[IN_OTHER]),
}
MEET: dict[str, tuple[str, ...]] = {
    "nothing": ("text", "update", "kill of 1", "kill of 2", IN_GROUP, IN_OTHER, KILLED_BY_OTHER),
    "published": (
        *("update", "later update", "kill of 2", "withheld", "moved embargo", IN_GROUP, IN_OTHER, KILLED_BY_OTHER),
        *("licence expires", "withdrawn", "corrected", "renamed", "pictured"),
    ),
    "embargoed": ("later update", "kill of 1", "moved embargo", "embargo ends", "licence expires"),
    "withheld": ("update", "kill of 2", "licence expires", "restored", IN_GROUP),
    "withdrawn": ("update", "kill of 2", "licence expires", "restored", IN_OTHER),
    "killed": ("later update", "kill of 2", "licence expires", "restored"),
    "shared": ("update", "kill of 2", "withheld", "withdrawn", "its copy is killed", "its copy stands alone"),
}
"""By what was before, the events that can meet; every two of them do."""
ONE_AT_A_TIME = {IN_OTHER, KILLED_BY_OTHER, "its copy is killed"}
"""Of one feed: a lease keeps two looks at it apart."""
PAIRS = [
    (before, one, two)
    for before, names in MEET.items()
    for one, two in combinations(names, 2)
    if not {one, two} <= ONE_AT_A_TIME
]


@dataclass
class World:
    """A table that is emptied and filled again and again."""

    table: Table
    saved: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def client(self) -> Any:
        return self.table._client

    def begun(self, before: str) -> None:
        """The table as `before` left it."""
        items = self._items()
        keys = [{"DeleteRequest": {"Key": {name: item[name] for name in ("pk", "sk")}}} for item in items]
        self._write(keys)
        if before not in self.saved:
            for event in BEFORE[before]:
                event(self.table)
            self.saved[before] = self._items()
        else:
            self._write([{"PutRequest": {"Item": item}} for item in self.saved[before]])

    def _write(self, requests: list[dict[str, Any]]) -> None:
        for at in range(0, len(requests), 25):
            self.client.batch_write_item(RequestItems={self.table.name: requests[at : at + 25]})

    def after(self, before: str, *events: str) -> dict[str, Any]:
        self.begun(before)
        for event in events:
            EVENTS[event](self.table)
        return self.snapshot()

    def orders(self, before: str, first: str, second: str) -> Iterator[tuple[int, int]]:
        """Each order of their calls, once it has happened: `first` is stopped before each of its calls, `second` at
        each of its own. Of a sample of pairs a sample of orders.
        """
        at, chance = (1, 1), random.Random(f"{before} {first} {second}")
        while True:
            if chance.random() < amount(1, whole=4) / 4:
                self.begun(before)
                refused.clear()
                made = interleaved(self.client, self.table.name, EVENTS[first], EVENTS[second], at=at)
                yield at
                if made[0] < at[0]:
                    return
                at = (at[0], at[1] + 1) if made[1] == at[1] else (at[0] + 1, 1)
            else:
                at = (at[0], at[1] + 1) if at[1] < MOST_CALLS else (at[0] + 1, 1)

    def snapshot(self) -> dict[str, Any]:
        """All that a reader, an editor or a later event can tell: without the clock, and how often something was
        written, tried or told.
        """
        found = {}
        for item in self._items():
            key = f"{item['pk']['S']} {item['sk']['S']}"
            if "HISTORY#" in key or key.startswith(("CALENDAR", "SECTIONS", "STORY#")):
                continue
            if "#release#" in key:  # a moment that was run twice, or not at all where nothing is under embargo any more
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


@pytest.mark.sweep(3)
@pytest.mark.parametrize(("before", "one", "two"), PAIRS, ids=[" / ".join(pair) for pair in PAIRS])
def test_two_at_one_moment_end_as_one_after_the_other(world: World, before: str, one: str, two: str) -> None:
    serial = [world.after(before, one, two), world.after(before, two, one)]
    alone = {name: world.after(before, name) for name in (one, two)}

    for first, second in ((one, two), (two, one)):
        for at in world.orders(before, first, second):
            found, told = world.snapshot(), any("at the same moment" in one.reason for one in refused)
            allowed = serial + ([alone[first], alone[second]] if told else [])
            order = f"{first} until its call {at[0]}, {second} until its call {at[1]}"
            assert found in allowed, (order, refused, differences(found, allowed))


def differences(found: dict[str, Any], serial: list[dict[str, Any]]) -> list[str]:
    """Where it is neither, in words that a person can read."""
    return [
        f"{key}: {found.get(key)} and not {[one.get(key) for one in serial]}"
        for key in sorted({*found, *(key for one in serial for key in one)})
        if any(found.get(key) != one.get(key) for one in serial)
    ]
