"""Writes out what is struck out by its style: `<em style="text-decoration: line-through">` holds an `<s>` then.

Any element may be styled so: a word, a cell, a row, a list. The reader of blocks knows `s` wherever it stands.
Source: CSS Text Decoration §2 (what is drawn through an element is drawn through all that stands in it).
"""

import re
from collections.abc import Container

_SIGN = "line-through"
_MAY_BE_SIGNED = re.compile("-[tT][hH][rR]")
"""A first look that makes no copy: most texts have classes such as `card-title`, and nothing struck out."""
_MARKS = r'((?: [a-z][a-z0-9-]*="[^"]*")*)'
_TAG = re.compile(rf"<(/?)([a-z][a-z0-9]*){_MARKS}>")
_STYLE = re.compile(r' style="([^"]*)"')
_STRUCK = re.compile(r"text-decoration(?:-line)?\s{0,9}:[^;]{0,200}line-through", re.IGNORECASE)
_STYLED_NAME = re.compile(r"<([a-z][a-z0-9-]{0,30})\s[^<>]{0,2000}?line-through", re.IGNORECASE)
_VOID = frozenset({"br", "hr", "img", "source", "embed"})
"""Of those that the sanitiser lets through: they have no end."""


def with_known_names(markup: str, known: Container[str]) -> str:
    """`markup` with a `span` for each element that the sanitiser would drop with its style: `u`, `font`, `mark`."""
    if not _is_signed(markup):
        return markup
    unknown = {found.lower() for found in _STYLED_NAME.findall(markup)}
    names = "|".join(re.escape(name) for name in sorted(unknown) if name not in known)
    return re.sub(rf"<(/?)(?:{names})(?=[\s/>])", r"<\1span", markup, flags=re.IGNORECASE) if names else markup


def with_struck_styles(clean: str) -> str:
    """`clean`, which nh3 wrote, with an `s` in each element that is drawn through."""
    if ' style="' not in clean or not _is_signed(clean):
        return clean
    parts, at = [], 0
    ends: list[str] = []
    for tag in _TAG.finditer(clean):
        is_end, name, marks = tag.groups()
        if is_end:
            parts += [clean[at : tag.start()], ends.pop() if ends else ""]
            at = tag.start()
        elif name not in _VOID:
            ends.append("</s>" if _is_struck(marks) else "")
            if ends[-1]:
                parts += [clean[at : tag.end()], "<s>"]
                at = tag.end()
    return "".join([*parts, clean[at:]])


def _is_signed(markup: str) -> bool:
    if _MAY_BE_SIGNED.search(markup) is None:
        return False
    low = markup.lower()
    return _SIGN in low and "style" in low


def _is_struck(marks: str) -> bool:
    style = _STYLE.search(marks)
    return style is not None and _STRUCK.search(style[1]) is not None
