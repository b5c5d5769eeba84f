"""From the tokens of a text to its blocks, in one pass: paragraphs, subheads, lists, quotations, tables, pictures with
their captions, embeds, cards; the furniture of the site that it comes from stays behind.

Reads only what nh3 wrote, and writes only its own tags around that text. What an element is says the table of
`cms_classes`. Linear, for nothing is looked at more often than it is deep, and html_limits bounds the depth.
"""

import html
import re

from portal.feeds.body.block import Block
from portal.feeds.body.caption import has_credit
from portal.feeds.body.card import card_link
from portal.feeds.body.cms_classes import ATTRIBUTE, FURNITURE, STYLES, Role, role_of
from portal.feeds.body.embed_links import is_shown, link_block, words_of_address
from portal.feeds.body.furniture import skip_furniture
from portal.feeds.body.image_source import emoji_of
from portal.feeds.body.inline_markup import InlineWriter
from portal.feeds.body.line import Line
from portal.feeds.body.list_blocks import labelled, read_list, read_term
from portal.feeds.body.picture_finds import NEAR, PictureFinds
from portal.feeds.body.read_more_tail import is_read_more
from portal.feeds.body.share_bars import is_share_link
from portal.feeds.body.table_blocks import inside, read_table
from portal.feeds.body.tokens import Tokens, is_blank
from portal.feeds.parsing.urls import href_of, resolve
from portal.model.article import Image

_BLOCK_OF = {f"h{level}": "h2" for level in range(1, 7)}
_LINES = {name: (f"/{name}", tag) for name, tag in {"p": "p", **_BLOCK_OF}.items()}
"""The end tag of an element that holds one line, and the block that this is."""
_BETWEEN = frozenset({"", " "})
_EMBEDS = frozenset({"iframe", "video", "audio", "object", "embed"})
_UNMARKED = frozenset({"nav", "form", "button", "dialog", "figcaption", "cite"}) | _EMBEDS
"""What means something without a class."""
_WITHIN_A_LINE = frozenset({"span", "time", "small", "cite"})
_NO_LINE = frozenset({"picture", "/picture", "/noscript", "source", "button", "/button", *_WITHIN_A_LINE}) | {
    f"/{name}" for name in _WITHIN_A_LINE
}
_IN_A_LINE = _NO_LINE | {"br", "img", "q", "/q"}
_BREAKS_NO_LINE = _WITHIN_A_LINE | _EMBEDS
_HOLDS_A_VALUE = frozenset({"div", "span", "p", "section"})
_READ_AS_THEY_ARE = frozenset({"img", "source", "br"})
_ENDS_A_PICTURE = frozenset({"img", "/picture"})
_MAY_HOLD_A_PICTURE = frozenset({"div", "figure", "td", "center", "section"})
_CONTAINERS = _MAY_HOLD_A_PICTURE | {"ul", "ol", "dt", "summary", "blockquote", "table", "noscript"}
_ON_THE_WAY = frozenset({"span", "picture", "source", "p", "figure", "noscript", "div"})
_NOSCRIPT_AT_MOST = 1_500
"""Characters. What holds more is an article, for browsers with script too."""
_LONGEST_HEADING = 200
_STYLED = "styled"
"""In place of the attributes of an end tag."""
_OF_A_PICTURE = re.compile(r'"[^"]*(?:image|img|foto|photo|picture|figure|afbeelding|beeld)', re.IGNORECASE)
_OF_A_TEXT = re.compile(r'class="[^"]*(?:body|content|text\b|intro|summary)', re.IGNORECASE)


class FlowReader:
    """Reads blocks from `tokens`. Addresses are resolved against `base`; pictures go to `pictures`.

    `is_caption`: it reads what stands under a picture.
    """

    def __init__(
        self, tokens: Tokens, writer: InlineWriter, pictures: PictureFinds, *, is_caption: bool = False
    ) -> None:
        self.tokens = tokens
        self.writer = writer
        self.pictures = pictures
        self.is_caption = is_caption

    def flow(self, *ends: str) -> list[Block]:  # noqa: C901  the one loop over the tokens
        """The blocks up to a tag in `ends` (`/ul`, `li`), which is left to the caller."""
        blocks: list[Block] = []
        line, block_tag, pictures, tokens = Line(), "p", self.pictures, self.tokens
        parts = tokens.parts
        met = pictures.count  # when the last text was written

        def finish(following: str = "p") -> None:
            nonlocal block_tag
            if line.parts:
                self._add(blocks, Block(tag=block_tag, html=line.take()), is_last=met == pictures.count)
            line.space, line.breaks = False, 0
            block_tag = following

        while True:
            at = tokens.at
            run, name, attributes = parts[at : at + 3]
            if run == " ":
                line.space = True
            elif run:
                if line.breaks > 1 and block_tag == "p" and not is_blank(run):
                    finish()
                if self.writer.write(line, run, breaks=" " if block_tag == "h2" else "<br>"):
                    met = pictures.count
            parts[at] = ""
            if not name or name in ends:
                break
            if name in _LINES and not line.parts and self._whole_lines(blocks):
                line.space, line.breaks, block_tag = False, 0, "p"
                continue
            tokens.at += 3
            marked = None
            if name in _UNMARKED or (attributes and _has_a_role(name, attributes)):
                is_headed = block_tag == "h2" or (bool(blocks) and blocks[-1].tag == "h2" and not line.parts)
                marked = self._marked(line, name, attributes, is_headed=is_headed)
            if marked is not None:
                if marked or name not in _BREAKS_NO_LINE:
                    finish()
                    blocks.extend(marked)
            elif name not in _IN_A_LINE or not self._stays_in(line, name, attributes):
                finish(_BLOCK_OF.get(name, "p"))
                if name in _CONTAINERS:
                    blocks.extend(self._container(name, attributes))
        finish()
        return blocks

    def _whole_lines(self, blocks: list[Block]) -> bool:
        """Paragraphs and headings of nothing but text, links and emphasis, as most are, each read at once, one after
        another; False where there is none.
        """
        tokens, pictures, whole = self.tokens, self.pictures, self.writer.whole
        parts, start = tokens.parts, tokens.at
        at = start
        while (ending := _LINES.get(parts[at + 1])) and parts[at + 4] == ending[0]:
            attributes = parts[at + 2]
            if attributes and role_of(parts[at + 1], attributes) is not Role.TEXT:
                break
            markup = whole(parts[at + 3])
            if markup is None:
                break
            if markup and pictures.near is None:
                blocks.append(Block(ending[1], markup))
            elif markup:
                self._add(blocks, Block(ending[1], markup), is_last=True)
            at += 6
            if parts[at] not in _BETWEEN:
                break
        tokens.at = at
        return at > start

    def _add(self, blocks: list[Block], block: Block, *, is_last: bool) -> None:
        """A line right below a picture that says whose it is, is the picture's. `is_last`: no picture came after it."""
        pictures = self.pictures
        if pictures.near is not None and is_last:
            is_caption = block.tag in ("p", "h2") and len(block.html) < NEAR and has_credit(block.text)
            if is_caption and pictures.caption(block.text):
                return
            pictures.near = None
        blocks.append(block)

    def _marked(  # noqa: PLR0911  a line for each role
        self, line: Line, name: str, attributes: str, *, is_headed: bool
    ) -> list[Block] | None:
        """The blocks of an element that means something by its marks; None for one that is read on as it is.
        `is_headed`: it stands in a heading, or right below one.
        """
        if name in _EMBEDS:
            return self._embed(name, attributes)
        role = role_of(name, attributes)
        if name == "cite":
            role = Role.CREDIT if self.is_caption else Role.TEXT
        if role is Role.TEXT:
            return _as_heading(self._part(name).flow()) if name == "button" and not is_headed else None
        if role is Role.HIDDEN:
            if is_headed and name not in _WITHIN_A_LINE:
                return None  # what a reader unfolds by its heading
            role = Role.OUTSIDE
        if role in STYLES:
            return self._styled(name, role)
        if role is Role.LABEL:
            return self._labelled(name)
        if role in FURNITURE:
            return [] if skip_furniture(self.tokens, name, role, line.parts) else None
        if name in _WITHIN_A_LINE and self._is_of_the_line(line, role):
            return None  # the credit of an agency, in the midst of a sentence
        part = self._part(name, is_caption=role in (Role.CAPTION, Role.CREDIT))
        return card_link(part.tokens, self.writer.base) if role is Role.CARD else self._captioned(part, role, name)

    def _styled(self, name: str, role: Role) -> list[Block] | None:
        """A `span` that is struck out, bold or raised by its marks; its own end tag closes it."""
        if name != "span":
            return None
        self.writer.open(name, (role.value, f"<{role.value}>"))
        end = self.tokens.end_of(name)
        if self.tokens.parts[end + 1]:
            self.tokens.parts[end + 2] = _STYLED
        return []

    def _labelled(self, name: str) -> list[Block] | None:
        """The label which has just been opened, and the element behind it; None for one that a line goes on behind."""
        parts, tokens = self.tokens.parts, self.tokens
        value = tokens.end_of(name) + 3
        tag, attributes = (
            ("", "") if value >= len(parts) or not is_blank(parts[value]) else parts[value + 1 : value + 3]
        )
        if name in _WITHIN_A_LINE and not tag:
            return None
        label = " ".join(block.text for block in self._part(name).flow())
        if tag not in _HOLDS_A_VALUE:
            return labelled(label, None)
        if role_of(tag, attributes) is not Role.TEXT:
            return []
        tokens.next()
        return labelled(label, self._part(tag).flow())

    def _is_of_the_line(self, line: Line, role: Role) -> bool:
        if self.is_caption and role is Role.CREDIT:
            return self.pictures.near is None
        return bool(line.parts) or self.pictures.near is None

    def _captioned(self, part: "FlowReader", role: Role, name: str) -> list[Block]:
        before, near = self.pictures.count, self.pictures.near
        blocks = part.flow()
        if self.pictures.count > before:
            return blocks  # the picture itself stands in it
        text = " ".join(block.text for block in blocks)
        self.pictures.near = near
        if not text or self.pictures.caption(text, credit=role is Role.CREDIT):
            return []
        if self.tokens.comes_to_a_picture(_ON_THE_WAY):
            self.pictures.ahead = text
            return []
        return [Block(tag="figcaption", html=inside(blocks))] if name == "figcaption" else blocks

    def _stays_in(self, line: Line, name: str, attributes: str) -> bool:
        """Takes in a tag that does not end the line; False for one that does."""
        if name == "br":
            line.breaks += 1
        elif name == "img":
            self._picture(line, attributes)
        elif name in ("q", "/q"):
            self.writer.quote(line, is_start=name == "q")
        elif name not in _NO_LINE:
            return False
        elif name == "source":
            said = dict(ATTRIBUTE.findall(attributes))
            if srcset := said.get("data-srcset") or said.get("srcset"):
                self.pictures.offer(html.unescape(srcset), said.get("media", ""))
        elif name in ("picture", "/picture"):
            self.pictures.beside = self.pictures.narrow = ""
        elif attributes == _STYLED:
            self.writer.close("span")
        return True

    def _picture(self, line: Line, attributes: str) -> None:
        found = {
            name: (html.unescape(value) if "&" in value else value).strip()
            for name, value in ATTRIBUTE.findall(attributes)
        }
        emoji = emoji_of(found)
        opened = self.writer.opened
        if emoji is None and opened and any(is_share_link(href_of(opening)) for _, opening in opened):
            return  # the sign of a network
        if emoji is None:
            self.pictures.meet(found, self.writer.base)
            if self.writer.opened and (words := self._film_behind(self.writer.opened)):
                line.write(words, self.writer.opened)
        elif emoji:
            line.write(html.escape(emoji, quote=False), self.writer.opened)

    def _film_behind(self, opened: list[tuple[str, str]]) -> str:
        """What to call the link around a picture that says no more, where that leads to a film; else ""."""
        inside, end, _ = self.tokens.run.partition("</a>")
        opening = next((opening for element, opening in opened if element == "a"), "")
        if not end or not is_blank(inside) or not opening:
            return ""
        words = words_of_address(html.unescape(href_of(opening)))
        return html.escape(words, quote=False) if words.startswith("Bekijk de video") else ""

    def _part(self, name: str, *, is_caption: bool = False) -> "FlowReader":
        """A reader of what stands in the element which has just been opened; this one goes past it."""
        is_caption = is_caption or self.is_caption
        return FlowReader(self.tokens.part(name), self.writer, self.pictures, is_caption=is_caption)

    def _container(  # noqa: PLR0911  a line for each element
        self, name: str, attributes: str
    ) -> list[Block]:
        if name in ("ul", "ol"):
            return read_list(self, name, attributes)
        if name == "dt":
            return read_term(self)
        if name == "summary":
            return _as_heading(self._part(name).flow())
        if name == "blockquote":
            inner = self.flow("/blockquote")
            self.tokens.next()
            return [Block(tag=name, html=_paragraphs(inner))] if inner else []
        if name == "table":
            return read_table(self)
        if name == "noscript":
            return self._without_script()
        if name in _MAY_HOLD_A_PICTURE and self.tokens.comes_to_a_picture(_ON_THE_WAY):
            return self._pictured(name, attributes)
        return []

    def _pictured(self, name: str, attributes: str) -> list[Block]:
        """An element that begins with a picture: the one short line that stands with it is its caption, where a class
        speaks of a picture or the line of a photographer, and more text follows.
        """
        before, part = self.pictures.count, self._part(name)
        marks = attributes + "".join(part.tokens.parts[2::3])
        blocks = part.flow()
        if len(blocks) != 1 or blocks[0].tag != "p" or self.pictures.count != before + 1:
            return blocks
        text = blocks[0].text
        is_caption = (_OF_A_PICTURE.search(marks) and not _OF_A_TEXT.search(marks)) or has_credit(text)
        if len(text) < NEAR and is_caption and self.tokens.has_more_text():
            self.pictures.near = self.pictures.last
            return [] if self.pictures.caption(text) else blocks
        return blocks

    def _without_script(self) -> list[Block]:
        """A lazy picture as it is; words for browsers without script are none of the text."""
        tokens, pictures = self.tokens, self.pictures
        before = tokens.parts[tokens.at - 5] if tokens.at > 5 else ""  # the tag in front of it
        lazy = pictures.near if before in _ENDS_A_PICTURE else None
        met = pictures.count
        part = self._part("noscript")
        blocks = part.flow()
        if lazy and pictures.near and pictures.count == met + 1:
            pictures.join(lazy, pictures.near)
        return blocks if sum(len(block.html) for block in blocks) > _NOSCRIPT_AT_MOST else []

    def _embed(self, name: str, attributes: str) -> list[Block]:
        """A link to what a player would show; a still of a film is a picture. Words for browsers without it go."""
        said = {key: html.unescape(value) for key, value in ATTRIBUTE.findall(attributes)}
        address = said.get("src") or said.get("data") or said.get("data-src") or ""
        if name != "embed":
            for _, inner, _ in self._part(name).tokens.elements():
                address = address or html.unescape(dict(ATTRIBUTE.findall(inner)).get("src", ""))
        poster = resolve(said["poster"], self.writer.base) if said.get("poster") else None
        if poster:
            self.pictures.add(Image(url=poster, alt=None))
        if "wp-embedded-content" in said.get("class", "") or not is_shown(said):
            return []  # of the first, the quotation beside it links to the same
        address = resolve(address, self.writer.base) or "" if address else ""
        return link_block(address, said.get("title", ""), name)


def _has_a_role(name: str, attributes: str) -> bool:
    """Whether the tag of an element that means nothing without a class begins one that means something."""
    return name[0] != "/" and name not in _READ_AS_THEY_ARE and role_of(name, attributes) is not Role.TEXT


def _as_heading(blocks: list[Block]) -> list[Block]:
    """What a reader would have to press to see the rest, which is all there: a subhead, or nothing more to read."""
    if len(blocks) != 1 or blocks[0].tag != "p" or len(blocks[0].html) > _LONGEST_HEADING:
        return blocks
    return [] if is_read_more(blocks[0].text) else [Block(tag="h2", html=blocks[0].html)]


def _paragraphs(blocks: list[Block]) -> str:
    """Blocks within a quotation; one that is not a list is a paragraph there."""
    return "".join(
        str(block) if block.tag in ("p", "ul", "ol") else f"<p>{html.escape(block.text, quote=False)}</p>"
        for block in blocks
    )
