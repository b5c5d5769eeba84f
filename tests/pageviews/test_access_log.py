"""What is read in an access log, and what is not looked at."""

import gzip
from datetime import UTC, datetime

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import sync_playwright

from pageviews.logs import FIELDS, line, log
from portal.pageviews.access_log import AccessLogError, first_key, hour_of, is_program, views_in

PAGE = "/nieuws/veerpont-vaart-weer"


def test_a_page_that_was_shown_is_a_view_and_so_is_one_that_a_browser_had() -> None:
    assert views_in(log(line(PAGE), line(PAGE, status=304), line("/"))) == {PAGE: 2, "/": 1}


@pytest.mark.parametrize("status", [0, 206, 301, 403, 404, 410, 500, 503])
def test_what_was_not_shown_is_no_view(status: int) -> None:
    assert views_in(log(line(PAGE, status=status))) == {}


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS"])
def test_what_nobody_looks_at_is_no_view(method: str) -> None:
    assert views_in(log(line(PAGE, method=method))) == {}


def test_fields_stand_where_the_log_says() -> None:
    """AWS has added fields at the end before, and a log of the newer kind has those that were chosen."""
    fields = "sc-status cs(User-Agent) cs-method cs-uri-stem"

    assert views_in(log("200\tMozilla/5.0%20(X11)\tGET\t/", fields=fields)) == {"/": 1}


def test_a_log_without_a_field_that_is_needed_says_which() -> None:
    with pytest.raises(AccessLogError, match="has no field cs-uri-stem"):
        views_in(log(line(PAGE), fields=FIELDS.replace("cs-uri-stem", "cs-uri")))


@pytest.mark.parametrize(
    "body",
    [b"no gzip", log(line(PAGE))[:40], gzip.compress(b"date time\n1\t2\n")],
    ids=["no gzip", "a part", "no fields"],
)
def test_what_is_no_access_log_is_refused(body: bytes) -> None:
    with pytest.raises(AccessLogError):
        views_in(body)


def test_a_line_that_was_cut_does_not_count_and_the_others_do() -> None:
    assert views_in(log(line(PAGE)[:60], line("/"), "\ufffd\t" * 3)) == {"/": 1}


@given(st.binary(max_size=200))
def test_nothing_but_its_own_error_comes_out_of_any_bytes(noise: bytes) -> None:
    for body in (noise, gzip.compress(noise), log(noise.decode("utf-8", "replace"))):
        try:
            views_in(body)
        except AccessLogError:
            continue


def test_a_file_has_the_hour_of_its_requests_in_its_name() -> None:
    at = datetime(2026, 11, 28, 15, tzinfo=UTC)

    assert hour_of("cdn/EMLARXS9EXAMPLE.2026-11-28-15.RT4KCN4SGK9.gz") == at
    assert first_key("EMLARXS9EXAMPLE", at) < "cdn/EMLARXS9EXAMPLE.2026-11-28-15.RT4KCN4SGK9.gz"
    assert first_key("EMLARXS9EXAMPLE", at) > "cdn/EMLARXS9EXAMPLE.2026-11-28-14.ZZZZZZZZZZZ.gz"


@pytest.mark.parametrize(
    "key", ["", "cdn/", "cdn/E.2026-11-28-15.a", "cdn/E.2026-11-28-25.a.gz", "E.2026-11-28-15.a.gz"]
)
def test_another_file_has_no_hour(key: str) -> None:
    assert hour_of(key) is None


def test_programs_that_others_know_of_are_known() -> None:
    """Every one of whom the list has an example, as a log writes it."""
    examples = [example for entry in CRAWLER_USER_AGENTS_DATA for example in entry["instances"]]

    missed = [one for one in examples if views_in(log(line(PAGE, browser=one)))]

    assert len(examples) > 2000
    assert missed == []


def test_browsers_of_people_are_no_programs() -> None:
    """As the makers of another tool know them."""
    with sync_playwright() as playwright:
        browsers = {device["user_agent"] for device in playwright.devices.values()}

    assert len(browsers) > 50
    assert [one for one in browsers if is_program(one)] == []


@pytest.mark.parametrize("browser", ["-", ""])
def test_who_does_not_say_what_it_is_is_a_program(browser: str) -> None:
    assert is_program(browser)
