"""Pages with one message: errors and the choice of a webmail."""

from typing import Any

import pytest

from rendering.gallery import STATUSES
from rendering.reading import read, text, texts


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
    searchable = {status for status in STATUSES if mains[f"error {status}"].xpath(".//a[@href='/zoeken']")}

    assert searchable == {404, 410}


def test_the_form_asks_the_question_of_the_dialog(mains: dict[str, Any]) -> None:
    main = mains["webmail"]

    assert texts(main, ".//h1") == ["Kies je webmail"]
    assert main.xpath(".//form[@method='post'][@action='/webmail/keuze']//button/@value") == ["schelde", "kreek"]
    assert "We bewaren je keuze 400 dagen in een functionele cookie." in texts(main, ".//p")
    assert not main.xpath(".//*[@role='alert']")


def test_a_refused_answer_is_said_aloud_and_the_present_choice_is_marked(mains: dict[str, Any]) -> None:
    main = mains["webmail refused"]

    assert len(texts(main, ".//*[@role='alert']")) == 1
    (button,) = main.xpath(".//button[@aria-describedby]")
    assert button.get("value") == "schelde"
    assert texts(main, f".//*[@id='{button.get('aria-describedby')}']") == ["Dit is nu je keuze."]


def test_after_the_choice_links_lead_on_and_back(mains: dict[str, Any]) -> None:
    chosen, not_chosen = mains["webmail chosen"], mains["webmail not chosen"]

    assert chosen.xpath(".//a/@href") == ["https://webmail.schelde.example/", "/webmail?wijzig=1"]
    assert texts(chosen, ".//a[1]")[0] == "Naar Schelde webmail"
    assert not_chosen.xpath(".//a/@href") == ["/webmail", "/webmail?wijzig=1"]
