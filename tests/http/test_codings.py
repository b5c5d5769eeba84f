"""Bodies whose coding is not what was asked for, not what is said, or said of nothing."""

import gzip
import zlib
from itertools import chain

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from fetching import BODY, body_at, refusal
from http_server import Answer, Newsroom, raw, reply
from portal.http.codings import BrokenCodingError, UnreadCodingError, decode_body
from portal.http.limits import FetchLimits

MOST = 20_000_000
JSON = b'\xef\xbb\xbf\n {"version": "https://jsonfeed.org/version/1.1"}'
WIDE = "<rss/>".encode("utf-16")
JPEG = b"\xff\xd8\xff\xe0 een foto"


def gz(body: bytes) -> bytes:
    """The same bytes on every run, so that the names of the tests are too."""
    return gzip.compress(body, mtime=0)


def raw_deflate(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


def long_windowed(body: bytes) -> bytes:
    """zstd that asks for 128 MB to be unpacked."""
    compressor = zstd.ZstdCompressor(options={int(zstd.CompressionParameter.window_log): 27})
    return compressor.compress(body) + compressor.flush()


@pytest.mark.parametrize(
    ("said", "packed"),
    [
        ("br", brotli.compress(BODY)),
        ("BR", brotli.compress(BODY)),
        ("zstd", zstd.compress(BODY)),
        ("zstd", zstd.compress(BODY[:9]) + b"\x50\x2a\x4d\x18\x02\x00\x00\x00hm" + zstd.compress(BODY[9:])),
        ("gzip, br", brotli.compress(gz(BODY))),
        ("br, gzip", gz(brotli.compress(BODY))),
        ("deflate, gzip", gz(raw_deflate(BODY))),
    ],
)
def test_a_coding_that_nobody_asked_for_is_understood(newsroom: Newsroom, said: str, packed: bytes) -> None:
    newsroom.answers["/feed"] = reply(body=packed, headers={"Content-Encoding": said})

    assert body_at(f"{newsroom.url}/feed") == BODY
    assert len(newsroom.requests) == 1


@pytest.mark.parametrize("word", ["utf-8", "UTF-8", "none", "8bit", "binary", "identity", "", " , ", "utf-8, none"])
@pytest.mark.parametrize("body", [BODY, b"Even geduld", JPEG])
def test_a_word_that_is_no_coding_says_nothing(word: str, body: bytes) -> None:
    assert decode_body(body, word, MOST) == body


@pytest.mark.parametrize("word", ["iso-8859-1", "text/xml", "x-anp", "chunked", "compress", "windows-1252", "br2"])
@pytest.mark.parametrize("body", [BODY, b"\r\n\t<rss/>", JSON, WIDE, b"[1]", b"---\ntitle: Brug"])
def test_an_unknown_word_says_nothing_of_what_can_be_read(word: str, body: bytes) -> None:
    assert decode_body(body, word, MOST) == body


@pytest.mark.parametrize("word", ["x-anp", "compress", "br2"])
def test_an_unknown_word_over_what_cannot_be_read_is_a_coding(word: str) -> None:
    with pytest.raises(UnreadCodingError, match=f"^{word}$"):
        decode_body(b"\x1f\x9d\x90", word, MOST)


@pytest.mark.parametrize(
    ("said", "packed"),
    [
        ("gzip, identity", gz(BODY)),
        ("identity,gzip", gz(BODY)),
        ("gzip, utf-8", gz(BODY)),
        ('"gzip"', gz(BODY)),
        ("gzip;q=1.0", gz(BODY)),
        ("gzip, gzip", gz(BODY)),
        ("gzip, gzip", gz(gz(BODY))),
        ("gzip, x-gzip, gzip", gz(BODY)),
        ("gzip", gz(gz(BODY))),
        ("br, br", brotli.compress(BODY)),
        ("", gz(BODY)),
        ("", gz(BODY[:9]) + gz(BODY[9:])),
        ("", gz(gz(BODY))),
        ("identity", gz(BODY)),
        ("x-anp", gz(BODY)),
        ("gzip", gz(BODY) + b"\n\n"),
        ("gzip", zlib.compress(BODY)),
        ("deflate", gz(BODY)),
        ("gzip", BODY),
        ("gzip, gzip", BODY),
        ("deflate", BODY),
        ("br", BODY),
        ("zstd", BODY),
    ],
)
def test_what_the_bytes_say_counts_more_than_what_is_said_of_them(said: str, packed: bytes) -> None:
    assert decode_body(packed, said, MOST) == BODY


@pytest.mark.parametrize("said", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
@pytest.mark.parametrize("body", [JSON, WIDE, JPEG, b"---\ntitle: Brug", b""])
def test_a_body_that_was_never_packed_is_taken_as_it_is(said: str, body: bytes) -> None:
    assert decode_body(body, said, MOST) == body


@pytest.mark.parametrize("blank", [b"\xef\xbb\xbf", b"\r\n\r\n", b" \t\n\xef\xbb\xbf\r\n\xef\xbb\xbf", b"\n" * 3000])
@pytest.mark.parametrize(
    ("said", "packed"),
    [
        ("", gz(BODY)),
        ("", gz(gz(BODY))),
        ("gzip", gz(BODY)),
        ("gzip", gz(b"\xef\xbb\xbf\n" + gz(BODY))),
        ("gzip, gzip", gz(BODY)),
        ("utf-8", gz(BODY)),
        ("x-anp", gz(BODY)),
        ("br", gz(BODY)),
        ("br", brotli.compress(BODY)),
        ("deflate", zlib.compress(BODY)),
        ("deflate", raw_deflate(BODY)),
        ("zstd", zstd.compress(BODY)),
    ],
)
def test_what_a_template_printed_before_a_packed_body_is_dropped(said: str, packed: bytes, blank: bytes) -> None:
    assert decode_body(blank + packed, said, MOST) == BODY


@pytest.mark.parametrize("behind", [b"\n", b"\r\n\r\n", b"<!-- cached -->", b"\0" * 200])
@pytest.mark.parametrize(
    ("said", "packed"),
    [
        ("gzip", gz(BODY)),
        ("deflate", zlib.compress(BODY)),
        ("br", brotli.compress(BODY)),
        ("br", brotli.compress(bytes(range(256)) * 40 + BODY)),
        ("zstd", zstd.compress(BODY)),
    ],
)
def test_what_was_printed_behind_it_is_dropped_too(said: str, packed: bytes, behind: bytes) -> None:
    assert decode_body(packed + behind, said, MOST).endswith(BODY)


def test_brotli_with_as_much_behind_it_as_in_it_is_no_brotli() -> None:
    with pytest.raises(BrokenCodingError):
        decode_body(brotli.compress(BODY) + b"x" * 1000, "br", MOST)


@pytest.mark.parametrize("said", ["", "gzip", "br", "utf-8"])
@pytest.mark.parametrize("body", [b"\r\n<rss/>", b"\xef\xbb\xbf<rss/>", b"\xef\xbb\xbf\n{}", b"\n<p>\x1f\x8b</p>"])
def test_before_what_is_not_packed_it_stays(said: str, body: bytes) -> None:
    assert decode_body(body, said, MOST) == body


def test_a_packed_body_behind_blank_lines_is_bounded_like_any_other() -> None:
    assert len(decode_body(b"\r\n" + gz(BOMB), "", MOST)) == MOST + 1
    with pytest.raises(EOFError):
        decode_body(b"\r\n" + gz(BODY)[:-9], "gzip", MOST)
    assert decode_body(b" " * MOST, "gzip", MOST) == b" " * MOST


@pytest.mark.parametrize(
    "body",
    [
        b"\x1f\x8b",
        b"\n\x1f\x8b kantlijn",
        b"\xef\xbb\xbf\x1f",
        b"\x1f\x8b kantlijn",
        b"\x1f",
        b"PK\x03\x04",
        b"Even geduld",
        b"",
    ],
)
def test_what_only_begins_like_gzip_or_not_at_all_stays_as_it_is_where_nothing_is_said(body: bytes) -> None:
    if body == b"\x1f\x8b":
        with pytest.raises(EOFError):
            decode_body(body, "", MOST)
    else:
        assert decode_body(body, "", MOST) == body


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ("gzip", b"Even geduld"),
        ("deflate", b"\x07\x07\x07"),
        ("br", b"Even geduld"),
        ("zstd", b"Even geduld"),
        ("zstd", long_windowed(BODY)),
        ("gzip", gz(BODY)[:-8] + b"\0" * 8),
        ("gzip, gzip, gzip, gzip, gzip, gzip", gz(BODY)),
    ],
)
def test_what_is_neither_packed_nor_readable_is_broken(said: str, body: bytes) -> None:
    with pytest.raises(BrokenCodingError, match=r"^is "):
        decode_body(body, said, MOST)


@pytest.mark.parametrize(
    ("said", "packed"),
    [("gzip", gz(BODY)), ("", gz(BODY)), ("br", brotli.compress(BODY)), ("zstd", zstd.compress(BODY))],
)
def test_a_packed_body_that_is_cut_short_broke_off(newsroom: Newsroom, said: str, packed: bytes) -> None:
    newsroom.answers["/feed"] = reply(body=packed[:-6], headers={"Content-Encoding": said})

    assert refusal(f"{newsroom.url}/feed").reason == "broke off in the middle of its answer"


BOMB = b"x" * 30_000_000


@pytest.mark.parametrize(
    ("said", "packed"),
    [
        ("gzip", gz(BOMB)),
        ("", gz(BOMB)),
        ("utf-8", gz(gz(BOMB))),
        ("gzip, gzip", gz(gz(BOMB))),
        ("gzip, gzip", gz(BOMB)),
        ("deflate", raw_deflate(BOMB)),
        ("br", brotli.compress(BOMB, quality=1)),
        ("br, br", brotli.compress(brotli.compress(BOMB, quality=1))),
        ("zstd", zstd.compress(BOMB)),
        ("gzip, zstd", zstd.compress(gz(BOMB))),
    ],
)
def test_a_bomb_is_bounded_in_every_coding(newsroom: Newsroom, said: str, packed: bytes) -> None:
    newsroom.answers["/feed"] = reply(body=packed, headers={"Content-Encoding": said})

    assert refusal(f"{newsroom.url}/feed", limits=FetchLimits()).reason == "is larger than 20 MB unpacked"
    assert len(decode_body(packed, said, MOST)) == MOST + 1


@pytest.mark.parametrize("said", ["gzip, gzip", "", "br", "zstd"])
def test_what_grows_beyond_measure_is_refused_before_its_size_is(newsroom: Newsroom, said: str) -> None:
    body = b"<rss>" + b"x" * 5_000_000
    packed = {"br": brotli.compress(body, quality=1), "zstd": zstd.compress(body)}.get(said) or gz(gz(body))
    newsroom.answers["/feed"] = reply(body=packed, headers={"Content-Encoding": said})

    assert refusal(f"{newsroom.url}/feed", limits=FetchLimits()).reason == "grows more than 200 times on decompression"


@pytest.mark.parametrize("said", ["gzip", "br", "zstd", "deflate"])
@pytest.mark.parametrize("length", [999, 1000, 1001, 5000])
def test_a_body_of_just_the_limit_is_whole_and_one_byte_more_shows(said: str, length: int) -> None:
    pack = {"gzip": gz, "br": brotli.compress, "zstd": zstd.compress, "deflate": raw_deflate}[said]

    assert len(decode_body(pack(b"<" * length), said, 1000)) == min(length, 1001)


@pytest.mark.parametrize(("said", "empty"), [("gzip", gz(b"")), ("zstd", b"\x50\x2a\x4d\x18\0\0\0\0")])
def test_a_body_of_nothing_but_beginnings_is_refused(said: str, empty: bytes) -> None:
    """Each beginning costs a decoder: half a million of them would take half a minute."""
    with pytest.raises(ValueError, match=r"^is packed in more than 10000 parts$"):
        decode_body(empty * 20_000, said, MOST)


@given(st.binary(max_size=300), st.sampled_from(["", "gzip", "br", "zstd", "deflate", "gzip, br", "x"]))
def test_whatever_comes_is_bounded_or_refused(body: bytes, said: str) -> None:
    for packed in chain([body], (pack(body) for pack in (gz, brotli.compress, zstd.compress))):
        try:
            assert len(decode_body(packed, said, 200)) <= max(201, len(packed))
        except (ValueError, EOFError):
            continue


def only_plain_on_demand(packed: bytes, said: str) -> Answer:
    """A proxy that packs, unless it is told not to."""

    def answer(handler: object) -> None:
        asked = handler.headers["Accept-Encoding"]  # type: ignore[attr-defined]  # a BaseHTTPRequestHandler
        plain = asked == "identity"
        reply(body=BODY if plain else packed, headers={} if plain else {"Content-Encoding": said})(handler)  # type: ignore[arg-type]

    return answer


def test_what_cannot_be_unpacked_is_asked_for_in_plain(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = only_plain_on_demand(b"\x1f\x9d\x90", "compress")

    assert body_at(f"{newsroom.url}/feed") == BODY
    assert [asked["Accept-Encoding"] for asked in newsroom.requests] == ["gzip, deflate", "identity"]


def test_a_server_that_packs_even_then_is_named(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = reply(body=b"\x1f\x9d\x90", headers={"Content-Encoding": "compress"})

    assert refusal(f"{newsroom.url}/feed").reason == "is compressed in a way that was not asked for (compress)"
    assert len(newsroom.requests) == 2


def test_a_door_without_a_decoder_asks_in_plain_too(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `pictures` is: sys.modules says None where there is no such package."""
    monkeypatch.setitem(__import__("sys").modules, "brotli", None)
    newsroom.answers["/feed"] = only_plain_on_demand(brotli.compress(BODY), "br")

    assert body_at(f"{newsroom.url}/feed") == BODY


def test_two_headers_say_as_much_as_one(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = raw(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n", gz(BODY)
    )

    assert body_at(f"{newsroom.url}/feed") == BODY
