"""What a reader gets at each address."""

from datetime import timedelta

import pytest

from newsdesk import Desk
from portal.storage.table import Table
from reader import Browser
from samples import NOW, article


def publish(desk: Desk, count: int, *, section: str = "buitenland") -> None:
    """`Bericht 1` is the newest."""
    for number in range(1, count + 1):
        also = ("regio",) if section == "goes" else ()
        desk.publish(
            article(
                f"{section.capitalize()}bericht {number}",
                section=section,
                also_in=also,
                published_at=NOW - timedelta(minutes=20 * number),
            )
        )


def test_an_article_shows_headline_dateline_body_and_times(browser: Browser, desk: Desk) -> None:
    desk.publish(article(updated_at=NOW - timedelta(minutes=5)))

    answer = browser.get("/nieuws/veerpont-vaart-weer")

    assert answer.status == 200
    assert answer.words("//h1") == ["Veerpont vaart weer"]
    assert "BREUGEL (ANP/DPA) - Het bericht over veerpont vaart weer begint hier." in answer.words("//main//p")
    assert "En zo gaat het verder." in answer.words("//main//p")
    assert [time.get("datetime") for time in answer.page.xpath("//main//time")][:2] == [
        "2026-11-24T14:30:00+01:00",
        "2026-11-24T15:25:00+01:00",
    ]


def test_more_from_the_section_are_the_seven_newest_others(browser: Browser, desk: Desk) -> None:
    publish(desk, 9)

    answer = browser.get("/nieuws/buitenlandbericht-2")

    assert answer.words("//aside//h2") == ["Meer uit Buitenland"]
    shown = [title for title in answer.words("//aside//h3") if title]
    assert shown == [f"Buitenlandbericht {number}" for number in (1, 3, 4, 5, 6, 7, 8)]


def test_a_section_lists_its_news_and_leads_on_to_older(browser: Browser, desk: Desk) -> None:
    publish(desk, 23)

    first = browser.get("/nieuws/buitenland")
    (older,) = first.page.xpath("//main//a[contains(@href, 'voor=')]/@href")
    second = browser.get(f"/nieuws/buitenland{older}" if older.startswith("?") else older)

    assert len(first.page.xpath("//main//article")) == 20
    assert second.words("//main//article//h2 | //main//article//h3") == [
        f"Buitenlandbericht {number}" for number in (21, 22, 23)
    ]
    assert not second.page.xpath("//main//a[contains(@href, 'voor=')]")


def test_the_regions_lead_on_to_older_news_in_one_round(browser: Browser, desk: Desk) -> None:
    publish(desk, 23, section="goes")

    first = browser.get("/nieuws/regio")
    (older,) = first.page.xpath("//main//a[. = 'Ouder nieuws']/@href")
    second = browser.get(older)

    assert len(first.page.xpath("//main//article")) == 20
    assert second.words("//main//article//h2") == [f"Goesbericht {number}" for number in (21, 22, 23)]
    assert second.page.xpath("//main//a[. = 'Nieuwste berichten']/@href") == ["/nieuws/regio"]
    assert second.page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert not second.page.xpath("//main//a[. = 'Ouder nieuws']")
    assert rounds(browser, older).endswith("rounds=1")
    assert browser.get("/nieuws/regio?voor=gisteren").status == 404


def test_just_in_has_eight_rows_of_all_sections(browser: Browser, desk: Desk) -> None:
    publish(desk, 6)
    publish(desk, 6, section="goes")

    rows = browser.get("/nieuws/binnenland").words("//li[.//time]")

    assert len(rows) == 8
    assert set(rows[:2]) == {"Buitenland 15:10 Buitenlandbericht 1", "Goes 15:10 Goesbericht 1"}


def test_the_front_shows_every_topic_and_the_regions_together(browser: Browser, desk: Desk) -> None:
    publish(desk, 2)
    publish(desk, 2, section="goes")

    answer = browser.get("/")

    assert answer.status == 200
    for words in ("Buitenland", "Binnenland", "Buitenlandbericht 1", "Goesbericht 1"):
        assert words in answer.text


def test_a_region_has_its_place_under_regio(browser: Browser, desk: Desk) -> None:
    publish(desk, 1, section="goes")

    assert "Goesbericht 1" in browser.get("/nieuws/regio/goes").text
    assert "Goesbericht 1" in browser.get("/nieuws/regio").text
    assert {"Goes", "Tholen"} <= set(browser.get("/nieuws/regio").words("//main//a"))


def test_an_empty_portal_is_a_portal_all_the_same(browser: Browser) -> None:
    for path in ("/", "/nieuws/buitenland", "/nieuws/regio", "/nieuws/regio/goes", "/nieuws/2026/11/24"):
        assert browser.get(path).status == 200, path
    assert "Nog geen berichten in deze rubriek." in browser.get("/nieuws/buitenland").text


def test_a_day_has_its_news_and_leads_to_the_nearest_days_with_news(browser: Browser, desk: Desk) -> None:
    for days in (0, 3, 40):
        desk.publish(article(f"Van {days} dagen", published_at=NOW - timedelta(days=days)))

    answer = browser.get("/nieuws/2026/11/21")

    assert "Van 3 dagen" in answer.text
    assert "Van 0 dagen" not in " ".join(answer.words("//main//article"))
    assert {"/nieuws/2026/11/24", "/nieuws/2026/10/15"} <= set(answer.page.xpath("//main//a/@href"))


@pytest.mark.parametrize(
    "path",
    [
        "/nieuws/bestaat-niet",
        "/nieuws/Niet_Goed!",
        "/nieuws/" + "a" * 300,
        "/nieuws/regio/atlantis",
        "/nieuws/2026/02/30",
        "/nieuws/2026/11/25",
        "/nieuws/20x6/11/24",
        "/nieuws/buitenland?voor=';drop",
        "/feeds/atlantis.xml",
        "/feeds/buitenland.pdf",
        "/sitemap-2026-13.xml",
        "/static/x/../../template.yaml",
        "/wp-login.php",
        "/.env",
    ],
)
def test_what_does_not_exist_is_a_page_that_says_so(browser: Browser, path: str) -> None:
    answer = browser.get(path)

    assert answer.status == 404
    assert answer.headers["cache-control"] == "public, max-age=10, s-maxage=60"
    assert len(answer.words("//h1")) == 1
    assert answer.page.xpath("//main//a[@href='/']")


def test_a_withdrawn_article_is_gone_for_good(browser: Browser, desk: Desk) -> None:
    desk.publish(article())
    browser.get("/nieuws/buitenland")
    desk.withdraw("veerpont-vaart-weer", NOW)

    answer = browser.get("/nieuws/veerpont-vaart-weer")

    assert answer.status == 410
    assert answer.headers["cache-control"] == "public, max-age=10, s-maxage=60"
    assert "Veerpont" not in answer.text


def test_a_renamed_article_sends_on(browser: Browser, desk: Desk) -> None:
    desk.publish(article())
    desk.rename("veerpont-vaart-weer", "pont-vaart")

    answer = browser.get("/nieuws/veerpont-vaart-weer")

    assert (answer.status, answer.headers["location"]) == (301, "/nieuws/pont-vaart")
    assert browser.get("/nieuws/pont-vaart").status == 200


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/nieuws/buitenland/", "/nieuws/buitenland"),
        ("/nieuws", "/"),
        ("/nieuws/goes", "/nieuws/regio/goes"),
        ("/nieuws/regio/buitenland", "/nieuws/buitenland"),
    ],
)
def test_an_address_that_is_nearly_right_leads_to_the_right_one(browser: Browser, path: str, location: str) -> None:
    answer = browser.get(path)

    assert (answer.status, answer.headers["location"]) == (301, location)


def test_a_page_may_only_be_read(browser: Browser) -> None:
    answer = browser.ask("POST", "/nieuws/buitenland", b"x=1")

    assert answer.status == 405
    assert "GET" in answer.headers["allow"]
    assert answer.words("//h1")


def test_a_table_that_fails_is_a_page_that_nobody_keeps(browser: Browser, table: Table) -> None:
    table.name = "weg"

    answer = browser.get("/nieuws/buitenland")

    assert (answer.status, answer.headers["cache-control"]) == (503, "no-store")
    assert answer.words("//h1")


def test_whoever_has_a_page_already_is_told_so(browser: Browser, desk: Desk) -> None:
    desk.publish(article())
    first = browser.get("/nieuws/veerpont-vaart-weer")

    again = browser.get("/nieuws/veerpont-vaart-weer", if_none_match=f'"x", W/{first.headers["etag"]}')

    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "content-security-policy" in again.headers


def test_head_has_the_headers_and_no_body(browser: Browser, desk: Desk) -> None:
    desk.publish(article())
    path = "/nieuws/veerpont-vaart-weer"

    get, head = browser.get(path), browser.ask("HEAD", path)

    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(get.body))


def test_a_page_is_the_same_for_every_reader(browser: Browser, desk: Desk) -> None:
    desk.publish(article())
    path = "/nieuws/veerpont-vaart-weer"

    answer = browser.get(path, cookie="__Host-webmail=kreek", user_agent="x", accept_language="en")

    assert answer.body == browser.get(path).body
    assert answer.cookies == []


def rounds(browser: Browser, path: str) -> str:
    timing = browser.get(path).headers["server-timing"]
    return timing.partition('desc="')[2].partition('"')[0]


def test_pages_cost_the_rounds_that_were_promised(browser: Browser, desk: Desk) -> None:
    publish(desk, 12)

    assert rounds(browser, "/nieuws/buitenlandbericht-3") == "GetItem=1 Query=1 rounds=2"
    assert rounds(browser, "/nieuws/buitenlandbericht-3") == "GetItem=1 rounds=1"
    assert rounds(browser, "/nieuws/buitenlandbericht-4") == "GetItem=1 rounds=1"
    assert rounds(browser, "/").endswith("rounds=1")
    assert rounds(browser, "/nieuws/binnenland") == "Query=1 rounds=1"
    assert rounds(browser, "/nieuws/2026/11/24") == "Query=3 rounds=1"
    assert rounds(browser, "/nieuws/binnenland") == "rounds=0"


def test_what_its_agency_calls_urgent_leads_the_front(browser: Browser, desk: Desk) -> None:
    publish(desk, 3)
    desk.publish(
        article(
            "Dijk doorgebroken", section="goes", also_in=("regio",), urgency=1, published_at=NOW - timedelta(hours=4)
        )
    )

    page = browser.get("/")

    assert page.words("//main//h3")[0] == "Dijk doorgebroken"
    assert page.words("//main//h2")[:2] == ["Uit de regio", "Net binnen"]


@pytest.mark.parametrize(
    ("path", "onward"),
    [
        ("/nieuws/buitenland/", "/nieuws/buitenland"),
        ("/nieuws/Buitenland.", "/nieuws/buitenland"),
        ("/nieuws/a?b/", None),
        ("/nieuws/regio/buitenland", "/nieuws/buitenland"),
        ("/nieuws", "/"),
    ],
)
def test_an_address_that_has_moved_says_where_it_is_in_dutch_too(
    browser: Browser, path: str, onward: str | None
) -> None:
    answer = browser.get(path)

    if onward is None:
        assert answer.status == 404
        return
    assert (answer.status, answer.headers["location"]) == (301, onward)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.words("//h1") == ["Deze pagina is verhuisd"]
    assert answer.page.xpath("//main//a/@href")[0] == onward


@pytest.mark.parametrize("path", ["/nieuws/0001/01/01", "/nieuws/1899/12/31", "/nieuws/9999/12/31"])
def test_a_day_before_all_news_or_after_it_is_not_found(browser: Browser, path: str) -> None:
    assert browser.get(path).status == 404


def test_what_has_not_changed_keeps_its_type(browser: Browser) -> None:
    """API Gateway calls an answer without a type JSON."""
    first = browser.get("/")

    again = browser.get("/", if_none_match=first.headers["etag"])

    assert (again.status, again.body) == (304, b"")
    assert again.headers["content-type"] == first.headers["content-type"]
