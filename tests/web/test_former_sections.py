"""Sections over the years: renamed, moved and taken out, while their articles live."""

import pytest
from mangum import Mangum

from newsdesk import Desk
from portal.model.section import Section
from portal.storage.table import Table
from portal.web.app import create_app
from reader import Browser, context_of
from samples import NOW, article, site
from web.test_pages import publish

SECTIONS = (
    Section(slug="wereld", name="Wereld", was=("buitenland", "elders")),
    Section(slug="de-bevelanden", name="De Bevelanden", region=True, was=("goes",)),
)


@pytest.fixture
def renamed(table: Table, desk: Desk) -> Browser:
    """Three articles of each name that a section had, and a section that is there no more."""
    for section in ("wereld", "elders", "buitenland", "goes", "opmerkelijk"):
        publish(desk, 3, section=section)
    context = context_of(site(sections=SECTIONS))
    return Browser(Mangum(create_app(context, table, timing=True), lifespan="off"))


@pytest.mark.parametrize(
    ("path", "onward"),
    [
        ("/nieuws/buitenland", "/nieuws/wereld"),
        ("/nieuws/elders", "/nieuws/wereld"),
        ("/nieuws/goes", "/nieuws/regio/de-bevelanden"),
        ("/nieuws/regio/goes", "/nieuws/regio/de-bevelanden"),
        ("/nieuws/regio/buitenland", "/nieuws/wereld"),
        ("/feeds/buitenland.xml", "/feeds/wereld.xml"),
        ("/feeds/goes.json", "/feeds/de-bevelanden.json"),
    ],
)
def test_an_old_address_leads_to_the_new_one(renamed: Browser, path: str, onward: str) -> None:
    answer = renamed.get(path)

    assert (answer.status, answer.headers["location"]) == (301, onward)


def test_a_section_shows_what_it_ever_had_newest_first_in_one_round(renamed: Browser) -> None:
    answer = renamed.get("/nieuws/wereld")

    headlines = answer.words("//main//article//h2")
    assert sorted(headlines) == sorted(
        f"{name}bericht {number}" for name in ("Wereld", "Elders", "Buitenland") for number in (1, 2, 3)
    )
    assert [headline[-1] for headline in headlines] == ["1"] * 3 + ["2"] * 3 + ["3"] * 3
    assert "rounds=1" in answer.headers["server-timing"]
    assert "Buitenlandbericht 1" in renamed.get("/feeds/wereld.xml").text


def test_older_items_go_through_all_of_them_once(table: Table, desk: Desk) -> None:
    publish(desk, 15, section="buitenland")
    publish(desk, 15, section="wereld")
    browser = Browser(Mangum(create_app(context_of(site(sections=SECTIONS)), table), lifespan="off"))

    first = browser.get("/nieuws/wereld")
    (older,) = first.page.xpath("//main//a[contains(@href, 'voor=')]/@href")
    second = browser.get(f"/nieuws/wereld{older}" if older.startswith("?") else older)

    shown = first.words("//main//article//h2") + second.words("//main//article//h2")
    assert (len(shown), len(set(shown))) == (30, 30)
    assert second.page.xpath("//main//a[contains(@href, 'voor=') and contains(@rel, 'next')]") == []


def test_an_article_of_before_stands_under_the_name_of_today(renamed: Browser) -> None:
    answer = renamed.get("/nieuws/buitenlandbericht-1")

    assert answer.status == 200
    assert "Wereld" in answer.words("//nav[contains(@class, 'breadcrumb')]//a")
    assert answer.words("//aside//h2") == ["Meer uit Wereld"]
    assert "rounds=1" in renamed.get("/nieuws/buitenlandbericht-1").headers["server-timing"]


def test_an_article_whose_section_is_gone_is_read_and_leads_nowhere(renamed: Browser) -> None:
    answer = renamed.get("/nieuws/opmerkelijkbericht-1")

    assert answer.status == 200
    assert answer.words("//aside//h2") == ["Meer uit Opmerkelijk"]
    assert "Opmerkelijkbericht 2" in answer.text
    assert answer.page.xpath("//a[@href='/nieuws/opmerkelijk']") == []
    assert renamed.get("/nieuws/opmerkelijk").status == 404


def test_what_is_withdrawn_leads_on_to_the_section_of_today(renamed: Browser, desk: Desk) -> None:
    desk.withdraw("buitenlandbericht-1", NOW)
    desk.withdraw("opmerkelijkbericht-1", NOW)

    assert renamed.get("/nieuws/buitenlandbericht-1").words("//main//a")[0] == "Meer uit Wereld"
    assert renamed.get("/nieuws/opmerkelijkbericht-1").words("//main//a")[0] == "Naar de voorpagina"


def test_a_new_article_never_takes_an_address_that_leads_on(desk: Desk) -> None:
    stored = desk.publish(article("Elders"), taken=site(sections=SECTIONS).taken_slugs)

    assert stored is not None
    assert stored.slug == "elders-2"
