"""The portal in a real browser: with and without script, on a phone."""

import json
from collections.abc import Iterator
from html import escape

import pytest
from playwright.sync_api import Page, ViewportSize

from browsing import CHROMIUM, PHONE, Tabs, faults_of
from running import FeedServer, Portal, portal, rss, site_toml

DESKTOP: ViewportSize = {"width": 1280, "height": 720}
ARTICLE = "/nieuws/bericht-2-uit-de-polder"
PAGES = ("/", "/nieuws/buitenland", ARTICLE, "/webmail", "/stijl")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium-headless-shell)"
    ),
]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    site = tmp_path_factory.mktemp("site") / "site.toml"
    with FeedServer().running() as feeds:
        items = [
            (f"Bericht-{n} uit de polder", f"<p>VEERE (ANP) - Lead {n}.</p><p><b>Tussenkop</b></p><p>Tekst {n}.</p>")
            for n in range(12)
        ]
        feeds.bodies["/buiten.xml"] = rss(*items)
        site.write_text(site_toml(("buiten", feeds.url("/buiten.xml"), "buitenland")))
        with portal(site) as one:
            one.wait_ready()
            yield one


PAYLOADS = (
    "<script>document.title='stuk'</script>",
    "<img src=x onerror=\"document.title='stuk'\">",
    '<img src="https://elders.example/spion.gif" width=1 height=1>',
    "<svg onload=\"document.title='stuk'\"><circle/></svg>",
    "<a href=\"javascript:document.title='stuk'\">klik</a>",
    "<a href=\" java\nscript:document.title='stuk'\">klik</a>",
    '<iframe src="https://elders.example/"></iframe>',
    "<iframe srcdoc=\"<script>parent.document.title='stuk'</script>\"></iframe>",
    '<object data="https://elders.example/x.swf"></object><embed src="https://elders.example/x">',
    "<style>@import 'https://elders.example/x.css'; body { background: url(https://elders.example/x) }</style>",
    '<p style="background:url(https://elders.example/x)">tekst</p>',
    '<form action="https://elders.example/"><input autofocus onfocus="document.title=\'stuk\'"></form>',
    "<math><mtext></p><style><a title=\"</style><img src=x onerror=document.title='stuk'>\"></mtext></math>",
    "<noscript><p title=\"</noscript><img src=x onerror=document.title='stuk'>\"></noscript>",
    '<base href="https://elders.example/"><a href="/x">verder</a>',
    '<meta http-equiv=refresh content="0;url=https://elders.example/">',
    '<video poster="https://elders.example/x" src="https://elders.example/y" autoplay></video>',
    "<template><script>document.title='stuk'</script></template><details open ontoggle=\"document.title='stuk'\">",
    "</article></main><script>document.title='stuk'</script>",
    "<!--><script>document.title='stuk'</script>-->",
    "{{ 7 * 7 }}{% raw %}${alert(1)}",
)
"""Shapes by which texts have taken over pages; each is tried as headline, text, author, category and address."""


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal whose agency was taken over: in RSS, and in ninjs."""
    site = tmp_path_factory.mktemp("attacked") / "site.toml"
    items = "".join(
        f"<item><guid>{number}</guid><title>{escape(f'Aanval {number} {one}')}</title><author>{escape(one)}</author>"
        f"<category>{escape(one)}</category><link>{escape(f'https://krant.example/{one}')}</link>"
        f"<description>{escape(f'<p>VEERE (ANP) - Lead {one}</p><p>Verder. {one}</p>')}</description></item>"
        for number, one in enumerate(PAYLOADS)
    )
    ninjs = [
        {
            "uri": f"n{number}",
            "headline": f"Draad {number} {one}",
            "body_html": f"<p>Lead {one}</p>{one}",
            "byline": one,
        }
        for number, one in enumerate(PAYLOADS)
    ]
    with FeedServer().running() as feeds:
        feeds.bodies["/rss.xml"] = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
        feeds.bodies["/ninjs.json"] = json.dumps(ninjs).encode()
        addresses = [
            (name, feeds.url(path), "buitenland") for name, path in (("een", "/rss.xml"), ("twee", "/ninjs.json"))
        ]
        site.write_text(site_toml(*addresses))
        with portal(site) as one:
            one.wait_ready()
            yield one


def test_nothing_that_a_feed_says_runs_or_asks_anything_elsewhere(page: Page, attacked: Portal) -> None:
    faults = faults_of(page, attacked.url("/"))
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    articles: set[str] = set()
    following: str | None = "/nieuws/buitenland"
    while following:
        page.goto(attacked.url(following))
        links = [link.get_attribute("href") or "" for link in page.locator("main a").all()]
        articles |= {link for link in links if link.startswith(("/nieuws/aanval-", "/nieuws/draad-"))}
        older = page.locator("a[rel=next]")
        following = older.get_attribute("href") if older.count() else None
    assert len(articles) == 2 * len(PAYLOADS)

    for path in ("/", *sorted(articles)):
        page.goto(attacked.url(path))
        assert page.title() != "stuk"
        assert page.locator("main :is(script, iframe, object, embed, form, video, style, base)").count() == 0
    assert faults == []


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def scripted(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def page(tabs: Tabs, scripted: bool) -> Iterator[Page]:
    """A phone."""
    with tabs.opened(java_script_enabled=scripted) as page:
        yield page


@pytest.fixture
def desktop(tabs: Tabs) -> Iterator[Page]:
    with tabs.opened(viewport=DESKTOP) as page:
        yield page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone_and_breaks_no_rule_of_its_own(page: Page, running: Portal, path: str) -> None:
    faults = faults_of(page, running.url("/"))
    page.goto(running.url(path))

    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.context.cookies() == []
    assert faults == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_small_and_wide_screens(page: Page, running: Portal, path: str) -> None:
    page.goto(running.url(path))

    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_head_of_a_page_is_one_row_where_it_has_a_field_to_search(page: Page, running: Portal) -> None:
    page.goto(running.url("/"))

    for width in (992, 1024, 1152, 1280, 2000):
        page.set_viewport_size({"width": width, "height": 900})
        boxes = [part.bounding_box() for part in page.locator(".masthead > :visible").all()]
        rows = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
        assert len(rows) >= 3
        assert max(top for top, _ in rows) < min(bottom for _, bottom in rows), width


BESIDE_A_PICTURE = """([width, word]) => {
  const card = document.querySelector(".story-card-thumb"), link = card.querySelector("h2 a, h3 a");
  card.style.inlineSize = `${width}px`;
  link.innerHTML = `Sluiswachters krijgen bezoek van 500 <span>${word}</span>`;
  const [span, picture] = [link.querySelector("span"), card.querySelector(".picture")];
  return [span.getClientRects().length, picture.getBoundingClientRect().width, card.scrollWidth];
}"""


def test_beside_a_small_picture_there_is_room_for_a_word(page: Page, running: Portal) -> None:
    page.goto(running.url("/stijl"))

    beside = {width: page.evaluate(BESIDE_A_PICTURE, [width, "parkeerplaatsen"]) for width in (500, 290)}
    nowhere = page.evaluate(BESIDE_A_PICTURE, [280, "a" * 80])

    assert beside[500] == [1, 96, 500]
    assert (beside[290][0], beside[290][2]) == (1, 290)
    assert (nowhere[0] > 1, nowhere[2]) == (True, 280)


def visible_words(page: Page) -> list[str]:
    """The visible text, without the relative times that a script may bring up to date."""
    page.locator("time").evaluate_all("times => times.forEach(time => time.remove())")
    return page.locator("body").inner_text().split()


@pytest.mark.parametrize("path", PAGES)
def test_a_reader_without_script_reads_the_same(tabs: Tabs, running: Portal, path: str) -> None:
    words = []
    for scripted in (True, False):
        with tabs.opened(java_script_enabled=scripted) as page:
            page.goto(running.url(path))
            words.append(visible_words(page))

    assert words[0] == words[1]


def test_a_reader_goes_from_the_front_to_an_article_and_on(page: Page, running: Portal) -> None:
    page.goto(running.url("/"))
    page.locator("main article a").first.click()

    assert page.locator("h1").inner_text().startswith("Bericht-")
    assert page.locator("main h2").first.inner_text() == "Tussenkop"
    page.locator("aside a").first.click()
    assert page.locator("h1").count() == 1


def test_a_reader_chooses_a_webmail_once_and_can_change_it(page: Page, running: Portal, scripted: bool) -> None:
    page.goto(running.url(ARTICLE))
    page.get_by_role("link", name="Webmail", exact=True).click()
    if scripted:
        page.wait_for_selector("dialog[open]")
    choices = page.locator("dialog[open] button[name=keuze]" if scripted else "main button[name=keuze]")

    assert choices.all_inner_texts() == ["Schelde webmail", "Kreek webmail"]
    choices.last.click()
    page.wait_for_url("**/webmail/gekozen")
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["value"], cookie["httpOnly"]) == ("__Host-webmail", "kreek", True)

    page.goto(running.url(ARTICLE))
    with page.expect_request("https://webmail.kreek.example/"):
        page.get_by_role("link", name="Webmail", exact=True).click()

    # A page of its own: the one before is still on its way to a host that is not there.
    page = page.context.new_page()
    page.goto(running.url("/webmail?wijzig=1"))
    assert page.locator("main button[name=keuze]").count() == 2


def test_the_dialog_is_left_with_escape(desktop: Page, running: Portal) -> None:
    page = desktop
    page.goto(running.url("/"))
    page.get_by_role("link", name="Webmail", exact=True).click()
    page.wait_for_selector("dialog[open]")

    page.keyboard.press("Escape")

    assert page.locator("dialog[open]").count() == 0
    assert page.url == running.url("/")


def test_a_keyboard_reaches_the_text_in_one_step(desktop: Page, running: Portal) -> None:
    page = desktop
    page.goto(running.url(ARTICLE))
    page.keyboard.press("Tab")

    focused = page.evaluate("document.activeElement.getAttribute('href')")
    target = page.locator(focused)

    assert target.count() == 1
    assert target.locator("h1").count() == 1


def test_where_a_readers_own_colours_rule_only_the_present_section_is_underlined(tabs: Tabs, running: Portal) -> None:
    with tabs.opened(viewport=DESKTOP, forced_colors="active") as page:
        page.goto(running.url("/nieuws/buitenland"))
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")

        lines = {
            link.inner_text(): link.evaluate("link => getComputedStyle(link).borderBlockEndColor")
            for link in page.query_selector_all("#menu a")
        }

    assert [name for name, line in lines.items() if line != ground] == ["Buitenland"]
