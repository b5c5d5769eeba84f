"""Tables of short cells, and tables that are only used to lay out a page."""

import html
import re

from portal.feeds.body.block import Block
from portal.feeds.body.cms_classes import ATTRIBUTE, Role, role_of
from portal.feeds.body.picture_finds import PictureFinds
from portal.feeds.body.tokens import Flow, whole_line

_SPAN = re.compile("[1-9][0-9]?")
_ALIGNED = re.compile(r"text-align\s*:\s*(right|center)", re.IGNORECASE)
_ALIGNING_CLASS = re.compile(r"\b(?:has-)?(?:text-)?(?:align-?)?(right|center)\b", re.IGNORECASE)

_PARTS = ("caption", "thead", "/thead", "tr", "td", "th", "/table")

Cell = tuple[str, list[Block]]
"""Its start tag without brackets, and what stands in it."""


def read_table(flow: Flow) -> list[Block]:
    """The table which has just been opened."""
    rows: list[list[Cell]] = []
    heads = 0
    caption: list[Block] = []
    loose: list[Block] = []
    tokens = flow.tokens
    while True:
        if not tokens.comes_to(_PARTS):  # as between most
            loose.extend(flow.flow(*_PARTS))
        name, attributes = tokens.tag, tokens.attributes
        tokens.next()
        if name in ("", "/table"):
            break
        if name == "caption":
            caption.extend(flow.flow("/caption"))
            tokens.next()
        elif name == "tr":
            rows.append([])
        elif name == "/thead":
            heads = len(rows)
        elif name in ("td", "th"):
            line = whole_line(flow, f"/{name}") if flow.pictures.near is None else None
            cell = flow.flow(f"/{name}") if line is None else [Block(tag="p", html=line)] if line else []
            tokens.next()
            if attributes and _is_caption(flow.pictures, name, attributes, cell):
                continue
            rows = rows or [[]]
            rows[-1].append((_cell_tag(name, attributes), cell))
    return _as_table(loose, caption, rows, heads)


def _is_caption(pictures: PictureFinds, name: str, attributes: str, cell: list[Block]) -> bool:
    """Of a table that only lays out a picture and what stands under it. Then it is the picture's by now."""
    role, near = role_of(name, attributes), pictures.near
    if role not in (Role.CAPTION, Role.CREDIT) or not cell:
        return False
    pictures.near = pictures.last if near is None and pictures.count else near
    return pictures.caption(" ".join(block.text for block in cell), credit=role is Role.CREDIT)


def _as_table(loose: list[Block], caption: list[Block], rows: list[list[Cell]], heads: int) -> list[Block]:
    """A table where it holds rows of short cells; a table used for layout gives its cells' blocks one after another."""
    cells = [blocks for row in rows for _, blocks in row]
    layout = all(len(row) < 2 for row in rows) or any(block.tag != "p" for blocks in cells for block in blocks)
    if layout:
        return [*loose, *caption, *(block for blocks in cells for block in blocks)]
    if not any(cells):
        return [*loose, *caption]
    written = [
        "<tr>" + "".join(f"<{tag}>{inside(blocks)}</{tag[:2]}>" for tag, blocks in row) + "</tr>" for row in rows if row
    ]
    heads = min(sum(1 for row in rows[:heads] if row), len(written))
    parts = [
        f"<caption>{inside(caption)}</caption>" if caption else "",
        f"<thead>{''.join(written[:heads])}</thead>" if heads else "",
        f"<tbody>{''.join(written[heads:])}</tbody>" if written[heads:] else "",
    ]
    return [*loose, Block(tag="table", html="".join(parts))]


def _cell_tag(name: str, attributes: str) -> str:
    """`td colspan="2" class="right"`: what a cell's start tag keeps, in the order of their names."""
    if not attributes:
        return name
    said = dict(ATTRIBUTE.findall(attributes))
    kept = {key: said[key] for key in ("colspan", "rowspan") if _SPAN.fullmatch(said.get(key, ""))}
    side = said.get("align", "").lower()
    styled = _ALIGNED.search(said.get("style", "")) or _ALIGNING_CLASS.search(said.get("class", ""))
    if side in ("right", "center") or styled:
        kept["class"] = side if side in ("right", "center") or styled is None else styled[1].lower()
    return name + "".join(f' {key}="{kept[key]}"' for key in sorted(kept))


def inside(blocks: list[Block]) -> str:
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
