"""What an agency's licence allows, and what a site reserves."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from mangum import Mangum

from newsdesk import Desk
from portal.storage.table import Table
from portal.web.app import TEXT_TYPES, create_app
from reader import Browser, context_of
from samples import NOW, article, site

Make = Callable[..., Browser]


@pytest.fixture
def browsing(table: Table) -> Make:
    """A browser on a site whose first feed, or which itself, is as the arguments say."""

    def made(*, mining_reserved: bool = False, **of_feed: Any) -> Browser:
        first, *others = site().feeds
        changed = site(feeds=(replace(first, **of_feed), *others), mining_reserved=mining_reserved)
        return Browser(Mangum(create_app(context_of(changed), table), lifespan="off", text_mime_types=TEXT_TYPES))

    return made


@pytest.mark.parametrize(
    ("syndicate", "texts"),
    [("full", ["<p>En zo gaat het verder.</p>"]), ("lead", ["begint hier.</p>"]), ("none", [])],
)
def test_our_feeds_give_away_what_the_licence_allows(
    browsing: Make, desk: Desk, syndicate: str, texts: list[str]
) -> None:
    desk.publish(article())

    browser = browsing(syndicate=syndicate)
    items = json.loads(browser.get("/feeds/alles.json").body)["items"]

    assert [item["content_html"].endswith(text) for item, text in zip(items, texts, strict=True)] == [True] * len(texts)
    assert browser.get("/feeds/buitenland.xml").body.count(b"<item>") == len(texts)
    assert browser.get("/nieuws/veerpont-vaart-weer").status == 200


def test_after_the_term_of_the_licence_the_page_is_gone(browsing: Make, desk: Desk) -> None:
    desk.publish(article(published_at=NOW - timedelta(days=7)))
    desk.publish(article("Van gisteren", published_at=NOW - timedelta(days=6, hours=23)))

    browser = browsing(retention_days=7)

    assert browser.get("/nieuws/veerpont-vaart-weer").status == 410
    assert browser.get("/nieuws/van-gisteren").status == 200
    for name in ("alles.json", "buitenland.xml"):
        given_away = browser.get(f"/feeds/{name}").body
        assert (b"Van gisteren" in given_away, b"Veerpont vaart weer" in given_away) == (True, False)


def test_mining_is_reserved_in_every_way_that_machines_read(browsing: Make, desk: Desk) -> None:
    desk.publish(article())
    reserved, allowed = browsing(mining_reserved=True), browsing()

    assert reserved.get("/nieuws/veerpont-vaart-weer").headers["tdm-reservation"] == "1"
    assert json.loads(reserved.get("/.well-known/tdmrep.json").body) == [{"location": "/", "tdm-reservation": 1}]
    robots = reserved.get("/robots.txt").body.decode()
    assert "User-agent: GPTBot\n" in robots
    assert robots.index("Disallow: /\n") < robots.index("User-agent: *")
    assert "tdm-reservation" not in allowed.get("/").headers
    assert allowed.get("/.well-known/tdmrep.json").status == 404
    assert "GPTBot" not in allowed.get("/robots.txt").body.decode()


def test_what_the_agency_calls_a_correction_stands_on_the_page(browsing: Make, desk: Desk) -> None:
    desk.publish(article(correction="Rectificatie", updated_at=NOW))

    words = browsing().get("/nieuws/veerpont-vaart-weer").words("//main//p")

    assert "Rectificatie: in dit bericht is een fout hersteld" in words
