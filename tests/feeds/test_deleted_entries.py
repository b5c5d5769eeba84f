"""What an Atom feed says is gone, and Atom that carries data instead of news."""

from datetime import UTC, datetime

import pytest

from portal.feeds.parsing.document import parse
from portal.model.article import Document, Entry, Status

AT = 'xmlns:at="http://purl.org/atompub/tombstones/1.0"'
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
GONE = '<at:deleted-entry ref="urn:dijk:1" when="2026-03-02T12:00:00+01:00"/>'


def read(body: str, *, root: str = "feed") -> Document:
    return parse(f'<{root} xmlns="http://www.w3.org/2005/Atom" {AT}>{body}</{root}>'.encode())


def told(document: Document) -> list[tuple[str, Status, datetime | None]]:
    return [(entry.id, entry.status, entry.updated_at) for entry in document.entries]


@pytest.mark.parametrize(
    "body",
    [
        GONE,
        f"<title>Polder</title>{GONE}<updated>2026-03-02T12:00:00Z</updated>",
        f"<x:lijst xmlns:x='urn:x'>{GONE}</x:lijst>",
        GONE.replace("/>", "><at:by><name>Redactie</name></at:by><at:comment>Fout</at:comment></at:deleted-entry>"),
        GONE + GONE.replace("12:00", "10:00"),
    ],
)
def test_a_deleted_entry_is_canceled_as_of_that_moment_wherever_it_stands(body: str) -> None:
    assert told(read(body)) == [("urn:dijk:1", Status.CANCELED, NOON)]


@pytest.mark.parametrize(
    "element",
    [
        '<x:deleted-entry xmlns:x="http://x.example/1" ref="urn:dijk:1" when="2026-03-02T12:00:00Z"/>',
        '<deleted-entry ref="urn:dijk:1"/>',
        '<at:deleted-entry xmlns:at="http://purl.org/atom/ns#" ref="urn:dijk:1"/>',
    ],
)
def test_only_what_is_declared_as_a_tombstone_deletes(element: str) -> None:
    entry = "<entry><id>urn:dijk:1</id><title>Dijk</title></entry>"

    assert [status for _, status, _ in told(read(entry + element))] == [Status.USABLE]


def test_a_document_may_be_one_deleted_entry() -> None:
    alone = GONE.replace("<at:deleted-entry", f"<at:deleted-entry {AT}")
    default = (
        '<deleted-entry xmlns="http://purl.org/atompub/tombstones/1.0" ref="urn:dijk:1" when="2026-03-02T11:00:00Z"/>'
    )

    assert [told(parse(one.encode())) for one in (alone, default)] == [[("urn:dijk:1", Status.CANCELED, NOON)]] * 2


def test_a_deleted_entry_is_read_out_of_a_broken_document_too() -> None:
    entry = "<entry><id>urn:dijk:2</id><title>Dijk & <b>dam</title></entry>"

    found = told(read(entry + GONE + entry.replace(":2", ":3")))

    assert ("urn:dijk:1", Status.CANCELED, NOON) in found
    assert {id_ for id_, _, _ in found} == {"urn:dijk:1", "urn:dijk:2", "urn:dijk:3"}


def test_what_was_deleted_and_is_there_again_is_there() -> None:
    def entry(hour: int) -> str:
        return f"<entry><id>urn:dijk:1</id><title>Dijk</title><updated>2026-03-02T{hour}:00:00Z</updated></entry>"

    assert [status for _, status, _ in told(read(GONE + entry(12)))] == [Status.USABLE]
    assert [status for _, status, _ in told(read(entry(10) + GONE))] == [Status.USABLE, Status.CANCELED]


def test_a_deleted_entry_without_a_moment_is_canceled_and_one_without_a_name_is_refused() -> None:
    found = read('<at:deleted-entry ref="urn:dijk:1"/><at:deleted-entry when="2026-03-02T11:00:00Z"/>')

    assert told(found) == [("urn:dijk:1", Status.CANCELED, None)]
    assert found.refused == ("is a deleted entry that does not say which (no ref)",)


def test_a_deleted_entry_that_is_shown_in_a_text_deletes_nothing() -> None:
    shown = f'<content type="application/xml">{GONE}</content>'

    assert [entry.status for entry in read(f"<entry><id>a</id><title>Zo werkt het</title>{shown}</entry>").entries] == [
        Status.USABLE
    ]


def read_rss(body: str, *, beside: str = "") -> Document:
    channel = f"<channel><title>Polder</title>{body}</channel>{beside}"
    return parse(f'<rss version="2.0" {AT}>{channel}</rss>'.encode())


def rss_item(guid: str, date: str = "Mon, 02 Mar 2026 08:00:00 GMT", text: str = "") -> str:
    pub_date = f"<pubDate>{date}</pubDate>" if date else ""
    return f'<item><guid isPermaLink="false">{guid}</guid><title>Dijk</title>{pub_date}{text}</item>'


@pytest.mark.parametrize(
    ("body", "beside"),
    [
        (GONE, ""),
        (GONE + GONE, ""),
        ("", GONE),
        (f"<x:lijst xmlns:x='urn:x'>{GONE}</x:lijst>", ""),
        (GONE.replace("at:deleted", "deleted"), ""),
        (GONE.replace("12:00:00+01:00", "11:00:00Z"), ""),
    ],
)
def test_a_deleted_entry_in_rss_is_canceled_as_in_atom(body: str, beside: str) -> None:
    found = told(read_rss(rss_item("urn:dijk:2") + body, beside=beside))

    assert found == [("urn:dijk:2", Status.USABLE, None), ("urn:dijk:1", Status.CANCELED, NOON)]


def test_a_deleted_entry_is_read_in_rss_1_and_out_of_a_broken_document() -> None:
    rdf = f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" {AT}>'
    broken = f"<rss {AT}><channel>{rss_item('2', text='<description>a & <b>b</description>')}{GONE}</channel></rss>"

    for document in (parse(f"{rdf}{GONE}</rdf:RDF>".encode()), parse(broken.encode())):
        assert ("urn:dijk:1", Status.CANCELED, NOON) in told(document)


@pytest.mark.parametrize(
    ("date", "is_gone"),
    [("Mon, 02 Mar 2026 10:00:00 GMT", True), ("Mon, 02 Mar 2026 12:00:00 GMT", False), ("", True)],
)
def test_an_item_of_rss_that_is_dated_after_its_deletion_is_there(date: str, is_gone: bool) -> None:
    statuses = [status for _, status, _ in told(read_rss(GONE + rss_item("urn:dijk:1", date)))]

    assert (Status.CANCELED in statuses) is is_gone


def test_an_item_that_is_known_by_its_link_is_there_again_too() -> None:
    link = "https://dijk.example/1"
    item = f"<item><link>{link}</link><pubDate>Mon, 02 Mar 2026 12:00:00 GMT</pubDate></item>"

    assert [status for _, status, _ in told(read_rss(GONE.replace("urn:dijk:1", link) + item))] == [Status.USABLE]


@pytest.mark.parametrize(
    "text",
    [f"<description>{GONE}</description>", f"<description><![CDATA[{GONE}]]></description>", f"<title>{GONE}</title>"],
)
def test_a_deleted_entry_that_a_text_of_rss_shows_deletes_nothing(text: str) -> None:
    assert [status for _, status, _ in told(read_rss(rss_item("a", text=text)))] == [Status.USABLE]


def test_a_deleted_entry_of_rss_without_a_name_is_refused() -> None:
    found = read_rss('<at:deleted-entry when="2026-03-02T11:00:00Z"/>')

    assert (found.entries, found.refused) == ((), ("is a deleted entry that does not say which (no ref)",))


OBJECT = '<o:stuk xmlns:o="urn:kamer" {}><o:naam>Motie over de veerdienst</o:naam></o:stuk>'
KEY = "6f9619ff-8b86-4d01-b42d-00c04fc964ff"


def carried(content: str, *, title: str = KEY, type_: str = "application/xml") -> Entry:
    (entry,) = read(
        f'<entry><id>urn:o:1</id><title>{title}</title><content type="{type_}">{content}</content></entry>'
    ).entries
    return entry


@pytest.mark.parametrize("title", [KEY, KEY.upper(), f"{{{KEY}}}", f"urn:uuid:{KEY}", KEY.replace("-", "")])
@pytest.mark.parametrize("type_", ["application/xml", "text/xml", "application/vnd.kamer+xml"])
def test_an_object_under_a_key_is_data(title: str, type_: str) -> None:
    entry = carried(OBJECT.format(""), title=title, type_=type_)

    assert (entry.kind, entry.status) == ("data", Status.USABLE)


@pytest.mark.parametrize(
    "title",
    ["", " ", "Zaak 2026Z12345", "2026D04711", "Document: 2026D04711", "kst-36410-12", "stuk", "Stuk", "4711123",
     "zaak/2026Z12345/3"],
)  # fmt: skip
def test_an_object_under_a_number_its_kind_or_nothing_is_data_too(title: str) -> None:
    entry = carried(OBJECT.format('verwijderd="true"'), title=title)

    assert (entry.kind, entry.status) == ("data", Status.CANCELED)


@pytest.mark.parametrize(
    "title", ["Prinsjesdag 2026", "Storing A58", "Brug dicht", "Motie 2026Z12345 aangenomen", "Veerdienst", "112"]
)
def test_what_has_a_headline_is_no_data(title: str) -> None:
    entry = carried(OBJECT.format('verwijderd="true"'), title=title)

    assert (entry.kind, entry.status) == ("text", Status.USABLE)


@pytest.mark.parametrize("title", ["", "Zaak 2026Z12345"])
@pytest.mark.parametrize("content", ['<div xmlns="http://www.w3.org/1999/xhtml"><p>De dijk.</p></div>', "De dijk."])
def test_a_text_without_a_headline_is_no_data(title: str, content: str) -> None:
    assert carried(content, title=title, type_="xhtml").kind == "text"


def test_an_object_without_a_title_beside_a_summary_is_no_data() -> None:
    content = f"<content type='application/xml'>{OBJECT.format('')}</content>"

    (entry,) = read(f"<entry><id>1</id><title/><summary>De dijk is dicht.</summary>{content}</entry>").entries

    assert entry.kind == "text"


@pytest.mark.parametrize("said", ['o:verwijderd="true"', 'verwijderd="True"', 'deleted="1"'])
def test_an_object_that_is_deleted_is_canceled(said: str) -> None:
    assert carried(OBJECT.format(said)).status is Status.CANCELED
    assert (
        carried(OBJECT.format(said.replace("True", "False").replace("true", "false").replace("1", "0"))).status
        is Status.USABLE
    )


@pytest.mark.parametrize(
    ("content", "title", "type_"),
    [
        ('<div xmlns="http://www.w3.org/1999/xhtml"><p>De dijk.</p></div>', KEY, "xhtml"),
        ('<div xmlns="http://www.w3.org/1999/xhtml"><p>De dijk.</p></div>', KEY, "application/xml"),
        ("<html><body><p>De dijk.</p></body></html>", KEY, "application/xml"),
        ('<x:omslag xmlns:x="urn:x"><p>De dijk.</p></x:omslag>', KEY, "application/xml"),
        (OBJECT.format('verwijderd="true"'), "Motie over de veerdienst", "application/xml"),
        ("&lt;p>De dijk.&lt;/p>", KEY, "html"),
    ],
)
def test_a_text_is_no_data_whatever_it_is_wrapped_in(content: str, title: str, type_: str) -> None:
    entry = carried(content, title=title, type_=type_)

    assert (entry.kind, entry.status) == ("text", Status.USABLE)
