"""What the front opens with, and what leads there: what an editor pins; else the news decides, by what the agency says
of it and by what there is to show, and only then the clock.

Source: IPTC, urgency (1 the most urgent, 5 as usual, 8 the least).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from portal.model.article import Teaser
from portal.model.section import REGIONS, Section
from portal.rendering.views import FrontBlock, FrontView

URGENT = 3
"""From this urgency on, agencies break into what they send else."""
URGENT_FOR = timedelta(hours=6)
SAME_HOURS = timedelta(hours=3)
"""What came within so long of the newest is as new: of these the one with a picture leads."""
LEAST_LEAD = 80
"""Characters of a lead below which there is not much to read yet."""
IN_BLOCK = 5
"""Of a section, or of all regions together where they open: the lead among more than these, then the newest."""
USUAL = 9
PINNED = 0
ALL_REGIONS = Section(slug=REGIONS, name="Uit de regio")


def front_view(
    blocks: Sequence[FrontBlock],
    regional: Sequence[Teaser],
    latest: Sequence[Teaser],
    *,
    opening: str = "",
    most: int = 8,
    now: datetime,
) -> FrontView:
    """The front of these lists, each the newest first. `latest`: «Net binnen» has `most` of them, and needs more, for
    what it does not repeat. `opening`: the slug of the section with which it opens, unless something is urgent.
    """
    ordered = in_order(blocks, regional, opening=opening, now=now)
    beside = not_beside(latest, ordered[0].teasers if ordered else (), most=most)
    return FrontView(blocks=ordered, regional=tuple(regional), latest=tuple(latest[:most]), beside=beside)


def in_order(
    blocks: Sequence[FrontBlock], regional: Sequence[Teaser], *, opening: str, now: datetime
) -> tuple[FrontBlock, ...]:
    """The blocks that have news, in the publisher's order, but for the first: that is the one with the most urgent news
    of the last hours, else the one called `opening` (a section's slug, or that of all regions), else the first. Its
    first teaser is the one that leads. Regions are a block where they open, and where nothing else has news.
    """
    filled = [block for block in blocks if block.teasers]
    regions = FrontBlock(section=ALL_REGIONS, teasers=tuple(regional))
    possible = [*filled, regions] if regional else filled
    if not possible:
        return ()
    first = min(possible, key=lambda block: min(_precedence(one, now) for one in block.teasers))
    if all(_urgency(one, now) == USUAL for one in first.teasers):
        first = next((block for block in possible if block.section.slug == opening), possible[0])
    others = (replace(block, teasers=block.teasers[:IN_BLOCK]) for block in filled if block is not first)
    return (_led(first, now), *others)


def not_beside(latest: Sequence[Teaser], beside: Sequence[Teaser], *, most: int) -> tuple[Teaser, ...]:
    """The newest `most` of `latest`, without what stands `beside` them, as long as there are enough others."""
    shown = {teaser.slug for teaser in beside}
    others = [teaser for teaser in latest if teaser.slug not in shown]
    chosen = others[:most] + [teaser for teaser in latest if teaser.slug in shown][: max(0, most - len(others))]
    return tuple(sorted(chosen, key=lambda teaser: teaser.position, reverse=True))


def _led(block: FrontBlock, now: datetime) -> FrontBlock:
    """With the teaser that leads before the others, which stay in the order of time."""
    newest = block.teasers[0].published_at

    def rank(teaser: Teaser) -> tuple[int, float, bool, bool]:
        urgency, age = _precedence(teaser, now)
        has_much = bool(teaser.picture) and len(teaser.lead) >= LEAST_LEAD
        return urgency, age, newest - teaser.published_at > SAME_HOURS, not has_much

    lead = min(block.teasers, key=rank)
    return replace(block, teasers=(lead, *(one for one in block.teasers if one is not lead))[:IN_BLOCK])


def _precedence(teaser: Teaser, now: datetime) -> tuple[int, float]:
    """Of what is urgent, how urgent it is, then how new: a flash has no picture yet."""
    urgency = _urgency(teaser, now)
    return urgency, 0.0 if urgency == USUAL else -teaser.published_at.timestamp()


def urgency_of(teaser: Teaser) -> int:
    """How urgent its agency calls it, USUAL where that is not urgent."""
    return teaser.urgency if teaser.urgency is not None and teaser.urgency <= URGENT else USUAL


def _urgency(teaser: Teaser, now: datetime) -> int:
    if teaser.pinned_until and teaser.pinned_until > now:
        return PINNED
    return urgency_of(teaser) if now - teaser.published_at < URGENT_FOR else USUAL
