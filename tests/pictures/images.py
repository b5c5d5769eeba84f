"""Images as agencies send them, and as those send them who mean us no good."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageDraw

GPS_IFD, LATITUDE = 0x8825, 2
ORIENTATION = 0x0112


def drawing(width: int = 1600, height: int = 1000, mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right, and a white spot in the upper left corner: upright is seen at once."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    pen = ImageDraw.Draw(image)
    pen.rectangle((width // 2, 0, width, height), (30, 30, 200))
    pen.rectangle((0, 0, width // 8, height // 8), (255, 255, 255))
    return image.convert(mode)


def written(image: Image.Image, kind: str, **options: Any) -> bytes:
    to = BytesIO()
    image.save(to, kind, **options)
    return to.getvalue()


def jpeg(width: int = 1600, height: int = 1000, **options: Any) -> bytes:
    return written(drawing(width, height), "JPEG", **options)


def turned_jpeg(orientation: int, *, with_place: bool = False) -> bytes:
    """1600 by 1000 as a reader should see it, stored lying on its side; with the place where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    if with_place:
        exif[GPS_IFD] = {1: "N", LATITUDE: (51.0, 30.0, 0.0)}
        exif[0x010E] = "Geheime beschrijving"
    backwards = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270, 3: Image.Transpose.ROTATE_180}
    lying = drawing().transpose(backwards[orientation]) if orientation in backwards else drawing()
    return written(lying, "JPEG", exif=exif, quality=95)


def png_claiming(width: int, height: int) -> bytes:
    """A small file whose head says that it is enormous."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def sixteen_bits() -> bytes:
    """Grey in 16 bits: half of it at half of the light."""
    image = Image.new("I;16", (400, 300), 32768)
    return written(image, "PNG")


def swapped_profile() -> bytes:
    """That of sRGB, whose red is called blue and whose blue red."""
    profile = bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    head, tags, rest = profile[:128], profile[128:512], profile[512:]
    return head + tags.replace(b"rXYZ", b"tmp!").replace(b"bXYZ", b"rXYZ").replace(b"tmp!", b"bXYZ") + rest


def animation() -> bytes:
    frames = [drawing(400, 300), Image.new("RGB", (400, 300), (0, 255, 0))]
    return written(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)


def opened(body: bytes) -> Image.Image:
    image = Image.open(BytesIO(body))
    image.load()
    return image


def colour_at(body: bytes, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place, in shares of width and height."""
    image = opened(body).convert("RGB")
    found = image.getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(found, tuple)
    return found
