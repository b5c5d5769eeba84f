"""What the script does on a page that stays open, and for a reader who comes back. The server is a table of answers."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from browsing import CHROMIUM, Tabs
from portal.model.article import Teaser
from portal.model.clock import to_iso
from portal.model.dutch_dates import in_full
from portal.rendering.assets import Assets
from portal.rendering.recent import recent_json
from rendering.gallery import teasers
from rendering.reading import read, texts
from rendering.test_script import HOST
from samples import NOW, article, site

MINUTE = 60_000
PATHS = {"/": "front", "/nieuws/binnenland": "section", "/nieuws/regio": "regions", "/nieuws/regio/goes": "region"}
LIVE = "/nieuws/veerpont-vaart-weer"
FORBIDDEN = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
)
SAVING = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
HIDING = "Object.defineProperty(document, 'hidden', { get: () => window.away ?? false })"
SHIFTS = """() => new Promise(done => new PerformanceObserver(list => done(
    list.getEntries().reduce((sum, shift) => sum + shift.value, 0))).observe({ type: 'layout-shift', buffered: true })
    ?? setTimeout(() => done(0), 300))"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium-headless-shell)"
    ),
]


class Newsroom:
    """What `/actueel.json` answers, and how often it was asked. An answer of None is a failure."""

    def __init__(self) -> None:
        self.answer: list[Teaser] | None = list(teasers(8))
        self.asked = 0

    def __call__(self, route: Route) -> None:
        self.asked += 1
        if self.answer is None:
            route.fulfill(status=503, content_type="text/html", body="<p>Even niet")
        else:
            newest = sorted(self.answer, key=lambda one: one.position, reverse=True)[:40]
            route.fulfill(content_type="application/json", body=recent_json(site(), newest))

    def arrives(self, *minutes: float, section: str = "buitenland") -> None:
        """An article published so many minutes after the page was made; less than none: one that comes late."""
        assert self.answer is not None
        self.answer += [
            article(f"{minute} later", section=section, published_at=NOW + timedelta(minutes=minute))
            for minute in minutes
        ]


Visit = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom()


@pytest.fixture
def visit(tabs: Tabs, assets: Assets, all_pages: dict[str, str], newsroom: Newsroom) -> Visit:
    """Opens a page of PATHS or LIVE at the moment NOW; `pass_minutes` is how time goes on. `before`: scripts that run
    first.
    """

    @contextmanager
    def visit(path: str, *, before: tuple[str, ...] = (), **settings: Any) -> Iterator[Page]:
        def answer(route: Route) -> None:
            asked = route.request.url.removeprefix(HOST)
            found = assets.file(asked.rpartition("/")[2]) if asked.startswith("/static/") else None
            if found:
                route.fulfill(body=found[0], content_type=found[1])
            elif asked == "/actueel.json":
                newsroom(route)
            else:
                route.fulfill(
                    body=all_pages.get((PATHS | {LIVE: "live blog"}).get(asked, ""), "<title>Elders"),
                    content_type="text/html",
                )

        with tabs.opened(**({"viewport": {"width": 390, "height": 800}} | settings)) as page:
            page.route("**/*", answer)
            for script in (HIDING, *before):
                page.add_init_script(script)
            page.clock.install(time=NOW)
            page.goto(f"{HOST}{path}")
            yield page

    return visit


def pass_minutes(page: Page, minutes: int) -> None:
    """Minute by minute, and until the answer of each is in."""
    for _ in range(minutes):
        page.clock.run_for(MINUTE)
        settle(page)


def settle(page: Page) -> None:
    """What was asked before this question has been answered before it."""
    page.evaluate("fetch('/elders').then(it => it.text())")


def said(page: Page) -> str:
    """What stands in the bar, "" while there is none."""
    return page.locator("[role=status]").inner_text()


@pytest.mark.parametrize(
    ("arrivals", "words"), [((), ""), ((1,), "1 nieuw bericht"), ((1, 2, 3), "3 nieuwe berichten")]
)
def test_after_a_minute_it_says_how_many_came_in(
    visit: Visit, newsroom: Newsroom, arrivals: tuple[int, ...], words: str
) -> None:
    with visit("/") as page:
        assert newsroom.asked == 0
        newsroom.arrives(*arrivals)
        pass_minutes(page, 1)

        assert (said(page), newsroom.asked) == (words, 1)


def test_a_list_counts_what_belongs_in_it(visit: Visit, newsroom: Newsroom) -> None:
    newsroom.arrives(1, section="binnenland")
    newsroom.arrives(1, 2, section="goes")
    newsroom.arrives(1, section="tholen")

    words = {}
    for path in PATHS:
        with visit(path) as page:
            pass_minutes(page, 1)
            words[path] = said(page)

    assert words == {
        "/": "4 nieuwe berichten",
        "/nieuws/binnenland": "1 nieuw bericht",
        "/nieuws/regio": "3 nieuwe berichten",
        "/nieuws/regio/goes": "2 nieuwe berichten",
    }


def test_what_was_published_before_the_page_and_comes_after_it_is_new_too(visit: Visit, newsroom: Newsroom) -> None:
    with visit("/") as page:
        pass_minutes(page, 1)
        newsroom.arrives(-90)
        pass_minutes(page, 1)

        assert said(page) == "1 nieuw bericht"


def test_a_withdrawal_makes_nothing_new(visit: Visit, newsroom: Newsroom) -> None:
    old = [article(f"Oud {hour}", published_at=NOW - timedelta(days=1, hours=hour)) for hour in range(60)]
    newsroom.answer = [*teasers(8), *old]
    with visit("/") as page:
        pass_minutes(page, 1)
        del newsroom.answer[:3]
        pass_minutes(page, 1)
        assert said(page) == ""

        newsroom.arrives(1)
        pass_minutes(page, 1)
        assert said(page) == "1 nieuw bericht"
        newsroom.answer.pop()
        pass_minutes(page, 1)
        assert said(page) == ""


def test_when_more_came_in_than_it_is_told_it_says_at_least(visit: Visit, newsroom: Newsroom) -> None:
    with visit("/") as page:
        newsroom.arrives(*range(1, 60))
        pass_minutes(page, 1)

        assert said(page) == "Minstens 30 nieuwe berichten"


def test_nobody_is_asked_while_nobody_looks(visit: Visit, newsroom: Newsroom) -> None:
    with visit("/") as page:
        page.evaluate("window.away = true")
        newsroom.arrives(1)
        pass_minutes(page, 5)
        assert newsroom.asked == 0

        page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
        settle(page)
        assert (said(page), newsroom.asked) == ("1 nieuw bericht", 1)

        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        settle(page)
        assert newsroom.asked == 1


def test_who_saves_data_is_not_charged_for_it(visit: Visit, newsroom: Newsroom) -> None:
    with visit("/", before=(SAVING,)) as page:
        pass_minutes(page, 3)

    assert newsroom.asked == 0


def test_a_site_in_trouble_is_asked_less_and_less_and_then_again_every_minute(visit: Visit, newsroom: Newsroom) -> None:
    newsroom.answer = None
    with visit("/") as page:
        pass_minutes(page, 15)
        assert newsroom.asked == 4
        assert said(page) == ""

        newsroom.answer = list(teasers(8))
        pass_minutes(page, 16)
        recovered = newsroom.asked
        pass_minutes(page, 3)
        assert newsroom.asked == recovered + 3


def test_the_page_of_a_live_blog_says_that_something_was_added_and_no_list_counts_it(
    visit: Visit, newsroom: Newsroom
) -> None:
    blog = article("Veerpont vaart weer", is_live=True, updated_at=NOW, published_at=NOW - timedelta(hours=9))
    newsroom.answer = [blog, *teasers(8)]
    with visit(LIVE) as page:
        newsroom.arrives(1)
        pass_minutes(page, 1)
        assert said(page) == ""

        newsroom.answer[0] = replace(blog, updated_at=NOW + timedelta(minutes=1))
        pass_minutes(page, 1)
        assert said(page) == "Nieuw in dit liveblog"
    with visit("/") as page:
        newsroom.answer[0] = replace(blog, updated_at=NOW + timedelta(minutes=5))
        pass_minutes(page, 2)
        assert said(page) == "1 nieuw bericht"


def test_who_sends_the_message_away_is_not_told_again(visit: Visit, newsroom: Newsroom) -> None:
    with visit("/") as page:
        newsroom.arrives(1)
        pass_minutes(page, 1)
        page.locator("[role=status]").get_by_role("button", name="Sluiten").click()
        newsroom.arrives(2)
        pass_minutes(page, 3)

        assert (said(page), newsroom.asked) == ("", 1)
        assert page.locator(".fresh > :visible").count() == 0


def test_nothing_moves_when_news_is_told_and_a_click_shows_it_from_the_top(visit: Visit, newsroom: Newsroom) -> None:
    with visit("/nieuws/binnenland") as page:
        newsroom.arrives(1, section="binnenland")
        page.evaluate("scrollTo(0, 600)")
        before = page.locator("h2").last.bounding_box()
        pass_minutes(page, 1)

        assert page.locator("h2").last.bounding_box() == before
        assert page.evaluate(SHIFTS) == 0
        assert page.evaluate("document.activeElement === document.body")

        page.evaluate("window.before = true")
        with page.expect_navigation():
            page.get_by_role("link", name="1 nieuw bericht").click()
        assert page.url == f"{HOST}/nieuws/binnenland"
        assert page.evaluate("[window.before ?? false, scrollY]") == [False, 0]


def test_a_tap_gives_the_exact_moment_and_another_takes_it_back(visit: Visit) -> None:
    newest = teasers(8)[0].published_at
    with visit("/nieuws/binnenland", has_touch=True) as page:
        time = page.locator("main article time").first
        ago = time.inner_text()

        time.tap()
        assert time.inner_text() == in_full(newest)
        pass_minutes(page, 1)
        assert time.inner_text() == in_full(newest)
        time.tap()
        assert time.inner_text() == ago
        assert page.locator("time[tabindex]").count() == 0


def test_a_mouse_has_the_exact_moment_by_hovering(visit: Visit) -> None:
    with visit("/nieuws/binnenland") as page:
        time = page.locator("main article time").first
        ago = time.inner_text()
        time.click()

        assert time.inner_text() == ago
        assert time.get_attribute("title") == in_full(teasers(8)[0].published_at)


def test_on_paper_nothing_stays_an_hour_ago(visit: Visit) -> None:
    with visit("/nieuws/binnenland") as page:
        page.emulate_media(media="print")
        time = page.locator("main article time").first

        assert (
            time.evaluate("it => getComputedStyle(it, '::after').content") == f'"{in_full(teasers(8)[0].published_at)}"'
        )
        assert time.evaluate("it => getComputedStyle(it).fontSize") == "0px"
        assert page.locator("aside:visible, footer:visible, .fresh:visible").count() == 0


def places(page: Page, within: str) -> list[str]:
    return page.locator(f"{within} li").all_inner_texts()


def test_a_place_becomes_mine_and_comes_first_everywhere(visit: Visit) -> None:
    with visit("/nieuws/regio") as page:
        assert places(page, ".places") == ["Goes", "Tholen"]
        star = page.get_by_role("button", name="Tholen is mijn regio")
        assert star.get_attribute("aria-pressed") == "false"

        star.click()

        assert star.get_attribute("aria-pressed") == "true"
        assert places(page, ".section-menu")[:2] == ["Regio", "Tholen"]
        assert page.locator(".section-menu a").nth(1).get_attribute("href") == "/nieuws/regio/tholen"
        for path in ("/", "/nieuws/regio"):
            page.goto(f"{HOST}{path}")
            assert places(page, ".places") == ["Tholen", "Goes"], path
            assert places(page, ".section-menu")[:2] == ["Regio", "Tholen"], path
            assert page.locator(".places [data-mine]").all_inner_texts() == ["Tholen"], path
        assert page.context.cookies() == []
        assert page.evaluate("Object.entries(localStorage)") == [["mijnRegio", "/nieuws/regio/tholen"]]


def test_on_the_front_four_headlines_of_it_stand_before_those_of_all_places(
    visit: Visit, newsroom: Newsroom, all_pages: dict[str, str]
) -> None:
    headlines = texts(read(all_pages["region"]), "//div[@class='stories']//h2/a")
    with visit("/", before=("localStorage.mijnRegio = '/nieuws/regio/goes'",)) as page:
        page.locator(".front-mine li").nth(len(headlines[:4]) - 1).wait_for()

        assert page.locator(".front-mine h2").inner_text() == "Goes"
        assert page.locator(".front-mine li a").all_inner_texts() == headlines[:4]
        assert page.locator(".front-mine + .front-regions").count() == 1
        assert newsroom.asked == 0
    with visit("/") as page:
        settle(page)
        assert page.locator(".front-mine").count() == 0


@pytest.mark.parametrize("path", ["/nieuws/regio", "/nieuws/regio/goes", "/nieuws/binnenland"])
def test_elsewhere_a_place_brings_no_headlines(visit: Visit, path: str) -> None:
    with visit(path, before=("localStorage.mijnRegio = '/nieuws/regio/goes'",)) as page:
        settle(page)
        assert page.locator(".front-mine").count() == 0


def test_a_place_whose_page_does_not_answer_leaves_the_front_as_it_is(visit: Visit) -> None:
    with visit("/", before=("localStorage.mijnRegio = '/nieuws/regio/tholen'",)) as page:
        settle(page)
        assert page.locator(".front-mine").count() == 0


def test_another_place_takes_its_turn_and_none_leaves_nothing_behind(visit: Visit) -> None:
    with visit("/nieuws/regio") as page:
        page.get_by_role("button", name="Tholen is mijn regio").click()
        page.get_by_role("button", name="Goes is mijn regio").click()
        pressed = page.locator(".my-region").evaluate_all("them => them.map(it => it.ariaPressed)")
        assert pressed == ["true", "false"]
        assert places(page, ".section-menu")[:3] == ["Regio", "Goes", "Binnenland"]

        page.goto(f"{HOST}/nieuws/regio/goes")
        page.get_by_role("button", name="Goes is mijn regio").click()

        assert places(page, ".section-menu")[:2] == ["Regio", "Binnenland"]
        assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("kept", ["/nieuws/regio/atlantis", '"] script', "https://elders.example/"])
def test_a_place_that_is_there_no_more_is_nobodys(visit: Visit, kept: str) -> None:
    with visit("/", before=(f"localStorage.mijnRegio = {json.dumps(kept)}",)) as page:
        assert places(page, ".section-menu")[:2] == ["Regio", "Binnenland"]
        assert places(page, ".places") == ["Goes", "Tholen"]


def test_where_nothing_may_be_kept_there_is_nothing_to_choose(visit: Visit) -> None:
    faults: list[str] = []
    with visit("/nieuws/regio", before=(FORBIDDEN,)) as page:
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.reload()

        assert page.locator(".my-region:visible").count() == 0
        assert places(page, ".places") == ["Goes", "Tholen"]
    assert faults == []


def test_without_a_script_there_is_no_button_and_no_room_for_one(visit: Visit) -> None:
    with visit("/nieuws/regio", java_script_enabled=False) as page:
        assert page.locator(".my-region:visible").count() == 0
        start, end = page.locator(".places a").first.evaluate(
            "it => [getComputedStyle(it).paddingLeft, getComputedStyle(it).paddingRight]"
        )
        assert start == end


def test_the_star_finds_its_room_kept(visit: Visit) -> None:
    for path in ("/nieuws/regio", "/nieuws/regio/goes"):
        with visit(path) as page:
            assert page.locator(".my-region:visible").count() > 0
            shown = page.evaluate("document.body.offsetHeight")
            page.locator(".my-region").evaluate_all("them => them.forEach(it => it.hidden = true)")
            assert page.evaluate("document.body.offsetHeight") == shown, path


def test_the_moment_on_the_page_is_what_the_file_counts_from() -> None:
    newest = teasers(1)[0]

    assert newest.mark.startswith(to_iso(newest.published_at))
    assert newest.position.startswith(newest.mark)
