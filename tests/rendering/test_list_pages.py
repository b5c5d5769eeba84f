"""The front, sections, regions and days; what stands there when there is nothing."""

from datetime import timedelta
from typing import Any

import pytest

from portal.rendering.pages import Pages
from portal.rendering.views import Block, FrontView, SectionView
from rendering.gallery import teasers
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
    blocks = (Block(section=first, teasers=()), Block(section=second, teasers=teasers(2)))

    document = read(pages.front(FrontView(blocks=blocks, regional=(), latest=()), now=NOW, path="/"))

    assert texts(document, "//main//section//h2") == ["Buitenland", "Uit de regio"]
    assert texts(document, "//main//h3") == ["Bericht 1 uit buitenland", "Bericht 2 uit buitenland"]


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

    assert [text(crumb) for crumb in crumbs] == ["Home", "Regio", "Goes"]


def test_a_day_leads_to_the_days_beside_it(documents: dict[str, Any]) -> None:
    document = documents["day"]

    assert texts(document, "//h1") == ["Het nieuws van dinsdag 24 november 2026"]
    assert document.xpath("//a[@rel='prev']/@href") == ["/nieuws/2026/11/23"]
    assert document.xpath("//a[@rel='next'][starts-with(., 'Woensdag')]/@href") == ["/nieuws/2026/11/25"]
    assert not documents["day without articles"].xpath("//nav[@aria-label='Andere dagen']")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("front without articles", "Nog geen berichten. Zodra er nieuws is, staat het hier."),
        ("front without articles", "Nog geen berichten uit de regio."),
        ("front without articles", "Er is nog niets binnen."),
        ("section without articles", "Nog geen berichten in deze rubriek."),
        ("region without articles", "Nog geen berichten in deze rubriek."),
        ("past the end of a section", "Er zijn geen oudere berichten in deze rubriek."),
        ("regions without articles", "Nog geen berichten uit de regio."),
        ("day without articles", "Nog geen berichten op deze dag."),
    ],
)
def test_where_there_is_no_news_a_sentence_says_so(documents: dict[str, Any], name: str, sentence: str) -> None:
    assert sentence in texts(documents[name], "//main//p")
