"""What became otherwise between two texts of an article, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape

from portal.model.article import Article

MOST_WORDS = 4000
"""Of one text that are compared; what comes after them is shown as it is."""
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
    """In their order. Linear in the words that stay, at most quadratic in MOST_WORDS."""
    was, now = (plain_text(one).split()[:MOST_WORDS] for one in (old, new))
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    return [
        WordChange(
            before=" ".join(was[max(0, i1 - AROUND) : i1]),
            old=" ".join(was[i1:i2]),
            new=" ".join(now[j1:j2]),
            after=" ".join(was[i2 : i2 + AROUND]),
        )
        for what, i1, i2, j1, j2 in matcher.get_opcodes()
        if what != "equal"
    ]
