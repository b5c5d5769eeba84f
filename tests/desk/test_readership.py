"""`/redactie/gelezen`, and the number on the page of an article: what was counted, and nothing that was not."""

from datetime import timedelta

import pytest

from desk.phone import Phone
from desk.room import Room
from portal.model.errors import StorageError
from portal.model.page_views import NO_SECTION, PageViews
from portal.storage.page_views import HourViews, store_hour
from samples import NOW, article

HOUR = NOW.replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def room(room: Room) -> Room:
    room.desk.publish(article())
    room.desk.publish(article("Kermis in Goes", section="goes"))
    return room


def counted(room: Room, hours_ago: int, **articles: int) -> None:
    views = PageViews(
        articles={slug.replace("_", "-"): number for slug, number in articles.items()},
        sections={"buitenland": sum(articles.values())},
        pages={"/": 5, "/nieuws/buitenland": 2},
    )
    store_hour(room.table, HourViews(hour=HOUR - timedelta(hours=hours_ago), files=1, views=views))


def test_a_newsroom_in_which_nothing_was_counted_is_told_so(reporter: Phone) -> None:
    page = reporter.ask("GET", "/redactie/gelezen")

    assert page.status == 200
    assert "is nog niets geteld" in page.text


def test_the_most_read_comes_first_with_its_headline_section_and_number(room: Room, reporter: Phone) -> None:
    counted(room, 1, veerpont_vaart_weer=1200, kermis_in_goes=7)
    counted(room, 2, veerpont_vaart_weer=34)

    text = reporter.ask("GET", "/redactie/gelezen").text

    assert text.index("Veerpont vaart weer") < text.index("Kermis in Goes")
    assert "1.234 keer, Buitenland" in text
    assert "1.241 keer een bericht gelezen in 24 uur" in text
    assert "<dt>Voorpagina</dt><dd>10 keer</dd>" in text
    assert '<th scope="row">Buitenland</th><td>1.241</td><td>4</td>' in text
    assert "Binnenland</th>" not in text


def test_a_period_is_a_link_and_holds_what_it_says(room: Room, reporter: Phone) -> None:
    counted(room, 1, veerpont_vaart_weer=1)
    counted(room, 30, veerpont_vaart_weer=10)
    counted(room, 24 * 20, veerpont_vaart_weer=100)

    seen = {
        period: f"{total} keer een bericht gelezen" in reporter.ask("GET", f"/redactie/gelezen?periode={period}").text
        for period, total in {"etmaal": 1, "week": 11, "maand": 111, "eeuw": 1, "": 1}.items()
    }

    assert all(seen.values()), seen


def test_what_is_not_to_be_read_any_more_keeps_its_number_and_no_headline(room: Room, reporter: Phone) -> None:
    counted(room, 1, al_lang_weg=3)

    text = reporter.ask("GET", "/redactie/gelezen").text

    assert "3 keer, niet meer te lezen" in text


def test_a_renamed_article_has_its_headline_and_its_new_address(room: Room, reporter: Phone) -> None:
    counted(room, 1, veerpont_vaart_weer=3)
    room.desk.rename("veerpont-vaart-weer", "pont-vaart")

    text = reporter.ask("GET", "/redactie/gelezen").text

    assert 'href="/redactie/bericht/pont-vaart">Veerpont vaart weer</a>' in text


def test_what_is_of_no_section_stands_in_a_row_of_its_own(room: Room, reporter: Phone) -> None:
    counted(room, 1, veerpont_vaart_weer=3)
    views = PageViews(articles={"weg": 4}, sections={NO_SECTION: 4})
    store_hour(room.table, HourViews(hour=HOUR - timedelta(hours=2), files=1, views=views))

    assert '<th scope="row">Overig</th><td>4</td><td>0</td>' in reporter.ask("GET", "/redactie/gelezen").text


def test_an_article_can_be_opened_when_its_number_cannot_be_read(
    reporter: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> PageViews:
        raise StorageError("throttled")

    monkeypatch.setattr("portal.desk.readership.views_of", fail)

    assert reporter.ask("GET", "/redactie/bericht/veerpont-vaart-weer").status == 200


def test_an_article_says_how_often_it_was_read(room: Room, reporter: Phone) -> None:
    counted(room, 1, veerpont_vaart_weer=1234)

    assert ">1.234 keer in 7 dagen</a></dd>" in reporter.ask("GET", "/redactie/bericht/veerpont-vaart-weer").text
    assert "<dt>Gelezen</dt>" not in reporter.ask("GET", "/redactie/bericht/kermis-in-goes").text
