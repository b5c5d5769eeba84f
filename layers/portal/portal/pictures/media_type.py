"""What a file is, by its first bytes and never by what its server says.

Sources: WHATWG, MIME Sniffing §6.1; ISO/IEC 14496-12 §4.3 (ftyp) with the brands of AVIF v1.1.
"""

from portal.model.errors import PictureError

AVIF_BRANDS = frozenset({b"avif", b"avis"})
_SVG_WITHIN = 1024


def kind_of(body: bytes) -> str:
    """`JPEG`, `PNG`, `GIF`, `WEBP` or `AVIF`, as Pillow calls them. Raises PictureError, which says what else it is."""
    if body.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if body.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "WEBP"
    if body[4:8] == b"ftyp" and AVIF_BRANDS & _brands(body):
        return "AVIF"
    raise PictureError(_else(body))


def _brands(body: bytes) -> set[bytes]:
    """The major brand and those that it is compatible with."""
    box = body[8 : min(int.from_bytes(body[:4], "big"), 256)]
    return {box[at : at + 4] for at in range(0, len(box), 4) if at != 4}


def _else(body: bytes) -> str:
    if not body:
        return "is empty"
    start = body[:_SVG_WITHIN].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return "is an SVG, which can hold scripts and is not taken"
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "is a web page and no picture"
    return "is no JPEG, PNG, WebP, AVIF or GIF"
