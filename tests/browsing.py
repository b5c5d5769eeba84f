"""Debian's Chromium, started once for a file of tests; no test waits for another browser's download."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""What shows nothing comes first: pages are the same in it, and a context costs a twentieth of a second, not one."""
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
        )
        yield browser
        browser.close()


class Tabs:
    """Opens pages in a browser. Those that ask the same of a context have it one after the other, for its window takes
    longer to make than a page to open; each finds it without cookies, and its host with nothing stored.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: dict[str, BrowserContext] = {}

    @contextmanager
    def opened(self, *, viewport: ViewportSize = PHONE, **settings: Any) -> Iterator[Page]:
        """An empty page; `settings`: of its context. At the end it is closed, with those that it opened."""
        asked = repr(sorted(settings.items()))
        if asked not in self._contexts:
            self._contexts[asked] = self._browser.new_context(**settings)
            self._contexts[asked].new_page()  # stays, and its window with it: a window is what takes long
        context = self._contexts[asked]
        before = set(context.pages)
        page = context.new_page()
        page.set_viewport_size(viewport)
        yield page
        for one in set(context.pages) - before:
            _forget(one)
            one.close()
        context.clear_cookies()


def _forget(page: Page) -> None:
    host = urlsplit(page.url)
    if host.netloc:
        debugger = page.context.new_cdp_session(page)
        debugger.send("Storage.clearDataForOrigin", {"origin": f"{host.scheme}://{host.netloc}", "storageTypes": "all"})
        debugger.detach()


@pytest.fixture(scope="module")
def tabs(chromium: Browser) -> Tabs:
    return Tabs(chromium)


def faults_of(page: Page, origin: str) -> list[str]:
    """Console errors and requests to other hosts, from now on."""
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda sent: None if sent.url.startswith(origin) else faults.append(sent.url))
    return faults
