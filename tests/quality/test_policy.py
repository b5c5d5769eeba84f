"""The policy of our pages is silent: nothing on them asks for more than it allows, and the console says nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Route

from browsing import faults_of
from quality.conftest import Open
from quality.newsroom import Newsroom
from quality.pages import PAGES, TEMPLATES, PageType

WATCH = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
"""

pytestmark = pytest.mark.browser


@dataclass
class Listener:
    """Everything that a page says and asks for elsewhere, from before it is opened."""

    newsroom: Newsroom
    kind: PageType
    plant: Callable[[Route], None] | None = None
    said: list[str] = field(default_factory=list)

    def __call__(self, page: Page) -> None:
        if self.plant:
            page.route(self.newsroom.url(self.kind), self.plant)
        page.add_init_script(WATCH)
        self.said = faults_of(page, self.newsroom.portal.url("/"))
        page.on("console", lambda message: self.said.append(message.text))

    def walked(self, page: Page) -> list[str]:
        """What was said until its dialog was asked for, and it was scrolled to its end."""
        page.get_by_role("link", name="Webmail", exact=True).click()
        page.wait_for_selector("dialog[open]")
        page.keyboard.press("Escape")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        # A browser reports the status of an error page to its console; that is not the page's doing.
        own = [line for line in self.said if "the server responded with a status of" not in line]
        return own + list(page.evaluate("window.violations"))


@pytest.mark.sweep(6)
@pytest.mark.parametrize("kind", TEMPLATES, ids=str)
def test_a_page_asks_for_nothing_that_its_policy_forbids(opened: Open, newsroom: Newsroom, kind: PageType) -> None:
    listener = Listener(newsroom, kind)

    assert listener.walked(opened(kind, listener)) == []


def test_a_script_in_the_page_and_a_picture_from_elsewhere_are_seen(opened: Open, newsroom: Newsroom) -> None:
    kind = PAGES[0]

    def plant(route: Route) -> None:
        answer = newsroom.get(kind)
        body = answer.body.replace(b"</main>", b"<script>1</script><img src='https://elders.example/x' alt=''></main>")
        route.fulfill(status=200, headers=dict(answer.headers.items()), body=body)

    listener = Listener(newsroom, kind, plant)
    said = "\n".join(listener.walked(opened(kind, listener)))

    assert "script-src-elem: inline" in said
    assert "img-src: https://elders.example/x" in said
