"""Bars that ask to share a text, wherever they stand in it: known by the addresses that their links have.

Those that a class gives away are in cms_classes.

Sources: the share endpoints that the networks document.
"""

import re
from html import unescape

from portal.feeds.body.block import Block
from portal.feeds.body.own_page import HREF, text_beside_links

_SHARE = re.compile(
    r"mailto:\?"
    r"|(?:https?:)?//(?:[\w-]+\.)?(?:"
    r"facebook\.com/(?:sharer|share\.php|dialog/(?:share|feed|send))|(?:twitter|x)\.com/(?:share\b|intent/|home\?status=)"
    r"|linkedin\.com/(?:sharearticle|sharing/|cws/share|feed/\?shareactive)|whatsapp\.com/send/?\?(?:[^#]*&)?text=|wa\.me/\?"
    r"|pinterest\.[a-z.]{2,6}/pin/create|(?:t|telegram)\.me/share|reddit\.com/submit|tumblr\.com/(?:share|widgets/share)"
    r"|getpocket\.com/(?:save|edit)|bsky\.app/intent|threads\.(?:net|com)/intent|mastodonshare\.com|toot\.kytta\.dev"
    r"|addtoany\.com/(?:add_to|share)|addthis\.com/bookmark|vk\.com/share|xing\.com/(?:spi/shares|app/user\?op=share)"
    r"|share\.flipboard\.com|buffer\.com/add|plus\.google\.com/share|digg\.com/submit|instapaper\.com/hello|nujij\.nl/"
    r")",
    re.IGNORECASE,
)
_HINTS = (
    "share", "intent", "mailto:?", "whatsapp.com/send", "wa.me/?", "pin/create", "/submit", "status=", "/add",
    "getpocket", "bookmark", "/dialog/", "toot.",
)  # fmt: skip
"""Without one of these no address fits."""
_WORD = re.compile(r"[^\W\d_]+")
_OF_A_BAR = frozenset({
    "deel", "delen", "dit", "deze", "bericht", "artikel", "pagina", "nieuws", "op", "via", "met", "of", "en", "het",
    "facebook", "twitter", "x", "whatsapp", "linkedin", "mail", "email", "e", "print", "printen", "kopieer", "link",
    "share", "this", "on", "tweet", "instagram", "telegram", "bluesky", "mastodon", "threads", "pinterest", "reddit",
    "stuur", "door", "doorsturen", "vrienden", "messenger", "signal",
})  # fmt: skip
"""What may stand beside the links."""
HEADING = re.compile(
    r"(?:dit |deze )?(?:delen|deel)(?: (?:dit|deze|het)(?: (?:bericht|artikel|verhaal|pagina|nieuws))?)?"
    r"(?: (?:op|via|met) [\w ,]{2,60})?|share this(?: \w+)?|share|vind ik leuk|like this",
    re.IGNORECASE,
)


def is_share_link(href: str) -> bool:
    """Whether an address, as it stands in markup, asks to share."""
    return any(map(href.lower().__contains__, _HINTS)) and _SHARE.match(unescape(href)) is not None


def without_share_bars(blocks: list[Block]) -> list[Block]:
    """The blocks without those that are nothing but such links, and without «Delen» right above them."""
    linked = [block for block in blocks if "<" in block.html and "<a " in block.html]
    first_links = "\n".join([block.html.partition('<a href="')[2].partition('"')[0] for block in linked]).lower()
    if not any(map(first_links.__contains__, _HINTS)):  # as in nearly all texts
        return blocks
    bars = set(filter(_is_bar, linked))
    kept: list[Block] = []
    for block in blocks:
        if block not in bars:
            kept.append(block)
        elif kept and kept[-1].tag in ("h2", "p") and HEADING.fullmatch(kept[-1].text.strip(" :!")):
            kept.pop()
    return kept


def _is_bar(block: Block) -> bool:
    first = HREF.search(block.html)
    if first is None or not is_share_link(first[1]) or block.tag not in ("p", "h2", "ul", "ol"):
        return False
    if not all(is_share_link(href) for href, _ in HREF.findall(block.html)):
        return False
    beside = text_beside_links(block.html).lower()
    return all(word in _OF_A_BAR for word in _WORD.findall(beside))
