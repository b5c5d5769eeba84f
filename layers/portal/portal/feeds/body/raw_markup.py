"""Puts markup right before the sanitiser reads it: what was escaped twice, shortcodes, lines of plain text.

Each step looks for its sign first and is linear. What comes out is as unsafe as what went in.
"""

import html
import html.entities
import re

_HEADLINES_OF_NITF = re.compile(r"<(/?)hl[12](?=[\s/>])", re.IGNORECASE)
_BLOCK = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|li|table|blockquote|section|article|figure|pre|dl|hl[12])(?=[\s/>])", re.IGNORECASE
)
_PREFORMATTED = re.compile(
    r"<pre(?=[\s>]).*?(?:</pre>|\Z)"
    r"|<(p|div|span|td|li|section)(?: [a-z-]+=\"[^\"]*\")*"
    r" style=\"[^\"]*\bwhite-space:\s?(?:pre|break-spaces)\b[^\"]*\"[^<>]*>"
    r".*?(?:</\1>|\Z)",
    re.DOTALL,
)
_BLANK_LINE = re.compile(r"\n[ \t\r\f]*\n\s*")
_SENTENCE_END = (".", "!", "?", "…", ":", '"', "'", "”", "’", "»", ")")
_NAMES = r"p|br|div|a|b|i|strong|em|ul|ol|li|h[1-6]|span|img|blockquote|figure|table"
_TAG = re.compile(r"<[a-zA-Z/!]")
_ESCAPED_TAG = re.compile(rf"&lt;/?(?:{_NAMES})(?:\s(?:(?!&lt;|&gt;)[^<>])*)?\s?/?&gt;", re.IGNORECASE)
_ESCAPED_SIGN = re.compile(r"&amp;(#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_SHORTCODE = re.compile(r"\[(/?)([a-zA-Z][\w-]{1,40})((?:\s[^\[\]<>]{0,2000})?)\s?/?\]")
_CAPTION = re.compile(
    r"\[caption\b[^\[\]]{0,1000}\]\s*((?:<a\b[^>]{0,3000}>\s*)?<img\b[^>]{0,5000}>(?:\s*</a>)?)((?:(?!\[/?caption)[^\[]|\[(?!/?caption)){0,3000})"
    r"\[/caption\]",
    re.IGNORECASE,
)
_PLAYED = re.compile(
    r"\[(?:embed|youtube|vimeo|video|audio|tweet|instagram|tiktok|soundcloud|spotify)\b[^\[\]]{0,300}?"
    r"(https?://[^\s\[\]<\"'&]{4,1000})[^\[\]]{0,1000}\](?:\[/\w{5,10}\])?",
    re.IGNORECASE,
)
_MOST_CAPTIONS = 200
"""In one text; each may be looked at over some thousand characters."""
_ATTRIBUTES = re.compile(r"""[\w-]+\s*=\s*["'“”″&]|[\w-]+=[\w./:-]+""")
_EMBEDDED = re.compile(
    r"\[(embed|youtube|vimeo|video|audio|tweet|instagram)\b[^\[\]]{0,300}\]\s*(https?://[^\s\[\]<\"]{4,2000})\s*\[/\1\]",
    re.IGNORECASE,
)
_BUILDERS = re.compile(
    r"(?:vc|et_pb|fusion|av|su|tatsu|mk|cs|ultimate|bsa|wpv|ninja|contact-form|elementor|rev|layerslider)[_-]",
    re.IGNORECASE,
)
_ALONE = frozenset({
    "gallery", "playlist", "audio", "video", "embed", "caption", "toc", "contact-form-7", "sharethis", "addtoany",
    "more", "wp_ad_camp", "adrotate", "mc4wp_form", "social_share", "jetpack_subscription_form",
    "page_break", "nextpage",
})  # fmt: skip


def repaired(markup: str) -> str:
    """`markup` as its author meant it."""
    if "&amp;" in markup:
        markup = _ESCAPED_SIGN.sub(_once, markup)
    if "[" in markup:
        markup = without_shortcodes(markup.replace("<![CDATA[", "").replace("]]>", ""))
    if "<hl" in markup:
        markup = _HEADLINES_OF_NITF.sub(r"<\1h2", markup)
    if "\n" in markup and not _BLOCK.search(markup):
        markup = with_breaks(markup)
    return markup


def with_lines(clean: str) -> str:
    """What nh3 made of a text, with the lines marked of `pre`, and of what is shown as `pre` is (CSS `white-space`)."""
    if "<pre" not in clean and "white-space" not in clean:
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


def without_shortcodes(markup: str) -> str:
    """WordPress's `[gallery ids="1,2"]` out, `[caption]` as a figure, `[embed]` as its address.

    `[…]`, `[sic]` and what an editor puts into a quotation stay: a shortcode has attributes, an end, or a name that is
    known.
    """
    if 0 < markup.count("[caption") <= _MOST_CAPTIONS:
        markup = _CAPTION.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", markup)
    markup = _PLAYED.sub(r"<p>\1</p>", _EMBEDDED.sub(r"<p>\2</p>", markup))
    ended = {found[2].lower() for found in _SHORTCODE.finditer(markup) if found[1]}

    def out(found: re.Match[str]) -> str:
        name = found[2].lower()
        is_code = (
            found[1]
            or name in ended
            or (name in _ALONE and _is_alone(found))
            or _BUILDERS.match(name)
            or _ATTRIBUTES.search(found[3])
        )
        return "" if is_code else found[0]

    return _SHORTCODE.sub(out, markup)


def _is_alone(found: re.Match[str]) -> bool:
    """Whether nothing but markup stands beside it: within a sentence `[video]` is a word of its writer."""
    text, before, after = found.string, found.start() - 1, found.end()
    return (before < 0 or text[before] in ">\n]") and (after >= len(text) or text[after] in "<\n[")


def with_breaks(text: str) -> str:
    """Plain text with its paragraphs marked: at blank lines or, where there are none, at lines that end a sentence."""
    text = text.replace("\r\n", "\n").strip()
    if _BLANK_LINE.search(text):
        return _BLANK_LINE.sub("<br><br>", text)
    lines = [line.strip() for line in text.split("\n")]
    ended = sum(line.endswith(_SENTENCE_END) for line in lines)
    return "<br><br>".join(lines) if ended * 2 > len(lines) else text
