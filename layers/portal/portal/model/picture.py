"""A picture as pages show it: made by us of what came with an article, in several widths, under a name of its own."""

import re
from dataclasses import dataclass

FOLDER = "/beeld"
"""Where pictures stand, as an address and, without the slash, in the bucket."""
MODERN, PLAIN = "webp", "jpg"
"""What browsers of the last years read in fewer bytes, in every width; and what everything reads, in two."""
PLAIN_WIDTH = 640
"""Pixels of the one that a browser without the modern form gets."""
MEDIA_TYPES = {MODERN: "image/webp", PLAIN: "image/jpeg"}


_HASH = re.compile(r"[0-9a-f]{24}")


def is_hash(text: str) -> bool:
    """Whether `text` can be the name of a picture."""
    return _HASH.fullmatch(text) is not None


@dataclass(frozen=True, kw_only=True)
class Picture:
    """`hash`: of its content, the name of its folder. `width`, `height`: pixels of the largest stored form; `widths`:
    of all of them, the smallest first. `alt`, `caption` (what stands under it) and `credit`: plain text, "" where
    nobody said any.
    """

    hash: str
    width: int
    height: int
    widths: tuple[int, ...]
    alt: str = ""
    caption: str = ""
    credit: str = ""

    def path(self, width: int, form: str = PLAIN) -> str:
        """The address of one of `widths`."""
        return f"{FOLDER}/{self.hash}/{width}.{form}"

    @property
    def plain(self) -> str:
        """The address of what a browser without the modern form gets, wherever it stands."""
        return self.path(self.nearest(PLAIN_WIDTH))

    @property
    def largest(self) -> str:
        """The address of the largest form that everything reads: for feeds, previews and search engines."""
        return self.path(self.width)

    def forms_of(self, width: int) -> tuple[str, ...]:
        """In which forms one of `widths` is stored: only those that something links to."""
        return (MODERN, PLAIN) if self.path(width) in (self.plain, self.largest) else (MODERN,)

    @property
    def paths(self) -> tuple[str, ...]:
        """The addresses of everything that is stored of it."""
        return tuple(self.path(width, form) for width in self.widths for form in self.forms_of(width))

    def srcset(self, form: str, *, widest: int) -> str:
        """What a browser may choose from, none wider than `widest`. Source: HTML, the srcset attribute."""
        offered = [width for width in self.widths if width <= widest] or self.widths[:1]
        return ", ".join(f"{self.path(width, form)} {width}w" for width in offered)

    def nearest(self, width: int) -> int:
        """The smallest stored width that is at least `width`, else the largest."""
        return next((one for one in self.widths if one >= width), self.width)


UPLOAD = "inzending"
"""The folder, in the bucket of pictures, of what people of the newsroom sent: nobody but our functions reads there."""
_UPLOADED = re.compile(rf"{UPLOAD}:([0-9a-f]{{32}})")


def upload_url(digest: str) -> str:
    """How an image names a file that a person sent; no feed can, for its images are addresses of the web."""
    return f"{UPLOAD}:{digest}"


def upload_key(url: str) -> str:
    """The key of the file that `url` names, "" for an address of the web."""
    found = _UPLOADED.fullmatch(url)
    return f"{UPLOAD}/{found[1]}" if found else ""
