"""With a keyboard alone: everything can be reached, is seen to be reached, and can be left again."""

from typing import Any

import pytest
from playwright.sync_api import Page

from quality.conftest import Open
from quality.newsroom import Newsroom
from quality.pages import PAGES, TEMPLATES, PageType

ARTICLE = next(kind for kind in PAGES if kind.name == "article with everything")
SECTION = next(kind for kind in PAGES if kind.name == "section")
MOST_STEPS = 200

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  one.dataset.step ??= String(++window.steps);
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {
    step: one.dataset.step,
    what: one.outerHTML.slice(0, 120),
    name: (one.ariaLabel ?? one.labels?.[0]?.textContent ?? one.textContent).trim(),
    href: one.getAttribute("href"),
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && box.width > 1 && box.height > 1
      && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    dialog: Boolean(one.closest("dialog")),
  };
}"""
REACHABLE = """() => [...document.querySelectorAll("a[href], button, [tabindex='0'], input, select, textarea, summary")]
  .filter((one) => one.checkVisibility() && !one.closest("dialog:not([open])")).length"""

pytestmark = pytest.mark.browser


def focused(page: Page) -> dict[str, Any] | None:
    page.evaluate("window.steps ??= 0")
    found: dict[str, Any] | None = page.evaluate(FOCUSED)
    return found


def steps(page: Page, key: str = "Tab") -> list[dict[str, Any]]:
    """Every stop from here to the end of the page, by one key. Raises AssertionError where it does not go on."""
    found: list[dict[str, Any]] = []
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        stop = focused(page)
        assert not found or stop is None or stop["step"] != found[-1]["step"], f"trapped at {found[-1]['what']}"
        if stop is None or (found and stop["step"] == found[0]["step"]):
            return found
        found.append(stop)
    raise AssertionError(f"no end after {MOST_STEPS} steps: {found[-1]['what']}")


def go_to(page: Page, name: str) -> dict[str, Any]:
    """Tabs on to what is called `name`."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        stop = focused(page)
        if stop and stop["name"] == name:
            return stop
    raise AssertionError(f"no keyboard reaches {name}")


@pytest.mark.sweep(6)
@pytest.mark.parametrize("kind", TEMPLATES, ids=str)
def test_every_control_is_reached_once_and_is_seen_to_be(opened: Open, kind: PageType) -> None:
    page = opened(kind)
    stops = steps(page)

    assert [stop["what"] for stop in stops if not stop["seen"] or not stop["name"]] == []
    assert len({stop["step"] for stop in stops}) == len(stops) == page.evaluate(REACHABLE)


def test_the_way_back_has_the_same_stops(opened: Open) -> None:
    page = opened(ARTICLE)
    there = [stop["step"] for stop in steps(page)]

    assert [stop["step"] for stop in steps(page, "Shift+Tab")] == there[::-1]


@pytest.mark.parametrize(("name", "target"), [("Naar de inhoud", "inhoud"), ("Naar het menu", "menu")])
def test_a_skip_link_is_seen_when_reached_and_goes_where_it_says(opened: Open, name: str, target: str) -> None:
    page = opened(ARTICLE)
    assert go_to(page, name)["seen"]

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("id => document.getElementById(id).contains(document.activeElement)", target)


def test_the_menu_and_the_pager_lead_on(opened: Open) -> None:
    page = opened(PAGES[0])
    go_to(page, "Buitenland")
    with page.expect_navigation(url="**/nieuws/buitenland"):
        page.keyboard.press("Enter")
    go_to(page, "Ouder nieuws")
    with page.expect_navigation(url="**/nieuws/buitenland?voor=*"):
        page.keyboard.press("Enter")

    assert page.locator("h1").inner_text() == "Buitenland"


def test_the_dialog_takes_the_focus_keeps_it_and_gives_it_back(opened: Open) -> None:
    page = opened(ARTICLE)
    go_to(page, "Webmail")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open]")

    inside = focused(page)
    assert inside
    assert inside["dialog"]
    for _ in range(8):
        page.keyboard.press("Tab")
        stop = focused(page)
        assert stop is None or (stop["dialog"] and stop["seen"])  # None: the browser's own controls
    page.keyboard.press("Escape")

    back = focused(page)
    assert back
    assert back["name"] == "Webmail"
    assert page.locator("dialog[open]").count() == 0


def test_the_dialog_is_left_by_its_own_button_too(opened: Open) -> None:
    page = opened(ARTICLE)
    go_to(page, "Webmail")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open]")
    while (stop := focused(page)) is None or stop["name"] != "Sluiten":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.locator("dialog[open]").count() == 0


def test_sharing_copies_the_address_and_says_so(opened: Open, newsroom: Newsroom) -> None:
    page = opened(ARTICLE, permissions=["clipboard-read", "clipboard-write"])
    go_to(page, "Deel of kopieer het adres")
    page.keyboard.press("Enter")
    page.wait_for_selector(".share-button[data-done]")

    assert page.locator(".share-button").get_attribute("aria-label") == "Adres gekopieerd"
    assert page.evaluate("navigator.clipboard.readText()") == newsroom.origin + newsroom.path(ARTICLE)


def test_a_hidden_focus_and_a_trap_are_seen(opened: Open) -> None:
    page = opened(SECTION)
    page.evaluate(
        """() => {
          const link = document.querySelector("main h2 a");
          link.style.setProperty("outline", "none", "important");
          link.textContent = "Zonder rand";
        }"""
    )
    assert not go_to(page, "Zonder rand")["seen"]

    page.evaluate("""document.activeElement.addEventListener("keydown", (event) => event.preventDefault())""")
    with pytest.raises(AssertionError, match="trapped"):
        steps(page)
