"""Whether what is marked as furniture of a site holds the text all the same, or is a word of a sentence.

A class says what a theme meant, and themes name alike: `noprint` around an article, `delen` of a story in parts. So the
marks of cms_classes hold unless the text itself says otherwise.
"""

import re
from functools import lru_cache

from portal.feeds.body.block import ANY_TAG
from portal.feeds.body.cms_classes import Role
from portal.feeds.body.tokens import Tokens

_AT_MOST = 1_500
"""Characters of text. What holds more is an article, whatever its class says."""
_LINK = re.compile(r"<a [^>]*>[^<]*+(?:<(?!/a>)[^>]*>[^<]*+)*+</a>")
_STOP = re.compile(r"[.!?](?!\w)")
_FEWEST_WORDS = 5
"""Of a sentence."""
_WITHIN_A_LINE = frozenset({"span", "time", "small", "cite"})
_DOCUMENT = re.compile(r'<a href="[^"?#]{1,2000}\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|csv|zip)[?#"]', re.IGNORECASE)
_GOES_ON = re.compile(r"\s*(?:[^\W\d_A-Z]|[,;])")
_ENDS_A_SENTENCE = re.compile(r"\s*[.!?)]")
_LAST_WORD = re.compile(r"[\w,]\Z")


def skip_furniture(tokens: Tokens, name: str, role: Role, before: list[str]) -> bool:
    """Goes past the element which has just been opened; False, and stays before it, where it is text after all.

    `before`: what has been written of its line.
    """
    end = tokens.end_of(name)
    runs = tokens.parts[tokens.at : end : 3]
    if sum(map(len, runs)) > _AT_MOST:
        return False
    if role is not Role.OUTSIDE and (
        _is_a_word(name, tokens.parts[end + 3 : end + 4], before) or _told(runs, role, tokens)
    ):
        return False
    tokens.go_past(end)
    return True


def _is_a_word(name: str, after: list[str], before: list[str]) -> bool:
    """Whether the sentence that an inline element stands in goes on behind it."""
    if name not in _WITHIN_A_LINE or not after:
        return False
    follows = ANY_TAG.sub("", after[0])
    if _GOES_ON.match(follows):
        return True
    return bool(before and _LAST_WORD.search(before[-1]) and _ENDS_A_SENTENCE.match(follows))


def _told(runs: list[str], role: Role, tokens: Tokens) -> bool:
    """Whether it says something in a sentence and, unless its name is ambiguous, holds most of the whole text."""
    markup = "\n".join(runs)
    if role is Role.AMBIGUOUS and _DOCUMENT.search(markup):
        return True
    told = _STOP.split(ANY_TAG.sub("", _LINK.sub(" ", markup)))[:-1]
    if not any(len(sentence.split()) >= _FEWEST_WORDS for sentence in told):
        return False
    return role is Role.AMBIGUOUS or _length(markup) * 2 > _length(tokens.whole)


@lru_cache(maxsize=4)  # the whole text is asked for again at each of its elements
def _length(markup: str) -> int:
    return len(ANY_TAG.sub("", markup).replace("\n", ""))
