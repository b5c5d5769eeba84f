"""Ends embedded frames and players that nobody ended: all text behind them would be part of them, and be lost.

XHTML writes `<iframe/>`, and a text that was cut off ends within an element. Source: WHATWG HTML §13.2.6.4.7.
"""

import re

_OPENING = re.compile(
    r"""<(?=[ioavcn])(?P<name>iframe|object|applet|video|audio|canvas|noembed)(?=[\s/>])"""
    r"""(?P<inner>(?:[^<>"']++|"[^"<>]*+"|'[^'<>]*+'|["'])*+)>""",
    re.IGNORECASE,
)
_BEFORE_SLASH = ("", " ", "\n", '"', "'")
"""Behind a value without quotes the slash belongs to the address."""


def with_ends(markup: str) -> str:
    """`markup` with an end tag behind every such element that ends itself, or that has none behind it. Linear."""
    last: dict[str, int] = {}

    def ended(found: re.Match[str]) -> str:
        name = found["name"].lower()
        if name not in last:
            last[name] = _last_end(markup, name)
        closes_itself = found["inner"].endswith("/") and found["inner"][-2:-1] in _BEFORE_SLASH
        return f"{found[0]}</{name}>" if closes_itself or found.end() > last[name] else found[0]

    return _OPENING.sub(ended, markup) if "<" in markup else markup


def _last_end(markup: str, name: str) -> int:
    return max((found.start() for found in re.finditer(f"</{name}", markup, re.IGNORECASE)), default=-1)
