"""Cookies that live for one fetch, and go to nobody but who set them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

import pytest

from fetching import BODY, body_at, get, refusal
from http_server import Answer, Newsroom, open_newsroom, raw, reply
from portal.http.connection import Target
from portal.http.cookies import AttemptCookies

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
KRANT = Target(secure=True, host="www.krant.example", port=443, addresses=("192.0.2.1",), is_local=False)


def redirect(to: str, *cookies: str, status: int = 302) -> Answer:
    lines = "".join(f"Set-Cookie: {cookie}\r\n" for cookie in cookies)
    return raw(f"HTTP/1.1 {status} Elders\r\nLocation: {to}\r\n{lines}Content-Length: 0\r\n\r\n".encode())


def gated(pair: str, gate: Answer, *, then: Answer | None = None) -> Answer:
    """The feed, or what is there `then`, for whoever brings `pair`; others meet the `gate`."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        (then or reply(body=BODY) if pair in (handler.headers["Cookie"] or "").split("; ") else gate)(handler)

    return answer


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "cookie",
    [
        "pas=1",
        "pas=1; Path=/; HttpOnly",
        "pas=1; path=/feed; SameSite=Lax",
        " pas = 1 ;Domain=.127.0.0.1",
        "pas=1; ",
    ],
)
def test_a_redirect_that_sets_a_cookie_and_comes_back_is_no_loop(newsroom: Newsroom, cookie: str, status: int) -> None:
    newsroom.answers["/feed"] = gated("pas=1", redirect("/feed", cookie, status=status))

    answer = get(f"{newsroom.url}/feed")

    assert (answer.body, answer.moved_to, answer.gate) == (BODY, None, None)  # type: ignore[union-attr]
    assert len(newsroom.requests) == 2


def test_a_gate_elsewhere_on_the_host_may_set_several_cookies(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = gated("b=2", redirect("/deur?terug=/feed"))
    newsroom.answers["/deur"] = redirect("/feed", "a=1; Path=/", "b=2; Path=/; Expires=Wed, 24 Nov 2100 10:00:00 GMT")

    assert body_at(f"{newsroom.url}/feed?x=1") == BODY
    assert newsroom.requests[2]["Cookie"] == "a=1; b=2"


def test_a_cookie_grows_with_each_hop(newsroom: Newsroom) -> None:
    second = gated("stap=1", redirect("/feed", "stap=1"), then=redirect("/feed", "stap=2"))
    newsroom.answers["/feed"] = gated("stap=2", second)

    assert body_at(f"{newsroom.url}/feed") == BODY
    assert [asked.get("Cookie") for asked in newsroom.requests] == [None, "stap=1", "stap=2"]


def test_a_gate_that_wants_a_cookie_which_it_never_sets_ends_after_ten_redirects(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = gated("pas=1", redirect("/feed", "iets=anders"))

    assert refusal(f"{newsroom.url}/feed").reason == "redirects more than 10 times"


def test_the_next_fetch_knows_nothing_of_the_cookies_of_this_one(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = gated("pas=1", redirect("/feed", "pas=1; Max-Age=99999"))

    for _ in range(2):
        get(f"{newsroom.url}/feed")

    assert ["Cookie" in asked for asked in newsroom.requests] == [False, True, False, True]


@pytest.mark.parametrize("cookie", ["toegelaten", " toegelaten ; Path=/", "=toegelaten; path=/; HttpOnly"])
def test_a_cookie_without_a_name_is_one_too(newsroom: Newsroom, cookie: str) -> None:
    newsroom.answers["/feed"] = gated("toegelaten", redirect("/feed", cookie))

    assert body_at(f"{newsroom.url}/feed") == BODY


@contextmanager
def two_newsrooms() -> Iterator[tuple[Newsroom, Newsroom]]:
    with open_newsroom() as one, open_newsroom() as other:
        yield one, other


@pytest.mark.parametrize("elsewhere", [lambda url: url, lambda url: url.replace("127.0.0.1", "localhost")])
@pytest.mark.parametrize("domain", ["", "; Domain=localhost", "; Domain=.0.0.1", "; Domain=127.0.0.1"])
def test_no_other_host_gets_a_cookie(elsewhere: Callable[[str], str], domain: str) -> None:
    with two_newsrooms() as (ours, theirs):
        ours.answers["/feed"] = redirect(f"{elsewhere(theirs.url)}/feed", f"pas=1; Path=/{domain}")
        theirs.answers["/feed"] = reply(body=BODY)

        assert body_at(f"{ours.url}/feed") == BODY
        assert "Cookie" not in theirs.requests[0]


def test_who_set_a_cookie_gets_it_back_after_a_visit_elsewhere() -> None:
    with two_newsrooms() as (ours, theirs):
        ours.answers["/feed"] = gated("pas=1", redirect(f"{theirs.url}/deur", "pas=1"))
        theirs.answers["/deur"] = redirect(f"{ours.url}/feed", "pas=2")

        assert body_at(f"{ours.url}/feed") == BODY
        assert "Cookie" not in theirs.requests[0]


@pytest.mark.parametrize(
    "cookie",
    [
        "pas=1; Secure",  # not over http
        "pas=1; Domain=krant.example",
        "pas=1; Domain=0.0.1",
        "pas=1; Path=/elders",
        "pas=1; Path=/fee",
        "pas=1; Max-Age=0",
        "pas=1; Max-Age=-1; Expires=Wed, 24 Nov 2100 10:00:00 GMT",
        "pas=1; Expires=Thu, 01-Jan-1970 00:00:00 GMT",
        "",
        "=",
        " = ; Path=/",
        ";pas=1",
        "__Host-pas",
        "pas=\x011",
        "pas=1; Path=/\x01",
        "pas=" + "1" * 5000,
    ],
)
def test_a_cookie_that_is_not_for_this_request_stays_here(newsroom: Newsroom, cookie: str) -> None:
    newsroom.answers["/feed"] = redirect("/feed2", cookie)
    newsroom.answers["/feed2"] = reply(body=BODY)

    assert body_at(f"{newsroom.url}/feed") == BODY
    assert "Cookie" not in newsroom.requests[1]


def sent(*lines: str, path: str = "/nieuws/feed", at: Target = KRANT, to: Target = KRANT, asked: str = "") -> str:
    """The Cookie header for `asked` after `lines` came from `path`."""
    cookies = AttemptCookies()
    cookies.keep(lines, target=at, path=path, now=NOW)
    return cookies.header(target=to, path=asked or path).get("Cookie", "")


def at(host: str, *, secure: bool = True) -> Target:
    return Target(secure=secure, host=host, port=443 if secure else 80, addresses=("192.0.2.1",), is_local=False)


@pytest.mark.parametrize(
    ("line", "asked", "expected"),
    [
        ("a=1", "/nieuws/feed", "a=1"),
        ("a=1", "/nieuws/", "a=1"),
        ("a=1", "/nieuws", "a=1"),
        ("a=1", "/nieuwsbrief", ""),
        ("a=1", "/", ""),
        ("a=1; Path=/", "/", "a=1"),
        ("a=1; Path=nieuws", "/nieuws/x?y=/", "a=1"),
        ("a=1; Path=/nieuws/", "/nieuws", ""),
        ("a=1; Secure; Path=/", "/", "a=1"),
        ("a=1; Domain=krant.example; Path=/", "/", "a=1"),
        ("a=1; Domain=.WWW.krant.example; Path=/", "/", "a=1"),
        ("a=1; Domain=; Path=/", "/", "a=1"),
        ("a=1; Domain=rant.example; Path=/", "/", ""),
        ("a=1; Domain=www.krant.example.nl; Path=/", "/", ""),
        ("a=1; Domain=nieuws.www.krant.example; Path=/", "/", ""),
        ("a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/", "/", "a=1"),
        ("a=1; Max-Age=morgen; Path=/", "/", "a=1"),
        ("a=1; Expires=morgen; Path=/", "/", "a=1"),
        ("a=1; Expires=Tue, 24-Nov-2026 02:59:59 -0200; Path=/", "/", ""),
        ("a=1; Expires=Tue, 24-Nov-2026 03:00:01 +0200; Path=/", "/", "a=1"),
        ('a="1, 2"; Path=/', "/", 'a="1, 2"'),
        ("a=b=c; Path=/", "/", "a=b=c"),
        ("a=; Path=/", "/", "a="),
        ("a; Path=/", "/", "a"),
        ("=a=b; Path=/", "/", "a=b"),
        ("=; Path=/", "/", ""),
        ("a=1\t2; Path=/", "/", "a=1\t2"),
        ("a=1;hTTPonly;SECURE;;  pATH\t=\t/ ;Foo", "/", "a=1"),
        ("a=1; SameSite=None; expires=Wed, 24 Nov 2100 10:00:00 GMT; DOMAIN=Krant.Example; PATH=/", "/", "a=1"),
        ("a=1; Path=/elders; Path=/", "/", "a=1"),
        ("a=1; Path=/; Path=elders", "/", ""),
        ("a=1; Path=/" + "x" * 1025, "/nieuws/feed", "a=1"),
        ("a=1; Path=/; Domain=example", "/", ""),
        ("a=1; Path=/; Domain=.example", "/", ""),
        ("a=1; Path=/; Domain=EXAMPLE", "/", ""),
        ("a=1; Path=/; Domain=www.krant.example.", "/", ""),
        ("a=1; Path=/; Domain=..krant.example", "/", ""),
        ("a=1; Path=/; Domain=elders.example; Domain=krant.example", "/", "a=1"),
        ("a=1; Path=/; Domain=krant.example; Domain=elders.example", "/", ""),
        ("a=1; Path=/; MAX-AGE = 0", "/", ""),
        ("a=1; Path=/; max-age=00; Max-Age=60", "/", "a=1"),
        ("a=1; Path=/; Max-Age=+0", "/", "a=1"),
        ('a=1; Path=/; Max-Age="0"', "/", "a=1"),
        ("__Secure-a=1; Path=/; secure", "/", "__Secure-a=1"),
        ("__Secure-a=1; Path=/", "/", ""),
        ("__Host-a=1; Path=/; Secure", "/", "__Host-a=1"),
        ("__HOST-a=1; Path=/; Secure; Domain=krant.example", "/", ""),
        ("__Host-a=1; Path=/nieuws; Secure", "/nieuws", ""),
        ("=__Host-a=1; Path=/; Secure", "/", ""),
        ("__Hosta=1; Path=/", "/", "__Hosta=1"),
    ],
)
def test_path_domain_and_age_count(line: str, asked: str, expected: str) -> None:
    assert sent(line, asked=asked) == expected


def test_a_cookie_is_for_its_host_alone_whatever_domain_it_names() -> None:
    line = "a=1; Path=/; Domain=krant.example"

    assert sent(line, to=at("krant.example")) == ""
    assert sent(line, to=at("login.krant.example")) == ""
    assert sent(line, to=at("www.krant.example", secure=False)) == "a=1"  # one host, whatever the scheme


def test_a_domain_of_one_part_is_for_the_host_of_that_name_alone() -> None:
    home = at("localhost")

    assert sent("a=1; Domain=localhost", at=home, to=home) == "a=1"
    assert sent("a=1; Domain=.localhost", at=at("feeds.localhost"), to=at("feeds.localhost")) == ""


def test_a_cookie_without_a_name_is_replaced_and_removed_like_any_other() -> None:
    assert sent("a; Path=/", "b=1; Path=/", "c; Path=/") == "c; b=1"
    assert sent("a; Path=/", "b=1; Path=/", "weg; Path=/; Max-Age=0") == "b=1"
    assert sent("a; Path=/", "weg; Path=/; Domain=elders.example; Max-Age=0") == "a"


def test_a_secure_cookie_is_set_and_sent_over_https_alone() -> None:
    plain = at("www.krant.example", secure=False)

    assert sent("a=1; Secure", to=plain) == ""
    assert sent("a=1; Secure", at=plain) == ""
    assert sent("a=1", at=plain) == "a=1"


def test_a_later_cookie_of_that_name_replaces_or_removes() -> None:
    assert sent("a=1; Path=/", "b=2; Path=/", "a=3; Path=/") == "a=3; b=2"
    assert sent("a=1; Path=/", "b=2; Path=/", "a=; Path=/; Max-Age=0") == "b=2"
    assert sent("a=1; Path=/", "a=2; Path=/nieuws") == "a=2; a=1"


def test_no_server_is_sent_more_than_it_takes() -> None:
    """A hundred of them are as many as browsers keep; the newest are sent."""
    header = sent(*(f"c{number}={'x' * 1000}; Path=/" for number in range(100)), "pas=1; Path=/")

    assert len(header) <= 16_384
    assert header.endswith("; pas=1")
    assert header.count("; ") == 16
