"""The policy of our pages is silent: nothing on them asks for more than it allows, and the console says nothing."""

import pytest
from playwright.sync_api import Page

from browsing import faults_of
from quality.conftest import Open
from quality.newsroom import Newsroom
from quality.pages import PAGES, PageType

WATCH = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
"""

pytestmark = pytest.mark.browser


def walk(page: Page, url: str) -> list[str]:
    """Everything that is said while a page is opened, its dialog is asked for, and it is scrolled to its end."""
    page.add_init_script(WATCH)
    said = faults_of(page, url.split("/", 3)[0] + "//" + url.split("/", 3)[2] + "/")
    page.on("console", lambda message: said.append(message.text))
    answer = page.reload()
    assert answer
    page.get_by_role("link", name="Webmail", exact=True).click()
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("Escape")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    # A browser reports the status of an error page to its console; that is not the page's doing.
    own = [line for line in said if "the server responded with a status of" not in line]
    return own + list(page.evaluate("window.violations"))


@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_a_page_asks_for_nothing_that_its_policy_forbids(opened: Open, newsroom: Newsroom, kind: PageType) -> None:
    assert walk(opened(kind), newsroom.url(kind)) == []


def test_a_script_in_the_page_and_a_picture_from_elsewhere_are_seen(opened: Open, newsroom: Newsroom) -> None:
    kind = PAGES[0]
    page = opened(kind)

    def plant(route: object) -> None:
        answer = newsroom.get(kind)
        body = answer.body.replace(b"</main>", b"<script>1</script><img src='https://elders.example/x' alt=''></main>")
        route.fulfill(status=200, headers=dict(answer.headers.items()), body=body)  # type: ignore[attr-defined]

    page.route(newsroom.url(kind), plant)
    said = "\n".join(walk(page, newsroom.url(kind)))

    assert "script-src-elem: inline" in said
    assert "img-src: https://elders.example/x" in said
