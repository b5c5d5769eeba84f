"""From what a feed says of an item to lead and body: every line of the article once, and in order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Protocol

from portal.feeds.body.block import SHORT_LINE, Block, Body, is_lone_link, squeezed, text_of_block
from portal.feeds.body.dateline import split_dateline
from portal.feeds.body.editor_notes import without_notes
from portal.feeds.body.head_lines import without_head, without_row_head
from portal.feeds.body.kill_notices import is_kill_notice
from portal.feeds.body.page_lines import without_advertisements
from portal.feeds.body.read_more import line_without_read_more, uncut, without_read_more
from portal.feeds.body.related_links import without_related
from portal.feeds.body.sanitize import clean_body, escaped, to_html
from portal.feeds.body.tail_lines import without_tail
from portal.model.article import Dateline, Image

_LONGEST_LEAD = 10_000
_FEWEST_BLANKS = 3
_ENDS_A_SENTENCE = frozenset(".!?…:;,\"'”’»)-–—")
_PIECE = re.compile(r"(<[^>]*>|&[#\w]+;)|([^<&]+)")


@dataclass(frozen=True, kw_only=True)
class LeadAndBody:
    """The text of an entry, cleaned. `lead` is plain text without its dateline and not repeated in `body_html`;
    `lead_html` is the same with its inline markup.

    `notes`: what stood in the text for editors. `is_kill_notice`: it says that something must go. `widths`: of the
    images, in pixels, by address, where they are said.
    """

    lead: str
    lead_html: str
    body_html: str
    dateline: Dateline | None
    images: tuple[Image, ...]
    notes: tuple[str, ...] = ()
    is_kill_notice: bool = False
    widths: Mapping[str, int] = field(default_factory=dict)


class Clean(Protocol):
    """What lead_and_body does."""

    def __call__(
        self, *, summary: str, content: str, headline: str, base: str | None, link: str | None, authors: Sequence[str]
    ) -> LeadAndBody: ...


def lead_and_body(
    *,
    summary: str,
    content: str,
    headline: str,
    base: str | None,
    link: str | None = None,
    authors: Sequence[str] = (),
) -> LeadAndBody:
    """Lead and body out of a summary and a content, both HTML and both optional.

    The lead is the first paragraph of the longer text, where nothing else stands before it. A summary that says
    something of its own is the lead, and the body stays whole; one that only repeats the body (its start, perhaps cut
    off) is left out. A dateline that stands in only one of the two is kept. `link`, `authors`: the item's, for lines
    that say nothing else.
    """
    summary, content = without_row_head(summary, headline), without_row_head(content, headline)
    short = clean_body(summary, base) if summary.strip() else Body()
    short = _with_blocks(short, without_tail(without_read_more(without_advertisements(short.blocks), link), link))
    long = clean_body(content, base) if content.strip() else Body()
    long = _with_blocks(long, without_tail(without_related(without_advertisements(long.blocks), link), link))
    is_kill = is_kill_notice(headline, long.blocks or short.blocks)
    (short, beside), (long, notes) = _for_readers(short), _for_readers(long)
    notes = tuple(dict.fromkeys((*notes, *beside))) if beside else notes
    short, long = (_with_blocks(body, without_head(body.blocks, headline, authors)) for body in (short, long))
    story = _told(short, long, headline, link)
    return replace(story, notes=notes, is_kill_notice=is_kill) if notes or is_kill else story


def _with_blocks(body: Body, blocks: tuple[Block, ...]) -> Body:
    return body if blocks is body.blocks else replace(body, blocks=blocks)


def _for_readers(body: Body) -> tuple[Body, tuple[str, ...]]:
    if not body.blocks:
        return body, ()
    blocks, notes = without_notes(body.blocks)
    return _with_blocks(body, blocks), notes


def _told(short: Body, long: Body, headline: str, link: str | None) -> LeadAndBody:
    images = tuple({image.url: image for image in (*short.images, *long.images)}.values())
    opening, first = _without_dateline(short.blocks)
    blocks, dateline = _without_dateline(long.blocks)
    if not blocks:
        opening, blocks = [], opening
    elif _repeats(blocks, opening):
        opening, blocks = [], opening if opening and _length(opening) >= _length(blocks) else blocks
    dateline = dateline or first
    told = Told(dateline=dateline, images=images, widths={**short.widths, **long.widths}, headline=headline, link=link)
    if opening and not _repeats(opening, blocks):
        return told.with_text(opening, _not_told_in(_text(opening), blocks))
    place = next((number for number, block in enumerate(blocks) if not is_lone_link(block)), len(blocks))
    if place < len(blocks) and blocks[place].tag == "p" and not _is_of_lines(blocks[place]):
        return told.with_text([blocks[place]], [*blocks[:place], *blocks[place + 1 :]])
    # What stands before the first paragraph is what that answers to: a time, a question, what somebody said. A table of
    # scores, or when and where, is no sentence that could stand alone.
    return told.with_text([block for block in opening if block.tag == "p"], blocks)


def _is_of_lines(block: Block) -> bool:
    """Whether it is a list with breaks, which says nothing on one line: `Goes - Veere 1-0<br>Kats - Nisse 2-2`."""
    if "<br>" not in block.html:
        return False
    lines = [text_of_block(line).strip() for line in block.html.split("<br>")]
    return any(
        0 < len(line) <= SHORT_LINE and line[-1] not in _ENDS_A_SENTENCE and not following[:1].islower()
        for line, following in pairwise(lines)
    )


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is known of a text before it is known what its lead is."""

    dateline: Dateline | None
    images: tuple[Image, ...]
    widths: Mapping[str, int]
    headline: str
    link: str | None

    def with_text(self, lead: list[Block], blocks: list[Block]) -> LeadAndBody:
        lines = (block.html if block.tag == "p" else escaped(block.text) for block in lead)
        markup = line_without_read_more(" ".join(lines), headline=self.headline, link=self.link)
        return LeadAndBody(
            lead=text_of_block(markup),
            lead_html=markup,
            body_html=to_html(Body(blocks=tuple(blocks))),
            dateline=self.dateline,
            images=self.images,
            widths=self.widths,
        )


def _text(blocks: list[Block]) -> str:
    return " ".join(block.text for block in blocks)


def _repeats(part: list[Block], whole: list[Block]) -> bool:
    """Whether `whole` says all that `part` does. The end of `part` may have been cut off; blanks make no difference."""
    if not part or not whole:
        return not part
    if sum(len(block.html) for block in part) > 4 * sum(len(block.html) for block in whole) + 200:
        return False
    last = squeezed(uncut(part[-1].text))
    if len(part) == 1 and last in squeezed(whole[0].text):
        return True
    told = "".join(squeezed(block.text) for block in whole)
    return all(squeezed(block.text) in told for block in part[:-1]) and last in told


def _not_told_in(lead: str, blocks: list[Block]) -> list[Block]:
    """The blocks without the paragraphs that stand in `lead` word for word; a few words in it are no paragraph."""
    if len(lead) > _LONGEST_LEAD:
        return blocks
    told = squeezed(lead)
    return [block for block in blocks if block.tag != "p" or not _stands_in(told, block.text)]


def _stands_in(told: str, text: str) -> bool:
    part = squeezed(text)
    return part == told or (text.count(" ") >= _FEWEST_BLANKS and part in told)


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _without_dateline(blocks: tuple[Block, ...]) -> tuple[list[Block], Dateline | None]:
    """The blocks with the dateline cut from the first paragraph, which goes when nothing else stood in it."""
    kept = list(blocks)
    if not kept or kept[0].tag != "p":
        return kept, None
    text = kept[0].text
    dateline, rest = split_dateline(text)
    if dateline is None:
        return kept, None
    if rest:
        kept[0] = Block(tag="p", html=_after(kept[0].html, len(text) - len(rest)))
    else:
        del kept[0]
    return kept, dateline


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
