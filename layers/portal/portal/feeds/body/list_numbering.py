"""How an ordered list counts: from where, in which letters, backwards. Source: HTML §4.4.5."""

import re

from portal.feeds.body.markup_roles import ATTRIBUTE

_SMALL = re.compile("-?[0-9]{1,4}")
_LIST_TYPES = frozenset("aAiI")
_LETTERS = re.compile(r"list-style(?:-type)?\s*:[^;]*\b(lower|upper)-(alpha|latin|roman)", re.IGNORECASE)
_TYPES = {
    ("lower", "alpha"): "a", ("lower", "latin"): "a", ("upper", "alpha"): "A", ("upper", "latin"): "A",
    ("lower", "roman"): "i", ("upper", "roman"): "I",
}  # fmt: skip


def counting(name: str, attributes: str) -> str:
    """How an ordered list counts: ` start="4"`, ` type="a"`, ` reversed=""`; "" where it counts as all do."""
    if name != "ol" or not attributes:
        return ""
    said = dict(ATTRIBUTE.findall(attributes))
    parts = [' reversed=""' if "reversed" in said else ""]
    parts.append(f' start="{said["start"]}"' if _SMALL.fullmatch(said.get("start", "")) else "")
    letters = said.get("type") or _lettered(said.get("style", ""))
    parts.append(f' type="{letters}"' if letters in _LIST_TYPES else "")
    return "".join(parts)


def number_of(attributes: str) -> str:
    """Of one item: ` value="7"`; "" where it has the next number."""
    value = dict(ATTRIBUTE.findall(attributes)).get("value", "") if attributes else ""
    return f' value="{value}"' if _SMALL.fullmatch(value) else ""


def _lettered(style: str) -> str:
    """The `type` of a list that has its letters by its style; "" for none."""
    found = _LETTERS.search(style)
    return _TYPES.get((found[1].lower(), found[2].lower()), "") if found else ""
