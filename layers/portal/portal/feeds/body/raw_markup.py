"""Puts markup right before the sanitiser reads it: what was escaped twice, lines of plain text.

Each step looks for its sign first and is linear. What comes out is as unsafe as what went in.
"""

import html
import html.entities
import re

from portal.feeds.body.shortcodes import without_shortcodes, without_tokens

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
_SHORT = 55
"""Characters. Mail is broken at 60 or more."""
_SENTENCE_END = (".", "!", "?", "…", ":", '"', "'", "”", "’", "»", ")")
_NAMES = r"p|br|div|a|b|i|strong|em|ul|ol|li|h[1-6]|span|img|blockquote|figure|table"
_TAG = re.compile(r"<[a-zA-Z/!]")
_ESCAPED_TAG = re.compile(rf"&lt;/?(?:{_NAMES})(?:\s(?:(?!&lt;|&gt;)[^<>])*)?\s?/?&gt;", re.IGNORECASE)
_ESCAPED_OFTEN = re.compile(r"&(?:amp;){2,20}")
_ESCAPED_SIGN = re.compile(r"&amp;(#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def repaired(markup: str) -> str:
    """`markup` as its author meant it."""
    if "&amp;" in markup:
        markup = _ESCAPED_SIGN.sub(_once, _ESCAPED_OFTEN.sub("&amp;", markup))
    if "{" in markup:
        markup = without_tokens(markup)
    if "[" in markup:
        markup = without_shortcodes(markup.replace("<![CDATA[", "").replace("]]>", ""))
    if "<q" in markup:
        markup = _QUOTE_END.sub("</q>", _QUOTE.sub(r"<q\1>", markup))
    if "<hl" in markup:
        markup = _HEADLINES_OF_NITF.sub(r"<\1h2", markup)
    if "\n" in markup and not _BLOCK.search(markup):
        markup = with_breaks(markup)
    return markup


def with_lines(clean: str) -> str:
    """What nh3 made of a text, with the lines marked of `pre`, and of what is shown as `pre` is (CSS `white-space`)."""
    if "<pre" not in clean and "white-space" not in clean and "whitespace-pre" not in clean:
        return clean
    return _PREFORMATTED.sub(lambda found: found[0].replace("\r\n", "\n").strip().replace("\n", "<br>"), clean)


def escaped_once(markup: str) -> str:
    """HTML that was escaped once too often, as it was meant: all of its tags are escaped, and it has no others.

    For formats that do not say whether a text is HTML; what is plain by its format's word keeps its `<p>`. An article
    about HTML does not stand in a regional feed, and one that shows a tag has others that are none.
    """
    is_escaped = "&lt;" in markup and not _TAG.search(markup) and _ESCAPED_TAG.search(markup)
    return html.unescape(markup) if is_escaped else markup


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
    return "<br>".join(lines) if len(lines) > 1 and max(map(len, lines)) <= _SHORT else paragraph
