"""Markup that is more than plain paragraphs: nested emphasis, lists, quotations, tables and pictures, in one go."""

import html
import re

from portal.feeds.body.block import Block
from portal.feeds.parsing.urls import opening_link, resolve
from portal.model.article import Image

_TOKEN = re.compile(r'<(/?[a-z][a-z0-9]*)((?: [a-z]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_INLINE = frozenset({"a", "b", "strong", "i", "em", "sub", "sup", "s", "del", "ins", "code"})
_INLINE_TAGS = _INLINE | {f"/{name}" for name in _INLINE}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SPAN = re.compile("[1-9][0-9]?")
_TRACKERS = ("/~r/", "/~4/", "pixel.wp.com", "stats.wordpress.com", "scorecardresearch.com", "doubleclick.net")


class _Line:
    """A paragraph being written. Blanks between pieces are folded, and inline elements open only when text follows."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.opened: list[tuple[str, str]] = []
        self.space = False
        self.breaks = 0

    def write(self, text: str, wanted: list[tuple[str, str]], *, breaks: str = "<br>") -> None:
        shared = 0
        if self.opened:
            for mine, theirs in zip(self.opened, wanted, strict=False):
                if mine is not theirs:
                    break
                shared += 1
            self._close(shared)
        if self.parts:
            if self.breaks:
                self.parts.append(breaks)
            elif self.space or text[0] == " ":
                self.parts.append(" ")
        for element in wanted[shared:]:
            self.opened.append(element)
            self.parts.append(element[1])
        self.parts.append(text.strip(" "))
        self.space, self.breaks = text[-1] == " ", 0

    def take(self) -> str:
        self._close(0)
        written = "".join(self.parts)
        self.parts.clear()
        return written

    def _close(self, depth: int) -> None:
        while len(self.opened) > depth:
            self.parts.append(f"</{self.opened.pop()[0]}>")


class FlowReader:
    """Goes through the tokens once: text at every third place, after it the name (`/p`) and attributes of a tag."""

    def __init__(self, clean: str, base: str | None) -> None:
        self.tokens: list[str] = [*_TOKEN.split(clean), "", ""]
        self.at = 0
        self.base = base
        self.nested: list[tuple[str, str]] = []  # open inline elements
        self.inline: list[tuple[str, str]] = []  # those of them that are written
        self.images: dict[str, Image] = {}

    def flow(self, *ends: str) -> list[Block]:
        """The blocks up to a tag in `ends` (`/ul`, `li`), which is left to the caller."""
        blocks: list[Block] = []
        line, tag = _Line(), "p"

        def finish(following: str = "p") -> None:
            nonlocal tag
            if line.parts:
                blocks.append(Block(tag=tag, html=line.take()))
            line.space, line.breaks = False, 0
            tag = following

        tokens = self.tokens
        while True:
            text = tokens[self.at]
            if text and text != " ":
                if line.breaks > 1 and tag == "p":
                    finish()
                line.write(text, self.inline, breaks=" " if tag == "h2" else "<br>")
                tokens[self.at] = ""
            elif text:
                line.space = True
            name, attributes = tokens[self.at + 1 : self.at + 3]
            if not name or name in ends:
                break
            self.at += 3
            if not self._stays_in(line, name, attributes):
                finish("h2" if name in _HEADINGS else "figcaption" if name == "figcaption" else "p")
                blocks.extend(self._container(name))
        finish()
        return blocks

    def _stays_in(self, line: _Line, name: str, attributes: str) -> bool:
        """Takes in a tag that does not end the line; False for one that does."""
        if name in _INLINE_TAGS:
            self._nest(name, attributes)
        elif name == "br":
            line.breaks += 1
        elif name == "img":
            self._picture(attributes)
        else:
            return False
        return True

    def _tag(self) -> str:
        """Name of the next tag, with its slash; "" at the end."""
        return self.tokens[self.at + 1]

    def _container(self, name: str) -> list[Block]:
        if name in ("ul", "ol"):
            return self._list(name)
        if name == "blockquote":
            inner = self.flow("/blockquote")
            self.at += 3
            return [Block(tag=name, html=_paragraphs(inner))] if inner else []
        if name == "table":
            return self._table()
        return []

    def _nest(self, name: str, attributes: str) -> None:
        """Opens or closes an inline element. One within its like, and a link to nowhere, are not written."""
        if name[0] != "/":
            self.nested.append((name, self._opening(name, attributes)))
        else:
            last = next((place for place in reversed(range(len(self.nested))) if self.nested[place][0] == name[1:]), -1)
            if last >= 0:
                del self.nested[last]
        self.inline = list({element[0]: element for element in reversed(self.nested) if element[1]}.values())[::-1]

    def _opening(self, name: str, attributes: str) -> str:
        if name != "a":
            return f"<{name}>"
        return opening_link(dict(_ATTRIBUTE.findall(attributes)).get("href", ""), self.base)

    def _picture(self, attributes: str) -> None:
        found = {name: html.unescape(value).strip() for name, value in _ATTRIBUTE.findall(attributes)}
        address = resolve(found.get("src", ""), self.base) if found.get("src") else None
        sizes = [found[side].removesuffix("px") for side in ("width", "height") if found.get(side)]
        if address and not _is_tracker(address, sizes):
            self.images.setdefault(address, Image(url=address, alt=" ".join(found.get("alt", "").split()) or None))

    def _list(self, name: str) -> list[Block]:
        items: list[str] = []
        while True:
            items.extend(filter(None, [_inside(self.flow("li", f"/{name}"))]))
            end = self._tag()
            self.at += 3
            if end != "li":
                break
            items.extend(filter(None, [_inside(self.flow("/li", f"/{name}"))]))
            self.at += 3 if self._tag() == "/li" else 0
        return [Block(tag=name, html="".join(f"<li>{item}</li>" for item in items))] if items else []

    def _table(self) -> list[Block]:
        rows: list[list[tuple[str, list[Block]]]] = []
        heads = 0
        caption: list[Block] = []
        loose: list[Block] = []
        while True:
            loose.extend(self.flow("caption", "thead", "/thead", "tr", "td", "th", "/table"))
            name = self._tag()
            attributes = self.tokens[self.at + 2]
            self.at += 3
            if name in ("", "/table"):
                break
            if name == "caption":
                caption.extend(self.flow("/caption"))
                self.at += 3
            elif name == "tr":
                rows.append([])
            elif name == "/thead":
                heads = len(rows)
            elif name in ("td", "th"):
                cell = self.flow(f"/{name}")
                self.at += 3
                rows = rows or [[]]
                rows[-1].append((f"{name}{_spans(attributes)}", cell))
        return _as_table(loose, caption, rows, heads)


def _as_table(
    loose: list[Block], caption: list[Block], rows: list[list[tuple[str, list[Block]]]], heads: int
) -> list[Block]:
    """A table where it holds rows of short cells; a table used for layout gives its cells' blocks one after another."""
    cells = [blocks for row in rows for _, blocks in row]
    layout = all(len(row) < 2 for row in rows) or any(block.tag != "p" for blocks in cells for block in blocks)
    if layout:
        return [*loose, *caption, *(block for blocks in cells for block in blocks)]
    if not any(cells):
        return [*loose, *caption]
    written = [
        "<tr>" + "".join(f"<{tag}>{_inside(blocks)}</{tag[:2]}>" for tag, blocks in row) + "</tr>"
        for row in rows
        if row
    ]
    heads = min(sum(1 for row in rows[:heads] if row), len(written))
    parts = [
        f"<caption>{_inside(caption)}</caption>" if caption else "",
        f"<thead>{''.join(written[:heads])}</thead>" if heads else "",
        f"<tbody>{''.join(written[heads:])}</tbody>" if written[heads:] else "",
    ]
    return [*loose, Block(tag="table", html="".join(parts))]


def _spans(attributes: str) -> str:
    found = sorted(_ATTRIBUTE.findall(attributes))
    return "".join(
        f' {name}="{value}"' for name, value in found if name in ("colspan", "rowspan") and _SPAN.fullmatch(value)
    )


def _inside(blocks: list[Block]) -> str:
    """Blocks within a list item or a cell: lines with a break between them, lists as they are."""
    parts: list[str] = []
    for block in blocks:
        if block.tag in ("ul", "ol"):
            parts.append(str(block))
        elif block.tag in ("table", "blockquote"):
            parts.append(("<br>" if parts else "") + html.escape(block.text, quote=False))
        else:
            parts.append(("<br>" if parts and not parts[-1].endswith(("</ul>", "</ol>")) else "") + block.html)
    return "".join(parts)


def _paragraphs(blocks: list[Block]) -> str:
    """Blocks within a quotation; one that is not a list is a paragraph there."""
    return "".join(
        str(block) if block.tag in ("p", "ul", "ol") else f"<p>{html.escape(block.text, quote=False)}</p>"
        for block in blocks
    )


def _is_tracker(address: str, sizes: list[str]) -> bool:
    """A picture of a pixel, or one from a host that only counts readers."""
    return bool(sizes and all(size in ("0", "1") for size in sizes)) or any(host in address for host in _TRACKERS)
