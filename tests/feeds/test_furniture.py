"""What a site has put around a text stays there, by its classes; what only sounds so is text."""

import pytest

from feeds.markup_reading import FIRST, body, read
from portal.feeds.body.cms_classes import ROLES, Role, role_of


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


def test_a_class_of_furniture_around_an_article_hides_no_article() -> None:
    long = "".join(f"<p>{number}. {'De raad vergadert over de haven. ' * 4}</p>" for number in range(12))

    assert read(f'<div class="share-this">{FIRST}{long}</div>').body_html.count("<p>") == 12


STORY = "<p>De haven van Veere gaat een week dicht voor schepen. De pont vaart wel.</p>"


@pytest.mark.parametrize(
    "opening",
    [
        '<form id="aspnetForm" action="/x">',
        '<form method="post" class="node-form">',
        '<div class="wp-block-post-content">',
        '<div class="wp-block-post-content entry-meta">',
        '<div class="noprint">',
        '<article class="post tag-list">',
        '<div class="page-info">',
        '<div class="delen">',
        '<section class="entry-footer">',
        '<div class="paywall-content">',
        '<div class="paywall-body">',
    ],
)
def test_what_holds_most_of_a_text_is_no_furniture(opening: str) -> None:
    closing = f"</{opening[1:].split(' ', maxsplit=1)[0]}>"

    assert read(f"<h1>Haven</h1>{opening}{STORY}{STORY}{closing}").lead_html == STORY[3:-4]


@pytest.mark.parametrize(
    "markup",
    [
        f'<div class="code-block">{STORY}</div>',
        f'<div class="social-media">{STORY}</div>',
        f'<div class="feedback-avond">{STORY}</div>',
        f'<div class="cookie-recept">{STORY}</div>',
        f'<div class="delen deel-2">{STORY}</div>',
        f'<div class="wp-block-post-excerpt">{STORY}</div>',
        f'<div class="paywall-content">{STORY}</div>',
    ],
)
def test_a_name_that_a_text_may_have_too_hides_no_sentence(markup: str) -> None:
    assert body(markup) == STORY


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            '<p>Wethouder <span typeof="schema:Person">Van der Maas</span> is blij.</p>',
            "<p>Wethouder Van der Maas is blij.</p>",
        ),
        ('<p><span typeof="schema:Person">Van der Maas</span> is blij.</p>', "<p>Van der Maas is blij.</p>"),
        ('<p>Dat zegt <span typeof="schema:Person">Van der Maas</span>.</p>', "<p>Dat zegt Van der Maas.</p>"),
        ('<p>Er zijn <span class="view-count">12</span> plekken.</p>', "<p>Er zijn 12 plekken.</p>"),
        ('<p>Op <time class="post-meta">maandag</time>, na de markt.</p>', "<p>Op maandag, na de markt.</p>"),
    ],
)
def test_a_word_of_a_sentence_is_no_furniture(line: str, text: str) -> None:
    assert body(line) == text


@pytest.mark.parametrize(
    "markup",
    [
        '<p><span typeof="schema:Person">beheerder</span></p>',
        '<p class="view-count">12 keer gezien</p>',
        '<p><span class="post-meta">27 november 2026</span> <span class="tags-links">haven</span></p>',
        '<p><span class="sr-only">Opent in een nieuw venster</span></p>',
        '<div class="delen"><a href="/f">Facebook</a> <a href="/m">Mail</a></div>',
        '<ul class="links inline"><li><a href="/n#c">Reageer</a></li></ul>',
        '<div class="social-media"><a href="/f">Volg ons op Facebook, dan weet u alles.</a></div>',
        '<div class="feedback-form"><p>Wat vindt u van deze pagina? Wij horen het graag van u.</p></div>',
        '<div class="cookie-notice"><p>Deze site gebruikt cookies om goed te werken.</p></div>',
        '<div class="code-block code-block-3"><p>Adverteren in deze krant? Bel de redactie vandaag nog.</p></div>',
    ],
)
def test_furniture_beside_a_text_is_none_of_it(markup: str) -> None:
    assert body(markup) == ""


@pytest.mark.parametrize(
    "markup",
    [
        f'<div class="newsletter-signup">{STORY}</div>',
        f'<div class="paywall">{STORY}</div>',
        f'<div class="author-bio">{STORY}</div>',
        f'<div style="display:none">{STORY}</div>',
        f'<div class="noprint" style="display:none">{STORY}</div>',
        f'<div class="outbrain">{STORY}</div>',
    ],
)
def test_an_offer_or_what_nobody_sees_is_no_text_however_much_it_says(markup: str) -> None:
    story = read(f"<p>De raad besluit donderdag.</p>{markup}")

    assert (story.lead, story.body_html) == ("De raad besluit donderdag.", "")


def test_a_list_of_links_with_a_document_stays() -> None:
    assert "plan.pdf" in body('<ul class="links"><li><a href="/plan.pdf">Het plan</a></li></ul>')


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
