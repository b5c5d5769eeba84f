"""A JPEG is counted through before it is unpacked: each scan goes over the whole picture."""

import pytest

from pictures.images import drawing, jpeg, written
from portal.model.errors import PictureError
from portal.pictures.convert import convert
from portal.pictures.jpeg_scans import MOST_SCANS, MOST_SEGMENTS, refuse_many_scans

SCAN = b"\xff\xda\x00\x08\x01\x01\x00\x3f\x3f\x00\x7f\xa0"
END = b"\xff\xd9"
COMMENT = b"\xff\xfe\x00\x06"


def progressive(scans: int = 0) -> bytes:
    """A photo with the ten scans that Pillow writes, and `scans` more."""
    photo = written(drawing(), "JPEG", progressive=True)
    return photo[: photo.rindex(END)] + SCAN * scans + END


def test_a_progressive_photo_is_taken() -> None:
    assert progressive().count(b"\xff\xda") >= 10
    assert convert(progressive()).picture.width == 1280
    assert convert(progressive(50)).picture.width == 1280


def test_a_photo_of_thousands_of_scans_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(PictureError, match=f"more than {MOST_SCANS} scans"):
        convert(progressive(6_000))


def test_what_only_looks_like_a_scan_is_none() -> None:
    photo = jpeg()
    note = b"\xff\xfe" + (2 + 2 * 30_000).to_bytes(2, "big") + b"\xff\xda" * 30_000

    refuse_many_scans(photo[:2] + note + photo[2:])
    refuse_many_scans(photo + SCAN * 1_000)


def test_a_photo_of_very_many_parts_is_refused_too() -> None:
    with pytest.raises(PictureError, match=f"more than {MOST_SEGMENTS} parts"):
        refuse_many_scans(b"\xff\xd8" + (COMMENT + b"note") * 1_000_000)


@pytest.mark.parametrize(
    "body", [b"\xff\xd8\xff", b"\xff\xd8\xff\xda", b"\xff\xd8\xff\xfe\x00\x00", b"\xff" * 1_000_000]
)
def test_a_photo_that_breaks_off_is_for_the_decoder_to_judge(body: bytes) -> None:
    refuse_many_scans(body)
