"""Under a picture: what it shows, and whose it is."""

import re

import pytest

from feeds.markup_reading import FIRST, LINK, NEXT, NOTHING_MORE, body, read
from portal.feeds.parsing.document import parse

CAPTIONS = {
    "figure": '<figure><img src="/a.jpg"><figcaption>{}</figcaption></figure>',
    "WordPress, classic": '<div class="wp-caption" style="width: 9px"><a href="/a"><img src="/a.jpg" width="900"></a>'
    '<p class="wp-caption-text">{}</p></div>',
    "WordPress, by its id": '<div><img src="/a.jpg"><p id="caption-attachment-7">{}</p></div>',
    "WordPress, a shortcode": '[caption id="a" width="900"]<img src="/a.jpg" /> {}[/caption]',
    "Ghost": '<figure class="kg-card kg-image-card kg-card-hascaption"><img src="/a.jpg" class="kg-image">'
    '<figcaption><span style="white-space: pre-wrap;">{}</span></figcaption></figure>',
    "Drupal": '<div class="field--name-field-image"><img src="/a.jpg"><div class="field--name-field-caption">{}</div>'
    "</div>",
    "a paragraph below": '<p><img src="/a.jpg"></p><p class="bijschrift">{}</p>',
    "before its picture": '<figure><figcaption>{}</figcaption><img src="/a.jpg"></figure>',
    "in a table": '<table class="tr-caption-container"><tr><td><img src="/a.jpg"></td></tr>'
    '<tr><td class="tr-caption">{}</td></tr></table>',
    "in a small line": '<div class="image-right"><img src="/a.jpg"><br><small>{}</small></div>',
    "lazy, twice": '<figure><img class="lazyload" data-src="/a.jpg"><noscript><img src="/a.jpg"></noscript>'
    "<figcaption>{}</figcaption></figure>",
}


@pytest.mark.parametrize("markup", CAPTIONS.values(), ids=CAPTIONS)
@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("De nieuwe steiger. Foto: Karel Proef", "De nieuwe steiger.", "Karel Proef"),
        ("De nieuwe steiger © Karel Proef", "De nieuwe steiger", "Karel Proef"),
        ("De nieuwe steiger (foto: Karel Proef)", "De nieuwe steiger", "Karel Proef"),
        ("De nieuwe steiger [foto Karel Proef]", "De nieuwe steiger", "Karel Proef"),
        ("De nieuwe steiger<small>© Karel Proef</small>", "De nieuwe steiger", "Karel Proef"),
        ("De nieuwe steiger © 2026 Karel Proef", "De nieuwe steiger", "Karel Proef"),
        ("© 2026 Karel Proef / De nieuwe steiger", "De nieuwe steiger", "Karel Proef"),
        ("Foto: Karel Proef. De nieuwe steiger in Veere.", "De nieuwe steiger in Veere.", "Karel Proef"),
        ("De nieuwe steiger (Karel Proef/ANP)", "De nieuwe steiger", "Karel Proef/ANP"),
        ("De steiger, op 3 mei 2026", "De steiger, op 3 mei 2026", None),
        ("De steiger (oud en nieuw)", "De steiger (oud en nieuw)", None),
        ("De wethouder (D66/CDA)", "De wethouder (D66/CDA)", None),
        ("De steiger © Robin van Proef / Hollandse Hoogte", "De steiger", "Robin van Proef / Hollandse Hoogte"),
    ],
)
def test_a_caption_goes_with_its_picture(markup: str, text: str, caption: str, credit: str | None) -> None:
    story = read(FIRST + markup.format(text) + NEXT)

    assert story.body_html == NOTHING_MORE
    (image,) = story.images
    assert (image.url, image.caption, image.credit) == ("https://krant.example/a.jpg", caption, credit)
    assert read(markup.format(text) + FIRST + NEXT).lead == "De raad van Veere besluit donderdag over de nieuwe haven."


@pytest.mark.parametrize(
    "line",
    ["Foto: Karel Proef", "© Karel Proef", "(foto: Karel Proef)", "Fotografie: Karel Proef", "Beeld: Karel Proef"],
)
def test_a_line_below_a_picture_says_whose_it_is(line: str) -> None:
    story = read(FIRST + f'<p><img src="/a.jpg"></p><p><em>{line}</em></p>' + NEXT)

    assert story.body_html == NOTHING_MORE
    assert [(image.caption, image.credit) for image in story.images] == [(None, "Karel Proef")]


def test_a_line_right_below_a_picture_that_ends_in_its_photographer_is_a_caption() -> None:
    story = read(FIRST + '<p><img src="/a.jpg"></p><p><em>De kade bij avond. Foto: Karel Proef</em></p>' + NEXT)

    assert story.body_html == NOTHING_MORE
    assert [(one.caption, one.credit) for one in story.images] == [("De kade bij avond.", "Karel Proef")]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Foto: het beeld van de week komt uit Kats, en is van een lezer die niet met zijn naam in de krant wil.</p>",
        '<p class="intro">De haven is dicht.</p>',
        '<div class="image"><img src="/a.jpg"></div><p>De haven is dicht.</p>',
        '<div><img src="/a.jpg"><p>De haven is dicht, en dat blijft zo.</p></div>',
        '<p><img src="/a.jpg">De haven is dicht, en dat blijft zo.</p>',
        "<table><caption>Stand</caption><tr><td>a</td><td>b</td></tr></table>",
        "<figure><blockquote>Wij zijn blij.</blockquote><figcaption>De trainer</figcaption></figure>",
    ],
)
def test_what_looks_like_a_caption_and_is_text_stays(markup: str) -> None:
    shown = body(markup)

    for words in ("De haven is dicht", "Foto: het beeld", "Stand", "De trainer"):
        assert (words in markup) == (words in shown)


@pytest.mark.parametrize(
    "line", ["De veiling toont een foto van Johan Proef.", "Foto's van de brand zijn te zien bij de gemeente."]
)
def test_a_sentence_about_a_photo_is_no_credit(line: str) -> None:
    story = read(f'{FIRST}<p><img src="/a.jpg"></p><p>{line}</p>{NEXT}')

    assert line in story.body_html
    assert [(one.caption, one.credit) for one in story.images] == [(None, None)]


@pytest.mark.parametrize(
    "credit",
    [
        '<span class="credit">Karel Proef</span>',
        "<cite>Karel Proef</cite>",
        '<span class="photographer">Karel Proef</span>',
        '<small class="isc-source-text">Bron: Karel Proef</small>',
        '<br><span class="media-credit">Door Karel Proef</span>',
        '<div class="image-source">© 2026 Karel Proef</div>',
    ],
)
def test_within_a_caption_its_marks_say_who_took_the_picture(credit: str) -> None:
    markup = f'<figure><img src="/a.jpg"><figcaption>De nieuwe steiger. {credit}</figcaption></figure>'
    (image,) = read(FIRST + markup + NEXT).images

    assert (image.caption, image.credit) == ("De nieuwe steiger.", "Karel Proef")


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Zij las <cite>De Kapellekensbaan</cite> op de boot.</p>",
        '<p>De omroep, <span class="credit">een dochter van de krant</span> , zwijgt.</p>',
        "<blockquote><p>De haven is vol.</p><cite>Anna de Vos</cite></blockquote>",
    ],
)
def test_outside_of_a_caption_a_work_and_a_speaker_are_text(markup: str) -> None:
    said = re.sub("<[^>]*>", " ", markup).split()

    assert re.sub("<[^>]*>", " ", body(markup)).split() == said


@pytest.mark.parametrize("line", ["De politie zoekt getuigen. (ANP)", "De wethouder stapt op (ANP)."])
def test_a_paragraph_below_a_picture_that_an_agency_signed_is_text(line: str) -> None:
    assert line in body(f'<p><img src="/a.jpg"></p><p>{line}</p><p>De haven is dicht.</p>')


@pytest.mark.parametrize(
    "said",
    [
        "Foto's: Karel Proef",
        "(foto’s: Karel Proef)",
        "Foto's Karel Proef",
        "Tekst en foto's: Karel Proef",
        "Foto’s en tekst: Karel Proef",
        "Archieffoto: Karel Proef",
        "Luchtfoto: Karel Proef",
        "Afbeelding: Karel Proef",
        "Foto; Karel Proef",
        "Bron: Karel Proef",
    ],
)
def test_a_credit_has_many_words(said: str) -> None:
    markup = f'<figure><img src="/a.jpg"><figcaption>De toren van Goes. {said}</figcaption></figure>'
    (image,) = read(FIRST + markup + NEXT).images

    assert (image.caption, image.credit) == ("De toren van Goes.", "Karel Proef")


@pytest.mark.parametrize(
    "said",
    [
        "Op de foto Jan Proef",
        "Op de foto: Jan Proef",
        "Van links naar rechts op de foto: Jan Proef, Piet Zoë Maas",
        "Op deze foto Wim Proef en Piet Maas",
        "Winnende foto Jan Proef",
        "Een oude foto Nisse 1953",
        "De wethouder opent de expositie Foto Zeeland",
        "De bron van de beek",
    ],
)
def test_who_is_on_a_photo_did_not_take_it(said: str) -> None:
    (image,) = read(f'{FIRST}<figure><img src="/a.jpg"><figcaption>{said}</figcaption></figure>{NEXT}').images

    assert (image.caption, image.credit) == (said, None)


@pytest.mark.parametrize("name", ["description", "title", "text"])
def test_what_stands_beside_a_picture_is_divided_too(name: str) -> None:
    content = f'<media:content url="/a.jpg" medium="image"><media:{name}>De toren. Foto: Karel Proef</media:{name}>'
    item = f"<item><guid>1</guid><link>{LINK}</link>{content}</media:content></item>"
    spaces = 'xmlns:media="http://search.yahoo.com/mrss/"'
    (entry,) = parse(f"<rss {spaces}><channel>{item}</channel></rss>".encode()).entries

    (image,) = entry.images
    assert (image.alt, image.caption, image.credit) == ("De toren.", "De toren.", "Karel Proef")


def test_a_heading_right_below_a_picture_that_ends_in_its_photographer_is_a_caption() -> None:
    (image,) = read(f'{FIRST}<p><img src="/a.jpg"></p><h6>De toren bij avond. Foto: Karel Proef</h6>{NEXT}').images

    assert (image.caption, image.credit) == ("De toren bij avond.", "Karel Proef")
