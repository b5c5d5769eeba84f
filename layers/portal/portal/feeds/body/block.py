"""One block of an article's text, and its text without the markup."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from portal.model.article import Image

SHORT_LINE = 55
"""Characters. A longer line of a text may have been broken by the width of a mail, at 60 or more."""
_WORTH_KEEPING = 10_000
_LINE_TAG = re.compile(r"</?(?:br|p|li|ul|ol|h2|tr|td|th|caption|tbody|thead)(?: [^>]*)?>")
_STRUCK = re.compile(r"<(s|del)>(?:(?!</?\1>).)*+</\1>")
_RAISED = re.compile(r"<(sup|sub)>(?:<[a-z]{1,6}(?: [^>]*)?>){0,3}([0-9+=()n−-]{1,12})(?:</[a-z]{1,6}>){0,3}</\1>")
_MAY_BE_STRUCK_OR_RAISED = re.compile("<(?:s|del>)")
_CHARACTERS = {
    "sup": str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ"),
    "sub": str.maketrans("0123456789+-−=()n", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₙ"),
}
_LONE_LINK = re.compile(r"<a [^>]*>[^<]*</a>")
ANY_TAG = re.compile(r"<[^>]*>")
_SIGNS = (*((sign, '"') for sign in "“”„«»"), *((sign, "'") for sign in "‘’‚`"), *((sign, "-") for sign in "–—"))
"""Replaced one by one, for a table of characters is looked up once a character."""
_SIGNS_OF_ASCII = tuple((sign, plain) for sign, plain in _SIGNS if sign.isascii())


class Block(NamedTuple):
    """One block of a body: `tag` is its element, `html` what stands in it, `attributes` what its tag says. A tuple, for
    there are thousands.
    """

    tag: str
    html: str
    attributes: str = ""

    @property
    def text(self) -> str:
        markup = self.html
        return markup if "<" not in markup and "&" not in markup else text_of_block(markup)

    def __str__(self) -> str:
        if self.tag == "figcaption":
            return f"<figure><figcaption>{self.html}</figcaption></figure>"
        return f"<{self.tag}{self.attributes}>{self.html}</{self.tag}>"


class Body(NamedTuple):
    """The blocks of a text in reading order, and the pictures that stood between them. `widths`: in pixels, by address,
    where they are said.
    """

    blocks: tuple[Block, ...] = ()
    images: tuple[Image, ...] = ()
    widths: Mapping[str, int] = MappingProxyType({})

    @property
    def text(self) -> str:
        return " ".join(block.text for block in self.blocks)


def html_of(blocks: Iterable[Block]) -> str:
    """The blocks as HTML, one on a line."""
    return "\n".join(
        [
            f"<{tag}{said}>{markup}</{tag}>" if tag != "figcaption" else str(Block(tag, markup))
            for tag, markup, said in blocks
        ]
    )


def text_of_block(markup: str) -> str:
    """The text of a block's markup, on one line as that is already. What was struck out is no text any more; powers and
    indices become the characters that say the same: `10⁶`, `CO₂`.
    """
    if "<" not in markup and "&" not in markup:
        return markup
    return _plain(markup) if len(markup) < _WORTH_KEEPING else text_of_markup(markup)


@lru_cache(maxsize=64)
def squeezed(text: str) -> str:
    """What two texts have in common that differ in blanks, case and the shape of quotation marks alone. Of two texts
    put together it is that of the first and that of the second.
    """
    text = text.replace(" ", "").casefold()
    for sign, plain in _SIGNS if not text.isascii() else _SIGNS_OF_ASCII:
        if sign in text:
            text = text.replace(sign, plain)
    return text


def is_lone_link(block: Block) -> bool:
    """Whether it is no text but a link: to a film, or to another page."""
    return block.tag == "p" and block.html.startswith("<a ") and _LONE_LINK.fullmatch(block.html) is not None


def _as_characters(found: re.Match[str]) -> str:
    return raised(found[2], found[1])


def raised(digits: str, element: str) -> str:
    """`6` in a `sup` as `⁶`, `2` in a `sub` as `₂`."""
    return digits.translate(_CHARACTERS[element])


@lru_cache(maxsize=256)
def _plain(markup: str) -> str:
    """Kept for a while: summary and body are compared block by block, and each block is looked at several times."""
    return text_of_markup(markup)


def text_of_markup(markup: str) -> str:
    """Likewise, of markup that is not asked for again."""
    if "<" in markup:
        markup = ANY_TAG.sub("", _LINE_TAG.sub(" ", _without_struck(markup)))
    markup = _unescaped(markup)
    return " ".join(markup.split()) if "  " in markup else markup.strip(" ")  # every blank of a block is a plain one


def squeezed_markup(markup: str) -> str:
    """What `squeezed` makes of its text, which is not asked for again. Blanks do not count, so no tag becomes one."""
    if "<" in markup:
        markup = ANY_TAG.sub("", _without_struck(markup))
    return squeezed.__wrapped__(_unescaped(markup))


def _without_struck(markup: str) -> str:
    if _MAY_BE_STRUCK_OR_RAISED.search(markup) is None:
        return markup
    return _RAISED.sub(_as_characters, _STRUCK.sub(" ", markup))


def _unescaped(markup: str) -> str:
    if "&" not in markup:  # the three that nh3 writes; html.unescape calls Python for each
        return markup
    return markup.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
