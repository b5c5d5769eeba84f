"""The one door for markup: nothing that runs comes in, and the text comes through once and in order."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from portal.feeds.body.lead_and_body import LeadAndBody, lead_and_body
from portal.feeds.body.sanitize import ALLOWED, clean_body, is_clean, one_line, plain_line, to_html
from portal.feeds.parsing.urls import LINK_REL

BASE = "https://krant.example/map/bericht"

PAYLOADS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example/a.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/xss>alert(1)</script>",
    "<script\n>alert(1)</script\n>",
    "<<script>alert(1)//<</script>",
    "<script>alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img src=x:alert(1) onerror=eval(src)>",
    "<img/src='x'/onerror='alert(1)'>",
    '<img """><script>alert(1)</script>">',
    "<img src=javascript:alert(1)>",
    "<img srcset='x 1x, javascript:alert(1) 2x'>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<image src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<body background=javascript:alert(1)>",
    "<p onclick=alert(1)>klik</p>",
    "<p onmouseover='alert(1)' style='width:expression(alert(1))'>x</p>",
    "<p/onclick=alert(1)>x</p>",
    "<p\x0conclick=alert(1)>x</p>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="java\nscript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="java&#x0A;script:alert(1)">x</a>',
    '<a href="java&Tab;script:alert(1)">x</a>',
    '<a href="&#106;&#97;vascript&colon;alert(1)">x</a>',
    '<a href="&#x6A;avascript:alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="\x01javascript:alert(1)">x</a>',
    '<a href="javascript&#58;alert(1)">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
    '<a href="//javascript:alert(1)">x</a>',
    '<a href="https://x.example/" onclick="alert(1)" target="_blank" ping="//y.example">x</a>',
    '<a href="https://x.example/&quot; onclick=&quot;alert(1)">x</a>',
    "<a href='https://x.example/\" onclick=\"alert(1)'>x</a>",
    '<a href="/x&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">x</a>',
    '<a href="blob:https://x.example/1">x</a>',
    '<a href="feed:javascript:alert(1)">x</a>',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><foreignObject><p onclick=alert(1)>x</p></foreignObject></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext></p><mglyph><style><img src=x onerror=alert(1)></style></mglyph></mtext></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math href='javascript:alert(1)'>x</math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<style>@import 'https://x.example/a.css';p{background:url(javascript:alert(1))}</style>",
    "<style><img title='</style><img src=x onerror=alert(1)>'></style>",
    "<link rel=stylesheet href=https://x.example/a.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='https://x.example/'><a href='/y'>x</a>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>terugval</iframe>",
    "<object data=javascript:alert(1)><p>x</p></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x.class></applet>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<isindex action=javascript:alert(1) type=image>",
    "<select onfocus=alert(1) autofocus><option>x</select>",
    "<textarea></textarea><script>alert(1)</script>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<xmp><img title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<template><script>alert(1)</script></template>",
    "<video><source onerror=alert(1)></video>",
    "<audio src onloadstart=alert(1)>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<?php echo '<script>alert(1)</script>' ?>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<custom-element onclick=alert(1)>x</custom-element>",
    "<table background=javascript:alert(1)><td background=javascript:alert(1)>x</table>",
    "<table><caption><svg><style><img src=x onerror=alert(1)></style></svg></caption></table>",
    "<td colspan='1\" onclick=\"alert(1)'>x</td>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p class='x' id='y' data-x='z'>x</p>",
    "<b><a href='javascript:alert(1)'><p>x</b></a>",
    "<style><a x=\"</style><b y='\"> ' " + " ".join(f"a{n}" for n in range(300)) + " onclick=alert(1)>x</b>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<div>" * 300 + "<script>alert(1)</script><p onclick=alert(1)>x",
)  # fmt: skip

ATTRIBUTES = {"a": {"href", "rel"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}


def assert_harmless(markup: str) -> None:
    """Walks the tree that a browser would build: only our elements and attributes, addresses of the web or mail."""
    for element in html.fragment_fromstring(markup, create_parent="div").iter():
        if element.getparent() is None:
            continue
        assert element.tag in ALLOWED
        assert set(element.attrib) <= ATTRIBUTES.get(str(element.tag), set())
        if element.tag == "a":
            assert re.match(r"https?://[^/\s]|mailto:", str(element.get("href")))
            assert element.get("rel") == LINK_REL


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_runs_comes_in(payload: str) -> None:
    body = clean_body(f"<p>Voor.</p>{payload}", BASE)

    assert_harmless(to_html(body))
    assert is_clean(to_html(body))
    assert "alert(1)" not in str(body.images)
    assert all(image.url.startswith(("http://", "https://")) for image in body.images)
    assert body.text.startswith("Voor.")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_headline_is_text_and_nothing_else(payload: str) -> None:
    story = lead_and_body(summary=payload, content="", headline=one_line(payload), base=None)

    assert_harmless(story.body_html)


def rendered(markup: str, base: str | None = BASE) -> str:
    return to_html(clean_body(markup, base))


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("Eén regel", "<p>Eén regel</p>"),
        ("een<br><br>twee<br />drie", "<p>een</p>\n<p>twee<br>drie</p>"),
        ("<div>een</div><div>twee</div>", "<p>een</p>\n<p>twee</p>"),
        ("<div><div><section>diep</section></div></div>", "<p>diep</p>"),
        ("een\n\ntwee\r\n\r\ndrie", "<p>een</p>\n<p>twee</p>\n<p>drie</p>"),
        ("Een zin.\nNog een zin.\nEn nog een.", "<p>Een zin.</p>\n<p>Nog een zin.</p>\n<p>En nog een.</p>"),
        ("een lange zin die\ndoorloopt op de volgende", "<p>een lange zin die doorloopt op de volgende</p>"),
        ("een\n\n<b>twee</b>", "<p>een</p>\n<h2>twee</h2>"),
        ("<h1>Kop</h1><h3>Kop</h3><h6>Kop</h6>", "<h2>Kop</h2>\n<h2>Kop</h2>\n<h2>Kop</h2>"),
        ("<p>a</p><hl2>- Kop -</hl2>", "<p>a</p>\n<h2>- Kop -</h2>"),
        ("<p>a</p><p><strong>Kop</strong></p>", "<p>a</p>\n<h2>Kop</h2>"),
        ("<p><b>Geen kop</b></p><p>b</p>", "<p><b>Geen kop</b></p>\n<p>b</p>"),
        ("<p>a</p><p><b>Een hele zin.</b></p>", "<p>a</p>\n<p><b>Een hele zin.</b></p>"),
        ("<p>a</p><p><b>Deels</b> vet</p>", "<p>a</p>\n<p><b>Deels</b> vet</p>"),
        (f"<p>a</p><p><b>{'x' * 81}</b></p>", f"<p>a</p>\n<p><b>{'x' * 81}</b></p>"),
        ("<p></p><p>&nbsp;</p><p><br></p><p><b> </b></p><p>x</p>", "<p>x</p>"),
        ("<p>10&nbsp;km\n\t verder</p>", "<p>10 km verder</p>"),
        ("<b>vet <b>vetter</b></b> <i></i>los", "<p><b>vet vetter</b> los</p>"),
        ("<b>een<p>twee</p></b>", "<p><b>een</b></p>\n<h2>twee</h2>"),
        ('<a href="/pad">x</a>', f'<p><a href="https://krant.example/pad" rel="{LINK_REL}">x</a></p>'),
        ('<a href="../x y">x</a>', f'<p><a href="https://krant.example/x%20y" rel="{LINK_REL}">x</a></p>'),
        ('<a href="tel:+31">bel</a> <a>x</a>', "<p>bel x</p>"),
        ("<ul><li>a<li><p>b</p><p>c</p><li></ul>", "<ul><li>a</li><li>b<br>c</li></ul>"),
        ("<ul>los<li>a</li></ul>", "<ul><li>los</li><li>a</li></ul>"),
        ("<blockquote>a<br><br>b</blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
        (
            "<table><tr><td><table><tr><td>a<td>b</table></table>",
            "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>",
        ),
        ("<span>a</span><font color=red>b</font><u>c</u>", "<p>abc</p>"),
        ("CO<sub>2</sub> &amp; m<sup>2</sup>", "<p>CO<sub>2</sub> &amp; m<sup>2</sup></p>"),
        ("<figure><img src=a.jpg><figcaption>Bij de haven</figcaption></figure>", ""),
        ("<figcaption>Zonder foto</figcaption>", "<figure><figcaption>Zonder foto</figcaption></figure>"),
        ("5 < 6 & 7 > 3", "<p>5 &lt; 6 &amp; 7 &gt; 3</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_structure_comes_out_as_few_kinds_of_blocks(markup: str, expected: str) -> None:
    assert rendered(markup) == expected


def test_a_relative_link_without_a_base_is_no_link() -> None:
    assert rendered('<a href="/pad">x</a>', None) == "<p>x</p>"


def test_pictures_leave_the_body_and_pixels_that_count_readers_are_dropped() -> None:
    body = clean_body('<img src="a.jpg" alt=" De  haven "><img src="/p.gif" width=1 height=1>tekst', BASE)

    assert [(image.url, image.alt) for image in body.images] == [("https://krant.example/map/a.jpg", "De haven")]
    assert to_html(body) == "<p>tekst</p>"


PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<strong>", "</strong>", "<a href='/x'>", "<a href='javascript:1'>",
     "</a>", "<ul>", "</ul>", "<ol>", "<li>", "</li>", "<blockquote>", "</blockquote>", "<table>", "</table>", "<tr>",
     "<td>", "</td>", "<th colspan=2>", "<thead>", "</thead>", "<caption>", "<br>", "<h1>", "</h1>", "<h2>", "</h2>",
     "<div>", "</div>", "<figure>", "<figcaption>", "</figcaption>", "</figure>", "<img src=/a.jpg>", "<span>", "<sub>",
     "<form>", "<svg>", "</svg>", "<script>", "</script>", "<style>", "<select>", "<option>", "<template>", "<pre>",
     "tekst", "een zin.", " ", "\n", "\n\n", "&nbsp;", "&amp;", "&lt;p&gt;", "<", ">", '"', "é", "\x08", "&#8;",
     "<!--", "-->", "<![CDATA[", "]]>", "<math>", "<mtext>", "<hl2>", "</hl2>", "<dl><dt>", "<dd>", "<code>", "<tbody>"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_cleaning_twice_changes_nothing(markup: str) -> None:
    once = rendered(markup)

    assert is_clean(once)
    assert rendered(once) == once
    assert_harmless(once)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_cleaned_without_an_exception(markup: str) -> None:
    assert is_clean(rendered(markup))


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<b>",
                "</b>",
                "<ul><li>",
                "</ul>",
                "<br>",
                "<table><tr><td>",
                "</table>",
                "<h3>",
                "</h3>",
                "<div>",
                "<a href=x>",
                "</a>",
                "<blockquote>",
            ]
        ),
        max_size=20,
    )
)
def test_every_word_comes_out_once_and_in_order(tags: list[str]) -> None:
    """Tables aside, whose loose text HTML itself moves to before the table."""
    markup = "".join(f"{tag}w{number} " for number, tag in enumerate(tags))

    words = re.findall(r"w\d+", clean_body(markup).text)

    expected = [f"w{number}" for number in range(len(tags))]
    assert sorted(words) == sorted(expected)
    assert "<table>" in markup or words == expected


def told(summary: str, content: str, headline: str = "Kop") -> LeadAndBody:
    return lead_and_body(summary=summary, content=content, headline=headline, base=None)


def test_a_summary_that_starts_the_body_is_not_told_twice() -> None:
    story = told("De brug is dicht. Dat duurt …", "<p>De brug is dicht. Dat duurt een week.</p><p>Fietsers varen.</p>")

    assert (story.lead, story.body_html) == ("De brug is dicht. Dat duurt een week.", "<p>Fietsers varen.</p>")


def test_a_summary_of_its_own_is_the_lead_and_the_body_stays_whole() -> None:
    story = told("Overlast bij Goes.", "<p>De brug is dicht.</p><p>Fietsers varen.</p>")

    assert (story.lead, story.body_html) == ("Overlast bij Goes.", "<p>De brug is dicht.</p>\n<p>Fietsers varen.</p>")


def test_a_summary_that_holds_the_first_paragraph_and_more_takes_its_place() -> None:
    story = told("De brug is dicht. Omrijden kan via Kapelle.", "<p>De brug is dicht.</p><p>Fietsers varen.</p>")

    assert (story.lead, story.body_html) == ("De brug is dicht. Omrijden kan via Kapelle.", "<p>Fietsers varen.</p>")


def test_a_paragraph_of_a_few_words_is_not_lost_in_a_longer_lead() -> None:
    story = told("Neeltje Jans gaat dicht voor publiek.", "<p>Nee.</p><p>Nee</p><p>Toch niet.</p>")

    assert story.body_html == "<p>Nee.</p>\n<p>Nee</p>\n<p>Toch niet.</p>"


def test_summary_and_body_may_have_changed_places() -> None:
    story = told("<p>De brug is dicht.</p><p>Fietsers varen.</p>", "De brug is dicht.")

    assert (story.lead, story.body_html) == ("De brug is dicht.", "<p>Fietsers varen.</p>")


@pytest.mark.parametrize("summary", ["GOES (ANP) - Overlast bij de brug.", "Overlast bij de brug."])
@pytest.mark.parametrize("content", ["<p>GOES (ANP) - De brug is dicht.</p><p>Fietsers varen.</p>"])
def test_a_dateline_is_kept_once_wherever_it_stands(summary: str, content: str) -> None:
    story = told(summary, content)

    assert str(story.dateline) == "GOES (ANP)"
    assert story.lead == "Overlast bij de brug."
    assert story.body_html == "<p>De brug is dicht.</p>\n<p>Fietsers varen.</p>"


def test_a_dateline_in_bold_or_on_a_line_of_its_own_is_cut_with_its_markup() -> None:
    bold = told("", "<p><b>GOES (ANP)</b> - De <i>brug</i> is dicht.</p>")
    alone = told("", "<p><strong>GOES (ANP) -</strong></p><p>De brug is dicht.</p>")
    kept = told("Iets anders.", "<p><b>GOES (ANP) - De brug</b> is <i>dicht</i>.</p>")

    assert bold.lead == alone.lead == "De brug is dicht."
    assert kept.body_html == "<p><b>De brug</b> is <i>dicht</i>.</p>"


def test_a_headline_repeated_at_the_head_of_the_body_is_left_out() -> None:
    story = told("", "<h1>Brug  dicht</h1><p>De brug is dicht.</p>", headline="Brug dicht")

    assert (story.lead, story.body_html) == ("De brug is dicht.", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Burgemeester &amp;#x27;boos&amp;#x27;", "Burgemeester 'boos'"),
        ("A &amp;amp;amp; B", "A &amp; B"),
        ("<b>Vet</b> en <script>alert(1)</script>meer", "Vet en meer"),
        ("5 < 6 en a<b", "5 < 6 en a<b"),
        ("  twee\n regels ", "twee regels"),
        ("Café &eacute;&#233;n", "Café één"),
    ],
)
def test_a_headline_is_unescaped_at_most_twice(text: str, expected: str) -> None:
    assert one_line(text) == expected


def test_a_plain_headline_keeps_its_signs() -> None:
    assert plain_line(" <b> &amp; ") == "<b> &"
