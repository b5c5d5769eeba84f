"""A cursor over sanitised markup: runs of text and inline markup, and between them the tags that give it structure."""

import re
from collections.abc import Container, Iterator
from typing import Protocol

from portal.feeds.body.block import ANY_TAG, Block
from portal.feeds.body.inline_markup import INLINE, InlineWriter
from portal.feeds.body.picture_finds import PictureFinds

_TOKEN = re.compile(rf'<(?!/?(?:{INLINE})[ >])(/?[a-z][a-z0-9]*+)((?: [a-z][a-z0-9-]*+="[^"]*+")*+)>')
_AHEAD = 8
"""Tags that may stand between the start of an element and its picture."""


class Tokens:
    """`at`: of the run that comes next. `of` a text: runs at every third place, after it name (`/p`) and attributes.

    `whole`: the text that it was made of, or is a part of.
    """

    def __init__(self, parts: list[str], whole: str = "") -> None:
        self.parts = parts
        self.at = 0
        self.whole = whole

    @classmethod
    def of(cls, clean: str) -> "Tokens":
        return cls([*_TOKEN.split(clean), "", ""], clean)

    @property
    def run(self) -> str:
        return self.parts[self.at]

    @property
    def tag(self) -> str:
        """Name of the next tag, with its slash; "" at the end."""
        return self.parts[self.at + 1]

    @property
    def attributes(self) -> str:
        """Of the next tag."""
        return self.parts[self.at + 2]

    def comes_to(self, names: Container[str]) -> bool:
        """Whether the next tag is one of `names`, and nothing stands before it."""
        return self.parts[self.at + 1] in names and not self.parts[self.at].strip(" ")

    def next(self) -> None:
        if self.parts[self.at + 1]:
            self.at += 3

    def end_of(self, name: str) -> int:
        """The place of the tag that closes the element which has just been opened; of the end, where none does."""
        depth, place, closing = 1, self.at, f"/{name}"
        while found := self.parts[place + 1]:
            depth += (found == name) - (found == closing)
            if depth == 0:
                break
            place += 3
        return place

    def part(self, name: str) -> "Tokens":
        """What stands in the element which has just been opened; the cursor goes past its end."""
        end = self.end_of(name)
        part = Tokens([*self.parts[self.at : end + 1], "", ""], self.whole)
        self.go_past(end)
        return part

    def go_past(self, end: int) -> None:
        """The tag that closes the element, at `end`."""
        self.at = end
        self.next()

    def comes_to_a_picture(self, on_the_way: frozenset[str]) -> bool:
        """Whether the next thing to see is an `img`, within elements `on_the_way` to it."""
        for place in range(self.at, min(self.at + 3 * _AHEAD, len(self.parts) - 2), 3):
            if not is_blank(self.parts[place]):
                return False
            name = self.parts[place + 1]
            if name == "img":
                return True
            if name not in on_the_way:
                return False
        return False

    def has_more_text(self) -> bool:
        """Whether text stands behind the cursor, not too far away."""
        return not all(map(is_blank, self.parts[self.at : self.at + 150 : 3]))

    def elements(self) -> Iterator[tuple[str, str, str]]:
        """Name and attributes of every tag, and the run after it."""
        return zip(self.parts[1::3], self.parts[2::3], self.parts[3::3], strict=False)


class Flow(Protocol):
    """What reads blocks from `tokens`, up to a tag in `ends` that is left to the caller."""

    tokens: Tokens
    writer: InlineWriter
    pictures: PictureFinds

    def flow(self, *ends: str) -> list[Block]: ...


def whole_line(flow: Flow, end: str) -> str | None:
    """What stands up to the tag `end`, where that is one line of text, links and emphasis, perhaps in a paragraph; the
    cursor is at that tag then. None for anything else.
    """
    tokens = flow.tokens
    parts, at = tokens.parts, tokens.at
    if parts[at + 1] == end:
        line = flow.writer.whole(parts[at])
    elif parts[at + 1] == "p" and _is_lone_paragraph(parts, at, end) and flow.pictures.near is None:
        line = flow.writer.whole(parts[at + 3])
        tokens.at += 0 if line is None else 6
    else:
        return None
    if line is not None:
        parts[tokens.at] = ""
    return line


def _is_lone_paragraph(parts: list[str], at: int, end: str) -> bool:
    following = parts[at + 4 : at + 8 : 3]
    return following == ["/p", end] and not (parts[at].strip(" ") or parts[at + 2] or parts[at + 6].strip(" "))


def is_blank(run: str) -> bool:
    return not run.strip(" ") or ("<" in run and not ANY_TAG.sub("", run).strip(" "))
