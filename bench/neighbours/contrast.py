"""axe-core on a page, in light and in dark colours: elements that fail, of contrast and of all its rules."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

from bench.neighbours.sites import DESK, PHONE, Site
from local.doors import ROOT

AXE = ROOT / "tests" / "quality" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
SIZES = (PHONE, DESK)
CANVAS = """() => [document.documentElement, document.body]
  .map((one) => getComputedStyle(one).backgroundColor).join()"""
ASK = """async (tags) => (await axe.run({runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]}))
  .violations.map(({id, nodes}) => [id, nodes.length])"""


@dataclass(frozen=True, kw_only=True)
class Found:
    """Elements by rule, of both widths together. `follows`: the colours change with the reader's system."""

    light: Counter[str]
    dark: Counter[str]
    follows: bool


def measure(browser: Browser, site: Site, url: str) -> Found:
    light: Counter[str] = Counter()
    dark: Counter[str] = Counter()
    canvases: set[str] = set()
    for size in SIZES:
        light += _violations(browser, url, canvases, viewport=size, color_scheme="light")
        dark += _violations(browser, url, canvases, viewport=size, color_scheme="dark")
    follows = len(canvases) > 1
    if site.dark and not follows:
        dark = Counter()
        for size in SIZES:
            dark += _violations(browser, url, set(), site.dark, viewport=size)
    return Found(light=light, dark=dark, follows=follows)


def _violations(browser: Browser, url: str, canvases: set[str], script: str = "", **context: Any) -> Counter[str]:
    """A site's own policy may forbid script from elsewhere: a debugger's hand brings axe in."""
    opened = browser.new_context(reduced_motion="reduce", **context)
    if script:
        opened.add_init_script(script)
    page = opened.new_page()
    page.goto(url, wait_until="networkidle")
    canvases.add(page.evaluate(CANVAS))
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[tuple[str, int]] = page.evaluate(ASK, TAGS)
    opened.close()
    return Counter(dict(found))
