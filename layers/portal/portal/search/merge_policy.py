"""Which segments become one: few enough to ask them all, and no article indexed more than a handful of times.

A segment is made anew, too, for what is dead in it: what readers must not see any more is in no file for longer than
it takes, and what was corrected for an hour at the most.

Source: log-structured merge trees, with tiers (O'Neil et al. 1996; Apache Lucene's TieredMergePolicy).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from portal.model.clock import from_iso
from portal.storage.search_manifest import Part

OPEN_UNTIL = 96
"""Articles up to which a segment is made anew with every change, of all of which the texts are read again."""
TOGETHER = 4
"""Segments of one tier that become one of the next. Few, so that there are not more of them for being small; and such
that the last tier, of 96 x 4^5 articles, is just within LARGEST.
"""
LARGEST = 100_000
"""Articles in a segment: about 140 MB, made in some minutes, in the memory and the disk that a function has."""

DEAD_FOR = timedelta(minutes=15)
"""How long words that no question finds any more may stay in a file: within an hour they are gone from the bucket."""
MOST_DEAD = 0.02
"""Of the articles in a segment, whose numbers stand in the manifest."""


def open_part(parts: Sequence[Part]) -> Part | None:
    """The segment that new articles go into, None where a new one begins."""
    return next((part for part in parts if part.alive < OPEN_UNTIL), None)


def to_be_merged(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The smallest segments of the lowest tier that is full, as many as one can hold; none where none is."""
    by_tier: dict[int, list[Part]] = {}
    for part in sorted(parts, key=lambda part: part.documents):
        by_tier.setdefault(_tier(part.documents), []).append(part)
    for _, members in sorted(by_tier.items()):
        if len(members) >= TOGETHER and len(chosen := _fitting(members)) > 1:
            return chosen
    return ()


def to_be_rewritten(parts: Sequence[Part], now: datetime) -> Part | None:
    """A segment that has to be made anew without its dead: one with what was taken from readers first, and at once."""
    due = [part for part in parts if part.dead and (part.is_urgent or _is_due(part, now))]
    return min(due, key=lambda part: (not part.is_urgent, part.documents), default=None)


def _is_due(part: Part, now: datetime) -> bool:
    return len(part.dead) > MOST_DEAD * part.documents or now - from_iso(part.dead_since) >= DEAD_FOR


def _tier(documents: int) -> int:
    tier, least = 0, OPEN_UNTIL
    while documents >= least:
        tier, least = tier + 1, least * TOGETHER
    return tier


def _fitting(members: Sequence[Part]) -> tuple[Part, ...]:
    chosen: list[Part] = []
    for part in members:
        if sum(one.documents for one in chosen) + part.documents <= LARGEST:
            chosen.append(part)
    return tuple(chosen)
