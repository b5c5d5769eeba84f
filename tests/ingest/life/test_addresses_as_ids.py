"""An id that is an address, written otherwise at another look."""

from datetime import timedelta

import pytest

from ingest.life.room import Room
from portal.ingest.report import Report
from portal.ingest.store_entries import Intake
from portal.model.article import Document, Entry, Status, Why
from samples import NOW, site

FEED = site().feeds[0]
ADDRESS = "http://www.krant.example/nieuws/brug"
OTHERWISE = [
    "https://www.krant.example/nieuws/brug",
    "http://krant.example/nieuws/brug",
    "http://www.krant.example/nieuws/brug/",
    "http://www.krant.example/nieuws/brug?utm_source=rss&amp;utm_medium=feed",
    "http://www.krant.example/nieuws/brug?fbclid=1a2b3c",
    "http://www.krant.example/nieuws/brug#xtor=RSS-1",
    "HTTPS://WWW.Krant.Example/nieuws/brug",
]
ANOTHER = [
    "http://www.krant.example/nieuws/brug-2",
    "http://www.krant.example/nieuws/Brug",
    "http://www.krant.example/nieuws/brug?id=2",
    "http://www.krant.example/nieuws/brug#dag-2",
    "http://regio.krant.example/nieuws/brugdag",
]


def look(room: Room, *entries: Entry) -> Report:
    intake = Intake(site(), store=room.desk.store, clock=lambda: room.now)
    return intake.store(FEED, Document(format="rss", title="", entries=entries))


def bridge(id_: str = ADDRESS, *, dated: bool, lead: str = "De brug is dicht.") -> Entry:
    return Entry(
        id=id_, url=id_, headline="Brug dicht", lead=lead, published_at=NOW - timedelta(days=2) if dated else None
    )


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
@pytest.mark.parametrize("otherwise", OTHERWISE)
def test_it_is_the_same_entry(room: Room, otherwise: str, dated: bool) -> None:
    look(room, bridge(dated=dated))
    room.now += timedelta(days=3)

    assert look(room, bridge(otherwise, dated=dated)).stored == 0
    assert look(room, bridge(otherwise, dated=dated, lead="De brug is open.")).updated == 1
    assert room.listed("buitenland") == [["brug-dicht"]]
    assert room.text().lead == "De brug is open."


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
@pytest.mark.parametrize("another", ANOTHER)
def test_another_page_is_another_entry(room: Room, another: str, dated: bool) -> None:
    look(room, bridge(dated=dated))
    room.now += timedelta(days=3)

    assert look(room, bridge(another, dated=dated)).stored == 1


def test_a_page_of_every_day_is_another_story_with_another_date(room: Room) -> None:
    look(room, bridge(dated=True))
    tomorrow = Entry(id=OTHERWISE[0], url=OTHERWISE[0], headline="Weer open", lead="Open.", published_at=NOW)

    assert look(room, tomorrow).stored == 1


def test_another_feed_is_not_believed_without_a_date(room: Room) -> None:
    look(room, bridge(dated=False))
    room.now += timedelta(days=3)
    intake = Intake(site(), store=room.desk.store, clock=lambda: room.now)
    other = bridge(OTHERWISE[0], dated=False, lead="Iets anders.")

    assert intake.store(site().feeds[1], Document(format="rss", title="", entries=(other,))).stored == 1


def test_a_deleted_entry_is_found_under_its_address(room: Room) -> None:
    look(room, bridge(dated=True))
    gone = Entry(id=OTHERWISE[0], status=Status.CANCELED, published_at=NOW, updated_at=NOW)

    assert look(room, gone).killed == 1
    assert room.gone().why is Why.KILLED
