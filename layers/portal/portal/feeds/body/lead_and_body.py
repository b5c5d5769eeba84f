"""From what a feed says of an item to lead and body: every line of the article once, and in order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple, Protocol

from portal.feeds.body.block import (
    SHORT_LINE,
    Block,
    Body,
    html_of,
    is_lone_link,
    squeezed,
    text_of_block,
    text_of_markup,
)
from portal.feeds.body.dateline import split_dateline
from portal.feeds.body.editor_notes import without_notes
from portal.feeds.body.head_lines import without_head, without_row_head
from portal.feeds.body.kill_notices import is_kill_notice
from portal.feeds.body.page_lines import without_advertisements
from portal.feeds.body.read_more import line_without_read_more, uncut, without_read_more
from portal.feeds.body.related_links import without_related
from portal.feeds.body.sanitize import clean_body, escaped
from portal.feeds.body.tail_lines import without_tail
from portal.model.article import Dateline, Image

_NOTHING = Body()
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
    short = clean_body(summary, base) if summary.strip() else _NOTHING
    long = clean_body(content, base) if content.strip() else _NOTHING
    opening, blocks = short.blocks, long.blocks
    notes: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    if opening:
        opening = without_tail(without_read_more(without_advertisements(opening), link), link)
    if blocks:
        blocks = without_tail(without_related(without_advertisements(blocks), link), link)
    is_kill = is_kill_notice(headline, blocks or opening)
    if opening:
        opening, beside = without_notes(opening)
        opening = without_head(opening, headline, authors)
    if blocks:
        blocks, notes = without_notes(blocks)
        blocks = without_head(blocks, headline, authors)
    notes = tuple(dict.fromkeys((*notes, *beside))) if beside else notes
    above, below = list(opening), list(blocks)
    first, dateline = _cut_dateline(above), _cut_dateline(below)
    told = Told(
        dateline=dateline or first,
        images=tuple({image.url: image for image in (*short.images, *long.images)}.values())
        if short.images
        else long.images,
        widths={**short.widths, **long.widths} if short.widths else long.widths,
        headline=headline,
        link=link,
        notes=notes,
        is_kill_notice=is_kill,
    )
    return _told(above, below, told)


def _told(opening: list[Block], blocks: list[Block], told: "Told") -> LeadAndBody:
    if not blocks:
        opening, blocks = [], opening
    elif _repeats(blocks, opening):
        opening, blocks = [], opening if opening and _length(opening) >= _length(blocks) else blocks
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


class Told(NamedTuple):
    """What is known of a text before it is known what its lead is."""

    dateline: Dateline | None
    images: tuple[Image, ...]
    widths: Mapping[str, int]
    headline: str
    link: str | None
    notes: tuple[str, ...]
    is_kill_notice: bool

    def with_text(self, lead: list[Block], blocks: list[Block]) -> LeadAndBody:
        lines = [block.html if block.tag == "p" else escaped(block.text) for block in lead]
        markup = line_without_read_more(" ".join(lines), headline=self.headline, link=self.link)
        return LeadAndBody(
            lead=text_of_block(markup),
            lead_html=markup,
            body_html=html_of(blocks),
            dateline=self.dateline,
            images=self.images,
            notes=self.notes,
            is_kill_notice=self.is_kill_notice,
            widths=self.widths,
        )


def _text(blocks: list[Block]) -> str:
    return " ".join([block.text for block in blocks])


def _repeats(part: list[Block], whole: list[Block]) -> bool:
    """Whether `whole` says all that `part` does. The end of `part` may have been cut off; blanks make no difference."""
    if not part or not whole:
        return not part
    if sum([len(markup) for _, markup, _ in part]) > 4 * sum([len(markup) for _, markup, _ in whole]) + 200:
        return False
    last = squeezed(uncut(part[-1].text))
    if len(part) == 1 and last in squeezed(whole[0].text):
        return True
    told = squeezed(whole[0].text) + squeezed.__wrapped__(
        text_of_markup(" ".join([markup for _, markup, _ in whole[1:]]))
    )
    return last in told and all(squeezed(block.text) in told for block in part[:-1])


def _not_told_in(lead: str, blocks: list[Block]) -> list[Block]:
    """The blocks without the paragraphs that stand in `lead` word for word; a few words in it are no paragraph."""
    if len(lead) > _LONGEST_LEAD:
        return blocks
    told = squeezed(lead)
    return [block for block in blocks if block.tag != "p" or not _stands_in(told, block.text)]


def _stands_in(told: str, text: str) -> bool:
    blanks = text.count(" ")
    if len(text) - blanks > len(told):
        return False
    part = squeezed(text)
    return part == told or (blanks >= _FEWEST_BLANKS and part in told)


def _length(blocks: list[Block]) -> int:
    return sum([len(block.text) for block in blocks])


def _cut_dateline(blocks: list[Block]) -> Dateline | None:
    """The dateline, which is cut from the first paragraph; that goes too when nothing else stood in it."""
    if not blocks or blocks[0].tag != "p":
        return None
    text = blocks[0].text
    dateline, rest = split_dateline(text)
    if dateline is None:
        return None
    if rest:
        blocks[0] = Block(tag="p", html=_after(blocks[0].html, len(text) - len(rest)))
    else:
        del blocks[0]
    return dateline


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
