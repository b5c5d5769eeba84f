"""A picture as pages show it: made by us of what came with an article, in several widths, under a name of its own."""

from dataclasses import dataclass

FOLDER = "/beeld"
"""Where pictures stand, as an address and, without the slash, in the bucket."""
MODERN, PLAIN = "webp", "jpg"
"""The two forms of every width: what browsers of the last years read in fewer bytes, and what everything reads."""
MEDIA_TYPES = {MODERN: "image/webp", PLAIN: "image/jpeg"}


@dataclass(frozen=True, kw_only=True)
class Picture:
    """`hash`: of its content, the name of its folder. `width`, `height`: pixels of the largest stored form; `widths`:
    of all of them, the smallest first. `alt` and `credit`: plain text, "" where nobody said any.
    """

    hash: str
    width: int
    height: int
    widths: tuple[int, ...]
    alt: str = ""
    credit: str = ""

    def path(self, width: int, form: str = PLAIN) -> str:
        """The address of one of `widths`."""
        return f"{FOLDER}/{self.hash}/{width}.{form}"

    @property
    def largest(self) -> str:
        """The address of the largest form that everything reads."""
        return self.path(self.width)

    @property
    def paths(self) -> tuple[str, ...]:
        """The addresses of everything that is stored of it."""
        return tuple(self.path(width, form) for width in self.widths for form in MEDIA_TYPES)

    def srcset(self, form: str, *, widest: int) -> str:
        """What a browser may choose from, none wider than `widest`. Source: HTML, the srcset attribute."""
        offered = [width for width in self.widths if width <= widest] or self.widths[:1]
        return ", ".join(f"{self.path(width, form)} {width}w" for width in offered)

    def nearest(self, width: int) -> int:
        """The smallest stored width that is at least `width`, else the largest."""
        return next((one for one in self.widths if one >= width), self.width)
