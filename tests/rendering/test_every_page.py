"""What holds for every page, whatever is on it."""

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from portal.model.site import Site
from portal.model.webmail import Webmail
from portal.rendering.assets import Assets
from portal.rendering.pages import Pages
from portal.rendering.views import ArticleView
from rendering.gallery import every_page
from rendering.reading import in_reading_order, pieces, read, text, texts
from samples import NOW, article, site

KB = 1024
BEFORE_DIALOG = "//dialog/preceding::a[normalize-space() = 'Webmail']"
THIRD = Webmail(id="derde", name="Derde webmail", url="https://derde.example/")


@pytest.fixture(scope="session")
def documents(all_pages: dict[str, str]) -> dict[str, Any]:
    return {name: read(page) for name, page in all_pages.items()}


def size(body: bytes) -> int:
    return len(gzip.compress(body, 6))


def test_it_is_dutch_with_one_headline_and_a_title_that_a_tab_can_show(documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        assert document.get("lang") == "nl", name
        assert len(document.xpath("//h1")) == 1, name
        assert 0 < len(document.findtext(".//title")) <= 70, name
        assert len(document.xpath("//meta[@name='description'][@content != '']")) == 1, name


def test_headings_never_skip_a_level(documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        levels = [int(heading.tag[1]) for heading in document.xpath("//main//*[self::h1 or self::h2 or self::h3]")]
        assert all(after <= before + 1 for before, after in pairwise(levels)), name


def test_skip_links_come_first_and_lead_somewhere(documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        first = document.xpath("//body//a")[:2]
        assert [text(link) for link in first] == ["Naar de inhoud", "Naar het menu"], name
        assert all(document.xpath(f"//*[@id='{link.get('href')[1:]}']") for link in first), name


def test_no_id_stands_twice(documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        ids = document.xpath("//@id")
        assert len(ids) == len(set(ids)), name


def test_landmarks_can_be_told_apart_by_their_names(documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        for kind in ("nav", "aside"):
            found = document.xpath(f"//{kind}")
            names = [
                one.get("aria-label") or text(document.get_element_by_id(one.get("aria-labelledby"))) for one in found
            ]
            assert len(names) == len(set(names)), name


def test_nothing_in_it_needs_a_hole_in_the_policy(all_pages: dict[str, str], documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        assert not document.xpath("//@style | //style | //@*[starts-with(name(), 'on')]"), name
        assert document.xpath("//script[not(@src)]/@type") in ([], ["application/ld+json"]), name
        addresses = document.xpath("//script/@src | //link[@rel='stylesheet' or @rel='icon']/@href | //img/@src")
        assert all(address.startswith(("/static/", "/beeld/")) for address in addresses), name
        assert "data:" not in all_pages[name], name


def test_the_webmail_link_and_the_closed_dialog_come_before_the_main_text(documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        assert len(document.xpath(BEFORE_DIALOG)) == 1, name
        (dialog,) = document.xpath("//main/preceding::dialog[@id='webmail']")
        assert dialog.get("open") is None, name
        assert document.xpath(f"string(id('{dialog.get('aria-labelledby')}'))") == "Kies je webmail", name
        assert pieces(dialog) == [
            "Kies je webmail",
            "Omdat De Schelde ook Kreek webmail aanbiedt, vragen we je eenmalig je voorkeur op te geven.",
            "Schelde webmail",
            "Kreek webmail",
            "We bewaren je keuze 400 dagen in een functionele cookie.",
            "Lees meer over cookies",
        ], name
        (form,) = dialog.xpath(".//form")
        assert (form.get("method"), form.get("action")) == ("post", "/webmail/keuze")
        assert form.xpath("button[@name='keuze' and @type='submit']/@value") == ["schelde", "kreek"]


def test_it_begins_with_the_webmail_its_question_and_then_the_page(documents: dict[str, Any]) -> None:
    question = "Omdat De Schelde ook Kreek webmail aanbiedt, vragen we je eenmalig je voorkeur op te geven."
    wanted = ["Webmail", "Kies je webmail", question, "Veerpont vaart weer"]

    assert in_reading_order(documents["article"], wanted) == wanted


def test_without_a_webmail_no_page_speaks_of_one(pages_of: Callable[[Site], Pages]) -> None:
    nobody = site(webmails=())

    for name, page in every_page(pages_of(nobody), nobody).items():
        if not name.startswith("webmail"):
            assert "webmail" not in page.lower(), name


def test_one_webmail_is_a_link_straight_to_it(pages_of: Callable[[Site], Pages]) -> None:
    only = site(webmails=site().webmails[:1])

    for name, page in every_page(pages_of(only), only).items():
        document = read(page)
        assert not document.xpath("//dialog"), name
        assert document.xpath("//header//a[normalize-space() = 'Webmail']/@href") == [only.webmails[0].url], name


def test_three_webmails_are_named_in_one_sentence(pages_of: Callable[[Site], Pages]) -> None:
    three = site(webmails=(*site().webmails, THIRD))

    for name, page in every_page(pages_of(three), three).items():
        document = read(page)
        assert "Omdat De Schelde ook Kreek webmail en Derde webmail aanbiedt" in text(document.xpath("//dialog")[0])
        assert document.xpath("//dialog//button/@value") == ["schelde", "kreek", "derde"], name


def test_a_control_that_needs_the_script_says_nothing_in_text(documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        for button in document.xpath("//button[@type='button']"):
            assert text(button) == "", name
            assert button.get("aria-label"), name
            assert button.get("hidden") is not None or button.xpath("ancestor::dialog"), name


def test_the_menu_marks_where_the_reader_is(documents: dict[str, Any]) -> None:
    def marked(name: str) -> list[tuple[str, str]]:
        links = documents[name].xpath("//nav[@id='menu']//a[@aria-current]")
        return [(text(link), link.get("aria-current")) for link in links]

    assert texts(documents["front"], "//nav[@id='menu']//a") == ["Regio", "Binnenland", "Buitenland"]
    assert marked("front") == []
    assert marked("section") == [("Binnenland", "page")]
    assert marked("article") == [("Binnenland", "true")]
    assert marked("regions") == [("Regio", "page")]
    assert marked("region") == [("Regio", "true")]


def test_a_site_without_regions_has_no_way_to_them(pages_of: Callable[[Site], Pages]) -> None:
    inland = site(sections=site().topics)

    for name, page in every_page(pages_of(inland), inland).items():
        if "regions" not in name and name != "style":
            assert "/nieuws/regio" not in page, name


def test_the_foot_leads_to_today_the_feeds_and_the_regions(documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        links = document.xpath("//footer//a/@href")
        assert {"/nieuws/2026/11/24", "/feeds", "/nieuws/regio"} <= set(links), name
        assert not [link for link in links if link.startswith("/feeds/")], name


def test_lists_and_articles_say_where_they_are_and_what_follows_them(documents: dict[str, Any]) -> None:
    page, older = documents["article"], documents["older part of a section"]

    assert page.xpath("//link[@rel='canonical']/@href") == ["https://www.schelde.example/nieuws/veerpont-vaart-weer"]
    assert page.xpath("//link[@rel='alternate']/@href") == [
        "/feeds/binnenland.xml",
        "/feeds/binnenland.json",
        "/feeds/alles.xml",
        "/feeds/alles.json",
    ]
    assert older.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert not older.xpath("//link[@rel='canonical']")


def test_a_page_may_be_shown_with_a_large_picture_or_not_at_all(documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        wanted = "max-image-preview:large" if document.xpath("//link[@rel='canonical']") else "noindex"
        assert document.xpath("//meta[@name='robots']/@content") == [wanted], name


def test_a_description_is_no_longer_than_what_is_shown_of_it(pages: Pages) -> None:
    long = article(lead="Een inleiding van veel woorden. " * 30)
    page = read(pages.article(ArticleView(article=long, section=site().sections[0], more=()), now=NOW, path=long.path))

    found = page.xpath("//meta[@name='description' or @property='og:description']/@content")
    assert found[0] == found[1]
    assert 140 < len(found[0]) <= 155
    assert found[0].endswith(("woorden. …", "inleiding …", "veel …", "van …", "Een …"))


def test_pages_files_and_script_stay_small(all_pages: dict[str, str], assets: Assets) -> None:
    style, script = assets.file("site.css"), assets.file("site.js")

    assert style is not None
    assert script is not None
    assert size(style[0]) <= 6 * KB
    assert size(script[0]) <= 2 * KB
    for name, page in all_pages.items():
        assert size(page.encode()) <= 10 * KB, name


def test_a_name_with_markup_in_it_stays_text(pages_of: Callable[[Site], Pages]) -> None:
    sly = replace(site(), name="<b>\"De' Schelde</b>", description="</title><script>alert(1)</script>")

    for name, page in every_page(pages_of(sly), sly).items():
        document = read(page)
        assert not document.xpath("//b"), name
        assert "alert(1)" not in re.findall(r"<script>(.*?)</script>", page), name
        assert texts(document, "//a[starts-with(@class, 'masthead-name')]") == [sly.name], name
