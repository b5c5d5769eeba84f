"""A feed that announces what lies ahead: it is named, and none of it stands above news."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ingest.world import FEED, World, item
from portal.cli.feeds import AGENDA
from portal.ingest.agenda import is_agenda
from portal.ingest.metrics import emit_metrics
from portal.model.article import Document, Entry, Status
from portal.storage import article_queries
from portal.storage.feed_states import FeedStates
from samples import NOW


def on(days: float) -> str:
    return f"{NOW + timedelta(days=days):%a, %d %b %Y %H:%M:%S} GMT"


def event(number: int, days: float) -> str:
    return item(f"Optreden {number}", date=on(days))


def listed(world: World) -> list[str]:
    return [teaser.headline for teaser in world.table.read(article_queries.latest("buitenland", limit=50)).teasers]


SEASON = [event(number, 3 * number) for number in range(1, 6)]


def test_nothing_of_an_agenda_is_taken_in_and_its_feed_is_named(
    world: World, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    report = world.take(*SEASON)

    assert (report.stored, report.failed, report.quarantined, report.is_agenda) == (0, 5, 1, True)
    assert listed(world) == []
    assert FeedStates(world.table).get(FEED.id).is_agenda
    assert "agenda" in caplog.text
    (kept,) = world.quarantine.all()
    assert "agenda: the entries of feed buiten lie mostly ahead" in kept.reasons[0]
    emit_metrics(report)
    assert "PersonNeeded" in capsys.readouterr().out
    assert "none is taken in" in AGENDA


def test_it_stays_one_while_any_of_it_lies_ahead(world: World) -> None:
    world.take(*SEASON)

    world.now += timedelta(days=13)
    late = world.take(*SEASON, " ")

    assert (late.stored, late.is_agenda) == (0, True)
    assert listed(world) == []


def test_what_was_taken_for_one_by_a_slip_of_its_dates_is_news_once_they_are_mended(world: World) -> None:
    world.take(*SEASON)

    mended = world.take(*(event(number, -number / 24) for number in range(1, 6)))

    assert (mended.stored, mended.is_agenda) == (5, False)
    assert not FeedStates(world.table).get(FEED.id).is_agenda


def test_site_toml_may_say_that_it_is_news_also_of_a_document_that_was_refused(world: World) -> None:
    world.take(*SEASON)
    news = replace(FEED, agenda=False)

    assert world.ingest().take(news).stored == 5
    assert world.ingest().take(news).not_modified
    assert {world.article(f"optreden-{number}").published_at.date() for number in range(1, 6)} == {NOW.date()}


def test_site_toml_may_say_that_it_is_an_agenda_and_then_nobody_is_told(world: World) -> None:
    report = world.take(item("Een"), feed=replace(FEED, agenda=True))

    assert (report.stored, report.quarantined, report.is_agenda) == (0, 0, True)


def test_what_was_stored_before_is_kept_up_to_date(world: World) -> None:
    world.take(item("Een"), item("Twee"))

    report = world.take(item("Een", "Het water zakt."), item("Twee"), *SEASON)

    assert (report.stored, report.updated, report.unchanged) == (0, 1, 1)
    assert world.article("een").lead == "Het water zakt."
    assert listed(world) == ["Een", "Twee"]


@pytest.mark.parametrize(
    "items",
    [
        [event(1, 3)],
        [event(1, 3), event(2, 4)],
        [event(1, 300), item("Een"), item("Twee")],
        [event(1, 3), event(2, 4), item("Een"), item("Twee")],
        [event(number, number / 8) for number in range(1, 6)],  # hours, by a zone that is wrong
        [*SEASON[:3], *(item(f"Zonder {number}", date="") for number in range(3))],
    ],
)
def test_some_dates_ahead_make_no_agenda(world: World, items: list[str]) -> None:
    report = world.take(*items)

    assert (report.stored, report.is_agenda) == (len(items), False)


@pytest.mark.parametrize("hours", [1, 2, 12, 13, 24, 25, 26])
@pytest.mark.parametrize("apart", [0, 0.5])
def test_a_clock_whose_zone_is_wrong_makes_no_agenda(world: World, hours: int, apart: float) -> None:
    items = [event(number, (hours - number * apart) / 24) for number in range(8)]

    report = world.take(*items)

    assert (report.stored, report.is_agenda) == (8, False)
    assert world.article("optreden-0").published_at == NOW


@pytest.mark.parametrize(
    "days", [(2, 2, 2), (1.5, 2, 3, 5), (0.2, 0.9, 2, 3, 9), (-1, 0.1, 1.2, 2, 2, 2), (30, 60, 90, 120)]
)
def test_what_is_announced_days_ahead_makes_one_also_where_some_of_it_is_of_today(
    world: World, days: tuple[float, ...]
) -> None:
    assert world.take(*(event(number, ahead) for number, ahead in enumerate(days))).is_agenda


@pytest.mark.parametrize(
    "items",
    [SEASON[:3], [*SEASON, item("Een")], [*SEASON, event(9, -2), event(8, -9)], [*SEASON, item("Zonder", date="")]],
)
def test_most_dates_ahead_make_one(world: World, items: list[str]) -> None:
    assert world.take(*items).is_agenda


def test_what_is_under_embargo_is_dated_ahead_for_a_good_reason() -> None:
    entry = Entry(id="1", published_at=NOW + timedelta(days=3), embargoed_until=NOW + timedelta(days=3))
    withheld = replace(entry, embargoed_until=None, has_unreadable_embargo=True, status=Status.WITHHELD)
    document = Document(format="ninjs", title="", entries=(entry, withheld) * 3)

    assert not is_agenda(FEED, document, NOW)
