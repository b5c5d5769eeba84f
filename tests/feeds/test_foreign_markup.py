"""Markup where none should be: in headlines and names; frames that nobody ended; and nothing hostile in any field."""

import re
from html import escape

import pytest

from feeds.test_cleaning import PAYLOADS, assert_harmless
from feeds.test_fields_of_formats import ninjs, rss
from portal.feeds.body.raw_markup import escaped_once
from portal.model.article import Entry


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Zij <3 Zeeland", "Zij <3 Zeeland"),
        ("Bij a < b en c > d", "Bij a < b en c > d"),
        ("Als a <b en c> d", "Als a <b en c> d"),
        ("Beste <Naam>, tot ziens", "Beste <Naam>, tot ziens"),
        ("Wat doet <title> in een pagina?", "Wat doet <title> in een pagina?"),
        ("<title>Pont vaart</title>", "Pont vaart"),
        ("<iframe src='//x'>Pont</iframe> vaart<br/>", "Pont vaart"),
        ("<section class=kop>Pont <time>vandaag</time> vast</section>", "Pont vandaag vast"),
    ],
)
def test_only_tags_go_out_of_a_headline(title: str, headline: str) -> None:
    assert rss(f"<title>{escape(title)}</title>").headline == headline
    assert rss(f"<title><![CDATA[{title}]]></title>").headline == headline


@pytest.mark.parametrize(
    "embed",
    [
        '<iframe src="https://video.example/1"> ',
        "<iframe src=https://video.example/1/> ",
        '<iframe src="https://video.example/1"/> ',
        '<object data="a.swf"><param name="x" value="y"> ',
        "<iframe/> <video src=a.mp4> ",
        "<IFRAME></IFRAME> <iframe> ",
        '<iframe src="a"/> <iframe src="b"></iframe> ',
    ],
)
def test_the_text_behind_a_frame_that_nobody_ended_is_read(embed: str) -> None:
    entry = rss(f"<description>{escape(f'Voor {embed}en na.')}</description>")

    text = " ".join((entry.lead, re.sub(r"<a .*?</a>|<[^>]*>", "", entry.body_html))).split()
    assert " ".join(text) == "Voor en na."


def test_the_text_within_a_frame_is_not_read() -> None:
    entry = rss(f"<description>{escape('Voor <iframe src=a>terugval</iframe> en na.')}</description>")

    assert "terugval" not in entry.lead + entry.body_html
    assert (entry.lead, entry.body_html.endswith("<p>en na.</p>")) == ("Voor", True)


def test_a_script_in_a_comment_hides_nothing() -> None:
    markup = """<!-- <script> --></script><p a="b"c="d">Te lezen.</p>"""

    assert rss(f"<description>{escape(markup)}</description>").lead == "Te lezen."


TAG_THAT_RUNS = re.compile(r"<\s*(?:script|img|svg\s|iframe\s|object\s|embed|a\s+href)", re.IGNORECASE)


def assert_nothing_runs(entry: Entry) -> None:
    """Plain text holds no tag that would run were it not escaped; every address is one of the web."""
    assert_harmless(entry.body_html)
    names = [*entry.authors, *entry.categories, *(one.name for one in entry.subjects), entry.headline]
    names += [text for image in entry.images for text in (image.alt, image.credit) if text]
    names += [entry.source.name] if entry.source else []
    assert not [name for name in names if TAG_THAT_RUNS.search(name) and "&" not in name and "<<" not in name]
    addresses = [entry.url, *(image.url for image in entry.images), entry.source.url if entry.source else None]
    assert all(re.match(r"https?://", one) for one in addresses if one)
    assert not [one for one in addresses if one and re.search(r"[\s\"'<>]", one.replace("'", ""))]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_runs_comes_through_any_field(payload: str) -> None:
    text, value = escape(payload.replace("\0", "")), escape(payload.replace("\0", ""), quote=True)
    picture = f'<media:content url="https://x.example/a.jpg" medium="image"><media:credit>{text}</media:credit>'
    entry = rss(
        f"<title>Kop</title><guid>{text}</guid><link>{text}</link><dc:creator>{text}</dc:creator>"
        f"<category>{text}</category><source url='{value}'>{text}</source><description>Voor. {text}</description>"
        f"{picture}<media:title>{text}</media:title></media:content>"
        f'<enclosure url="{value}" type="image/jpeg"/><content:encoded>{text}<p>Na.</p></content:encoded>'
    )

    assert_nothing_runs(entry)
    assert_nothing_runs(
        ninjs(headline="Kop", body_html=payload, by="Jo", associations=[{"renditions": [{"href": payload}]}])
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("&#60;p&#62;De pont vaart.&#60;/p&#62;", "<p>De pont vaart.</p>"),
        ("&#x3C;p&#x3E;De pont vaart.&#x3c;/p&#x3e;", "<p>De pont vaart.</p>"),
        ("&#060;p&gt;De pont vaart.&lt;/p&#062;", "<p>De pont vaart.</p>"),
        ("Zet &#60;b&#62; voor een woord", "Zet &lt;b&gt; voor een woord"),
        ("Het is &#60; 5 graden &#8217;s nachts", "Het is &lt; 5 graden &#8217;s nachts"),
    ],
)
def test_tags_that_were_escaped_by_their_number_are_tags_where_they_are_meant(text: str, expected: str) -> None:
    assert escaped_once(text) == expected
