"""The headers of every response, errors too."""

from datetime import datetime

import pytest
from mangum import Mangum

from newsdesk import Desk
from portal.storage.table import Table
from portal.web import cache_control, security_headers
from portal.web.app import create_app
from portal.web.context import Context
from portal.web.webmail import create_webmail_app
from reader import Browser, context_of
from samples import article, site

EVERYWHERE = (
    "/",
    "/nieuws/buitenland",
    "/nieuws/veerpont-vaart-weer",
    "/nieuws/regio/goes",
    "/nieuws/2026/11/24",
    "/nieuws/2026/11",
    "/nieuws/2026",
)
FILES = ("/feeds/alles.xml", "/feeds/goes.json", "/sitemap.xml", "/sitemap-news.xml", "/robots.txt", "/actueel.json")
ONWARD = ("/nieuws/veerpont-vaart-weer/vorige", "/nieuws/veerpont-vaart-weer/volgende")
ERRORS = ("/nieuws/weg", "/nieuws/regio/weg", "/nieuws/buitenland/")


@pytest.mark.parametrize("path", [*EVERYWHERE, *FILES, *ONWARD, *ERRORS, "/manifest.webmanifest", "/favicon.ico"])
def test_every_response_is_secured(browser: Browser, desk: Desk, path: str) -> None:
    desk.publish(article())

    answer = browser.get(path)

    assert {name: answer.headers.get(name) for name, _ in security_headers.SECURITY} == dict(security_headers.SECURITY)
    assert answer.cookies == []


@pytest.mark.parametrize("path", [*EVERYWHERE, *FILES])
def test_pages_and_files_may_be_kept_for_a_minute_by_a_cdn(browser: Browser, desk: Desk, path: str) -> None:
    desk.publish(article())

    kept = "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400"
    assert browser.get(path).headers["cache-control"] == kept
    assert "etag" in browser.get(path).headers


def test_failures_and_refused_methods_are_secured_too(browser: Browser, table: Table) -> None:
    refused = browser.ask("DELETE", "/")
    table.name = "weg"
    failed = browser.get("/")

    for answer, status in ((refused, 405), (failed, 503)):
        assert answer.status == status
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_webmail_is_kept_by_nobody(webmail: tuple[Browser, list[str]]) -> None:
    browser, _ = webmail
    for method, path in (
        ("GET", "/webmail"),
        ("GET", "/webmail/keuze"),
        ("POST", "/webmail/keuze"),
        ("GET", "/webmail/x"),
    ):
        answer = browser.ask(method, path)

        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("hsts", "value"),
    [
        ("host", "max-age=63072000"),
        ("subdomains", "max-age=63072000; includeSubDomains"),
        ("preload", "max-age=63072000; includeSubDomains; preload"),
    ],
)
def test_https_reaches_as_far_as_the_publisher_says(table: Table, hsts: str, value: str) -> None:
    """Of the site's own host, unless asked: a name below it that speaks plain http would be out of reach."""
    context = context_of(site(hsts=hsts))

    for app in (create_app(context, table), create_webmail_app(context, own_origins=set(), count=print)):
        answer = Browser(Mangum(app, lifespan="off")).get("/bestaat-niet")
        assert answer.headers["strict-transport-security"] == value
        assert {name: answer.headers[name] for name, _ in security_headers.SECURITY} == dict(
            security_headers.security(hsts)
        )


def test_the_policy_is_the_strictest_that_the_observatory_knows() -> None:
    policy = dict(
        part.strip().split(" ", 1) for part in dict(security_headers.SECURITY)["content-security-policy"].split(";")
    )

    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("base-uri", "frame-ancestors")} == {"'none'"}
    assert set(policy.values()) == {"'none'", "'self'"}


def test_static_files_are_kept_for_a_year_under_their_digest_only(browser: Browser) -> None:
    page = browser.get("/").page
    (stylesheet,) = page.xpath("//link[@rel='stylesheet']/@href")
    outdated = "/static/0123456789ab/" + stylesheet.rpartition("/")[2]

    assert browser.get(stylesheet).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert browser.get(stylesheet).headers["content-type"].startswith("text/css")
    assert browser.get(outdated).headers["cache-control"] == cache_control.PAGE


def broken() -> datetime:
    raise RuntimeError("the clock stands still")


def test_when_even_the_error_page_fails_a_reader_gets_words_and_the_log_gets_the_cause(
    table: Table, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(context_of(site(), now=broken), table)
    answer = Browser(Mangum(app, lifespan="off")).get("/nieuws/buitenland")

    assert (answer.status, answer.headers["cache-control"]) == (500, "no-store")
    assert answer.words("//h1") == ["Er ging iets mis"]
    assert answer.headers["x-frame-options"] == "DENY"
    assert "the clock stands still" in caplog.text


def test_an_error_of_ours_is_a_page_and_in_the_log(
    context: Context, table: Table, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise RuntimeError("the template is broken")

    monkeypatch.setattr(context.pages, "section", fail)
    answer = Browser(Mangum(create_app(context, table), lifespan="off")).get("/nieuws/buitenland")

    assert (answer.status, answer.headers["cache-control"]) == (500, "no-store")
    assert answer.page.xpath("//main//a[@href='/']")
    assert "the template is broken" in caplog.text


def test_each_request_leaves_a_line_that_leads_from_the_cdn_to_the_table(
    browser: Browser, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.publish(article())
    caplog.set_level("INFO", logger="portal")

    browser.get(
        "/nieuws/veerpont-vaart-weer?utm_source=nieuwsbrief", x_amz_cf_id="a1b2", cookie="a=b", user_agent="Wim"
    )

    (line,) = [vars(record) for record in caplog.records if record.message == "request"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/nieuws/veerpont-vaart-weer", 200)
    assert (line["cdn"], line["rounds"]) == ("a1b2", 2)
    assert [call.split()[0] for call in line["calls"]] == ["GetItem", "Query"]
    assert all(len(call.split()[-1]) > 20 for call in line["calls"])
    assert "nieuwsbrief" not in str(line)
    assert "Wim" not in str(line)


def test_the_line_of_a_failure_says_so(browser: Browser, table: Table, caplog: pytest.LogCaptureFixture) -> None:
    table.name = "weg"
    caplog.set_level("INFO", logger="portal")

    browser.get("/")

    (line,) = [vars(record) for record in caplog.records if record.message == "request"]
    assert line["status"] == 503
