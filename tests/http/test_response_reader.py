"""Answers as servers write them: lines that are none, many headers, interim answers, odd lengths."""

import gzip
import http.client
import io
import time
from http.server import BaseHTTPRequestHandler

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fetching import BODY, body_at, get, refusal
from http_server import Newsroom, raw, reply
from portal.http.fields import LARGEST_HEAD, MOST_FIELDS
from portal.http.limits import FetchLimits
from portal.http.response import Fetched, NotModified, Validators
from portal.http.response_reader import HttpAnswer, read_answer

OK = b"HTTP/1.1 200 OK\r\n"
END = b"\r\n\r\n"


def answer_of(head: bytes, body: bytes = b"") -> HttpAnswer:
    return read_answer(io.BytesIO(head + body))


def body_of(head: bytes, body: bytes) -> bytes:
    return b"".join(answer_of(head, body).pieces())


MALFORMED = (
    b"Mijn Param: geen",
    b"X-Iets zonder dubbele punt",
    b": zonder naam",
    b"HTTP/1.1 200 OK",
    b"X-Nul: a\0b",
    "Ontvängen: ja".encode(),
    b"(X): haakjes",
    b"<b>Warning</b>: in line 3",
    b"\x00\x01",
    b"Set Cookie: a=1",
    b"\tvoor de eerste: 1",
)


@pytest.mark.parametrize("line", MALFORMED)
def test_a_line_that_is_no_field_is_skipped_and_those_after_it_count(newsroom: Newsroom, line: bytes) -> None:
    packed = gzip.compress(BODY, mtime=0)
    newsroom.answers["/feed"] = raw(
        OK + line + b'\r\nContent-Encoding: gzip\r\nETag: "a"\r\nContent-Length: %d' % len(packed) + END + packed
    )

    answer = get(f"{newsroom.url}/feed")

    assert isinstance(answer, Fetched)
    assert (answer.body, answer.etag) == (BODY, '"a"')


@pytest.mark.parametrize("line", MALFORMED)
def test_a_redirect_behind_such_a_line_is_followed(newsroom: Newsroom, line: bytes) -> None:
    newsroom.answers["/oud"] = raw(
        b"HTTP/1.1 302 Found\r\n" + line + b"\r\nLocation: /nieuw\r\nContent-Length: 0" + END
    )
    newsroom.answers["/nieuw"] = reply(body=BODY)

    assert body_at(f"{newsroom.url}/oud") == BODY


def test_a_line_that_is_no_field_hides_no_chunks_and_no_wait(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = raw(OK + b"Mijn Param\r\nTransfer-Encoding: chunked" + END + b"5\r\n<rss>\r\n0" + END)
    newsroom.answers["/druk"] = raw(b"HTTP/1.1 503 Druk\r\nMijn Param\r\nRetry-After: 90" + END)

    assert body_at(f"{newsroom.url}/feed") == b"<rss>"
    assert refusal(f"{newsroom.url}/druk").retry_after == 90


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (b"ETag: a", "a"),
        (b"etag:a", "a"),
        (b"ETAG:\t a \t", "a"),
        (b"ETag : a", "a"),
        (b"ETag:", ""),
        (b"ETag: a\r\n b", "a b"),
        (b"ETag:\r\n\ta", "a"),
        (b"X: 1\r\n ETag: b\r\nETag: a", "a"),
        (b"Mijn Param\r\n ETag: b\r\nETag: a", "a"),
        (b"ETag: a\r\nETag: b", "a, b"),
        (b"ETag: a\rLocation: /x", "a Location: /x"),
        (b"ETag: \xe9", "é"),
        (b"ETag: a:b", "a:b"),
        (b"ETag: a\nX: b", "a"),
        (b"XETag: a", None),
        (b" ETag: b\r\nX: 1", None),
        (b"ETag: a\0b\r\nX: 1", None),
    ],
)
def test_a_field_is_read_as_it_is_meant(lines: bytes, value: str | None) -> None:
    assert answer_of(OK + lines + END).fields.get("ETag") == value


def test_a_lone_carriage_return_begins_no_field() -> None:
    assert answer_of(OK + b"X: a\rLocation: /elders" + END).fields.get("Location") is None


@pytest.mark.parametrize(
    "head",
    [
        b"".join(b"Set-Cookie: c%d=v; Path=/\r\n" % number for number in range(120)),
        b"X: y\r\n" * (MOST_FIELDS - 1),
        b"Content-Security-Policy: " + b"default-src https://a.example; " * 2500 + b"\r\n",
        b"X: " + b"y" * 250_000 + b"\r\n",
        (b"X-" + b"n" * 50 + b": " + b"v" * 200 + b"\r\n") * 999,
    ],
)
def test_many_headers_and_long_ones_are_read(newsroom: Newsroom, head: bytes) -> None:
    newsroom.answers["/feed"] = raw(OK + head + b'ETag: "achteraan"' + END + BODY)

    answer = get(f"{newsroom.url}/feed", limits=FetchLimits())

    assert isinstance(answer, Fetched)
    assert (answer.body, answer.etag) == (BODY, '"achteraan"')


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"X: y\r\n" * (MOST_FIELDS + 1), "more than 1000 headers"),
        (b"Mijn Param\r\n" * (MOST_FIELDS + 1), "more than 1000 headers"),
        (b"X: y\r\n" + b" z\r\n" * (MOST_FIELDS + 1), "more than 1000 headers"),
        (b"X: " + b"y" * LARGEST_HEAD + b"\r\n", "headers of more than 256 KB"),
        ((b"X: " + b"y" * 1000 + b"\r\n") * 300, "headers of more than 256 KB"),
        (b"X" * LARGEST_HEAD, "headers of more than 256 KB"),
    ],
)
def test_without_end_they_are_refused(newsroom: Newsroom, head: bytes, reason: str) -> None:
    newsroom.answers["/feed"] = raw(OK + head + b"\r\n" + BODY)

    assert refusal(f"{newsroom.url}/feed", limits=FetchLimits()).reason == f"cannot be fetched ({reason})"


def test_other_connections_of_this_process_count_headers_as_before() -> None:
    assert (http.client._MAXHEADERS, http.client._MAXLINE) == (100, 65536)  # type: ignore[attr-defined]  # not public


def test_the_largest_head_is_read_in_no_time() -> None:
    for line in (
        b"X:" + b" " * 200 + b"\r\n",
        b"\t" * 200 + b"\r\n",
        b"a" * 200 + b"\r\n",
        b"X: a\r\n" + b" b\r\n" * 30,
    ):
        head = line * (MOST_FIELDS // (line.count(b"\n")))
        started = time.process_time()
        answer_of(OK + head + b"\r\n")
        assert time.process_time() - started < 0.5


INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\nContent-Length: 9\r\nETag: x" + END


@pytest.mark.parametrize(
    "interim",
    [
        INTERIM,
        INTERIM * 3,
        b"HTTP/1.1 100 Continue" + END,
        b"HTTP/1.1 102 Processing" + END + INTERIM,
        b"HTTP/1.1 199 Bijna\r\nMijn Param\r\nTransfer-Encoding: chunked" + END,
        b"HTTP/1.1 100 Continue" + END + b"HTTP/1.1 103 Early Hints\r\nLocation: /elders\r\nSet-Cookie: a=1" + END,
    ],
)
def test_an_interim_answer_is_not_the_answer(newsroom: Newsroom, interim: bytes) -> None:
    newsroom.answers["/feed"] = raw(interim + OK + b"Content-Length: %d" % len(BODY) + END + BODY)
    newsroom.answers["/weg"] = raw(interim + b"HTTP/1.1 404 Not Found\r\nContent-Length: 0" + END)

    answer = get(f"{newsroom.url}/feed")

    assert isinstance(answer, Fetched)
    assert (answer.body, answer.etag) == (BODY, None)
    assert refusal(f"{newsroom.url}/weg").status == 404


def test_another_protocol_is_no_interim_answer(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c" + END + OK + b"\r\n" + BODY)

    assert refusal(f"{newsroom.url}/feed").reason == "answered 101 Switching Protocols"


def test_twenty_interim_answers_are_skipped_and_no_more(newsroom: Newsroom) -> None:
    newsroom.answers["/20"] = raw(INTERIM * 20 + OK + b"\r\n" + BODY)
    newsroom.answers["/21"] = raw(INTERIM * 21 + OK + b"\r\n" + BODY)

    assert body_at(f"{newsroom.url}/20") == BODY
    assert refusal(f"{newsroom.url}/21").reason == "cannot be fetched (more than 20 interim answers, and no final one)"


def test_interim_answers_have_one_bound_together(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = raw((b"HTTP/1.1 103 Hints\r\nX: " + b"y" * 30_000 + END) * 10 + OK + b"\r\n" + BODY)

    assert refusal(f"{newsroom.url}/feed").reason == "cannot be fetched (headers of more than 256 KB)"


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (b"Content-Length: 5", b"<rss>meer", b"<rss>"),
        (b"Content-Length: 5\r\nContent-Length: 5", b"<rss>meer", b"<rss>"),
        (b"Content-Length: 5, 05", b"<rss>meer", b"<rss>"),
        (b"Content-Length: vijf", b"<rss>", b"<rss>"),
        (b"Content-Length: -5", b"<rss>", b"<rss>"),
        (b"X: y", b"<rss>", b"<rss>"),
        (b"Transfer-Encoding: identity", b"<rss>", b"<rss>"),
        (b"Transfer-Encoding: Chunked\r\nContent-Length: 3", b"5\r\n<rss>\r\n0\r\n\r\n", b"<rss>"),
        (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", b"5\r\n<rss>\r\n0\r\n\r\n", b"<rss>"),
        (b"Transfer-Encoding: chunked", b"005;naam=x\r\n<rss>\r\n0;x\r\nX-Som: 1\r\n\r\n", b"<rss>"),
        (b"Transfer-Encoding: chunked", b"2 \n<r\n3\nss>\n0\n", b"<rss>"),
        (b"Transfer-Encoding: chunked", b"0" * 30 + b"5\r\n<rss>\r\n" + b"0" * 30 + b"\r\n\r\n", b"<rss>"),
        (b"Transfer-Encoding: chunked,", b"5\r\n<rss>\r\n0\r\n\r\n", b"<rss>"),
        (b"Transfer-Encoding: chunked\r\nTransfer-Encoding:", b"5\r\n<rss>\r\n0\r\n\r\n", b"<rss>"),
        (b"Transfer-Encoding: chunked, identity", b"5\r\n<rss>\r\n0\r\n\r\n", b"<rss>"),
        (b"Transfer-Encoding: identity, chunked", b"5\r\n<rss>\r\n0\r\n\r\n", b"<rss>"),
        (b"Transfer-Encoding: chunked, gzip", b"5\r\n", b"5\r\n"),
        (b"Transfer-Encoding: ,\r\nContent-Length: 5", b"<rss>meer", b"<rss>"),
        (b"Transfer-Encoding: xchunked", b"5\r\n", b"5\r\n"),
    ],
)
def test_a_body_ends_where_its_frame_does(head: bytes, body: bytes, expected: bytes) -> None:
    assert body_of(OK + head + END, body) == expected


@pytest.mark.parametrize(
    "size", [b"-1", b"-5", b"+5", b"0x5", b"5_0", b"", b" ", b"5 5", b"f" * 16, b"5;" + b"x" * 9000]
)
def test_a_chunk_of_no_size_is_where_the_answer_broke_off(newsroom: Newsroom, size: bytes) -> None:
    """As a number of Python, -1 would have been everything that the server has."""
    newsroom.answers["/feed"] = raw(OK + b"Transfer-Encoding: chunked" + END + size + b"\r\n<rss>\r\n0" + END)

    assert refusal(f"{newsroom.url}/feed").reason == "broke off in the middle of its answer"


def test_a_chunk_extension_is_not_cut_where_data_would_begin(newsroom: Newsroom) -> None:
    line = b"5;" + b"x" * 4094 + b"<rss>\r\n"
    newsroom.answers["/feed"] = raw(OK + b"Transfer-Encoding: chunked" + END + line + b"0" + END)

    assert refusal(f"{newsroom.url}/feed").reason == "broke off in the middle of its answer"


def test_a_chunk_that_is_longer_than_it_says_is_no_body(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = raw(OK + b"Transfer-Encoding: chunked" + END + b"4\r\n<rss>\r\n0" + END)

    assert refusal(f"{newsroom.url}/feed").reason == "broke off in the middle of its answer"


@pytest.mark.parametrize("lengths", [b"5\r\nContent-Length: 50", b"5, 50", b"0\r\nX: y\r\nContent-Length: 5"])
def test_two_lengths_for_one_body_are_refused(newsroom: Newsroom, lengths: bytes) -> None:
    newsroom.answers["/feed"] = raw(OK + b"Content-Length: " + lengths + END + BODY)

    assert refusal(f"{newsroom.url}/feed").reason.startswith("cannot be fetched (two lengths for one body: ")


@pytest.mark.parametrize(
    "status_line",
    [
        b"HTTP/1.1 200",
        b"HTTP/1.1 200 ",
        b"http/1.1 200 ok",
        b"Http/1.0 200 OK",
        b"HTTP/1.1  200\tOK",
        b"HTTP/1.1 200OK",
        b"HTTP/1.1 200 \xe9\xff",
        b"HTTP/2.0 200 OK",
        b"HTTP/2 200",
        b"HTTP/1 200 OK",
        b"\r\nHTTP/1.1 200 OK",
        b"\n\r\nHTTP/1.1 200 OK",
        b"\xef\xbb\xbfHTTP/1.1 200 OK",
        b"HTTP/1.1 103 Early Hints\r\n\r\n\r\nHTTP/1.1 200 OK",
    ],
)
def test_a_status_line_is_read_as_browsers_read_it(newsroom: Newsroom, status_line: bytes) -> None:
    newsroom.answers["/feed"] = raw(status_line + b"\r\nContent-Length: %d" % len(BODY) + END + BODY)

    assert body_at(f"{newsroom.url}/feed") == BODY


@pytest.mark.parametrize(
    "status_line",
    [
        b"",
        b"ICY 200 OK",
        b"HTTP/1.1 0200 OK",
        b"HTTP/1.1 2000 OK",
        b"HTTP/1.1 +20 OK",
        b"HTTP/1.1 099 OK",
        b"HTTP/1.1 OK",
        b"HTTPS/1.1 200 OK",
        b"HTTP/1.1.1 200 OK",
        b"X-HTTP/1.1 200 OK",
        b"\r\n\r\n\r\nHTTP/1.1 200 OK",
        b"<rss/>",
    ],
)
def test_what_has_no_status_line_is_no_answer(newsroom: Newsroom, status_line: bytes) -> None:
    newsroom.answers["/feed"] = raw(status_line + b"\r\n\r\n" + BODY)

    assert refusal(f"{newsroom.url}/feed").reason.startswith("cannot be fetched (")


def test_a_head_that_breaks_off_is_no_empty_document(newsroom: Newsroom) -> None:
    """And so not «nothing new» either."""
    newsroom.answers["/feed"] = raw(OK + b'ETag: "nieuw"\r\n')

    assert refusal(f"{newsroom.url}/feed").reason == "broke off in the middle of its answer"
    with pytest.raises(Exception, match="broke off"):
        get(f"{newsroom.url}/feed", validators=Validators(etag='"oud"'))


def test_a_head_that_breaks_off_behind_its_location_still_says_where_to_go(newsroom: Newsroom) -> None:
    newsroom.answers["/oud"] = raw(b"HTTP/1.0 302 Found\r\nLocation: /nieuw\r\n")
    newsroom.answers["/nieuw"] = reply(body=BODY)

    assert body_at(f"{newsroom.url}/oud") == BODY


EMPTY = (
    b"Content-Length: 0" + END,
    b"X: y" + END,
    b"Transfer-Encoding: chunked" + END + b"0" + END,
    b"Content-Encoding: gzip" + END + gzip.compress(b"", mtime=0),
    b"Content-Encoding: gzip\r\nContent-Length: 0" + END,
    b"Content-Length: 5" + END + b"\xef\xbb\xbf\r\n",
)


@pytest.mark.parametrize("rest", EMPTY)
def test_nothing_is_nothing_new_where_we_said_what_we_have(newsroom: Newsroom, rest: bytes) -> None:
    newsroom.answers["/feed"] = raw(OK + b'ETag: "leeg"\r\nLast-Modified: nu\r\n' + rest)

    answer = get(f"{newsroom.url}/feed", validators=Validators(etag='"vol"'))

    assert isinstance(answer, NotModified)
    assert (answer.etag, answer.last_modified) == ('"vol"', None)  # those of the empty one would keep us from news


@pytest.mark.parametrize("rest", EMPTY)
def test_else_it_is_a_document_without_anything_in_it(newsroom: Newsroom, rest: bytes) -> None:
    newsroom.answers["/feed"] = raw(OK + rest)

    assert body_at(f"{newsroom.url}/feed").strip(b"\xef\xbb\xbf\r\n") == b""


@pytest.mark.parametrize("status", [202, 404, 500])
def test_nothing_with_another_status_is_an_error_as_ever(newsroom: Newsroom, status: int) -> None:
    newsroom.answers["/feed"] = reply(status, b"")

    with pytest.raises(Exception, match=f"answered {status}"):
        get(f"{newsroom.url}/feed", validators=Validators(etag='"vol"'))


NO_CONTENT = (
    b"HTTP/1.1 204 No Content" + END,
    b"HTTP/1.1 204 No Content\r\nContent-Length: 500" + END,
    b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked" + END,
    b"HTTP/1.1 204 No Content\r\nContent-Type: text/xml\r\nContent-Encoding: br" + END,
    b"HTTP/1.1 205 Reset Content\r\nContent-Length: 0" + END,
    b"HTTP/1.1 205 Reset Content\r\nTransfer-Encoding: chunked" + END + b"0" + END,
    b"HTTP/1.0 205 Reset Content" + END,
    b"HTTP/1.1 205 Reset Content\r\nContent-Length: 500" + END,
    b"HTTP/1.1 205 Reset Content" + END + b"<html>Gereed</html>",
)


@pytest.mark.parametrize("given", NO_CONTENT)
@pytest.mark.parametrize("ours", [Validators(etag='"vol"'), Validators(last_modified="gisteren")])
def test_no_content_is_nothing_new_where_we_said_what_we_have(
    newsroom: Newsroom, given: bytes, ours: Validators
) -> None:
    newsroom.answers["/oud"] = reply(302, b"", headers={"Location": "/feed"})
    newsroom.answers["/feed"] = raw(given.replace(b"\r\n", b'\r\nETag: "leeg"\r\n', 1))

    for path in ("/feed", "/oud"):
        answer = get(newsroom.url + path, validators=ours)
        assert isinstance(answer, NotModified)
        assert Validators(etag=answer.etag, last_modified=answer.last_modified) == ours


@pytest.mark.parametrize("given", NO_CONTENT)
def test_else_it_is_an_error_that_says_so(newsroom: Newsroom, given: bytes) -> None:
    newsroom.answers["/feed"] = raw(given)

    error = refusal(f"{newsroom.url}/feed")

    assert error.reason.endswith(" Content (it has no document to give)")
    assert error.status in (204, 205)


def test_no_content_whose_head_breaks_off_is_not_nothing_new(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = raw(b"HTTP/1.1 204 No Content\r\nETag:")

    with pytest.raises(Exception, match="broke off"):
        get(f"{newsroom.url}/feed", validators=Validators(etag='"vol"'))


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("/café".encode(), "/caf%C3%A9"),
        ("/nieuws/één?q=zeeën#top".encode(), "/nieuws/%C3%A9%C3%A9n?q=zee%C3%ABn"),
        ("/€/日".encode(), "/%E2%82%AC/%E6%97%A5"),
        (b"/caf%C3%A9", "/caf%C3%A9"),
        (b"/caf\xe9", "/caf%E9"),  # the octet that it is, as Chrome and Firefox send it
        (b"/caf\xe9/\xc3\xa9\xff", "/caf%E9/%C3%A9%FF"),
        (b"/met spatie", "/met%20spatie"),
        (b"/caf%E9", "/caf%E9"),
        (b" \t/tabs\t ", "/tabs"),
        (b"\r\n /gevouwen", "/gevouwen"),
        (b"/twee\r\nLocation: /twee", "/twee"),
        (b"\r\nLocation: /tweede", "/tweede"),
        (b"/a/../feed.xml", "/feed.xml"),
        (b"/a/b/../../../feed.xml", "/feed.xml"),
        (b"/./feed", "/feed"),
        (b"/a/%2e%2E/feed", "/feed"),
        (b"/a/.%2e/%2e/feed?x=/../y", "/feed?x=/../y"),
        (b"/a/..", "/"),
        (b"/a/b/.", "/a/b/"),
        (b"../feed", "/feed"),
        (b"./feed#/../x", "/feed"),
        (b"\\a\\..\\feed", "/feed"),
        (b"http:/feed", "/feed"),
        (b"http:feed", "/feed"),
        (b"/fe\ted", "/feed"),
        (b"?x=1", "/oud?x=1"),
        (b"/.../feed", "/.../feed"),
        (b"/a/..;/feed", "/a/..;/feed"),
        (b"/%252e%252e/feed", "/%252e%252e/feed"),
        (b"/a%2F..%2Ffeed", "/a%2F..%2Ffeed"),
        (b"/a//b/feed", "/a//b/feed"),
        (b"/a//../feed", "/a/feed"),
        (b"/?f[0]=a|b&c={d}^`\\", "/?f[0]=a|b&c={d}^`\\"),
        (b'/a[0]|<b>^{c}"`', "/a[0]|%3Cb%3E%5E%7Bc%7D%22%60"),
        (b"/?q='<\">", "/?q=%27%3C%22%3E"),
    ],
)
def test_a_redirect_leads_where_a_browser_would_go(newsroom: Newsroom, location: bytes, path: str) -> None:
    asked: list[str] = []
    redirect = raw(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0" + END)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        (reply(body=BODY) if len(asked) > 1 else redirect)(handler)

    newsroom.answers["/oud"] = newsroom.answers[path.partition("?")[0]] = answer

    assert body_at(f"{newsroom.url}/oud") == BODY
    assert asked == ["/oud", path]


@pytest.mark.parametrize(
    "head", [b"Location: map/nieuw", b"Location: /map/nieuw\r\nAlternates: a", b"URI: x\r\nLocation: ./map/nieuw"]
)
def test_a_choice_that_the_server_makes_is_followed(newsroom: Newsroom, head: bytes) -> None:
    newsroom.answers["/oud"] = raw(b"HTTP/1.1 300 Multiple Choices\r\n" + head + END + b"<html>Kies</html>")
    newsroom.answers["/map/nieuw"] = reply(body=BODY)

    answer = get(f"{newsroom.url}/oud")

    assert isinstance(answer, Fetched)
    assert (answer.body, answer.moved_to) == (BODY, None)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"300 Multiple Choices\r\nLocation:", "answered 300 without saying where to go"),
        (b"300 Multiple Choices\r\nLink: </feed>; rel=alternate", "answered 300 without saying where to go"),
        (b"300 Multiple Choices\r\nLocation: /a\r\nLocation: /b", "answered 300 with 2 places to go"),
        (b"305 Use Proxy\r\nLocation: /feed", "answered 305 Use Proxy"),
        (b"306 Switch Proxy\r\nLocation: /feed", "answered 306 Switch Proxy"),
        (b"201 Created\r\nLocation: /feed", "answered 201 Created"),
        (b"404 Not Found\r\nLocation: /feed", "answered 404 Not Found"),
    ],
)
def test_what_is_no_choice_of_the_server_is_not_followed(newsroom: Newsroom, given: bytes, reason: str) -> None:
    newsroom.answers["/oud"] = raw(b"HTTP/1.1 " + given + END)
    newsroom.answers["/feed"] = reply(body=BODY)

    assert refusal(f"{newsroom.url}/oud").reason == reason
    assert len(newsroom.requests) == 1


def test_a_redirect_to_two_places_is_refused(newsroom: Newsroom) -> None:
    newsroom.answers["/oud"] = raw(b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b" + END)

    assert refusal(f"{newsroom.url}/oud").reason == "answered 302 with 2 places to go"


def test_a_host_that_is_written_in_two_ways_is_one(newsroom: Newsroom) -> None:
    newsroom.answers["/oud"] = reply(
        302, b"", headers={"Location": newsroom.url.replace("127.", "%31%327%2E") + "/nieuw"}
    )
    newsroom.answers["/nieuw"] = reply(body=BODY)

    answer = get(f"{newsroom.url}/oud")

    assert isinstance(answer, Fetched)
    assert answer.gate is None


def test_where_a_document_was_found_is_told(newsroom: Newsroom) -> None:
    newsroom.answers["/oud"] = reply(302, b"", headers={"Location": "map/nieuw"})
    newsroom.answers["/map/nieuw"] = reply(body=BODY)

    answer = get(f"{newsroom.url}/oud")

    assert isinstance(answer, Fetched)
    assert answer.address == f"{newsroom.url}/map/nieuw"


@given(st.binary(max_size=400), st.sampled_from([b"", OK, OK + b"Transfer-Encoding: chunked" + END]))
def test_whatever_comes_is_an_answer_or_a_known_error(rest: bytes, head: bytes) -> None:
    try:
        body = body_of(head, rest)
    except http.client.HTTPException:
        return
    assert len(body) <= len(rest)
