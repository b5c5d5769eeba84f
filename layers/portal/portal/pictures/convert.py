"""From the bytes of a picture to the forms that pages show: upright, in sRGB, scaled down, and no word beside.

A pure function over bytes. Whatever they hold, the answer is a Made or a PictureError. Source: Pillow's handbook.
"""

import warnings
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from portal.model.errors import PictureError, TooSmallError
from portal.model.picture import MODERN, PLAIN, Picture
from portal.pictures.jpeg_scans import refuse_many_scans
from portal.pictures.media_type import kind_of

WIDTHS = (320, 640, 960, 1280)
"""Pixels: a thumbnail on a sharp screen, a phone's whole width, and twice what an article is wide."""
MOST_PIXELS = 60_000_000
LEAST_WIDTH, LEAST_HEIGHT = 200, 100
"""Below it, it is a tracking pixel, a button or a logo."""
ENOUGH = 2 * WIDTHS[-1]
"""Pixels of the shorter side, from which every form can be made as well as from more."""
MOST_TIMES_HIGHER = 3
"""A strip of screenshots is no picture to put above a text."""
WORTH_ANOTHER = 1.15
"""How much wider than the widest form an original must be, so that its own width is one more."""
QUALITY = {MODERN: 72, PLAIN: 78}
"""By bench/pictures.py of about the same likeness to the original."""
RECIPE = b"1"
"""Another one gives other addresses: what is stored for ever must not change."""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True, kw_only=True)
class Made:
    """`picture` without the words; `forms`: the bytes that stand at its addresses."""

    picture: Picture
    forms: dict[str, bytes]


def convert(body: bytes) -> Made:
    """Every form of the picture in `body`; of an animation the first frame. Raises PictureError, and nothing else.

    At most four widths, none larger than the original.
    """
    original = _opened(body)
    try:
        upright = _upright(original)
        widest = _in_srgb(_scaled(upright, min(upright.width, WIDTHS[-1])))
    except Exception as error:
        raise PictureError(f"cannot be read to its end ({_one_line(error)})") from error
    sizes = [_scaled(widest, width) for width in widths_for(widest.width)]
    picture = Picture(
        hash=sha256(RECIPE + body).hexdigest()[:24],
        width=sizes[-1].width,
        height=sizes[-1].height,
        widths=tuple(size.width for size in sizes),
    )
    forms = {
        picture.path(size.width, form): _written(size, form) for size in sizes for form in picture.forms_of(size.width)
    }
    return Made(picture=picture, forms=forms)


def widths_for(width: int) -> tuple[int, ...]:
    """The widths to store of an original that is `width` wide: never a larger one; its own where that is worth it."""
    fitting = [one for one in WIDTHS if one <= width]
    if not fitting or (width < WIDTHS[-1] and width >= fitting[-1] * WORTH_ANOTHER):
        fitting.append(width)
    return tuple(fitting)


def _opened(body: bytes) -> Image.Image:
    """Its head is read, its pixels are not yet. The one decoder that its first bytes ask for, and no other."""
    kind = kind_of(body)
    if kind == "JPEG":
        refuse_many_scans(body)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(body), formats=[kind])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PictureError(f"has more than {MOST_PIXELS // 1_000_000} million pixels") from error
    except Exception as error:
        raise PictureError(f"begins as {kind} but cannot be read as one") from error
    turned = _is_turned(image)
    width, height = (image.height, image.width) if turned else image.size
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        least = f"{LEAST_WIDTH} by {LEAST_HEIGHT}"
        raise TooSmallError(f"is {width} by {height} pixels: smaller than {least} is no picture")
    if height > MOST_TIMES_HIGHER * width:
        raise PictureError(f"is {width} by {height} pixels, too high for its width")
    return image


def _is_turned(image: Image.Image) -> bool:
    """Whether it lies on its side. Source: Exif 3.0, Orientation: 5 to 8."""
    try:
        return image.getexif().get(0x0112) in (5, 6, 7, 8)
    except Exception:  # noqa: BLE001  whatever is wrong with it, the picture may be well
        return False


def _upright(image: Image.Image) -> Image.Image:
    """As a camera meant it, in a mode that can be scaled, and not much larger than needed: what is very large exists
    once. A JPEG is not even unpacked in full.
    """
    image.draft(None, (ENOUGH, ENOUGH))
    image.load()
    profile = image.info.get("icc_profile")
    turned = _plain_mode(image)
    with suppress(Exception):  # its notes may be damaged; the pixels were read
        ImageOps.exif_transpose(turned, in_place=True)
    turned.info = {"icc_profile": profile} if profile and turned.mode in ("RGB", "CMYK", "L") else {}
    return turned


def _plain_mode(image: Image.Image) -> Image.Image:
    """RGB, L or CMYK: palettes are looked up, 16 bits become 8, and what is see-through lies on white."""
    if image.mode.startswith("I") or image.mode == "F":
        return _at_hand(image.convert("I").point(lambda value: value * (1 / 256)).convert("L"))
    if image.has_transparency_data:
        layer = _at_hand(image if image.mode == "RGBA" else image.convert("RGBA"))
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        paper.info = dict(layer.info)
        return paper
    return _at_hand(image if image.mode in ("RGB", "L", "CMYK") else image.convert("RGB"))


def _at_hand(image: Image.Image) -> Image.Image:
    """Reduced by a whole number, where it is much larger than the widest form."""
    factor = min(image.size) // ENOUGH
    if factor < 2:
        return image
    smaller = image.reduce(factor)
    smaller.info = dict(image.info)
    return smaller


def _in_srgb(image: Image.Image) -> Image.Image:
    """In the colours that its profile means; a profile that cannot be read means nothing."""
    profile = image.info.get("icc_profile")
    if profile:
        try:
            found = ImageCms.ImageCmsProfile(BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, found, srgb, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None
        image = converted or image
    plain = image.convert("RGB")
    plain.info = {}
    return plain


def _scaled(image: Image.Image, width: int) -> Image.Image:
    if image.width == width:
        return image
    height = max(1, round(image.height * width / image.width))
    scaled = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    scaled.info = dict(image.info)
    return scaled


def _written(image: Image.Image, form: str) -> bytes:
    """The pixels alone: no note of the camera, no place, no profile."""
    to = BytesIO()
    if form == MODERN:
        image.save(to, "WEBP", quality=QUALITY[form], method=6)
    else:
        image.save(to, "JPEG", quality=QUALITY[form], optimize=True, progressive=True)
    return to.getvalue()


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
