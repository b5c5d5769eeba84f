"""Last lines that are no text: they lead back to the site that it comes from, ask to share it, or to subscribe.

Sources: Yoast SEO («Content to put after each post in the feed»), Jetpack.
"""

import re
from functools import lru_cache
from html import unescape

from portal.feeds.body.block import Block, text_of_block
from portal.feeds.body.own_page import HREF, is_own_or_home, leads_elsewhere, place_of, text_beside_links
from portal.feeds.body.page_lines import says_when_changed
from portal.feeds.body.read_more_tail import is_read_more, without_own_link
from portal.feeds.body.share_bars import HEADING

_ISSUED = r"\b(?:verscheen|verschenen|gepubliceerd|geplaatst|appeared|published|posted)\b"
_FIRST = r"\b(?:eerst|eerder|oorspronkelijk|first|originally)\b"
_APPEARED = re.compile(rf"{_ISSUED}.{{0,40}}{_FIRST}|{_FIRST}.{{0,40}}{_ISSUED}", re.IGNORECASE)
_PLUG = re.compile(
    r"(?:het bericht|het artikel|dit bericht|dit artikel|the post|der beitrag|l['’]article) .{1,300}"
    r" (?:verscheen eerst op|appeared first on|first appeared on|erschien zuerst auf"
    r"|est apparu en premier sur) .{1,200}",
    re.IGNORECASE,
)
"""Also without a link: what WordPress puts at the end of a text in the languages of the neighbours."""
_ASKS_OR_COUNTS = re.compile("[?0-9]")
_THE_TEXT = re.compile(r"\b(?:bericht|artikel|verhaal|stuk|column|post|article|story|blog)\b", re.IGNORECASE)
_AFTERWORD = re.compile(
    r"gerelateerd(?:e (?:berichten|artikelen|nieuws))?|related(?: \w+)?|volg ons(?: op [\w ,]{2,60})?|tags?"
    r"|laat een reactie achter|lees ook|lees verder|bekijk ook|zie ook|ook interessant|meer nieuws|meer lezen"
    r"|meer (?:artikelen|berichten|over dit onderwerp)",
    re.IGNORECASE,
)
_TAGS = re.compile(
    r"(?:tags?|trefwoord(?:en)?|labels?|steekwoord(?:en)?|categorie(?:ën|en)?|thema['’]?s?|geplaatst in|filed under"
    r"|tagged(?: with)?|posted in|onderwerpen)\s*:\s*[^.!?]{2,300}",
    re.IGNORECASE,
)
"""What it is filed under. It ends no sentence."""
_THIS = (
    r"\b(?:(?:dit|het hele) (?:artikel|bericht|verhaal)|deze (?:inhoud|content)"
    r"|verder (?:te )?(?:kunnen )?lezen|lees (?:gratis )?verder)\b"
)
_FOR = (
    r"\b(?:abonnement|abonneer (?:je|u)|account|word (?:nu )?(?:lid|abonnee)|lid worden|registreer (?:je|u|gratis)"
    r"|log in|inloggen|maand gratis)\b"
)
"""What somebody has to do first, in words to the reader."""
_STUB = re.compile(
    r"\b(?:dit|deze|de rest van (?:dit|het)) (?:artikel|bericht|verhaal|nieuws|content)\b.{0,40}"
    r"\b(?:alleen|enkel|exclusief|uitsluitend|voorbehouden)\b.{0,40}\b(?:abonnees?|leden|abonnement)\b"
    r"|\b(?:word|nog geen|bent u (?:al )?|ben je (?:al )?)\s?abonnee\b.{0,80}\b(?:lezen|lees|log|artikel|verder)"
    r"|\b(?:log|meld je) in\b.{0,40}\bverder (?:te )?lezen\b"
    r"|\bverder lezen\b.{0,60}\b(?:abonnee|abonnement|inloggen|log in)\b"
    r"|\bthis (?:post|article|content) is for (?:paying |paid )?(?:subscribers|members)\b"
    r"|^(?:dit is een (?:premium|plus)[- ]?(?:artikel|verhaal|bericht)|verder lezen\?|wilt? (?:je|u) verder lezen\?)"
    r"|^(?:(?:nog |u bent |je bent )?(?:al|reeds) (?:een )?abonnee\?.{0,60}"
    r"|(?:alleen|enkel|exclusief|uitsluitend) voor (?:abonnees|leden)\W{0,5}(?:(?:word|log|meld|neem|sluit)\b.{0,60})?"
    r"|(?:subscribe|sign (?:in|up)|log in|register|become a member)\b.{0,30}\bto (?:continue|keep|read)\b.{0,60}"
    r"|already (?:a |an )?(?:subscriber|subscribed|paid member)\?.{0,60}"
    r"|onbeperkt lezen\?.{0,100}|(?:u|je) heb?t? ?(?:heeft )?geen toegang tot dit (?:artikel|bericht|verhaal).{0,100})$"
    rf"|{_THIS}.{{0,80}}{_FOR}|{_FOR}.{{0,80}}{_THIS}",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"\b(?:abonne\w+|proefabonnement|log in|inloggen|account|per maand|per week|opzegbaar|onbeperkt|subscribe\w*"
    r"|sign in|gratis proberen|word lid|premium)\b",
    re.IGNORECASE,
)
"""What stands below a stub."""
_OWN_WORDS = 15
_STUB_WORDS = 40
_LONGEST_HEADING = 80
_LONGEST_TAIL = 2000
_LONGEST_LINE = 400
"""Characters: of a heading that is a paragraph, and of a last line, with their markup; of that line without."""
_SOMEBODY_SAYS = re.compile(r"\b(?:zegt|zei|zeggen|volgens|vertelt|meldt|aldus)\b")
_STUB_HINTS = (
    "abonn", "leden", "inlog", "log in", "subscri", "sign ", "register", "member", "premium", "plus", "verder lezen",
    "account", "lid", "registr", "gratis", "onbeperkt", "toegang",
)  # fmt: skip
_OFFER_HINTS = ("per maand", "per week", "opzegb", "proberen")
"""Beside the others."""
_LONGEST_OFFER = 8
"""Blocks."""
_FEWEST_OF_A_SENTENCE = 5
_AFTER_SHARING = 240
"""Characters of text after a heading such as «Delen»."""


def without_tail(blocks: tuple[Block, ...], link: str | None) -> tuple[Block, ...]:
    """The blocks without last ones that lead back to where the text comes from, ask to share it, or to subscribe.

    `link`: the item's own address.
    """
    if blocks and "</a>" in blocks[-1].html[-40:]:
        blocks = _without_invitation(blocks, link)
    if len(blocks) < 2:
        return blocks
    blocks = _without_offer(_without_sharing(blocks))
    while len(blocks) > 1 and _is_tail(blocks[-1], link):
        blocks = blocks[:-1]
    return blocks


def _without_invitation(blocks: tuple[Block, ...], link: str | None) -> tuple[Block, ...]:
    """With a last paragraph that ends where its sentence does, and not with a link to go on reading the item."""
    last = blocks[-1]
    cut = without_own_link(last.html, link) if last.tag == "p" else last.html
    if cut == last.html or not _is_told(last._replace(html=cut)) or cut.rstrip().endswith("?"):
        return blocks
    return (*blocks[:-1], last._replace(html=cut))


def _is_tail(block: Block, link: str | None) -> bool:
    if block.tag not in ("p", "h2", "ul") or len(block.html) > _LONGEST_TAIL:
        return False
    text = block.text
    if len(text) > _LONGEST_LINE:
        return False
    if says_when_changed(text):
        return True
    if is_read_more(text):
        return not leads_elsewhere(block.html, link)
    leads_back = "<a " in block.html and _leads_back(block.html, text, link)
    return leads_back or _PLUG.fullmatch(text) is not None or _is_stub(text) or _TAGS.fullmatch(text) is not None


def _is_stub(text: str) -> bool:
    """Whether it only says that the rest is for subscribers; what somebody says of them is news."""
    if text.count(" ") > _STUB_WORDS or not _speaks_of_readers(text):
        return False
    low = text.lower()
    if not any(map(low.__contains__, _STUB_HINTS)):
        return False
    return _STUB.search(text) is not None and _SOMEBODY_SAYS.search(low) is None


@lru_cache(maxsize=64)  # a last line is asked for three times
def _speaks_of_readers(text: str) -> bool:
    """A first look: what only says that somebody has to pay, or what that costs, has one of these words."""
    return any(map(text.lower().__contains__, (*_STUB_HINTS, *_OFFER_HINTS)))


def _without_offer(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Cut where it says that the rest is for subscribers, and nothing but what they pay and get follows."""
    end = len(blocks)
    for number in range(len(blocks) - 1, max(len(blocks) - _LONGEST_OFFER, 0), -1):
        if not _may_offer(blocks[number]):
            break
        if _is_stub(blocks[number].text):
            end = number
    return blocks[:end] if end < len(blocks) else blocks


def _may_offer(block: Block) -> bool:
    if len(block.html) > _LONGEST_TAIL:
        return False
    return block.tag in ("ul", "h2") or _is_an_offer(block.text) or _is_stub(block.text)


def _is_an_offer(text: str) -> bool:
    return _speaks_of_readers(text) and _OFFER.search(text) is not None


def _leads_back(markup: str, text: str, link: str | None) -> bool:
    """Whether its links are the item itself and the home of its site, and it says little else."""
    links = HREF.findall(markup)
    words = len(text.split()) - sum(len(text_of_block(inner).split()) for _, inner in links)
    if words >= _OWN_WORDS:
        return False
    own = place_of(link) if link else ("", "")
    places = [place_of(unescape(href) if "&" in href else href) for href, _ in links]
    if not all(is_own_or_home(place, own) for place in places) and not _APPEARED.search(text):
        return False
    if own[0] and own in places:
        return _ASKS_OR_COUNTS.search(text_beside_links(markup)) is None
    is_of_the_site = any(place[0] == own[0] for place in places) or text.lower().startswith(("dit ", "the ", "this "))
    return bool(is_of_the_site and _APPEARED.search(text) and _THE_TEXT.search(text))


def _is_told(block: Block) -> bool:
    """Whether it says something of its own, outside of links and lists: a sentence."""
    text = text_beside_links(block.html) if block.tag != "ul" else ""
    return len(text.split()) >= _FEWEST_OF_A_SENTENCE and text.rstrip().endswith((".", "!", "?")) and "..." not in text


def _without_sharing(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Cut at the last heading, where that is «Delen» or the like and little but links follows it."""
    for number in range(len(blocks) - 1, 0, -1):
        block = blocks[number]
        if block.tag == "h2" or (block.tag == "p" and block.html.endswith(":") and len(block.html) < _LONGEST_HEADING):
            said = block.text.strip().rstrip(":!").strip()
            is_sharing = HEADING.fullmatch(said) or _AFTERWORD.fullmatch(said)
            if is_sharing and _says_little(blocks[number + 1 :]):
                return _without_sharing(blocks[:number]) if number > 1 else blocks[:number]
            return blocks
    return blocks


def _says_little(blocks: tuple[Block, ...]) -> bool:
    after = sum(len(block.text) for block in blocks if block.tag != "ul")
    return after <= _AFTER_SHARING and not any(map(_is_told, blocks))
