"""A live blog: its blocks, when they were, and where they stand."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from portal.model.article import Article
from portal.model.clock import local
from portal.rendering.live_blog import live_blocks, with_live_blocks
from portal.rendering.pages import Pages
from portal.rendering.views import ArticleView
from rendering.reading import read, text, texts
from samples import NOW, article, site

LOCAL = local(NOW)


def block(clock: str, headline: str = "De dijk houdt") -> str:
    return f"<h2>{clock} {headline}</h2><p>Zo staat het er nu <em>voor</em>.</p>"


def blog(*clocks: str, **changes: Any) -> Article:
    return article("Storm", is_live=True, body_html="<p>Wat vooraf ging.</p>" + "".join(map(block, clocks)), **changes)


def clocks(found: Article) -> list[str]:
    return [f"{one.moment:%d %H:%M}" for one in live_blocks(found)]


@pytest.mark.parametrize("written", ["14:05", "14.05", "14.05 uur", "14:05 uur |", "14:05 -", "14.05 uur:", " 14:05"])
def test_a_subhead_that_begins_with_the_time_opens_a_block(written: str) -> None:
    (one,) = live_blocks(blog(written))

    assert (one.anchor, one.headline, one.text) == ("om-14-05", "De dijk houdt", "Zo staat het er nu voor.")


@pytest.mark.parametrize("written", ["24:05", "14:65", "14 uur", "Om 14:05", "1945:12", "14:050", ""])
def test_another_subhead_is_a_subhead(written: str) -> None:
    found = blog(written)

    assert live_blocks(found) == ()
    assert with_live_blocks(found) == found.body_html


def test_what_is_no_live_blog_has_no_blocks() -> None:
    found = replace(blog("14:05"), is_live=False)

    assert live_blocks(found) == ()
    assert with_live_blocks(found) == found.body_html


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (("14:05", "13:00", "23:50", "08:00"), ["24 14:05", "24 13:00", "23 23:50", "23 08:00"]),
        (("23:50", "08:00", "13:00"), ["23 23:50", "24 08:00", "24 13:00"]),
        (("14:05", "14:05"), ["24 14:05", "24 14:05"]),
        (("15:50", "14:05"), ["24 15:50", "24 14:05"]),
        (("16:40",), ["23 16:40"]),
        ((), []),
    ],
    ids=["newest first", "oldest first", "twice", "a little ahead", "yesterday", "none"],
)
def test_a_time_is_of_the_day_that_its_neighbours_say(written: tuple[str, ...], read_as: list[str]) -> None:
    assert f"{LOCAL:%d %H:%M}" == "24 15:30"

    assert clocks(blog(*written, published_at=NOW - timedelta(days=2), updated_at=NOW)) == read_as


def test_each_block_has_an_address_of_its_own_and_its_time_leads_to_it(pages: Pages) -> None:
    found = blog("14.05 uur", "13:00", "13:00")

    page = page_of(pages, found)

    heads = page.xpath("//div[@class='article-body']/h2")
    assert [(one.get("id"), text(one)) for one in heads] == [
        ("om-14-05", "14:05 De dijk houdt"),
        ("om-13-00", "13:00 De dijk houdt"),
        ("om-13-00-2", "13:00 De dijk houdt"),
    ]
    assert page.xpath("//h2/a/@href") == ["#om-14-05", "#om-13-00", "#om-13-00-2"]
    assert datetime.fromisoformat(page.xpath("//h2//time/@datetime")[0]) == LOCAL.replace(hour=14, minute=5)


def test_a_subhead_that_is_a_link_keeps_it(pages: Pages) -> None:
    body = '<h2><a href="https://bron.example/">14:05 De dijk houdt</a></h2><p>Zo is het.</p>'

    page = page_of(pages, article(is_live=True, body_html=body))

    (head,) = page.xpath("//div[@class='article-body']/h2")
    assert (head.get("id"), head.xpath("a/@href")) == ("om-14-05", ["https://bron.example/"])
    assert text(head) == "14:05 De dijk houdt"


def test_search_engines_are_told_of_every_block(pages: Pages) -> None:
    (data,) = page_of(pages, blog("14:05", "13:00")).xpath("//script[@type='application/ld+json']/text()")
    node = json.loads(data)["@graph"][0]

    assert node["@type"] == "LiveBlogPosting"
    assert node["coverageStartTime"] == node["datePublished"]
    assert "dateline" not in node
    assert node["liveBlogUpdate"][0] == {
        "@type": "BlogPosting",
        "headline": "De dijk houdt",
        "datePublished": "2026-11-24T14:05:00+01:00",
        "url": "https://www.schelde.example/nieuws/storm#om-14-05",
        "articleBody": "Zo staat het er nu voor.",
    }
    assert len(node["liveBlogUpdate"]) == 2


def test_only_the_page_of_a_live_blog_asks_whether_something_was_added(pages: Pages) -> None:
    live = page_of(pages, blog("14:05", updated_at=NOW)).xpath("//div[@class='fresh']/a")[0]

    assert live.get("data-newest") == "2026-11-24T14:30:00Z_storm"
    assert (live.get("data-scope"), live.get("data-words")) == ("live:storm", "Nieuw in dit liveblog")
    assert live.get("href") == "/nieuws/storm"
    assert texts(page_of(pages, article()), "//div[@class='fresh']") == []


def page_of(pages: Pages, one: Article) -> Any:
    return read(pages.article(ArticleView(article=one, section=site().sections[0], more=()), now=NOW, path=one.path))
