"""Takes the sting out of HTML before the sanitiser sees it.

html5ever compares every attribute of a tag with all others and walks the stack of open elements at every `<div>`, so
100 000 attributes or 200 000 open elements keep it busy for minutes. What fits a plain grammar goes through untouched;
anything else is written anew, tag by tag, with the few attributes that we use and with a bound on depth and number.
Not the sanitiser: what comes out is as unsafe as what went in, only smaller. Source: WHATWG HTML §13.2.5.
"""

import html
import re

MAX_LENGTH = 1_000_000
MAX_TAGS = 5_000
MAX_DEPTH = 40
MAX_SIGNS = 8_000
"""Ampersands in one body: html5ever's time grows with the square of their number, 16 s for a million."""

_UNCOUNTED = 100
_PLAIN = re.compile(
    r"(?:[^<]++|</?[a-zA-Z][a-zA-Z0-9:-]{0,30}"
    r"""(?:\s++[a-zA-Z_:@.-][\w:@.-]{0,60}+(?:=(?:"[^"<>]{0,8000}+"|'[^'<>]{0,8000}+'))?+){0,20}+\s*+/?>)*+"""
)
_TAG = re.compile(
    r"<(?P<closing>/?)(?P<name>[a-zA-Z][^\s/>]*+)"
    r"""(?P<attributes>(?:[\s/]++|=?[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+)*+)(?:>|\Z)"""
    r"|<!--.*?(?:--!?>|\Z)|<[!?/][^>]*+(?:>|\Z)|<",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"(?<![\w-])(href|src|srcset|alt|title|width|height|colspan|rowspan|class|id|style|start|type|reversed|value|align"
    r"""|poster|media|data|data-[a-z-]{1,20}|hidden|typeof)\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)|(?<![\w-])(reversed|hidden)(?=[\s/]|\Z)""",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"<!--.*?(?:--!?>|\Z)"
    r"|<(script|style|svg|math|template|textarea|select|xmp|noembed|noframes|title)(?=[\s/>])"
    r".*?(?:</\1\s*+>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_OPEN_OR_CLOSE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FLAT = frozenset({
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
})  # fmt: skip


def tame(markup: str) -> str:
    """`markup` in a form that the sanitiser handles in linear time; its text stays, cut at a million characters."""
    markup = _with_few_signs(markup[:MAX_LENGTH])
    if _PLAIN.fullmatch(markup):
        tags = markup.count("<")
        if tags <= _UNCOUNTED or (tags <= MAX_TAGS and _depth(markup) <= MAX_DEPTH):
            return markup
    return _rewritten(markup)


def _with_few_signs(markup: str) -> str:
    """No text has this many entities: from there on the signs are left out, the words stay."""
    if len(markup) <= MAX_SIGNS or markup.count("&") <= MAX_SIGNS:
        return markup
    *kept, rest = markup.split("&", MAX_SIGNS)
    return "&".join(kept) + rest.replace("&", "")


def _depth(markup: str) -> int:
    """How deep elements could nest here, were every end tag that may be left out left out."""
    depth = deepest = 0
    for closing, name in _OPEN_OR_CLOSE.findall(markup):
        if name.lower() not in _FLAT:
            depth += -1 if closing and depth else not closing
            deepest = max(deepest, depth)
    return deepest


def _rewritten(markup: str) -> str:
    depth = tags = 0

    def again(found: re.Match[str]) -> str:
        nonlocal depth, tags
        name = (found["name"] or "").lower()
        if not name:
            return "&lt;" if found[0] == "<" else ""
        tags += 1
        closing, flat = bool(found["closing"]), name in _FLAT
        level = depth
        if not flat:
            depth = max(depth - 1, 0) if closing else depth + 1
            level = max(level, depth)
        if tags > MAX_TAGS or level > MAX_DEPTH or not name.isalnum() or len(name) > 30:
            return " "
        return f"</{name}>" if closing else f"<{name}{_attributes(found['attributes'])}>"

    return _TAG.sub(again, _UNSEEN.sub("", markup))


def _attributes(source: str) -> str:
    """The attributes that we use, each once and quoted; the tag's others are left out."""
    if len(source) > 10_000:
        return ""
    kept: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(source):
        kept.setdefault((found[1] or found[3]).lower(), html.unescape((found[2] or "").strip("\"'")))
    return "".join(f' {name}="{html.escape(value)}"' for name, value in kept.items())
