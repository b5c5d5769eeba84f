"""What is due to an article at a moment: its licence ends, its kill is announced."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from feeds.life.room import BUITEN, Room, entry, kill
from portal.feeds.announcing import AnnounceError, Announcer
from portal.feeds.duties import Duties
from portal.model.article import Status, Why
from portal.storage.dues import Act, Due, Dues
from portal.storage.steps import Refusal
from portal.web.composer import KEPT_SECONDS
from samples import NOW


def test_what_a_licence_allows_for_a_time_is_due_to_end(room: Room) -> None:
    room.take(entry(), feed=replace(BUITEN, retention_days=30))
    end = NOW - timedelta(hours=2) + timedelta(days=30)

    assert [(due.act, due.at) for due in Dues(room.table).until(end)] == [(Act.EXPIRE, end)]
    room.desk.withdraw("brug-dicht", end, why=Why.EXPIRED)
    assert room.gone().why is Why.EXPIRED


def test_what_was_renamed_expires_too(room: Room) -> None:
    room.take(entry(), feed=replace(BUITEN, retention_days=30))
    room.desk.rename("brug-dicht", "brug-open")
    room.now += timedelta(days=31)
    duties = Duties(room.desk, Dues(room.table), announcer=Announcer(origin="x"), clock=lambda: room.now)

    for due in Dues(room.table).until(room.now):
        duties.do(due)

    assert room.gone("brug-open").why is Why.EXPIRED
    assert Dues(room.table).until(room.now) == ()


def test_a_licence_ends_for_what_is_hidden_too(room: Room) -> None:
    room.take(entry(status=Status.WITHHELD), feed=replace(BUITEN, retention_days=30))
    room.desk.withdraw("brug-dicht", room.now, why=Why.EXPIRED)

    room.take(entry("Twee.", revision="2"))

    assert room.gone().why is Why.EXPIRED
    assert isinstance(room.desk.restore("brug-dicht", room.now), Refusal)


def test_a_thousand_licences_that_end_stand_before_no_kill(room: Room) -> None:
    dues = Dues(room.table)
    for n in range(1000):
        dues.put(Due(act=Act.EXPIRE, slug=f"bericht-{n}", at=NOW - timedelta(hours=3)))
    room.take(entry())
    room.take(kill(revision="2"))

    due = dues.until(room.now)

    assert (due[0].act, len(due)) == (Act.ANNOUNCE, 201)


class World:
    """CDN and topic that hear; the CDN has had enough after a number of requests."""

    def __init__(self, *, most: int = 9) -> None:
        self.most, self.asked, self.told = most, 0, list[str]()

    def create_invalidation(self, **_: object) -> None:
        self.asked += 1
        if self.asked > self.most:
            raise ClientError({"Error": {"Code": "TooManyInvalidationsInProgress"}}, "CreateInvalidation")

    def publish(self, **given: str) -> None:
        self.told.append(given["Subject"])


def duties(room: Room, world: World, **changes: Any) -> Duties:
    told: dict[str, Any] = {"topic": "t", "distribution": "d", "sns": world, "cdn": world}
    announcer = Announcer(origin="x", **told | changes)
    return Duties(room.desk, Dues(room.table), announcer=announcer, clock=lambda: room.now, wait=waited.append)


waited: list[float] = []


def test_many_kills_are_one_request_to_the_cdn_and_a_word_each_to_subscribers(room: Room) -> None:
    ids = [f"urn:newsml:wire.example:{n}" for n in range(6)]
    room.take(*(entry(id=one) for one in ids))
    room.take(*(kill(id=one, revision="2") for one in ids))
    tired = World(most=0)

    with pytest.raises(AnnounceError, match="the CDN did not forget"):
        duties(room, tired).announce()
    assert len(tired.told) == 6  # the topic does not wait for the CDN

    world = World()
    duties(room, world).announce()
    assert (world.asked, len(world.told), Dues(room.table).until(room.now)) == (1, 6, ())
    assert waited[-1] > KEPT_SECONDS  # or the CDN would take the story from a list that a warm function keeps


def test_who_cannot_tell_the_world_leaves_it_to_the_portal(room: Room) -> None:
    room.take(entry())
    room.take(kill(revision="2"))

    duties(room, World(), topic="", distribution="").announce()

    assert len(Dues(room.table).until(room.now)) == 1
