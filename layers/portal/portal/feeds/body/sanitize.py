"""The one door through which markup of others comes in: `clean_bodies`. Nothing else in the portal calls nh3.

Order: bounds (guard), nh3, structure (blocks). The structure writes no attribute but an address that was checked and
no element outside ALLOWED; `is_clean` says so of any text, and holds for everything that comes out of here.
"""

import html
import re
from collections.abc import Sequence

import nh3

from portal.feeds.body.block import Body, raised
from portal.feeds.body.blocks import read_blocks
from portal.feeds.body.html_limits import MAX_LENGTH, tame
from portal.feeds.body.image_source import LAZY, SETS, emoji_of
from portal.feeds.body.lazy_embeds import with_frames
from portal.feeds.body.raw_markup import repaired, with_lines
from portal.feeds.body.struck_styles import with_known_names, with_struck_styles
from portal.feeds.body.unclosed_embeds import with_ends
from portal.feeds.parsing.text import with_single_blanks, without_controls
from portal.feeds.parsing.urls import LINK_REL

ALLOWED = frozenset({
    "p", "h2", "b", "strong", "i", "em", "a", "ul", "ol", "li", "blockquote", "br", "figure", "figcaption",
    "sub", "sup", "s", "del", "ins", "code", "table", "caption", "thead", "tbody", "tr", "th", "td",
})  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
}
_CLASSES = {"td": {"right", "center"}, "th": {"right", "center"}}
_READ = frozenset({
    "img", "picture", "source", "iframe", "video", "audio", "object", "embed", "q", "strike", "span", "form", "button",
    "time", "small", "cite", "dialog", "noscript",
})  # fmt: skip
"""Elements that never come out, but say what something is."""
_MARKS = {
    **_ATTRIBUTES,
    "*": {"class", "id", "style", "hidden", "typeof"},
    "img": {"src", "srcset", "alt", "width", "height", *LAZY, *SETS},
    "source": {"src", "srcset", "data-srcset", "media"},
    "iframe": {"src", "data-src", "title", "width", "height"},
    "video": {"src", "poster", "title"},
    "audio": {"src", "title"},
    "object": {"data", "title"},
    "embed": {"src", "title"},
    "li": {"value", "data-list"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
}
_SCHEMES = {"http", "https", "mailto"}
_SEPARATORS = frozenset({
    "address", "article", "aside", "center", "dd", "details", "div", "dl", "dt", "footer", "h1", "h3", "h4",
    "h5", "h6", "header", "hr", "main", "nav", "pre", "section", "summary", "tfoot",
})  # fmt: skip
_DROPPED_WHOLE = frozenset({
    "script", "style", "svg", "math", "template", "textarea", "select", "title", "canvas", "applet",
    "frameset", "noframes", "xmp",
})  # fmt: skip
_KNOWN = ALLOWED | _SEPARATORS | _READ
_NAMED = _KNOWN | _DROPPED_WHOLE
_ENTRANCE = nh3.Cleaner(
    tags=_KNOWN,
    clean_content_tags=_DROPPED_WHOLE,
    attributes=_MARKS,
    url_schemes=_SCHEMES,
    link_rel=None,
)
_STRICT = nh3.Cleaner(
    tags=ALLOWED,
    clean_content_tags=_DROPPED_WHOLE | {"iframe", "object", "embed", "video", "audio", "button"},
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    url_schemes=_SCHEMES,
    link_rel=LINK_REL,
)
_HIDDEN = re.compile(r"<(script|style)(?=[\s/>]).*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE)
_TAGS = re.compile(
    r"<!doctype\s[^<>]*>|<(?P<end>/?)(?:a|abbr|b|big|br|cite|code|div|em|font|h[1-6]|i|img|mark|nobr|p|q|s|script|small"
    r"|span|strong|style|sub|sup|u|wbr|(?P<rare>acronym|applet|article|aside|audio|base|blink|blockquote|body|button"
    r"|canvas|center|dd|del|dfn|dl|dt|embed|figcaption|figure|footer|form|frame|frameset|head|header|hr|html|iframe"
    r"|image|input|ins|kbd|li|link|marquee|math|meta|noscript|object|ol|param|picture|pre|samp|section|select|source|strike"
    r"|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|tt|ul|var|video|xmp))"
    r"(?:(?P<bare>\s*/?)|[\s/][^<>=\"'/]*+[=\"'/][^<>]*+)>|<!\[CDATA\[|\]\]>",
    re.IGNORECASE,
)
"""Only `name=value` is an attribute: in `a <b en c> d` there is no tag."""
_ENDS = re.compile(r"</([a-z]+)", re.IGNORECASE)
_MARKUP = re.compile(
    r"<(b|strong|i|em|span|small|sub|sup|p|div|a|u|q|s|del|h[1-6]|li)(?:\s[^<>]{0,300})?>[^<>]{0,500}</\1\s*>|<br\s{0,3}[^<>]{0,60}>",
    re.IGNORECASE,
)
_STRUCK = re.compile(r"<(s|del|strike)(?:\s[^<>]*)?>[^<]{0,500}</\1\s*>", re.IGNORECASE)
_PICTURE = re.compile(r"<img\s([^<>]{1,2000})>")
_SAID = re.compile(r"""([a-z-]{2,20})\s{0,3}=\s{0,3}(?:"([^"]*)"|'([^']*)')""")
_STRUCK_BY_STYLE = re.compile(
    r"<([a-z]{1,10})\s[^<>]{0,500}?text-decoration[^<>]{0,100}?line-through[^<>]{0,500}>[^<]{0,500}</\1\s*>",
    re.IGNORECASE,
)
_RAISED = re.compile(r"<(sup|sub)(?:\s[^<>]*)?>\s*([0-9+=()n−-]{1,12})\s*</\1\s*>", re.IGNORECASE)
_QUOTED = re.compile(r"<(/?)q(?:\s[^<>]*)?>", re.IGNORECASE)
_ENDS_LINE = re.compile(r"</?(?:br|div|h[1-6]|hr|li|ol|p|td|tr|ul)(?=[\s/>])", re.IGNORECASE)


def clean_body(markup: str, base: str | None = None) -> Body:
    """The blocks and pictures of anyone's HTML, safe to publish. Never raises; linear in the length of `markup`.

    Relative addresses are resolved against `base`. Text without block elements is divided at blank lines.
    """
    return clean_bodies([(markup, base)])[0]


def clean_bodies(texts: Sequence[tuple[str, str | None]]) -> list[Body]:
    """Likewise, of several texts with the base of each. One step is done for all of them before the next: a processor
    does one thing faster than several by turns.
    """
    said = [markup[:MAX_LENGTH] for markup, _ in texts]
    ready = [None if _is_a_line(markup) else _ready(markup) for markup in said]
    clean = [None if markup is None else _ENTRANCE.clean(markup) for markup in ready]
    plain = [_line(text) if markup is None else _joined(markup) for markup, text in zip(clean, said, strict=True)]
    return [read_blocks(markup, base) for markup, (_, base) in zip(plain, texts, strict=True)]


def _is_a_line(markup: str) -> bool:
    """Whether it is one line of text, as in a teaser."""
    return "<" not in markup and "&" not in markup and "\n" not in markup and "[" not in markup


def _line(text: str) -> str:
    return html.escape(with_single_blanks(without_controls(text)), quote=False)


def _ready(markup: str) -> str:
    """For nh3: as its author meant it, and in a form that nh3 handles in linear time."""
    return with_known_names(tame(with_ends(with_frames(repaired(markup)))), _NAMED)


def _joined(clean: str) -> str:
    """What nh3 wrote, on one line, with single blanks and without characters that nobody sees."""
    clean = clean.replace("&nbsp;", " ") if "&" in clean else clean
    plain = with_single_blanks(with_lines(with_struck_styles(clean)))
    kept = without_controls(plain)  # last, for a text without line ends is known at once to have none
    return kept if kept is plain else with_single_blanks(kept)


def to_html(body: Body) -> str:
    """The blocks as `body_html`, one on a line."""
    return "\n".join(map(str, body.blocks))


def escaped(text: str) -> str:
    """Plain text as HTML that `clean_body` divides into paragraphs."""
    return html.escape(text, quote=False)


def is_clean(body_html: str) -> bool:
    """Whether the sanitiser at its strictest would leave `body_html` exactly as it is."""
    return _STRICT.clean(body_html) == body_html


def one_line(text: str) -> str:
    """A headline or name as plain text: tags out, entities undone, for text that was escaped twice once more."""
    for _ in range(2):
        if "<" in text:
            text = _without_tags(_HIDDEN.sub("", text))
        if "&" not in text:
            break
        text = html.unescape(text)
    return " ".join(without_controls(text).split())


def html_line(text: str) -> str:
    """A headline that is HTML by its format's own word: what is escaped in it is text; entities are undone twice."""
    if "<" in text:
        text = _without_tags(_HIDDEN.sub("", text))
    for _ in range(2):
        text = html.unescape(text) if "&" in text else text
    return " ".join(without_controls(text).split())


def plain_line(text: str) -> str:
    """A headline or name that is plain text by its format's own word: `<` stays, an entity is undone once."""
    return " ".join(without_controls(html.unescape(text) if "&" in text else text).split())


def json_line(text: str) -> str:
    """A headline that is plain text by its format's own word, as in JSON. With elements that end, or breaks, it is HTML
    all the same: WordPress passes its titles on as they are.
    """
    return plain_line(_without_tags(text) if "<" in text and _MARKUP.search(text) else text)


def _without_tags(line: str) -> str:
    """`line` without the tags of HTML, and with what they mean: powers and quotation marks stay, what was struck out
    goes, a tag that ends a line is a blank. A rare one that stands alone is spoken of: `Wat doet <title>?`.
    """
    if "-through" in line.lower():
        line = _STRUCK_BY_STYLE.sub(" ", line)
    if "<img" in line:
        line = _PICTURE.sub(_as_emoji, line)
    line = _STRUCK.sub(" ", _RAISED.sub(lambda found: raised(found[2], found[1].lower()), line))
    line = _QUOTED.sub(lambda found: "”" if found[1] else "„", line)
    ended = {name.lower() for name in _ENDS.findall(line)}

    def cut(tag: re.Match[str]) -> str:
        if tag["rare"] and tag["bare"] == "" and not tag["end"] and tag["rare"].lower() not in ended:
            return tag[0]
        return " " if _ENDS_LINE.match(tag[0]) else ""

    once = _TAGS.sub(cut, line)
    return _TAGS.sub(cut, once) if "<" in once and once != line else once  # one that stood in a tag's attribute is out


def _as_emoji(picture: re.Match[str]) -> str:
    """The character that WordPress draws in a title; any other picture goes as all tags do."""
    said = {name: html.unescape(quoted or single) for name, quoted, single in _SAID.findall(picture[1])}
    emoji = emoji_of(said)
    return picture[0] if emoji is None else html.escape(emoji, quote=False)
