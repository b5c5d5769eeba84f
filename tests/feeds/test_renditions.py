"""Of one picture in several sizes the best is taken, once; two pictures stay two."""

import pytest

from feeds.markup_reading import FIRST, NEXT, read
from portal.feeds.body.renditions import is_better, rendition_key, width_in
from portal.feeds.parsing.document import parse

U = "https://cdn.example/wp-content/uploads/2026/11/molen"
DRUPAL = "https://cdn.example/sites/default/files"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{U}.jpg", f"{U}-1024x683.jpg"),
        (f"{U}-scaled.jpg", f"{U}-1024x683.jpg"),
        (f"{U}-150x150.jpg", f"{U}-300x200@2x.jpg"),
        (f"{U}.jpg", f"{U.replace('https', 'http')}.jpg"),
        (f"{U}.jpg?w=300", f"{U}.jpg?w=1200&h=800&quality=80"),
        (f"{U}-1600000000000.jpg", f"{U}-1600000000000-300x200.jpg"),
        (f"{DRUPAL}/molen.jpg", f"{DRUPAL}/styles/large/public/molen.jpg?itok=b"),
        (f"{DRUPAL}/styles/large/public/molen.jpg.webp?itok=b", f"{DRUPAL}/styles/small/public/molen.jpg?itok=c"),
        ("https://g.example/content/images/2026/11/a.jpg", "https://g.example/content/images/size/w1000/2026/11/a.jpg"),
        ("https://r.example/i/c_fill,w_300,h_200/a.jpg", "https://r.example/i/c_fill,w_1200,h_800/a.jpg"),
        (
            "https://n.example/_next/image?url=%2Fa.jpg&w=640&q=75",
            "https://n.example/_next/image?url=%2Fa.jpg&w=1200&q=75",
        ),
    ],
)
def test_renditions_of_one_picture_have_one_key(one: str, other: str) -> None:
    assert rendition_key(one) == rendition_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://cdn.example/foto.php?id=1", "https://cdn.example/foto.php?id=2"),
        ("https://cdn.example/i.php?file=a.jpg&w=800", "https://cdn.example/i.php?file=b.jpg&w=800"),
        ("https://cdn.example/timthumb.php?src=/u/a.jpg&w=600", "https://cdn.example/timthumb.php?src=/u/b.jpg&w=600"),
        ("https://n.example/_next/image?url=%2Fa.jpg&w=1200", "https://n.example/_next/image?url=%2Fb.jpg&w=1200"),
        (f"{U}-1.jpg", f"{U}-2.jpg"),
        (f"{U}.jpg", f"{U}.png"),
        ("https://cdn.example/2026/11/a.jpg", "https://cdn.example/2025/11/a.jpg"),
    ],
)
def test_other_pictures_have_other_keys(one: str, other: str) -> None:
    assert rendition_key(one) != rendition_key(other)


@pytest.mark.parametrize(
    ("address", "width"),
    [
        (f"{U}-1024x683.jpg", 1024),
        (f"{U}.jpg?w=300", 300),
        ("https://g.example/content/images/size/w1000/2026/11/a.jpg", 1000),
        ("https://r.example/i/c_fill,w_1200,h_800/a.jpg", 1200),
        ("https://cdn.example/2026/11/a.jpg", 0),
        ("https://cdn.example/foto.php?id=640", 0),
    ],
)
def test_a_width_stands_in_the_address(address: str, width: int) -> None:
    assert width_in(address) == width


@pytest.mark.parametrize(
    ("one", "than", "better"),
    [(1200, 300, True), (300, 1200, False), (8000, 1600, False), (5000, 8000, True), (0, 300, True), (0, 1024, False)],
)
def test_the_widest_that_is_no_original_for_print_is_the_best(one: int, than: int, better: bool) -> None:
    assert is_better(one, than=than) is better


@pytest.mark.parametrize(
    ("item", "addresses"),
    [
        (f'<media:content url="{U}-300x200.jpg"/><media:content url="{U}-1024x683.jpg"/>', [f"{U}-1024x683.jpg"]),
        (f'<media:content url="{U}-300x200.jpg" width="300"/><media:content url="{U}.jpg" width="800"/>', [f"{U}.jpg"]),
        (f'<media:content url="{U}.jpg" width="1600"/><media:content url="{U}-8000x5000.jpg"/>', [f"{U}.jpg"]),
        ('<enclosure url="/foto.php?id=1" type="image/jpeg"/><enclosure url="/foto.php?id=2" type="image/jpeg"/>',
         ["https://cdn.example/foto.php?id=1", "https://cdn.example/foto.php?id=2"]),
    ],
)  # fmt: skip
def test_beside_an_item_the_best_rendition_is_taken(item: str, addresses: list[str]) -> None:
    spaces = 'xmlns:media="http://search.yahoo.com/mrss/"'
    document = f"<rss {spaces}><channel><item><guid>1</guid>{item}</item></channel></rss>"
    (entry,) = parse(document.encode(), url="https://cdn.example/feed").entries

    assert [image.url for image in entry.images] == addresses


def test_a_picture_beside_the_text_and_its_copy_within_are_one_with_caption_and_credit() -> None:
    text = f'<figure><img src="{U}-1024x683.jpg"><figcaption>De toren. Foto: Karel Proef</figcaption></figure>'
    item = f'<enclosure url="{U}.jpg" type="image/jpeg"/><description><![CDATA[{FIRST}{text}{NEXT}]]></description>'
    (entry,) = parse(f"<rss><channel><item><guid>1</guid>{item}</item></channel></rss>".encode()).entries

    assert [(one.url, one.caption, one.credit) for one in entry.images] == [(f"{U}.jpg", "De toren.", "Karel Proef")]


def test_within_a_text_the_larger_one_is_taken_wherever_it_stands() -> None:
    markup = f'{FIRST}<img src="{U}-300x200.jpg" width="300">{NEXT}<img src="{U}-1024x683.jpg" width="1024">'
    item = f"<item><guid>1</guid><description><![CDATA[{markup}]]></description></item>"
    (entry,) = parse(f"<rss><channel>{item}</channel></rss>".encode()).entries

    assert [image.url for image in entry.images] == [f"{U}-1024x683.jpg"]
    assert len(read(markup).images) == 2  # of the text alone, before it is known what stands beside it


def found(beside: str, within: str) -> list[str]:
    """The addresses of an item with this beside its text, and within it."""
    spaces = 'xmlns:media="http://search.yahoo.com/mrss/"'
    item = f"<item><guid>1</guid>{beside}<description><![CDATA[{FIRST}{within}{NEXT}]]></description></item>"
    (entry,) = parse(f"<rss {spaces}><channel>{item}</channel></rss>".encode(), url="https://cdn.example/feed").entries
    return [image.url for image in entry.images]


def enclosed(address: str) -> str:
    return f'<enclosure url="{address}" type="image/jpeg" length="1"/>'


def media(address: str) -> str:
    return f'<media:content medium="image" url="https://cdn.example/{address}"/>'


LARGE, THUMBNAIL = (f"{DRUPAL}/styles/{style}/public/molen.jpg" for style in ("large", "thumbnail"))


@pytest.mark.parametrize(
    ("beside", "within", "address"),
    [
        (enclosed(f"{U}-1024x683.jpg"), f'<img src="{U}.jpg" width="2048">', f"{U}.jpg"),
        (enclosed(f"{U}-768x512.jpg"), f'<img src="{U}-300x200.jpg" srcset="{U}.jpg 1600w">', f"{U}.jpg"),
        (enclosed(THUMBNAIL), f'<img src="{LARGE}" width="1200" height="800">', LARGE),
        (enclosed(THUMBNAIL), f'<img src="{DRUPAL}/molen.jpg">', f"{DRUPAL}/molen.jpg"),
        (f'<media:content medium="image" url="{LARGE}" width="1200"/>', f'<img src="{THUMBNAIL}">', LARGE),
        (f'<media:thumbnail url="{U}.jpg" width="300"/>', f'<img src="{U}-1024x683.jpg">', f"{U}-1024x683.jpg"),
        (enclosed(f"{U}-1024x683.jpg"), f'<img src="{U}.jpg">', f"{U}-1024x683.jpg"),
        (enclosed(f"{U}.jpg"), f'<img src="{U}-1024x683.jpg" width="1024">', f"{U}.jpg"),
        (enclosed(f"{U}-1024x683.jpg"), f'<img src="{U}.jpg" width="9000">', f"{U}-1024x683.jpg"),
    ],
)
def test_of_a_picture_that_stands_in_two_places_the_better_file_is_taken(
    beside: str, within: str, address: str
) -> None:
    assert found(beside, within) == [address]


@pytest.mark.parametrize(
    ("beside", "names"),
    [
        (media('s/a.jpg" width="160" height="107') + media('xl/a.jpg" width="1600'), ["xl/a.jpg"]),
        (media('s/a.jpg" width="90') + enclosed("https://cdn.example/b.jpg"), ["b.jpg"]),
        (media('a.jpg" height="90') + media("b.jpg"), ["b.jpg"]),
        (media('a.jpg" width="160" height="107'), ["a.jpg"]),
        (media('a.jpg" width="200" height="100') + media('b.jpg" width="1600'), ["a.jpg", "b.jpg"]),
        (media("a.jpg") + media('b.jpg" width="1600'), ["a.jpg", "b.jpg"]),
    ],
)
def test_what_says_that_it_is_tiny_is_taken_where_there_is_nothing_else(beside: str, names: list[str]) -> None:
    assert [address.removeprefix("https://cdn.example/") for address in found(beside, "")] == names
