"""Fields that a format has under several names, or in a shape of its own."""

import json
from base64 import b64encode
from html import escape

import pytest

from portal.feeds.body.sanitize import is_clean
from portal.feeds.parsing.document import parse
from portal.model.article import Entry, OriginalSource, Subject

ITUNES = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
PROFILE = f'<a title="Bekijk het profiel van deze schrijver." {"x" * 150}="" href="/jo">'
NAMESPACES = (
    f'{ITUNES} xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)


def rss(item: str) -> Entry:
    document = f'<rss version="2.0" {NAMESPACES}><channel><title>Krant</title><item>{item}</item></channel></rss>'
    return parse(document.encode(), url="https://krant.example/feed").entries[0]


def atom(entry: str, *, version: str = "http://www.w3.org/2005/Atom") -> Entry:
    return parse(f'<feed xmlns="{version}"><entry>{entry}</entry></feed>'.encode()).entries[0]


def newsml1(meta: str, *, head: str = "") -> Entry:
    item = f"<NewsManagement>{head}</NewsManagement><NewsComponent>{meta}</NewsComponent>"
    document = f"<NewsML><NewsItem>{item}</NewsItem></NewsML>"
    return parse(document.encode()).entries[0]


def newsml2(meta: str, *, provider: str = '<provider qcode="nprov:ANP"><name>ANP</name></provider>') -> Entry:
    item = f"<itemMeta>{provider}</itemMeta><contentMeta>{meta}</contentMeta>"
    return parse(f"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'>{item}</newsItem>".encode()).entries[0]


def ninjs(**values: object) -> Entry:
    return parse(json.dumps({"uri": "a", "versioncreated": "2026-11-24T10:00:00Z"} | values).encode()).entries[0]


@pytest.mark.parametrize(
    "item",
    [
        "<body xmlns='http://www.w3.org/1999/xhtml'><p>De pont vaart.</p></body>",
        "<body><p>De pont vaart.</p></body>",
        "<fullitem>&lt;p&gt;De pont vaart.&lt;/p&gt;</fullitem>",
        "<content:encoded/><fullitem>De pont vaart.</fullitem>",
        "<summary>De pont vaart.</summary>",
        "<dc:description>De pont vaart.</dc:description>",
        "<itunes:summary>De pont vaart.</itunes:summary>",
        "<itunes:subtitle>De pont vaart.</itunes:subtitle>",
        "<description/><itunes:summary>De pont vaart.</itunes:summary>",
        "<description>&lt;p&gt;&amp;nbsp;&lt;/p&gt;</description><itunes:summary>De pont vaart.</itunes:summary>",
        "<description><![CDATA[<div> <br/></div>]]></description><itunes:subtitle>De pont vaart.</itunes:subtitle>",
        "<content:encoded>&lt;p&gt;&lt;/p&gt;</content:encoded><description>De pont vaart.</description>",
        "<description><![CDATA[<img src='/a.jpg'>]]></description><itunes:summary>De pont vaart.</itunes:summary>",
        "<description>&#160;-</description><dc:description>De pont vaart.</dc:description>",
    ],
)
def test_the_text_of_an_item_is_read_wherever_it_stands(item: str) -> None:
    assert rss(item).lead == "De pont vaart."


def test_what_a_description_shows_without_a_word_stays() -> None:
    shown = "<description><![CDATA[<img src='/a.jpg'>]]></description>"
    entry = rss(f"<link>https://krant.example/1</link>{shown}<itunes:summary>De pont vaart.</itunes:summary>")

    assert (entry.lead, [image.url for image in entry.images]) == ("De pont vaart.", ["https://krant.example/a.jpg"])


@pytest.mark.parametrize("text", ["Ja", "8", "<b>é</b>", "&euro; 5", "<p>&nbsp;</p>5"])
def test_a_description_with_a_word_is_one(text: str) -> None:
    entry = rss(f"<description><![CDATA[{text}]]></description><itunes:summary>De pont vaart.</itunes:summary>")

    assert entry.lead == text.replace("&euro;", "€").replace("<p>&nbsp;</p>", "").replace("<b>", "").replace("</b>", "")


@pytest.mark.parametrize("html", ["<p></p>", "<p>&nbsp;</p>", "<img src='/a.jpg'>", ""])
def test_html_without_a_word_does_not_hide_the_text_of_json(html: str) -> None:
    item = {"id": "1", "content_html": html, "content_text": "De pont vaart."}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item]}

    assert parse(json.dumps(feed).encode()).entries[0].lead == "De pont vaart."


def test_a_description_beside_a_summary_is_the_text_below_it() -> None:
    entry = rss("<description>De pont vaart weer, na drie dagen.</description><summary>Goed nieuws.</summary>")

    assert (entry.lead, entry.body_html) == ("Goed nieuws.", "<p>De pont vaart weer, na drie dagen.</p>")


@pytest.mark.parametrize(
    "author",
    [
        "<dc:author>Jo Kaai</dc:author>",
        "<itunes:author>Jo Kaai</itunes:author>",
        f"<author>{escape(PROFILE)}Jo Kaai</author>",
        "<dc:creator>Jo Kaai</dc:creator><itunes:author>De Krant</itunes:author>",
    ],
)
def test_an_author_is_a_name(author: str) -> None:
    assert rss(author).authors == ("Jo Kaai",)


@pytest.mark.parametrize(
    "said",
    [
        "jan.proef@krant.example (Jan Proef)",
        "noreply@blogger.example (Jan Proef)",
        "Jan Proef <jan@krant.example>",
        "Jan Proef, jan@krant.example",
        "Jan Proef | jan(at)krant.example",
        "Jan Proef, e-mail: jan@krant.example",
        '<a href="mailto:jan@krant.example">Jan Proef</a>',
        "Jan Proef, tel. 0113-123456",
        "Jan Proef (06-12345678)",
        "Jan Proef, mob. +31 6 1234 5678",
        "Door: Jan Proef",
        "Door Jan Proef",
        "By Jan Proef",
    ],
)
def test_an_author_is_a_name_in_every_format(said: str) -> None:
    assert authors_of(said) == [("Jan Proef",)] * 4


@pytest.mark.parametrize("said", ["jan@krant.example", "mailto:jan@krant.example", "0113-123456"])
def test_how_an_author_is_reached_is_nobodys_name(said: str) -> None:
    assert authors_of(said) == [()] * 4


@pytest.mark.parametrize("said", ["Redactie 112 Zeeland", "Els Doornbos", "Doortje Proef", "Jan Proef (Veere)", "@jan"])
def test_what_only_resembles_contact_data_is_a_name(said: str) -> None:
    assert authors_of(said) == [(said,)] * 4


def authors_of(said: str) -> list[tuple[str, ...]]:
    """The authors that RSS, Atom and both versions of JSON Feed read from one name."""
    feeds = (
        {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "author": {"name": said}}]},
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "authors": [{"name": said}]}]},
    )
    of_json = [parse(json.dumps(feed).encode()).entries[0].authors for feed in feeds]
    name = escape(said)
    return [
        rss(f"<dc:creator>{name}</dc:creator>").authors,
        atom(f"<author><name>{name}</name></author>").authors,
        *of_json,
    ]


def test_the_base64_of_a_text_is_the_text() -> None:
    title, text = (b64encode(value.encode()).decode() for value in ("De <b>pont</b>", "<p>Zij vaart weer.</p>"))
    kind = 'type="application/octet-stream"'

    entry = atom(f"<title {kind}>{title}</title><content {kind}>{text}</content>")
    older = atom(f'<title {kind} mode="base64">{title}</title>', version="http://purl.org/atom/ns#")

    assert (entry.headline, entry.lead, older.headline) == ("De pont", "Zij vaart weer.", "De pont")


def test_the_base64_of_what_is_no_text_is_nothing() -> None:
    picture = b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").decode()

    assert atom(f'<content type="application/octet-stream">{picture}</content>').lead == ""


def test_a_tag_that_an_atom_title_speaks_of_stays() -> None:
    title = '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Zonder <i>een</i> &lt;b&gt;</div></title>'

    assert atom(title).headline == "Zonder een <b>"


def test_a_whole_item_at_the_end_of_a_document_that_was_cut_off_is_read() -> None:
    assert [one.headline for one in parse(b"<feed><entry><title>Pont vaart</title></entry></feed").entries] == [
        "Pont vaart"
    ]


def test_a_source_is_who_published_it_first() -> None:
    assert rss('<source url="https://omroep.example/rss">Omroep &amp; Co</source>').source == OriginalSource(
        name="Omroep & Co", url="https://omroep.example/rss"
    )
    assert rss('<source url="https://www.omroep.example/rss"/>').source == OriginalSource(
        name="omroep.example", url="https://www.omroep.example/rss"
    )
    assert rss('<source url="javascript:alert(1)">Omroep</source>').source == OriginalSource(name="Omroep")
    assert rss("<source/><dc:source>urn:x-1234</dc:source>").source is None


def test_a_source_of_atom_has_the_name_and_the_page_of_the_feed() -> None:
    links = '<link rel="self" href="https://omroep.example/atom"/><link href="https://omroep.example/"/>'
    title = '<title type="html">Omroep &amp;amp; Co</title>'

    whole = atom(f"<title>Pont</title><source>{title}<id>https://omroep.example/id</id>{links}</source>")
    only_id = atom("<source><title>Omroep</title><id>https://omroep.example/id</id></source>")

    assert whole.headline == "Pont"
    assert whole.source == OriginalSource(name="Omroep & Co", url="https://omroep.example/")
    assert only_id.source == OriginalSource(name="Omroep", url="https://omroep.example/id")
    assert atom("<source><id>urn:x</id></source>").source is None


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ('<infoSource uri="https://omroep.example/"><name>Omroep</name></infoSource>', "Omroep"),
        ('<infoSource qcode="nprov:anp"><name>Algemeen Persbureau</name></infoSource>', None),
        ("<infoSource><name>ANP</name></infoSource><infoSource literal='Omroep'/>", "Omroep"),
        ('<infoSource uri="https://anp.example/"/>', None),
    ],
)
def test_a_source_of_newsml_g2_is_another_than_the_provider(said: str, source: str | None) -> None:
    found = newsml2(said).source

    assert (found.name if found else None) == source
    assert newsml2(said, provider="").source is None


def test_a_source_of_newsml_1_is_another_than_the_provider() -> None:
    def administrated(source: str, provider: str = "<Provider><Party FormalName='ANP'/></Provider>") -> Entry:
        return newsml1(f"<AdministrativeMetadata>{provider}{source}</AdministrativeMetadata>")

    both = "<Source><Party FormalName='anp'/></Source><Source><Party FormalName='Omroep'/></Source>"
    assert administrated(both).source == OriginalSource(name="Omroep")
    assert administrated("<Source><Party FormalName='ANP'/></Source>").source is None
    assert administrated(both, provider="").source is None


@pytest.mark.parametrize(("said", "urgency"), [("1", 1), ("9", 9), ("0", None), ("10", None), ("", None), ("x", None)])
def test_an_urgency_is_one_to_nine(said: str, urgency: int | None) -> None:
    nitf = f'<nitf><head><docdata><urgency ed-urg="{said}"/></docdata></head></nitf>'

    assert parse(nitf.encode()).entries[0].urgency == urgency
    assert newsml1("", head=f'<Urgency FormalName="{said}"/>').urgency == urgency
    assert newsml2(f"<urgency>{said}</urgency>").urgency == urgency
    assert ninjs(urgency=int(said) if said.isdigit() else said).urgency == urgency


def test_subjects_have_a_code_and_a_name() -> None:
    nitf = (
        '<nitf><head><tobject><tobject.subject tobject.subject.refnum="15054000" tobject.subject.type="Sport" '
        'tobject.subject.matter="Voetbal"/></tobject></head></nitf>'
    )
    in_newsml = f"<ContentItem><DataContent>{nitf}</DataContent></ContentItem>"
    codes = "<DescriptiveMetadata><SubjectCode><Subject FormalName='15054000'/></SubjectCode></DescriptiveMetadata>"
    football = (Subject(code="15054000", name="Voetbal"),)

    assert parse(nitf.encode()).entries[0].subjects == football
    assert newsml1(codes).subjects == (Subject(code="15054000", name=""),)
    assert newsml1(codes + in_newsml).subjects == football
    assert newsml2('<subject qcode="medtop:15054000"><name>Voetbal</name></subject><subject/>').subjects == (
        Subject(code="medtop:15054000", name="Voetbal"),
    )
    assert ninjs(subject=[{"code": "15054000", "name": "Voetbal"}, {"name": "Goes"}, {}, 7]).subjects == (
        *football,
        Subject(code="", name="Goes"),
    )


SOUND = '<a href="https://bron.example/a.mp3" rel="nofollow noopener">Beluister het fragment</a>'


@pytest.mark.parametrize(
    "enclosure",
    [
        '<enclosure url="https://bron.example/a.mp3" type="audio/mpeg" length="9"/>',
        '<enclosure url="https://bron.example/a.mp3" length="9"/>',
        '<media:content url="https://bron.example/a.mp3" type="audio/mp3"/>',
        '<atom:link rel="enclosure" href="https://bron.example/a.mp3" type="audio/mpeg"/>',
    ],
)
def test_what_can_be_heard_beside_an_item_is_a_link_below_its_text(enclosure: str) -> None:
    text = "<description>&lt;p>Eerste zin.&lt;/p>&lt;p>Tweede zin.&lt;/p></description>"
    spaces = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
    item = f"<item><guid>1</guid>{text}{enclosure}</item>"
    (entry,) = parse(f"<rss {spaces}><channel>{item}</channel></rss>".encode()).entries

    assert (entry.lead, entry.body_html) == ("Eerste zin.", f"<p>Tweede zin.</p>\n<p>{SOUND}</p>")


@pytest.mark.parametrize(
    "item",
    [
        '<enclosure url="https://bron.example/a.pdf" type="application/pdf"/><description>Tekst.</description>',
        '<enclosure url="https://bron.example/a.mp3" type="text/x"/><description>Tekst.</description>',
        '<link rel="enclosure" type="audio/mpeg"/><description>Tekst.</description>',
    ],
)
def test_what_is_no_recording_is_none(item: str) -> None:
    (entry,) = parse(f"<rss><channel><item><guid>1</guid>{item}</item></channel></rss>".encode()).entries

    assert (entry.lead, entry.body_html) == ("Tekst.", "")


def test_a_recording_to_which_the_text_leads_is_linked_once() -> None:
    item = (
        '<description>&lt;p>Tekst.&lt;/p>&lt;audio src="https://bron.example/a.mp3">&lt;/audio></description>'
        '<enclosure url="https://bron.example/a.mp3" type="audio/mpeg"/>'
    )
    (entry,) = parse(f"<rss><channel><item><guid>1</guid>{item}</item></channel></rss>".encode()).entries

    assert entry.body_html.count("a.mp3") == 1


def test_of_atom_and_json_feed_too() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><summary>Eerste zin.</summary>'
        '<link rel="enclosure" type="audio/mpeg" href="https://bron.example/a.mp3"/></entry></feed>'
    )
    data = (
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_text": "Eerste zin.",'
        ' "attachments": [{"url": "https://bron.example/a.mp3", "mime_type": "audio/mpeg"}]}]}'
    )

    for document in (atom, data):
        (entry,) = parse(document.encode()).entries
        assert (entry.lead, entry.body_html) == ("Eerste zin.", f"<p>{SOUND}</p>")


def test_a_description_that_is_the_title_is_no_summary_where_another_says_more() -> None:
    item = (
        "<item><title>Aflevering 12</title><description>Aflevering 12</description>"
        "<itunes:summary>Over de visserij.</itunes:summary></item>"
    )
    spaces = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    (entry,) = parse(f"<rss {spaces}><channel>{item}</channel></rss>".encode()).entries

    assert entry.lead == "Over de visserij."


@pytest.mark.parametrize(
    ("attached", "pictures"),
    [
        ('{"url": "https://x.example/a.png", "mime_type": "IMAGE/PNG"}', 1),
        ('{"url": "https://x.example/a.jpg", "mime_type": "application/octet-stream"}', 1),
        ('{"url": "https://x.example/a.pdf?thumb=x.jpg", "mime_type": "application/octet-stream"}', 0),
        ('{"url": "https://x.example/a.jpg", "mime_type": "text/css"}', 0),
    ],
)
def test_an_attachment_is_a_picture_by_its_type_or_its_ending(attached: str, pictures: int) -> None:
    item = f'{{"id": "1", "content_text": "Tekst.", "attachments": [{attached}]}}'
    document = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{item}]}}'
    (entry,) = parse(document.encode()).entries

    assert len(entry.images) == pictures


def test_xhtml_keeps_what_its_scripts_would_read() -> None:
    img = '<img src="data:image/gif;base64,AA" data-src="https://x.example/a.jpg"/>'
    content = f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Tekst.</p>{img}</div></content>'
    (entry,) = parse(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>{content}</entry></feed>'.encode()
    ).entries

    assert [image.url for image in entry.images] == ["https://x.example/a.jpg"]


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Brug dicht<br>Pont vaart", "Brug dicht Pont vaart"),
        ("<p>Brug dicht</p><p>Pont vaart</p>", "Brug dicht Pont vaart"),
        ("CO<sub>2</sub> in <em>Goes</em>", "CO₂ in Goes"),
        ("Wat doet <title>?", "Wat doet <title>?"),
        ("Zet <b> voor een woord", "Zet <b> voor een woord"),
        ("5 < 6 en a<b", "5 < 6 en a<b"),
        ("Goes <3 Veere", "Goes <3 Veere"),
    ],
)
def test_a_title_of_json_that_is_html_all_the_same_is_read_as_such(title: str, headline: str) -> None:
    item = json.dumps({"id": "1", "title": title, "content_text": "Tekst."})
    document = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{item}]}}'

    assert parse(document.encode()).entries[0].headline == headline


ESCAPED = [
    ("<p>De haven is dicht.</p>", "De haven is dicht."),
    ("De haven is <b>dicht</b>.", "De haven is <b>dicht</b>."),
    ("De haven is dicht.<br/><br>De pont vaart.", "De haven is dicht. De pont vaart."),
    ('De <a href="https://ander.example/a">haven</a> is <em>dicht</em>.', None),
    ("<p>De haven is dicht.", "De haven is dicht."),
    ("<ul><li>De haven</li></ul>", ""),
]


@pytest.mark.parametrize(("text", "lead"), ESCAPED)
def test_tags_of_a_page_are_tags_also_in_a_text_that_is_said_to_be_plain(text: str, lead: str | None) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "A", "content_text": text}]}
    made = [
        atom(f'<id>1</id><title>A</title><summary type="text">{escape(text)}</summary>'),
        atom(f"<id>1</id><title>A</title><summary>{escape(text)}</summary>"),
    ]
    if text.startswith(("<p", "<ul")):  # of JSON Feed, which has a field for HTML, only where it begins with a block
        made.append(parse(json.dumps(feed).encode()).entries[0])

    for entry in made:
        shown = entry.lead_html + entry.body_html
        assert "&lt;" not in shown
        assert lead is None or lead in (entry.lead, entry.lead_html, f"{entry.lead} De pont vaart.")


@pytest.mark.parametrize(
    "text",
    [
        "Ga naar <Goes> of <jan@bron.example>.",
        "Wij <3 Goes.",
        "Links <-> rechts, 5 < 6 en 7 > 3.",
        "Zet <b> voor een woord.",
        "Kies <a> of <b>.",
        "<b> is de opmaak voor vet.",
        "Schrijf <code><b>vet</b></code> in het veld.",
        "Dan komt <script>alert(1)</script> in beeld.",
    ],
)
def test_any_other_sign_of_a_plain_text_is_a_sign(text: str) -> None:
    entry = atom(f'<id>1</id><title>A</title><summary type="text">{escape(text)}</summary>')

    assert entry.lead == text


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p>&lt;p&gt;De haven is dicht.&lt;/p&gt;</p>", "De haven is dicht."),
        ("<p>De haven is &lt;em&gt;dicht&lt;/em&gt;.</p>", "De haven is <em>dicht</em>."),
        ("<p>A.</p>&lt;p&gt;B.&lt;/p&gt;", "A.<p>B.</p>"),
        ("<div>De &lt;a href=&quot;https://bron.example/x&quot;&gt;haven&lt;/a&gt;.</div>", None),
        ("<p>&lt;p&gt;Dicht&lt;script&gt;alert(1)&lt;/script&gt;.&lt;/p&gt;</p>", None),
        ("<p>&lt;p onclick=&quot;alert(1)&quot;&gt;Dicht.&lt;/p&gt;</p>", "Dicht."),
        ("<p>Zet &lt;b&gt; voor een woord.</p>", "Zet &lt;b&gt; voor een woord."),
        ("<p>Ga naar &lt;Goes&gt;.</p>", "Ga naar &lt;Goes&gt;."),
        ("<p>Typ <code>&lt;b&gt;vet&lt;/b&gt;</code>.</p>", "Typ <code>&lt;b&gt;vet&lt;/b&gt;</code>."),
    ],
)
def test_a_stretch_that_was_escaped_once_too_often_is_markup(markup: str, shown: str | None) -> None:
    entry = rss(f"<title>Haven</title><description>{escape(markup)}</description>")
    made = entry.lead_html + entry.body_html

    assert is_clean(entry.body_html)
    assert "<script" not in made
    assert "&lt;a" not in made
    assert "&lt;p" not in made
    assert shown is None or made == shown
