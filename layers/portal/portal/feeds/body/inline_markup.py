"""Writes runs of inline markup into a line: emphasis, links, quotation marks; each element once within its like."""

import re

from portal.feeds.body.cms_classes import ATTRIBUTE
from portal.feeds.body.line import Line
from portal.feeds.parsing.urls import opening_link

INLINE = "a|b|strong|i|em|sub|sup|s|strike|del|ins|code"
_TAG = re.compile(rf'<(/?(?:{INLINE}))((?: [a-z][a-z0-9-]*="[^"]*")*)>')
_PART = r"<b>[^< ][^<]*</b>|<strong>[^< ][^<]*</strong>|<i>[^< ][^<]*</i>|<em>[^< ][^<]*</em>"
_SIMPLE = re.compile(rf'[^<]*+(?:(?:{_PART}|<a href="[^"]*">[^< ][^<]*</a>)[^<]*+)*+')
_LINK = re.compile(r'<a href="([^"]*)">([^<]*)</a>')
_WRITTEN_AS = {"strike": "s"}
_QUOTES = (("„", "”"), ("‘", "’"))


class InlineWriter:
    """`nested`: the open elements, by their name in the source, and as they are written; `opened`: what is written."""

    def __init__(self, base: str | None) -> None:
        self.base = base
        self.nested: list[tuple[str, tuple[str, str]]] = []
        self.opened: list[tuple[str, str]] = []
        self._quotes = 0

    def whole(self, run: str) -> str | None:
        """A line that is nothing but text, links and plain emphasis, as most are; None for any other, or within one."""
        if self.nested:
            return None
        run = run.strip(" ")
        if "<" not in run:
            return run
        if _SIMPLE.fullmatch(run) is None:
            return None
        return _LINK.sub(self._link_again, run) if "<a " in run else run

    def write(self, line: Line, run: str, *, breaks: str = "<br>") -> bool:
        """Whether there was text in it."""
        if "<" not in run:
            return self._text(line, run, breaks)
        found = False
        text, *rest = _TAG.split(run)
        found |= self._text(line, text, breaks)
        for name, attributes, text in zip(rest[0::3], rest[1::3], rest[2::3], strict=True):
            if name[0] == "/":
                self.close(name[1:])
            else:
                written = _WRITTEN_AS.get(name, name)
                self.open(name, (written, self._opening(written, attributes)))
            found |= self._text(line, text, breaks)
        return found

    def open(self, name: str, written: tuple[str, str]) -> None:
        self.nested.append((name, written))
        self._set()

    def close(self, name: str) -> None:
        last = next((place for place in reversed(range(len(self.nested))) if self.nested[place][0] == name), -1)
        if last >= 0:
            del self.nested[last]
        self._set()

    def quote(self, line: Line, *, is_start: bool) -> None:
        """`q` brings its marks along; the house has „…”, and ‘…’ within."""
        if is_start:
            line.write(_QUOTES[min(self._quotes, 1)][0], self.opened)
            self._quotes += 1
        elif self._quotes:
            self._quotes -= 1
            line.space = False
            line.write(_QUOTES[min(self._quotes, 1)][1], self.opened)

    def _text(self, line: Line, text: str, breaks: str) -> bool:
        if not text or text == " ":
            line.space = line.space or bool(text)
            return False
        line.write(text, self.opened, breaks=breaks)
        return True

    def _set(self) -> None:
        """One within its like, and a link to nowhere, are not written."""
        self.opened = list({one[0]: one for _, one in reversed(self.nested) if one[1]}.values())[::-1]

    def _opening(self, name: str, attributes: str) -> str:
        if name != "a":
            return f"<{name}>"
        return self._link(dict(ATTRIBUTE.findall(attributes)).get("href", ""))

    def _link(self, href: str) -> str:
        """No link for a place on the page of the source, which this one has not: a note, a tab, a question."""
        return "" if href[:1] == "#" else opening_link(href, self.base)

    def _link_again(self, link: re.Match[str]) -> str:
        opening = self._link(link[1])
        return f"{opening}{link[2]}</a>" if opening else link[2]
