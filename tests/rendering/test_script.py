"""What the script does in a browser, and what it leaves alone. The server is a table of answers."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route

from browsing import CHROMIUM, Tabs
from portal.model.dutch_dates import relative
from portal.model.section import Section
from portal.model.site import Site
from portal.rendering.assets import Assets
from portal.rendering.pages import Pages
from portal.rendering.views import SectionView
from samples import NOW, article, site

HOST = "https://www.schelde.example"
MINUTE, HOUR, DAY = 60, 3600, 86400
EDGES = [0, 1, 59, 60, 61, 119, 120, HOUR - 1, HOUR, 2 * HOUR, DAY - 1, DAY, 2 * DAY - 1, 2 * DAY, 7 * DAY - 1,
         7 * DAY, 14 * DAY - 1, 14 * DAY, 30 * DAY - 1, 30 * DAY, 45 * DAY, 400 * DAY, -HOUR]  # fmt: skip

LISTS = ("front", "section", "region", "regions", "day", "month", "year")
WIDE_AND_NARROW = (*LISTS, "article", "webmail refused", "withdrawn")

Open = Callable[..., AbstractContextManager[Page]]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium-headless-shell)"
    ),
]


@pytest.fixture
def opened(tabs: Tabs, assets: Assets) -> Open:
    """Opens `html` as `/`, at the moment NOW; `webmail` answers `/webmail`."""

    @contextmanager
    def opened(
        html: str, *, webmail: Callable[[Route], None] | None = None, width: int = 390, scripted: bool = True
    ) -> Iterator[Page]:
        def answer(route: Route) -> None:
            path = route.request.url.removeprefix(HOST)
            found = assets.file(path.rpartition("/")[2]) if path.startswith("/static/") else None
            if found:
                route.fulfill(body=found[0], content_type=found[1])
            elif path == "/webmail" and webmail and not route.request.is_navigation_request():
                webmail(route)
            else:
                route.fulfill(body=html if path == "/" else "<title>Elders</title>", content_type="text/html")

        settings = {"java_script_enabled": scripted, "timezone_id": "America/New_York"}
        with tabs.opened(viewport={"width": width, "height": 800}, **settings) as page:
            page.route("**/*", answer)
            page.clock.set_fixed_time(NOW)
            page.goto(f"{HOST}/")
            yield page

    return opened


def test_it_says_of_every_age_what_the_server_says(pages: Pages, opened: Open) -> None:
    moments = [NOW - timedelta(seconds=seconds) for seconds in EDGES]
    listed = tuple(article(f"Bericht {number}", published_at=moment) for number, moment in enumerate(moments))
    view = SectionView(section=site().sections[0], teasers=listed, latest=())
    stale = pages.section(view, now=NOW + timedelta(days=1000), path="/nieuws/binnenland")

    with opened(stale) as page:
        said = page.locator("main article time").all_inner_texts()

    assert said == [relative(moment, NOW) for moment in moments]


def test_it_leaves_every_other_word_as_it_was(all_pages: dict[str, str], opened: Open) -> None:
    for name in ("front", "regions", "region", "day", "article", "webmail"):
        with opened(all_pages[name]) as scripted, opened(all_pages[name], scripted=False) as plain:
            assert scripted.inner_text("body") == plain.inner_text("body"), name


def test_who_has_not_chosen_is_asked_in_the_dialog(all_pages: dict[str, str], opened: Open) -> None:
    with opened(all_pages["article"], webmail=lambda route: route.fulfill(body="<p>Kies")) as page:
        page.click("text=Webmail >> nth=0")
        page.wait_for_selector("dialog[open]")
        focused = page.evaluate("document.activeElement.textContent")
        page.click("dialog [aria-label=Sluiten]")

        assert focused == "Kies je webmail"
        assert page.locator("dialog[open]").count() == 0
        assert page.url == f"{HOST}/"


def test_at_four_times_the_size_the_dialog_opens_at_its_beginning(all_pages: dict[str, str], opened: Open) -> None:
    with opened(all_pages["front"], webmail=lambda route: route.fulfill(body="<p>Kies")) as page:
        page.set_viewport_size({"width": 320, "height": 256})
        page.click("text=Webmail >> nth=0")
        page.wait_for_selector("dialog[open]")

        assert page.evaluate("document.querySelector('dialog').scrollHeight") > 256
        assert page.evaluate("document.querySelector('dialog').scrollTop") == 0


def test_the_section_that_is_open_is_seen_in_the_menu_of_a_phone(
    pages_of: Callable[[Site], Pages], opened: Open
) -> None:
    names = [f"Rubriek nummer {number}" for number in range(9)]
    many = site(sections=tuple(Section(slug=f"r{number}", name=name) for number, name in enumerate(names)))
    view = SectionView(section=many.sections[-1], teasers=(), latest=())

    with opened(pages_of(many).section(view, now=NOW, path="/nieuws/r8")) as page:
        box = page.locator(".section-menu [aria-current]").bounding_box()

        assert box
        assert 0 <= box["x"] < box["x"] + box["width"] <= 390
        assert page.evaluate("scrollY") == 0


def _redirect(route: Route) -> None:
    route.fulfill(status=302, headers={"location": "https://webmail.schelde.example/"})


@pytest.mark.parametrize(
    "answer", [_redirect, lambda route: route.fulfill(status=503), lambda route: route.abort()],
    ids=["chosen before", "failing", "unreachable"],
)  # fmt: skip
def test_whatever_else_is_answered_the_link_leads_on(
    all_pages: dict[str, str], opened: Open, answer: Callable[[Route], None]
) -> None:
    with opened(all_pages["article"], webmail=answer) as page:
        page.click("text=Webmail >> nth=0")
        page.wait_for_url(f"{HOST}/webmail")


def test_no_page_is_wider_than_its_window(all_pages: dict[str, str], opened: Open) -> None:
    for name in WIDE_AND_NARROW:
        with opened(all_pages[name]) as page:
            for width in (320, 1000, 2000):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_what_is_touched_is_large_enough(all_pages: dict[str, str], opened: Open) -> None:
    small = """[...document.querySelectorAll("a, button")]
        .filter(it => !it.closest(".skip-links, .article-body, p") && it.checkVisibility())
        .filter(it => it.getBoundingClientRect().height < 43.9)
        .map(it => it.textContent)"""
    for name in WIDE_AND_NARROW:
        with opened(all_pages[name], width=320) as page:
            assert page.evaluate(small) == [], name
