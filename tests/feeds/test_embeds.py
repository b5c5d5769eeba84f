"""What another site would show in a text is a link with a name."""

import pytest

from feeds.markup_reading import FIRST, NEXT, body, read

AUDIO_CARD = (
    '<div class="kg-card kg-audio-card"><audio src="/a.mp3"></audio><div class="kg-audio-title">Aflevering 3</div>'
    '<div class="kg-audio-player">0:00</div></div>'
)

VIDEO_CARD = (
    '<figure class="kg-card kg-video-card"><div class="kg-video-container"><video src="/f.mp4"></video>'
    '<div class="kg-video-player"><span class="kg-video-current-time">0:00</span><div class="kg-video-time">/'
    '<span class="kg-video-duration">0:30</span></div><button>1×</button></div></div>{}</figure>'
)

POST_CARD = (
    '<div class="embedded-post-wrap"><a class="embedded-post" href="https://ander.example/p/storm"><div '
    'class="embedded-post-header"><span class="embedded-post-publication-name">Ander</span></div><div '
    'class="embedded-post-title-wrapper"><div class="embedded-post-title">De storm van dinsdag</div></div><div '
    'class="embedded-post-body">Er was veel wind.</div><div class="embedded-post-cta-wrapper"><span '
    'class="embedded-post-cta">Read more</span></div></a></div>'
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
        (VIDEO_CARD.format(""), "https://krant.example/f.mp4", "Bekijk de video"),
        (VIDEO_CARD.format("<figcaption>De sluis</figcaption>"), "https://krant.example/f.mp4",
         "Bekijk de video: De sluis"),
        (POST_CARD, "https://ander.example/p/storm", "De storm van dinsdag"),
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
        '[su_youtube url="https://www.youtube.com/watch?v=abc" width="9"]',
        '[et_pb_video src="https://www.youtube.com/watch?v=abc" image_src="https://x.example/a.jpg"][/et_pb_video]',
        '[vc_video image="https://x.example/a.jpg" link="https://www.youtube.com/watch?v=abc"]',
        '[su_youtube_advanced url="https://www.youtube.com/watch?v=abc"]',
        '[video src="https://www.youtube.com/watch?v=abc" width="9"][/video]',
        '[embed width="9"]https://www.youtube.com/watch?v=abc[/embed]',
    ],
)
def test_a_shortcode_that_plays_something_is_a_link(code: str) -> None:
    assert 'href="https://www.youtube.com/watch?v=abc"' in body(code)


FILM = "https://www.youtube.com/watch?v=abc_def-hij"


@pytest.mark.parametrize(
    "markup",
    [
        '<lite-youtube videoid="abc_def-hij"></lite-youtube>',
        f'<lite-youtube videoid="abc_def-hij"><a href="{FILM}" class="lty"><span>Speel</span></a></lite-youtube>',
        "<lite-youtube videoid=abc_def-hij>",
        '<amp-youtube data-videoid="abc_def-hij" layout="responsive"></amp-youtube>',
        '<amp-iframe src="https://www.youtube.com/embed/abc_def-hij"><amp-img src="/p.jpg"></amp-img></amp-iframe>',
        f'<figure class="media"><oembed url="{FILM}"></oembed></figure>',
        (
            '<div class="rll-youtube-player" data-src="//youtube.com/embed/abc_def-hij" data-id="abc_def-hij"></div>'
            '<noscript><iframe src="https://www.youtube.com/embed/abc_def-hij"></iframe></noscript>'
        ),
        '<div class="lyte-wrapper"><div class="lyMe"><div id="lyte_abc_def-hij" class="pL"></div></div></div>',
        '<div class="video" data-youtube-id="abc_def-hij"></div>',
        '<div data-plyr-provider="youtube" data-plyr-embed-id="abc_def-hij"></div>',
        '<iframe data-cookieblock-src="https://www.youtube.com/embed/abc_def-hij" src="about:blank"></iframe>',
        (
            '<div class="cmplz-placeholder-parent"><iframe class="cmplz-placeholder-element cmplz-video" '
            'data-src-cmplz="https://www.youtube.com/embed/abc_def-hij" src="about:blank"></iframe></div>'
        ),
        "<iframe data-src-cmplz='https://www.youtube-nocookie.com/embed/abc_def-hij' src='about:blank'></iframe>",
        '<IFRAME data-lazy-src="//www.youtube.com/embed/abc_def-hij"></IFRAME>',
        "<p>{youtube}abc_def-hij{/youtube}</p>",
        "{youtube}abc_def-hij|600|400{/youtube}",
        f"<p>{{youtube}}{FILM}{{/youtube}}</p>",
    ],
)
def test_a_film_that_waits_for_a_click_or_for_consent_is_a_link(markup: str) -> None:
    assert body(markup) == f'<p><a href="{FILM}" rel="nofollow noopener">Bekijk de video op YouTube</a></p>'


@pytest.mark.parametrize(
    ("markup", "made"),
    [
        ('<lite-vimeo videoid="123456"></lite-vimeo>', "https://vimeo.com/123456"),
        ("<p>{vimeo}123456{/vimeo}</p>", "https://vimeo.com/123456"),
        ('<amp-video src="https://krant.example/f.mp4"></amp-video>', "https://krant.example/f.mp4"),
        ('<amp-twitter data-tweetid="1234567"></amp-twitter>', "https://twitter.com/i/status/1234567"),
        ('<a class="x" href="/b"><div class="link-preview-title">Ander bericht</div>bron.example</a>', "/b"),
    ],
)
def test_so_is_what_other_players_show(markup: str, made: str) -> None:
    assert f'href="{made}"' in body(markup).replace("https://krant.example/b", "/b")


@pytest.mark.parametrize(
    "markup",
    [
        '<blockquote class="embedly-card"><h4><a href="/b">Ander bericht</a></h4><p>Wat daarin staat</p></blockquote>',
        '<div class="link-preview"><a href="/b"><img src="/i.png"><div>Ander bericht</div><div>b.nl</div></a></div>',
        (
            '<blockquote class="wp-embedded-content"><a href="/b">Ander bericht</a></blockquote>'
            '<iframe class="wp-embedded-content" src="/b/embed/" title="Ander bericht"></iframe>'
        ),
        '<blockquote class="instagram-media"><a href="/b"><div></div><div>Ander bericht</div></a></blockquote>',
    ],
)
def test_a_preview_of_a_page_is_one_link(markup: str) -> None:
    link = '<a href="https://krant.example/b" rel="nofollow noopener">Ander bericht</a>'

    assert body(markup) == f"<p>{link}</p>"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Zoek {youtube} of {a, b} in de code.</p>", "<p>Zoek {youtube} of {a, b} in de code.</p>"),
        ('<div data-video-id="abcdefghijk">De haven is open.</div>', "<p>De haven is open.</p>"),
        ('<div class="youtube" data-id="te-kort">De haven is open.</div>', "<p>De haven is open.</p>"),
        ('<iframe data-lazy-src="javascript:alert(1)" src="about:blank"></iframe>', ""),
    ],
)
def test_what_names_no_film_is_none(markup: str, text: str) -> None:
    assert body(markup) == text


def test_a_picture_of_amp_is_a_picture() -> None:
    (image,) = read(f'{FIRST}<amp-img src="/a.jpg" width="900" height="600" alt="Haven"></amp-img>{NEXT}').images

    assert (image.url, image.alt) == ("https://krant.example/a.jpg", "Haven")


@pytest.mark.parametrize(
    "token",
    [
        "{loadposition advertentie}",
        "{loadmodule mod_custom,Titel}",
        "{gallery}fotos/haven{/gallery}",
        "{jcomments on}",
        '[[{"fid":"12","view_mode":"default","fields":{"format":"x"},"type":"media"}]]',
        "[[{&quot;fid&quot;:&quot;12&quot;,&quot;type&quot;:&quot;media&quot;}]]",
        "[node:title] [current-date:custom:d-m-Y]",
        "[[nid:145]]",
        "[[media:12:large]]",
        "[post-views]",
        "[social-links]",
    ],
)
def test_a_token_that_its_system_did_not_replace_is_no_text(token: str) -> None:
    assert body(f"<p>{token}</p>") == ""


@pytest.mark.parametrize(
    "text", ["[Zuid-Beveland]", "De [post-views] van Goes.", "[[ja]]", "[[Zie: hier]]", "De [half-open] deur."]
)
def test_brackets_of_the_writer_are_text(text: str) -> None:
    assert body(f"<p>{text}</p>") == f"<p>{text}</p>"


def test_the_title_of_a_tab_is_a_subhead() -> None:
    markup = '<p>{tab Route}</p><p>Door het dorp.</p>{slider title="Tijd" open="true"}<p>Tien uur.</p>{/sliders}'

    assert body(markup) == "<h2>Route</h2>\n<p>Door het dorp.</p>\n<h2>Tijd</h2>\n<p>Tien uur.</p>"


@pytest.mark.parametrize(
    ("markup", "href"),
    [
        ('<div class="fb-post" data-href="https://www.facebook.com/goes/posts/1"></div>', "https://www.facebook.com/goes/posts/1"),
        (f'<div data-oembed-url="{FILM}"></div>', FILM),
        (f'<div data-oembed-url="{FILM}"><div><iframe src="{FILM}"></iframe></div></div>', FILM),
        (('<div class="elementor" data-settings="{&quot;youtube_url&quot;:&quot;https:\\/\\/www.youtube.com'
         '\\/watch?v=abc_def-hij&quot;}"></div>'), FILM),
        ('<div class="flourish-embed" data-src="visualisation/123"></div>', "https://public.flourish.studio/visualisation/123/"),
        ('<script src="https://omroep.bbvms.com/p/regiogrid/c/123.js" async="true"></script>',
         "https://omroep.bbvms.com/p/regiogrid/c/123.html"),
        ('<script defer src="https://datawrapper.dwcdn.net/aBcDe/embed.js"></script>', "https://datawrapper.dwcdn.net/aBcDe/"),
        ('<iframe src="https://www.youtube.com/embed/live_stream?channel=UC1"></iframe>',
         "https://www.youtube.com/channel/UC1/live"),
        (f'<p><a href="{FILM}"><img src="/still.jpg"></a></p>', FILM),
    ],
)  # fmt: skip
def test_what_a_script_would_show_is_a_link(markup: str, href: str) -> None:
    assert body(markup).count("<a href=") == 1
    assert f'href="{href}"' in body(markup)


@pytest.mark.parametrize(
    "markup",
    [
        '<iframe src="https://track.example/x" width="1" height="1"></iframe>',
        '<iframe src="https://track.example/x" width="0" height="0"></iframe>',
        '<iframe src="https://track.example/x" style="display:none"></iframe>',
        '<iframe src="https://track.example/x" hidden></iframe>',
        '<iframe src="https://track.example/x" style="visibility:hidden;width:0"></iframe>',
        '<iframe src="https://consent.cookiebot.com/x"></iframe>',
        '<iframe src="https://ads.example/banner/12" title="Advertentie"></iframe>',
        '<script src="https://cdn.example/teller.js"></script>',
    ],
)
def test_a_frame_that_nobody_sees_is_nothing(markup: str) -> None:
    assert body(markup) == ""


@pytest.mark.parametrize(
    "markup",
    [
        '<iframe src="https://datawrapper.dwcdn.net/aB/" style="width: 0; min-width: 100%" height="400"></iframe>',
        '<iframe src="https://kaart.example/x" width="100%" height="600"></iframe>',
    ],
)
def test_a_frame_that_has_its_width_by_a_script_is_shown(markup: str) -> None:
    assert "<a href=" in body(markup)


def test_a_picture_that_leads_to_another_page_has_no_words_of_its_own() -> None:
    assert body('<p><a href="https://ander.example/"><img src="/a.jpg"></a></p>') == ""
    assert "Bekijk de video op YouTube" not in body(f'<p><a href="{FILM}"><img src="/a.jpg"> De film</a></p>')


def test_how_long_a_recording_is_is_no_name() -> None:
    card = (
        '<figure class="kg-card kg-video-card"><video src="/f.mp4"></video><div class="kg-video-player">'
        '<span class="kg-video-current-time">0:00</span></div></figure>'
    )

    assert "0:00" not in body(card)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>[wp_ad_camp_1]</p>", ""),
        ("<p>[webform:12]</p>", ""),
        ("<p>[newsletter_form]</p><p>[related_posts]</p>", ""),
        ("<p>Zie [bijlage_1] voor meer.</p>", "<p>Zie [bijlage_1] voor meer.</p>"),
        ("<p>[sic]</p>", "<p>[sic]</p>"),
        ("<p>Artikel [wet:12] geldt.</p>", "<p>Artikel [wet:12] geldt.</p>"),
        ('<p>Zie <a href="/{localLink:umb://document/ab12}">de kaart</a>.</p>', "<p>Zie de kaart.</p>"),
        (
            '<p>Zie <a href="{entry:123@1:url||https://ander.example/k}">de kaart</a>.</p>',
            '<p>Zie <a href="https://ander.example/k" rel="nofollow noopener">de kaart</a>.</p>',
        ),
        (
            '<p>Zie <a href="{asset:9@1:url||javascript:alert(1)}">de kaart</a>.</p>',
            "<p>Zie de kaart.</p>",
        ),
        ("<p>De vorm {entry:naam} is vast.</p>", "<p>De vorm {entry:naam} is vast.</p>"),
    ],
)
def test_what_a_system_would_replace_is_no_text(markup: str, text: str) -> None:
    assert body(markup) == text


@pytest.mark.parametrize(
    ("summary", "lead"),
    [
        ('De uitslag is bekend. [et_pb_image src="https://x.example/a.jpg" alt="Go [&#8230;]', "De uitslag is bekend."),
        ('<p>De uitslag is bekend. [caption id="a_1" width="300</p>', "De uitslag is bekend."),
        ("<p>De uitslag is bekend. [gallery ids=&#8221;1,2</p>", "De uitslag is bekend."),
        ("De uitslag [van zaterdag = 3", "De uitslag [van zaterdag = 3"),
        ("De uitslag is [nog niet", "De uitslag is [nog niet"),
        ("De uitslag is bekend [&#8230;]", "De uitslag is bekend …"),
    ],
)
def test_an_excerpt_that_was_cut_within_a_code_ends_before_it(summary: str, lead: str) -> None:
    assert read("", summary=summary).lead == lead
