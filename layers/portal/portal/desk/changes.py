"""What became otherwise between two texts of an article, word by word."""

import re
from dataclasses import dataclass
from html import unescape

from portal.model.article import Article

MOST_WORDS = 4000
"""Of one text that are compared; what comes after them is shown as it is."""
MOST_EDITS = 600
"""Words that go or come, between two texts that are compared word by word."""
AROUND = 8
"""Words that stay, to show where something changed."""
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, kw_only=True)
class WordChange:
    """`before` and `after`: words that stay around it; `old` became `new`, of which one may be ""."""

    before: str
    old: str
    new: str
    after: str


def plain_text(article: Article) -> str:
    """Headline, lead and body, as one reads them."""
    return f"{article.headline} {article.lead} {unescape(_TAG.sub(' ', article.body_html))}"


def changes_between(old: Article, new: Article) -> list[WordChange]:
    """In their order. Of texts that differ in more than MOST_EDITS words, all between the first and the last of them is
    one change: looking on would take longer than anybody waits.
    """
    was, now = (plain_text(one).split()[:MOST_WORDS] for one in (old, new))
    first = same_at_start(was, now)
    last = same_at_start(was[first:][::-1], now[first:][::-1])
    middles = was[first : len(was) - last], now[first : len(now) - last]
    spans = _spans(*middles) if any(middles) else []
    return [
        WordChange(
            before=" ".join(was[max(0, i1 - AROUND) : i1]),
            old=" ".join(was[i1:i2]),
            new=" ".join(now[j1:j2]),
            after=" ".join(was[i2 : i2 + AROUND]),
        )
        for i1, i2, j1, j2 in (tuple(first + n for n in span) for span in spans)
    ]


def same_at_start(one: list[str], other: list[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _spans(was: list[str], now: list[str]) -> list[tuple[int, int, int, int]]:
    """Which words of `was` (from, to) became which of `now` (from, to), with the fewest words that go or come.

    Time and memory are MOST_EDITS squared at most. Source: E. W. Myers, An O(ND) Difference Algorithm, 1986.
    """
    farthest, paths = {1: 0}, []
    for edits in range(min(len(was) + len(now), MOST_EDITS) + 1):
        paths.append(dict(farthest))
        for line in range(-edits, edits + 1, 2):
            x = _step(farthest, line, edits)
            while x < len(was) and x - line < len(now) and was[x] == now[x - line]:
                x += 1
            farthest[line] = x
            if x >= len(was) and x - line >= len(now):
                return _joined(_way_back(paths, len(was), len(now)))
    return [(0, len(was), 0, len(now))]


def _step(farthest: dict[int, int], line: int, edits: int) -> int:
    """Down, where a word came, or else to the right, where one went."""
    comes = line == -edits or (line != edits and farthest[line - 1] < farthest[line + 1])
    return farthest[line + 1] if comes else farthest[line - 1] + 1


def _way_back(paths: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int, int, int]]:
    """Each word that went or came, the first one first."""
    found = []
    for edits in range(len(paths) - 1, 0, -1):
        farthest, line = paths[edits], x - y
        comes = line == -edits or (line != edits and farthest[line - 1] < farthest[line + 1])
        before = line + 1 if comes else line - 1
        x, y = farthest[before], farthest[before] - before
        found.append((x, x, y, y + 1) if comes else (x, x + 1, y, y))
    return found[::-1]


def _joined(steps: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Steps beside each other as one, also where a single word stayed between them: a sentence that became another has
    its «de» and «een» in common with it.
    """
    found: list[tuple[int, int, int, int]] = []
    for i1, i2, j1, j2 in steps:
        if found and i1 - found[-1][1] <= 1 and j1 - found[-1][3] <= 1:
            found[-1] = (found[-1][0], i2, found[-1][2], j2)
        else:
            found.append((i1, i2, j1, j2))
    return found
