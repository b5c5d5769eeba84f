"""Puts markup right before the sanitiser reads it: what was escaped twice, lines of plain text.

Each step looks for its sign first and is linear. What comes out is as unsafe as what went in.
"""

import html
import html.entities
import re

from portal.feeds.body.block import SHORT_LINE
from portal.feeds.body.shortcodes import without_shortcodes, without_tokens

_RARE, _PRE = re.compile("<(?:q|hl)"), re.compile("<pre")
"""In a text of many tags a pattern finds these in half the time that `in` takes."""
_HEADLINES_OF_NITF = re.compile(r"<(/?)hl[12](?=[\s/>])", re.IGNORECASE)
_BLOCK = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|li|table|blockquote|section|article|figure|pre|dl|hl[12])(?=[\s/>])", re.IGNORECASE
)
_PREFORMATTED = re.compile(
    r"<pre(?=[\s>]).*?(?:</pre>|\Z)"
    r"|<(p|div|span|td|li|section)(?: [a-z-]+=\"[^\"]*\")*"
    r" (?:style=\"[^\"]*\bwhite-space:\s?(?:pre|break-spaces)\b|class=\"[^\"]*\bwhitespace-pre)[^\"]*\"[^<>]*>"
    r".*?(?:</\1>|\Z)",
    re.DOTALL,
)
_QUOTE = re.compile(r"<q((?:\s[^<>]{0,300})?)>(?:\s|[\"“„”«»‘’']|&[lrb][sd]quo;|&quot;){0,4}", re.IGNORECASE)
_QUOTE_END = re.compile(r"(?:[\s\"“”„«»’]|&[lr][sd]quo;|&quot;){0,4}</q\s*>", re.IGNORECASE)
"""Some write the marks that a browser puts there too."""
_BLANK_LINE = re.compile(r"\n[ \t\r\f]*\n\s*")
_SENTENCE_END = (".", "!", "?", "…", ":", '"', "'", "”", "’", "»", ")")
_NAMES = r"p|br|div|a|b|i|strong|em|ul|ol|li|h[1-6]|span|img|blockquote|figure|table"
_TAG = re.compile(r"<[a-zA-Z/!]")
_ESCAPED_TAG = re.compile(rf"&lt;(?P<end>/?)(?P<name>{_NAMES})(?:\s(?:(?!&lt;|&gt;)[^<>])*)?\s?/?&gt;", re.IGNORECASE)
_ESCAPED_BLOCK = re.compile(r"\s*&lt;(?:p|div|h[1-6]|ul|ol|blockquote|figure|table|img)(?:\s|/?&gt;)", re.IGNORECASE)
_CODE = re.compile(r"(?:<|&lt;)(?:code|pre)(?:[\s>]|&gt;)", re.IGNORECASE)
_LETTER = re.compile(r"[^\W_]")
_WORD = re.compile(r"(?:^|>)[^<>&]{0,500}?[^\W_]")
_ANY_TAG = re.compile(r"<[^>]*>")
_ESCAPED = re.compile("&(?:#|lt;)")
_NUMBERED_TAG = re.compile(r"&#(?:(0{0,5}60|[xX]0{0,5}3[cC])|0{0,5}62|[xX]0{0,5}3[eE]);")
_ESCAPED_OFTEN = re.compile(r"&(?:amp;){2,20}")
_ESCAPED_SIGN = re.compile(r"&amp;(#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def repaired(markup: str) -> str:
    """`markup` as its author meant it."""
    if "&" in markup and "&amp;" in markup:
        markup = _ESCAPED_OFTEN.sub("&amp;", markup) if "&amp;amp;" in markup else markup
        markup = _ESCAPED_SIGN.sub(_once, markup)
    if "{" in markup:
        markup = without_tokens(markup)
    if "[" in markup:
        markup = without_shortcodes(markup.replace("<![CDATA[", "").replace("]]>", ""))
    if _RARE.search(markup):
        markup = _QUOTE_END.sub("</q>", _QUOTE.sub(r"<q\1>", markup)) if "<q" in markup else markup
        markup = _HEADLINES_OF_NITF.sub(r"<\1h2", markup) if "<hl" in markup else markup
    if "\n" in markup and not _BLOCK.search(markup):
        markup = with_breaks(markup)
    return markup


def has_words(markup: str) -> bool:
    """Whether it says anything: not `<p>&nbsp;</p>`, nor a picture alone."""
    if _WORD.search(markup):  # as in nearly all
        return True
    return "&" in markup and _LETTER.search(html.unescape(_ANY_TAG.sub(" ", markup))) is not None


def with_lines(clean: str) -> str:
    """What nh3 made of a text, with the lines marked of `pre`, and of what is shown as `pre` is (CSS `white-space`)."""
    if "\n" not in clean.rstrip() or ("white" not in clean and _PRE.search(clean) is None):
        return clean
    return _PREFORMATTED.sub(lambda found: found[0].replace("\r\n", "\n").strip().replace("\n", "<br>"), clean)


def escaped_once(markup: str) -> str:
    """HTML that was escaped once too often, all of it or a stretch, as it was meant.

    For formats that do not say whether a text is HTML. Where all tags are escaped, entities are too.
    """
    if "&" not in markup or _ESCAPED.search(markup) is None:
        return markup
    if "&#" in markup:
        markup = _NUMBERED_TAG.sub(lambda sign: "&lt;" if sign[1] else "&gt;", markup)
    if "&lt;" not in markup:
        return markup
    tags = _escaped_tags(markup)
    return html.unescape(markup) if tags and not _TAG.search(markup) else _with_tags(markup, tags)


def with_tags_of_text(text: str, *, needs_block: bool = False) -> str:
    """A text that is plain by its format's own word, as HTML: its tags are tags where they are those of a page, which
    home-made feeds put there; any other `<` is a sign. `needs_block`: only where it begins with a paragraph.
    """
    markup = html.escape(text, quote=False)
    if needs_block and not _ESCAPED_BLOCK.match(markup):
        return markup
    return _with_tags(markup, _escaped_tags(markup)) if "<" in text else markup


def _escaped_tags(markup: str) -> list[re.Match[str]]:
    """The escaped tags that are markup: those that are closed, those that need no end, and all where the text begins
    with a block. «Zet <b> voor een woord» speaks of one, as does a text with `code`.
    """
    found = list(_ESCAPED_TAG.finditer(markup)) if _CODE.search(markup) is None else []
    if found and _ESCAPED_BLOCK.match(markup):
        return found
    opened: dict[str, list[int]] = {}
    meant: set[int] = set()
    for tag in found:
        name = tag["name"].lower()
        if name == "br" or (name == "img" and "=" in tag[0]):
            meant.add(tag.start())
        elif not tag["end"]:
            opened.setdefault(name, []).append(tag.start())
        elif opened.get(name):
            meant |= {opened[name].pop(), tag.start()}
    return [tag for tag in found if tag.start() in meant]


def _with_tags(markup: str, tags: list[re.Match[str]]) -> str:
    parts, at = [], 0
    for tag in tags:
        parts += [markup[at : tag.start()], html.unescape(tag[0])]
        at = tag.end()
    return "".join([*parts, markup[at:]]) if parts else markup


def _once(found: re.Match[str]) -> str:
    sign = f"&{found[1]};"
    is_known = found[1].startswith("#") or f"{found[1]};" in html.entities.html5
    return sign if is_known and found[1].lower() not in ("lt", "gt", "amp") else found[0]


def with_breaks(text: str) -> str:
    """Plain text with its paragraphs marked: at blank lines or, where there are none, at lines that end a sentence."""
    text = text.replace("\r\n", "\n").strip()
    if _BLANK_LINE.search(text):
        return "<br><br>".join(map(_with_short_lines, _BLANK_LINE.split(text)))
    lines = [line.strip() for line in text.split("\n")]
    ended = sum(line.endswith(_SENTENCE_END) for line in lines)
    return "<br><br>".join(lines) if ended * 2 > len(lines) else text


def _with_short_lines(paragraph: str) -> str:
    """With its breaks, where all of its lines are too short to have been broken by a width: scores, when and where."""
    lines = paragraph.split("\n")
    return "<br>".join(lines) if len(lines) > 1 and max(map(len, lines)) <= SHORT_LINE else paragraph
