"""With a keyboard alone: is the way to the text short, is every stop seen, and do menu and search open."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, ViewportSize

from bench.neighbours.sites import DESK, PHONE, SEARCH, WORD, Site

MOST_STOPS = 300
SETTLED_MS = 60
"""After a key: what moves at focus has then moved far enough to be seen."""
OPENED_MS = 2000
MENU = re.compile(r"\bmenu", re.IGNORECASE)

REMEMBER = """() => {
  window.look = (one) => {
    const {outlineStyle, outlineWidth, ...style} = getComputedStyle(one);
    const ring = outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
    return [ring, style.boxShadow, style.backgroundColor, style.borderColor, style.color, style.textDecorationLine,
      style.textDecorationColor, style.opacity].join("|");
  };
  window.before = new Map([...document.querySelectorAll("a, button, input, select, summary, [tabindex]")]
    .map((one) => [one, look(one)]));
  window.stops = 0;
}"""
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  one.dataset.stop ??= String(++window.stops);
  const box = one.getBoundingClientRect(), now = look(one);
  return {
    stop: one.dataset.stop, tag: one.tagName, href: one.getAttribute("href") ?? "",
    name: (one.ariaLabel ?? one.labels?.[0]?.textContent ?? one.textContent).trim(),
    main: Boolean(one.closest("main")),
    seen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0
      && box.left < innerWidth && one.checkVisibility({visibilityProperty: true})
      && (now.startsWith("true") || now !== (window.before.get(one) ?? now)),
  };
}"""
TYPED = """() => document.activeElement?.matches("input:not([type=checkbox]), textarea") ?? false"""
FOUND = """(word) => [...document.querySelectorAll("a, h2, h3, h4")]
  .filter((one) => one.textContent.toLowerCase().includes(word) && one.checkVisibility()).length"""

Stop = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Way:
    """`skip`: a link leads past the menu; `stops_to_text`: stops before the first in the main part, without that link.
    `seen` of `stops`: how many show that they have the focus. Menu and search: «yes», or what keeps them from it.
    """

    skip: bool
    stops_to_text: int | None
    seen: int
    stops: int
    menu: str
    phone_menu: str
    search: str
    phone_search: str


def measure(browser: Browser, site: Site) -> Way:
    page = _opened(browser, site, DESK)
    stops = list(_stops(page))
    page.context.close()
    return Way(
        skip=_skips(browser, site),
        stops_to_text=next((number for number, stop in enumerate(stops) if stop["main"]), None),
        seen=sum(stop["seen"] for stop in stops),
        stops=len(stops),
        menu=_menu(browser, site, DESK),
        phone_menu=_menu(browser, site, PHONE),
        search=_search(browser, site, DESK),
        phone_search=_search(browser, site, PHONE),
    )


def _opened(browser: Browser, site: Site, size: ViewportSize) -> Page:
    page = browser.new_context(viewport=size, reduced_motion="reduce").new_page()
    page.goto(site.pages["article"], wait_until="networkidle")
    page.evaluate(REMEMBER)
    return page


def _enter(page: Page) -> None:
    page.keyboard.press("Enter")
    page.wait_for_timeout(OPENED_MS)


def _opens_menu(page: Page) -> bool:
    """Whether a button «menu» is reached, from the top again; it is then pressed."""
    page.reload(wait_until="networkidle")
    page.evaluate(REMEMBER)
    is_reached = _go_to(page, MENU, ("BUTTON", "SUMMARY"))
    if is_reached:
        _enter(page)
    return is_reached


def _stops(page: Page) -> Iterator[Stop]:
    """Each stop of the Tab key once, to the end of the page."""
    met: set[str] = set()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        page.wait_for_timeout(SETTLED_MS)
        stop: Stop | None = page.evaluate(STOP)
        if stop is None or stop["stop"] in met:
            return
        met.add(stop["stop"])
        yield stop


def _go_to(page: Page, name: re.Pattern[str], tags: tuple[str, ...] = ("A", "BUTTON", "INPUT", "SUMMARY")) -> bool:
    return any(stop["tag"] in tags and name.search(stop["name"]) for stop in _stops(page))


def _skips(browser: Browser, site: Site) -> bool:
    page = _opened(browser, site, DESK)
    for _, stop in zip(range(3), _stops(page), strict=False):
        if stop["href"].startswith("#") and stop["seen"]:
            page.keyboard.press("Enter")
            page.keyboard.press("Tab")
            after: Stop | None = page.evaluate(STOP)
            if after and after["main"]:
                page.context.close()
                return True
            break
    page.context.close()
    return False


def _menu(browser: Browser, site: Site, size: ViewportSize) -> str:
    """To the news of a section, through a button «menu» where the link itself is not shown."""
    page = _opened(browser, site, size)
    link = re.compile(rf"^{site.menu}$")
    if not _go_to(page, link, ("A",)):
        if not _opens_menu(page):
            return _closed(page, "no: neither link nor button is reached")
        here: Stop | None = page.evaluate(STOP)
        if not (here and link.search(here["name"])) and not _go_to(page, link, ("A",)):
            return _closed(page, "no: the link is not reached in the open menu")
    came_from = page.url
    _enter(page)
    return _closed(page, "yes" if urlsplit(page.url)[2:4] != urlsplit(came_from)[2:4] else "no: its link leads nowhere")


def _search(browser: Browser, site: Site, size: ViewportSize) -> str:
    """To results: through a field, or a link or button that leads to one, on another page or in a frame."""
    page = _opened(browser, site, size)
    if not _go_to(page, SEARCH):
        if not _opens_menu(page):
            return _closed(page, "no: nothing called search is reached")
        if not _go_to(page, SEARCH):
            return _closed(page, "no: nothing called search is reached, nor in the menu")
    if not page.evaluate(TYPED):
        _enter(page)
    for _ in range(40):
        if any(frame.evaluate(TYPED) for frame in page.frames):
            break
        page.keyboard.press("Tab")
    else:
        return _closed(page, "no: no field is reached")
    before = sum(frame.evaluate(FOUND, WORD) for frame in page.frames)
    address = page.url
    page.keyboard.type(WORD)
    _enter(page)
    after = sum(frame.evaluate(FOUND, WORD) for frame in page.frames)
    return _closed(page, "yes" if after > (before if page.url == address else 0) else "no: no results are shown")


def _closed(page: Page, answer: str) -> str:
    page.context.close()
    return answer
