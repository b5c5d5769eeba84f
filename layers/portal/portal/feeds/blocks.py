"""From sanitised markup to the few blocks an article has: paragraphs, subheads, lists, quotations, tables, captions.

Reads only what nh3 wrote (every element closed, every attribute quoted, text escaped) and writes only its own tags
around that text, so what comes out is as clean as what went in. Every piece of text comes out once and in order.
"""

import html
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from portal.feeds.links import resolve
from portal.model.article import Image

LONGEST_SUBHEAD = 80
_WORTH_KEEPING = 10_000
LINK_REL = "nofollow noopener"

_TOKEN = re.compile(r'<(/?[a-z][a-z0-9]*)((?: [a-z]+="[^"]*")*)>')
_LINE_TAG = re.compile(r"</?(?:br|p|li|ul|ol|h2|tr|td|th|caption|tbody|thead)(?: [^>]*)?>")
_ANY_TAG = re.compile(r"<[^>]*>")
_SIMPLE = re.compile(
    r" ?<(?P<tag>p|h[1-6])> ?(?P<inner>[^<]*(?:(?:<b>[^< ][^<]*</b>|<strong>[^< ][^<]*</strong>|<i>[^< ][^<]*</i>"
    r'|<em>[^< ][^<]*</em>|<a href="[^"]*">[^< ][^<]*</a>)[^<]*)*)</(?P=tag)> ?'
    r"|(?P<rest>.+)",
    re.DOTALL,
)
_LINK = re.compile(r'<a href="([^"]*)">([^<]*)</a>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_INLINE = frozenset({"a", "b", "strong", "i", "em", "sub", "sup", "s", "del", "ins", "code"})
_INLINE_TAGS = _INLINE | {f"/{name}" for name in _INLINE}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LONE_BOLD = re.compile(r"<(b|strong)>((?:(?!</?\1>).)*)</\1>", re.DOTALL)
_SPAN = re.compile("[1-9][0-9]?")
_LINKABLE = ("http", "https", "mailto")
_TRACKERS = ("/~r/", "/~4/", "pixel.wp.com", "stats.wordpress.com", "scorecardresearch.com", "doubleclick.net")


class Block(NamedTuple):
    """One block of a body: `tag` is its element, `html` what stands in it. A tuple, for there are thousands."""

    tag: str
    html: str

    @property
    def text(self) -> str:
        return plain(self.html)

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


def plain(markup: str) -> str:
    """The text of a block's markup, on one line as that is already."""
    if "<" not in markup and "&" not in markup:
        return markup
    return _plain(markup) if len(markup) < _WORTH_KEEPING else _plain.__wrapped__(markup)


@lru_cache(maxsize=256)
def _plain(markup: str) -> str:
    """Kept for a while: summary and body are compared block by block, and each block is looked at several times."""
    if "<" in markup:
        markup = _ANY_TAG.sub("", _LINE_TAG.sub(" ", markup))
    return " ".join((html.unescape(markup) if "&" in markup else markup).split())


def read_blocks(clean: str, base: str | None) -> Body:
    """The blocks of `clean`, which nh3 wrote. Addresses are made absolute against `base`; what has none is no link."""
    if "\n" in clean or "  " in clean or "\t" in clean or "\r" in clean or "\xa0" in clean:
        clean = " ".join(clean.split())
    blocks, rest = _simple_blocks(clean, base)
    if not rest:
        return Body(blocks=tuple(_with_subheads(blocks)))
    reader = _Reader(rest, base)
    blocks += reader.flow()
    return Body(blocks=tuple(_with_subheads(blocks)), images=tuple(reader.images.values()))


def _simple_blocks(clean: str, base: str | None) -> tuple[list[Block], str]:
    """The paragraphs and headings at the start that hold no more than text, links and emphasis, and what follows them.

    Nothing that `_Reader` would not do as well, in a fifth of its time: most bodies are no more than this.
    """
    blocks: list[Block] = []
    for tag, inner, rest in _SIMPLE.findall(clean):
        if rest:
            return blocks, rest
        markup = inner.strip(" ")
        if "<a " in markup:
            markup = _LINK.sub(lambda link: _link(link[1], base, link[2]), markup)
        if markup:
            blocks.append(Block("p" if tag == "p" else "h2", markup))
    return blocks, ""


def _link(href: str, base: str | None, text: str) -> str:
    opening = _opening_link(href, base)
    return f"{opening}{text}</a>" if opening else text


def _opening_link(href: str, base: str | None) -> str:
    """The start tag of a link to `href` (escaped, as nh3 wrote it); "" where that is no address to link to."""
    address = resolve(html.unescape(href), base, schemes=_LINKABLE) if href else None
    if not address:
        return ""
    escaped = address.replace("&", "&amp;")  # nothing else in a resolved address has a meaning in HTML
    return f'<a href="{escaped}" rel="{LINK_REL}">'


def _with_subheads(blocks: list[Block]) -> list[Block]:
    """A short bold paragraph of its own is a subhead, unless it is the first paragraph."""
    first = next((number for number, block in enumerate(blocks) if block.tag == "p"), 0)
    return [
        _subhead(block) if number > first and block.html[0] == "<" else block for number, block in enumerate(blocks)
    ]


def _subhead(block: Block) -> Block:
    if block.tag != "p" or not block.html.startswith(("<b>", "<strong>")):
        return block
    bold = _LONE_BOLD.fullmatch(block.html)
    text = block.text
    if bold is None or "<br>" in block.html or len(text) > LONGEST_SUBHEAD or text.endswith("."):
        return block
    return Block(tag="h2", html=bold[2])


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


class _Reader:
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
        return _opening_link(dict(_ATTRIBUTE.findall(attributes)).get("href", ""), self.base)

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
