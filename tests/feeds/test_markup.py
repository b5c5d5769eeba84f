"""Markup as systems write it: what is text, what belongs to a picture, and what is the furniture of another site."""

import pytest

from portal.feeds.body.lead_and_body import LeadAndBody, lead_and_body
from portal.feeds.body.markup_roles import ROLES, Role, role_of
from portal.feeds.body.sanitize import clean_body, html_line, is_clean, one_line, to_html

LINK = "https://krant.example/nieuws/7"
FIRST = "<p>De raad van Veere besluit donderdag over de nieuwe haven.</p>"
NEXT = "<p>Het plan ligt sinds maandag ter inzage in het gemeentehuis.</p>"
NOTHING_MORE = to_html(clean_body(NEXT))


def read(content: str, *, summary: str = "", headline: str = "Haven", authors: tuple[str, ...] = ()) -> LeadAndBody:
    story = lead_and_body(summary=summary, content=content, headline=headline, base=LINK, link=LINK, authors=authors)
    assert is_clean(story.body_html)
    assert is_clean(story.lead_html)
    return story


def body(markup: str) -> str:
    """What becomes of `markup` between two paragraphs."""
    made = read(FIRST + markup + NEXT).body_html.split("\n")
    assert made[-1] == NOTHING_MORE
    return "\n".join(made[:-1])


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


def test_a_film_above_the_text_is_no_text_before_it() -> None:
    story = read('<iframe src="https://www.youtube.com/embed/abc"></iframe>' + FIRST + NEXT)

    assert story.lead == "De raad van Veere besluit donderdag over de nieuwe haven."
    assert story.body_html.startswith('<p><a href="https://www.youtube.com/watch?v=abc"')


AUDIO_CARD = (
    '<div class="kg-card kg-audio-card"><audio src="/a.mp3"></audio><div class="kg-audio-title">Aflevering 3</div>'
    '<div class="kg-audio-player">0:00</div></div>'
)
BOOKMARK_CARD = (
    '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark" href="/b"><div class="kg-bookmark-title">'
    'Ander bericht</div><div class="kg-bookmark-description">Meer</div><img class="kg-bookmark-icon" src="/i.png"></a>'
    "</figure>"
)
FILE_BLOCK = (
    '<div class="wp-block-file"><a href="/plan.pdf">Het plan</a><a href="/plan.pdf" class="wp-block-file__button">'
    "Downloaden</a></div>"
)
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
        ("De steiger, op 3 mei 2026", "De steiger, op 3 mei 2026", None),
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
    ("attributes", "address"),
    [
        ('src="/a.jpg"', "/a.jpg"),
        ('src="data:image/gif;base64,AA" data-src="/a.jpg"', "/a.jpg"),
        ('src="/wp-content/plugins/x/lazyload.gif" data-lazy-src="/a.jpg"', "/a.jpg"),
        ('src="/img/blank.gif" data-original="/a.jpg"', "/a.jpg"),
        ('data-srcset="/s.jpg 300w, /a.jpg 1200w" src="/spacer.png"', "/a.jpg"),
        ('srcset="/s.jpg 300w,/a.jpg 1200w"', "/a.jpg"),
        ('srcset="/a.jpg 2x, /s.jpg" src="/s.jpg"', "/a.jpg"),
        ('src="/s-300x200.jpg" width="300" srcset="/s-300x200.jpg 300w, /a.jpg 2048w, /print.jpg 8000w"', "/a.jpg"),
        ('src="/a.jpg" width="1600" srcset="/s.jpg 300w"', "/a.jpg"),
        ('src="/a.jpg" style="width: 600px"', "/a.jpg"),
        ('src="/iconisch-gebouw.jpg"', "/iconisch-gebouw.jpg"),
        ('src="/aandelen/share-prijs-2026.jpg"', "/aandelen/share-prijs-2026.jpg"),
        ('src="/foto/landkaart-transparant.png"', "/foto/landkaart-transparant.png"),
    ],
)
def test_of_a_picture_the_best_rendition_is_taken(attributes: str, address: str) -> None:
    assert [image.url for image in read(f"{FIRST}<img {attributes}>{NEXT}").images] == [
        f"https://krant.example{address}"
    ]


@pytest.mark.parametrize(
    "attributes",
    [
        'src="/icons/facebook.png" width="24" height="24"',
        'src="/x.png" width="90"',
        'src="/x.png" style="width:1px; height:1px"',
        'src="https://www.facebook.com/tr?id=1&amp;ev=PageView"',
        'src="https://stat.example/matomo.php?idsite=1"',
        'src="https://feeds.feedburner.com/~r/x/~4/y"',
        'src="https://secure.gravatar.com/avatar/0?s=300"',
        'src="/favicon.png"',
        'src="data:image/png;base64,AA"',
        'src="/logo.svg"',
        'src="/img/spacer.gif"',
    ],
)
def test_icons_counters_and_placeholders_are_no_pictures(attributes: str) -> None:
    assert read(f"{FIRST}<img {attributes}>{NEXT}").images == ()


@pytest.mark.parametrize(
    "image",
    [
        '<img src="https://s.w.org/images/core/emoji/15/72x72/1f30a.png" alt="🌊" class="wp-smiley">',
        '<img draggable="false" class="emoji" alt="🌊" src="/e.svg">',
        '<img class="twemoji" alt="🌊" src="/x.png">',
    ],
)
def test_an_emoji_is_a_character(image: str) -> None:
    story = read(f"<p>Het strand {image} is open.</p>{NEXT}")

    assert (story.lead, story.images) == ("Het strand 🌊 is open.", ())


@pytest.mark.parametrize(
    ("markup", "href", "words"),
    [
        ('<iframe src="https://www.youtube-nocookie.com/embed/a_B-1?rel=0" title="Storm"></iframe>',
         "https://www.youtube.com/watch?v=a_B-1", "Bekijk de video op YouTube: Storm"),
        ('<p><iframe src="//player.vimeo.com/video/123" title="vimeo-player"></iframe></p>',
         "https://vimeo.com/123", "Bekijk de video op Vimeo"),
        ('<iframe src="https://open.spotify.com/embed/episode/x"></iframe>',
         "https://open.spotify.com/episode/x", "Beluister op Spotify"),
        ('<iframe src="https://kaart.example/x" title="Werk aan de weg"></iframe>',
         "https://kaart.example/x", "Bekijk dit onderdeel op kaart.example: Werk aan de weg"),
        ('<video poster="/p.jpg"><source src="/f.mp4"></video>', "https://krant.example/f.mp4", "Bekijk de video"),
        ('<audio src="/f.mp3">Geen speler</audio>', "https://krant.example/f.mp3", "Beluister het fragment"),
        ("<p>https://youtu.be/abc</p>", "https://youtu.be/abc", "Bekijk de video op YouTube"),
        ('<p><a href="https://x.com/a/status/1">https://x.com/a/status/1</a></p>',
         "https://x.com/a/status/1", "Bekijk het bericht op X"),
        ("[embed]https://vimeo.com/9[/embed]", "https://vimeo.com/9", "Bekijk de video op Vimeo"),
        ('<div class="wp-block-embed__wrapper">\nhttps://www.tiktok.com/@a/video/1\n</div>',
         "https://www.tiktok.com/@a/video/1", "Bekijk de video op TikTok"),
        ("<p>https://www.veere.nl/plan</p>", "https://www.veere.nl/plan", "veere.nl/plan"),
        (AUDIO_CARD, "https://krant.example/a.mp3", "Beluister: Aflevering 3"),
        (BOOKMARK_CARD, "https://krant.example/b", "Ander bericht"),
        (FILE_BLOCK, "https://krant.example/plan.pdf", "Het plan"),
    ],
)  # fmt: skip
def test_what_another_site_would_show_is_a_link_with_a_name(markup: str, href: str, words: str) -> None:
    assert body(markup) == f'<p><a href="{href}" rel="nofollow noopener">{words}</a></p>'


@pytest.mark.parametrize(
    "markup",
    [
        '<iframe src="https://www.googletagmanager.com/ns.html?id=1" height="0"></iframe>',
        '<iframe src="https://www.facebook.com/plugins/like.php?href=x"></iframe>',
        '<iframe src="javascript:alert(1)"></iframe>',
        "<iframe></iframe><object></object><video></video>",
        "<noscript>Zet JavaScript aan om dit te zien.</noscript>",
        '<div class="sharedaddy sd-sharing-enabled"><h3>Dit delen:</h3><ul><li>X</li></ul></div>',
        '<div class="addtoany_share_save_container"><a href="/x">Facebook</a></div>',
        '<div id="jp-relatedposts" class="jp-relatedposts"><h3>Gerelateerd</h3></div>',
        '<nav class="post-navigation"><a href="/v">Vorige</a></nav>',
        '<div class="readspeaker-button"><a href="/v">Lees voor</a></div>',
        '<span class="sr-only">Opent in een nieuw venster</span>',
        '<p style="display:none">Verborgen</p>',
        '<form action="/x"><label>Mail</label><input name="m"><button>Meld je aan</button></form>',
        '[gallery ids="1,2,3"]',
        "<p>[vc_row][vc_column][/vc_column][/vc_row]</p>",
        '[contact-form-7 id="7" title="Mail"]',
    ],
)
def test_the_furniture_of_another_site_stays_there(markup: str) -> None:
    assert body(markup) == ""


@pytest.mark.parametrize(
    "text",
    [
        "De trainer: „Het was [een] mooie dag”, zei hij [zie ook pagina 3].",
        "Het bericht […] is kort [red.] en [sic] goed.",
        "De gemeente wil delen van de kade verkopen, meldt zij [1].",
        "Lees verder in het plan, dat sinds maandag ter inzage ligt.",
        "Zij zeiden dat [more] en [video] niet in een zin horen.",
    ],
)
def test_brackets_and_words_of_a_sentence_stay(text: str) -> None:
    assert body(f"<p>{text}</p>") == f"<p>{text}</p>"


def test_a_class_of_furniture_around_an_article_hides_no_article() -> None:
    long = "".join(f"<p>{number}. {'De raad vergadert over de haven. ' * 4}</p>" for number in range(12))

    assert read(f'<div class="share-this">{FIRST}{long}</div>').body_html.count("<p>") == 12


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<pre>Goes   1 - 0   Hoek\nVeere  2 - 2  Kats</pre>", "<p>Goes 1 - 0 Hoek<br>Veere 2 - 2 Kats</p>"),
        ('<ol start="4"><li>a</li><li value="9">b</li></ol>', '<ol start="4"><li>a</li><li value="9">b</li></ol>'),
        ('<ol style="list-style-type: lower-alpha"><li>a</li></ol>', '<ol type="a"><li>a</li></ol>'),
        ("<ol reversed type=a><li>a</li></ol>", '<ol reversed="" type="a"><li>a</li></ol>'),
        ('<ol start="x" type="z"><li value="1e9">a</li></ol>', "<ol><li>a</li></ol>"),
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
    "tail",
    [
        f'<p>The post <a href="{LINK}">Haven</a> first appeared on <a href="https://krant.example">Krant</a>.</p>',
        f'<p>Het bericht <a href="{LINK}/">Haven</a> verscheen eerst op <a href="https://www.krant.example/">Krant</a>.</p>',
        f'<p>Dit artikel <a href="{LINK}?utm_source=x">Haven</a> is eerder verschenen op <a href="/">Krant</a></p>',
        f'<p><a href="{LINK}">Lees meer</a></p>',
        f'<p><a href="{LINK}">Lees het hele artikel op Krant »</a></p>',
        "<p>Lees verder…</p>",
        '<h3>Dit delen:</h3><ul><li><a href="/x">Facebook</a></li></ul><h3>Vind ik leuk:</h3><p>Laden...</p>',
        '<h2>Gerelateerde berichten</h2><ul><li><a href="/x">De brug is open</a></li></ul>',
        '<p>Dit artikel is alleen voor abonnees. <a href="/abo">Word abonnee</a> om verder te lezen.</p>',
        "<p>Bent u al abonnee? Log dan in om dit artikel verder te lezen.</p>",
    ],
)
def test_last_lines_that_lead_back_to_the_source_go(tail: str) -> None:
    assert read(FIRST + NEXT + tail).body_html == NOTHING_MORE


@pytest.mark.parametrize(
    "last",
    [
        '<p>Het plan staat op <a href="https://www.veere.nl/plan">de site van de gemeente</a>.</p>',
        "<p>Het zwembad is voortaan alleen voor abonnees en leden open, zegt de directeur.</p>",
        "<h2>Delen van de kade zijn verkocht</h2><p>De rest volgt in mei.</p>",
        "<p>Meer werd er niet bekend.</p>",
        "<h2>Delen</h2><p>De ouderen delen voortaan een tuin met de school. Dat scheelt kosten.</p>",
        "<p>Het verhaal van de vereniging is alleen voor leden te volgen, want de avond is besloten.</p>",
        "<p>Word abonnee van de bibliotheek en u kunt gratis boeken lezen, zegt de directeur.</p>",
        "<p>Het artikel over de haven is verschenen op de voorpagina van de krant in 1953, vertelt hij.</p>",
        '<p>Het verhaal werd in 1953 eerst gepubliceerd in <a href="https://ander.example/a">het dagblad</a>.</p>',
        f'<p>Vragen? Kijk op <a href="{LINK}">deze pagina</a> of bel 0113-123456.</p>',
        '<p>Hij pleit al jaren voor <a href="https://ander.example/a">meer</a></p>',
        (
            '<p>De krant schreef er al over, toen eerst op <a href="https://ander.example/a">Ander</a> het verhaal van '
            "de wethouder verscheen, dat nu is aangevuld met de cijfers van het ministerie.</p>"
        ),
    ],
)
def test_last_lines_of_the_text_itself_stay(last: str) -> None:
    assert read(FIRST + NEXT + last).body_html == to_html(clean_body(NEXT + last, LINK))


@pytest.mark.parametrize(
    ("summary", "lead"),
    [
        (f'De raad besluit donderdag. <a href="{LINK}">Lees meer &raquo;</a>', "De raad besluit donderdag."),
        (f'<p>De raad besluit donderdag. <a href="{LINK}">[Lees verder]</a></p>', "De raad besluit donderdag."),
        ("<p>De raad besluit over de [&#8230;]</p>", "De raad besluit over de …"),
        ("<p>De raad besluit over de (...)</p>", "De raad besluit over de …"),
        ("<p>De raad besluit donderdag. Continue reading &rarr;</p>", "De raad besluit donderdag."),
        ("<p>Hij twijfelt nog...</p>", "Hij twijfelt nog..."),
        ("<p>De bibliotheek wil dat kinderen meer lezen.</p>", "De bibliotheek wil dat kinderen meer lezen."),
        ("<p>Zij willen meer</p>", "Zij willen meer"),
    ],
)
def test_a_lead_ends_where_its_text_does(summary: str, lead: str) -> None:
    assert read("", summary=summary).lead == lead


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ("<p>Haven</p>", ()),
        ("<span>Haven</span> <span>webredactie</span> <span>vr, 27/11/2026 - 09:00</span>", ("webredactie",)),
        ('<span class="field--name-title">Haven</span><p><time>vr, 27/11/2026 - 09:00</time></p>', ()),
        ("<h2>HAVEN</h2><p>Door: Anna de Vos</p>", ("Anna de Vos",)),
        ('<span class="field field--name-title">Haven</span><span class="field--name-uid">beheerder</span>', ()),
    ],
)
def test_first_lines_that_only_repeat_the_head_go(head: str, authors: tuple[str, ...]) -> None:
    story = read(f"{head}<div>{FIRST}</div>{NEXT}", authors=authors)

    assert story.lead == "De raad van Veere besluit donderdag over de nieuwe haven."
    assert story.body_html == NOTHING_MORE


@pytest.mark.parametrize(
    "line",
    [
        "Haven dicht na storm van vrijdag",
        "Haven en kade worden in 2026 opgeknapt",
        "Havenbedrijf: 27/11/2026 is te vroeg.",
        "27 november 2026 wordt een dag om te onthouden",
    ],
)
def test_a_first_line_that_goes_on_after_the_headline_stays(line: str) -> None:
    assert read(f"<p>{line}</p>{NEXT}").lead == line


def test_a_text_that_is_only_its_headline_has_no_lead() -> None:
    story = read("", summary="Brand in schuur Nisse", headline="Brand in schuur Nisse")

    assert (story.lead, story.body_html) == ("", "")


def test_every_row_of_the_table_is_a_selector_that_something_matches() -> None:
    for role, systems in ROLES:
        for selector in " ".join(systems.values()).split():
            tag, _, mark = selector.replace("*", "x").partition(".")
            if "[" in selector or "#" in selector:
                continue
            found = role_of(tag or "div", f' class="{mark}"' if mark else "")
            assert found in (role, Role.FURNITURE, Role.CARD, Role.TEXT), selector
            assert found is role or selector == ".wp-caption", selector


@pytest.mark.parametrize(
    ("markup", "headline"),
    [
        ("Zwemwater: 10<sup>6</sup> bacteriën", "Zwemwater: 10⁶ bacteriën"),
        ("H<sub>2</sub>O op rantsoen", "H₂O op rantsoen"),
        ("Raad noemt plan <q>mooi</q>", "Raad noemt plan „mooi”"),
        ("Aanvang <del>19.00</del> 20.00 uur", "Aanvang 20.00 uur"),
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

    assert body(box + empty) == "<p><s>Eerst.</s></p>\n<ul><li>Een punt</li></ul>"


def test_a_line_right_below_a_picture_that_ends_in_its_photographer_is_a_caption() -> None:
    story = read(FIRST + '<p><img src="/a.jpg"></p><p><em>De kade bij avond. Foto: Karel Proef</em></p>' + NEXT)

    assert story.body_html == NOTHING_MORE
    assert [(one.caption, one.credit) for one in story.images] == [("De kade bij avond.", "Karel Proef")]


@pytest.mark.parametrize(
    "code",
    [
        "[youtube https://www.youtube.com/watch?v=abc]",
        '[video src="https://www.youtube.com/watch?v=abc" width="9"][/video]',
        '[embed width="9"]https://www.youtube.com/watch?v=abc[/embed]',
    ],
)
def test_a_shortcode_that_plays_something_is_a_link(code: str) -> None:
    assert 'href="https://www.youtube.com/watch?v=abc"' in body(code)


@pytest.mark.parametrize(
    "tail",
    [
        "<p>Der Beitrag Haven erschien zuerst auf Krant.</p>",
        "<p>L’article Haven est apparu en premier sur Krant.</p>",
        "<p>Het bericht Haven verscheen eerst op Krant.</p>",
    ],
)
def test_a_plug_without_a_link_goes_too(tail: str) -> None:
    assert read(FIRST + NEXT + tail).body_html == NOTHING_MORE


@pytest.mark.parametrize(
    "markup",
    [
        '<section class="deel-1"><p>De haven gaat dicht.</p></section>',
        '<div class="newsletter-content"><p>De haven gaat dicht.</p></div>',
        '<div class="voorlezen"><p>De haven gaat dicht.</p></div>',
        '<div class="share-holders"><p>De haven gaat dicht.</p></div>',
    ],
)
def test_a_class_that_only_sounds_like_furniture_hides_nothing(markup: str) -> None:
    assert body(markup) == "<p>De haven gaat dicht.</p>"


@pytest.mark.parametrize(
    "line", ["De veiling toont een foto van Johan Proef.", "Foto's van de brand zijn te zien bij de gemeente."]
)
def test_a_sentence_about_a_photo_is_no_credit(line: str) -> None:
    story = read(f'{FIRST}<p><img src="/a.jpg"></p><p>{line}</p>{NEXT}')

    assert line in story.body_html
    assert [(one.caption, one.credit) for one in story.images] == [(None, None)]


def test_two_pictures_whose_numbers_differ_are_two() -> None:
    story = read(f'{FIRST}<img src="/f/2026.jpg"><img src="/f/2027.jpg"><img src="/f/icons-festival.jpg">{NEXT}')

    assert [image.url.rpartition("/")[2] for image in story.images] == ["2026.jpg", "2027.jpg", "icons-festival.jpg"]
