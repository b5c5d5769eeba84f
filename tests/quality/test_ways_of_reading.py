"""On paper, without script, and without movement: the same news."""

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page

from portal.rendering.colours import contrast
from quality.conftest import Open
from quality.newsroom import Newsroom
from quality.pages import PAGES, TEMPLATES, PageType

ARTICLES = [kind for kind in PAGES if "article" in kind.name.split()]
A4 = {"width": 794, "height": 1123}
"""At 96 pixels an inch."""

pytestmark = pytest.mark.browser


def visible_words(page: Page) -> list[str]:
    """The visible text, without the relative times that a script may bring up to date."""
    page.locator("time").evaluate_all("times => times.forEach(time => time.remove())")
    return page.locator("body").inner_text().split()


def contrast_on_white(colour: str) -> float:
    """Of `rgb(…)`, as browsers say it."""
    return contrast(hexadecimal(colour), "#fff")


def hexadecimal(colour: str) -> str:
    red, green, blue = (int(value) for value in re.findall(r"\d+", colour)[:3])
    return f"#{red:02x}{green:02x}{blue:02x}"


@pytest.mark.sweep(6)
@pytest.mark.parametrize("kind", TEMPLATES, ids=str)
def test_paper_has_the_text_and_nothing_to_click(opened: Open, kind: PageType) -> None:
    # Paper is white for who reads in the dark, too. Without motion: else a button is caught on its way to black.
    page = opened(kind, viewport=A4, color_scheme="dark", reduced_motion="reduce")
    text = page.locator("h1").inner_text()
    page.emulate_media(media="print")

    assert page.locator("h1").inner_text() == text
    assert page.locator(":is(nav, button:not(main form *), dialog, .skip-links, .share):visible").count() == 0
    inks = page.locator("main :is(h1, h2, h3, p, a, li, td, th):visible").evaluate_all(
        "all => [...new Set(all.map(one => getComputedStyle(one).color))]"
    )
    assert min(map(contrast_on_white, inks)) >= 4.5
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]


@pytest.mark.parametrize("kind", ARTICLES, ids=str)
def test_an_article_on_paper_is_whole(opened: Open, kind: PageType) -> None:
    page = opened(kind, viewport=A4)
    article = page.locator("article.article")
    parts = article.locator(":is(h1, .article-facts p, .article-lead, .article-body > *)")
    texts = parts.all_inner_texts()
    page.emulate_media(media="print")

    assert len(texts) > 3
    assert parts.all_inner_texts() == texts
    assert all(part.is_visible() for part in parts.all())


def test_a_link_in_a_printed_text_is_still_known_as_one(opened: Open) -> None:
    page = opened(next(kind for kind in PAGES if kind.name == "article with everything"), viewport=A4)
    page.emulate_media(media="print")
    link = page.locator(".article-body a").first

    assert link.evaluate("one => getComputedStyle(one).textDecorationLine") == "underline"


def test_an_article_is_printed_on_as_much_paper_as_it_needs(opened: Open, tmp_path: Path) -> None:
    page = opened(next(kind for kind in PAGES if kind.name == "article with everything"), viewport=A4)
    file = tmp_path / "artikel.pdf"
    page.pdf(path=file, format="A4")

    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", file.read_bytes())) <= 2


@pytest.mark.sweep(5)
@pytest.mark.parametrize("kind", TEMPLATES, ids=str)
def test_without_script_a_page_is_whole(opened: Open, kind: PageType) -> None:
    with_script, without = opened(kind), opened(kind, java_script_enabled=False)

    assert visible_words(with_script) == visible_words(without)
    assert without.locator("button:visible:not([type=submit])").count() == 0


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_names_on_the_map_stand_within_what_can_be_touched(opened: Open, width: int) -> None:
    page = opened(next(kind for kind in PAGES if kind.name == "regions"), viewport={"width": width, "height": 900})
    links = page.locator("nav.region-map a")
    boxes = [box for link in links.all() if (box := link.bounding_box())]
    within = links.locator("text").evaluate_all(
        """names => names.map(name => {
            const text = name.getBoundingClientRect(), box = name.previousSibling.getBoundingClientRect();
            return box.left <= text.left && text.right <= box.right;
        })"""
    )

    assert len(boxes) == 13
    assert all(min(box["width"], box["height"]) >= 23.9 for box in boxes)
    assert within == [True] * 13
    assert page.locator("nav.region-map svg").evaluate("svg => svg.getBoundingClientRect().right") <= width
    links.nth(4).click()
    assert page.locator("h1").inner_text().startswith("Nieuws uit ")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_where_a_readers_own_colours_rule_the_map_can_be_read(opened: Open, colours: Literal["light", "dark"]) -> None:
    kind = next(kind for kind in PAGES if kind.name == "regions")
    page = opened(kind, viewport=A4, forced_colors="active", color_scheme=colours)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    inks = page.locator("nav.region-map :is(circle, text)").evaluate_all(
        "all => [...new Set(all.map(one => getComputedStyle(one).fill))]"
    )

    assert inks
    assert min(contrast(hexadecimal(ink), hexadecimal(ground)) for ink in inks) >= 4.5


@pytest.mark.sweep(4)
@pytest.mark.parametrize("kind", [one for one in PAGES if one.scored or one.name == "style"], ids=str)
def test_nothing_moves_for_who_wants_it_still(opened: Open, kind: PageType) -> None:
    page = opened(kind, reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((one) => {
          const style = getComputedStyle(one);
          const longest = (times) => Math.max(...times.split(",").map(parseFloat));
          return longest(style.transitionDuration) > 0.01 || longest(style.animationDuration) > 0.01
            || style.scrollBehavior === "smooth";
        }).map((one) => one.outerHTML.slice(0, 80))"""
    )

    assert moving == []


def test_what_is_lost_on_paper_or_without_script_would_be_seen(opened: Open, newsroom: Newsroom) -> None:
    page = opened(PAGES[0])
    before = visible_words(page)
    page.evaluate("document.querySelector('main').append('geschreven door een script')")

    assert visible_words(page) != before
    assert contrast_on_white("rgb(200, 200, 200)") < 4.5
    assert newsroom.get(PAGES[0]).status == 200
