"""Bars that ask to share a text go, wherever they stand; links to the networks that are part of a text stay."""

import pytest

from feeds.markup_reading import FIRST, NEXT, body, read

FACEBOOK = '<a href="https://www.facebook.com/sharer/sharer.php?u=x">Facebook</a>'
X = '<a href="https://x.com/intent/post?url=x&amp;text=y">X</a>'
WHATSAPP = '<a href="https://api.whatsapp.com/send?text=x">WhatsApp</a>'


@pytest.mark.parametrize(
    "bar",
    [
        f"<p>{FACEBOOK} | {X} | {WHATSAPP}</p>",
        f"<ul><li>{FACEBOOK}</li><li>{X}</li><li><a href='mailto:?subject=x&body=y'>Mail</a></li></ul>",
        f"<p>Deel dit artikel via: {FACEBOOK} {WHATSAPP}</p>",
        f"<h3>Delen</h3><p>{FACEBOOK}</p>",
        f"<p><strong>Deel dit bericht:</strong></p><ul><li>{X}</li></ul>",
        "<div><a href='https://www.linkedin.com/shareArticle?url=x'>LinkedIn</a> <a href='https://t.me/share/url?url=x'>T</a></div>",
        "<p><a href='https://bsky.app/intent/c?text=x'>B</a> · <a href='https://wa.me/?text=x'>Stuur door</a></p>",
        "<p><a href='https://www.addtoany.com/share#url=x'>Delen</a></p>",
        "<a href='https://www.facebook.com/share.php?u=x'><img src='/facebook-groot.jpg' width='600' height='400'></a>",
    ],
)
def test_a_bar_is_no_text(bar: str) -> None:
    story = read(FIRST + bar + NEXT)

    assert body(bar) == ""
    assert not story.images


@pytest.mark.parametrize(
    "markup",
    [
        '<p>Volg <a href="https://www.facebook.com/gemeenteveere">de gemeente</a> op Facebook.</p>',
        '<p><a href="https://www.facebook.com/gemeenteveere">Facebook</a></p>',
        '<p>Stuur een bericht via <a href="https://wa.me/31118000000">WhatsApp</a>.</p>',
        '<p><a href="https://wa.me/31118000000?text=Vraag">WhatsApp</a></p>',
        '<p><a href="mailto:balie@veere.example?subject=Vraag">Mail</a></p>',
        f"<p>De gemeente wil dat bewoners dit {FACEBOOK} zien.</p>",
        '<ul><li><a href="https://www.facebook.com/sharer.php?u=x">Facebook</a></li><li>De haven</li></ul>',
        '<p><a href="https://krant.example/aandelen/share-price">Delen</a></p>',
    ],
)
def test_a_link_of_the_text_stays(markup: str) -> None:
    assert "</a>" in body(markup)


def test_a_heading_about_sharing_stays_where_no_bar_follows() -> None:
    assert body("<h3>Delen</h3><p>De buren delen een tuin.</p>") == "<h2>Delen</h2>\n<p>De buren delen een tuin.</p>"
