"""One story under other ids and from two feeds, and in which lists it stands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ingest.life.room import BUITEN, GOES, Room, entry, kill
from portal.model.article import Entry
from portal.model.feed import Feed
from samples import NOW, site


def test_one_story_of_two_feeds_is_one_article_in_two_sections(room: Room) -> None:
    room.take(entry())

    assert room.take(entry(), feed=GOES).unchanged == 1
    assert room.listed("buitenland", "goes", "regio") == [["brug-dicht"]] * 3

    room.take(entry("Anders.", revision="2"), feed=GOES)
    assert (room.text().lead, room.text().section) == ("Anders.", "buitenland")
    assert room.listed("buitenland", "goes", "regio") == [["brug-dicht"]] * 3

    room.take(kill(revision="3"), feed=GOES)
    assert room.listed("buitenland", "goes", "regio") == [[], [], []]


def test_two_revisions_of_another_feeds_story_in_one_document(room: Room) -> None:
    room.take(entry("Een."), feed=GOES)

    report = room.take(entry("Twee.", revision="2"), entry("Een."))

    assert (report.stored, report.updated, report.unchanged) == (0, 1, 1)
    assert room.text().lead == "Twee."


def test_the_shorter_text_of_a_second_feed_does_not_replace_the_first(room: Room) -> None:
    room.take(entry(revision=None))

    for _ in range(2):
        room.take(entry("Kort.", revision=None), feed=GOES)
        room.take(entry(revision=None))

    assert (room.text().lead, room.text().revision) == ("De brug is dicht.", 1)


def web(lead: str = "De brug is dicht.", **changes: object) -> Entry:
    address = {"id": "https://krant.example/-/41/", "url": "https://krant.example/a/41/brug", "revision": None}
    return entry(lead, **address | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "artikel-41"},
        {"id": "https://www.krant.example/-/41", "url": "https://www.krant.example/a/41/brug?utm_source=rss"},
        {"id": "http://nieuw.example/-/41/", "url": "http://nieuw.example/a/41/brug"},
    ],
    ids=["another id", "www and https", "another host"],
)
def test_an_id_that_changes_does_not_make_another_article(room: Room, changes: dict[str, object]) -> None:
    room.take(web())

    report = room.take(web("De brug is open.", **changes))
    again = room.take(web("De brug is open.", **changes))

    assert (report.stored, again.unchanged) == (0, 1)
    assert room.listed() == [["brug-dicht"]]


def test_an_address_that_has_another_story_every_day_has_another_article_every_day(room: Room) -> None:
    weather = {"url": "https://krant.example/weer", "headline": "Het weer"}
    for day in range(3):
        changes = {"id": f"weer-{day}", "published_at": NOW - timedelta(days=3 - day)}
        assert room.take(web(f"Dag {day}.", **weather | changes)).stored == 1

    assert room.listed() == [["het-weer-3", "het-weer-2", "het-weer"]]


def test_stories_that_share_one_address_in_one_document_are_different_ones(room: Room) -> None:
    home = [web(id=f"n-{number}", headline=f"Nummer {number}") for number in range(3)]

    assert room.take(*home).stored == 3
    assert room.take(*home).unchanged == 3


def test_codes_choose_the_section(room: Room) -> None:
    feed = replace(BUITEN, sections=(("XANP/GOES", "goes"), ("XANP/BIN", "binnenland")))

    room.take(entry(codes=("ALL", "XANP/BIN")), feed=feed)
    room.take(entry(id="urn:newsml:wire.example:other", categories=("XANP/GOES",)), feed=feed)

    assert room.listed("binnenland", "goes", "regio", "buitenland") == [
        ["brug-dicht"],
        ["brug-dicht-2"],
        ["brug-dicht-2"],
        [],
    ]


FEEDS = tuple(
    Feed(id=name, url=f"https://{name}.example/feed", section=section, group="wire", format="newsml")
    for name, section in (("een", "buitenland"), ("twee", "goes"), ("drie", "tholen"))
)


def joined_twice(room: Room) -> Room:
    """The story came through the second feed, then the third, and then through the first, which has it from then on."""
    room.site = site(feeds=FEEDS)
    for number in (1, 2, 0):
        room.take(entry(), feed=FEEDS[number])
    assert room.text().origin.feed == "een"
    return room


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.id)
def test_of_a_story_that_was_taken_over_each_feed_still_brings_corrections_and_kills(room: Room, feed: Feed) -> None:
    joined_twice(room)

    assert room.take(entry("Beter.", revision="2"), feed=feed).updated == 1
    assert (room.text().lead, room.text().origin.feed) == ("Beter.", "een")
    assert room.take(kill(revision="3"), feed=feed).killed == 1
    assert room.listed("buitenland", "goes", "tholen", "regio") == [[], [], [], []]


def test_of_a_story_that_was_taken_over_the_same_again_is_nothing(room: Room) -> None:
    joined_twice(room)

    assert [room.take(entry(), feed=feed).unchanged for feed in FEEDS] == [1, 1, 1]
    assert room.listed("buitenland", "goes", "tholen") == [["brug-dicht"]] * 3


def test_a_group_whose_stories_are_copies_changes_nothing_of_the_article(room: Room) -> None:
    """The article of another group is not changed by it."""
    stranger = Feed(id="krant", url="https://krant.example/feed", section="binnenland")
    room.site = site(feeds=(stranger, *FEEDS))
    for feed in (stranger, FEEDS[1], FEEDS[2]):
        room.take(entry(revision=None), feed=feed)
    assert room.text().origin.feed == "krant"

    room.take(entry("Beter.", revision="2"), feed=FEEDS[2])

    assert (room.text().lead, room.text().origin.feed) == ("De brug is dicht.", "krant")
