"""What is kept and not to be seen: withheld, or under embargo."""

from datetime import UTC, datetime, timedelta

import pytest

from ingest.life.room import GOES, Room, entry, kill
from newsdesk import Refusal
from portal.feeds.formats.pubstatus import under_embargo
from portal.model.article import Status
from portal.model.clock import local
from portal.model.scheduled_action import Act
from portal.storage.entries import history
from portal.storage.scheduled_actions import ScheduledActions
from samples import NOW


def test_what_is_withheld_is_kept_and_appears_when_the_agency_says_so(room: Room) -> None:
    assert room.take(entry(status=Status.WITHHELD)).held == 1
    assert (room.gone().was_public, room.listed()) == (False, [[]])

    assert room.take(entry()).updated == 1
    assert (room.text().lead, room.text().updated_at) == ("De brug is dicht.", None)


def test_what_is_withheld_after_it_was_seen_disappears(room: Room) -> None:
    room.take(entry())

    assert room.take(entry(status=Status.WITHHELD)).held == 1
    assert (room.gone().was_public, room.listed()) == (True, [[]])
    assert room.take(entry(status=Status.WITHHELD)).unchanged == 1


def test_an_embargo_ends_to_the_second_and_that_is_when_it_was_published(room: Room) -> None:
    until = NOW + timedelta(minutes=30)
    assert room.take(entry(embargoed_until=until)).held == 1
    (due,) = ScheduledActions(room.table).until(until)

    assert (due.act, due.at) == (Act.RELEASE, until)
    assert "brug" not in due.slug
    assert ScheduledActions(room.table).until(until - timedelta(seconds=1)) == ()
    assert room.desk.release(due.slug, until - timedelta(seconds=1)) is None
    assert isinstance(room.desk.restore("brug-dicht", NOW), Refusal)
    assert room.listed() == [[]]

    room.desk.release(due.slug, until)

    assert (room.text().published_at, room.text().updated_at, room.listed()) == (until, None, [["brug-dicht"]])
    room.now = until
    assert room.take(entry(embargoed_until=until)).unchanged == 1


def test_an_embargo_that_has_ended_meanwhile_is_no_embargo(room: Room) -> None:
    until = NOW + timedelta(minutes=30)
    room.take(entry(embargoed_until=until))
    room.now = until + timedelta(minutes=1)

    assert room.take(entry("Iets anders.", embargoed_until=until, revision="2")).updated == 1
    assert (room.text().published_at, room.text().updated_at) == (until, None)


def test_a_feed_that_comes_before_the_schedule_leaves_the_same_article_and_history(room: Room) -> None:
    until = NOW + timedelta(minutes=30)
    room.take(entry(embargoed_until=until))
    (due,) = ScheduledActions(room.table).until(until)
    room.now = until + timedelta(minutes=1)

    report = room.take(entry(embargoed_until=until))

    assert (report.unchanged, report.updated, report.failed) == (1, 0, 0)
    assert (room.text().published_at, room.text().updated_at, room.listed()) == (until, None, [["brug-dicht"]])
    assert [line.reason for line in history(room.table, room.text().origin)] == [
        f"revision 1 kept, and not to be seen: under embargo until {local(until):%d-%m-%Y %H:%M:%S} (revision 1)",
        f"published: its embargo ended at {local(until):%d-%m-%Y %H:%M:%S}",
    ]
    assert room.desk.release(due.slug, room.now) is None
    assert room.take(entry(embargoed_until=until, revision="2")).unchanged == 1


def test_a_kill_that_comes_before_the_schedule_publishes_nothing(room: Room) -> None:
    until = NOW + timedelta(minutes=30)
    room.take(entry(embargoed_until=until))
    room.now = until + timedelta(minutes=1)

    assert room.take(kill(revision="2")).killed == 1
    assert (room.gone().was_public, room.listed()) == (False, [[]])


def test_the_story_of_another_wire_ends_an_embargo_that_is_over(room: Room) -> None:
    until = NOW + timedelta(minutes=30)
    room.take(entry(embargoed_until=until))
    room.now = until + timedelta(minutes=1)

    room.take(entry(embargoed_until=until), feed=GOES)

    assert (room.text().published_at, room.listed("buitenland", "goes")) == (until, [["brug-dicht"], ["brug-dicht"]])


def test_an_embargo_that_is_moved_ends_at_the_later_moment(room: Room) -> None:
    first, second = NOW + timedelta(minutes=30), NOW + timedelta(hours=3)
    room.take(entry(embargoed_until=first))
    room.take(entry(embargoed_until=second, revision="2"))

    assert room.desk.release("brug-dicht", first) is None
    assert room.desk.release("brug-dicht", second) is not None


@pytest.mark.parametrize(
    "said", ["2026-11-24", "20261124", "24 nov 2026", "2026-11-24T18:00:00 HST", "2026-11-24 18:00 PT", "morgen", ""]
)
def test_an_embargo_that_does_not_say_when_it_ends_withholds(said: str) -> None:
    assert under_embargo(Status.USABLE, said) == (Status.WITHHELD, None)


@pytest.mark.parametrize(
    "said",
    [
        "2026-11-24T18:00:00Z",
        "20261124T190000+0100",
        "2026-11-24T19:00+01:00",
        "24 nov 2026 19.00 uur CET",
        "Tue, 24 Nov 2026 18:00:00 GMT",
        "2026-11-24T18:00:00.000Z",
    ],
)
def test_an_embargo_that_does_ends_then(said: str) -> None:
    assert under_embargo(Status.USABLE, said) == (Status.USABLE, datetime(2026, 11, 24, 18, tzinfo=UTC))
