"""One block of an article's text, and its text without the markup."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from portal.model.article import Image

_WORTH_KEEPING = 10_000
_LINE_TAG = re.compile(r"</?(?:br|p|li|ul|ol|h2|tr|td|th|caption|tbody|thead)(?: [^>]*)?>")
_ANY_TAG = re.compile(r"<[^>]*>")


class Block(NamedTuple):
    """One block of a body: `tag` is its element, `html` what stands in it. A tuple, for there are thousands."""

    tag: str
    html: str

    @property
    def text(self) -> str:
        return text_of_block(self.html)

    def __str__(self) -> str:
        if self.tag == "figcaption":
            return f"<figure><figcaption>{self.html}</figcaption></figure>"
        return f"<{self.tag}>{self.html}</{self.tag}>"


@dataclass(frozen=True, kw_only=True)
class Body:
    """The blocks of a text in reading order, and the pictures that stood between them."""

    blocks: tuple[Block, ...] = ()
    images: tuple[Image, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(block.text for block in self.blocks)


def text_of_block(markup: str) -> str:
    """The text of a block's markup, on one line as that is already."""
    if "<" not in markup and "&" not in markup:
        return markup
    return _plain(markup) if len(markup) < _WORTH_KEEPING else _plain.__wrapped__(markup)


@lru_cache(maxsize=256)
def _plain(markup: str) -> str:
    """Kept for a while: summary and body are compared block by block, and each block is looked at several times."""
    if "<" in markup:
        markup = _ANY_TAG.sub("", _LINE_TAG.sub(" ", markup))
    if "&" in markup:  # the three that nh3 writes; html.unescape calls Python for each
        markup = markup.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return " ".join(markup.split())
