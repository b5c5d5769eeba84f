"""What the site that a text comes from has put around it: first lines that repeat its head, last ones that lead back.

Sources: Yoast SEO («Content to put after each post in the feed»), Jetpack, Drupal's default row of a feed, the excerpts
of WordPress and Ghost.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape

from portal.feeds.body.block import Block, text_of_block
from portal.feeds.parsing.dates import parse_date

_MORE_WORDS = (
    r"(?:lees|bekijk)(?: het)? (?:meer|verder|hele|volledige)(?: (?:artikel|bericht|verhaal|nieuws))?"
    r"(?: (?:op|over|bij) [\w. ]{2,40})?|meer lezen|meer|verder lezen|read more|continue reading|read the full \w+"
)
_POINTING = _MORE_WORDS.replace("|meer lezen|meer|", "|meer lezen(?=[ \xa0]*[»→›])|meer(?=[ \xa0]*[»→›])|")
"""What a link alone may say: of «hij pleit voor meer» the last word is part of the sentence."""
_DOTS = r"(?:…|\.{2,})"
_ARROWS = rf"(?:{_DOTS}|[»→›]+|(?:&gt;)+|&raquo;|[\])])"
MORE = re.compile(rf"\s*(?:[\[(]?{_DOTS}[\])]?|[>»→›]+|[\[(]?(?:{_MORE_WORDS})[\])]?\.*)\s*$", re.IGNORECASE)
_HINTS = (
    "..", "…", ">", "»", "→", "›", "]", ")", "lees", "lezen", "bekijk", "meer", "verder", "artikel", "verhaal",
    "bericht", "more", "read",
)  # fmt: skip
"""In the last characters, or there is no need to look closer."""
_LONGEST_MORE = 80
_MORE_LINK = re.compile(
    rf"\s*[\[(]?<a [^>]*>\s*(?:<[^>]*>)?\s*[\[(]?{_DOTS}?\s*(?:{_POINTING})(?:[ \xa0]*{_ARROWS})*"
    r"\s*(?:<[^>]*>)?\s*</a>[\])]?\.?\s*$",
    re.IGNORECASE,
)
_MORE_TEXT = re.compile(
    rf"\s*(?<![\w,])[\[(]?(?:(?:{_MORE_WORDS})(?=[\])]?\s*{_ARROWS})|(?:lees|bekijk) (?:meer|verder)|read more"
    rf"|continue reading)[\])]?\s*{_ARROWS}*\s*$",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s*[\[(]\s*(?:…|\.{2,}|&hellip;)\s*[\])]\s*$")
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
_THE_TEXT = re.compile(r"\b(?:bericht|artikel|verhaal|stuk|column|post|article|story|blog)\b", re.IGNORECASE)
_SHARE = re.compile(
    r"(?:dit |deze )?(?:delen|deel)(?: (?:dit|deze|het)(?: (?:bericht|artikel|verhaal|pagina|nieuws))?)?"
    r"(?: (?:op|via|met) [\w ,]{2,60})?|share this(?: \w+)?|share|vind ik leuk|like this"
    r"|gerelateerd(?:e (?:berichten|artikelen|nieuws))?|related(?: \w+)?|volg ons(?: op [\w ,]{2,60})?|tags?"
    r"|laat een reactie achter",
    re.IGNORECASE,
)
_STUB = re.compile(
    r"\b(?:dit|deze|de rest van (?:dit|het)) (?:artikel|bericht|verhaal|nieuws|content)\b.{0,40}"
    r"\b(?:alleen|exclusief|uitsluitend)\b.{0,40}\b(?:abonnees?|leden|abonnement)\b"
    r"|\b(?:word|nog geen|bent u (?:al )?|ben je (?:al )?)\s?abonnee\b.{0,80}\b(?:lezen|lees|log|artikel|verder)"
    r"|\b(?:log|meld je) in\b.{0,40}\bverder (?:te )?lezen\b"
    r"|\bverder lezen\b.{0,60}\b(?:abonnee|abonnement|inloggen|log in)\b"
    r"|\bthis (?:post|article|content) is for (?:paying |paid )?(?:subscribers|members)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://(?:www\.)?([^/?#]*)([^?#]*)", re.IGNORECASE)
_HREF = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_WORD = re.compile(r"\w+")
_OWN_WORDS = 15
_STUB_WORDS = 40
_LONGEST_TAIL = 2000
_LONGEST_LINE = 400
"""Characters: with its markup, and without."""
_SOMEBODY_SAYS = re.compile(r"\b(?:zegt|zei|zeggen|volgens|vertelt|meldt|aldus)\b")
_STUB_HINTS = ("abonn", "leden", "inlog", "log in", "subscriber", "member")
_FEWEST_OF_A_SENTENCE = 5
_AFTER_SHARING = 240
"""Characters of text after a heading such as «Delen»."""
_SIGNS = (*((sign, '"') for sign in "“”„«»"), *((sign, "'") for sign in "‘’‚`"), *((sign, "-") for sign in "–—"))
"""Replaced one by one, for a table of characters is looked up once a character."""
_HEAD_SIGNS = re.compile(r"^[\s|•·,–—:-]+|[\s|•·,–—:-]+$")
_BYLINE = re.compile(
    r"^(?:(?:geplaatst|geschreven|gepubliceerd|ingezonden|submitted|posted)\s*)?(?:door|by|op|on)\b:?", re.IGNORECASE
)
_WORDS_OF_A_HEAD = frozenset({"webredactie", "redactie", "beheerder", "admin", "door", "by", "op", "om", "uur"})
_DATE_LIKE = re.compile(
    r"(?:(?:ma|di|wo|do|vr|za|zo|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,8}\.?,?\s+)?"
    r"\d{1,4}[-/. ](?:\d{1,2}|[a-z]{3,9}\.?)[-/. ]\d{2,4}"
    r"(?:\s*[-–|,]?\s*(?:om\s+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*u(?:ur)?)?)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def squeezed(text: str) -> str:
    """What two texts have in common that differ in blanks, case and the shape of quotation marks alone."""
    text = text.casefold().replace(" ", "")
    for sign, plain in _SIGNS:
        if sign in text:
            text = text.replace(sign, plain)
    return text


def _may_point(text: str, within: int) -> bool:
    """A first look at the last characters: most texts lead nowhere."""
    end = text[-within:].lower()
    return any(hint in end for hint in _HINTS)


def uncut(text: str) -> str:
    """`text` without the dots, the «Lees meer» and the arrow of a teaser that was cut off."""
    while _may_point(text, 16) and (cut := MORE.search(text, max(len(text) - 80, 0))):
        text = text[: cut.start()]
    return text


def without_more(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks of a teaser without last paragraphs that are nothing but «Lees meer»."""
    while len(blocks) > 1 and len(blocks[-1].text) < _LONGEST_MORE and not uncut(blocks[-1].text):
        blocks = blocks[:-1]
    return blocks


def without_pointer(markup: str) -> str:
    """A line as readers should see it: no «Lees meer »» at its end, and one ellipsis where the feed has `[…]`."""
    if _may_point(markup, 24):
        start = max(len(markup) - 4000, 0)
        for shape in (_MORE_LINK, _MORE_TEXT):
            if (found := shape.search(markup, start)) and found.start() > 0:
                markup = markup[: found.start()]
        if (found := _CUT.search(markup, start)) and found.start() > 0:
            markup = f"{markup[: found.start()]} …"
    return markup


def without_head(blocks: tuple[Block, ...], headline: str, authors: Sequence[str]) -> tuple[Block, ...]:
    """The blocks without a first line that only repeats the headline, perhaps with author and date behind it, or that
    is nothing but a date.
    """
    if not blocks or blocks[0].tag not in ("h2", "p") or not headline or len(blocks[0].html) > 2 * len(headline) + 400:
        return blocks
    text = blocks[0].text
    if len(blocks) > 1 and text[-1:].isdigit() and _DATE_LIKE.fullmatch(text.strip()):
        return blocks[1:]
    if text[:2].casefold() != headline[:2].casefold() and text[:1].isalnum() and headline[:1].isalnum():
        return blocks
    if squeezed(text) == squeezed(headline):
        return blocks[1:] if len(blocks) < 2 or not _is_head(blocks[1].text, authors) else blocks[2:]
    if len(blocks) > 1 and text.casefold().startswith(headline.casefold()) and _is_head(text[len(headline) :], authors):
        return blocks[1:]
    return blocks


def _is_head(text: str, authors: Sequence[str]) -> bool:
    """Whether nothing stands here but who wrote it and when."""
    if not text.strip() or len(text) > 200:
        return False
    rest, dates = _DATE_LIKE.subn(" ", text)
    for author in authors:
        rest = re.sub(re.escape(author), " ", rest, flags=re.IGNORECASE) if author else rest
    rest = _BYLINE.sub("", _HEAD_SIGNS.sub("", rest))
    words = _WORD.findall(rest)
    is_dated = dates > 0 or parse_date(text.strip()) is not None
    return is_dated and all(word.casefold() in _WORDS_OF_A_HEAD for word in words) if words else True


def without_tail(blocks: tuple[Block, ...], link: str | None) -> tuple[Block, ...]:
    """The blocks without last ones that lead back to where the text comes from, ask to share it, or to subscribe.

    `link`: the item's own address.
    """
    if len(blocks) < 2:
        return blocks
    blocks = _without_sharing(blocks)
    while len(blocks) > 1 and _is_tail(blocks[-1], link):
        blocks = blocks[:-1]
    return blocks


def _is_tail(block: Block, link: str | None) -> bool:
    if block.tag not in ("p", "h2", "ul") or len(block.html) > _LONGEST_TAIL:
        return False
    text = block.text
    if len(text) < _LONGEST_MORE and _may_point(text, _LONGEST_MORE) and not uncut(text):
        return True
    if len(text) > _LONGEST_LINE:
        return False
    if _PLUG.fullmatch(text):
        return True
    if "<a " in block.html and _leads_back(block.html, text, link):
        return True
    low = text.lower()
    is_told = _SOMEBODY_SAYS.search(low) is not None
    return (
        any(word in low for word in _STUB_HINTS)
        and not is_told
        and text.count(" ") <= _STUB_WORDS
        and bool(_STUB.search(text))
    )


def _leads_back(markup: str, text: str, link: str | None) -> bool:
    """Whether its links are the item itself and the home of its site, and it says little else."""
    links = _HREF.findall(markup)
    words = len(text.split()) - sum(len(text_of_block(inner).split()) for _, inner in links)
    if words >= _OWN_WORDS:
        return False
    own = _place(link) if link else ("", "")
    places = [_place(unescape(href)) for href, _ in links]
    if not all(place[0] == own[0] and place[1] in (own[1], "") for place in places) and not _APPEARED.search(text):
        return False
    if own[0] and own in places:
        return not any(character in "?0123456789" for character in text_of_block(_HREF.sub(" ", markup)))
    is_of_the_site = any(place[0] == own[0] for place in places) or text.lower().startswith(("dit ", "the ", "this "))
    return bool(is_of_the_site and _APPEARED.search(text) and _THE_TEXT.search(text))


def _place(address: str) -> tuple[str, str]:
    """Host and path, however they are written; the path is "" for a home page."""
    found = _ADDRESS.match(address)
    return (found[1].lower(), found[2].strip("/")) if found else ("", address)


def _is_told(block: Block) -> bool:
    """Whether it says something of its own, outside of links and lists: a sentence."""
    text = text_of_block(_HREF.sub(" ", block.html)) if block.tag != "ul" else ""
    return len(text.split()) >= _FEWEST_OF_A_SENTENCE and text.rstrip().endswith((".", "!", "?")) and "..." not in text


def _without_sharing(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Cut at the last heading, where that is «Delen» or the like and little but links follows it."""
    for number in range(len(blocks) - 1, 0, -1):
        block = blocks[number]
        if block.tag == "h2" or (block.tag == "p" and block.html.endswith(":") and len(block.html) < _LONGEST_MORE):
            after = sum(len(one.text) for one in blocks[number + 1 :] if one.tag != "ul")
            is_sharing = _SHARE.fullmatch(block.text.strip().rstrip(":!").strip())
            if is_sharing and after <= _AFTER_SHARING and not any(map(_is_told, blocks[number + 1 :])):
                return _without_sharing(blocks[:number]) if number > 1 else blocks[:number]
            return blocks
    return blocks
