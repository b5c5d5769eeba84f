"""Addresses without a CDN before the functions: one spelling, and no read for what cannot be meant."""

import re

import pytest

from infra.edge_function import spellings
from newsdesk import Desk
from portal.model.section import ALL
from portal.storage.table import Table
from portal.web import cache_control
from portal.web.addresses import is_position, spelling
from portal.web.composer import Composer
from portal.web.context import Context
from portal.web.daily_digest import DailyDigest
from portal.web.guessed_addresses import GuessedAddresses
from portal.web.pages import NewsPages
from portal.web.search import PATH
from portal.web.sitemaps import Sitemaps
from portal.web.static import StaticFiles
from portal.web.static_pages import StaticPages
from portal.web.syndication import Syndication
from reader import Browser
from samples import NOW, article

PASSING = {row.path for row in spellings() if row.status == 200}
POSITION = "2026-11-24T13:30:00Z_veerpont-vaart-weer"
WEBMAIL = ("/webmail", "/webmail/keuze", "/webmail/gekozen")


def reads(browser: Browser, target: str) -> int:
    """Rounds to the table that the answer says it took."""
    found = re.search(r"rounds=(\d+)", browser.get(target).headers["server-timing"])
    assert found
    return int(found[1])


def test_every_route_has_a_row_in_the_table_of_spellings(context: Context, table: Table) -> None:
    """But for pages of the publisher's own, whose addresses are as many as there are files."""
    routes = {
        **NewsPages(context, Composer(context.site, table)).routes(),
        **DailyDigest(context, table).routes(),
        **Syndication(context, table).routes(),
        **Sitemaps(context, table).routes(),
        **GuessedAddresses(context).routes(),
        **StaticPages(context).routes(),
        **StaticFiles(context).routes(),
    }
    own = {page.path for page in context.own_pages.listed}
    patterns = [re.sub(r"\{[a-z]+(:path)?\}", "[^/]+", re.escape(path).replace(r"\{", "{").replace(r"\}", "}"))
                for path in (*routes.keys() - own, PATH, *WEBMAIL)]  # fmt: skip

    assert len(patterns) > 20
    assert [one for one in patterns if not any(re.fullmatch(one, path) for path in PASSING)] == []
    assert [path for path in own if spelling(path) != path] == []


def test_what_answers_200_passes_at_the_edge(browser: Browser, desk: Desk) -> None:
    """Asked of every row, as it was sent: a page that there is would otherwise be out of reach, and one that answers to
    two spellings would be two pages to a cache.
    """
    desk.publish(article())

    found = {row.path for row in spellings() if browser.get(row.path.replace("%", "%25")).status == 200}

    assert len(found) > 20
    assert {path for path in found if spelling(path) != path} == set()


@pytest.mark.parametrize(
    ("target", "onward"),
    [
        ("/nieuws//buitenland", "/nieuws/buitenland"),
        ("/Nieuws/Buitenland", "/nieuws/buitenland"),
        ("/nieuws/%2562uitenland", "/nieuws/buitenland"),
        ("/feeds/%2561lles.xml", "/feeds/alles.xml"),
        ("/nieuws%252Fbuitenland", "/nieuws/buitenland"),
        ("/nieuws/%252562uitenland", None),
        ("/nieuws/buitenland/", "/nieuws/buitenland"),
        ("/nieuws/buitenland/?voor=" + POSITION, "/nieuws/buitenland?voor=" + POSITION),
        ("/zoeken/?q=caf%C3%A9+%22x%22", "/zoeken?q=caf%C3%A9+%22x%22"),
        ("/zoeken/?q=a%0d%0ab", "/zoeken?q=a%0d%0ab"),
        ("/zoeken/?q=<é>", "/zoeken?q=%3C%C3%83%C2%A9%3E"),
        ("/feeds/Alles.xml", "/feeds/alles.xml"),
        ("/https://evil.example/", None),
        ("//evil.example/", None),
        ("//evil.example//", None),
        ("/nieuws/een/twee/drie/", None),
        ("/wp-admin/", "/wp-admin"),
    ],
)
def test_only_what_can_be_an_address_leads_on(browser: Browser, target: str, onward: str | None) -> None:
    """And a redirect of ours is kept like a page that is not there: no cache shows it for a day."""
    answer = browser.get(target)

    assert (answer.status, answer.headers.get("location")) == (301 if onward else 404, onward)
    assert answer.headers["cache-control"] == cache_control.ABSENT


def test_who_sends_something_is_led_nowhere(browser: Browser) -> None:
    assert browser.ask("POST", "/nieuws/buitenland/", b"a=b").status == 404
    assert browser.ask("HEAD", "/Nieuws/Buitenland").status == 301


@pytest.mark.parametrize(
    "position",
    [
        "9999-99-99T99:99:99Z_a",
        "2026-02-30T12:00:00Z_a",
        "2026-11-24T24:00:00Z_a",
        "2026-11-24T12:00:60Z_a",
        "1799-11-24T12:00:00Z_a",
        "2026-11-24T13:30:00Z",
        "2026-11-24T13:30:00Z_A",
        "٢٠٢٦-11-24T13:30:00Z_a",
        "",
        "x",
    ],
)
@pytest.mark.parametrize("parameter", ["voor", "%76oor"])
@pytest.mark.parametrize("path", ["/nieuws/buitenland", "/nieuws/regio", "/nieuws/regio/goes", "/nieuws/2026/11/24"])
def test_what_is_no_position_is_not_found_and_costs_no_read(
    browser: Browser, position: str, parameter: str, path: str
) -> None:
    target = f"{path}?{parameter}={position}"

    assert not is_position(position)
    assert browser.get(target).status == 404
    assert reads(browser, target) == 0


@pytest.mark.parametrize("position", [POSITION, "9999-99-99T99:99:99Z_a", ""])
@pytest.mark.parametrize(
    "path",
    ["/", "/nieuws/veerpont-vaart-weer", "/nieuws/bestaat-niet", "/nieuws/2026/11", "/nieuws/2026", "/feeds",
     "/actueel.json", f"/feeds/{ALL}.xml", "/sitemap.xml", "/sitemap-2026-11.xml", "/sitemap-news.xml", "/robots.txt"],
)  # fmt: skip
def test_where_there_is_no_list_a_position_is_taken_off_and_costs_no_read(
    browser: Browser, desk: Desk, path: str, position: str
) -> None:
    desk.publish(article())

    answer = browser.get(f"{path}?voor={position}")

    assert (answer.status, answer.headers["location"]) == (301, path)
    assert reads(browser, f"{path}?voor={position}") == 0


@pytest.mark.parametrize("position", [POSITION, "x"])
@pytest.mark.parametrize(
    "path", ["//evil.example", "//evil.example/", "/nieuws/a/b/c", "/wp-login.php", "/onderwerpen/x"]
)
def test_a_position_leads_nobody_to_what_is_no_address(browser: Browser, path: str, position: str) -> None:
    answer = browser.get(f"{path}?voor={position}")

    assert (answer.status, "location" in answer.headers) == (404, False)
    assert reads(browser, f"{path}?voor={position}") == 0


def test_a_real_position_at_another_spelling_is_taken_along(browser: Browser) -> None:
    assert (
        browser.get(f"/Nieuws/Buitenland?voor={POSITION}").headers["location"] == f"/nieuws/buitenland?voor={POSITION}"
    )
    assert browser.get("/Nieuws/Buitenland?voor=x").status == 404


def test_a_real_position_shows_what_is_older(browser: Browser, desk: Desk) -> None:
    for headline in ("Eerst", "Later"):
        desk.publish(article(headline, published_at=NOW.replace(minute=10 if headline == "Eerst" else 20)))

    answer = browser.get("/nieuws/buitenland?voor=2026-11-24T14:20:00Z_later&utm_source=x")

    assert answer.words("//main//article//h2") == ["Eerst"]
    assert reads(browser, "/nieuws/buitenland?voor=2026-11-24T14:20:00Z_later") == 1
