"""What a reader of the source unfolds is text; what nobody there sees is none. Terms, and lines that a style keeps."""

import pytest

from feeds.markup_reading import body

TEXT = "De haven gaat een week dicht voor de scheepvaart."


@pytest.mark.parametrize(
    "markup",
    [
        f"<details><summary>Wat betekent dit?</summary><p>{TEXT}</p></details>",
        f"<details><summary><h3>Wat betekent dit?</h3></summary><div>{TEXT}</div></details>",
        f'<h3>Wat betekent dit?</h3><div style="display: none;"><p>{TEXT}</p></div>',
        f"<h3>Wat betekent dit?</h3><div hidden><p>{TEXT}</p></div>",
        (
            f'<div class="accordion"><h3 class="accordion-title">Wat betekent dit?</h3>'
            f'<div class="accordion-content" style="display:none"><p>{TEXT}</p></div></div>'
        ),
        (
            '<h2 class="accordion-header"><button class="accordion-button collapsed">Wat betekent dit?</button></h2>'
            f'<div class="collapse" hidden="until-found"><div class="accordion-body">{TEXT}</div></div>'
        ),
        (
            '<h3 class="panel-title"><a data-toggle="collapse" href="#c1">Wat betekent dit?</a></h3>'
            f'<div class="panel-collapse collapse" style="visibility:hidden"><div class="panel-body">{TEXT}</div>'
            "</div>"
        ),
        (
            '<div class="et_pb_toggle"><h5 class="et_pb_toggle_title">Wat betekent dit?</h5>'
            f'<div class="et_pb_toggle_content clearfix" style="display:none">{TEXT}</div></div>'
        ),
        f'<button class="accordion">Wat betekent dit?</button><div class="panel"><p>{TEXT}</p></div>',
        f'<section class="faq-item"><h4>Wat betekent dit?</h4><div class="faq-answer" hidden="">{TEXT}</div></section>',
    ],
)
def test_a_folded_text_stands_below_its_heading(markup: str) -> None:
    assert body(markup) == f"<h2>Wat betekent dit?</h2>\n<p>{TEXT}</p>"


@pytest.mark.parametrize(
    "markup",
    [
        (
            '<ul class="nav nav-tabs"><li><a href="#a">Programma</a></li></ul><div class="tab-content">'
            f'<div class="tab-pane" style="display:none" id="a"><p>{TEXT}</p></div></div>'
        ),
        f'<div class="su-spoiler-content" style="display:none">{TEXT}</div>',
        f"<details><summary>Lees meer</summary><p>{TEXT}</p></details>",
        f'<div class="uitklapbaar" hidden>{TEXT}</div>',
    ],
)
def test_a_folded_text_without_a_heading_is_text(markup: str) -> None:
    assert body(markup) == f"<p>{TEXT}</p>"


@pytest.mark.parametrize(
    "markup",
    [
        f'<div style="display:none">{TEXT}</div>',
        f'<div class="preheader" style="display:none;max-height:0">{TEXT}</div>',
        f"<p hidden>{TEXT}</p>",
        f'<div class="screen-reader-text">{TEXT}</div>',
        '<button class="subscribe">Abonneer</button><input type="submit" value="Zoek">',
        f'<div class="modal-body" style="display: none">{TEXT}</div>',
        f'<div class="accordion-content share-buttons" style="display:none">{TEXT}</div>',
    ],
)
def test_what_nobody_sees_is_no_text(markup: str) -> None:
    assert body(markup) == ""


def test_a_hidden_word_in_a_heading_or_a_sentence_is_none() -> None:
    assert body('<h3>Programma <span style="display:none">oud</span></h3>') == "<h2>Programma</h2>"
    assert body("<p>Begin om <span hidden>20.00</span> <span>19.00</span> uur.</p>") == "<p>Begin om 19.00 uur.</p>"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<dl><dt>Waar</dt><dd>Veere</dd></dl>", "<p><b>Waar</b><br>Veere</p>"),
        (
            "<dl><div><dt>Waar</dt><dd>Veere</dd></div><div><dt>Wie</dt><dd>De raad</dd><dd>Het dorp</dd></div></dl>",
            "<p><b>Waar</b><br>Veere</p>\n<p><b>Wie</b><br>De raad</p>\n<p>Het dorp</p>",
        ),
        ("<dl><dt>Waar<dd>Veere<dt>Wie<dd>De raad</dl>", "<p><b>Waar</b><br>Veere</p>\n<p><b>Wie</b><br>De raad</p>"),
        ("<dl><dt><strong>Waar</strong></dt><dd>Veere</dd></dl>", "<h2>Waar</h2>\n<p>Veere</p>"),
        ("<dl><dt>Mee</dt><dd><ul><li>brood</li></ul></dd></dl>", "<h2>Mee</h2>\n<ul><li>brood</li></ul>"),
    ],
)
def test_a_term_stands_above_what_it_means(markup: str, text: str) -> None:
    assert body(markup) == text


FIELD = (
    '<div class="field field--label-inline"><div class="field__label">{}</div><div class="field__item">{}</div></div>'
)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (FIELD.format("Kosten", "€ 5"), "<p><b>Kosten</b><br>€ 5</p>"),
        (FIELD.format("Locatie", "<p>De <b>Prins</b></p>"), "<p><b>Locatie</b><br>De <b>Prins</b></p>"),
        (FIELD.format("Q&amp;A:", "Na afloop"), "<p><b>Q&amp;A</b><br>Na afloop</p>"),
        (
            (
                '<div class="field"><div class="field-label">Toegang:&nbsp;</div><div class="field-items">'
                '<div class="field-item even">Gratis</div><div class="field-item odd">Vol is vol</div></div></div>'
            ),
            "<h2>Toegang</h2>\n<p>Gratis</p>\n<p>Vol is vol</p>",
        ),
        (
            '<div class="field"><h3 class="field__label">Programma</h3><ul><li>Muziek</li></ul></div>',
            "<h2>Programma</h2>\n<ul><li>Muziek</li></ul>",
        ),
        (
            '<section><span class="field-label">Waar</span><span class="field-item">Goes</span></section>',
            "<p><b>Waar</b><br>Goes</p>",
        ),
        ('<p><span class="field-label">Waar:</span> in Goes</p>', "<p>Waar: in Goes</p>"),
    ],
)
def test_a_label_stands_above_the_value_of_its_field(markup: str, text: str) -> None:
    assert body(markup) == text


@pytest.mark.parametrize("label", ["Body", "Tekst:", "Afbeelding", "Tags", "date-created"])
def test_a_label_of_what_every_article_has_says_nothing(label: str) -> None:
    assert body(FIELD.format(label, TEXT)) == f"<p>{TEXT}</p>"


@pytest.mark.parametrize(
    "field",
    [
        f'<div class="field field--name-field-tags">{FIELD.format("Onderwerp", "haven")}</div>',
        f'<div class="field field--name-created">{FIELD.format("Op", "27 november 2026")}</div>',
        FIELD.format("Kaart", ""),
        '<div class="field__label">Onderwerp</div><div class="tags-links">haven</div>',
        FIELD.format("Kaart", '<img src="/kaart.jpg" width="600" height="400">'),
        '<div class="field__label visually-hidden">Kosten</div>',
    ],
)
def test_a_label_goes_with_its_field(field: str) -> None:
    assert body(field) == ""


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<div style="white-space: pre-line">10.00 inloop\n11.00 start</div>', "<p>10.00 inloop<br>11.00 start</p>"),
        ('<p class="a" style="color:red;white-space:pre-wrap;">een\ntwee</p>', "<p>een<br>twee</p>"),
        ('<p style="white-space:pre">een\n\ntwee</p>', "<p>een</p>\n<p>twee</p>"),
        ('<p><span style="white-space: break-spaces">een\ntwee</span></p>', "<p>een<br>twee</p>"),
        ('<p style="white-space: nowrap">een\ntwee</p>', "<p>een twee</p>"),
        ('<p style="white-space: normal">een\ntwee</p>', "<p>een twee</p>"),
        ('<p>een\ntwee <span style="white-space:pre-wrap">drie</span>\nvier</p>', "<p>een twee drie vier</p>"),
    ],
)
def test_lines_stay_where_a_style_keeps_them(markup: str, text: str) -> None:
    assert body(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<p>De haven<sup><a href="#fn1">1</a></sup> is dicht.</p>', "<p>De haven<sup>1</sup> is dicht.</p>"),
        ('<p>Zie <a href="#kaart">de kaart</a>.</p>', "<p>Zie de kaart.</p>"),
        (
            '<p>Zie <a href="/kaart#veere">de kaart</a>.</p>',
            '<p>Zie <a href="https://krant.example/kaart#veere" rel="nofollow noopener">de kaart</a>.</p>',
        ),
    ],
)
def test_a_place_on_the_page_of_the_source_is_no_link(markup: str, text: str) -> None:
    assert body(markup) == text
