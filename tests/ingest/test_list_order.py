"""Entries that no date tells apart stand in lists as their feed has them."""

from datetime import UTC, datetime, timedelta

import pytest

from ingest.world import FEED, World, item, rss
from portal.ingest.list_order import Place, places_of, spread
from portal.model.article import Entry
from portal.model.clock import local, to_iso
from portal.storage import article_queries
from samples import NOW

NAMES = ("Zwembad", "Akkoord", "Markt", "Brug")
"""In the order of their feed, which is neither that of the alphabet nor its reverse."""


def listed(world: World, *, limit: int = 200) -> list[str]:
    return [teaser.headline for teaser in world.table.read(article_queries.latest("buitenland", limit=limit)).teasers]


def undated(name: str) -> str:
    return item(name, date="")


@pytest.mark.parametrize(
    "date",
    ["", "gisteren", "Tue, 24 Nov 2026 13:00:00 GMT", "2026-11-24", "24-11-2026", "Tue, 24 Nov 2026 13:00:59 GMT",
     "Wed, 25 Nov 2026 03:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"],
)  # fmt: skip
def test_what_no_date_tells_apart_stands_as_its_feed_has_it(world: World, date: str) -> None:
    world.take(*(item(name, date=date) for name in NAMES))

    assert listed(world) == list(NAMES)


@pytest.mark.parametrize("date", ["", "Tue, 24 Nov 2026 13:00:00 GMT", "24-11-2026"])
def test_what_comes_later_stands_above_and_what_is_there_stays(world: World, date: str) -> None:
    """Also in a feed that shows three: its lowest one is another each time."""
    names = ["Vlissingen", "Arnemuiden", "Sluis", "Domburg", "Hulst", "Borsele"]
    seen: dict[str, str] = {}
    for number in range(4):
        world.now += timedelta(minutes=5)
        world.take(*(item(name, date=date) for name in reversed(names[number : number + 3])))
        for teaser in world.table.read(article_queries.latest("buitenland", limit=9)).teasers:
            assert seen.setdefault(teaser.headline, teaser.position) == teaser.position

    assert listed(world) == names[::-1]


@pytest.mark.parametrize("date", ["", "Tue, 24 Nov 2026 13:00:00 GMT"])
def test_the_same_feed_again_changes_nothing(world: World, date: str) -> None:
    items = [item(name, date=date) for name in NAMES]
    world.take(*items)
    before = [world.article(name.lower()) for name in NAMES]

    world.now += timedelta(minutes=5)
    report = world.take(*items, " ")

    assert (report.stored, report.updated, report.unchanged) == (0, 0, 4)
    assert [world.article(name.lower()) for name in NAMES] == before


def test_what_a_look_has_no_time_for_stands_where_one_long_look_had_put_it(world: World) -> None:
    world.answer = rss(*map(item, NAMES))
    for _ in NAMES:
        world.ingest(longest_look=0.0).take(FEED)

    assert listed(world) == list(NAMES)
    assert [to_iso(world.article(name.lower()).published_at)[-4:-1] for name in NAMES] == [":03", ":02", ":01", ":00"]


def test_a_feed_that_runs_from_old_to_new_is_read_from_its_end(world: World) -> None:
    early = item("Vroeg", date="Mon, 23 Nov 2026 08:00:00 GMT")
    world.take(early, *(item(name) for name in NAMES))

    assert listed(world) == [*NAMES[::-1], "Vroeg"]


def test_a_date_that_can_be_told_apart_stays_as_it_is(world: World) -> None:
    dates = [f"Tue, 24 Nov 2026 13:00:0{second} GMT" for second in (7, 4, 1)]
    world.take(undated("Nu"), *(item(name, date=date) for name, date in zip(NAMES, dates, strict=False)))

    assert [world.article(name.lower()).published_at.second for name in NAMES[:3]] == [7, 4, 1]
    assert world.article("nu").published_at == world.now


def dated(name: str, date: str) -> str:
    return item(name, date=f"{date} GMT")


A, B, C = "24 Nov 2026 08:00", "23 Nov 2026 08:00", "22 Nov 2026 08:00"


@pytest.mark.parametrize(
    ("one", "other", "third", "fourth"),
    [
        (A, "", B, C), (A, "", "", B), (A, B, "", ""), (A, "", "", ""), ("", A, "", B), (A, "", A, ""),
        (A, "gisteren", "1970-01-01", B), (A, A, "", A),
    ],
)  # fmt: skip
def test_what_has_no_date_stands_between_its_dated_neighbours(
    world: World, one: str, other: str, third: str, fourth: str
) -> None:
    dates = [f"{date} GMT" if date.startswith("2") else date for date in (one, other, third, fourth)]

    world.take(*(item(name, date=date) for name, date in zip(NAMES, dates, strict=True)))

    assert listed(world) == list(NAMES)


def test_so_it_does_where_the_feed_runs_from_old_to_new(world: World) -> None:
    world.take(dated("Brug", B), undated("Markt"), undated("Akkoord"), dated("Zwembad", A))

    assert listed(world) == list(NAMES)


def test_between_its_neighbours_it_is_as_new_as_it_can_be() -> None:
    first, second = NOW - timedelta(days=2), NOW - timedelta(days=3)
    entries = [Entry(id="1", published_at=first), Entry(id="2"), Entry(id="3"), Entry(id="4", published_at=second)]

    assert [place.at for place in placed(entries)] == [first, *(first - timedelta(seconds=by) for by in (1, 2)), second]


def test_an_old_entry_that_its_feed_keeps_on_top_makes_none_below_it_old() -> None:
    old, new = NOW - timedelta(days=900), NOW - timedelta(hours=1)
    below = [Entry(id=f"b{hours}", published_at=new - timedelta(hours=hours)) for hours in range(3)]
    entries = [Entry(id="1", published_at=old), Entry(id="2"), *below]

    assert [place.at for place in placed(entries)][1] == new + timedelta(seconds=1)


def test_what_is_dated_ahead_is_of_now_wherever_it_stands() -> None:
    days = (-1, -2, 1, -3, -4)
    entries = [Entry(id=str(number), published_at=NOW + timedelta(days=number)) for number in days]

    assert [place.at for place in placed(entries)][2] == NOW


def test_what_comes_in_between_later_stands_in_between_too(world: World) -> None:
    world.take(dated("Zwembad", A), dated("Brug", B))

    world.now += timedelta(minutes=5)
    world.take(dated("Zwembad", A), undated("Akkoord"), undated("Markt"), dated("Brug", B))

    assert listed(world) == list(NAMES)


def test_an_undated_crowd_pushes_no_dated_entry_away(world: World) -> None:
    date = f"{NOW - timedelta(seconds=20):%a, %d %b %Y %H:%M:%S} GMT"
    world.take(*(undated(f"Nummer {number}") for number in range(40)), item("Gedateerd", date=date))

    assert world.article("gedateerd").published_at == NOW - timedelta(seconds=20)


def test_a_page_shows_the_same_minute_as_long_as_they_fit_in_one() -> None:
    date = datetime(2026, 11, 24, 8, 0, 50, tzinfo=UTC)
    entries = [Entry(id=str(number), published_at=date) for number in range(60)]

    places = placed(entries)

    assert [place.at.second for place in places if place.at] == list(range(59, -1, -1))
    assert {local(place.at).minute for place in places if place.at} == {0}


def test_nothing_is_dated_later_than_now_nor_an_undated_entry_more_than_an_hour_ago() -> None:
    entries = [Entry(id=str(number), published_at=NOW if number % 2 else None) for number in range(9000)]

    places = placed(entries)

    times = [place.at for place in places if place.at]
    assert len(times) == 9000
    assert max(times) == NOW
    assert min(times) > NOW - timedelta(hours=1)


def placed(entries: list[Entry]) -> list[Place]:
    places = places_of(entries, NOW)
    spread(places, NOW)
    return places
