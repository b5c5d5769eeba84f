"""The newsroom in a real browser: a story is gone in three taps, and every page is for every editor."""

import io
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from browsing import CHROMIUM, faults_of
from portal.rendering.assets import Assets
from quality import tools
from quality.test_accessibility import COLOURS, LAYOUT, NARROW, WIDE, violations, width_of
from quality.test_keyboard import REACHABLE, steps
from quality.test_markup import HTML_VALIDATE, UNREAD_BY_NU
from reader import SITE_DIR
from running import FeedServer, Portal, portal, site_toml
from samples import ROOT

SMALL: ViewportSize = {"width": 360, "height": 740}
WITHIN = 60.0
"""Seconds in which a story is gone."""
LONGEST_WAIT = 120.0
"""Seconds, on a machine that does everything else too."""
BRUG, ZUS, PONT = "brug-bij-veere-dicht", "zusterkerk-bij-goes-open", "pont-vaart-weer"
LANG = "een-hoogwaterbeschermingsprogrammaoverleg-over-dijkversterkingswerkzaamheden"
TOUCHED = (
    "main a.button, button, input:not([type=hidden], [type=radio], [type=file]), select, textarea, summary, "
    ".desk-menu a, a.desk-row-headline, .desk-row-acts a, .desk-choice"
)
TOO_SMALL = """touched => [...document.querySelectorAll(touched)]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44)
  .map(([what, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${what}`)"""
"""Source: WCAG 2.2, 2.5.5: 44 pixels."""
WITHOUT_EDGE = """touched => [...document.querySelectorAll(touched)]
  .filter((one) => one.matches(".button, input, textarea, select"))
  .filter((one) => one.checkVisibility() && parseFloat(getComputedStyle(one).borderTopWidth) < 1)
  .map((one) => one.outerHTML.slice(0, 80))"""
READER = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/604.1"
PAGES = (
    "/redactie/inloggen",
    "/redactie",
    f"/redactie/zoek?q={BRUG.split('-', maxsplit=1)[0]}",
    "/redactie/zoek?q=xyzzy",
    f"/redactie/bericht/{ZUS}",
    f"/redactie/bericht/{PONT}",
    f"/redactie/bericht/{PONT}/versies",
    f"/redactie/bericht/{PONT}/verbeteren",
    f"/redactie/bericht/{PONT}/embargo",
    f"/redactie/bericht/{PONT}/vastzetten",
    f"/redactie/bericht/{PONT}/adres",
    f"/redactie/bericht/{PONT}/onderwerpen",
    f"/redactie/bericht/{PONT}/foto",
    f"/redactie/bericht/{ZUS}/intrekken",
    f"/redactie/bericht/{ZUS}/terugzetten",
    "/redactie/bericht/er-is-niets",
    "/redactie/nieuw",
    "/redactie/bronnen",
    "/redactie/bronnen/buiten/intrekken",
    "/redactie/quarantaine",
    "/redactie/gelezen",
    "/redactie/logboek",
    "/redactie/sleutel",
    "/redactie/er-is-niets",
)
"""Each that an editor comes to; `{ZUS}` is withdrawn, `{PONT}` is corrected."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]


def feed(picture: str) -> bytes:
    items = (
        ("1", "Brug bij Veere dicht", f'<enclosure url="{picture}" type="image/jpeg" length="1"/>'),
        ("2", "Zusterkerk bij Goes open", ""),
        ("3", "Pont vaart weer", ""),
        ("4", "Een hoogwaterbeschermingsprogrammaoverleg over dijkversterkingswerkzaamheden", ""),
    )
    rows = "".join(
        f"<item><guid isPermaLink='false'>{number}</guid><title>{headline}</title>{more}<description><![CDATA["
        f"<p>VEERE (ANP) - {headline}: lood.</p><p>Verder {headline.lower()}.</p>]]></description></item>"
        for number, headline, more in items
    )
    return f"<rss version='2.0'><channel><title>Proef</title>{rows}</channel></rss>".encode()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    site = tmp_path_factory.mktemp("site") / "site.toml"
    picture = io.BytesIO()
    Image.effect_mandelbrot((1200, 800), (-3, -2.5, 2, 2.5), 100).save(picture, "JPEG")
    with FeedServer().running() as feeds:
        feeds.bodies["/beeld.jpg"] = picture.getvalue()
        feeds.bodies["/buiten.xml"] = feed(feeds.url("/beeld.jpg"))
        site.write_text(site_toml(("buiten", feeds.url("/buiten.xml"), "buitenland")), encoding="utf-8")
        with portal(site, INGEST_EVERY="2") as one:
            one.wait_ready()
            for browser in (READER, READER, "Googlebot/2.1 (+http://www.google.com/bot.html)"):
                asked = urllib.request.Request(one.url(f"/nieuws/{PONT}"), headers={"User-Agent": browser})  # noqa: S310  loopback
                urllib.request.urlopen(asked).close()  # noqa: S310  likewise
            yield one


Opened = Callable[..., Page]


def log_in(page: Page, running: Portal, name: str, role: str) -> None:
    page.goto(running.url("/redactie"))
    page.get_by_label("Naam").fill(name)
    page.get_by_text(role, exact=True).click()
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/redactie")
    page.get_by_role("heading", name="Overzicht").wait_for()


@pytest.fixture
def opened(running: Portal, chromium: Browser) -> Iterator[Opened]:
    """A page of somebody who logged in as chief editor."""
    contexts = []

    def open_page(**options: Any) -> Page:
        context = chromium.new_context(**{"viewport": SMALL} | options)
        context.set_default_timeout(LONGEST_WAIT * 1000)
        contexts.append(context)
        page = context.new_page()
        log_in(page, running, "Jo Kaai", "Eindredacteur")
        return page

    yield open_page
    for context in contexts:
        context.close()


def awaited(found: Callable[[], object], what: str, within: float = LONGEST_WAIT) -> float:
    """Seconds until `found`. Raises AssertionError."""
    started = time.monotonic()
    while time.monotonic() - started < within:
        if found():
            return time.monotonic() - started
        time.sleep(0.2)
    raise AssertionError(f"not within {within:g} s: {what}")


def tapped(page: Page, role: Any, name: str) -> None:
    """A tap leads to a page."""
    with page.expect_navigation():
        page.get_by_role(role, name=name, exact=True).first.click()


def test_a_story_is_gone_in_three_taps(running: Portal, opened: Opened) -> None:
    """Without script, as an old phone may have it. From everywhere, within a minute."""
    places = (
        "/",
        "/nieuws/buitenland",
        "/feeds/alles.xml",
        "/feeds/buitenland.json",
        "/sitemap-news.xml",
        "/sitemap.xml",
    )
    awaited(lambda: "brug" in running.get("/zoeken?q=%22brug+bij+veere%22")[1].split("<main")[1].casefold(), "search")
    awaited(lambda: "/beeld/" in running.get(f"/nieuws/{BRUG}")[1], "its picture")
    source = running.get(f"/nieuws/{BRUG}")[1].partition("/beeld/")[2]
    picture = f"/beeld/{source.partition(' ')[0].partition(chr(34))[0]}"
    assert running.get(picture)[0] == 200
    assert all("Brug bij Veere" in running.get(one)[1] or BRUG in running.get(one)[1] for one in places[:5])
    page = opened(java_script_enabled=False)

    tapped(page, "link", "Intrekken: Brug bij Veere dicht")
    tapped(page, "button", "Ja, trek in")
    assert "Ingetrokken" in page.get_by_role("status").inner_text()

    def remains() -> list[str]:
        found = [one for one in places if BRUG in running.get(one)[1] or "Brug bij Veere" in running.get(one)[1]]
        found += [] if running.get(f"/nieuws/{BRUG}")[0] == 410 else ["its page"]
        found += [] if running.get(picture)[0] in {403, 404, 410} else ["its picture"]
        for words in ("brug", "%22brug+bij+veere%22"):
            main = running.get(f"/zoeken?q={words}")[1].split("<main")[1]
            found += [f"the search for {words}"] if BRUG in main else []
        return found

    awaited(lambda: not remains(), "gone", WITHIN)
    assert remains() == []


@pytest.fixture(scope="module")
def axe() -> str:
    return tools.axe()


def ask_to_withdraw(running: Portal, chromium: Browser, slug: str) -> None:
    """As a reporter, who may not do it."""
    context = chromium.new_context(viewport=SMALL)
    context.set_default_timeout(LONGEST_WAIT * 1000)
    page = context.new_page()
    log_in(page, running, "Bo Wiel", "Verslaggever")
    page.goto(running.url(f"/redactie/bericht/{slug}/intrekken"))
    tapped(page, "button", "Ja, trek in")
    context.close()


@pytest.fixture(scope="module")
def prepared(running: Portal, chromium: Browser) -> None:
    """One that was withdrawn, one that was corrected, and one that waits for a person to decide."""
    assert running.command("withdraw", ZUS).returncode == 0
    done = running.command("correct", PONT, "lood", "een lood dat langer is", "--called", "Correctie")
    assert done.returncode == 0, done.stderr
    ask_to_withdraw(running, chromium, LANG)


@pytest.mark.usefixtures("prepared")
def test_every_page_is_for_every_editor(running: Portal, opened: Opened, axe: str) -> None:
    """What axe looks for, on both screens and in both schemes; nothing sticks out at 320 pixels, all can be touched."""
    page = opened(viewport=WIDE, reduced_motion="reduce")
    faults = faults_of(page, running.url("/"))
    found: dict[str, list[str]] = {}
    for path in PAGES:
        page.set_viewport_size(WIDE)
        page.goto(running.url(path))
        rows = violations(page, axe)
        page.emulate_media(color_scheme="dark")
        rows += [f"dark: {one}" for one in violations(page, axe, COLOURS)]
        page.emulate_media(color_scheme="light", forced_colors="active")
        rows += [f"forced colours: {one}" for one in page.evaluate(WITHOUT_EDGE, TOUCHED)]
        page.emulate_media(forced_colors="none")
        page.set_viewport_size(SMALL)
        rows += [f"360: {one}" for one in violations(page, axe, LAYOUT)]
        rows += [f"small: {one}" for one in page.evaluate(TOO_SMALL, TOUCHED)]
        page.set_viewport_size(NARROW)
        rows += [f"{width_of(page)} wide"] if width_of(page) > NARROW["width"] else []
        found |= {path: rows} if rows else {}

    assert found == {}
    assert [one for one in faults if "404" not in one] == []


@pytest.mark.usefixtures("prepared")
def test_every_control_is_reached_by_a_keyboard(running: Portal, opened: Opened) -> None:
    page = opened(viewport=SMALL)
    found: dict[str, object] = {}
    for path in PAGES[1::3]:
        page.goto(running.url(path))
        stops = steps(page)
        unseen = [stop["what"] for stop in stops if not stop["seen"] or not stop["name"]]
        # Of the choices of one question a keyboard reaches one, and changes it with its arrows; a date has parts.
        more = int(page.evaluate("document.querySelectorAll('input[type=radio]:not(:checked)').length"))
        reached = len({stop["step"] for stop in stops})
        if unseen or not reached <= int(page.evaluate(REACHABLE)) <= reached + more + 1:
            found[path] = (unseen, reached, page.evaluate(REACHABLE))

    assert found == {}


@pytest.mark.usefixtures("prepared")
def test_the_checkers_of_html_and_css_find_nothing(running: Portal, opened: Opened, tmp_path: Path) -> None:
    page = opened()
    files = []
    for number, path in enumerate(PAGES):
        answer = page.goto(running.url(path))
        assert answer
        files.append(tmp_path / f"{number}-{path.rpartition('/')[2].partition('?')[0]}.html")
        files[-1].write_text(answer.text(), encoding="utf-8")
    style = Assets(ROOT / "templates" / "static", SITE_DIR).file("desk.css")
    assert style
    sheet = tmp_path / "desk.css"
    sheet.write_bytes(style[0])

    by_nu = [one for one in tools.nu(*files, sheet) if one["message"] not in UNREAD_BY_NU]
    assert [f"{one['url']}: {one['message']}: {one.get('extract', '')}" for one in by_nu] == []
    by_html_validate = tools.html_validate(HTML_VALIDATE, *files)
    assert [f"{one['filePath']}: {row['message']}" for one in by_html_validate for row in one["messages"]] == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_own_news_is_written_seen_and_placed_on_a_phone(running: Portal, opened: Opened, *, script: bool) -> None:
    page = opened(java_script_enabled=script)
    kop = f"Markt in Goes {'met' if script else 'zonder'} script"
    tapped(page, "link", "Nieuw")
    page.get_by_label("Kop").fill(kop)
    page.get_by_label("Rubriek of plaats").select_option("goes")
    page.get_by_label("Tekst", exact=True).fill("De markt is **open**.\n\n## Tot zes uur\n\nDaarna niet.")
    tapped(page, "button", "Bekijk het voorbeeld")
    assert page.locator("main h1").inner_text() == kop
    assert page.locator("main h2").first.inner_text() == "Tot zes uur"
    assert width_of(page) <= SMALL["width"]
    tapped(page, "button", "Plaats")

    assert "Geplaatst" in page.get_by_role("status").inner_text()
    slug = kop.lower().replace(" ", "-")
    awaited(lambda: running.get(f"/nieuws/{slug}")[0] == 200, "the article")


def test_what_people_read_is_counted_and_what_a_robot_reads_is_not(opened: Opened) -> None:
    page = opened()

    def counted() -> bool:
        page.goto(page.url.split("/redactie")[0] + "/redactie/gelezen")
        return page.get_by_text("2 keer, Buitenland").count() == 1

    awaited(counted, "what was read")
    assert page.get_by_text("2 keer een bericht gelezen in 24 uur.").is_visible()


def test_what_waits_is_decided_on_the_overview(running: Portal, opened: Opened, chromium: Browser) -> None:
    """Without script, in one tap."""
    ask_to_withdraw(running, chromium, PONT)
    page = opened(java_script_enabled=False)

    tapped(page, "button", "Laat zoals het is: Pont vaart weer")

    assert "blijft zoals het is" in page.get_by_role("status").inner_text()
    page.goto(running.url("/redactie"))
    assert page.get_by_role("button", name="Laat zoals het is: Pont vaart weer").count() == 0
    assert running.get(f"/nieuws/{PONT}")[0] == 200
