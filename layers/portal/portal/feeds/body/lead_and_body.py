"""From what a feed says of an item to lead and body: every line of the article once, and in order."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
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
    squeezed_markup,
    text_of_block,
)
from portal.feeds.body.dateline import split_dateline
from portal.feeds.body.editor_notes import without_notes
from portal.feeds.body.head_lines import without_head, without_row_head
from portal.feeds.body.kill_notices import is_kill_notice
from portal.feeds.body.page_lines import without_advertisements
from portal.feeds.body.read_more_tail import line_without_read_more, uncut, without_read_more
from portal.feeds.body.related_links import without_related
from portal.feeds.body.sanitize import clean_bodies, escaped
from portal.feeds.body.tail_lines import without_tail
from portal.model.article import Dateline, Image

_Blocks = tuple[Block, ...]
_Step = Callable[[_Blocks, str | None], _Blocks]
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


class SaidText(NamedTuple):
    """What a feed says of an item's text: a summary and a content, both HTML that is not clean, both may be "".

    Addresses in them are relative to `base`. `headline`, `link`, `authors`: of the item, for lines that say no more.
    """

    summary: str
    content: str
    headline: str
    base: str | None
    link: str | None = None
    authors: Sequence[str] = ()


class TextPart(NamedTuple):
    """A summary or a content, read: its blocks for readers, what was said to editors, and its pictures as of Body."""

    blocks: _Blocks
    notes: tuple[str, ...]
    images: tuple[Image, ...]
    widths: Mapping[str, int]


class Clean(Protocol):
    """What leads_and_bodies does."""

    def __call__(self, texts: Sequence[SaidText]) -> list[LeadAndBody]: ...


def leads_and_bodies(texts: Sequence[SaidText]) -> list[LeadAndBody]:
    """Lead and body of each text, in their order.

    The lead is the first paragraph of the longer text, where nothing else stands before it. A summary that says
    something of its own is the lead, and the body stays whole; one that only repeats the body (its start, perhaps cut
    off) is left out. A dateline that stands in only one of the two is kept.

    One step is done for all texts before the next: a processor does one thing faster than several by turns.
    """
    short = _clean(texts, [text.summary for text in texts])
    long = _clean(texts, [text.content for text in texts])
    openings = _without_ends(texts, short, without_read_more)
    bodies = _without_ends(texts, long, without_related)
    kills = [is_kill_notice(text.headline, two or one) for text, one, two in zip(texts, openings, bodies, strict=True)]
    told = zip(texts, _told_by(texts, short, openings), _told_by(texts, long, bodies), kills, strict=True)
    return [_put_together(*parts) for parts in told]


def lead_and_body(
    *,
    summary: str,
    content: str,
    headline: str,
    base: str | None,
    link: str | None = None,
    authors: Sequence[str] = (),
) -> LeadAndBody:
    """Lead and body of one text."""
    return leads_and_bodies([SaidText(summary, content, headline, base, link, authors)])[0]


def _clean(texts: Sequence[SaidText], markups: Iterable[str]) -> list[Body]:
    """`markups`: of each text its summary or its content."""
    said = [
        ("" if markup.isspace() else without_row_head(markup, text.headline), text.base)
        for text, markup in zip(texts, markups, strict=True)
    ]
    return clean_bodies(said)


def _without_ends(texts: Sequence[SaidText], bodies: Iterable[Body], without_links: _Step) -> list[_Blocks]:
    """The blocks without what a site puts between and below them; `without_links`: to the whole text, or to others."""
    found = [without_advertisements(body.blocks) if body.blocks else () for body in bodies]
    found = [without_links(some, text.link) if some else () for some, text in zip(found, texts, strict=True)]
    return [without_tail(some, text.link) if some else () for some, text in zip(found, texts, strict=True)]


def _told_by(texts: Sequence[SaidText], bodies: Sequence[Body], found: Sequence[_Blocks]) -> list[TextPart]:
    """`found`: the blocks of the bodies, without their ends."""
    told = [without_notes(some) if some else ((), ()) for some in found]
    return [
        TextPart(without_head(some, text.headline, text.authors) if some else (), notes, body.images, body.widths)
        for text, body, (some, notes) in zip(texts, bodies, told, strict=True)
    ]


def _put_together(text: SaidText, opening: TextPart, body: TextPart, is_kill: bool) -> LeadAndBody:
    above, below = list(opening.blocks), list(body.blocks)
    first, dateline = _cut_dateline(above), _cut_dateline(below)
    told = Told(
        dateline=dateline or first,
        images=tuple({image.url: image for image in (*opening.images, *body.images)}.values())
        if opening.images
        else body.images,
        widths={**opening.widths, **body.widths} if opening.widths else body.widths,
        headline=text.headline,
        link=text.link,
        notes=tuple(dict.fromkeys((*body.notes, *opening.notes))) if opening.notes else body.notes,
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
    told = squeezed(whole[0].text) + squeezed_markup(" ".join([markup for _, markup, _ in whole[1:]]))
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
