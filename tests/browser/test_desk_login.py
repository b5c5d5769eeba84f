"""Logging in to the newsroom in a real browser, at a certified provider that is another site to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browsing import CHROMIUM, PHONE
from desk.openid import CLIENT, Certified, certified
from local.engine import free_port
from portal.desk.feed_kill import CONFIRMED_FOR
from portal.desk.sealed import Seal
from portal.desk.session import COOKIE, LASTS
from portal.model.clock import from_iso, to_iso
from running import FeedServer, Portal, portal, rss, site_toml

KEY = "een-sleutel-van-deze-proef-0123456789-0123456789"
CHIEF, STRANGER = "jo@schelde.example", "vreemd@elders.example"
KILL = "/redactie/bronnen/buiten/intrekken"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]


@dataclass(frozen=True)
class Served:
    """A running portal, whose newsroom asks `provider` who somebody is."""

    portal: Portal
    provider: Certified

    def url(self, path: str) -> str:
        return self.portal.url(path)

    def is_provider(self, url: str) -> bool:
        return url.startswith(self.provider.issuer)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`localhost` is another site than `127.0.0.1`, as a provider is; of two ports of one host a browser makes none."""
    port, site = free_port(), tmp_path_factory.mktemp("site") / "site.toml"
    callback = f"http://127.0.0.1:{port}/redactie/terug"
    with FeedServer().running() as feeds, certified(callback, "", "localhost") as provider:
        feeds.bodies["/buiten.xml"] = rss(("Brug bij Veere dicht", "<p>VEERE - Tot zes uur.</p>"))
        desk = f'[desk]\nissuer = "{provider.issuer}"\nclient_id = "{CLIENT}"\nchief = ["{CHIEF}"]\n'
        site.write_text(site_toml(("buiten", feeds.url("/buiten.xml"), "buitenland")) + desk, encoding="utf-8")
        with portal(site, PORT=str(port), PORTAL_LOCAL_KEY=KEY) as running:
            running.wait_ready()
            yield Served(running, provider)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=PHONE)
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def say_who(page: Page, account: str) -> None:
    """At the provider."""
    page.get_by_label("Account").fill(account)
    page.get_by_role("button", name="Ga verder").click()


def logged_in(served: Served, page: Page, path: str = "/redactie") -> None:
    page.goto(served.url(path))
    say_who(page, CHIEF)
    page.wait_for_url(served.url(path))


def sessions(context: BrowserContext) -> list[str]:
    return [str(one["value"]) for one in context.cookies() if one["name"] == COOKIE]


def left_alone(served: Served, context: BrowserContext, time: timedelta) -> None:
    """The session is as it would be, had its person logged in `time` ago."""
    seal, now = Seal(KEY), datetime.now(UTC)
    (text,) = sessions(context)
    found = seal.opened(text, purpose="session", now=now)
    assert found
    earlier = {name: to_iso(from_iso(found[name]) - time) for name in ("began", "confirmed")}
    text = seal.sealed({**found, **earlier}, purpose="session", now=now, lasts=LASTS)
    secure = served.url("/").replace("http:", "https:")
    context.add_cookies([{"name": COOKIE, "value": text, "url": secure, "httpOnly": True, "sameSite": "Strict"}])


def test_a_person_is_led_to_the_provider_and_back_and_goes_out_again(
    served: Served, context: BrowserContext, page: Page
) -> None:
    page.goto(served.url("/redactie/bronnen"))
    assert served.is_provider(page.url)
    say_who(page, CHIEF)

    page.wait_for_url(served.url("/redactie/bronnen"))
    expect(page.get_by_role("contentinfo")).to_contain_text("jo, eindredacteur")
    page.get_by_role("link", name="Overzicht").click()
    expect(page.get_by_role("heading", name="Overzicht", level=1)).to_be_visible()
    assert len(sessions(context)) == 1

    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("heading", name="Je bent uitgelogd")).to_be_visible()
    assert sessions(context) == []


def test_a_link_on_another_site_leads_to_what_it_says(served: Served, page: Page) -> None:
    """The browser keeps the session to itself then; the provider knows the person still."""
    logged_in(served, page)
    page.goto(f"{served.provider.issuer}/.well-known/openid-configuration")
    page.evaluate("url => { location = url }", served.url("/redactie/logboek"))

    page.wait_for_url(served.url("/redactie/logboek"))
    expect(page.get_by_role("heading", name="Logboek", level=1)).to_be_visible()


def test_a_search_after_the_session_is_over_leads_to_the_login(
    served: Served, context: BrowserContext, page: Page
) -> None:
    logged_in(served, page)
    context.clear_cookies()
    page.get_by_role("searchbox").fill("brug")
    page.get_by_role("button", name="Zoek").click()

    say_who(page, CHIEF)
    page.wait_for_url(served.url("/redactie/zoek"))


def test_a_stranger_is_refused_and_may_come_in_as_somebody_else(
    served: Served, context: BrowserContext, page: Page
) -> None:
    page.goto(served.url("/redactie"))
    say_who(page, STRANGER)

    expect(page.get_by_role("heading", name="Dat mag je niet")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("vreemd <vreemd@elders.example> hoort niet bij deze redactie")
    assert sessions(context) == []

    page.get_by_role("link", name="Log in als iemand anders").click()
    say_who(page, CHIEF)
    page.wait_for_url(served.url("/redactie"))


def test_before_all_of_a_feed_goes_a_person_proves_anew_who_they_are(
    served: Served, context: BrowserContext, page: Page
) -> None:
    logged_in(served, page)
    left_alone(served, context, CONFIRMED_FOR)
    page.goto(served.url(KILL))
    assert page.get_by_role("button", name="Ja, trek alles in").count() == 0

    page.get_by_role("link", name="Log opnieuw in").click()
    assert served.is_provider(page.url)
    say_who(page, CHIEF)
    page.wait_for_url(served.url(KILL))
    page.get_by_role("button", name="Ja, trek alles in").click()

    expect(page.get_by_role("status")).to_have_text("1 bericht ingetrokken. Er zijn er niet meer.")
