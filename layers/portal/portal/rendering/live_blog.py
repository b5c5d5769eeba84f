"""A live blog: a text of which each subhead begins with the time of day opens a block with an address of its own.

Pure functions over clean HTML. Source: schema.org, LiveBlogPosting; Google's guide to live blogs.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from html import unescape

from portal.model.article import Article
from portal.model.clock import AMSTERDAM, local

AHEAD = timedelta(minutes=30)
"""Who writes a block may give it the time at which it will be read."""

_BLOCK = re.compile(r"<h2>(?P<head>.*?)</h2>(?P<text>(?:(?!<h2>).)*)", re.DOTALL)
_CLOCK = re.compile(
    r"(?P<tags>(?:<[^>]*>|\s)*)(?P<hour>[01]?\d|2[0-3])[.:](?P<minute>[0-5]\d)(?!\d)(?:\s*uur)?\s*(?:[|:–—-]\s*)?"
)
_BETWEEN = re.compile(r"</(?:p|li|td|th|caption|blockquote)>|<br>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, kw_only=True)
class LiveBlock:
    """One block: `anchor` is its id on the page, `headline` and `text` are plain."""

    anchor: str
    moment: datetime
    headline: str
    text: str


def live_blocks(article: Article) -> tuple[LiveBlock, ...]:
    """The blocks of a live blog, in their order; none of any other article."""
    if not article.is_live:
        return ()
    found = [(block, clock) for block in _BLOCK.finditer(article.body_html) if (clock := _CLOCK.match(block["head"]))]
    moments = _moments([time(int(clock["hour"]), int(clock["minute"])) for _, clock in found], article)
    times = Counter[str]()
    blocks: list[LiveBlock] = []
    for (block, clock), moment in zip(found, moments, strict=True):
        anchor = f"om-{moment:%H-%M}"
        times[anchor] += 1
        blocks.append(
            LiveBlock(
                anchor=anchor if times[anchor] == 1 else f"{anchor}-{times[anchor]}",
                moment=moment,
                headline=_plain(block["head"][clock.end() :]),
                text=_plain(block["text"]),
            )
        )
    return tuple(blocks)


def with_live_blocks(article: Article) -> str:
    """Its body; of a live blog each block has an id, and its time is a link to it."""
    waiting = iter(live_blocks(article))

    def opened(block: re.Match[str]) -> str:
        clock = _CLOCK.match(block["head"])
        if not clock:
            return block[0]
        one, rest = next(waiting), block["head"][clock.end() :]
        shown = f'<time datetime="{one.moment.isoformat(timespec="minutes")}">{one.moment:%H:%M}</time>'
        shown = shown if "<a" in block["head"] else f'<a href="#{one.anchor}">{shown}</a>'
        return f'<h2 id="{one.anchor}">{clock["tags"]}{shown} {rest}</h2>{block["text"]}'

    return _BLOCK.sub(opened, article.body_html) if article.is_live else article.body_html


def _moments(clocks: Sequence[time], article: Article) -> list[datetime]:
    """When each of `clocks` was. Either end may come first: it is read so that all of it takes the shorter time."""
    end = local(article.updated_at or article.published_at) + AHEAD
    newest_first, oldest_first = _backwards(clocks, end), _backwards(clocks[::-1], end)[::-1]
    return max(newest_first, oldest_first, key=lambda moments: min(moments, default=end))


def _backwards(clocks: Sequence[time], end: datetime) -> list[datetime]:
    """Each the last time before the one before it that a clock said so."""
    moments: list[datetime] = []
    for clock in clocks:
        on_that_day = datetime.combine(end.date(), clock, AMSTERDAM)
        end = on_that_day if on_that_day <= end else datetime.combine(end.date() - timedelta(days=1), clock, AMSTERDAM)
        moments.append(end)
    return moments


def _plain(markup: str) -> str:
    return " ".join(unescape(_TAG.sub("", _BETWEEN.sub(" ", markup))).split())
