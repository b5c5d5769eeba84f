"""Pictures on pages, in link previews and in feeds: nothing moves when they come, and the first comes first."""

import json
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from portal.model.picture import Picture
from portal.rendering.jsonfeed import json_feed
from portal.rendering.pages import Pages
from portal.rendering.rss import rss
from portal.rendering.views import ArticleView
from rendering.gallery import PICTURE
from rendering.reading import read, text, texts
from samples import NOW, article, site

MEDIA = "{http://search.yahoo.com/mrss/}"


@pytest.fixture(scope="session")
def documents(all_pages: dict[str, str]) -> dict[str, Any]:
    return {name: read(page) for name, page in all_pages.items()}


def images(document: Any) -> list[Any]:
    found: list[Any] = document.xpath("//picture//img")
    return found


def test_every_picture_says_how_large_it_is_and_what_it_shows(documents: dict[str, Any]) -> None:
    counted = 0
    for name, document in documents.items():
        for image in images(document) if name != "style" else ():  # its sample is an icon
            counted += 1
            assert (image.get("width"), image.get("height")) == ("1280", "853"), name
            of_article = bool(image.xpath("ancestor::figure"))
            assert image.get("alt") == (PICTURE.alt if of_article else ""), name
            (source,) = image.xpath("ancestor::picture//source")
            assert source.get("type") == "image/webp"
            assert source.get("sizes")
            assert all(part.split()[0].endswith(".webp") for part in source.get("srcset").split(", ")), name
    assert counted > 100


def test_a_picture_that_nobody_described_is_decoration(pages: Pages) -> None:
    shown = replace(PICTURE, alt="", credit="")
    page = article_page(pages, shown)

    (image,) = images(page)
    assert image.get("alt") == ""
    assert not page.xpath("//figcaption")
    assert not page.xpath("//meta[@property='og:image:alt']")


def article_page(pages: Pages, picture: Picture | None) -> Any:
    one = article(picture=picture)
    view = ArticleView(article=one, section=site().sections[1], more=())
    return read(pages.article(view, now=NOW, path=one.path))


@pytest.mark.parametrize(
    "name",
    ["front with pictures", "front with some pictures", "article with a picture", "section with some pictures"],
)
def test_the_first_picture_is_fetched_at_once_and_the_others_when_they_come_near(
    documents: dict[str, Any], name: str
) -> None:
    first, *others = images(documents[name])

    assert (first.get("fetchpriority"), first.get("loading")) == ("high", None)
    assert others
    rest = {(one.get("fetchpriority"), one.get("loading"), one.get("decoding")) for one in others}
    assert rest == {(None, "lazy", "async")}


def test_in_a_list_without_an_opening_no_picture_is_urgent(documents: dict[str, Any]) -> None:
    assert {one.get("loading") for one in images(documents["day with pictures"])} == {"lazy"}


def test_a_thumbnail_is_offered_small_and_an_article_in_every_width(documents: dict[str, Any]) -> None:
    def widths(name: str) -> list[int]:
        return [len(source.get("srcset").split(", ")) for source in documents[name].xpath("//picture//source")]

    assert set(widths("day with pictures")) == {1}
    assert widths("section with some pictures") == [3, 1, 1, 1]
    assert widths("article with a picture")[0] == 4
    assert set(widths("front with pictures")) == {1, 3, 4}


def test_some_cards_of_a_list_have_a_picture_and_the_others_are_as_ever(documents: dict[str, Any]) -> None:
    plain, mixed = documents["section"], documents["section with some pictures"]

    every = "//article[contains(@class, 'story-card')]"
    cards = mixed.xpath(every)
    assert [bool(card.xpath("picture")) for card in cards] == [True, False] * 4
    assert [text(card) for card in cards] == [text(card) for card in plain.xpath(every)]
    assert {card.get("class") for card in cards if not card.xpath("picture")} == {"story-card"}


def test_the_page_of_an_article_without_a_picture_has_no_trace_of_one(documents: dict[str, Any]) -> None:
    document = documents["article"]

    assert not document.xpath("//picture | //figure")
    assert document.xpath("//meta[@name='twitter:card']/@content") == ["summary"]
    (shown,) = document.xpath("//meta[@property='og:image']/@content")
    assert shown.endswith("/icon-512.png")


def test_the_page_of_an_article_says_who_made_the_picture_and_hands_it_to_link_previews(
    documents: dict[str, Any],
) -> None:
    document = documents["article with a picture"]
    address = "https://www.schelde.example" + PICTURE.largest

    assert [text(one) for one in document.xpath("//figure/figcaption")] == ["Foto: Jo & Co"]
    assert document.xpath("//meta[@property='og:image']/@content") == [address]
    assert document.xpath("//meta[@property='og:image:width']/@content") == ["1280"]
    assert document.xpath("//meta[@property='og:image:height']/@content") == ["853"]
    assert document.xpath("//meta[@name='twitter:card']/@content") == ["summary_large_image"]
    (data,) = document.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(data)["@graph"][0]["image"] == [{"@type": "ImageObject", "url": address, "creditText": "Jo & Co"}]


def test_search_engines_are_told_what_stands_under_a_picture(pages: Pages) -> None:
    (data,) = article_page(pages, replace(PICTURE, caption="De dijk bij Veere")).xpath(
        "//script[@type='application/ld+json']/text()"
    )

    assert json.loads(data)["@graph"][0]["image"][0]["caption"] == "De dijk bij Veere"


def test_every_other_picture_stands_below_the_text_with_its_own_words_in_a_row_that_a_keyboard_reaches(
    documents: dict[str, Any],
) -> None:
    document = documents["article with many pictures"]
    (row,) = document.xpath("//main//article/div[@class='gallery']")

    assert (row.get("role"), row.get("aria-label"), row.get("tabindex")) == ("group", "Meer foto's", "0")
    assert row.xpath("preceding-sibling::div[@class='article-body']")
    assert len(row.xpath("figure//img")) == 7
    assert {image.get("loading") for image in row.xpath("figure//img")} == {"lazy"}
    captions = texts(row, "figure/figcaption")
    assert captions[0].startswith("Foto 1: De kade")
    assert captions[0].endswith("Foto: Jo & Co")
    assert len(captions) == len(set(captions)) == 7
    (data,) = document.xpath("//script[@type='application/ld+json']/text()")
    assert len(json.loads(data)["@graph"][0]["image"]) == 8


def test_both_feeds_give_the_picture_along() -> None:
    shown = [article("Met", picture=PICTURE), article("Zonder")]
    about = {"title": "De Schelde", "description": "Nieuws", "page": "/", "path": "/feeds/alles.xml"}
    address = "https://www.schelde.example" + PICTURE.largest

    with_it, without = ET.fromstring(rss(site(), shown, **about)).iter("item")  # noqa: S314  our own
    items = json.loads(json_feed(site(), shown, **about))["items"]

    media = with_it.find(f"{MEDIA}content")
    assert media is not None
    assert (media.get("url"), media.get("type"), media.get("width")) == (address, "image/jpeg", "1280")
    assert media.findtext(f"{MEDIA}credit") == "Jo & Co"
    assert without.find(f"{MEDIA}content") is None
    assert [item.get("image") for item in items] == [address, None]


@pytest.mark.parametrize("widths", [(200,), (320,), (320, 500), (320, 640), (320, 640, 800), (320, 640, 960, 1280)])
def test_what_is_stored_of_a_picture_is_what_something_links_to(pages: Pages, widths: tuple[int, ...]) -> None:
    """A file that nothing names is paid for, for ever; one that is named and not there is a hole in a page."""
    picture = Picture(hash="0a1b2c3d", width=widths[-1], height=200, widths=widths)
    one = article("Met", picture=picture)
    about = {"title": "De Schelde", "description": "Nieuws", "page": "/", "path": "/feeds/alles.xml"}
    page = pages.article(ArticleView(article=one, section=site().sections[1], more=()), now=NOW, path=one.path)
    told = (page, rss(site(), [one], **about), json_feed(site(), [one], **about))

    named = {path for text in told for path in re.findall(r"/beeld/[\w/.]+", text)}

    assert named == set(picture.paths)


def test_a_small_picture_is_offered_as_large_as_it_is() -> None:
    small = Picture(hash="0a", width=250, height=200, widths=(250,))

    assert small.srcset("webp", widest=320) == "/beeld/0a/250.webp 250w"
    assert small.srcset("webp", widest=200) == "/beeld/0a/250.webp 250w"
    assert small.nearest(640) == 250
