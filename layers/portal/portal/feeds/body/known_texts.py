"""The texts that were cleaned last, known by the bytes that they were made of.

A feed brings nearly all of its items again whenever one of them changes, and to clean a text is most of the work.
"""

from collections import OrderedDict
from collections.abc import Sequence

from portal.feeds.body.lead_and_body import Clean, LeadAndBody, SaidText, leads_and_bodies
from portal.feeds.parsing.digests import digest
from portal.feeds.parsing.host_names import are_too_many

MOST_CHARACTERS = 6_000_000
"""Of all texts that are kept; some fifteen hundred articles. What was not asked for longest goes first."""
LONGEST_TEXT = 100_000
"""Characters: a longer one would displace too many others."""


class KnownTexts:
    """Cleans as `clean` does, and no text again that is the same, in all that decides how it is cleaned."""

    def __init__(self, clean: Clean = leads_and_bodies, *, most: int = MOST_CHARACTERS) -> None:
        self._clean = clean
        self._most = most
        self._size = 0
        self._kept: OrderedDict[str, LeadAndBody] = OrderedDict()

    def __call__(self, texts: Sequence[SaidText]) -> list[LeadAndBody]:
        keys = list(map(_key_of, texts))
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._kept}
        stories = {key: self._kept[key] for key in keys if key not in new}
        stories |= zip(new, self._clean(list(new.values())), strict=True) if new else ()
        is_whole = not are_too_many()  # then links are missing for what stands before them in their document
        for key in keys:
            if key in self._kept:
                self._kept.move_to_end(key)
            elif is_whole:
                self._keep(key, stories[key])
        return [stories[key] for key in keys]

    def _keep(self, key: str, made: LeadAndBody) -> None:
        size = _size_of(made)
        if size > LONGEST_TEXT:
            return
        self._kept[key] = made
        self._size += size
        while self._size > self._most:
            _, oldest = self._kept.popitem(last=False)
            self._size -= _size_of(oldest)


def _key_of(text: SaidText) -> str:
    parts = (text.summary, text.content, text.headline, text.base or "", text.link or "", *text.authors)
    return digest(str([len(part) for part in parts]), *parts)  # a text may hold what stands between two parts


def _size_of(text: LeadAndBody) -> int:
    """Also of one without text, for what is kept of it besides: else nothing would bound their number."""
    return 500 + len(text.lead) + len(text.lead_html) + len(text.body_html)
