"""What another site would show in a text is a link with a name."""

import pytest

from feeds.markup_reading import FIRST, NEXT, body, read

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


def test_a_film_above_the_text_is_no_text_before_it() -> None:
    story = read('<iframe src="https://www.youtube.com/embed/abc"></iframe>' + FIRST + NEXT)

    assert story.lead == "De raad van Veere besluit donderdag over de nieuwe haven."
    assert story.body_html.startswith('<p><a href="https://www.youtube.com/watch?v=abc"')


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
