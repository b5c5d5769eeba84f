"""Mozilla's Observatory and Internet.nl would be content with every answer, over the wire; tests/web has the values."""

from datetime import UTC, datetime

import pytest

from portal.web.security_headers import SECURITY, TRANSPORT_SECURITY
from quality.internet_nl import faults, security_txt_faults
from quality.newsroom import Answer, Newsroom
from quality.observatory import score
from quality.pages import FILES, PAGES, PageType

A_PLUS = 150
"""The most that a site without cookies reaches that is on no preload list; A+ begins at 100."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def headers_of(answer: Answer) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}


def verdict(answer: Answer) -> tuple[int, list[str]]:
    return score(headers_of(answer), answer.headers.get_all("set-cookie") or []), faults(headers_of(answer))


@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_a_page_has_the_best_score(newsroom: Newsroom, kind: PageType) -> None:
    answer = newsroom.get(kind)

    assert answer.status == kind.status
    assert verdict(answer) == (A_PLUS, [])


@pytest.mark.parametrize("path", FILES)
def test_a_file_has_the_best_score(newsroom: Newsroom, path: str) -> None:
    assert verdict(newsroom.ask(path)) == (A_PLUS, [])


def test_static_files_redirects_refusals_and_what_did_not_change_have_it_too(newsroom: Newsroom) -> None:
    front, still = newsroom.ask("/"), newsroom.ask("/over")  # on a front «3 minuten geleden» may change at any moment
    (style,) = front.document.xpath("//link[@rel='stylesheet']/@href")
    answers = {
        200: newsroom.ask(style),
        301: newsroom.ask("/nieuws/buitenland/"),
        304: newsroom.ask("/over", headers={"If-None-Match": still.headers["etag"]}),
        403: newsroom.ask("/webmail/keuze", method="POST", body=b"keuze=x", headers=FORM),
        405: newsroom.ask("/", method="DELETE"),
        404: newsroom.ask("/static/weg/weg.css"),
    }

    for status, answer in answers.items():
        assert (answer.status, *verdict(answer)) == (status, A_PLUS, []), status


def test_the_one_cookie_there_is_makes_it_better(newsroom: Newsroom) -> None:
    own = {"Origin": newsroom.portal.url("").rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    choice = f"keuze={newsroom.webmail}".encode()
    answer = newsroom.ask("/webmail/keuze", method="POST", body=choice, headers=FORM | own)

    assert answer.status == 303
    assert verdict(answer) == (A_PLUS + 5, [])


def test_security_txt_says_whom_to_tell_and_until_when(newsroom: Newsroom) -> None:
    path = "/.well-known/security.txt"
    answer = newsroom.ask(path)

    assert answer.headers.get_content_type() == "text/plain"
    assert security_txt_faults(answer.text, url=newsroom.origin + path, now=datetime.now(UTC)) == []


@pytest.mark.parametrize(
    ("changes", "points", "fault"),
    [
        ({"content-security-policy": ""}, 75, "no Content-Security-Policy"),
        ({"content-security-policy": "default-src 'self'; script-src 'self' 'unsafe-inline'"}, 80, "unsafe sources"),
        ({"strict-transport-security": "max-age=300"}, 140, "HSTS for less than a year"),
        ({"strict-transport-security": TRANSPORT_SECURITY["subdomains"]}, 150, None),
        ({"strict-transport-security": TRANSPORT_SECURITY["preload"]}, 150, None),
        ({"strict-transport-security": ""}, 80, "HSTS for less than a year"),
        ({"x-content-type-options": ""}, 145, "X-Content-Type-Options"),
        ({"referrer-policy": "unsafe-url"}, 140, None),
        ({"cross-origin-opener-policy": "wie weet"}, 135, None),
    ],
)
def test_a_header_that_is_missing_or_weak_costs_points(changes: dict[str, str], points: int, fault: str | None) -> None:
    weak = dict(SECURITY) | changes

    assert score(weak) == points
    assert fault in faults(weak) if fault else faults(weak) == []


def test_a_cookie_that_travels_in_the_open_costs_points() -> None:
    assert score(dict(SECURITY), ["a=b; Path=/"]) == 80


def test_a_security_txt_that_ran_out_is_seen() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    text = "Contact: redactie\nExpires: 2026-11-01T00:00:00Z\nNiets\n"

    assert security_txt_faults(text, url="https://www.schelde.example/.well-known/security.txt", now=now) == [
        "a line that is no field",
        "an unknown field",
        "no Contact, or one that is no address",
        "out of date, or good for more than a year",
    ]
