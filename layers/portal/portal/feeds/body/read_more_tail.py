"""What leads from a teaser to its whole text: dots, an arrow, «Lees meer».

Source: the excerpts of WordPress and Ghost.
"""

import re

from portal.feeds.body.block import Block, squeezed, text_of_block
from portal.feeds.body.own_page import is_page_of_item, leads_elsewhere, place_of

_PLAIN_WORDS = (
    r"(?:lees|bekijk)(?: het)? (?:meer|verder|hele|volledige)(?: (?:artikel|bericht|verhaal|nieuws))?"
    r"(?: (?:op|over|bij) [\w. ]{2,40})?|verder lezen|read more|continue reading|read the full \w+"
    r"|weiterlesen|mehr lesen|lire la suite"
)
_GUARDED_WORDS = r"meer lezen|meer|mehr|more"
"""What may be the last words of a sentence too: of «hij pleit voor meer»."""
_MORE_WORDS = f"{_PLAIN_WORDS}|{_GUARDED_WORDS}"
_DOTS = r"(?:…|\.{2,})"
_SIGNS = "»→›►▶➡⇒👉🔗\ufe0f"
_ARROWS = rf"(?:{_DOTS}|[{_SIGNS}]+|(?:&gt;)+|&raquo;|[\])])"
_MORE = re.compile(rf"\s*(?:[\[(]?{_DOTS}[\])]?|[>{_SIGNS}]+|[\[(]?(?:{_MORE_WORDS})[\])]?\.*)\s*$", re.IGNORECASE)
_HINTS = re.compile(
    rf"\.\.|[…>{_SIGNS}\])]|lees|lezen|lesen|bekijk|meer|mehr|verder|artikel|verhaal|bericht|more|read|la suite"
)
"""In the last characters, or there is no need to look closer."""
_MAY_CUT = re.compile(
    rf"(?:…|\.\.)[\])]?\s*\Z|[>{_SIGNS}]\s*\Z|meer|verder|hele|volledige|lezen|read|weiterle|mehr|lire|more"
)
"""What `_MORE` cannot do without."""
_OPENING, _CLOSING = frozenset("[("), frozenset("])")
_LONGEST = 80
"""Characters: of what says nothing else."""
_WRAPPERS = "(?:b|strong|i|em)"
_MORE_LINK = re.compile(
    rf'\s*(?:<{_WRAPPERS}>\s*){{0,2}}[\[(]?<a href="([^"]*)"[^>]*>\s*(?:<[^>]*>)?\s*[\[(]?{_DOTS}?\s*'
    rf"(?:{_PLAIN_WORDS}|({_GUARDED_WORDS}))((?:[ \xa0]*{_ARROWS})*)"
    rf"\s*(?:<[^>]*>)?\s*</a>[\])]?\.?(?:\s*</{_WRAPPERS}>){{0,2}}\s*$",
    re.IGNORECASE,
)
_MORE_TEXT = re.compile(
    rf"\s*(?<![\w,])[\[(]?(?:(?:{_MORE_WORDS})(?=[\])]?\s*{_ARROWS})|(?:lees|bekijk) (?:meer|verder)|read more"
    rf"|continue reading|weiterlesen|lire la suite)[\])]?\s*{_ARROWS}*\s*$",
    re.IGNORECASE,
)
_MORE_OF_THE_TEXT = re.compile(
    r"(?<=[.!?…”\"»]) (?:lees|bekijk) "
    r"(?:het (?:hele|volledige) (?:artikel|bericht|verhaal)(?: op (?P<at>[\w.-]{2,60}))?"
    r"|(?:meer|verder) (?:over (?P<over>[^<>]{2,300}?)|(?:op|bij) (?P<site>[\w.-]{2,60}?)))\.?\s*$",
    re.IGNORECASE,
)
"""Without a link: it says where the text goes on."""
_LAST_LINK = re.compile(
    rf'\s?(?:<{_WRAPPERS}>){{0,2}}[\[(]?<a href="([^"]*)"[^>]*>((?:(?!</a>).){{1,300}})</a>[\])]?\.?'
    rf"(?:</{_WRAPPERS}>){{0,2}}\s?$",
    re.DOTALL,
)
_INVITES = re.compile(
    r"[\W_]{0,6}(?:lees|bekijk|klik|verder|meer|naar|ga|read|view|see|click|continue|keep|weiter\w{0,10}|mehr|lire|voir)"
    r"\b[^.!?]{0,70}[\W_]{0,6}",
    re.IGNORECASE,
)
_ENDS_A_SENTENCE = (".", "!", "?", "…", '"', "”", "’", "»", ")", "]", ">", "&gt;", "→")
_POINTERS = re.compile(rf"\s[\s{_SIGNS}]+\Z|(?:\s*&gt;)+\s*\Z")
"""What pointed to the words that were cut."""
_CUT = re.compile(r"\s*[\[(]\s*(?:…|\.{2,}|&hellip;)\s*[\])]\s*$")


def _may_lead_on(text: str, within: int) -> bool:
    """A first look at the last characters: most texts lead nowhere."""
    return _HINTS.search(text[-within:].lower()) is not None


def uncut(text: str) -> str:
    """`text` without the dots, the «Lees meer» and the arrow of a teaser that was cut off."""
    while _may_lead_on(text, 16) and _MAY_CUT.search(text[-_LONGEST:].lower()):
        start = _start_of_dots(text)
        if start < max(len(text) - _LONGEST, 0):
            cut = _MORE.search(text, max(len(text) - _LONGEST, 0))
            if cut is None:
                break
            start = cut.start()
        text = text[:start]
    return text


def _start_of_dots(text: str) -> int:
    """Where the `…` or `[…]` at the end of `text` begins, with the blanks before it, as `_MORE` finds it; -1 for any
    other end. Most teasers end so, and the pattern tries all of its words at each of the last characters.
    """
    end = text.rstrip()
    kept = end[:-1] if end[-1:] in _CLOSING else end
    if kept[-1:] != "…":
        return -1
    kept = kept[:-1]
    return len((kept[:-1] if kept[-1:] in _OPENING else kept).rstrip())


def is_read_more(text: str) -> bool:
    """Whether a paragraph is nothing but «Lees meer»."""
    return 0 < len(text) < _LONGEST and not uncut(text)


def without_read_more(blocks: tuple[Block, ...], link: str | None) -> tuple[Block, ...]:
    """The blocks of a teaser without last paragraphs that are nothing but «Lees meer» of the item; `link`: its page."""
    while len(blocks) > 1 and is_read_more(blocks[-1].text) and not leads_elsewhere(blocks[-1].html, link):
        blocks = blocks[:-1]
    return blocks


def line_without_read_more(markup: str, *, headline: str = "", link: str | None = None) -> str:
    """A line as readers should see it: no «Lees meer »» of the item at its end, and one ellipsis where the feed has
    `[…]`. `link`: the item's address.
    """
    markup = without_own_link(markup, link)
    if "ees " in markup[-400:] or "ekijk " in markup[-400:]:
        markup = _without_more_of_the_text(markup, headline, link)
    if _may_lead_on(markup, 24):
        if "</a>" in markup[-40:] and (found := _MORE_LINK.search(markup, _near_last_link(markup))):
            markup = _cut(markup, found.start()) if _is_of_the_item(found, link) else markup
        end = markup.rstrip()
        is_led_on = end[-1:] != ">" and (end[-1:] != "." or end[-2:] == "..")  # no words, nor an arrow, end otherwise
        if is_led_on and (found := _MORE_TEXT.search(markup, max(len(markup) - 200, 0))) and found.start() > 0:
            markup = _cut(markup, found.start())
            end = markup.rstrip()
        is_cut = end[-1:] in _CLOSING
        if is_cut and (found := _CUT.search(markup, max(len(markup) - 200, 0))) and found.start() > 0:
            markup = f"{markup[: found.start()]} …"
    return markup


def _near_last_link(markup: str) -> int:
    """From where a last link is looked for: a little before it, for emphasis and a bracket. No link is in another."""
    return max(markup.rfind("<a ") - 24, len(markup) - 4000, 0)


def without_own_link(markup: str, link: str | None) -> str:
    """A line without a last link to the item itself that asks to go on, behind a sentence that has ended: «Klik hier
    voor het hele artikel». Only the link tells such words from those of a text.
    """
    start = markup.rfind("<a href=") if link and "</a>" in markup[-40:] else -1
    if start <= 0:
        return markup
    found = _LAST_LINK.search(markup, max(start - 24, 0))
    if found is None or not is_page_of_item(found[1], link) or not _INVITES.fullmatch(text_of_block(found[2]).strip()):
        return markup
    if not markup[: found.start()].rstrip().endswith(_ENDS_A_SENTENCE):
        return markup
    return _cut(markup, found.start()).removesuffix("<br>")


def _cut(markup: str, end: int) -> str:
    """Up to `end`, and without the arrow that pointed there; all of it where nothing would be left."""
    kept = markup[:end]
    found = _POINTERS.search(kept, max(end - 40, 0))
    if found and "»" in found[0] and kept.count("«") >= kept.count("»"):
        found = None  # it closes a quotation
    return (kept[: found.start()] if found else kept) or markup


def _is_of_the_item(found: re.Match[str], link: str | None) -> bool:
    """Whether it leads to the whole text: a word that may end a sentence does by the item's address, or an arrow."""
    href, guarded, arrows = found.groups()
    if link is not None and leads_elsewhere(found[0], link):
        return False
    return not guarded or bool(arrows.strip("\xa0 ")) or is_page_of_item(href, link)


def _without_more_of_the_text(markup: str, headline: str, link: str | None) -> str:
    """Without «Lees het volledige artikel», «Lees verder op krant.example» and «Lees meer over» the headline itself."""
    found = _MORE_OF_THE_TEXT.search(markup, max(len(markup) - 400, 0))
    if found is None:
        return markup
    site = (found["at"] or found["site"] or "").lower().removeprefix("www.").rstrip(".")
    over = found["over"]
    host = place_of(link)[0] if link else ""
    is_of_the_item = squeezed(over) == squeezed(headline) if over else site in ("", host)
    return _cut(markup, found.start()) if is_of_the_item else markup
