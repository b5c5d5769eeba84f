"""What stands beside a text, or beside its item, does not cost it."""

import json

from ingest.life.room import Room, entry
from portal.feeds.parsing.document import parse


def test_notes_for_editors_are_kept_beside_the_text(room: Room) -> None:
    room.take(entry(notes=("Niet voor publicatie: bel Jan",)))

    assert room.text().notes == ("Niet voor publicatie: bel Jan",)


def test_a_note_without_end_does_not_cost_the_text(room: Room) -> None:
    assert room.take(entry(notes=("x" * 900_000,) * 30)).stored == 1
    assert len(room.text().notes) == 20


def test_a_caption_without_end_does_not_cost_the_text(room: Room) -> None:
    picture = {"type": "picture", "headline": "x" * 450_000, "renditions": {"a": {"href": "https://x.example/a.jpg"}}}
    item = {"uri": "a", "headline": "Brug dicht", "body_text": "Tekst.", "associations": {"foto": picture}}

    assert room.take(*parse(json.dumps([item]).encode()).entries).stored == 1


def test_an_item_of_ninjs_that_is_none_costs_no_other() -> None:
    document = parse(b'[{"uri": "a", "headline": "Goed"}, null, {"headline": "zonder"}]', format="ninjs")

    assert ([one.headline for one in document.entries], len(document.refused)) == (["Goed"], 2)


def test_an_item_of_several_kinds_is_a_text() -> None:
    body = (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a"><itemMeta><itemClass qcode="ninat:composite"/>'
        "</itemMeta><contentMeta><headline>Brug dicht</headline></contentMeta></newsItem>"
    )

    assert parse(body.encode()).entries[0].kind == "text"
