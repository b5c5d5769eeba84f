"""Hours of the access log that are counted: whole, again when more of them has come, and never twice the same."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.session import Session
from moto import mock_aws

from newsdesk import Desk
from pageviews.logs import PHONE, READER, line, log
from portal.aws.bucket import Bucket
from portal.model.errors import StorageError
from portal.model.page_views import MOST, NO_SECTION, PageViews, together
from portal.pageviews.hourly import CountingRun, PageViewCounter
from portal.storage.page_views import HourViews, days_since, hours_of, store_hour
from portal.storage.table import Table
from samples import NOW, article, site

HOUR = NOW.replace(minute=0, second=0, microsecond=0)
PAGE = "/nieuws/veerpont-vaart-weer"
MINE = "E1EXAMPLE"


class Newsroom:
    """A table, a bucket of access logs, and the function that counts."""

    def __init__(self, table: Table, s3: Any) -> None:
        self.table = table
        self.now = NOW
        self._s3 = s3
        self._files = 0
        self.counter = PageViewCounter(site(), table, Bucket(s3, "access-logs"), MINE, clock=self._clock)

    def deliver(self, *lines: str, hour: datetime = HOUR, distribution: str = MINE, body: bytes | None = None) -> None:
        self._files += 1
        key = f"cdn/{distribution}.{hour:%Y-%m-%d-%H}.{self._files:08x}.gz"
        self._s3.put_object(Bucket="access-logs", Key=key, Body=log(*lines) if body is None else body)

    def count(self, *, seconds: float = 60) -> CountingRun:
        return self.counter.run(seconds=seconds)

    def articles(self) -> dict[str, int]:
        return dict(days_since(self.table, NOW.date())[NOW.date()].articles)

    def _clock(self) -> datetime:
        return self.now


@pytest.fixture
def newsroom(table: Table, session: Session) -> Any:
    with mock_aws():
        s3: Any = session.create_client("s3")
        s3.create_bucket(Bucket="access-logs", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        Desk(table).publish(article("Veerpont vaart weer"))
        Desk(table).publish(article("Kermis in Goes", section="goes"))
        yield Newsroom(table, s3)


def test_articles_sections_and_pages_are_counted(newsroom: Newsroom) -> None:
    newsroom.deliver(*[line(PAGE)] * 3, line("/nieuws/kermis-in-goes"), line("/"), line("/nieuws/buitenland"))
    newsroom.deliver(line("/nieuws/regio/goes"), line(PAGE), line("/zoeken"), line("/static/ab/site.css"))

    assert newsroom.count() == CountingRun(hours=1, files=2)

    (day,) = days_since(newsroom.table, NOW.date()).values()
    assert day.articles == {"veerpont-vaart-weer": 4, "kermis-in-goes": 1}
    assert day.sections == {"buitenland": 4, "goes": 1}
    assert day.pages == {"/": 1, "/nieuws/buitenland": 1, "/nieuws/regio/goes": 1, "/zoeken": 1}


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/nieuws/2026",
            "/nieuws/2026/11/28",
            "/nieuws/veerpont-vaart-weer/vorige",
            "/nieuws/",
            "/nieuws",
            "/beeld/ab/320.webp",
        ),
        *("/feeds/alles.xml", "/redactie/bericht/veerpont-vaart-weer", "/onderwerp/veerpont-vaart-weer"),
    ],
)
def test_what_is_neither_article_nor_a_page_that_counts_is_left_out(newsroom: Newsroom, path: str) -> None:
    newsroom.deliver(line(path))

    newsroom.count()

    assert newsroom.articles() == {}


def test_a_run_without_new_files_reads_none_and_writes_nothing(newsroom: Newsroom) -> None:
    newsroom.deliver(line(PAGE))
    newsroom.count()
    before = dict(newsroom.table.meter.calls)

    assert newsroom.count() == CountingRun()
    assert {
        name: n - before.get(name, 0) for name, n in newsroom.table.meter.calls.items() if n != before.get(name, 0)
    } == {"Query": 2}


def test_a_file_that_comes_late_is_counted_in_its_hour_and_nothing_twice(newsroom: Newsroom) -> None:
    yesterday = HOUR - timedelta(hours=24)
    newsroom.deliver(line(PAGE), hour=yesterday)
    newsroom.count()
    newsroom.deliver(line(PAGE), line(PAGE), hour=yesterday)

    assert newsroom.count() == CountingRun(hours=1, files=2)

    (hour,) = hours_of(newsroom.table, [yesterday.date()])
    assert (hour.hour, hour.views.articles) == (yesterday, {"veerpont-vaart-weer": 3})
    assert days_since(newsroom.table, yesterday.date())[yesterday.date()].articles == {"veerpont-vaart-weer": 3}


def test_a_day_is_the_sum_of_its_hours(newsroom: Newsroom) -> None:
    for hours in range(3):
        newsroom.deliver(line(PAGE), hour=HOUR - timedelta(hours=hours))

    assert newsroom.count().hours == 3
    assert sum(day.of_articles for day in days_since(newsroom.table, (NOW - timedelta(days=1)).date()).values()) == 3


@pytest.mark.parametrize("minutes", [0, 10, 59])
def test_after_midnight_nothing_of_yesterday_is_counted_again(newsroom: Newsroom, minutes: int) -> None:
    midnight = HOUR.replace(hour=0) + timedelta(days=1)
    newsroom.now = midnight - timedelta(minutes=10)
    for hours in range(1, 25):
        newsroom.deliver(line(PAGE), hour=midnight - timedelta(hours=hours))
    assert newsroom.count().hours == 24

    newsroom.now = midnight + timedelta(minutes=minutes)

    assert newsroom.count() == CountingRun()


@pytest.mark.parametrize("write", [1, 2])
def test_a_write_that_fails_is_made_good_by_the_next_run(newsroom: Newsroom, write: int) -> None:
    newsroom.deliver(line(PAGE), hour=HOUR - timedelta(hours=1))
    newsroom.count()
    newsroom.deliver(line(PAGE), line(PAGE))
    client: Any = newsroom.table._client
    put, calls = client.put_item, iter(range(1, 9))

    def failing(**item: Any) -> Any:
        if next(calls) == write:
            raise ReadTimeoutError(endpoint_url="https://dynamodb.eu-central-1.amazonaws.com")
        return put(**item)

    client.put_item = failing
    with pytest.raises(StorageError):
        newsroom.count()
    client.put_item = put

    assert newsroom.count().hours == 1
    assert sum(day.of_articles for day in days_since(newsroom.table, NOW.date() - timedelta(days=1)).values()) == 3


def test_views_at_a_former_address_are_those_of_the_article(newsroom: Newsroom) -> None:
    Desk(newsroom.table).rename("veerpont-vaart-weer", "pont-vaart")
    newsroom.deliver(line(PAGE), line("/nieuws/pont-vaart"), line("/nieuws/kermis-in-goes"))
    Desk(newsroom.table).withdraw("kermis-in-goes", NOW)

    newsroom.count()

    (day,) = days_since(newsroom.table, NOW.date()).values()
    assert day.articles == {"pont-vaart": 2, "kermis-in-goes": 1}
    assert day.sections == {"buitenland": 2, "goes": 1}


def test_one_who_sends_long_names_keeps_nobody_waiting(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    monkeypatch.setattr("portal.pageviews.access_log.is_program", lambda name: looked_at.append(len(name)))
    newsroom.deliver(line(PAGE, browser="Mozilla/5.0 " + "x" * 16_000))

    newsroom.count()

    assert looked_at == [300]


def test_a_run_that_has_no_more_time_leaves_hours_to_the_next(newsroom: Newsroom) -> None:
    for hours in range(2):
        newsroom.deliver(line(PAGE), hour=HOUR - timedelta(hours=hours))

    assert newsroom.count(seconds=0) == CountingRun()
    assert newsroom.count().hours == 2


def test_a_file_that_cannot_be_read_takes_no_other_along(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    newsroom.deliver(body=b"geen logboek")
    newsroom.deliver(line(PAGE))

    assert newsroom.count() == CountingRun(hours=1, files=2, broken=1)
    assert newsroom.articles() == {"veerpont-vaart-weer": 1}
    assert "cannot be unpacked" in caplog.text


def test_another_distributions_files_and_old_ones_are_left_alone(newsroom: Newsroom) -> None:
    newsroom.deliver(line(PAGE), distribution="E1")
    newsroom.deliver(line(PAGE), distribution="E1EXAMPLES")
    newsroom.deliver(line(PAGE), hour=HOUR - timedelta(hours=30))

    assert newsroom.count() == CountingRun()


def test_an_address_that_is_no_article_any_more_counts_without_a_section(newsroom: Newsroom) -> None:
    newsroom.deliver(line("/nieuws/al-lang-weg"))

    newsroom.count()

    assert days_since(newsroom.table, NOW.date())[NOW.date()].sections == {NO_SECTION: 1}


def test_however_many_articles_an_item_stays_small_and_no_view_is_lost(newsroom: Newsroom) -> None:
    lines = [line(f"/nieuws/{'lang-' * 18}{number}") for number in range(MOST + 50)]
    newsroom.deliver(*lines, *[line(PAGE)] * 2)

    newsroom.count()

    (day,) = days_since(newsroom.table, NOW.date()).values()
    assert len(day.articles) == MOST
    assert next(iter(day.most_viewed(1))) == ("veerpont-vaart-weer", 2)
    assert day.of_articles == MOST + 52


def test_nothing_of_a_reader_is_in_the_table(newsroom: Newsroom, client: Any) -> None:
    newsroom.deliver(line(PAGE, browser=PHONE + " Kees/1"), line("/zoeken"))

    newsroom.count()

    kept = repr(client.scan(TableName="news")["Items"])
    assert "PAGEVIEWS" in kept
    assert not any(word in kept for word in (READER, "Kees", "AMS58", "SOX4xwn4"))


def test_a_month_of_long_addresses_is_read_whole(table: Table) -> None:
    """More than the megabyte that a Query brings."""
    slugs = [f"{'lang-' * 18}{number}" for number in range(MOST)]
    for day in range(30):
        views = PageViews(articles=dict.fromkeys(slugs, 1), sections={"goes": MOST})
        store_hour(table, HourViews(hour=HOUR - timedelta(days=day), files=1, views=views))

    before = table.meter.calls["Query"]
    days = days_since(table, (HOUR - timedelta(days=29)).date())

    assert table.meter.calls["Query"] - before == 2
    assert len(days) == 30
    assert together(days.values()).articles == dict.fromkeys(slugs, 30)
