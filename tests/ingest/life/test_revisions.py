"""Which text of a story stays: by number, by time, and whatever comes twice."""

import json
from collections.abc import Callable
from datetime import timedelta

from ingest.life.room import GOES, Room, entry, kill
from portal.feeds.parsing.document import parse
from portal.model.article import Entry, Image, Status, Why
from portal.storage.entries import history
from portal.storage.table import Table
from samples import NOW


def test_an_older_revision_never_overwrites(room: Room) -> None:
    room.take(entry("Drie.", revision="3"))

    assert room.take(entry("Twee.", revision="2")).unchanged == 1
    assert room.text().lead == "Drie."


def test_without_numbers_the_time_decides(room: Room) -> None:
    room.take(entry("Later.", revision=None, updated_at=NOW))

    room.take(entry("Eerder.", revision=None, updated_at=NOW - timedelta(hours=1)))
    assert room.text().lead == "Later."
    room.take(entry("Nog later.", revision=None, updated_at=NOW + timedelta(minutes=1)))
    assert room.text().lead == "Nog later."


def test_revisions_of_one_document_count_in_their_own_order(room: Room) -> None:
    report = room.take(entry("Een."), entry("Drie.", revision="3"), entry("Twee.", revision="2"))

    assert room.text().lead == "Drie."
    assert (report.stored, report.updated, report.unchanged) == (1, 1, 1)


def test_a_later_number_of_the_same_text_counts_too(room: Room) -> None:
    room.take(entry())
    room.take(entry(revision="4"))
    room.take(entry("Drie.", revision="3"))

    assert room.text().lead == "De brug is dicht."


def test_one_id_twice_in_a_wire_is_one_story(room: Room) -> None:
    items = [
        {
            "uri": "https://wire.example/n/1",
            "versioncreated": f"2026-11-24T1{n}:00:00Z",
            "headline": "Brug dicht",
            "body_text": f"Tekst {n}.",
        }
        for n in (1, 0)
    ]
    document = parse(json.dumps(items).encode())

    room.take(*document.entries)

    assert (room.listed(), room.text().lead) == ([["brug-dicht"]], "Tekst 1.")


def test_another_photographer_is_another_text(room: Room) -> None:
    def pictured(credit: str, revision: str) -> Entry:
        return entry(revision=revision, images=(Image(url="https://x.example/a.jpg", credit=credit),))

    room.take(pictured("Reuters", "1"))

    assert room.take(pictured("ANP", "2")).updated == 1
    assert room.text().images[0].credit == "ANP"


STORY: tuple[Callable[[], Entry], ...] = (
    lambda: entry(embargoed_until=NOW + timedelta(hours=1)),
    lambda: entry("Twee.", revision="2"),
    lambda: entry("Drie.", revision="3", status=Status.WITHHELD),
    lambda: entry("Vier.", revision="4"),
    lambda: kill(revision="5"),
    lambda: entry("Zes.", revision="6"),
)


def test_everything_delivered_twice_is_as_if_delivered_once(table: Table) -> None:
    room = Room(table)
    states = []
    for times in (1, 2):
        for make in STORY:
            for _ in range(times):
                room.take(make(), feed=GOES)
        states.append({f"{one['pk']} {one['sk']}": one for one in table._client.scan(TableName="news")["Items"]})
        for one in table._client.scan(TableName="news")["Items"]:
            table._client.delete_item(TableName="news", Key={"pk": one["pk"], "sk": one["sk"]})

    assert states[0] == states[1]


def test_a_document_that_holds_every_revision_is_read_once_at_the_next_look(room: Room) -> None:
    revisions = [entry(f"Tekst {number}.", revision=str(number)) for number in (3, 2, 1)]
    assert room.take(*revisions).stored == 1
    assert room.text().lead == "Tekst 3."
    known = history(room.table, room.text().origin)
    room.table.meter.reset()

    report = room.take(*revisions)

    assert report.unchanged == 3
    assert dict(room.table.meter.calls) == {"BatchGetItem": 1}
    assert history(room.table, room.text().origin) == known


def test_a_kill_and_a_text_in_one_document_meet_each_other(room: Room) -> None:
    room.take(entry("Een."))

    room.take(entry("Drie.", revision="3"), kill(revision="2"), entry("Twee.", revision="2"))

    assert room.gone().why is Why.KILLED
    assert room.waiting() == ["brug-dicht"]
