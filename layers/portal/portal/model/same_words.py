"""Whether a text says something else than before: what readers are told about, and what not."""

import re
import unicodedata

from portal.model.article import Article

_TAG = re.compile(r"<[^>]*>")
_SAID = re.compile(r"(?:(?<![^\s(])[-−])?\d+(?:[.,:]\d+)*|[^\W\d_]+|[€$£%°]")
_THOUSANDS = re.compile(r"[.](?=\d{3}(?!\d))")


def says_the_same(one: Article, other: Article) -> bool:
    """Whether only spacing, punctuation, case, markup or pictures differ. A number is a word: 1,5 is not 15."""
    return _said(one) == _said(other)


def _said(article: Article) -> str:
    text = " ".join((article.headline, str(article.dateline or ""), article.lead, _TAG.sub(" ", article.body_html)))
    plain = unicodedata.normalize("NFC", text).casefold()
    return "".join(_word(found[0]) for found in _SAID.finditer(plain))


def _word(said: str) -> str:
    """Letters run on, so that spacing makes no difference; numbers stand apart, and their thousands are not marked."""
    return f"#{_THOUSANDS.sub('', said)}#" if said[-1].isdigit() else said
