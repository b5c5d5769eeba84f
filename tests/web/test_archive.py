"""The archive: years, months and days, however little there is in them."""

from datetime import UTC, date, datetime

import pytest

from newsdesk import Desk
from portal.storage import article_queries
from reader import Browser
from samples import article
from web.test_pages import rounds


@pytest.fixture
def archive(browser: Browser, desk: Desk) -> Browser:
    """News of 2024, of two months of this year, and of today."""
    for day in ("2024-02-29", "2026-09-30", "2026-11-01", "2026-11-20", "2026-11-24"):
        desk.publish(article(f"Van {day}", published_at=datetime.fromisoformat(f"{day}T12:00:00+00:00")))
    return browser


def test_a_month_links_its_days_with_news_and_the_months_beside_it(archive: Browser) -> None:
    november, september = archive.get("/nieuws/2026/11"), archive.get("/nieuws/2026/09")

    assert november.words("//h1") == ["Het nieuws van november 2026"]
    assert november.page.xpath("//table//a/@href") == [f"/nieuws/2026/11/{day}" for day in ("01", "20", "24")]
    assert november.page.xpath("//main//a[@rel]/@href") == ["/nieuws/2026/09"]
    assert september.page.xpath("//main//a[@rel]/@href") == ["/nieuws/2024/02", "/nieuws/2026/11"]


def test_a_year_links_its_months_with_news_and_the_years_beside_it(archive: Browser) -> None:
    this, before = archive.get("/nieuws/2026"), archive.get("/nieuws/2024")

    assert this.words("//main//section/h2/a") == ["November 2026", "September 2026"]
    assert this.page.xpath("//main//a[@rel]/@href") == ["/nieuws/2024"]
    assert before.page.xpath("//main//a[@rel]/@href") == ["/nieuws/2026"]


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/nieuws/2026/10", "Geen berichten in oktober 2026."),
        ("/nieuws/2025", "Geen berichten in 2025."),
        ("/nieuws/1999/12", "Geen berichten in december 1999."),
        ("/nieuws/1999/12/31", "Geen berichten op deze dag."),
    ],
)
def test_a_time_without_news_says_so_and_leads_to_news(archive: Browser, path: str, sentence: str) -> None:
    answer = archive.get(path)

    assert answer.status == 200
    assert sentence in answer.words("//main//p")
    assert answer.page.xpath("//main//a[@rel]/@href")


def test_a_site_without_any_news_has_an_archive_all_the_same(browser: Browser) -> None:
    for path, sentence in (
        ("/nieuws/2026/11", "Nog geen berichten in november 2026."),
        ("/nieuws/2026", "Nog geen berichten in 2026."),
        ("/nieuws/2026/11/24", "Nog geen berichten op deze dag."),
    ):
        answer = browser.get(path)
        assert answer.status == 200, path
        assert sentence in answer.words("//main//p"), path
        assert answer.page.xpath("//main//a[@rel] | //table//a[not(@aria-current)]") == [], path


def test_a_day_shows_its_month_with_all_days_of_news(archive: Browser) -> None:
    for path in ("/nieuws/2026/11/01", "/nieuws/2026/11/20", "/nieuws/2026/11/24"):
        assert archive.get(path).words("//table//a") == ["1", "20", "24"], path
    assert archive.get("/nieuws/2026/11/07").words("//table//a") == ["1", "7", "20", "24"]


def test_every_page_leads_to_the_archive(archive: Browser) -> None:
    assert archive.get("/").page.xpath("//footer//a[. = 'Archief']/@href") == ["/nieuws/2026/11"]


def test_a_month_says_how_much_there_was_on_each_day_and_what_came_last(archive: Browser, desk: Desk) -> None:
    for number in range(9):
        moment = datetime.fromisoformat(f"2026-11-01T{number:02}:00:00+00:00")
        desk.publish(article(f"Begin {number}", published_at=moment))

    page = archive.get("/nieuws/2026/11")

    assert page.words("//table//a") == ["1 10", "20 1", "24 1"]
    assert page.page.xpath("//table//a/@aria-label")[::2] == [
        "zondag 1 november 2026: 10 berichten",
        "dinsdag 24 november 2026: 1 bericht",
    ]
    assert page.words("//section//h3")[:4] == ["Van 2026-11-24", "Van 2026-11-20", "Van 2026-11-01", "Begin 8"]
    assert len(page.words("//section//h3")) == 7


def test_a_year_says_of_each_month_on_how_many_days_there_was_news_and_what_came_last(archive: Browser) -> None:
    page = archive.get("/nieuws/2026")

    assert page.words("//main//section/h2/small") == ["nieuws op 3 dagen", "nieuws op 1 dag"]
    assert page.words("//main//h3") == ["Van 2026-11-24", "Van 2026-11-20", "Van 2026-11-01", "Van 2026-09-30"]


def test_of_a_month_beyond_a_megabyte_the_day_that_is_cut_has_no_count() -> None:
    items = [{"position": {"S": f"2026-11-{day}T12:00:00Z_x"}} for day in (24, 24, 23)]
    read = article_queries.counts_of_month(date(2026, 11, 1))

    assert read.value([{"Items": items}]) == {date(2026, 11, 24): 2, date(2026, 11, 23): 1}
    assert read.value([{"Items": items, "LastEvaluatedKey": {}}]) == {date(2026, 11, 24): 2}


def test_the_archive_costs_one_round(archive: Browser) -> None:
    assert rounds(archive, "/nieuws/2026/11") == "Query=4 rounds=1"
    assert rounds(archive, "/nieuws/2026") == "GetItem=1 Query=13 rounds=1"
    assert rounds(archive, "/nieuws/2024") == "GetItem=1 Query=14 rounds=1"
    assert rounds(archive, "/nieuws/2026/11/20") == "Query=3 rounds=1"


@pytest.mark.parametrize(
    "path",
    [
        "/nieuws/2026/1", "/nieuws/2026/13", "/nieuws/2026/00", "/nieuws/2026/12", "/nieuws/2027/01", "/nieuws/0000/01",
        "/nieuws/0001/01", "/nieuws/1899/12", "/nieuws/9999/12", "/nieuws/2026/x1", "/nieuws/2026/\u0661\u0661",
        "/nieuws/2027", "/nieuws/0000", "/nieuws/1899", "/nieuws/9999", "/nieuws/26", "/nieuws/buitenland/11",
    ],
)  # fmt: skip
def test_what_is_no_month_and_what_is_to_come_is_not_found(archive: Browser, path: str) -> None:
    assert archive.get(path).status == 404


@pytest.mark.parametrize("path", ["/nieuws/2026", "/nieuws/2026/11"])
def test_a_slash_too_many_leads_to_the_right_address(archive: Browser, path: str) -> None:
    answer = archive.get(f"{path}/")

    assert (answer.status, answer.headers["location"]) == (301, path)


def test_an_article_that_is_called_by_the_number_of_a_year_keeps_its_address(browser: Browser, desk: Desk) -> None:
    desk.publish(article("1984"))

    assert browser.get("/nieuws/1984").words("//h1") == ["1984"]


def test_the_last_day_of_a_month_is_the_readers(browser: Browser, desk: Desk) -> None:
    """At half past eleven in the evening in UTC it is tomorrow in Amsterdam, and there it is another month."""
    desk.publish(article("Laat", published_at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC)))

    assert browser.get("/nieuws/2026/11").words("//table//a") == ["1 1"]
    assert browser.get("/nieuws/2026/10").page.xpath("//table//a") == []
