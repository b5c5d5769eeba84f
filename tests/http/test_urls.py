"""Addresses as browsers read them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fetching import body_at, refusal
from http_server import Newsroom, reply
from portal.http.urls import dns_name, request_path, resolve_url

BASE = "https://krant.example/nieuws/oud?x=1#y"


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("feed", "https://krant.example/nieuws/feed"),
        ("../feed", "https://krant.example/feed"),
        ("../../../feed", "https://krant.example/feed"),
        (".", "https://krant.example/nieuws/"),
        ("?", "https://krant.example/nieuws/oud?"),
        ("?y", "https://krant.example/nieuws/oud?y"),
        ("#z", "https://krant.example/nieuws/oud?x=1#z"),
        ("", "https://krant.example/nieuws/oud?x=1"),
        ("//feeds.example", "https://feeds.example/"),
        ("///feeds.example/a", "https://feeds.example/a"),
        ("\\\\feeds.example\\a", "https://feeds.example/a"),
        ("/\\feeds.example/a", "https://feeds.example/a"),
        ("HTTPS:feed", "https://krant.example/nieuws/feed"),
        ("https:/feed", "https://krant.example/feed"),
        ("https://feeds.example?a", "https://feeds.example/?a"),
        ("http:feeds.example", "http://feeds.example/"),
        ("http:/feeds.example/a/../b", "http://feeds.example/b"),
        ("http:\\\\feeds.example\\a?\\", "http://feeds.example/a?\\"),
        (" \t\nhttps://fe\teds.exa\r\nmple/a \x00", "https://feeds.example/a"),
        ("http://veilig.example\\@kwaad.example/", "http://veilig.example/@kwaad.example/"),
        ("//a:b@feeds.example/", "https://a:b@feeds.example/"),  # for the guard to refuse
        ("a:b/c", "a:b/c"),
        ("javascript:/../1", "javascript:/../1"),
        ("8.8.8.8:80/x", "https://krant.example/nieuws/8.8.8.8:80/x"),
    ],
)
def test_a_reference_is_resolved_as_a_browser_does(reference: str, address: str) -> None:
    assert resolve_url(reference, BASE) == address


def test_a_first_address_has_dot_segments_removed_too(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = reply(body=b"<rss/>")

    for path in ("/a/../feed", "/./feed", "/%2e%2e/feed", "\\feed"):
        assert body_at(newsroom.url + path) == b"<rss/>"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("krant.example", "krant.example"),
        ("KRANT.example.", "krant.example."),
        ("krànt.example", "xn--krnt-1na.example"),
        ("kr%C3%A0nt.example", "xn--krnt-1na.example"),
        ("kr%61nt.example", "krant.example"),
        ("１２７。0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7F.0.0.01", "127.0.0.1"),
        ("0251.0376.0xA9FE", "169.254.169.254"),
        ("8.8.8.8.", "8.8.8.8"),
        ("0x", "0.0.0.0"),
        ("8.example", "8.example"),
        ("8.8.8.0xg", "8.8.8.0xg"),
        ("0x8.x8", "0x8.x8"),
        ("kr\u00adan\u200bt.example", "krant.example"),
        ("a_b.example", "a_b.example"),
        ("2606:4700::1111", "2606:4700::1111"),
    ],
)
def test_a_host_is_named_as_the_dns_has_it(written: str, name: str) -> None:
    assert dns_name(written) == name


@pytest.mark.parametrize(
    "written",
    [
        "kr\u202eant.example",
        "kr\u2066ant.example",
        "kr%E2%80%AEant.example",
        "kr ant.example",
        "kr%20ant.example",
        "kr%00ant.example",
        "kr%2Fant.example",
        "kr%40ant.example",
        "kr%3A80.example",
        "kr%ant.example",
        "kr%25ant.example",
        "kr|ant.example",
        "kr\uff0fant.example",
        "%ff.example",
        "fe80::1%25eth0",
        "2606:4700::1111%eth0",
        "straße.example",
        "stra%C3%9Fe.example",
        "kr\u200dant.example",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.256",
        "4294967296",
        "krant.1",
        "1..1",
        "1.1.1.08",
        "9" * 200,
        "à" * 255,
    ],
)
def test_what_no_host_is_called_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        dns_name(written)
    if "à" not in written:
        assert refusal(f"http://{f'[{written}]' if ':' in written else written}/").reason


@given(st.text(alphabet="ab/\\.%2eE?#:@ \t[]é\u202e") | st.text(), st.sampled_from([BASE, ""]))
def test_whatever_is_written_a_request_line_is_plain_and_without_dot_segments(reference: str, base: str) -> None:
    address = resolve_url(reference, base)
    try:
        path = request_path(address)
    except ValueError:
        return
    assert path.isascii()
    assert not set(path) & set(" \t\r\n#\x7f")
    if address.startswith("http"):
        assert path.startswith("/")
        assert not {".", "..", "%2e", "%2e%2e"} & set(path.partition("?")[0].lower().split("/"))


def test_the_longest_reference_is_resolved_in_no_time() -> None:
    for unit in ("../", "./", "a/", "%2e%2e/", "\\", "/", " ", "?", "#", "%", ":", "a:", "é"):
        started = time.process_time()
        request_path("http://krant.example" + resolve_url(unit * (256_000 // len(unit)), BASE)[21:])
        assert time.process_time() - started < 0.5
