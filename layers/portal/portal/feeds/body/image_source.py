"""The address of a picture out of an `img` as systems write it: lazy, in several sizes, or no picture at all.

Sources: HTML §4.8.4 (srcset), the data attributes of lazysizes, Jetpack, WP Rocket, LiteSpeed and a3; WordPress core
(`wp_staticize_emoji`).
"""

import re
import unicodedata
from collections.abc import Mapping

from portal.feeds.body.renditions import rank

NARROWEST, LOWEST = 200, 100
"""Pixels. What says that it is smaller is an icon."""
LAZY = (
    "data-orig-file", "data-large-file", "data-full-url", "data-lazy-src", "data-src", "data-original", "data-orig-src",
    "data-hi-res-src", "data-lazyload", "data-image", "data-image-src", "data-url", "data-echo",
    "data-pagespeed-lazy-src",
)  # fmt: skip
SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-orig-srcset")
_BETWEEN = re.compile(r",\s+|,(?=https?:|/)")
_DESCRIPTOR = re.compile(r"(\d{1,5})(?:\.\d{1,3})?([wx])")
_PLACEHOLDER = re.compile(
    r"^data:|^about:|^#|(?:^|[/_.-])(?:lazy-?load(?:er|ing)?|lazy|blank|spacer|placeholder|transparent|loading|loader|"
    r"1x1|trans|clear|pixel|empty|grey|gray|dummy)(?:[-_]?\d{0,4})?\.(?:gif|png|svg|jpe?g|webp)(?:$|[?#])",
    re.IGNORECASE,
)
_NO_PICTURE = re.compile(
    r"/emoji/|/smil(?:ey|ie)s?/|/(?:(?:social|share|sharing)?[-_]?icons?/|icons?[-_.])[^?#]{0,200}\.(?:png|gif|svg|ico)|[-_]icons?\.(?:png|gif|svg|webp)|/favicon|"
    r"apple-touch-icon|/(?:share|sharing|social|btn|button)[-_][\w-]{1,30}\.(?:png|gif|svg)|gravatar\.com/|/avatars?/|"
    r"(?:matomo|piwik|count(?:er)?|track(?:er|ing)?|pixel|stats?|hit|beacon|ping)\.(?:php|aspx?|gif|png|cgi)(?:$|[?#/])|"
    r"//(?:www\.)?facebook\.com/tr/?\?|/~(?:r|4|ff)/|feeds\.feedburner\.|feedsportal\.|pixel\.wp\.com|stats\.wordpress\.com|"
    r"scorecardresearch\.com|doubleclick\.net|google-analytics\.|/b/ss/|/collect\?|cc\.i?\.?creativecommons|licensebuttons\.net|"
    r"\.svg(?:$|[?#])",
    re.IGNORECASE,
)
_SUSPECT = (
    "icon", "emoji", "smil", "share", "social", "btn", "button", "avatar", "pixel", "count", "track", "matomo", "piwik",
    "stat", "hit", "beacon", "ping", "facebook", "/~", "feedburner", "feedsportal", "scorecard", "doubleclick",
    "analytics", "/b/ss", "collect", "creativecommons", "licensebuttons", ".svg",
)  # fmt: skip
_PLACEHOLDERS = (
    "lazy", "blank", "spacer", "placeholder", "trans", "load", "1x1", "clear", "pixel", "empty", "grey", "gray",
    "dummy", "data:", "about:",
)  # fmt: skip
"""Without one of these no pattern fits: most addresses need no closer look."""
_EMOJI = re.compile(r"\b(?:wp-smiley|emoji|twemoji|emojione|ql-emojiblot|an1|smiley)\b", re.IGNORECASE)
_EMOJI_ADDRESS = re.compile(r"/images/core/emoji/|/emoji(?:/|one|s/|\.php/)|twemoji|/smil(?:ey|ie)s/", re.IGNORECASE)
_EMOJI_FILE = re.compile(
    r"/(?:emoji_?u?)?([0-9a-f]{4,5}(?:[-_][0-9a-f]{4,5}){0,7})\.(?:png|svg|gif|webp)(?:[?#]|$)", re.IGNORECASE
)
"""Named after its characters, as the files of Twemoji, Noto and Facebook are."""
_LONGEST_EMOJI = 24
_OF_EMOJI = frozenset({"So", "Sk", "Cf", "Mn", "Me"})
"""Categories of Unicode: symbols, skin tones, joiners, variation selectors."""
_NUMBER = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*")
_STYLED = re.compile(r"(?:^|;|\s)(width|height)\s*:\s*(\d{1,5})(?:\.\d+)?px", re.IGNORECASE)
_STRANGE = re.compile(r"[<>\"\x00-\x08]")


def emoji_of(attributes: Mapping[str, str]) -> str | None:
    """The character that this picture stands for; None where it is none."""
    name, source = attributes.get("class", ""), attributes.get("src", "")
    is_emoji = (name and _EMOJI.search(name)) or (
        ("emoji" in source or "smil" in source) and _EMOJI_ADDRESS.search(source)
    )
    if not is_emoji:
        return None
    alt = attributes.get("alt", "").strip()
    if not alt and (named := _EMOJI_FILE.search(source)):
        alt = "".join(chr(int(code, 16)) for code in re.split("[-_]", named[1]))
        return alt if all(unicodedata.category(character) in _OF_EMOJI for character in alt) else ""
    return alt if len(alt) <= _LONGEST_EMOJI and not _STRANGE.search(alt) else ""


def address_of(attributes: Mapping[str, str], beside: str = "") -> str:
    """As the feed writes it, perhaps relative; "" for no picture. `attributes`: unescaped. `beside`: the srcset
    of a `source` of its `picture`.

    The widest rendition that is no original for print; else what a script would have loaded; else `src`.
    """
    if _is_small(attributes):
        return ""
    lazy = next((attributes[name] for name in LAZY if _is_address(attributes.get(name, ""))), "")
    source = attributes.get("src", "")
    sets = ", ".join(attributes[name] for name in SETS if name in attributes)
    width = _pixels(attributes.get("width")) or 0
    widest, address = _widest(sets or beside)
    plain = lazy or (source if _is_address(source) else "")
    return plain if plain and (not address or widest <= width) else address


def is_picture(address: str) -> bool:
    """Whether it may be one: no counter, icon, emoji or placeholder."""
    low = address.lower()
    return _is_address(address) and not (any(map(low.__contains__, _SUSPECT)) and _NO_PICTURE.search(address))


def _is_address(text: str) -> bool:
    if not text or text[0] in "{[#":
        return False
    low = text.lower()
    return not (any(map(low.__contains__, _PLACEHOLDERS)) and _PLACEHOLDER.search(text))


def _widest(text: str) -> tuple[int, str]:
    """Width and address of the best rendition. A density counts as a thousand pixels."""
    found = []
    for part in _BETWEEN.split(text[:20_000]) if text else ():
        address, _, said = part.strip(" ,\t\r\n").partition(" ")
        descriptor = _DESCRIPTOR.fullmatch(said.strip()) if said else None
        pixels = int(descriptor[1]) * (1 if descriptor[2] == "w" else 1000) if descriptor else 1
        found.append((rank(pixels), address))
    return next((one for one in sorted(found, reverse=True) if _is_address(one[1])), (0, ""))


def _is_small(said: Mapping[str, str]) -> bool:
    styled = dict(_STYLED.findall(said.get("style", "")))
    width, height = (_pixels(said.get(side) or styled.get(side)) for side in ("width", "height"))
    return (width is not None and width < NARROWEST) or (height is not None and height < LOWEST)


def _pixels(text: str | None) -> int | None:
    found = _NUMBER.fullmatch(text) if text else None
    return int(found[1]) if found else None
