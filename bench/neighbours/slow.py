"""How long a reader with a slow phone waits for the whole text of an article."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser

from bench.neighbours.sites import Site
from bench.neighbours.wire import A_PHONE

ROUNDS = 9
DOWN, UP = 1.6e6 / 8, 0.75e6 / 8
"""Bytes a second: «slow 4G», as Lighthouse simulates it."""
LATENCY = 150
"""Milliseconds, of each request."""
SLOWDOWNS = (1, 4)
"""Of the processor of this machine: as it is, which shows what the network does, and as a phone's."""

WATCH = """((last) => {
  const look = () => {
    const found = [...document.querySelectorAll("p")].find((one) => one.textContent.trim() === last);
    const shown = found?.checkVisibility({opacityProperty: true, visibilityProperty: true});
    // The frame after the one that had it: by then it has been painted.
    requestAnimationFrame(shown ? () => { window.wholeText = performance.now(); } : look);
  };
  requestAnimationFrame(look);
})"""
THERE = """() => window.wholeText > 0 && performance.getEntriesByName("first-contentful-paint").length > 0"""
TIMES = """() => {
  const first = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  return [Math.max(window.wholeText, first), first];
}"""


@dataclass(frozen=True, kw_only=True)
class Waited:
    """Milliseconds from the start of the navigation; `text` and `paint`, the first of anything, are medians."""

    text: float
    fastest: float
    slowest: float
    paint: float


def measure(browser: Browser, sites: Sequence[Site], last: str, *, slowdown: int) -> list[Waited]:
    """The article of each site, in turns that change; `last`: its last paragraph. A first round only warms up."""
    found: dict[str, list[tuple[float, float]]] = {site.label: [] for site in sites}
    for number in range(ROUNDS + 1):
        first = number % len(sites)
        for site in [*sites[first:], *sites[:first]]:
            found[site.label].append(_wait(browser, site, last, slowdown))
    return [_waited(rounds[1:]) for rounds in found.values()]


def _waited(rounds: Sequence[tuple[float, float]]) -> Waited:
    text, paint = zip(*rounds, strict=True)
    return Waited(text=median(text), fastest=min(text), slowest=max(text), paint=median(paint))


def _wait(browser: Browser, site: Site, last: str, slowdown: int) -> tuple[float, float]:
    """From a page of another host, as a reader comes from elsewhere: a browser then needs a new process for it."""
    context = browser.new_context(**A_PHONE)
    context.add_init_script(f"{WATCH}({json.dumps(last)})")
    page = context.new_page()
    session = context.new_cdp_session(page)
    network = {"offline": False, "latency": LATENCY, "downloadThroughput": DOWN, "uploadThroughput": UP}
    page.goto(site.origin.replace("127.0.0.1", "localhost") + "/robots.txt")
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", network)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    page.goto(site.pages["article"], wait_until="commit")
    while not page.evaluate(THERE):  # a page's own policy forbids the script of `wait_for_function`
        page.wait_for_timeout(100)
    text, paint = page.evaluate(TIMES)
    context.close()
    return text, paint
