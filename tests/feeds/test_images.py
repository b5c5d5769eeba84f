"""Which address of an `img` is the picture, and which `img` is none."""

import pytest

from feeds.markup_reading import FIRST, NEXT, read


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


def test_two_pictures_whose_numbers_differ_are_two() -> None:
    story = read(f'{FIRST}<img src="/f/2026.jpg"><img src="/f/2027.jpg"><img src="/f/icons-festival.jpg">{NEXT}')

    assert [image.url.rpartition("/")[2] for image in story.images] == ["2026.jpg", "2027.jpg", "icons-festival.jpg"]


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
        '<img src="https://static.xx.fbcdn.net/images/emoji.php/v9/t4c/1/16/1f30a.png" alt="🌊" width="16">',
        '<img src="https://static.xx.fbcdn.net/images/emoji.php/v9/t4c/1/16/1f30a.png" width="16" height="16">',
        '<img src="https://twemoji.example/svg/1f30a.svg" alt="">',
        '<img class="emoji" src="/noto/emoji_u1f30a.png">',
    ],
)
def test_an_emoji_is_a_character(image: str) -> None:
    story = read(f"<p>Het strand {image} is open.</p>{NEXT}")

    assert (story.lead, story.images) == ("Het strand 🌊 is open.", ())


@pytest.mark.parametrize(
    "markup",
    [
        '<picture><source data-srcset="/s.jpg 400w, /a.jpg 1200w"><img src="data:image/gif;base64,AA"></picture>',
        '<img src="/a.jpg" data-url="https://krant.example/nieuws/7">',
        '<img src="data:image/gif;base64,AA" data-url="/a.jpg">',
        '<img src="data:image/gif;base64,AA" data-opt-src="/a.jpg">',
        '<img data-cfsrc="/a.jpg" style="display:none;visibility:hidden"><noscript><img src="/a.jpg"></noscript>',
        '<img src="/a.jpg" alt="🌊">',
        '<img src="/emoji/a.jpg" width="1200" alt="Museum">',
    ],
)
def test_a_photo_is_found_where_its_system_keeps_it(markup: str) -> None:
    addresses = [image.url.replace("/emoji/", "/") for image in read(FIRST + markup + NEXT).images]

    assert addresses == ["https://krant.example/a.jpg"]


@pytest.mark.parametrize(
    "sources",
    [
        '<source media="(min-width: 900px)" srcset="/a.jpg 1600w"><source srcset="/s.jpg 800w"><img src="/x.jpg">',
        '<source srcset="/s.jpg 800w, /a.jpg 1600w"><source srcset="/s.webp 800w" type="image/webp"><img src="/x.jpg">',
        '<source srcset="/s.webp 300w"><source srcset="/m.jpg 900w"><source srcset="/a.jpg 1200w"><img src="/x.jpg">',
        '<source srcset="/a.jpg 1600w"><img src="/x.jpg" srcset="/s.jpg 400w">',
        '<source media="(min-width: 9em)" srcset="/a.jpg"><source media="print" srcset="/s.jpg"><img src="/x">',
        '<source media="(max-width: 600px)" srcset="/s.jpg"><img src="/a.jpg">',
        '<source media="(max-width: 600px)" srcset="/a.jpg"><img src="data:image/gif;base64,AA">',
        '<source srcset="/s.jpg 800w"><img src="/a.jpg" width="1200">',
        '<source srcset="/a.jpg 800w, /print.jpg 9000w"><img src="/x.jpg" width="400">',
    ],
)
def test_of_a_picture_element_the_widest_source_is_taken(sources: str) -> None:
    story = read(f"{FIRST}<picture>{sources}</picture>{NEXT}")

    assert [image.url for image in story.images] == ["https://krant.example/a.jpg"]


def test_a_source_is_of_its_own_picture_alone() -> None:
    story = read(f'{FIRST}<picture><source srcset="/a.jpg 900w"><img src="/x.jpg"></picture><img src="/b.jpg">{NEXT}')

    assert [image.url[-6:] for image in story.images] == ["/a.jpg", "/b.jpg"]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="/uploads/whatsapp.png" alt="Deel via WhatsApp">',
        '<img src="https://count.example/open/abc.jpg" style="display:none">',
        '<img src="/media/system/images/printButton.png">',
        '<img src="https://cdn.printfriendly.com/buttons/printfriendly-button.png">',
        '<img src="https://ws.example/images/facebook_32.png">',
        '<img src="https://px.ads.linkedin.com/collect/?pid=1">',
        '<img src="https://medium.com/_/stat?event=x">',
        '<img src="/wp-includes/images/spinner.gif">',
    ],
)
def test_the_sign_of_a_service_and_a_counter_are_no_pictures(markup: str) -> None:
    assert not read(FIRST + markup + NEXT).images


@pytest.mark.parametrize(
    "markup", ['<img src="/whatsapp.jpg">', '<img src="/print-makers.png">', '<img src="/mailbox.png">']
)
def test_a_photo_about_a_service_is_one(markup: str) -> None:
    assert len(read(FIRST + markup + NEXT).images) == 1


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ('<img src="1x1.gif" data-lazy-src="/a.jpg?wait=1"><noscript><img src="/a.jpg"></noscript>', ["a.jpg"]),
        ('<a href="/x"><img data-src="/cache/9f2.jpg"></a><noscript><img src="/a.jpg" alt="A"></noscript>', ["a.jpg"]),
        ('<picture><source srcset="/a.webp"><img></picture><noscript><img src="/a.jpg"></noscript>', ["a.jpg"]),
        ('<img data-srcset="/a.jpg 1600w"><noscript><img src="/s.jpg" width="300"></noscript>', ["a.jpg"]),
        ('<img data-src="/a.jpg"><noscript><img src="/a.jpg"></noscript>', ["a.jpg"]),
        (
            '<img data-src="/a.jpg"><noscript><img src="/b.jpg"><img src="/c.jpg"></noscript>',
            ["a.jpg", "b.jpg", "c.jpg"],
        ),
        ('<img data-src="/a.jpg"><p>De haven.</p><noscript><img src="/b.jpg"></noscript>', ["a.jpg", "b.jpg"]),
        ('<img data-src="/a.jpg"><noscript><img src="/pixel.gif" width="1"></noscript>', ["a.jpg"]),
        ('<noscript><img src="/a.jpg"></noscript><img data-src="/b.jpg">', ["a.jpg", "b.jpg"]),
    ],
)
def test_a_picture_and_what_stands_there_without_script_are_one(markup: str, names: list[str]) -> None:
    assert [image.url.rpartition("/")[2] for image in read(FIRST + markup + NEXT).images] == names
