"""axe-core on every kind of page, as different readers have it on their screens: WCAG 2.2 AA and best practice."""

from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize

from browsing import PHONE
from quality import tools
from quality.conftest import Open
from quality.pages import PAGES, PageType

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
EVERYTHING = {"type": "tag", "values": [*WCAG, "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What can differ between colour schemes: they redefine tokens, the document stays the same."""

LAYOUT = {
    "type": "rule",
    "values": ["target-size", "scrollable-region-focusable", "link-name", "button-name", "select-name", "region"],
}
"""What can differ between widths: what is too small, cannot be scrolled, or lost its name with its text."""

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
SCHEMES: dict[str, dict[str, Any]] = {
    "dark": {"color_scheme": "dark"},
    "more contrast": {"contrast": "more"},
    "more contrast, dark": {"contrast": "more", "color_scheme": "dark"},
}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def axe() -> str:
    return tools.axe()


def violations(page: Page, axe: str, rules: dict[str, Any] = EVERYTHING) -> list[str]:
    """Each as `rule: element`. A page's own policy forbids script from elsewhere: a debugger's hand brings it in."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", rules)
    assert found["passes"], "axe looked at nothing"
    return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]


def width_of(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def violations_of_schemes(page: Page, axe: str) -> dict[str, list[str]]:
    """What axe finds in each of the other colour schemes, where it finds something."""
    found = {}
    for name, scheme in SCHEMES.items():
        # Without motion: else a button is caught half-way between the colours of two schemes.
        still = {"color_scheme": "light", "contrast": "no-preference", "reduced_motion": "reduce"}
        page.emulate_media(**still | scheme)
        found[name] = violations(page, axe, COLOURS)
    return {name: rows for name, rows in found.items() if rows}


@pytest.mark.sweep(8)
@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_a_page_is_for_every_reader_on_any_screen_and_in_any_scheme(opened: Open, axe: str, kind: PageType) -> None:
    """What axe looks for, and that nothing sticks out at 320 pixels nor in letters twice as large."""
    page = opened(kind, viewport=WIDE)

    assert violations(page, axe) == []
    if not kind.variant:  # what has no template of its own has no colours and widths of its own
        page.set_viewport_size(NARROW)
        assert violations(page, axe, LAYOUT) == []
        assert width_of(page) <= NARROW["width"]
        assert violations_of_schemes(page, axe) == {}
        page.set_viewport_size(PHONE)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert width_of(page) <= PHONE["width"]


def test_axe_finds_nothing_in_the_open_dialog(opened: Open, axe: str) -> None:
    page = opened(PAGES[0], viewport=WIDE)
    page.get_by_role("link", name="Webmail", exact=True).click()
    page.wait_for_selector("dialog[open]")

    assert violations(page, axe) == []
    page.set_viewport_size(NARROW)
    assert violations(page, axe) == []
    assert violations_of_schemes(page, axe) == {}


def test_with_the_readers_own_colours_buttons_keep_their_edge_and_icons_their_ink(opened: Open) -> None:
    page = opened(PAGES[0], forced_colors="active")
    page.get_by_role("link", name="Webmail", exact=True).click()
    buttons = page.locator("dialog[open] button[name=keuze]")
    icon = page.locator("dialog[open] button svg").first

    assert buttons.evaluate_all("all => all.every(one => parseFloat(getComputedStyle(one).borderTopWidth) >= 1)")
    # In forced colours the page's own ink is replaced by the system's; what is drawn has to follow it.
    assert icon.evaluate("svg => getComputedStyle(svg).stroke === getComputedStyle(svg.parentElement).color")


def test_axe_sees_a_picture_without_words_and_letters_that_are_too_pale(opened: Open, axe: str) -> None:
    page = opened(PAGES[0])
    page.evaluate(
        """() => {
          const picture = document.createElement("img");
          picture.src = "/favicon.ico";
          document.querySelector("main").append(picture);
          document.querySelector(".latest h2").style.color = "#ddd";
        }"""
    )

    assert {one.partition(":")[0] for one in violations(page, axe)} >= {"image-alt", "color-contrast"}
    assert set(violations_of_schemes(page, axe)) == {"more contrast"}


def test_an_overflow_is_seen(opened: Open) -> None:
    page = opened(PAGES[0], viewport=NARROW)
    page.evaluate("document.querySelector('main').style.width = '400px'")

    assert width_of(page) > NARROW["width"]
