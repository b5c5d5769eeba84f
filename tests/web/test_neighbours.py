"""From an article to the one before it and the one after it in its section, at no call more on its own page."""

import pytest
from mangum import Mangum

from newsdesk import Desk
from portal.model.section import Section
from portal.storage.table import Table
from portal.web import cache_control
from portal.web.app import create_app
from reader import Browser, context_of
from samples import NOW, article, site
from web.test_pages import publish, rounds


def beside(browser: Browser, number: int) -> list[str]:
    """Where the links beside an article lead, its own address cut off."""
    path = f"/nieuws/buitenlandbericht-{number}"
    links = browser.get(path).page.xpath("//main//a[@rel='prev'] | //main//a[@rel='next']")
    return [link.get("rel") + " " + link.get("href").removeprefix("/nieuws/buitenlandbericht-") for link in links]


def test_where_the_list_beside_it_holds_both_the_links_lead_straight_there(browser: Browser, desk: Desk) -> None:
    publish(desk, 12)

    assert beside(browser, 1) == ["prev 2"]
    assert beside(browser, 7) == ["prev 8", "next 6"]
    assert beside(browser, 8) == ["prev 8/vorige", "next 7"]
    assert beside(browser, 11) == ["prev 11/vorige", "next 11/volgende"]


def test_the_oldest_of_a_short_list_has_nothing_before_it(browser: Browser, desk: Desk) -> None:
    publish(desk, 2)

    assert beside(browser, 2) == ["next 1"]
    desk.withdraw("buitenlandbericht-1", NOW)
    assert browser.get("/nieuws/buitenlandbericht-2").status == 200


@pytest.mark.parametrize(
    ("number", "way", "onward"),
    [
        (11, "vorige", "/nieuws/buitenlandbericht-12"),
        (11, "volgende", "/nieuws/buitenlandbericht-10"),
        (12, "vorige", "/nieuws/buitenland"),
        (1, "volgende", "/nieuws/buitenland"),
    ],
)
def test_an_address_looks_the_neighbour_up_or_leads_to_the_section(
    browser: Browser, desk: Desk, number: int, way: str, onward: str
) -> None:
    publish(desk, 12)

    answer = browser.get(f"/nieuws/buitenlandbericht-{number}/{way}")

    assert (answer.status, answer.headers["location"]) == (302, onward)
    assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == (cache_control.PAGE, "noindex")
    assert answer.page.xpath("//main//a/@href")[0] == onward


def test_it_costs_nothing_on_the_page_and_two_calls_on_the_way(browser: Browser, desk: Desk) -> None:
    publish(desk, 12)

    assert rounds(browser, "/nieuws/buitenlandbericht-11") == "GetItem=1 Query=1 rounds=2"
    assert rounds(browser, "/nieuws/buitenlandbericht-11/vorige") == "GetItem=1 Query=1 rounds=2"
    assert rounds(browser, "/nieuws/buitenlandbericht-11/volgende") == "GetItem=1 Query=1 rounds=2"


@pytest.mark.parametrize("way", ["vorige", "volgende"])
def test_beside_nothing_there_is_nothing(browser: Browser, desk: Desk, way: str) -> None:
    publish(desk, 3)
    desk.withdraw("buitenlandbericht-2", NOW)
    desk.rename("buitenlandbericht-3", "anders")

    assert browser.get(f"/nieuws/bestaat-niet/{way}").status == 404
    assert browser.get(f"/nieuws/Niet_Goed!/{way}").status == 404
    assert browser.get(f"/nieuws/buitenland/{way}").status == 404
    assert browser.get(f"/nieuws/buitenlandbericht-2/{way}").status == 410
    moved = browser.get(f"/nieuws/buitenlandbericht-3/{way}")
    assert (moved.status, moved.headers["location"]) == (301, f"/nieuws/anders/{way}")


def test_a_section_that_had_other_names_is_one_list(table: Table, desk: Desk) -> None:
    sections = (Section(slug="wereld", name="Wereld", was=("buitenland",)),)
    renamed = Browser(Mangum(create_app(context_of(site(sections=sections)), table, timing=True), lifespan="off"))
    desk.publish(article("Nieuw", section="wereld", published_at=NOW))
    publish(desk, 2)

    assert renamed.get("/nieuws/buitenlandbericht-1/volgende").headers["location"] == "/nieuws/nieuw"
    assert renamed.get("/nieuws/nieuw/vorige").headers["location"] == "/nieuws/buitenlandbericht-1"
    assert renamed.get("/nieuws/buitenlandbericht-2/vorige").headers["location"] == "/nieuws/wereld"
    assert "rounds=2" in rounds(renamed, "/nieuws/nieuw/vorige")


def test_an_article_whose_section_is_gone_ends_at_the_front(table: Table, desk: Desk) -> None:
    publish(desk, 1, section="opmerkelijk")
    browser = Browser(Mangum(create_app(context_of(site()), table), lifespan="off"))

    assert browser.get("/nieuws/opmerkelijkbericht-1/vorige").headers["location"] == "/"
