"""The digest of a day: what mattered since yesterday morning, for a page, a mail in plain text, and a feed.

Nothing is kept of it: a digest is what the table says of a window that ends at one hour, so that it is the same all
day, has no run that can fail at night, and loses what is taken back.
"""

import textwrap
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from typing import NamedTuple

from portal.model.article import Teaser
from portal.model.clock import AMSTERDAM, local, local_day
from portal.model.dutch_dates import day_in_full
from portal.model.section import REGIONS, TODAY
from portal.model.site import Site
from portal.rendering.front_order import ALL_REGIONS, urgency_of
from portal.rendering.prose import lead_with_dateline
from portal.rendering.views import DailyDigestView, FrontBlock

PATH, TEXT_PATH, FEED_PATH = f"/{TODAY}", f"/{TODAY}.txt", f"/feeds/{TODAY}.xml"
HOUR = 6
"""At which a digest is complete: early enough to be mailed with breakfast."""
IN_SECTION, IN_REGIONS = 3, 5
WIDTH = 72
"""Columns of plain text, as of mail. Source: RFC 2646 §4.1 (readable on 80 with quotation marks)."""


class Window(NamedTuple):
    """From which moment until before which; `day`: on whose morning it ends."""

    start: datetime
    end: datetime
    day: date


def window(now: datetime, *, back: int = 0) -> Window:
    """The last one that has ended at `now`, or the one `back` days before it."""
    return window_of(local_day(now) - timedelta(days=back + (local(now).hour < HOUR)))


def window_of(day: date) -> Window:
    """The one that ends on the morning of `day`."""
    return Window(morning_of(day - timedelta(days=1)), morning_of(day), day)


def path_of(day: date) -> str:
    """Where the digest of `day` stands for good: `/vandaag/2026-11-24`."""
    return f"{PATH}/{day}"


def morning_of(day: date) -> datetime:
    """The moment at which the digest of `day` is complete."""
    return datetime.combine(day, time(HOUR), AMSTERDAM).astimezone(UTC)


def chosen(teasers: Iterable[Teaser], site: Site, day: date, *, times: int = 1) -> DailyDigestView:
    """Of each section the few that mattered most, in the publisher's order, then of sections that have left site.toml,
    the places of the region together last. `times`: so many times as many, for who leaves some out afterwards.
    """
    by_section: dict[str, list[Teaser]] = {}
    for teaser in teasers:
        section = site.section_or_orphan(teaser.section)
        by_section.setdefault(REGIONS if section.region else section.slug, []).append(teaser)
    slugs = [*(section.slug for section in site.topics), *by_section]
    sections = [site.section_or_orphan(slug) for slug in dict.fromkeys(slugs) if slug in by_section and slug != REGIONS]
    blocks = [FrontBlock(section=one, teasers=_foremost(by_section[one.slug], IN_SECTION * times)) for one in sections]
    if REGIONS in by_section:
        blocks.append(FrontBlock(section=ALL_REGIONS, teasers=_foremost(by_section[REGIONS], IN_REGIONS * times)))
    return DailyDigestView(day=day, blocks=tuple(blocks))


def as_text(view: DailyDigestView, site: Site) -> str:
    """Plain text, as it can be mailed: every line at most WIDTH columns, addresses aside."""
    title = f"{site.name}: overzicht van {day_in_full(view.day)}"
    lines = [*textwrap.wrap(title, WIDTH), "=" * min(len(title), WIDTH), ""]
    for block in view.blocks:
        lines += [block.section.name.upper(), ""]
        for teaser in block.teasers:
            lines += textwrap.wrap(teaser.headline, WIDTH, initial_indent="* ", subsequent_indent="  ")
            lines += textwrap.wrap(lead_with_dateline(teaser), WIDTH, initial_indent="  ", subsequent_indent="  ")
            lines += [f"  {site.origin}{teaser.path}", ""]
    if not view.blocks:
        lines += ["Er was geen nieuws.", ""]
    return "\n".join([*lines, f"Meer nieuws: {site.origin}/", ""])


def as_html(view: DailyDigestView, site: Site) -> str:
    """The same as HTML in which nothing is but headings, paragraphs and links."""
    parts: list[str] = []
    for block in view.blocks:
        parts.append(f"<h2>{escape(block.section.name, quote=False)}</h2>")
        for teaser in block.teasers:
            link = f'<a href="{escape(site.origin + teaser.path)}">{escape(teaser.headline, quote=False)}</a>'
            lead = escape(lead_with_dateline(teaser), quote=False)
            parts.append(f"<p><strong>{link}</strong><br>{lead}</p>" if lead else f"<p><strong>{link}</strong></p>")
    return "".join(parts)


def slugs_of(view: DailyDigestView) -> list[str]:
    return [teaser.slug for block in view.blocks for teaser in block.teasers]


def _foremost(teasers: Sequence[Teaser], most: int) -> tuple[Teaser, ...]:
    """What its agency calls urgent first, then what has a picture, then the newest; in the order of time again."""

    def rank(teaser: Teaser) -> tuple[int, bool, float]:
        return urgency_of(teaser), not teaser.picture, -teaser.published_at.timestamp()

    return tuple(sorted(sorted(teasers, key=rank)[:most], key=lambda one: one.position, reverse=True))
