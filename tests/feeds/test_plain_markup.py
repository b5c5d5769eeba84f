"""What is taken for plain markup is what the sanitiser makes of it; nothing else goes past the sanitiser."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.feeds.body import sanitize
from portal.feeds.body.html_limits import MAX_DEPTH, MAX_SIGNS, MAX_TAGS
from portal.feeds.body.plain_markup import as_plain
from portal.feeds.body.sanitize import clean_body, to_html
from sweeps import amount

LINK = "https://www.krant.example/a/b.html?p=1&amp;q=2"
TEXTS = st.sampled_from([
    "De raad van Veere besluit.", " ", "\n", "\t", "é", "„zo”", "’s", "&amp;", "&lt;", "&gt;", "&amp;amp;", "x" * 40,
    "😀", "\u200b", "\u00ad", "\ufeff", "\ufdd0", "\uffff", "\u3000", "\u202e", '"', "'", "=", "/", "`", "a,,b''",
    "[x]", "}", "&nbsp;", "&eacute;", "&#8217;", "&#39;", "&#60;", "&#128;", "&#55296;", "&NotEqualTilde;", "&Tab;",
    "&shy;", "a & b", "&", "<", ">", "\xa0", "\0", "\x85", "\r", "{youtube}abc_def-hij{/youtube}", "<br>", "<br />",
    "<hr>", "<!-- x -->", "<img src=x>", "</p>", "<p>", "</li>",
])  # fmt: skip
ELEMENTS = st.sampled_from([
    ("<p>", "</p>"), ("<p>", "</p>\n\n"), ("<h1>", "</h1>"), ("<h5>", "</h5> "), ("<div>", "</div>"), ("<li>", "</li>"),
    ("<ul>\n<li>", "</li></ul>"), ("<ol><li>", "</li>\n</ol>"), ("<blockquote>", "</blockquote>"), ("<b>", "</b>"),
    ("<strong>", "</strong>"), ("<em>", "</em>"), ("<i>", "</i>"), (f'<a href="{LINK}">', "</a>"), ("<u>", "</u>"),
    ('<a href="http://krant.example">', "</a>"), ('<a href="javascript:x">', "</a>"), ("<b>", "</i>"), ("<a>", "</a>"),
    ('<p class="intro  x">', "</p>"), ('<div class="whitespace-pre">', "</div>"), ('<p style="color:red">', "</p>"),
    ('<a onclick="x()">', "</a>"), ("<script>", "</script>"), ("<p>", ""), ("", "</p>"), ("<p>", "</h2>"),
    ("<P>", "</P>"), ("<table>", "</table>"), ('<div xmlns="http://www.w3.org/1999/xhtml">', "</div>"),
])  # fmt: skip


def within(ends: tuple[str, str], inner: str) -> str:
    return ends[0] + inner + ends[1]


def element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(TEXTS | st.builds(within, ELEMENTS, inner), max_size=4).map("".join)


MARKUP = st.recursive(TEXTS, element, max_leaves=12)


@settings(max_examples=amount(600, whole=20_000), deadline=None)
@given(MARKUP)
def test_plain_markup_is_what_the_sanitiser_makes_of_it(markup: str) -> None:
    plain = as_plain(markup)

    assert plain is None or plain == sanitize._sanitised(markup)


@settings(max_examples=amount(200, whole=5000), deadline=None)
@given(MARKUP)
def test_a_text_reads_the_same_whether_or_not_it_went_through_the_sanitiser(markup: str) -> None:
    shown = to_html(clean_body(markup))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sanitize, "as_plain", lambda _markup: None)
        assert to_html(clean_body(markup)) == shown


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("<p>Tekst.</p>", "<p>Tekst.</p>"),
        (
            "<p>De <b>raad <i>van</i></b> Veere.</p>\n<h3>Kop</h3>",
            "<p>De <b>raad <i>van</i></b> Veere.</p>\n<h3>Kop</h3>",
        ),
        ("Lo&iuml;s: &#8216;ja&rsquo;&nbsp;<br />R&amp;D", "Loïs: ‘ja’ <br>R&amp;D"),
        (f'<p><a href="{LINK}">Het plan</a> ligt er.</p>', f'<p><a href="{LINK}">Het plan</a> ligt er.</p>'),
        ('<ul class="x">\n<li><p>Een</p></li>\n</ul>', '<ul class="x">\n<li><p>Een</p></li>\n</ul>'),
    ],
)
def test_what_agencies_write_is_plain(markup: str, plain: str) -> None:
    assert as_plain(markup) == plain


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Tekst.",
        "Tekst.</p>",
        "<p><p>Tekst.</p></p>",
        "<b><p>Tekst.</p></b>",
        '<p style="display:none">Tekst.</p>',
        "<p>a<script>b</script></p>",
        "<p>a &#60;script&#62;</p>",
        f'<a href="{LINK}">a <b><a href="{LINK}">b</a></b></a>',
        '<p><a href="javascript:alert(1)">a</a></p>',
        '<p><a href="https://u:p@krant.example/">a</a></p>',
        '<p><a href="https://krant.example/" onclick="x">a</a></p>',
        "<p>a<!-- b --></p>",
        "<p>" + "&amp;" * (MAX_SIGNS + 1) + "</p>",
        "<p></p>" * MAX_TAGS,
        "<div>" * (MAX_DEPTH + 1) + "</div>" * (MAX_DEPTH + 1),
    ],
)
def test_anything_else_is_not(markup: str) -> None:
    assert as_plain(markup) is None
