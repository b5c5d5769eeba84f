"""Subjects: under an article, and the page of each."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ingest.life.room import Room, entry
from newsdesk import Desk
from portal.model.article import Subject
from portal.model.version import Version
from portal.storage.table import Table
from reader import Browser
from samples import NOW, article
from web.test_pages import publish, rounds

DIKES, SEA = Subject(code="", name="Dijken"), Subject(code="medtop:1", name="Zee")
PATH = "/onderwerp/dijken"


def about(desk: Desk, headline: str, *subjects: Subject, minutes: int = 0) -> str:
    found = desk.publish(
        article(headline, subjects=subjects, section="goes", published_at=NOW - timedelta(minutes=minutes))
    )
    assert found
    return found.slug


def test_an_article_leads_to_what_it_is_about(browser: Browser, desk: Desk) -> None:
    slug = about(desk, "Dijk verhoogd", DIKES, SEA)

    page = browser.get(f"/nieuws/{slug}").page

    links = page.xpath("//nav[@aria-label='Onderwerpen']//a")
    assert [(link.text_content(), link.get("href")) for link in links] == [("Dijken", PATH), ("Zee", "/onderwerp/zee")]


def test_a_subject_has_its_articles_the_newest_first(browser: Browser, desk: Desk) -> None:
    about(desk, "Dijk verhoogd", DIKES, minutes=9)
    about(desk, "Dijk gemaaid", DIKES, SEA, minutes=2)
    about(desk, "Zee kalm", SEA)

    page = browser.get(PATH)

    assert page.words("//h1") == ["Dijken"]
    assert page.words("//main//h2")[:2] == ["Dijk gemaaid", "Dijk verhoogd"]
    assert page.words("//title") == ["Nieuws over Dijken | De Schelde"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [(("DIJKEN", "Dijken", "Dijken"), "Dijken"), (("DIJKEN", "Dijken"), "Dijken"), (("Dijken", "DIJKEN"), "DIJKEN")],
)
def test_it_is_written_as_most_of_its_articles_write_it(
    browser: Browser, desk: Desk, written: tuple[str, ...], shown: str
) -> None:
    for minutes, name in enumerate(written):
        about(desk, f"Dijk {minutes}", Subject(code="", name=name), minutes=minutes)

    assert browser.get(PATH).words("//h1") == [shown]


def test_a_long_one_goes_on_by_a_plain_link(browser: Browser, desk: Desk) -> None:
    for number in range(22):
        about(desk, f"Dijk {number}", DIKES, minutes=number)

    (older,) = browser.get(PATH).page.xpath("//a[@rel='next']/@href")

    assert browser.get(older).words("//div[@class='stories']//h2") == ["Dijk 20", "Dijk 21"]


@pytest.mark.parametrize("path", ["/onderwerp/bestaat-niet", "/onderwerp/Dijken!", "/onderwerp/" + "a" * 121])
def test_a_subject_without_an_article_is_no_page(browser: Browser, path: str) -> None:
    assert browser.get(path).status in (301, 404)


def test_it_costs_one_round(browser: Browser, desk: Desk) -> None:
    about(desk, "Dijk verhoogd", DIKES)

    assert rounds(browser, PATH) == "Query=2 rounds=1"
    assert rounds(browser, PATH) == "Query=1 rounds=1"


def test_what_is_taken_back_is_in_no_list(browser: Browser, desk: Desk) -> None:
    slug = about(desk, "Dijk verhoogd", DIKES)
    about(desk, "Dijk gemaaid", DIKES)
    desk.withdraw(slug, NOW)
    assert browser.get(PATH).words("//div[@class='stories']//h2") == ["Dijk gemaaid"]

    desk.restore(slug, NOW)
    assert len(browser.get(PATH).words("//div[@class='stories']//h2")) == 2


def test_another_text_leaves_the_list_of_what_it_is_no_longer_about(browser: Browser, desk: Desk) -> None:
    about(desk, "Dijk gemaaid", DIKES)
    first = article("Dijk verhoogd", subjects=(DIKES, SEA))
    desk.publish(first)
    (known,) = desk.known([first.origin]).values()
    desk.revise(known, replace(first, lead="Anders.", fingerprint="anders", subjects=(SEA,)), NOW, version=Version())

    assert browser.get(PATH).words("//div[@class='stories']//h2") == ["Dijk gemaaid"]
    assert browser.get("/onderwerp/zee").words("//div[@class='stories']//h2") == ["Dijk verhoogd"]


def test_it_is_what_the_feed_says(browser: Browser, table: Table) -> None:
    Room(table).take(
        entry(categories=("Nieuws", "Buitenland", "Bruggen"), subjects=(Subject(code="1", name="Verkeer"),))
    )

    links = browser.get("/nieuws/brug-dicht").words("//nav[@aria-label='Onderwerpen']//a")

    assert links == ["Verkeer", "Bruggen"]
    assert browser.get("/onderwerp/bruggen").words("//h1") == ["Bruggen"]


def test_lists_of_sections_and_searching_know_nothing_of_it(browser: Browser, desk: Desk) -> None:
    publish(desk, 1)
    about(desk, "Dijk verhoogd", Subject(code="", name="Buitenlandse bergen"))

    assert browser.get("/nieuws/buitenland").words("//div[@class='stories']//h2") == ["Buitenlandbericht 1"]
