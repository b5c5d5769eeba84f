"""The front, sections, regions and days; what stands there when there is nothing."""

import json
from datetime import timedelta
from typing import Any

import pytest

from portal.rendering.assets import Assets
from portal.rendering.environment import load_environment
from portal.rendering.front_order import front_view
from portal.rendering.pages import Pages
from portal.rendering.views import FrontBlock, FrontView, SectionView
from rendering.gallery import TEMPLATES, teasers
from rendering.reading import read, text, texts
from samples import NOW, article, site


@pytest.fixture
def documents(all_pages: dict[str, str]) -> dict[str, Any]:
    return {name: read(page) for name, page in all_pages.items()}


def test_just_in_is_eight_rows_of_section_time_and_headline(documents: dict[str, Any]) -> None:
    (heading,) = documents["section"].xpath("//h2[. = 'Net binnen']")
    rows = texts(heading.getparent(), ".//li")

    assert rows[:2] == ["Buitenland 14:20 Bericht 1 uit buitenland", "Buitenland 13:10 Bericht 2 uit buitenland"]
    assert len(rows) == 8


def test_just_in_keeps_the_clock_time_of_yesterday_and_the_name_of_a_section_that_left(pages: Pages) -> None:
    old = article("Lang geleden", section="oud-nieuws", published_at=NOW - timedelta(days=1))
    view = SectionView(section=site().sections[0], teasers=(), latest=(old,))

    document = read(pages.section(view, now=NOW, path="/nieuws/binnenland"))

    assert texts(document, "//aside//li") == ["Oud nieuws 15:30 Lang geleden"]


def test_a_teaser_is_headline_lead_and_time_in_that_order(documents: dict[str, Any]) -> None:
    cards = documents["section"].xpath("//main//article")

    for card, teaser in zip(cards, teasers(8), strict=True):
        assert [text(part) for part in card] == [
            teaser.headline,
            f"{teaser.dateline} - {teaser.lead}",
            text(card.xpath(".//time")[0]),
        ]
    assert texts(cards[0], ".//time") == ["1 uur geleden"]


def test_a_list_of_several_sections_names_the_place(documents: dict[str, Any]) -> None:
    assert [text(card[0]) for card in documents["regions"].xpath("//main//article")] == ["Goes"] * 3
    assert [text(card[0]) for card in documents["day"].xpath("//main//article")] == ["Buitenland"] * 8


def test_older_news_is_a_plain_link_and_the_newest_another(documents: dict[str, Any]) -> None:
    position = teasers(8)[-1].position.replace(":", "%3A")
    first, older = documents["section"], documents["older part of a section"]

    assert first.xpath("//a[. = 'Ouder nieuws']/@href") == [f"/nieuws/binnenland?voor={position}"]
    assert not first.xpath("//a[. = 'Nieuwste berichten']")
    assert older.xpath("//a[. = 'Nieuwste berichten']/@href") == ["/nieuws/binnenland"]


def test_the_front_opens_with_the_first_section_that_has_news(pages: Pages) -> None:
    first, second = site().topics
    blocks = (FrontBlock(section=first, teasers=()), FrontBlock(section=second, teasers=teasers(2)))

    document = read(pages.front(front_view(blocks, (), (), now=NOW), now=NOW, path="/"))

    assert texts(document, "//main//section//h2") == ["Buitenland", "Uit de regio"]
    assert texts(document, "//main//h3") == ["Bericht 1 uit buitenland", "Bericht 2 uit buitenland"]


def test_where_the_regions_alone_have_news_the_front_opens_with_them(pages: Pages) -> None:
    blocks = tuple(FrontBlock(section=topic, teasers=()) for topic in site().topics)

    document = read(pages.front(front_view(blocks, teasers(8, "goes"), (), now=NOW), now=NOW, path="/"))

    assert document.xpath("//main//section//h2/a/@href") == ["/nieuws/regio", "/nieuws/regio"]
    assert texts(document, "//main//section//h2") == ["Uit de regio", "Alle plaatsen"]
    assert texts(document, "//main//h3") == [f"Bericht {number} uit goes" for number in range(1, 6)]
    assert not document.xpath("//main//*[contains(., 'Nog geen berichten')]")


def test_the_front_has_every_section_the_regions_and_just_in(documents: dict[str, Any]) -> None:
    assert texts(documents["front"], "//main//h2") == ["Binnenland", "Net binnen", "Uit de regio", "Buitenland"]


def test_the_regions_are_listed_by_name(documents: dict[str, Any]) -> None:
    links = documents["regions"].xpath("//main//nav[@aria-label='Plaatsen']//a")

    assert [(text(link), link.get("href")) for link in links] == [
        ("Goes", "/nieuws/regio/goes"),
        ("Tholen", "/nieuws/regio/tholen"),
    ]


def test_a_region_stands_under_the_regions(documents: dict[str, Any]) -> None:
    crumbs = documents["region"].xpath("//nav[@aria-label='Kruimelpad']//li")

    assert [text(crumb) for crumb in crumbs] == ["Voorpagina", "Regio", "Goes"]


def test_a_day_leads_to_the_days_beside_it(documents: dict[str, Any]) -> None:
    document = documents["day"]

    assert texts(document, "//h1") == ["Het nieuws van dinsdag 24 november 2026"]
    assert document.xpath("//a[@rel='prev']/@href") == ["/nieuws/2026/11/23"]
    assert document.xpath("//a[@rel='next'][starts-with(., 'Woensdag')]/@href") == ["/nieuws/2026/11/25"]
    assert not documents["day without articles"].xpath("//nav[@aria-label='Andere dagen']")


def test_a_month_is_a_table_of_weeks_from_monday_in_which_days_with_news_are_links(documents: dict[str, Any]) -> None:
    (table,) = documents["month"].xpath("//main//table")

    assert texts(documents["month"], f"//*[@id='{table.get('aria-labelledby')}']") == ["Het nieuws van november 2026"]
    assert table.xpath(".//th/@aria-label")[::6] == ["maandag", "zondag"]
    assert [[text(day) for day in week] for week in table.xpath(".//tbody/tr")][:2] == [
        ["", "", "", "", "", "", "1"],
        ["2", "3", "4", "5", "6", "7", "8"],
    ]
    assert table.xpath(".//a/@href") == ["/nieuws/2026/11/02", "/nieuws/2026/11/23", "/nieuws/2026/11/24"]
    assert table.xpath(".//a[. = '2']/@aria-label") == ["maandag 2 november 2026"]
    assert table.xpath(".//a[small = '23']/@aria-label") == ["maandag 23 november 2026: 23 berichten"]
    assert [text(day) for day in table.xpath(".//td[@aria-current='date']")] == ["24 24"]


def test_a_month_and_a_year_lead_to_those_beside_them_that_had_news(documents: dict[str, Any]) -> None:
    month, year = documents["month"], documents["year"]

    assert [month.xpath(f"//main//a[@rel='{rel}']/@href") for rel in ("prev", "next")] == [
        ["/nieuws/2026/09"],
        ["/nieuws/2026/12"],
    ]
    assert year.xpath("//main//section/h2/a/@href") == ["/nieuws/2026/11", "/nieuws/2026/09"]
    assert [year.xpath(f"//main//a[@rel='{rel}']/@href") for rel in ("prev", "next")] == [
        ["/nieuws/2024"],
        ["/nieuws/2027"],
    ]


def test_the_way_to_a_day_goes_through_its_year_and_its_month(documents: dict[str, Any]) -> None:
    crumbs = documents["day"].xpath("//nav[@aria-label='Kruimelpad']//li")

    assert [text(crumb) for crumb in crumbs] == ["Voorpagina", "Archief 2026", "November", "Dinsdag 24"]
    assert documents["day"].xpath("//nav[@aria-label='Kruimelpad']//a/@href") == [
        "/",
        "/nieuws/2026",
        "/nieuws/2026/11",
    ]


def test_on_the_page_of_a_day_a_time_is_of_the_clock(documents: dict[str, Any]) -> None:
    times = documents["day"].xpath("//main//article//time")

    assert [text(time) for time in times][:3] == ["14:20", "13:10", "12:00"]
    assert not [time for time in times if time.get("title")]  # the script would make «1 uur geleden» of it


def test_a_day_stands_in_the_calendar_of_its_month(documents: dict[str, Any]) -> None:
    for name, linked in (("day", ["23", "24", "30"]), ("day without articles", ["24"])):
        document = documents[name]

        assert document.xpath("//h2[@id='maand']/a/@href") == ["/nieuws/2026/11"], name
        assert texts(document, "//table//a") == linked, name
        assert texts(document, "//table//a[@aria-current='page']") == ["24"], name


def test_what_was_empty_is_for_no_search_engine(documents: dict[str, Any]) -> None:
    for name in ("day without articles", "month without articles", "year without articles"):
        assert documents[name].xpath("//meta[@name='robots']/@content") == ["noindex"], name
    assert documents["month"].xpath("//meta[@name='robots']/@content") == ["max-image-preview:large"]


def test_a_place_is_called_what_people_look_for(documents: dict[str, Any]) -> None:
    region, older = documents["region"], documents["older part of a section"]

    assert texts(region, "//h1") == ["Nieuws uit Goes"]
    assert region.findtext(".//title") == "Nieuws uit Goes | De Schelde"
    assert texts(documents["section"], "//h1") == ["Binnenland"]
    assert older.findtext(".//title") == "Ouder nieuws in de rubriek Binnenland | De Schelde"
    assert [documents[name].xpath("//meta[@name='description']/@content") for name in ("section", "region")] == [
        ["Het laatste nieuws in de rubriek Binnenland, van uur tot uur, op De Schelde."],
        ["Het laatste nieuws uit Goes, van uur tot uur, op De Schelde."],
    ]


@pytest.mark.parametrize("name", ["section", "region", "regions", "day", "month", "year", "feeds", "own page over"])
def test_the_way_to_a_page_is_said_to_search_engines_too(documents: dict[str, Any], name: str) -> None:
    document = documents[name]
    (block,) = document.xpath("//script[@type='application/ld+json']/text()")
    (trail,) = json.loads(block)["@graph"]

    steps = trail["itemListElement"]
    assert [step["name"] for step in steps] == texts(document, "//nav[@aria-label='Kruimelpad']//li")
    assert steps[0]["item"] == "https://www.schelde.example/"
    assert steps[-1]["item"] == document.xpath("string(//link[@rel='canonical']/@href)")
    assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))


def test_what_is_for_no_search_engine_tells_it_nothing(documents: dict[str, Any]) -> None:
    for name in ("older part of a section", "day without articles", "search", "error 404", "webmail"):
        assert not documents[name].xpath("//script[@type='application/ld+json']"), name


def test_the_front_says_whose_site_it_is(documents: dict[str, Any]) -> None:
    (block,) = documents["front"].xpath("//script[@type='application/ld+json']/text()")
    website, publisher = json.loads(block)["@graph"]

    assert (website["@type"], website["name"], website["url"]) == (
        "WebSite",
        "De Schelde",
        "https://www.schelde.example/",
    )
    assert website["publisher"]["@id"] == publisher["@id"]
    assert (publisher["@type"], publisher["email"]) == ("NewsMediaOrganization", "redactie@schelde.example")
    assert publisher["publishingPrinciples"] == "https://www.schelde.example/over"


def test_a_site_without_a_page_about_itself_names_no_principles(assets: Assets) -> None:
    pages = Pages(site(), load_environment(TEMPLATES), assets)

    page = pages.front(FrontView(blocks=(), regional=(), latest=()), now=NOW, path="/")

    assert "/over" not in page


def test_a_list_says_what_it_knows_and_has_room_to_say_what_is_new(documents: dict[str, Any]) -> None:
    scopes = {
        "front": "/",
        "section": "/nieuws/binnenland/",
        "region": "/nieuws/regio/goes/",
        "regions": "/nieuws/regio/",
    }
    for name, scope in scopes.items():
        (link,) = documents[name].xpath("//main//*[@role='status']/a[@hidden]")
        assert (link.get("data-scope"), text(link)) == (scope, ""), name
        assert link.get("data-newest") == "2026-11-24T13:20:00Z_bericht-", name
    assert documents["section without articles"].xpath("//*[@role='status']/a/@data-newest") == [""]
    assert not documents["older part of a section"].xpath("//*[@role='status']")


def test_a_place_can_become_the_readers_own(documents: dict[str, Any]) -> None:
    for name, places in (
        ("regions", ["/nieuws/regio/goes", "/nieuws/regio/tholen"]),
        ("region", ["/nieuws/regio/goes"]),
    ):
        assert documents[name].xpath("//button[@class='my-region'][@hidden]/@value") == places, name
    assert not documents["section"].xpath("//button[@class='my-region']")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("front without articles", "Nog geen berichten. Zodra er nieuws is, staat het hier."),
        ("front without articles", "Nog geen berichten uit de regio."),
        ("front without articles", "Er is nog niets binnen."),
        ("section without articles", "Nog geen berichten in deze rubriek."),
        ("region without articles", "Nog geen berichten uit Goes."),
        ("past the end of a section", "Er zijn geen oudere berichten in deze rubriek."),
        ("regions without articles", "Nog geen berichten uit de regio."),
        ("day without articles", "Nog geen berichten op deze dag."),
        ("month without articles", "Nog geen berichten in november 2026."),
        ("year without articles", "Nog geen berichten in 2026."),
    ],
)
def test_where_there_is_no_news_a_sentence_says_so(documents: dict[str, Any], name: str, sentence: str) -> None:
    assert sentence in texts(documents[name], "//main//p")
