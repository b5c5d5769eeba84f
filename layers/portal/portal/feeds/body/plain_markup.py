"""Markup that the sanitiser would hand back as it came: text, emphasis, plain links and lists, each element closed.

So most of what agencies and newsrooms write is. The grammar is narrower than HTML on purpose: each element is one of
ALLOWED or a `div`, stands where a browser would put it, and has no attribute but a class, and an address that is a
plain one of the web; text has no entity but the three that the sanitiser writes, no character that it would change, and
no token of a system (`{youtube}`). A test holds it to what nh3 does. Linear.
"""

import re
from html.entities import html5

from portal.feeds.body.html_limits import MAX_DEPTH, MAX_SIGNS, MAX_TAGS

_ADDRESS = r"https?://[a-z0-9-]++(?:\.[a-z0-9-]++)++(?:/(?:[A-Za-z0-9/._~%=?,+-]|&amp;)*+)?"
_CLASS = r'(?: class="(?:[A-Za-vx-z0-9_ -]|w(?!hitespace))*+")?'
_TEXT = r"[^<>&{\x00-\x08\x0b-\x1f\x7f-\xa0\ud800-\udfff\ufeff]++|&(?:amp|lt|gt);"
_PLAIN = re.compile(
    rf"(?:{_TEXT}|<(?:(?:p|h[1-6]|ul|ol|li|div|blockquote){_CLASS}|b|strong|i|em|[bh]r|a href=\"{_ADDRESS}\""
    r"|/(?:p|h[1-6]|ul|ol|li|div|blockquote|b|strong|i|em|a))>)*+"
)
_TAG = re.compile(r"</?(?!br)[a-z0-9]+")
_ENTITY = re.compile(r"&(?:#([0-9]{3,5})|([A-Za-z]{2,8}));")
_OF_XHTML = '<div xmlns="http://www.w3.org/1999/xhtml"'
"""As Atom has it around a text."""
_SHORT = 15_000
"""Characters: what is no longer has fewer tags and entities than html_limits bounds."""

Elements = dict[str, tuple[str, "Elements"]]
"""What may stand directly in an element: by its start tag the end tag, and what may stand in that."""
_EMPHASIS: Elements = {}
_INLINE: Elements = {}
_ITEMS: Elements = {}
_FLOW: Elements = {}
_EMPHASIS |= {f"<{name}": (f"</{name}", _EMPHASIS) for name in ("b", "strong", "i", "em")}
_INLINE |= {f"<{name}": (f"</{name}", _INLINE) for name in ("b", "strong", "i", "em")} | {"<a": ("</a", _EMPHASIS)}
_ITEMS |= {"<li": ("</li", _FLOW)}
_FLOW |= _INLINE | {f"<{name}": (f"</{name}", _INLINE) for name in ("p", "h1", "h2", "h3", "h4", "h5", "h6")}
_FLOW |= {f"<{name}": (f"</{name}", _FLOW) for name in ("div", "blockquote")}
_FLOW |= {f"<{name}": (f"</{name}", _ITEMS) for name in ("ul", "ol")}


def as_plain(markup: str) -> str | None:
    """`markup` as the sanitiser would write it, where nothing in it has to be made safe; None where that is not sure:
    then it is for the sanitiser.
    """
    if len(markup) > _SHORT and (markup.count("<") > MAX_TAGS or markup.count("&") > MAX_SIGNS):
        return None
    if markup.startswith(_OF_XHTML):
        markup = markup.replace(_OF_XHTML, "<div")
    if "/>" in markup:
        markup = (
            markup.replace("<br />", "<br>").replace("<br/>", "<br>").replace("<hr />", "<hr>").replace("<hr/>", "<hr>")
        )
    end = _end(markup)
    if markup[end : end + 1] == "&" and "<img" not in markup and "<table" not in markup:
        markup = _ENTITY.sub(_character, markup).replace("& ", "&amp; ")
        end = _end(markup)
    return markup if end == len(markup) and _is_nested(markup) else None


def _end(markup: str) -> int:
    """Where that begins which is not plain."""
    found = _PLAIN.match(markup)
    return found.end() if found else 0


def _is_nested(markup: str) -> bool:
    """Whether each element is closed, in its order, and holds what it may hold."""
    here, end = _FLOW, ""
    opened: list[tuple[Elements, str]] = []
    for tag in _TAG.findall(markup):
        if tag == end:
            here, end = opened.pop()
        elif tag in here and len(opened) < MAX_DEPTH:
            opened.append((here, end))
            end, here = here[tag]
        elif tag != "<hr" or here is not _FLOW:
            return False
    return not opened


def _character(entity: re.Match[str]) -> str:
    """What is beyond ASCII, and a quotation mark, as itself; markup stays escaped."""
    number, name = entity.groups()
    found = chr(int(number)) if number else html5.get(f"{name};", "")
    if found == "\xa0":
        return " "
    return found if found > "\xa0" or found in ("'", '"') else entity[0]
