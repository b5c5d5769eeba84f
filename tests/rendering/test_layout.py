"""Where things stand on a page, in a browser: the head of every page, the regions on the front."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route

from browsing import CHROMIUM, Tabs
from portal.model.site import Site
from portal.rendering.assets import Assets
from portal.rendering.front_order import front_view
from portal.rendering.pages import Pages
from portal.rendering.views import FrontBlock
from samples import NOW, article, site

WIDTHS = (320, 390, 480, 600, 768, 991, 992, 1024, 1151, 1152, 1280, 1920)
LONG = "Noordhollands Dagblad voor Alkmaar en omstreken"
BOXES = """() => [...document.querySelector(".masthead").children].filter(one => one.offsetParent)
    .map(one => one.getBoundingClientRect()).map(box => [box.left, box.top, box.right, box.bottom])"""

EDGES = """() => ["h1", ".masthead-name"].map(one => document.querySelector(one).getBoundingClientRect().left)
    .concat(document.querySelector("h1").getBoundingClientRect().top)"""

Box = tuple[float, float, float, float]
Show = Callable[..., Page]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium-headless-shell)"
    ),
]


def meet(one: Box, other: Box) -> bool:
    """Does one of the two lie over the other?"""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def in_one_row(boxes: list[Box]) -> bool:
    return max(box[1] for box in boxes) < min(box[3] for box in boxes)


@pytest.fixture
def show(tabs: Tabs, assets: Assets) -> Iterator[Show]:
    """Shows one page after the other in a window of this width."""
    with tabs.opened() as page:

        def shown(html: str, width: int = 1280, height: int = 900) -> Page:
            def answer(route: Route) -> None:
                found = assets.file(route.request.url.rpartition("/")[2])
                body, content_type = found or (html, "text/html")
                route.fulfill(body=body, content_type=content_type)

            page.unroute_all()
            page.route("**/*", answer)
            page.set_viewport_size({"width": width, "height": height})
            page.goto("https://www.schelde.example/over")
            return page

        yield shown


@pytest.mark.parametrize("name", ["PZC", "De Achterhoekse Courant", LONG, "Vrijwilligersorganisatienieuws"])
def test_whatever_the_name_nothing_lies_over_another_and_a_desktop_has_one_row(
    name: str, pages_of: Callable[[Site], Pages], show: Show
) -> None:
    page = show(pages_of(site(name=name)).own_page("over", now=NOW))

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        boxes = [tuple(box) for box in page.evaluate(BOXES)]

        assert not any(meet(one, other) for at, one in enumerate(boxes) for other in boxes[at + 1 :]), (width, boxes)
        assert max(box[2] for box in boxes) <= width, (width, boxes)
        assert in_one_row(boxes) or width < 992, (width, boxes)


@pytest.mark.parametrize(
    ("name", "width"),
    [*(("front", width) for width in (320, 360, 390, 600)), *(("regions", width) for width in (360, 390, 600))],
)
def test_on_a_phone_the_head_is_one_row_and_news_begins_in_the_first_300_pixels(
    all_pages: dict[str, str], show: Show, name: str, width: int
) -> None:
    page = show(all_pages[name], width=width, height=780)

    assert in_one_row([tuple(box) for box in page.evaluate(BOXES)])
    assert page.evaluate("document.querySelector('.story-card').getBoundingClientRect().top") < 300


def test_every_title_begins_at_the_edge_of_the_name_above_it(all_pages: dict[str, str], show: Show) -> None:
    places = set()
    for name in ("section", "region", "regions", "article", "day", "month", "year", "search", "webmail", "withdrawn"):
        page = show(all_pages[name], width=1440)
        places.add(tuple(page.evaluate(EDGES)))

    (place,) = places
    assert place[0] == place[1]


def test_nothing_is_empty_below_what_stands_beside_the_opening(all_pages: dict[str, str], show: Show) -> None:
    page = show(all_pages["front with pictures"])

    boxes = page.evaluate(
        """() => [...document.querySelectorAll('.section-block-opening .story-card, .front-top .latest')]
            .map(one => one.getBoundingClientRect()).map(box => [box.left, box.top, box.right, box.bottom])"""
    )
    lead, *others, latest = [tuple(box) for box in boxes]

    assert not any(meet(one, other) for at, one in enumerate(boxes) for other in boxes[at + 1 :])
    assert [[other[1] for other in others].count(top) for top in sorted({other[1] for other in others})] == [4]
    assert others[0][1] >= max(lead[3], latest[3])
    assert (others[0][0], others[3][2]) == (lead[0], latest[2])


def test_a_first_story_without_a_picture_leaves_no_gap_among_the_regions(
    pages_of: Callable[[Site], Pages], show: Show
) -> None:
    told = tuple(article(f"Bericht {number} uit Goes", section="goes") for number in range(7))
    blocks = (FrontBlock(section=site().sections[0], teasers=(article("Elders"),)),)
    html = pages_of(site()).front(front_view(blocks, told, told, now=NOW), now=NOW, path="/")
    page = show(html)

    tops = page.evaluate("() => [...document.querySelectorAll('.front-regions-cards > *')].map(one => one.offsetTop)")

    assert [tops.count(top) for top in sorted(set(tops))] == [2, 3, 2]
