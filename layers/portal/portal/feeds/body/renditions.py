"""Which addresses are the same picture in another size, and how wide each is by its address.

Sources: the file names and queries of WordPress, Drupal, Ghost, Cloudinary, Next.js, imgix, timthumb.
"""

import re
from functools import lru_cache

WIDEST = 4000
"""Pixels. What is wider is an original for print, which costs more to fetch than any page shows."""
_SMALL = 600
"""Pixels: what is narrower gives way to a picture of which nobody says how wide it is."""
_NAMED_STYLE = "/styles/"
"""Of Drupal: `/styles/thumbnail/public/`."""
_SCHEME = re.compile(r"^(?:https?:)?//")
_SIZED = re.compile(
    r"(?:-\d{2,5}x\d{1,5}|-scaled|-rotated|-e\d{10,13}|[-_]\d{2,4}px|@[123]x)+(?=\.)"
    r"|/styles/[^/]+/public(?=/)|/size/w\d{1,5}(?:h\d{1,5})?(?=/)|/(?:[a-z]{1,3}_[\w.:-]+,)*[wh]_\d{2,5}(?:,[^/]*)?(?=/)"
    r"|(?<=\.jpg|\.png)\.webp$|(?<=\.jpeg)\.webp$",
    re.IGNORECASE,
)
_CUT = re.compile(r"(?<=[-_/.])(?:[whs]\d{2,4}|\d{2,4}x\d{1,4})(?=[-_/.])")
_SIZES = frozenset({
    "w", "h", "width", "height", "q", "quality", "s", "size", "sz", "fit", "resize", "crop", "itok", "ssl", "dpr", "fm",
    "auto", "format", "strip", "mode", "scale", "zc", "v", "ver", "version", "cb", "maxwidth", "maxheight", "mw",
    "mh", "rmode", "anchor", "center", "rnd", "ext", "bg", "cs", "ixlib", "usm", "sharpen", "blur", "token", "hash",
})  # fmt: skip
"""Of a query: how it is shown. Any other part may say which picture it is."""
_WIDTH = re.compile(
    r"[?&](?:w|width|maxwidth|mw)=(\d{2,5})\b|-(\d{2,5})x\d{1,5}(?:@2x)?\.\w{3,4}(?:$|[?#])|/size/w(\d{2,5})\b"
    r"|[/,]w_(\d{2,5})\b|[-_/]w(\d{3,4})[-_/.]|[-_](\d{2,4})px\.",
    re.IGNORECASE,
)


@lru_cache(maxsize=512)
def rendition_key(address: str, width: int = 0) -> str:
    """What the renditions of one picture have in common: its address without its sizes and how it was cut. `width`: as
    it says beside the address; another bare number may be the number of another picture.
    """
    path, _, query = _SCHEME.sub("", address).partition("#")[0].partition("?")
    path = _CUT.sub("#", _SIZED.sub("", path))
    path = path.replace(str(width), "#") if width else path
    kept = "&".join(part for part in query.split("&") if part and part.partition("=")[0].lower() not in _SIZES)
    return f"{path}?{kept}" if kept else path


def width_in(address: str) -> int:
    """Pixels, as the address says; 0 where it does not."""
    found = _WIDTH.search(address)
    return int(next(filter(None, found.groups()))) if found else 0


def width_of_file(address: str, said: int = 0) -> int:
    """Pixels, as the address says, else as is `said` beside it; 0 where nobody says. A style with a name was made for
    some place on a page: it gives way to the original, and to what is said to be wide.
    """
    return width_in(address) or said or (_SMALL - 1 if _NAMED_STYLE in address else 0)


def rank(width: int) -> int:
    """By which the renditions of a picture are compared; one for print comes last."""
    return width if width <= WIDEST else -width


def is_better(one: int, than: int) -> bool:
    """Of two widths of one picture, in pixels, 0 for one that nobody says."""
    if not one or not than:
        return not one and 0 < than < _SMALL
    return rank(one) > rank(than)
