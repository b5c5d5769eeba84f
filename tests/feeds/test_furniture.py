"""What a site has put around a text stays there, by its classes; what only sounds so is text."""

import pytest

from feeds.markup_reading import FIRST, body, read
from portal.feeds.body.markup_roles import ROLES, Role, role_of


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
