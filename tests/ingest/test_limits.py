"""What a feed may bring: in which format, and how much of it in a day."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from ingest.world import FEED, World, item, rss
from portal.storage.feed_states import FeedStates

NINJS = json.dumps(
    [{"uri": "urn:newsml:x.example:20261124:1", "headline": "Brug dicht", "body_text": "Tekst."}]
).encode()
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><id>tag:x.example,2026:1</id>
<title>Brug dicht</title><content>Tekst.</content></entry></feed>"""


@pytest.mark.parametrize("spoken", [NINJS, ATOM], ids=["ninjs", "atom"])
def test_a_feed_that_changes_its_format_is_quarantined_and_a_person_is_told_once_a_day(
    world: World, spoken: bytes
) -> None:
    world.take(item("Een"))
    assert FeedStates(world.table).get(FEED.id).format == "rss"

    world.answer = spoken
    reports = [world.take() for _ in range(3)]

    assert "and was rss until now; if that is meant, write format = " in str(reports[0].error)
    assert [report.quarantined for report in reports] == [1, 0, 0]
    assert FeedStates(world.table).get(FEED.id).streak == 3
    (caught,) = world.quarantine.all()
    assert world.quarantine.body(caught) == spoken


def test_site_toml_says_which_format_a_feed_may_change_to(world: World) -> None:
    world.take(item("Een"))
    world.answer = NINJS

    assert world.take(feed=replace(FEED, format="ninjs")).stored == 1


def test_what_is_no_good_look_pins_nothing(world: World) -> None:
    world.take()  # a document without entries
    world.answer = b"<html>"
    world.take()
    world.answer = NINJS

    assert world.take().stored == 1


def test_what_is_too_much_for_a_day_comes_the_next_day_without_a_change_of_the_feed(world: World) -> None:
    feed = replace(FEED, daily=3)
    world.answer = rss(*(item(f"Nummer {number}") for number in range(5)))

    first, again = world.take(feed=feed), world.take(feed=feed)
    world.now += timedelta(hours=25)
    tomorrow = world.take(feed=feed)

    assert (first.stored, first.failed, first.quarantined) == (3, 2, 1)
    assert (again.stored, again.failed) == (0, 2)
    assert (tomorrow.stored, tomorrow.failed) == (2, 0)


def test_the_budget_is_of_a_day_and_not_of_a_look(world: World) -> None:
    feed = replace(FEED, daily=3)

    looks = [world.take(item(f"Nummer {number}"), feed=feed).stored for number in range(5)]

    assert looks == [1, 1, 1, 0, 0]
    assert world.take(item("Nummer 0", "Het water zakt."), feed=feed).updated == 1
