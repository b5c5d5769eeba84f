"""What our own editors change in an agency's text, kept as changes and not as a text: so that the next revision of the
agency can have them too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

_TAG = re.compile(r"(<[^>]*>)")


@dataclass(frozen=True, kw_only=True)
class Edit:
    """`old` became `new`: plain words of the headline, the lead or the body. `called`: as what readers are told of it,
    with both, such as `Correctie`; "" for what they need not know.
    """

    old: str
    new: str
    called: str = ""


class Text(NamedTuple):
    """All that an edit can reach. What it brings into the body is escaped there."""

    headline: str
    lead: str
    body_html: str


class EditError(ValueError):
    """Why an edit fits no text, in a sentence."""


def edited(text: Text, edit: Edit) -> Text:
    """`text` with `old` replaced, which must stand in it exactly once. Raises EditError."""
    if not edit.old.strip():
        raise EditError("no words to change were given; quote what stands there")
    times = _times(text, edit.old)
    if not times:
        raise EditError(f"«{edit.old}» does not stand in it; quote the words as readers see them")
    if times > 1:
        raise EditError(f"«{edit.old}» stands in it {times} times; quote so much that it is once")
    changed = Text(
        text.headline.replace(edit.old, edit.new),
        text.lead.replace(edit.old, edit.new),
        "".join(_with(piece, edit) for piece in _TAG.split(text.body_html)),
    )
    if not changed.headline.strip():
        raise EditError("a headline cannot be empty")
    return changed


def again(text: Text, edits: Iterable[Edit]) -> tuple[Text, tuple[Edit, ...]]:
    """A later `text` of the agency with our `edits`, and those still needed: what it says itself by now is not.

    Raises EditError for one that neither fits nor is done: then a person has to look.
    """
    kept: list[Edit] = []
    for edit in edits:
        try:
            text = edited(text, edit)
        except EditError:
            if _times(text, edit.old) or not edit.new or not _times(text, edit.new):
                raise
        else:
            kept.append(edit)
    return text, tuple(kept)


def _times(text: Text, words: str) -> int:
    within = sum(piece.count(_html(words)) for piece in _TAG.split(text.body_html) if piece[:1] != "<")
    return text.headline.count(words) + text.lead.count(words) + within


def _with(piece: str, edit: Edit) -> str:
    """Of markup the text alone: an address or an attribute is nobody's words."""
    return piece if piece[:1] == "<" else piece.replace(_html(edit.old), _html(edit.new))


def _html(words: str) -> str:
    return escape(words, quote=False)
