"""Reading lists: order, pages, days, and what they cost."""

from datetime import UTC, date, datetime, timedelta

from portal.model.article import Origin
from portal.storage import articles
from portal.storage.articles import Listing, Month, Newest
from portal.storage.desk import Desk
from portal.storage.items import SAMPLED, sample_mark
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

    listing = table.read(articles.latest("buitenland", limit=10))

    assert slugs(listing) == ["buitenland-3600", "buitenland-7200", "buitenland-10800"]
    assert listing.older is None


def test_older_items_follow_without_gap_or_repetition(desk: Desk, table: Table) -> None:
    publish(desk, *hours(*range(1, 8)))
    seen: list[str] = []
    before = None
    while True:
        listing = table.read(articles.latest("buitenland", limit=3, before=before))
        seen += slugs(listing)
        before = listing.older
        if before is None:
            break

    assert seen == [f"buitenland-{hour * 3600}" for hour in range(1, 8)]


def test_the_last_page_that_is_just_full_offers_nothing_older(desk: Desk, table: Table) -> None:
    publish(desk, *hours(1, 2, 3))

    assert table.read(articles.latest("buitenland", limit=3)).older is None


def test_a_teaser_carries_what_a_list_shows_and_no_body(desk: Desk, table: Table) -> None:
    one = article()
    desk.publish(one)

    listing = table.read(articles.latest("buitenland", limit=1))
    raw = table.send(Call("query", listing_parameters()))[0]["Items"][0]

    assert listing.teasers[0].headline == one.headline
    assert listing.teasers[0].dateline == one.dateline
    assert "body_html" not in raw


def listing_parameters() -> dict[str, object]:
    return dict(articles.latest("buitenland", limit=1).calls[0].parameters)


def test_a_lead_of_a_whole_page_is_cut_in_lists_and_whole_in_the_article(desk: Desk, table: Table) -> None:
    lead = "Dit is een lange zin. " * 200
    desk.publish(article(lead=lead))

    teaser = table.read(articles.latest("buitenland", limit=1)).teasers[0]
    found = table.read(articles.article("veerpont-vaart-weer"))

    assert len(teaser.lead) < 1300
    assert teaser.lead.endswith(" …")
    assert found.lead == lead  # type: ignore[union-attr]  # it is an article


def test_an_unknown_section_is_an_empty_list(table: Table) -> None:
    assert table.read(articles.latest("atlantis", limit=5)) == Listing(teasers=())


def test_an_article_stands_between_the_one_before_it_and_the_one_after_it(desk: Desk, table: Table) -> None:
    publish(desk, *hours(1, 2, 3))
    publish(desk, *hours(1.5, 2.5), section="buiten")
    at = article("buitenland 7200", published_at=NOW - timedelta(hours=2)).position

    def beside(*sections: str, position: str = at, newer: bool) -> str | None:
        found = table.read(articles.beside(*sections, position=position, newer=newer))
        return found.slug if found else None

    assert [beside("buitenland", newer=newer) for newer in (False, True)] == ["buitenland-10800", "buitenland-3600"]
    assert [beside("buitenland", "buiten", newer=newer) for newer in (False, True)] == ["buiten-9000", "buiten-5400"]
    assert beside("atlantis", newer=True) is None
    assert beside("buitenland", position=f"{at[:10]}T99", newer=True) is None


def test_what_is_withdrawn_is_beside_nothing(desk: Desk, table: Table) -> None:
    publish(desk, *hours(1, 2, 3))
    desk.withdraw("buitenland-7200", NOW)
    at = article("buitenland 10800", published_at=NOW - timedelta(hours=3)).position

    found = table.read(articles.beside("buitenland", position=at, newer=True))

    assert found is not None
    assert found.slug == "buitenland-3600"


def test_a_day_is_cut_at_midnight_in_amsterdam(desk: Desk, table: Table) -> None:
    for hour in (22, 23):
        desk.publish(article(f"Om {hour} uur", published_at=datetime(2026, 11, 23, hour, 30, tzinfo=UTC)))

    assert slugs(table.read(articles.of_day(date(2026, 11, 23), limit=9))) == ["om-22-uur"]
    assert slugs(table.read(articles.of_day(date(2026, 11, 24), limit=9))) == ["om-23-uur"]


def test_the_calendar_knows_the_days_with_news(desk: Desk, table: Table) -> None:
    for moment in ("2026-09-30", "2026-11-02", "2026-11-20"):
        desk.publish(article(f"Van {moment}", published_at=datetime.fromisoformat(f"{moment}T12:00:00+00:00")))

    assert table.read(articles.calendar(months=2, until=date(2026, 11, 19))) == (date(2026, 11, 2), date(2026, 9, 30))
    assert table.read(articles.calendar(months=2, since=date(2026, 11, 3))) == (date(2026, 11, 20),)


def test_a_month_knows_its_days_and_about_how_many_articles_came(desk: Desk, table: Table) -> None:
    for moment in ("2026-09-30", "2026-11-02", "2026-11-20"):
        desk.publish(article(f"Van {moment}", published_at=datetime.fromisoformat(f"{moment}T12:00:00+00:00")))
    entries = [Origin(feed="buiten", entry=str(number)) for number in range(4 * SAMPLED)]
    one, *others = [entry for entry in entries if sample_mark(entry)]
    for _ in range(2):
        desk.publish(article("Uit de steekproef", origin=one, published_at=datetime(2026, 11, 2, 9, tzinfo=UTC)))

    november, september = table.read(articles.months(most=9, until=date(2026, 12, 31)))

    assert 1 <= len(others) <= 8  # four in four thousand, more or less
    assert november == Month(days=(date(2026, 11, 20), date(2026, 11, 2)), articles=SAMPLED)
    assert september == Month(days=(date(2026, 9, 30),), articles=0)


def test_many_bodies_come_back_however_many_are_asked(desk: Desk, table: Table) -> None:
    publish(desk, *hours(*(step / 60 for step in range(120))))
    listing = table.read(articles.latest("buitenland", limit=120))
    table.meter.reset()

    found = articles.bodies(table, [*slugs(listing), "bestaat-niet"])

    assert sorted(found) == sorted(slugs(listing))
    assert (table.meter.calls["BatchGetItem"], table.meter.rounds) == (2, 1)


def test_questions_that_go_out_together_are_one_round(desk: Desk, table: Table) -> None:
    publish(desk, *hours(1))
    table.meter.reset()

    first, rest = table.both(
        articles.article("buitenland-3600"),
        all_of([articles.latest("buitenland", limit=2), articles.latest("binnenland", limit=2)]),
    )

    assert first is not None
    assert [len(listing.teasers) for listing in rest] == [1, 0]
    assert (table.meter.rounds, dict(table.meter.calls)) == (1, {"GetItem": 1, "Query": 2})


def read(newest: Newest, table: Table, now: datetime = NOW) -> tuple[list[str], int, int]:
    table.meter.reset()
    listing = newest.filled(table.read(newest.read(now)), table)
    return slugs(listing), table.meter.rounds, table.meter.calls["Query"]


def test_the_newest_of_all_sections_cost_one_query_when_today_fills_the_list(desk: Desk, table: Table) -> None:
    publish(desk, *hours(1, 3))
    publish(desk, *hours(2), section="binnenland")
    newest = Newest(limit=3)
    read(newest, table)

    assert read(newest, table) == (["buitenland-3600", "binnenland-7200", "buitenland-10800"], 1, 1)


def test_across_midnight_the_newest_cost_two_queries_in_one_round(desk: Desk, table: Table) -> None:
    publish(desk, *hours(1, 20))
    newest = Newest(limit=2)
    read(newest, table)

    assert read(newest, table) == (["buitenland-3600", "buitenland-72000"], 1, 2)


def test_on_a_quiet_site_the_list_is_filled_from_the_days_before(desk: Desk, table: Table) -> None:
    publish(desk, *hours(1, 100, 300, 800))
    newest = Newest(limit=3)

    found, rounds, _ = read(newest, table)

    assert found == ["buitenland-3600", "buitenland-360000", "buitenland-1080000"]
    assert rounds == 2
    assert read(newest, table)[:2] == (found, 1)


def test_a_site_with_little_news_does_not_ask_twice(desk: Desk, table: Table) -> None:
    publish(desk, *hours(1))
    newest = Newest(limit=8)

    assert [read(newest, table)[1] for _ in range(3)] == [1, 1, 1]


def test_what_is_withdrawn_from_a_full_list_makes_room_for_older_news(desk: Desk, table: Table) -> None:
    publish(desk, *hours(1, 2, 100))
    newest = Newest(limit=2)
    read(newest, table)
    desk.withdraw("buitenland-3600", NOW)

    read(newest, table)

    assert read(newest, table)[0] == ["buitenland-7200", "buitenland-360000"]
