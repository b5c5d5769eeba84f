"""Whatever comes, what is stored is upright, in sRGB, no larger than it was, and says nothing but its pixels."""

import random
import tracemalloc
from time import process_time

import pytest
from PIL import Image, ImageCms

from pictures.images import (
    animation,
    colour_at,
    drawing,
    jpeg,
    opened,
    png_claiming,
    sixteen_bits,
    swapped_profile,
    turned_jpeg,
    written,
)
from portal.model.errors import PictureError
from portal.pictures.convert import MOST_PIXELS, convert, widths_for
from portal.pictures.media_type import kind_of

RED, BLUE, WHITE = (200, 30, 30), (30, 30, 200), (255, 255, 255)


def near(one: tuple[int, ...], other: tuple[int, ...], most: int = 14) -> bool:
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


def test_it_is_made_in_four_widths_and_two_of_them_in_the_form_that_everything_reads() -> None:
    made = convert(jpeg())

    picture = made.picture
    assert (picture.width, picture.height, picture.widths) == (1280, 800, (320, 640, 960, 1280))
    files = ["320.webp", "640.webp", "640.jpg", "960.webp", "1280.webp", "1280.jpg"]
    assert list(made.forms) == [f"/beeld/{picture.hash}/{file}" for file in files]
    for path, body in made.forms.items():
        image = opened(body)
        assert image.format == ("WEBP" if path.endswith("webp") else "JPEG")
        assert f"{image.width}." in path
        assert abs(image.height - image.width * 1000 / 1600) < 1


def test_the_same_bytes_are_the_same_picture_and_others_another() -> None:
    assert convert(jpeg()) == convert(jpeg())
    assert convert(jpeg()).picture.hash != convert(jpeg(quality=50)).picture.hash


@pytest.mark.parametrize(
    ("width", "stored"),
    [
        (200, (200,)),
        (320, (320,)),
        (350, (320,)),
        (500, (320, 500)),
        (640, (320, 640)),
        (1200, (320, 640, 960, 1200)),
        (1280, (320, 640, 960, 1280)),
        (9000, (320, 640, 960, 1280)),
    ],
)
def test_it_is_never_enlarged_and_a_smaller_one_has_fewer_forms(width: int, stored: tuple[int, ...]) -> None:
    assert widths_for(width) == stored


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_it_stands_as_the_camera_was_held(orientation: int) -> None:
    made = convert(turned_jpeg(orientation))

    largest = made.forms[made.picture.largest]
    assert (made.picture.width, made.picture.height) == (1280, 800)
    assert near(colour_at(largest, 0.05, 0.05), WHITE)
    assert near(colour_at(largest, 0.25, 0.75), RED)
    assert near(colour_at(largest, 0.75, 0.75), BLUE)


def test_nothing_is_left_of_the_place_the_camera_and_the_words_in_it() -> None:
    sent = turned_jpeg(6, with_place=True)
    assert b"Geheime" in sent
    assert opened(sent).getexif().get_ifd(0x8825)

    made = convert(sent)

    for body in made.forms.values():
        image = opened(body)
        assert not image.getexif()
        assert not set(image.info) & {"exif", "icc_profile", "comment", "xmp", "photoshop"}
        assert b"Geheime" not in body


def test_a_comment_and_a_profile_are_not_handed_on() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    made = convert(jpeg(comment=b"van Jan", icc_profile=profile))

    assert all(b"van Jan" not in body and b"ICC_PROFILE" not in body for body in made.forms.values())


def test_a_profile_means_what_it_says() -> None:
    """One in which the red and the blue of sRGB have changed places."""
    made = convert(jpeg(icc_profile=swapped_profile()))

    assert near(colour_at(made.forms[made.picture.largest], 0.25, 0.75), BLUE, most=30)


@pytest.mark.parametrize("profile", [b"", b"no profile at all", bytes(200)])
def test_a_damaged_profile_means_nothing(profile: bytes) -> None:
    made = convert(jpeg(icc_profile=profile))

    assert near(colour_at(made.forms[made.picture.largest], 0.25, 0.75), RED)


def test_colours_of_print_become_colours_of_a_screen() -> None:
    made = convert(written(drawing(800, 500, "CMYK"), "JPEG", quality=95))

    largest = made.forms[made.picture.largest]
    assert opened(largest).mode == "RGB"
    assert near(colour_at(largest, 0.25, 0.75), RED)


@pytest.mark.parametrize(
    "body",
    [
        written(drawing(800, 500), "PNG"),
        written(drawing(800, 500, "P"), "PNG"),
        written(drawing(800, 500), "WEBP", quality=90),
        written(drawing(800, 500), "AVIF", quality=90),
        written(drawing(800, 500), "GIF"),
    ],
    ids=["PNG", "palette", "WebP", "AVIF", "GIF"],
)
def test_every_kind_that_browsers_show_is_taken(body: bytes) -> None:
    made = convert(body)

    assert (made.picture.width, made.picture.height) == (800, 500)
    assert near(colour_at(made.forms[made.picture.largest], 0.25, 0.75), RED, most=40)


def test_what_is_see_through_lies_on_white() -> None:
    layer = drawing(800, 500, "RGBA")
    layer.putalpha(Image.new("L", layer.size, 0))

    for body in (written(layer, "PNG"), written(layer, "WEBP", lossless=True), written(layer.convert("LA"), "PNG")):
        made = convert(body)
        assert near(colour_at(made.forms[made.picture.largest], 0.5, 0.5), WHITE)


def test_sixteen_bits_keep_their_light() -> None:
    made = convert(sixteen_bits())

    assert near(colour_at(made.forms[made.picture.largest], 0.5, 0.5), (128, 128, 128), most=3)


def test_of_an_animation_the_first_frame_is_taken() -> None:
    made = convert(animation())

    assert near(colour_at(made.forms[made.picture.largest], 0.25, 0.75), RED, most=40)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b"<!doctype html><title>Log in</title>", "is a web page"),
        (b"\xef\xbb\xbf<html><body>403</body></html>", "is a web page"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>', "is an SVG"),
        (b"II*\0" + bytes(100), "is no JPEG"),
        (b"%PDF-1.7", "is no JPEG"),
        (b"\0\0\0\x1cftypheic\0\0\0\0mif1heic" + bytes(50), "is no JPEG"),
        (b"\xff\xd8\xff" + bytes(200), "begins as JPEG but"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "begins as PNG but"),
        (b"GIF89a" + bytes(3), "begins as GIF but"),
        (b"RIFF\0\0\0\0WEBP" + bytes(20), "begins as WEBP but"),
        (b"\0\0\0\x14ftypavif\0\0\0\0avif" + bytes(20), "begins as AVIF but"),
        (jpeg()[:4000], "cannot be read to its end"),
        (written(drawing(800, 500), "PNG")[:-400], "cannot be read to its end"),
        (written(drawing(800, 500), "WEBP")[:-400], "cannot be read|begins as WEBP but"),
        (jpeg(1, 1), "1 by 1 pixels"),
        (jpeg(199, 400), "199 by 400 pixels"),
        (jpeg(1200, 40), "1200 by 40 pixels"),
        (jpeg(300, 1200), "too high for its width"),
        (png_claiming(60_000, 60_000), "more than 60 million pixels"),
        (png_claiming(10_000, 6_001), "more than 60 million pixels"),
        (png_claiming(3_000, 3_000), "cannot be read to its end"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(body: bytes, reason: str) -> None:
    with pytest.raises(PictureError, match=reason) as refused:
        convert(body)

    assert "\n" not in str(refused.value)


def test_what_is_served_as_a_picture_and_is_none_is_known_by_its_first_bytes() -> None:
    assert kind_of(jpeg()) == "JPEG"
    with pytest.raises(PictureError, match="web page"):
        kind_of(b"<!DOCTYPE html>" + jpeg())


def test_a_bomb_of_many_pixels_costs_neither_time_nor_memory() -> None:
    """A gigabyte of white in a file of a megabyte."""
    bomb = png_claiming(30_000, 12_000)
    tracemalloc.start()
    started = process_time()

    with pytest.raises(PictureError, match="million pixels"):
        convert(bomb)

    assert process_time() - started < 1
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_the_largest_jpeg_that_is_taken_is_not_unpacked_in_full() -> None:
    large = written(Image.new("RGB", (9000, 6600), (90, 120, 150)), "JPEG", quality=40)
    assert MOST_PIXELS > 9000 * 6600
    started = process_time()

    made = convert(large)

    assert made.picture.width == 1280
    assert process_time() - started < 5


def test_damage_anywhere_in_a_file_is_a_refusal_or_a_picture_and_nothing_else() -> None:
    rng = random.Random(7)
    sound = [jpeg(400, 300), animation(), *(written(drawing(400, 300), kind) for kind in ("PNG", "WEBP", "AVIF"))]

    for _ in range(120):
        body = bytearray(rng.choice(sound))
        for _ in range(rng.randrange(1, 30)):
            body[rng.randrange(12, len(body))] = rng.randrange(256)
        try:
            made = convert(bytes(body))
        except PictureError:
            continue
        assert made.picture.width <= 1280
