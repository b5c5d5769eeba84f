"""From what a feed says of an item to lead and body: every line of the article once, and in order."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from portal.feeds.body.block import Block, Body
from portal.feeds.body.dateline import split_dateline
from portal.feeds.body.editor_notes import is_kill_notice, without_notes
from portal.feeds.body.sanitize import clean_body, to_html
from portal.model.article import Dateline, Image

_MORE = re.compile(
    r"\s*(?:[\[(]?(?:…|\.{2,})[\])]?|[>»→›]+|[\[(]?(?:"
    r"(?:lees|bekijk)(?: het)? (?:meer|verder|hele|volledige)(?: (?:artikel|bericht|verhaal))?(?: op [\w.]{2,40})?"
    r"|meer|read more|continue reading)[\])]?\.*)\s*$",
    re.IGNORECASE,
)
_HINT = re.compile(r"\.\.|[…>»→›\])]|meer|verder|artikel|bericht|verhaal|op \w|more|ading", re.IGNORECASE)
"""In the last twelve characters, or there is no need to look closer."""
_PLUG = re.compile(
    r"(?:het bericht|het artikel|the post) .{1,300} (?:verscheen eerst op|appeared first on) .{1,200}", re.IGNORECASE
)
"""What WordPress puts at the end of every text. Source: Yoast SEO, «Content to put after each post in the feed»."""
_SIGNS = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚`", "'") | dict.fromkeys("–—", "-"))
_LONGEST_LEAD = 10_000
_LONGEST_MORE = 80
_FEWEST_BLANKS = 3
_PIECE = re.compile(r"(<[^>]*>|&[#\w]+;)|([^<&]+)")


@dataclass(frozen=True, kw_only=True)
class LeadAndBody:
    """The text of an entry, cleaned. `lead` is plain text without its dateline and not repeated in `body_html`.

    `notes`: what stood in the text for editors. `is_kill_notice`: it says that something must go.
    """

    lead: str
    body_html: str
    dateline: Dateline | None
    images: tuple[Image, ...]
    notes: tuple[str, ...] = ()
    is_kill_notice: bool = False


def lead_and_body(*, summary: str, content: str, headline: str, base: str | None) -> LeadAndBody:
    """Lead and body out of a summary and a content, both HTML and both optional.

    The lead is the first paragraph of the longer text. A summary that says something of its own is the lead, and the
    body stays whole; one that only repeats the body (its start, perhaps cut off) is left out. A dateline that stands in
    only one of the two is kept.
    """
    short = _without_more(_unplugged(clean_body(summary, base))) if summary.strip() else Body()
    long = _unplugged(clean_body(content, base)) if content.strip() else Body()
    is_kill = is_kill_notice(headline, long.blocks or short.blocks)
    (short, beside), (long, notes) = _for_readers(short), _for_readers(long)
    notes = tuple(dict.fromkeys((*notes, *beside))) if beside else notes
    story = _told(short, long, headline)
    return replace(story, notes=notes, is_kill_notice=is_kill) if notes or is_kill else story


def _for_readers(body: Body) -> tuple[Body, tuple[str, ...]]:
    if not body.blocks:
        return body, ()
    blocks, notes = without_notes(body.blocks)
    return (body if blocks is body.blocks else replace(body, blocks=blocks)), notes


def _told(short: Body, long: Body, headline: str) -> LeadAndBody:
    images = tuple({image.url: image for image in (*long.images, *short.images)}.values())
    opening, first = _without_dateline(_without_headline(short.blocks, headline))
    blocks, dateline = _without_dateline(_without_headline(long.blocks, headline))
    if not blocks:
        opening, blocks = [], opening
    elif _repeats(blocks, opening):
        opening, blocks = [], opening if opening and _length(opening) >= _length(blocks) else blocks
    dateline = dateline or first
    lead = " ".join(block.text for block in opening)
    if lead and not _repeats(opening, blocks):
        return _story(lead, _not_told_in(lead, blocks), dateline, images)
    place = _first_paragraph(blocks)
    if place is None:
        return _story("", blocks, dateline, images)
    return _story(blocks[place].text, [*blocks[:place], *blocks[place + 1 :]], dateline, images)


def _story(lead: str, blocks: list[Block], dateline: Dateline | None, images: tuple[Image, ...]) -> LeadAndBody:
    return LeadAndBody(lead=lead, body_html=to_html(Body(blocks=tuple(blocks))), dateline=dateline, images=images)


def _repeats(part: list[Block], whole: list[Block]) -> bool:
    """Whether `whole` says all that `part` does. The end of `part` may have been cut off; blanks make no difference."""
    if not part or not whole:
        return not part
    if sum(len(block.html) for block in part) > 4 * sum(len(block.html) for block in whole) + 200:
        return False
    last = _squeezed(_uncut(part[-1].text))
    if len(part) == 1 and last in _squeezed(whole[0].text):
        return True
    told = "".join(_squeezed(block.text) for block in whole)
    return all(_squeezed(block.text) in told for block in part[:-1]) and last in told


def _not_told_in(lead: str, blocks: list[Block]) -> list[Block]:
    """The blocks without the paragraphs that stand in `lead` word for word; a few words in it are no paragraph."""
    if len(lead) > _LONGEST_LEAD:
        return blocks
    told = _squeezed(lead)
    return [block for block in blocks if block.tag != "p" or not _stands_in(told, block.text)]


def _stands_in(told: str, text: str) -> bool:
    squeezed = _squeezed(text)
    return squeezed == told or (text.count(" ") >= _FEWEST_BLANKS and squeezed in told)


def _uncut(text: str) -> str:
    """`text` without the dots, the «Lees meer» and the arrow of a teaser that was cut off."""
    while _HINT.search(text, max(len(text) - 12, 0)) and (cut := _MORE.search(text, max(len(text) - 80, 0))):
        text = text[: cut.start()]
    return text


def _without_more(teaser: Body) -> Body:
    """`teaser` without last paragraphs that are nothing but «Lees meer»."""
    blocks = teaser.blocks
    while len(blocks) > 1 and len(blocks[-1].text) < _LONGEST_MORE and not _uncut(blocks[-1].text):
        blocks = blocks[:-1]
    return replace(teaser, blocks=blocks)


def _unplugged(body: Body) -> Body:
    """`body` without a last paragraph that only says on which site it appeared."""
    last = body.blocks[-1].html if len(body.blocks) > 1 else ""
    plugged = (" eerst op " in last or " first on " in last) and _PLUG.fullmatch(body.blocks[-1].text)
    return replace(body, blocks=body.blocks[:-1]) if plugged else body


@lru_cache(maxsize=64)
def _squeezed(text: str) -> str:
    return text.casefold().replace(" ", "").translate(_SIGNS)


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _without_headline(blocks: tuple[Block, ...], headline: str) -> tuple[Block, ...]:
    """The blocks without a first one that only repeats the headline."""
    if len(blocks) < 2 or blocks[0].tag not in ("h2", "p") or len(blocks[0].html) > 2 * len(headline) + 40:
        return blocks
    return blocks[1:] if _squeezed(blocks[0].text) == _squeezed(headline) else blocks


def _without_dateline(blocks: tuple[Block, ...]) -> tuple[list[Block], Dateline | None]:
    """The blocks with the dateline cut from the first paragraph, which goes when nothing else stood in it."""
    kept = list(blocks)
    first = _first_paragraph(kept)
    if first is None:
        return kept, None
    text = kept[first].text
    dateline, rest = split_dateline(text)
    if dateline is None:
        return kept, None
    if rest:
        kept[first] = Block(tag="p", html=_after(kept[first].html, len(text) - len(rest)))
    else:
        del kept[first]
    return kept, dateline


def _first_paragraph(blocks: list[Block]) -> int | None:
    for number, block in enumerate(blocks):
        if block.tag == "p":
            return number
    return None


def _after(markup: str, count: int) -> str:
    """Clean inline `markup` without the first `count` characters of its text, and without elements left empty."""
    if "<" not in markup[:count] and "&" not in markup[:count]:
        return markup[count:].lstrip()
    parts = []
    for found in _PIECE.finditer(markup):
        piece = found[0]
        if piece == "<br>" or piece[0] == "&":
            parts.append(piece if count <= 0 else "")
            count -= 1
        elif found[1]:
            parts.append(piece)
        else:
            parts.append(piece[max(count, 0) :])
            count -= len(piece)
    rest = "".join(parts)
    while (shorter := re.sub(r"<(\w+)(?: [^>]*)?>\s*</\1>", "", rest)) != rest:
        rest = shorter
    return re.sub(r"^((?:<[^>]*>)*)\s+", r"\1", rest)
