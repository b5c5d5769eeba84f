"""The address of a picture out of an `img` as systems write it: lazy, in several sizes, or no picture at all.

Sources: HTML §4.8.4 (srcset), the data attributes of lazysizes, Jetpack, WP Rocket, LiteSpeed and a3; WordPress core
(`wp_staticize_emoji`).
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from portal.feeds.body.renditions import rank

NARROWEST, LOWEST = 200, 100
"""Pixels. What says that it is smaller is an icon."""
LAZY = (
    "data-orig-file", "data-large-file", "data-full-url", "data-lazy-src", "data-src", "data-original", "data-orig-src",
    "data-hi-res-src", "data-lazyload", "data-image", "data-image-src", "data-echo", "data-pagespeed-lazy-src",
    "data-lazy", "data-opt-src", "data-ezsrc", "nitro-lazy-src", "data-full-src", "data-img-src", "data-cfsrc",
    "data-srcs", "data-ll-src", "data-lzsrc", "data-litespeed-src",
    "data-url",
)  # fmt: skip
_LAZY = frozenset(LAZY)
_OF_A_PAGE = "data-url"
"""Scripts for sharing keep the address of the page in it."""
SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-orig-srcset")
_BETWEEN = re.compile(r",\s+|,(?=https?:|/)")
_DESCRIPTOR = re.compile(r"(\d{1,5})(?:\.\d{1,3})?([wx])")
_PLACEHOLDER = re.compile(
    r"^data:|^about:|^#|(?:^|[/_.-])(?:lazy-?load(?:er|ing)?|lazy|blank|spacer|placeholder|transparent|loading|loader|"
    r"1x1|trans|clear|pixel|empty|grey|gray|dummy)(?:[-_]?\d{0,4})?\.(?:gif|png|svg|jpe?g|webp)(?:$|[?#])",
    re.IGNORECASE,
)
_NO_PICTURE = re.compile(
    r"/emoji/[^?#]{0,200}\.(?:png|gif|svg)|/smil(?:ey|ie)s?/|/(?:(?:social|share|sharing)?[-_]?icons?/|icons?[-_.])[^?#]{0,200}\.(?:png|gif|svg|ico)|[-_]icons?\.(?:png|gif|svg|webp)|/favicon|"
    r"apple-touch-icon|/(?:share|sharing|social|btn|button)[-_][\w-]{1,30}\.(?:png|gif|svg)|gravatar\.com/|/avatars?/|"
    r"(?:matomo|piwik|count(?:er)?|track(?:er|ing)?|pixel|stats?|hit|beacon|ping)\.(?:php|aspx?|gif|png|cgi)(?:$|[?#/])|"
    r"//(?:www\.)?facebook\.com/tr/?\?|/~(?:r|4|ff)/|feeds\.feedburner\.|feedsportal\.|pixel\.wp\.com|stats\.wordpress\.com|medium\.com/_/stat|/spinner\.|vgwort\.de/|"
    r"scorecardresearch\.com|doubleclick\.net|google-analytics\.|/b/ss/|/collect/?\?|cc\.i?\.?creativecommons|licensebuttons\.net|"
    r"/(?:whatsapp|facebook|twitter|linkedin|instagram|pinterest|print(?:button|friendly)?|e?mail(?:button)?|rss)"
    r"(?:[-_](?:\d{1,3}|icon|logo|button|share|small|square|round))?\.(?:png|gif|webp)(?:$|[?#])|printfriendly\.com/buttons/|"
    r"\.svg(?:$|[?#])",
    re.IGNORECASE,
)
_SUSPECT = (
    "icon", "emoji", "smil", "share", "social", "btn", "button", "avatar", "pixel", "count", "track", "matomo", "piwik",
    "stat", "hit", "beacon", "ping", "facebook", "/~", "feedburner", "feedsportal", "scorecard", "doubleclick",
    "analytics", "/b/ss", "collect", "creativecommons", "licensebuttons", ".svg", "whatsapp", "twitter", "linkedin",
    "instagram", "pinterest", "print", "mail", "rss",
    "spinner", "vgwort",
)  # fmt: skip
_PLACEHOLDERS = (
    "lazy", "blank", "spacer", "placeholder", "trans", "loading", "loader", "1x1", "clear", "pixel", "empty", "grey",
    "gray", "dummy", "data:", "about:",
)  # fmt: skip
"""Without one of these no pattern fits: most addresses need no closer look."""
_EMOJI = re.compile(r"\b(?:wp-smiley|emoji|twemoji|emojione|joypixels|ql-emojiblot|an1|smiley)\b", re.IGNORECASE)
_EMOJI_ADDRESS = re.compile(r"/images/core/emoji/|/emoji(?:/|one|s/|\.php/)|twemoji|/smil(?:ey|ie)s/", re.IGNORECASE)
_EMOJI_FILE = re.compile(
    r"/(?:emoji_?u?)?([0-9a-f]{4,5}(?:[-_][0-9a-f]{4,5}){0,7})\.(?:png|svg|gif|webp)(?:[?#]|$)", re.IGNORECASE
)
"""Named after its characters, as the files of Twemoji, Noto and Facebook are."""
_LONGEST_EMOJI = 24
_WIDEST_EMOJI = 100
"""Pixels: what says that it is wider is a photo, whatever its folder is called."""
_OF_EMOJI = frozenset({"So", "Sk", "Cf", "Mn", "Me"})
"""Categories of Unicode: symbols, skin tones, joiners, variation selectors."""
_NUMBER = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*")
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_STYLED = re.compile(r"(?:^|;|\s)(width|height)\s*:\s*(\d{1,5})(?:\.\d+)?px", re.IGNORECASE)


def emoji_of(attributes: Mapping[str, str]) -> str | None:
    """The character that this picture stands for; None where it is none."""
    name, source = attributes.get("class", ""), attributes.get("src", "")
    alt = attributes.get("alt", "").strip()
    width = _pixels(attributes.get("width") or dict(_STYLED.findall(attributes.get("style", ""))).get("width")) or 0
    if width > _WIDEST_EMOJI:
        return None
    is_tiny = width > 0 or _EMOJI_FILE.search(source) is not None
    if alt and not alt.isascii() and is_tiny and _is_signs(alt):
        return alt
    is_emoji = (name and _EMOJI.search(name)) or (
        ("emoji" in source or "smil" in source) and _EMOJI_ADDRESS.search(source)
    )
    if not is_emoji:
        return None
    if alt:
        return "" if any(map(str.isalnum, alt)) and not alt.startswith(":") else alt[:_LONGEST_EMOJI]
    named = _EMOJI_FILE.search(source)
    alt = "".join(chr(int(code, 16)) for code in re.split("[-_]", named[1])) if named else ""
    return alt if _is_signs(alt) else ""


def _is_signs(text: str) -> bool:
    """Whether it is an emoji and nothing else."""
    if len(text) > _LONGEST_EMOJI:
        return False
    kinds = [unicodedata.category(character) for character in text]
    return "So" in kinds and _OF_EMOJI.issuperset(kinds)


def address_of(attributes: Mapping[str, str], beside: str = "") -> tuple[str, int]:
    """As the feed writes it, perhaps relative, and how wide it is said to be, 0 where nobody says; "" for no picture.
    `attributes`: unescaped. `beside`: the srcset of every `source` of its `picture`.

    The widest rendition that is no original for print; else what a script would have loaded; else `src`.
    """
    if _is_small(attributes):
        return "", 0
    source = attributes.get("src", "")
    is_there = _is_address(source)
    lazy = "" if _LAZY.isdisjoint(attributes) else _waiting(attributes, may_be_of_a_page=not is_there)
    sets = ", ".join([attributes[name] for name in SETS if name in attributes])
    width = _pixels(attributes.get("width")) or 0
    widest, address = _widest(f"{sets}, {beside}" if sets and beside else sets or beside)
    plain = lazy or (source if is_there else "")
    return (plain, width) if plain and (not address or widest <= width) else (address, widest if widest > 1 else 0)


def _waiting(attributes: Mapping[str, str], *, may_be_of_a_page: bool) -> str:
    """What a script would have loaded; "" for none."""
    names = (name for name in LAZY if name in attributes and (name != _OF_A_PAGE or may_be_of_a_page))
    return next((attributes[name] for name in names if _is_address(attributes[name])), "")


@lru_cache(maxsize=256)
def is_picture(address: str) -> bool:
    """Whether it may be one: no counter, icon, emoji or placeholder."""
    low = address.lower()
    return _is_address(address) and not (any(map(low.__contains__, _SUSPECT)) and _NO_PICTURE.search(address))


@lru_cache(maxsize=256)  # one address is asked for several times
def _is_address(text: str) -> bool:
    if not text or text[0] in "{[#":
        return False
    low = text.lower()
    return not (any(map(low.__contains__, _PLACEHOLDERS)) and _PLACEHOLDER.search(text))


def _widest(text: str) -> tuple[int, str]:
    """Width and address of the best rendition, the first of equals, as a browser takes it. A density counts as a
    thousand pixels.
    """
    found: list[tuple[int, int, str]] = []
    for part in _BETWEEN.split(text[:20_000]) if text else ():
        address, _, said = part.strip(" ,\t\r\n").partition(" ")
        descriptor = _DESCRIPTOR.fullmatch(said.strip()) if said else None
        pixels = int(descriptor[1]) * (1 if descriptor[2] == "w" else 1000) if descriptor else 1
        found.append((-rank(pixels), len(found), address))
    best = next((one for one in sorted(found) if _is_address(one[2])), (0, 0, ""))
    return -best[0], best[2]


def _is_small(said: Mapping[str, str]) -> bool:
    style = said.get("style", "")
    if "none" in style and _NOT_SHOWN.search(style) and not any(name in said for name in LAZY):
        return True
    styled = dict(_STYLED.findall(style)) if style else {}
    width = _pixels(said.get("width") or styled.get("width"))
    height = _pixels(said.get("height") or styled.get("height"))
    return (width is not None and width < NARROWEST) or (height is not None and height < LOWEST)


@lru_cache(maxsize=256)  # a feed says the same few
def _pixels(text: str | None) -> int | None:
    found = _NUMBER.fullmatch(text) if text else None
    return int(found[1]) if found else None
