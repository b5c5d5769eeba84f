"""A text as an editor changes it: piece by piece, and each changed piece as the fewest words that became others.

A piece is what one edit can reach (model.corrections): the headline, the lead, or the text between two tags.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from portal.desk.changes import same_at_start
from portal.model.article import Article
from portal.model.corrections import Edit, EditError, Text, edited

_TAG = re.compile(r"(<[^>]*>)")
_WORDS = re.compile(r"\S+\s*|\s+")
HEAD = ("kop", "inleiding")
PARAGRAPH = "tekst"
"""How the fields of a form are called."""
MOST = 400
"""Pieces of one article that can be changed here."""


@dataclass(frozen=True, kw_only=True)
class PieceOfText:
    """`name` of its field in the form; `label`: what it is, in Dutch."""

    name: str
    label: str
    text: str

    @property
    def rows(self) -> int:
        """Lines of a field on a phone."""
        return max(2, min(14, len(self.text) // 34 + 1))


def pieces_of(article: Article) -> list[PieceOfText]:
    """In reading order. Pieces without a letter are none."""
    found = [PieceOfText(name="kop", label="Kop", text=article.headline)]
    if article.lead:
        found.append(PieceOfText(name="inleiding", label="Inleiding", text=article.lead))
    texts = [unescape(one) for one in _TAG.split(article.body_html) if one[:1] != "<"]
    body = [one for one in texts if any(letter.isalnum() for letter in one)][:MOST]
    found += [PieceOfText(name=f"{PARAGRAPH}{n}", label=f"Tekst {n}", text=text) for n, text in enumerate(body, 1)]
    return found


def edits_between(article: Article, given: dict[str, str]) -> list[Edit]:
    """What an editor changed, by the fields of `pieces_of`; a field that is missing stays as it is.

    Raises EditError where a change cannot be told apart from the rest of the text.
    """
    text, edits = Text(article.headline, article.lead, article.body_html), []
    for piece in pieces_of(article):
        wanted = given.get(piece.name)
        if wanted is None or wanted.split() == piece.text.split():
            continue
        edit = _smallest(text, piece.text, _with_same_ends(piece.text, wanted))
        text = edited(text, edit)
        edits.append(edit)
    return edits


@dataclass(frozen=True, kw_only=True)
class CarriedOver:
    """`fields`: an editor's words, each in the piece of another text that it belongs to; `left`: those of which the
    piece is there no more.
    """

    fields: dict[str, str]
    left: tuple[str, ...]


def carried_over(before: Article | None, after: Article | None, given: Mapping[str, str]) -> CarriedOver:
    """What an editor changed in the text `before`, when the text is `after` by now: what they left alone is as it is by
    now. None: a text that is not there; of what is not known before, everything that is new is theirs.
    """
    free = pieces_of(after) if after else []
    fields: dict[str, str] = {}
    left = []
    there = [one.text.split() for one in free]
    for name, was, wanted in _changed(before, there, given):
        place = next((one for one in free if one.text.split() == was.split()), None)
        if place is None or (name in HEAD) != (place.name in HEAD):
            left.append(wanted)
        else:
            fields[place.name] = wanted
            free.remove(place)
    return CarriedOver(fields=fields, left=tuple(left))


def _changed(
    before: Article | None, there: list[list[str]], given: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """By name of its field, what a piece was and what an editor wants it to be, unless it is `there` already."""
    if before:
        pairs = [(one.name, one.text) for one in pieces_of(before) if one.name in given]
    else:
        pairs = [(name, "") for name in given if name in HEAD or name.startswith(PARAGRAPH)]
    for name, was in pairs:
        if given[name].split() not in (was.split(), *there):
            yield name, was, given[name]


def _with_same_ends(old: str, new: str) -> str:
    """A field loses the space around a piece, which stands between it and its neighbours."""
    before, after = old[: len(old) - len(old.lstrip())], old[len(old.rstrip()) :]
    return f"{before}{' '.join(new.split())}{after}"


def _smallest(text: Text, old: str, new: str) -> Edit:
    """The fewest words of `old` that became others and stand in `text` once."""
    was, now = _WORDS.findall(old), _WORDS.findall(new)
    first = same_at_start(was, now)
    last = same_at_start(was[first:][::-1], now[first:][::-1])
    for more in range(len(was) + 1):
        start, end = max(0, first - more), min(len(was), len(was) - last + more)
        edit = Edit(
            old="".join(was[start:end]).strip(),
            new="".join(now[start : len(now) - (len(was) - end)]).strip(),
        )
        try:
            edited(text, edit)
        except EditError:
            continue
        return edit
    return Edit(old=old.strip(), new=new.strip())
