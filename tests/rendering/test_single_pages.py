"""Pages with one message: errors and the choice of a webmail."""

from typing import Any

import pytest

from portal.rendering.pages import Pages
from portal.rendering.views import ErrorView
from rendering.gallery import STATUSES
from rendering.reading import read, text, texts
from samples import NOW


@pytest.fixture
def mains(all_pages: dict[str, str]) -> dict[str, Any]:
    return {name: read(page).xpath("//main")[0] for name, page in all_pages.items()}


def test_every_error_has_words_of_its_own_and_a_way_on(mains: dict[str, Any]) -> None:
    titles = [text(mains[f"error {status}"].xpath(".//h1")[0]) for status in STATUSES]

    assert len(set(titles)) == len(STATUSES)
    for status in STATUSES:
        main = mains[f"error {status}"]
        assert str(status) in texts(main, ".//p")
        assert {"/", "/nieuws/2026/11/24"} <= set(main.xpath(".//a/@href"))


def test_a_withdrawn_article_leads_to_its_section(mains: dict[str, Any]) -> None:
    assert mains["withdrawn"].xpath(".//a[. = 'Meer uit Binnenland']/@href") == ["/nieuws/binnenland"]


def test_what_is_not_there_can_be_searched_for(mains: dict[str, Any]) -> None:
    ways = {status: mains[f"error {status}"].xpath(".//a[starts-with(@href, '/zoeken')]/@href") for status in STATUSES}

    assert {status: found for status, found in ways.items() if found} == {404: ["/zoeken?q=x"], 410: ["/zoeken"]}


@pytest.mark.parametrize(
    ("path", "onward"),
    [
        ("/nieuws/veerpont-vaart-weer", "/zoeken?q=veerpont+vaart+weer"),
        ("/nieuws/regio/sluiskil", "/zoeken?q=sluiskil"),
        ("/nieuws/2026/11/25", "/zoeken"),
        ("/nieuws/1-2", "/zoeken"),
        ("/nieuws/Niet_Goed!", "/zoeken"),
        ("/wp-login.php", "/zoeken"),
        ("/nieuws/x&y=<script>", "/zoeken"),
        ("/", "/zoeken"),
        ("/nieuws/" + "-".join(["woord"] * 40), "/zoeken?q=" + "+".join(["woord"] * 10)),
    ],
)
def test_a_page_that_is_not_there_offers_to_search_for_the_words_of_its_address(
    pages: Pages, path: str, onward: str
) -> None:
    document = read(pages.error(ErrorView(status=404), now=NOW, path=path))

    assert document.xpath("//main//a[starts-with(@href, '/zoeken')]/@href") == [onward]


def test_what_was_withdrawn_is_not_named_by_the_words_of_its_address(pages: Pages) -> None:
    page = pages.error(ErrorView(status=410), now=NOW, path="/nieuws/veerpont-vaart-weer")

    assert "veerpont" not in page


def test_the_form_asks_the_question_of_the_dialog(mains: dict[str, Any]) -> None:
    main = mains["webmail"]

    assert texts(main, ".//h1") == ["Kies je webmail"]
    assert main.xpath(".//form[@method='post'][@action='/webmail/keuze']//button/@value") == ["schelde", "kreek"]
    question = "Omdat De Schelde ook Kreek webmail aanbiedt, vragen we je eenmalig je voorkeur op te geven."
    cookie = "We bewaren je keuze 400 dagen in een functionele cookie. Lees meer over cookies"
    assert texts(main, ".//p") == [question, cookie]
    assert not main.xpath(".//*[@role='alert']")


def test_a_refused_answer_is_said_aloud_and_the_present_choice_is_marked(mains: dict[str, Any]) -> None:
    main = mains["webmail refused"]

    assert len(texts(main, ".//*[@role='alert']")) == 1
    (button,) = main.xpath(".//button[@aria-describedby]")
    assert button.get("value") == "schelde"
    assert texts(main, f".//*[@id='{button.get('aria-describedby')}']") == ["Dit is nu je keuze."]
    assert "Nu brengt de link bovenaan elke pagina je naar Schelde webmail. Kies hieronder wat het wordt." in texts(
        main, ".//p"
    )
    assert "eenmalig" not in text(main)


def test_after_the_choice_links_lead_on_and_back(mains: dict[str, Any]) -> None:
    chosen, not_chosen = mains["webmail chosen"], mains["webmail not chosen"]

    assert chosen.xpath(".//a/@href") == ["https://webmail.schelde.example/", "/webmail?wijzig=1"]
    assert texts(chosen, ".//a[1]")[0] == "Naar Schelde webmail"
    assert not_chosen.xpath(".//a/@href") == ["/webmail", "/webmail?wijzig=1"]
