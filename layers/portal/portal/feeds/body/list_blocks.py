"""Lists, with how they count: from where, in which letters, backwards; terms and what they mean.

Source: HTML §4.4.5 to §4.4.11.
"""

import html
import re
from itertools import groupby
from operator import itemgetter

from portal.feeds.body.block import Block
from portal.feeds.body.cms_classes import ATTRIBUTE
from portal.feeds.body.table_blocks import inside
from portal.feeds.body.tokens import Flow, is_blank, whole_line

_SMALL = re.compile("-?[0-9]{1,4}")
_LIST_TYPES = frozenset("aAiI")
_LETTERS = re.compile(r"list-style(?:-type)?\s*:[^;]*\b(lower|upper)-(alpha|latin|roman)", re.IGNORECASE)
_TYPES = {
    ("lower", "alpha"): "a", ("lower", "latin"): "a", ("upper", "alpha"): "A", ("upper", "latin"): "A",
    ("lower", "roman"): "i", ("upper", "roman"): "I",
}  # fmt: skip

_SAYS_NOTHING = frozenset({
    "body", "tekst", "inhoud", "content", "bericht", "artikel", "nieuws", "intro", "introductie", "inleiding",
    "samenvatting", "lead", "afbeelding", "afbeeldingen", "foto", "foto's", "foto’s", "image", "images", "tags",
    "trefwoorden", "categorie", "auteur", "author", "titel", "title", "created", "date-created", "geplaatst op",
    "gepubliceerd op", "publicatiedatum",
})  # fmt: skip
"""Labels of what every article has. What such a field holds is read as it is."""
_LONGEST_VALUE = 400
"""Characters, with markup."""


def read_list(flow: Flow, name: str, attributes: str) -> list[Block]:
    """The list which has just been opened."""
    items: list[tuple[str, str]] = []
    first: str | None = None
    tokens, end = flow.tokens, f"/{name}"
    while True:
        # What opens between two items holds for what follows.
        loose = [] if tokens.comes_to(("li", end)) else flow.flow("li", end)
        if items and loose and all(block.tag in ("ul", "ol") for block in loose):
            items[-1] = (items[-1][0], f"{items[-1][1].removesuffix('</li>')}{inside(loose)}</li>")
        else:
            items.extend([(name, f"<li>{inside(loose)}</li>")] if loose else [])
        tag, value = tokens.tag, tokens.attributes
        tokens.next()
        if tag != "li":
            break
        first = value if first is None else first
        line = whole_line(flow, "/li")
        item = inside(flow.flow("/li", end)) if line is None else line
        kind = _kind_of(name, value)
        items.extend([(kind, f"<li{_number_of(value) if kind == 'ol' else ''}>{item}</li>")] if item else [])
        tokens.at += 3 if tokens.tag == "/li" else 0
    return [
        Block(tag=kind, html="".join(item for _, item in group), attributes=_counting(kind, attributes, first or ""))
        for kind, group in groupby(items, key=itemgetter(0))
    ]


def _kind_of(name: str, attributes: str) -> str:
    """The list that an item belongs to: Quill writes all of them as `ol`, and says in each item what it is."""
    if name != "ol" or "data-list=" not in attributes:
        return name
    return "ol" if dict(ATTRIBUTE.findall(attributes)).get("data-list") == "ordered" else "ul"


def read_term(flow: Flow) -> list[Block]:
    """The term of a `dl` which has just been opened, and the first line of what it means: one paragraph."""
    tokens, ends = flow.tokens, ("/dt", "dd", "/dl")
    term = flow.flow(*ends)
    if tokens.tag == "/dt":
        tokens.next()
    if len(term) != 1 or term[0].tag != "p" or "<b>" in term[0].html or "<strong>" in term[0].html:
        return term
    bold = f"<b>{term[0].html}</b>"
    if not is_blank(tokens.run) or tokens.tag != "dd":
        return [Block(tag="p", html=bold)]
    tokens.next()
    told = flow.flow("/dd", "dd", "dt", "/dl")
    if tokens.tag == "/dd":
        tokens.next()
    if told and told[0].tag == "p":
        return [Block(tag="p", html=f"{bold}<br>{told[0].html}"), *told[1:]]
    return [Block(tag="p", html=bold), *told]


def labelled(label: str, told: list[Block] | None) -> list[Block]:
    """The value of a field below its label: in one paragraph where it is one line, else below a subhead. None: what
    it is of comes later.
    """
    words = label.rstrip(" :")
    if not words or words.lower() in _SAYS_NOTHING or told == []:
        return told or []
    name = html.escape(words, quote=False)
    if told and len(told) == 1 and told[0].tag == "p" and len(told[0].html) <= _LONGEST_VALUE:
        return [Block(tag="p", html=f"<b>{name}</b><br>{told[0].html}")]
    return [Block(tag="h2", html=name), *(told or [])]


def _counting(name: str, attributes: str, first: str) -> str:
    """How an ordered list counts, by what it or its `first` item says: ` start="4"`, ` type="a"`, ` reversed=""`; ""
    where it counts as all do.
    """
    if name != "ol" or not (attributes or first):
        return ""
    said = dict(ATTRIBUTE.findall(attributes))
    parts = [' reversed=""' if "reversed" in said else ""]
    parts.append(f' start="{said["start"]}"' if _SMALL.fullmatch(said.get("start", "")) else "")
    styles = (said.get("style", ""), dict(ATTRIBUTE.findall(first)).get("style", ""))
    letters = said.get("type") or next(filter(None, map(_lettered, styles)), "")
    parts.append(f' type="{letters}"' if letters in _LIST_TYPES else "")
    return "".join(parts)


def _number_of(attributes: str) -> str:
    """Of one item: ` value="7"`; "" where it has the next number."""
    value = dict(ATTRIBUTE.findall(attributes)).get("value", "") if attributes else ""
    return f' value="{value}"' if _SMALL.fullmatch(value) else ""


def _lettered(style: str) -> str:
    """The `type` of a list that has its letters by its style; "" for none."""
    found = _LETTERS.search(style)
    return _TYPES.get((found[1].lower(), found[2].lower()), "") if found else ""
