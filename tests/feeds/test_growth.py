"""Twice as much of anything costs at most about twice as much: counted in calls, for seconds depend on the machine."""

import sys
from collections.abc import Callable
from html import escape
from types import FrameType

import pytest

from feeds.hostile_documents import atom, cdata, items, ninjs, own, rss
from portal.feeds.body.dateline import split_dateline
from portal.feeds.body.editor_notes import without_marks
from portal.feeds.body.house_quotes import LONGEST, house_quotes
from portal.feeds.parsing.document import parse
from portal.feeds.parsing.host_names import MOST_INTERNATIONAL, ascii_host, names_of_one_document
from portal.feeds.parsing.identity import fingerprint
from portal.model.article import Entry
from portal.model.errors import ParseError
from portal.model.slug import slugify

MOST = 2.3


def calls(work: Callable[[], object]) -> int:
    """How many functions were called, of Python's own too."""
    count = 0

    def counted(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def links(number: int, host: str) -> str:
    return escape("".join(f'<p><a href="http://{host.format(n)}/">x</a></p>' for n in range(number)))


DOCUMENTS: dict[str, Callable[[int], str]] = {
    "opening marks": lambda n: rss(",,a " * n),
    "pairs of marks": lambda n: rss(",,a'' " * n),
    "marks in items": lambda n: items("<item><title>,,a ,,b</title><description>,,a ,,b</description></item>" * n),
    "unicode hosts": lambda n: rss(links(n, "é{}.nl")),
    "xn-- hosts": lambda n: rss(links(n, "xn--a{}-9ta.nl")),
    "hosts of items": lambda n: items("".join(f"<item><link>http://é{k}.nl/</link></item>" for k in range(n))),
    "one word": lambda n: items(f"<item><title>{'x' * n}</title><description>{'y' * n}</description></item>"),
    "one word in capitals": lambda n: rss("GOES-" * n),
    "a value of an attribute": lambda n: cdata(f'<a title="{"x " * n}" href="/{"x/" * n}">y</a><img alt="{"x" * n}">'),
    "nested emphasis": lambda n: cdata("<b><i><em>x " * n),
    "ampersands": lambda n: rss("&" * n),
    "ampersands in CDATA": lambda n: cdata("&" * n),
    "ampersands in a title": lambda n: items(f"<item><title>{'&amp;amp;' * n}</title></item>"),
    "comments": lambda n: cdata("<!-- x -->" * n),
    "comments never ended": lambda n: cdata("<!--" * n),
    "comments in a title": lambda n: items(f"<item><title><![CDATA[{'<!--' * n}]]></title></item>"),
    "tags in a title": lambda n: items(f"<item><title>{escape('<time></time><b x=y>' * n)}</title></item>"),
    "frames never ended": lambda n: cdata("<iframe src='a'> " * (n * 3)),
    "frames that end themselves": lambda n: cdata("<iframe src='a'/> " * (n * 3)),
    "categories": lambda n: items(f"<item>{''.join(f'<category>{k}</category>' for k in range(n))}</item>"),
    "authors": lambda n: items(f"<item>{''.join(f'<author>Jo {k}</author>' for k in range(n))}</item>"),
    "authors of Atom": lambda n: atom(f"<entry>{'<author><name>Jo</name></author>' * n}</entry>"),
    "subjects": lambda n: ninjs("x", more=f', "subject": [{",".join(["{}"] * n)}]'.replace("{}", '{"code": "x"}')),
    "lines of Markdown": lambda n: own(text="a\n" * n),
    "subheads of Markdown": lambda n: own(text="# a\n" * n),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_twice_as_long_a_document_is_twice_as_much_work(name: str) -> None:
    short, long = (DOCUMENTS[name](size).encode() for size in (1_500, 3_000))
    parse(short)

    assert calls(lambda: parse(long)) <= MOST * calls(lambda: parse(short)) + 100


WORDS: dict[str, Callable[[str], object]] = {
    "headline": lambda text: without_marks(text, "2"),
    "dateline": split_dateline,
    "quotes": lambda text: house_quotes(f",,{text}"),
    "slug": slugify,
    "fingerprint": lambda text: fingerprint(Entry(id="a", headline=text, lead=text, body_html=f"<p>{text}</p>")),
}


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("letter", ["x", "X", "é", "(", "-", "'"])
def test_twice_as_long_a_word_is_twice_as_much_work(name: str, letter: str) -> None:
    work = WORDS[name]

    assert calls(lambda: work(letter * 160_000)) <= MOST * calls(lambda: work(letter * 80_000)) + 100


def test_a_mark_is_closed_by_one_that_is_near() -> None:
    far, near = "x" * LONGEST, "y" * (LONGEST - 10)

    assert house_quotes(f",,{far}''") == f"„{far}”"
    assert house_quotes(f",,{far}x''") == f",,{far}x''"
    assert house_quotes(f",,{far} ,,{near}''") == f",,{far} „{near}”"
    assert house_quotes(",,een \" ,,twee''") == ',,een " „twee”'
    assert house_quotes(",,een '' twee''") == "„een '' twee”"


def test_international_names_are_worked_out_once_and_only_so_many_in_a_document() -> None:
    with names_of_one_document() as names:
        for number in range(100_000):
            try:
                ascii_host(f"é{number % 50_000}.nl")
            except ValueError:
                refused = number
                break
        worked_out = len(names.known)
        again = ascii_host("é1.nl")

    assert worked_out == refused < MOST_INTERNATIONAL / 5
    assert again == "xn--1-9fa.nl"
    assert ascii_host("é99999.nl") == "xn--99999-9ra.nl"


def test_beyond_so_many_a_link_is_no_link_and_the_same_document_is_the_same() -> None:
    document = rss(links(4_000, "é{}.nl")).encode()
    first, again = parse(document), parse(document)

    assert first == again
    assert 500 < first.entries[0].body_html.count("<a href") < 4_000
    assert first.entries[0].body_html.count("x") + first.entries[0].lead.count("x") > 3_999


@pytest.mark.parametrize(
    ("text", "reason"),
    [("a\n" * 6_000, "lines"), ("a\r" * 6_000, "lines"), ("a " * 160_000, "characters"), ("\\a" * 21_000, "markup")],
)
def test_a_text_of_our_own_that_no_reader_would_read_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        parse(own(text=text).encode())
