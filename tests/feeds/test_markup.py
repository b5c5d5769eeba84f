"""Markup as systems write it: what gives a text its meaning stays."""

import re

import pytest

from feeds.markup_reading import FIRST, NEXT, body, read
from portal.feeds.body.sanitize import clean_body, html_line, one_line, to_html


@pytest.mark.parametrize(
    ("markup", "lead", "lead_html"),
    [
        ("om <del>19.00</del> 20.00 uur", "om 20.00 uur", "om <del>19.00</del> 20.00 uur"),
        ("om <strike>19.00</strike> 20.00 uur", "om 20.00 uur", "om <s>19.00</s> 20.00 uur"),
        (
            'om <span style="color:red; text-decoration: line-through">19.00</span> 20.00 uur',
            "om 20.00 uur",
            "om <s>19.00</s> 20.00 uur",
        ),
        ('om <span class="line-through">19.00</span> 20.00 uur', "om 20.00 uur", "om <s>19.00</s> 20.00 uur"),
        ("10<sup>6</sup> en H<sub>2</sub>O", "10⁶ en H₂O", "10<sup>6</sup> en H<sub>2</sub>O"),
        ("de 1<sup>ste</sup> prijs", "de 1ste prijs", "de 1<sup>ste</sup> prijs"),
        ("zij noemt het <q>een <q>mooie</q> dag</q> nu", "zij noemt het „een ‘mooie’ dag” nu", None),
        ("zij <ins>noemt</ins> het <b>mooi</b>", "zij noemt het mooi", "zij <ins>noemt</ins> het <b>mooi</b>"),
    ],
)
def test_a_first_paragraph_keeps_its_meaning(markup: str, lead: str, lead_html: str | None) -> None:
    story = read(f"<p>{markup}</p>{NEXT}")

    assert story.lead == lead
    assert story.lead_html == (lead_html or lead)


@pytest.mark.parametrize(
    "before",
    [
        "<h2>10.15 uur</h2>",
        "<h4>Wat is er aan de hand?</h4>",
        "<blockquote>Wij zijn blij.</blockquote>",
        "<ul><li>Drie punten</li></ul>",
        "<table><tr><th>club<th>punten<tr><td>Hoek<td>3</table>",
    ],
)
def test_what_stands_before_the_first_paragraph_keeps_its_place(before: str) -> None:
    story = read(before + FIRST + NEXT)
    assert story.lead == ""
    assert story.body_html == to_html(clean_body(before + FIRST + NEXT))

    told = read(before + FIRST + NEXT, summary="De raad besluit over de haven.")
    assert told.lead == "De raad besluit over de haven."
    assert told.body_html == story.body_html


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<pre>Goes   1 - 0   Hoek\nVeere  2 - 2  Kats</pre>", "<p>Goes 1 - 0 Hoek<br>Veere 2 - 2 Kats</p>"),
        ('<ol start="4"><li>a</li><li value="9">b</li></ol>', '<ol start="4"><li>a</li><li value="9">b</li></ol>'),
        ('<ol style="list-style-type: lower-alpha"><li>a</li></ol>', '<ol type="a"><li>a</li></ol>'),
        ("<ol reversed type=a><li>a</li></ol>", '<ol reversed="" type="a"><li>a</li></ol>'),
        ('<ol start="x" type="z"><li value="1e9">a</li></ol>', "<ol><li>a</li></ol>"),
        (
            "<ol><li>Goes</li><ul><li>Oost</li></ul><li>Veere</li></ol>",
            "<ol><li>Goes<ul><li>Oost</li></ul></li><li>Veere</li></ol>",
        ),
        (
            "<ul><li>Goes</li><ol><li>Oost</li></ol><ul><li>West</li></ul></ul>",
            "<ul><li>Goes<ol><li>Oost</li></ol><ul><li>West</li></ul></li></ul>",
        ),
        ("<ul><ul><li>Oost</li></ul><li>Veere</li></ul>", "<ul><li><ul><li>Oost</li></ul></li><li>Veere</li></ul>"),
        ("<ol><li>Goes</li><p>Los</p><li>Veere</li></ol>", "<ol><li>Goes</li><li>Los</li><li>Veere</li></ol>"),
        (
            '<ol start="2"><li style="list-style-type:lower-alpha">Goes</li><li>Veere</li></ol>',
            '<ol start="2" type="a"><li>Goes</li><li>Veere</li></ol>',
        ),
        ('<ol><li>Goes</li><li style="list-style-type:lower-alpha">a</li></ol>', "<ol><li>Goes</li><li>a</li></ol>"),
        ('<ul><li style="list-style-type:upper-roman">Goes</li></ul>', "<ul><li>Goes</li></ul>"),
        ('<ol><li data-list="bullet"><span class="ql-ui"></span>Goes</li></ol>', "<ul><li>Goes</li></ul>"),
        ('<ol><li data-list="ordered">Goes</li></ol>', "<ol><li>Goes</li></ol>"),
        (
            '<ol><li data-list="ordered">Goes</li><li data-list="bullet">Oost</li></ol>',
            "<ol><li>Goes</li></ol>\n<ul><li>Oost</li></ul>",
        ),
        ('<ul type="a"><li value="2">a</li></ul>', "<ul><li>a</li></ul>"),
        (
            '<table><tr><th>club<th align="right">punten<tr><td>Hoek<td style="text-align: right">3</table>',
            (
                '<table><tbody><tr><th>club</th><th class="right">punten</th></tr><tr><td>Hoek</td>'
                '<td class="right">3</td></tr></tbody></table>'
            ),
        ),
        ("<p><strike>9 euro</strike> 8 euro</p>", "<p><s>9 euro</s> 8 euro</p>"),
    ],
)
def test_what_gives_a_text_its_meaning_stays(markup: str, expected: str) -> None:
    assert body(markup) == expected


@pytest.mark.parametrize(
    ("markup", "headline"),
    [
        ("Zwemwater: 10<sup>6</sup> bacteriën", "Zwemwater: 10⁶ bacteriën"),
        ("H<sub>2</sub>O op rantsoen", "H₂O op rantsoen"),
        ("Raad noemt plan <q>mooi</q>", "Raad noemt plan „mooi”"),
        ("Aanvang <del>19.00</del> 20.00 uur", "Aanvang 20.00 uur"),
        ('Aanvang <span style="text-decoration: line-through">19.00</span> 20.00 uur', "Aanvang 20.00 uur"),
        ('Aanvang <span style="text-decoration: none">20.00</span> uur', "Aanvang 20.00 uur"),
        ('Kermis <img src="/e/1f3a1.png" alt="🎡" class="wp-smiley"> in Goes', "Kermis 🎡 in Goes"),
        ("Kermis <img class='emoji' alt='&#x1f3a1;' src='/x.svg'/> in Goes", "Kermis 🎡 in Goes"),
        ('Kermis <img src="/foto.jpg" alt="🎡 Rad"> in Goes', "Kermis in Goes"),
        ("Brug dicht<br/>Pont vaart", "Brug dicht Pont vaart"),
        ("<b>Brug</b> dicht", "Brug dicht"),
        ("A <sup>klein</sup> woord", "A klein woord"),
    ],
)
def test_a_headline_keeps_its_meaning_too(markup: str, headline: str) -> None:
    assert one_line(markup) == html_line(markup) == headline


def test_a_whole_paragraph_that_was_struck_out_does_not_hold() -> None:
    story = read(f'<p style="text-decoration: line-through">Het feest gaat door.</p>{FIRST}{NEXT}')

    assert story.lead == ""
    assert story.lead_html == "<s>Het feest gaat door.</s>"


def test_of_a_box_that_was_struck_out_nothing_is_lost() -> None:
    box = '<div style="text-decoration: line-through"><p>Eerst.</p><ul><li>Een punt</li></ul></div>'
    empty = '<ul style="text-decoration: line-through"></ul>'

    assert body(box + empty) == "<p><s>Eerst.</s></p>\n<ul><li><s>Een punt</s></li></ul>"


STRUCK = 'style="color:red; text-decoration: line-through;"'


@pytest.mark.parametrize(
    "word",
    [
        *(f"<{name} {STRUCK}>zaterdag</{name}>" for name in ("u", "font", "mark", "label", "abbr", "small", "time")),
        '<FONT color=red style="TEXT-DECORATION-LINE: LINE-THROUGH">zaterdag</FONT>',
    ],
)
def test_a_word_is_struck_out_by_the_style_of_any_element(word: str) -> None:
    story = read(f"<p>Het feest is {word} zondag.</p>{NEXT}")

    assert story.lead == "Het feest is zondag."
    assert story.lead_html == "Het feest is <s>zaterdag</s> zondag."
    assert story.body_html == to_html(clean_body(NEXT))


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (f"<p>om <em {STRUCK}>7</em> 8 uur</p>", "<p>om <em><s>7</s></em> 8 uur</p>"),
        (f"<p>om <strong {STRUCK}>7</strong> 8 uur</p>", "<p>om <strong><s>7</s></strong> 8 uur</p>"),
        (
            f'<p>op <a href="https://a.example/" {STRUCK}>oud</a> nieuw</p>',
            '<p>op <a href="https://a.example/" rel="nofollow noopener"><s>oud</s></a> nieuw</p>',
        ),
        (f"<ul><li {STRUCK}>een</li><li>twee</li></ul>", "<ul><li><s>een</s></li><li>twee</li></ul>"),
        (f"<ul {STRUCK}><li>een</li><li>twee</li></ul>", "<ul><li><s>een</s></li><li><s>twee</s></li></ul>"),
        (
            f"<table><tr {STRUCK}><td>a</td><td>b</td></tr><tr><td {STRUCK}>c</td><td>d</td></tr></table>",
            (
                "<table><tbody><tr><td><s>a</s></td><td><s>b</s></td></tr>"
                "<tr><td><s>c</s></td><td>d</td></tr></tbody></table>"
            ),
        ),
        (f"<dl><dt>Aanvang</dt><dd {STRUCK}>7 uur</dd></dl>", "<p><b>Aanvang</b><br><s>7 uur</s></p>"),
        (
            f"<blockquote {STRUCK}><p>een</p><p>twee</p></blockquote>",
            "<blockquote><p><s>een</s></p><p><s>twee</s></p></blockquote>",
        ),
        (
            '<p>om <span style="text-decoration:line-through;font-weight:bold">7</span> 8</p>',
            "<p>om <b><s>7</s></b> 8</p>",
        ),
        ('<p>om <u style="text-decoration:none">7</u> line-through</p>', "<p>om 7 line-through</p>"),
        ('<p><em style="text-decoration:underline" title="line-through">7</em></p>', "<p><em>7</em></p>"),
        ("<ul><li>line-through, style, <u>u</u></li></ul>", "<ul><li>line-through, style, u</li></ul>"),
    ],
)
def test_what_a_style_draws_a_line_through_is_struck_out_and_nothing_else(markup: str, expected: str) -> None:
    assert body(markup) == expected


@pytest.mark.parametrize("hour", ["<b>14.05 uur</b>", "14:05", "<strong>9.30 u</strong>", "14.05 uur:"])
def test_an_hour_of_its_own_is_a_subhead_the_first_too(hour: str) -> None:
    story = read(f"<p>{hour}</p><p>De brandweer is er.</p><p>{hour}</p><p>De brug is dicht.</p>", summary="De brand.")
    text = re.sub("<[^>]*>", "", hour)

    assert story.lead == "De brand."
    assert story.body_html == (
        f"<h2>{text}</h2>\n<p>De brandweer is er.</p>\n<h2>{text}</h2>\n<p>De brug is dicht.</p>"
    )


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Maandag", "Dinsdag"),
        ("Wat verandert er?", "Wanneer?"),
        ("Hoe lang duurt het voordat iedereen weer over de brug kan?", "Wanneer?"),
        ("Update 14:00", "Update 13:00"),
        ("16:05 - Brug weer open", "15:40 - Brug dicht"),
        ("10.15 uur: brug open", ""),
        ("9.30 u | Brug open", ""),
    ],
)
def test_a_bold_first_line_is_a_subhead_where_others_are(first: str, then: str) -> None:
    second = f"<p><b>{then}</b></p>" if then else ""
    story = read(f"<p><strong>{first}</strong></p>{FIRST}{second}{NEXT}")
    subhead = f"<h2>{then}</h2>\n" if then else ""

    assert story.lead == ""
    assert story.body_html == f"<h2>{first}</h2>\n{FIRST}\n{subhead}{NEXT}"


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("De brug is weer open.", f"{FIRST}<p><b>Dinsdag</b></p>{NEXT}"),
        (
            "De brug is na een lange middag wachten weer open voor al het verkeer",
            f"{FIRST}<p><b>Omleiding</b></p>{NEXT}",
        ),
        ("De brug is weer open", f"{FIRST}{NEXT}<p><b>Tips? Bel ons</b></p>"),
        ("De brug is weer open", f"<p><b>Het verkeer rijdt</b></p>{FIRST}{NEXT}"),
        ("De brug is weer open", f"{FIRST}<h2>Dinsdag</h2>{NEXT}"),
        ("16.05 uur begint de intocht", f"{FIRST}{NEXT}"),
        ("De brug is weer open", ""),
    ],
)
def test_a_bold_first_line_is_the_lead_where_it_is_unlike_the_others(first: str, rest: str) -> None:
    assert read(f"<p><strong>{first}</strong></p>{rest}").lead == first


@pytest.mark.parametrize("line", ["<p>14.05 uur begint het.</p>", "<p>112</p>", "<p>€ 14.05</p>"])
def test_a_line_with_a_number_is_a_line(line: str) -> None:
    assert body(line) == line


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Proef &amp;amp;amp; Zn", "Proef &amp; Zn"),
        ("Proef &amp;amp; Zn", "Proef &amp; Zn"),
        ("caf&amp;amp;eacute;", "café"),
        ("Proef &amp;amp;amp;nbsp;Zn", "Proef Zn"),
        ("Proef &amp; Zn", "Proef &amp; Zn"),
        ("AT&amp;T", "AT&amp;T"),
    ],
)
def test_a_sign_that_was_escaped_often_is_one_sign(text: str, made: str) -> None:
    assert body(f"<p>{text}</p>") == f"<p>{made}</p>"


@pytest.mark.parametrize(
    "first",
    [
        "<p>Goes - Veere 1-0<br>Kats - Nisse 2-2</p>",
        "<pre>Goes - Veere 1-0\nKats - Nisse 2-2</pre>",
        '<p style="white-space:pre-line">Goes - Veere 1-0\nKats - Nisse 2-2</p>',
        "<p><b>14.05</b><br>De brandweer is er.</p>",
    ],
)
def test_lines_that_say_nothing_on_one_line_are_no_lead(first: str) -> None:
    story = read(first + NEXT)

    assert (story.lead, "<br>" in story.body_html) == ("", True)
    assert read(first + NEXT, summary="De uitslagen.").lead == "De uitslagen."


@pytest.mark.parametrize(
    "first",
    [
        "<p>De haven is dicht.<br>Dat meldt de gemeente.</p>",
        f"<p>{'De haven van Veere is dicht omdat het water hoger staat dan '}<br>Ooit werd gemeten.</p>",
        "<p>De haven van<br>het dorp is dicht.</p>",
    ],
)
def test_a_sentence_that_goes_on_is_a_lead(first: str) -> None:
    assert read(first + NEXT).lead


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("De uitslagen.\n\nGoes - Veere 1-0\nKats - Nisse 2-2", "<p>Goes - Veere 1-0<br>Kats - Nisse 2-2</p>"),
        (
            "De uitslagen.\n\nDe haven van Veere is dicht omdat het water hoger staat dan\nooit werd gemeten.",
            "<p>De haven van Veere is dicht omdat het water hoger staat dan ooit werd gemeten.</p>",
        ),
    ],
)
def test_short_lines_of_a_plain_text_are_lines(text: str, made: str) -> None:
    assert read(text).body_html == made


@pytest.mark.parametrize(
    "quoted",
    ["<q>“niets”</q>", "<q> niets </q>", "<q>&ldquo;niets&rdquo;</q>", '<q cite="/x">"niets"</q>'],
)
def test_a_quotation_has_its_marks_once(quoted: str) -> None:
    assert body(f"<p>Zij zei {quoted} en ging.</p>") == "<p>Zij zei „niets” en ging.</p>"


def test_a_power_may_be_emphasised() -> None:
    assert read("<p>Het is 12 km<sup><strong>2</strong></sup> groot.</p>" + NEXT).lead == "Het is 12 km² groot."
