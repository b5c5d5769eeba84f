"""What is due to an article at a moment: its licence ends, its kill is announced."""

import json
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ingest.life.room import BUITEN, Room, entry, kill
from newsdesk import Refusal
from portal.ingest.announce import AnnounceError, Announcer
from portal.ingest.run_scheduled import ActionRunner
from portal.model.article import Status, Why
from portal.model.clock import local, to_iso
from portal.model.kill_timing import LIST_SECONDS, REQUEST_SECONDS
from portal.model.scheduled_action import Act, ScheduledAction
from portal.storage.scheduled_actions import ScheduledActions
from samples import NOW


def test_what_a_licence_allows_for_a_time_is_due_to_end(room: Room) -> None:
    room.take(entry(), feed=replace(BUITEN, retention_days=30))
    end = NOW - timedelta(hours=2) + timedelta(days=30)

    assert [(due.act, due.at) for due in ScheduledActions(room.table).until(end)] == [(Act.EXPIRE, end)]
    room.desk.withdraw("brug-dicht", end, why=Why.EXPIRED)
    assert room.gone().why is Why.EXPIRED


def test_what_was_renamed_expires_too(room: Room) -> None:
    room.take(entry(), feed=replace(BUITEN, retention_days=30))
    room.desk.rename("brug-dicht", "brug-open")
    room.now += timedelta(days=31)
    duties = ActionRunner(
        room.desk.store, ScheduledActions(room.table), announcer=Announcer(origin="x"), clock=lambda: room.now
    )

    for due in ScheduledActions(room.table).until(room.now):
        duties.run(due)

    assert room.gone("brug-open").why is Why.EXPIRED
    assert ScheduledActions(room.table).until(room.now) == ()


def test_a_licence_ends_for_what_is_hidden_too(room: Room) -> None:
    room.take(entry(status=Status.WITHHELD), feed=replace(BUITEN, retention_days=30))
    room.desk.withdraw("brug-dicht", room.now, why=Why.EXPIRED)

    room.take(entry("Twee.", revision="2"))

    assert room.gone().why is Why.EXPIRED
    assert isinstance(room.desk.restore("brug-dicht", room.now), Refusal)


def test_a_thousand_licences_that_end_stand_before_no_kill(room: Room) -> None:
    dues = ScheduledActions(room.table)
    for n in range(1000):
        dues.put(ScheduledAction(act=Act.EXPIRE, slug=f"bericht-{n}", at=NOW - timedelta(hours=3)))
    room.take(entry())
    room.take(kill(revision="2"))

    due = dues.until(room.now)

    assert (due[0].act, len(due)) == (Act.ANNOUNCE, 201)


class World:
    """CDN and topic that hear. Of the fifteen that it takes at a time the CDN has `wildcards` already, and it knows a
    request by its reference; or it says what `refuses`.
    """

    def __init__(self, *, wildcards: int = 0, refuses: str = "", is_deaf: bool = False) -> None:
        self.wildcards, self.refuses, self.is_deaf = wildcards, refuses, is_deaf
        self.forgotten: dict[str, list[str]] = {}
        self.told: list[str] = []
        self.said: list[dict[str, str]] = []

    def create_invalidation(self, *, DistributionId: str, InvalidationBatch: Any) -> None:  # noqa: ARG002, N803  AWS's names
        paths = InvalidationBatch["Paths"]["Items"]
        if self.refuses:
            raise ClientError({"Error": {"Code": self.refuses}}, "CreateInvalidation")
        if InvalidationBatch["CallerReference"] in self.forgotten:
            return
        self.wildcards += sum(path.endswith("*") for path in paths)
        if self.wildcards > 15:
            raise ClientError({"Error": {"Code": "TooManyInvalidationsInProgress"}}, "CreateInvalidation")
        self.forgotten[InvalidationBatch["CallerReference"]] = paths

    def publish(self, **given: str) -> None:
        if self.is_deaf:
            raise ClientError({"Error": {"Code": "InternalError"}}, "Publish")
        self.told.append(given["Subject"])
        self.said.append(json.loads(given["Message"]))


def duties(room: Room, world: World, **changes: Any) -> ActionRunner:
    told: dict[str, Any] = {"topic": "t", "distribution": "d", "sns": world, "cdn": world}
    announcer = Announcer(**{"origin": "x", **told, **changes})
    return ActionRunner(
        room.desk.store, ScheduledActions(room.table), announcer=announcer, clock=lambda: room.now, wait=waited.append
    )


waited: list[float] = []


def test_many_kills_are_one_request_to_the_cdn_and_a_word_each_to_subscribers(room: Room) -> None:
    killed(room, 6)
    broken = World(refuses="AccessDenied")

    with pytest.raises(AnnounceError, match="the CDN did not forget"):
        duties(room, broken).announce()
    assert len(broken.told) == 6  # the topic does not wait for the CDN

    world = World()
    duties(room, world).announce()
    assert (len(world.forgotten), len(world.told), ScheduledActions(room.table).until(room.now)) == (1, 6, ())
    # Or the CDN would take the story anew, from a list that a function keeps or a page that is under way with it.
    assert waited[-1] > LIST_SECONDS + REQUEST_SECONDS


def killed(room: Room, count: int, *, since: int = 0) -> None:
    ids = [f"urn:newsml:wire.example:{n}" for n in range(since, since + count)]
    room.take(*(entry(id=one) for one in ids))
    room.take(*(kill(id=one, revision="2") for one in ids))


def test_programs_are_told_an_event_and_people_a_sentence(room: Room) -> None:
    killed(room, 1)
    world = World()

    duties(room, world, origin="https://www.schelde.example").announce()

    ((subject,), (said,)) = world.told, world.said
    event = json.loads(said["default"])
    assert subject == f"Ingetrokken: {event['slug']}"
    assert event == {
        "event": "killed",
        "slug": event["slug"],
        "url": f"https://www.schelde.example/nieuws/{event['slug']}",
        "at": to_iso(room.now),
    }
    assert event["url"] in said["email"]
    assert f"{local(room.now):%d-%m-%Y %H:%M}" in said["email"]
    assert "{" not in said["email"]


def test_a_kill_reaches_everything_that_may_show_the_story(room: Room) -> None:
    """Search pages and the list of what is new too, and whatever is made in years to come."""
    killed(room, 1)
    world = World()

    duties(room, world).announce()

    assert list(world.forgotten.values()) == [["/*"]]


def test_fifteen_kills_that_come_one_by_one_fit_in_what_the_cdn_takes(room: Room) -> None:
    world = World()

    for number in range(15):
        room.now += timedelta(seconds=1)
        killed(room, 1, since=number)
        duties(room, world).announce()

    assert (len(world.forgotten), len(world.told), ScheduledActions(room.table).until(room.now)) == (15, 15, ())


def test_a_cdn_that_can_take_no_more_is_asked_again_and_nobody_is_told_twice(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    killed(room, 2)
    world = World(wildcards=15)

    duties(room, world).announce()
    killed(room, 1, since=2)
    duties(room, world).announce()
    assert (len(ScheduledActions(room.table).until(room.now)), len(world.told)) == (3, 3)
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]

    world.wildcards = 0
    for due in ScheduledActions(room.table).until(room.now):
        duties(room, world).run(due)

    assert (len(world.forgotten), len(world.told), ScheduledActions(room.table).until(room.now)) == (1, 3, ())


def test_a_request_that_comes_again_is_the_same_request(room: Room) -> None:
    """The CDN took it, and what was due could not be taken out."""
    killed(room, 2)
    world = World()
    due = ScheduledActions(room.table).until(room.now)

    duties(room, world).announce()
    for one in due:
        ScheduledActions(room.table).put(one)
    duties(room, world).announce()

    assert len(world.forgotten) == 1


@pytest.mark.parametrize("code", ["AccessDenied", "NoSuchDistribution", "Throttling", "InvalidationBatchAlreadyExists"])
def test_whatever_else_the_cdn_says_is_a_failure(room: Room, code: str) -> None:
    killed(room, 1)

    with pytest.raises(AnnounceError, match=code):
        duties(room, World(refuses=code)).announce()

    assert len(ScheduledActions(room.table).until(room.now)) == 1


def test_a_topic_that_fails_is_a_failure_though_the_cdn_only_has_to_be_asked_again(room: Room) -> None:
    killed(room, 1)
    world = World(wildcards=15, is_deaf=True)

    with pytest.raises(AnnounceError, match="InternalError"):
        duties(room, world).announce()

    world.wildcards, world.is_deaf = 0, False
    duties(room, world).announce()
    assert (len(world.told), ScheduledActions(room.table).until(room.now)) == (1, ())


def test_an_editor_hears_that_the_cdn_will_show_it_for_a_while(room: Room) -> None:
    announcer = Announcer(origin="x", distribution="d", cdn=World(wildcards=15))

    with pytest.raises(AnnounceError, match="for two minutes"):
        announcer.withdrawn("brug-dicht", room.now)


def test_who_cannot_tell_the_world_leaves_it_to_the_portal(room: Room) -> None:
    room.take(entry())
    room.take(kill(revision="2"))

    duties(room, World(), topic="", distribution="").announce()

    assert len(ScheduledActions(room.table).until(room.now)) == 1
