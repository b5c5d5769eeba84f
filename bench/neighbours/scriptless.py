"""Without script: is the text there, can a reader search, and go back to older news."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page

from bench.neighbours.sites import DESK, SEARCH, WORD, Site

HIDDEN = "; there is a page for who knows its address"
OLDER = re.compile(r"\b(ouder|older|volgende|next)\b", re.IGNORECASE)
FIELDS = "input[type=search], form[role=search] input[type=text], input[name=q]"
HEADLINES = "main a"


@dataclass(frozen=True, kw_only=True)
class Read:
    """`paragraphs` of the article that are shown, of `of`. The others: «yes», or what keeps a reader from it."""

    paragraphs: int
    of: int
    search: str
    older: str


def measure(browser: Browser, site: Site, texts: Sequence[str]) -> Read:
    context = browser.new_context(java_script_enabled=False, viewport=DESK)
    page = context.new_page()
    page.goto(site.pages["article"])
    shown = [one.inner_text().strip() for one in page.locator("p").all() if one.is_visible()]
    read = Read(
        paragraphs=sum(text in shown for text in texts),
        of=len(texts),
        search=_search(page, site),
        older=_older(page, site),
    )
    context.close()
    return read


def _search(page: Page, site: Site) -> str:
    """From the front: by a field that stands there, or behind a link."""
    page.goto(site.pages["front"])
    field = _shown(page.locator(FIELDS))
    if not field:
        link = _shown(page.get_by_role("link", name=SEARCH))
        if not link:
            return "no: no field and no link" + (HIDDEN if "search" in site.pages else "")
        with page.expect_navigation():
            link.click()
        field = _shown(page.locator(FIELDS))
    if not field:
        return "no: the link leads to no field"
    field.fill(WORD)
    with page.expect_navigation():
        field.press("Enter")
    found = [name for name in _links(page) if WORD in name.lower()]
    return "yes" if found else "no: no results are shown"


def _older(page: Page, site: Site) -> str:
    """From the front of a section to a page with other articles."""
    page.goto(site.pages["section"])
    first = _links(page)
    link = _shown(page.get_by_role("link", name=OLDER))
    if not link:
        return "no: no link"
    with page.expect_navigation():
        link.click()
    return "yes" if len(_links(page) - first) > 1 else "no: the link leads to the same articles"


def _links(page: Page) -> set[str]:
    return {one.inner_text().strip() for one in page.locator(HEADLINES).all() if one.is_visible()}


def _shown(found: Locator) -> Locator | None:
    return next((one for one in found.all() if one.is_visible()), None)
