"""Reading lists: order, pages, days, and what they cost."""

from datetime import UTC, date, datetime, timedelta

import pytest

from newsdesk import Desk
from portal.model.article import Origin
from portal.storage import article_queries
from portal.storage.article_queries import Listing, Month
from portal.storage.item_mapping import SAMPLED, sample_mark
from portal.storage.table import Call, Table, all_of
from samples import NOW, article


def publish(desk: Desk, *ages: timedelta, section: str = "buitenland") -> None:
    for age in ages:
        name = f"{section} {int(age.total_seconds())}"
        desk.publish(article(name, section=section, published_at=NOW - age))


def hours(*numbers: float) -> list[timedelta]:
    return [timedelta(hours=number) for number in numbers]


def slugs(listing: Listing) -> list[str]:
    return [teaser.slug for teaser in listing.teasers]


def test_a_section_lists_its_newest_first(desk: Desk, table: Table) -> None:
    publish(desk, *hours(3, 1, 2))
    publish(desk, *hours(0.5), section="binnenland")

    listing = table.read(article_queries.latest("buitenland", limit=10))

    assert slugs(listing) == ["buitenland-3600", "buitenland-7200", "buitenland-10800"]
    assert listing.older is None


def test_older_items_follow_without_gap_or_repetition(desk: Desk, table: Table) -> None:
    publish(desk, *hours(*range(1, 8)))
    seen: list[str] = []
    before = None
    while True:
        listing = table.read(article_queries.latest("buitenland", limit=3, before=before))
        seen += slugs(listing)
        before = listing.older
        if before is None:
            break

    assert seen == [f"buitenland-{hour * 3600}" for hour in range(1, 8)]


def test_the_last_page_that_is_just_full_offers_nothing_older(desk: Desk, table: Table) -> None:
    publish(desk, *hours(1, 2, 3))

    assert table.read(article_queries.latest("buitenland", limit=3)).older is None


def test_a_teaser_carries_what_a_list_shows_and_no_body(desk: Desk, table: Table) -> None:
    one = article()
    desk.publish(one)

    listing = table.read(article_queries.latest("buitenland", limit=1))
    raw = table.send(Call("query", listing_parameters()))[0]["Items"][0]

    assert listing.teasers[0].headline == one.headline
    assert listing.teasers[0].dateline == one.dateline
    assert "body_html" not in raw


def listing_parameters() -> dict[str, object]:
    return dict(article_queries.latest("buitenland", limit=1).calls[0].parameters)


def test_a_lead_of_a_whole_page_is_cut_in_lists_and_whole_in_the_article(desk: Desk, table: Table) -> None:
    lead = "Dit is een lange zin. " * 200
    desk.publish(article(lead=lead))

    teaser = table.read(article_queries.latest("buitenland", limit=1)).teasers[0]
    found = table.read(article_queries.article("veerpont-vaart-weer"))

    assert len(teaser.lead) < 1300
    assert teaser.lead.endswith(" …")
    assert found.lead == lead  # type: ignore[union-attr]  # it is an article


def test_an_unknown_section_is_an_empty_list(table: Table) -> None:
    assert table.read(article_queries.latest("atlantis", limit=5)) == Listing(teasers=())


def test_an_article_stands_between_the_one_before_it_and_the_one_after_it(desk: Desk, table: Table) -> None:
    publish(desk, *hours(1, 2, 3))
    publish(desk, *hours(1.5, 2.5), section="buiten")
    at = article("buitenland 7200", published_at=NOW - timedelta(hours=2)).position

    def beside(*sections: str, position: str = at, newer: bool) -> str | None:
        found = table.read(article_queries.beside(*sections, position=position, newer=newer))
        return found.slug if found else None

    assert [beside("buitenland", newer=newer) for newer in (False, True)] == ["buitenland-10800", "buitenland-3600"]
    assert [beside("buitenland", "buiten", newer=newer) for newer in (False, True)] == ["buiten-9000", "buiten-5400"]
    assert beside("atlantis", newer=True) is None
    assert beside("buitenland", position=f"{at[:10]}T99", newer=True) is None


def test_what_is_withdrawn_is_beside_nothing(desk: Desk, table: Table) -> None:
    publish(desk, *hours(1, 2, 3))
    desk.withdraw("buitenland-7200", NOW)
    at = article("buitenland 10800", published_at=NOW - timedelta(hours=3)).position

    found = table.read(article_queries.beside("buitenland", position=at, newer=True))

    assert found is not None
    assert found.slug == "buitenland-3600"


def test_a_day_is_cut_at_midnight_in_amsterdam(desk: Desk, table: Table) -> None:
    for hour in (22, 23):
        desk.publish(article(f"Om {hour} uur", published_at=datetime(2026, 11, 23, hour, 30, tzinfo=UTC)))

    assert slugs(table.read(article_queries.of_day(date(2026, 11, 23), limit=9))) == ["om-22-uur"]
    assert slugs(table.read(article_queries.of_day(date(2026, 11, 24), limit=9))) == ["om-23-uur"]


def test_the_calendar_knows_the_days_with_news(desk: Desk, table: Table) -> None:
    for moment in ("2026-09-30", "2026-11-02", "2026-11-20"):
        desk.publish(article(f"Van {moment}", published_at=datetime.fromisoformat(f"{moment}T12:00:00+00:00")))

    assert table.read(article_queries.calendar(months=2, until=date(2026, 11, 19))) == (
        date(2026, 11, 2),
        date(2026, 9, 30),
    )
    assert table.read(article_queries.calendar(months=2, since=date(2026, 11, 3))) == (date(2026, 11, 20),)


def test_a_month_knows_its_days_and_about_how_many_articles_came(desk: Desk, table: Table) -> None:
    for moment in ("2026-09-30", "2026-11-02", "2026-11-20"):
        desk.publish(article(f"Van {moment}", published_at=datetime.fromisoformat(f"{moment}T12:00:00+00:00")))
    entries = [Origin(feed="buiten", entry=str(number)) for number in range(4 * SAMPLED)]
    one, *others = [entry for entry in entries if sample_mark(entry)]
    for _ in range(2):
        desk.publish(article("Uit de steekproef", origin=one, published_at=datetime(2026, 11, 2, 9, tzinfo=UTC)))

    november, september = table.read(article_queries.months(most=9, until=date(2026, 12, 31)))

    assert 1 <= len(others) <= 8  # four in four thousand, more or less
    assert november == Month(days=(date(2026, 11, 20), date(2026, 11, 2)), articles=SAMPLED)
    assert september == Month(days=(date(2026, 9, 30),), articles=0)


def test_many_bodies_come_back_however_many_are_asked(desk: Desk, table: Table) -> None:
    publish(desk, *hours(*(step / 60 for step in range(120))))
    listing = table.read(article_queries.latest("buitenland", limit=120))
    table.meter.reset()

    found = article_queries.bodies(table, [*slugs(listing), "bestaat-niet"])

    assert sorted(found) == sorted(slugs(listing))
    assert (table.meter.calls["BatchGetItem"], table.meter.rounds) == (2, 1)


def test_questions_that_go_out_together_are_one_round(desk: Desk, table: Table) -> None:
    publish(desk, *hours(1))
    table.meter.reset()

    first, rest = table.both(
        article_queries.article("buitenland-3600"),
        all_of([article_queries.latest("buitenland", limit=2), article_queries.latest("binnenland", limit=2)]),
    )

    assert first is not None
    assert [len(listing.teasers) for listing in rest] == [1, 0]
    assert (table.meter.rounds, dict(table.meter.calls)) == (1, {"GetItem": 1, "Query": 2})


def newest(table: Table, limit: int, since: date | None = None) -> tuple[list[str], int, dict[str, int]]:
    """Slugs, rounds and calls."""
    table.meter.reset()
    listing = table.read(article_queries.newest(limit=limit, since=since))
    return slugs(listing), table.meter.rounds, dict(table.meter.calls)


ONE_QUERY = (1, {"Query": 1})


@pytest.mark.parametrize(
    ("ages", "limit"),
    [
        ((1, 3, 5), 3),  # today fills the list
        ((1, 20), 2),  # across midnight
        ((1, 100, 300, 800), 3),  # news every few days, across the border of a month
        ((30 * 24, 95 * 24), 2),  # months without any news in between, and none today
        ((400 * 24, 900 * 24), 8),  # a site that has ended
        ((), 8),
    ],
)
def test_the_newest_of_all_sections_cost_one_query_however_quiet_the_site(
    desk: Desk, table: Table, ages: tuple[float, ...], limit: int
) -> None:
    for number, age in enumerate(ages):
        publish(desk, *hours(age), section=("buitenland", "binnenland")[number % 2])

    found, *cost = newest(table, limit)

    assert [slug.rpartition("-")[2] for slug in found] == [f"{age * 3600:.0f}" for age in ages[:limit]]
    assert tuple(cost) == ONE_QUERY


def test_what_is_withdrawn_makes_room_for_older_news_at_once(desk: Desk, table: Table) -> None:
    publish(desk, *hours(1, 2, 1000))
    desk.withdraw("buitenland-3600", NOW)

    assert newest(table, 2) == (["buitenland-7200", "buitenland-3600000"], *ONE_QUERY)


def test_the_newest_since_a_day_are_none_of_before_it(desk: Desk, table: Table) -> None:
    """The day begins at midnight in Amsterdam, which is 23:00 UTC of the day before."""
    for moment in ("2026-11-22T22:59:59", "2026-11-22T23:00:00", "2026-11-24T14:30:00"):
        desk.publish(article(f"Om {moment[8:16]}", published_at=datetime.fromisoformat(f"{moment}+00:00")))

    assert newest(table, 9, date(2026, 11, 23)) == (["om-24t14-30", "om-22t23-00"], *ONE_QUERY)
    assert newest(table, 1, date(2026, 11, 23))[0] == ["om-24t14-30"]


DAY = date(2026, 11, 23)
MINUTES = [datetime(2026, 11, 23, 12, minute, tzinfo=UTC) for minute in range(5)]


def test_a_day_is_read_in_parts_without_gap_or_repetition_and_ends_with_it(desk: Desk, table: Table) -> None:
    for moment in (MINUTES[0] - timedelta(days=1), *MINUTES, MINUTES[0] + timedelta(days=1)):
        desk.publish(article(f"Om {moment:%d %H %M}", published_at=moment))

    for limit in (1, 2, 3, 5, 9):
        parts = []
        before: str | None = None
        while True:
            listing = table.read(article_queries.of_day(DAY, limit=limit, before=before))
            parts.append(len(listing.teasers))
            before = listing.older
            if before is None:
                break
        assert sum(parts) == 5
        assert set(parts[:-1]) <= {limit}
        assert parts[-1] > 0
    assert slugs(table.read(article_queries.of_day(DAY, limit=9)))[0] == "om-23-12-04"


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("2026-11-23T12:02:00Z_om-23-12-02", 2),  # itself one of the day
        ("2026-11-23T12:02:00Z_gone", 2),  # of an article that has gone
        ("2026-11-24T09:00:00Z_x", 5),  # of a later day
        ("2026-11-22T09:00:00Z_x", 0),  # of an earlier one: both ends of a range must not change places
    ],
)
def test_a_position_of_whatever_day_is_a_place_in_the_list_of_a_day(
    desk: Desk, table: Table, before: str, found: int
) -> None:
    for moment in (*MINUTES, MINUTES[0] + timedelta(hours=19)):
        desk.publish(article(f"Om {moment:%d %H %M}", published_at=moment))

    assert len(table.read(article_queries.of_day(DAY, limit=9, before=before)).teasers) == found
