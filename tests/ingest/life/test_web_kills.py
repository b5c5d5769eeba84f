"""What an Atom feed says is gone has what a kill of a wire has: authority over its own alone, and no way back."""

from dataclasses import replace

import pytest

from ingest.life.room import Room
from portal.feeds.parsing.document import parse
from portal.ingest.report import Report
from portal.ingest.store_entries import Intake
from portal.model.article import Why
from portal.model.feed import Feed
from samples import site

POLDER, KREEK = site().feeds
SITE = site(feeds=(POLDER, KREEK))
HEAD = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'


def look(room: Room, *parts: str, feed: Feed = POLDER, among: tuple[Feed, ...] = (POLDER, KREEK)) -> Report:
    document = parse(f"{HEAD}{''.join(parts)}</feed>".encode(), url=feed.url)
    intake = Intake(replace(SITE, feeds=among), store=room.desk.store, clock=lambda: room.now)
    return intake.store(feed, document, budget=5)


def dike(updated: str = "2026-11-24T10:00:00Z", text: str = "De dijk houdt.", id_: str = "tag:polder.example:1") -> str:
    link = '<link href="https://polder.example/dijk"/>'
    said = f"<title>Dijk houdt</title>{link}<summary>{text}</summary>"
    return f"<entry><id>{id_}</id><updated>{updated}</updated>{said}</entry>"


def gone(when: str = "2026-11-24T12:00:00Z", ref: str = "tag:polder.example:1") -> str:
    return f'<at:deleted-entry ref="{ref}" when="{when}"/>'


def test_a_deleted_entry_takes_its_article_off_the_site(room: Room) -> None:
    look(room, dike())

    assert look(room, gone()).killed == 1
    assert room.gone("dijk-houdt").why is Why.KILLED
    assert room.listed("buitenland") == [[]]
    assert look(room, gone()).unchanged == 1


def test_a_text_of_before_stays_away_and_a_later_one_waits_for_a_person(room: Room) -> None:
    look(room, dike())
    look(room, gone())

    look(room, dike("2026-11-24T11:59:00Z", "De dijk houdt toch."))
    assert room.waiting() == []
    look(room, dike("2026-11-24T13:00:00Z", "De dijk is hersteld."))

    assert (room.gone("dijk-houdt").why, room.waiting()) == (Why.KILLED, ["dijk-houdt"])


def test_what_never_came_is_bound_by_its_tombstone_in_its_own_group(room: Room) -> None:
    look(room, gone())

    assert look(room, dike()).unchanged == 1
    assert look(room, dike(), feed=KREEK).stored == 1


def test_nothing_of_another_group_goes_and_a_person_hears_of_it(room: Room) -> None:
    look(room, dike())

    report = look(room, gone(), feed=KREEK)

    assert (report.killed, report.noticed, report.waiting) == (0, 1, 1)
    assert room.text("dijk-houdt").lead == "De dijk houdt."


@pytest.mark.parametrize(("format_", "killed"), [("atom", 1), (None, 0)])
def test_what_the_group_brought_goes_where_the_format_is_vouched_for(
    room: Room, format_: str | None, killed: int
) -> None:
    both = tuple(replace(feed, group="polders", format=format_) for feed in (POLDER, KREEK))
    look(room, dike(), feed=both[0], among=both)

    assert look(room, gone(), feed=both[1], among=both).killed == killed


def test_data_is_refused_in_words_and_what_of_it_is_deleted_leaves_no_trace(room: Room) -> None:
    key = "6f9619ff-8b86-4d01-b42d-00c04fc964ff"

    def row(said: str) -> str:
        content = (
            f'<content type="application/xml"><o:stuk xmlns:o="urn:o" {said}><o:naam>Motie</o:naam></o:stuk></content>'
        )
        return f"<entry><id>urn:o:{said}</id><title>{key}</title>{content}</entry>"

    report = look(room, row(""), row('o:verwijderd="true"'.replace('"', "'")))

    assert (report.failed, report.stored, report.killed) == (2, 0, 0)
    assert {reason.partition(":")[0] for _, reason in report.refused} == {"is data, no news"}


def test_a_deletion_that_its_entry_has_outlived_takes_nothing_down(room: Room) -> None:
    look(room, dike("2026-11-24T13:00:00Z"), gone("2026-11-24T12:00:00Z"))
    assert room.text("dijk-houdt").lead == "De dijk houdt."

    report = look(room, gone("2026-11-24T12:00:00Z"))

    assert (report.killed, report.unchanged) == (0, 1)
    assert room.text("dijk-houdt").lead == "De dijk houdt."
    assert look(room, gone("2026-11-24T14:00:00Z")).killed == 1
