"""One conditional GET against a real server, good and bad."""

import gzip
import socket
import time
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certificates import unknown_certificate
from fetching import BODY, get, refusal
from http_server import Newsroom, raw, reply
from portal.http.fetch import fetch
from portal.http.limits import FetchLimits
from portal.http.public_addresses import is_public
from portal.http.response import LONGEST_KEPT, Fetched, NotModified, Validators
from portal.model.errors import FetchError


def packed_by_gzip(body: bytes) -> bytes:
    """The same bytes on every run, so that the names of the tests are too."""
    return gzip.compress(body, mtime=0)


def test_a_document_comes_with_what_the_server_said_of_it(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = reply(
        body=BODY, headers={"Content-Type": "application/rss+xml", "ETag": 'W/"é"', "Last-Modified": "gisteren"}
    )

    answer = get(f"{newsroom.url}/feed?a=1&b=2")

    assert isinstance(answer, Fetched)
    assert (answer.body, answer.status, answer.wire_bytes) == (BODY, 200, len(BODY))
    assert (answer.content_type, answer.etag, answer.last_modified) == ("application/rss+xml", 'W/"é"', "gisteren")
    assert 0 < answer.elapsed < 1
    assert newsroom.requests[0]["User-Agent"] == "Regioportaal/0.1 (+redactie@krant.example)"
    assert "If-None-Match" not in newsroom.requests[0]


def test_validators_go_out_as_they_came_in(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = reply(304, b"", headers={"ETag": '"nieuw"'})
    validators = Validators(etag='W/"é oud"', last_modified="Tue, 24 Nov 2026 10:00:00 GMT")

    answer = get(f"{newsroom.url}/feed", validators=validators)

    assert isinstance(answer, NotModified)
    assert newsroom.requests[0]["If-None-Match"] == 'W/"é oud"'
    assert newsroom.requests[0]["If-Modified-Since"] == "Tue, 24 Nov 2026 10:00:00 GMT"
    assert (answer.etag, answer.last_modified) == ('"nieuw"', "Tue, 24 Nov 2026 10:00:00 GMT")


def test_a_304_to_a_question_without_conditions_is_an_error(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = reply(304, b"")

    refused = refusal(f"{newsroom.url}/feed")

    assert (refused.status, refused.reason) == (304, "answered 304 Not Modified (though we did not say what we have)")


def test_validators_that_expire_at_once_are_not_kept(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = reply(headers={"ETag": '"x"', "Expires": "0"})

    answer = get(f"{newsroom.url}/feed")

    assert (answer.etag, answer.last_modified) == (None, None)


@pytest.mark.parametrize("status", [200, 304])
@pytest.mark.parametrize("length", [LONGEST_KEPT, LONGEST_KEPT + 1, 100_000])
def test_what_is_too_long_to_be_kept_with_a_feed_is_not(newsroom: Newsroom, status: int, length: int) -> None:
    long, fits = "x" * length, length == LONGEST_KEPT
    newsroom.answers["/feed"] = raw(
        f"HTTP/1.1 {status} X\r\nETag: {long}\r\nLast-Modified: nu\r\nContent-Type: {long}\r\n\r\n".encode(), BODY
    )

    answer = get(f"{newsroom.url}/feed", validators=Validators(etag='"oud"'))

    assert (answer.etag == long, answer.last_modified) == (fits, "nu")
    if isinstance(answer, Fetched):
        assert answer.content_type == (long if fits else None)
    elif not fits:
        assert answer.etag == '"oud"'


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", packed_by_gzip(BODY)),
        ("GZIP", packed_by_gzip(BODY[:9]) + packed_by_gzip(BODY[9:])),
        ("deflate", zlib.compress(BODY)),
        ("deflate", zlib.compress(BODY)[2:-4]),
        ("identity", BODY),
    ],
)
def test_a_compressed_document_is_unpacked(newsroom: Newsroom, coding: str, packed: bytes) -> None:
    newsroom.answers["/feed"] = reply(body=packed, headers={"Content-Encoding": coding})

    answer = get(f"{newsroom.url}/feed")

    assert isinstance(answer, Fetched)
    assert (answer.body, answer.wire_bytes) == (BODY, len(packed))


def test_a_long_compressed_document_loses_nothing(newsroom: Newsroom) -> None:
    text = "".join(f"<p>{n * 7919 % 10007}</p>" for n in range(100_000)).encode()
    newsroom.answers["/feed"] = reply(body=packed_by_gzip(text), headers={"Content-Encoding": "gzip"})

    answer = get(f"{newsroom.url}/feed", limits=FetchLimits())

    assert isinstance(answer, Fetched)
    assert answer.body == text


@pytest.mark.parametrize(
    ("packed", "headers", "reason"),
    [
        (packed_by_gzip(b"x" * 50_000_000), {"Content-Encoding": "gzip"}, "is larger than 20 MB unpacked"),
        (packed_by_gzip(bytes(range(256)) * 30_000), {"Content-Encoding": "gzip"}, "grows more than 200 times"),
        (packed_by_gzip(BODY)[:-12], {"Content-Encoding": "gzip"}, "broke off"),
        (b"geen gzip", {"Content-Encoding": "gzip"}, "cannot be fetched"),
        (b"geen lzma", {"Content-Encoding": "x-lzma"}, "is compressed in a way that was not asked for (x-lzma)"),
        (b"x" * 21_000_000, {}, "is larger than 20 MB"),
    ],
)
def test_a_body_that_is_too_much_or_broken_is_refused(
    newsroom: Newsroom, packed: bytes, headers: dict[str, str], reason: str
) -> None:
    newsroom.answers["/feed"] = reply(body=packed, headers=headers)

    assert refusal(f"{newsroom.url}/feed", limits=FetchLimits()).reason.startswith(reason)


def test_a_body_may_not_outgrow_its_limit_after_decompression(newsroom: Newsroom) -> None:
    packed = packed_by_gzip(bytes(range(256)) * 50)
    newsroom.answers["/feed"] = reply(body=packed, headers={"Content-Encoding": "gzip"})

    reason = refusal(f"{newsroom.url}/feed", limits=FetchLimits(body=1000)).reason

    assert reason == "is larger than 1000 bytes unpacked"


def test_a_body_without_a_length_is_counted_as_it_comes(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = raw(b"HTTP/1.0 200 OK\r\n\r\n", b"x" * 2000)

    assert refusal(f"{newsroom.url}/feed", limits=FetchLimits(wire=1000)).reason == "is larger than 1000 bytes"


@pytest.mark.parametrize(
    "pieces",
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", b"<rss>"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"5\r\n<rss>\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"50\r\n<rss>\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"zz\r\n<rss>\r\n"),
        (b"",),
        (b"HTTP/1.1 twee honderd\r\n\r\n",),
        (b"\x00\x01\x02\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1001 + b"\r\n",),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000 + b"\r\n\r\n",),
    ],
)
def test_an_answer_that_breaks_off_or_is_none_is_an_error(newsroom: Newsroom, pieces: tuple[bytes, ...]) -> None:
    newsroom.answers["/feed"] = raw(*pieces)

    assert refusal(f"{newsroom.url}/feed").reason


@pytest.mark.parametrize(
    "answer",
    [
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n", b"x" * 50, pause=5),
        raw(b"", pause=5),
        raw(b"HTTP/1.1 200 OK\r\nX: ", pause=5),
        raw(b"x", pause=0.05, forever=True),
        raw(b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.01, forever=True),
        raw(b"HTTP/1.1 200 OK\r\n\r\n", *[b"y"] * 1000, pause=0.05),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *[b"1\r\ny\r\n"] * 1000, pause=0.05),
    ],
)
def test_a_server_that_drips_or_stalls_is_cut_off_in_time(newsroom: Newsroom, answer: object) -> None:
    newsroom.answers["/feed"] = answer  # type: ignore[assignment]  # parametrize knows no types
    started = time.monotonic()

    error = refusal(f"{newsroom.url}/feed")

    assert time.monotonic() - started < 4
    assert error.reason


def test_an_endless_body_is_cut_off_by_size_or_by_time(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = raw(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 60_000, forever=True)

    assert "larger than" in refusal(f"{newsroom.url}/feed", limits=FetchLimits()).reason


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_with_the_validators(newsroom: Newsroom, status: int) -> None:
    newsroom.answers["/oud"] = reply(status, b"", headers={"Location": "nieuw?x=1"})
    newsroom.answers["/nieuw"] = reply(body=BODY)

    answer = get(f"{newsroom.url}/oud", validators=Validators(etag='"x"'))

    assert isinstance(answer, Fetched)
    assert answer.body == BODY
    assert newsroom.requests[1]["If-None-Match"] == '"x"'


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("/feed", "redirects more than 10 times"),
        ("http://10.0.0.1/feed", "10.0.0.1 has the address 10.0.0.1, which is not on the internet"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 has the address"),
        ("http://[::ffff:10.0.0.1]/", "::ffff:10.0.0.1 has the address"),
        ("file:///etc/passwd", "redirects to an address that cannot be fetched"),
        ("ftp://krant.example/", "redirects to an address that cannot be fetched"),
        ("http://naam:geheim@127.0.0.1/", "redirects to an address that holds a name or password"),
        ("http://[::1", "cannot be fetched"),
        ("http://127.0.0.1:99999/", "cannot be fetched"),
        ("http://127.0.0.1:0/", "redirects to an address that names port 0"),
        ("", "answered 302 without saying where to go"),
    ],
)
def test_a_redirect_that_goes_wrong_is_refused(newsroom: Newsroom, location: str, reason: str) -> None:
    newsroom.answers["/feed"] = reply(302, b"", headers={"Location": location})

    assert refusal(f"{newsroom.url}/feed").reason.startswith(reason)


def test_ten_redirects_are_allowed(newsroom: Newsroom) -> None:
    for hop in range(10):
        newsroom.answers[f"/{hop}"] = reply(302, b"", headers={"Location": f"/{hop + 1}"})
    newsroom.answers["/10"] = reply(body=BODY)

    assert isinstance(get(f"{newsroom.url}/0"), Fetched)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 429, 500, 503, 204, 206])
def test_an_error_status_is_an_error_with_that_status(newsroom: Newsroom, status: int) -> None:
    newsroom.answers["/feed"] = reply(status, b"")

    error = refusal(f"{newsroom.url}/feed")

    assert error.status == status
    assert error.reason.startswith(f"answered {status}")


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 120), ("0", 0), ("-5", None), ("straks", None), ("9" * 12, 604800)]
)
def test_a_wait_that_the_server_asks_for_is_told(newsroom: Newsroom, value: str, seconds: int | None) -> None:
    newsroom.answers["/feed"] = reply(503, b"", headers={"Retry-After": value})

    assert refusal(f"{newsroom.url}/feed").retry_after == seconds


def test_a_wait_may_be_given_as_a_date_and_is_told_by_the_clock_that_fetch_was_given(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = reply(429, b"", headers={"Retry-After": "Tue, 24 Nov 2026 03:01:30 GMT"})

    with pytest.raises(FetchError) as caught:
        fetch(
            f"{newsroom.url}/feed",
            user_agent="Regioportaal/0.1",
            allow_loopback=True,
            clock=lambda: datetime(2026, 11, 24, 3, 0, tzinfo=UTC),
        )

    assert caught.value.retry_after == 90


def test_a_challenge_by_cloudflare_is_named(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = reply(403, b"", headers={"cf-mitigated": "challenge"})

    assert "Cloudflare" in refusal(f"{newsroom.url}/feed").reason


def test_a_page_of_html_is_the_parsers_matter(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = reply(body=b"<html></html>", headers={"Content-Type": "text/html"})

    assert isinstance(get(f"{newsroom.url}/feed"), Fetched)


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/", "http://100.64.0.1/", "http://0.0.0.0/",
        "http://[fd00::1]/", "http://[fe80::1]/", "http://[64:ff9b::a00:1]/", "http://[2002:a00:1::]/",
        "http://[::ffff:192.168.0.1]/", "http://8.8.8.8:8080/", "ftp://8.8.8.8/", "file:///etc/passwd", "feed", "",
        "http://", "http://a:b@8.8.8.8/", "http://[::1", "http://8.8.8.8:99999/", "http://" + "x" * 5000,
        "http://een naam/", "http://.../", "http://" + "a" * 64 + ".nl/", "http://\u2100.example/", "javascript:1",
        "http://niet-bestaand.invalid/", "http://8.8.8.8:0/", "https://8.8.8.8:0/", "http://8.8.8.8:00/", "http://[2606:4700::1111]:0/",
        "http://[::ffff:0:8.8.8.8]/", "http://[4000::1]/",
    ],
)  # fmt: skip
def test_an_address_that_we_may_not_or_cannot_fetch_is_refused_before_any_connection(url: str) -> None:
    assert refusal(url).reason


def test_loopback_is_only_for_whoever_allows_it(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = reply()
    port = newsroom.url.rpartition(":")[2]

    for host in ("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
        assert "not on the internet" in refusal(f"http://{host}:{port}/feed", local=False).reason
    assert newsroom.requests == []


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "145.100.1.1", "2a00:1450:400e::1", "2606:4700::1111", "::ffff:8.8.8.8", "2000::1", "3ffe::1"],
)
def test_an_address_on_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "::1", "::", "10.1.2.3", "172.31.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1",
     "203.0.113.9", "224.0.0.1", "255.255.255.255", "::ffff:10.0.0.1", "64:ff9b:1::1", "100::1", "2001::1",
     "2001:db8::1", "3fff::1", "5f00::1", "fec0::1", "ff02::1", "::7f00:1", "::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8",
     "64:ff9b::8.8.8.8", "2002:7f00:1::", "2002:808:808::1", "2001:0:4136:e378::1", "2001:2::1",
     "1fff::1", "4000::1", "8000::1", "fe80::1%eth0", "onzin"],
)  # fmt: skip
def test_an_address_that_is_not_on_the_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


def test_port_0_is_no_address_even_where_every_port_is_open(newsroom: Newsroom) -> None:
    """A server on port 80 would be asked otherwise: 0 is false, and so would read as «no port»."""
    refused = refusal(newsroom.url.rpartition(":")[0] + ":0/feed")

    assert refused.reason == "is an address that names port 0"
    assert newsroom.requests == []


def test_a_port_where_nobody_listens_is_an_error() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    assert "cannot be fetched" in refusal(f"http://127.0.0.1:{port}/").reason


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with unknown_certificate(tmp_path) as port:
        reason = refusal(f"https://127.0.0.1:{port}/").reason

    assert reason.startswith("has a certificate that is not trusted")
