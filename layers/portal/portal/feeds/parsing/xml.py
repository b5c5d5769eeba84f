"""From text to an XML tree that is safe to walk, with as many items as can be saved.

A sound document goes straight through libxml2, whose own limits hold (depth 256, text nodes of 10 MB). Anything else
is repaired and, if that does not help, read item by item, so that one broken item never takes its neighbours along.
No DTD is ever processed: a DOCTYPE is cut out before the parser sees it. Source: XML 1.0 (fifth edition) §2.2, §4.
"""

import html
import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

from portal.feeds.parsing.item_starts import ITEM, item_starts
from portal.feeds.parsing.most_items import MAX_ITEMS, MAX_TAGS, most_tags
from portal.feeds.parsing.text import without_controls
from portal.model.errors import ParseError

TAGS_OF_AN_ITEM = 30
"""That each item may have on top of those: ten thousand of 2 KB have 330,000 together."""
MAX_ATTRIBUTES = 400_000
SHORTEST_ATTRIBUTE = 2
"""Characters: what is too short for so many need not be counted."""
MAX_LOOSE_SIGNS = 300_000
MAX_TAGS_OF_BROKEN_ITEM = 5_000

_PROLOG = re.compile(r"(?:\s+|<\?.{0,1000}?\?>|<!--.{0,10000}?-->)*", re.DOTALL)
ROOTS = (
    r"(?:rss|RDF|feed|entry|deleted-entry|channel|NewsML|nitf|newsMessage"
    r"|(?:news|package|concept|knowledge|planning|catalog)Item)"
)
"""The elements that a document which we read, or refuse with a reason, begins with."""
_ROOT = re.compile(rf"<(?:\?xml|!DOCTYPE|(?:[\w-]+:)?(?:{ROOTS}|html))(?=[\s>?])", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml[^<>]{0,400}>\s*")
_DOCTYPE = re.compile(
    r"""<!DOCTYPE[^\[>"']*+(?:(?:"[^"]*+"|'[^']*+')[^\[>"']*+)*+"""
    r"""(?:\[(?P<subset>(?:[^\]"']|"[^"]*+"|'[^']*+')*+)\]\s*)?>""",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"""<!ENTITY\s+([\w.-]{1,64})\s+(?:"([^"<%]{0,256})"|'([^'<%]{0,256})')\s*>""")
_MAX_ENTITIES = 64
_MAX_EXPANSION = 1_000_000
_DISGUISED = re.compile("&#(?:1[2-5][0-9]|[xX][89][0-9a-fA-F]);")
_PAIR = re.compile(
    r"&#(?:(5[56]\d{3})|[xX]([dD][89aAbB][0-9a-fA-F]{2}));&#(?:(5[67]\d{3})|[xX]([dD][c-fC-F][0-9a-fA-F]{2}));"
)
_LOOSE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|&(?:#(?P<decimal>[0-9]{1,9});|#[xX](?P<hex>[0-9a-fA-F]{1,8});|(?P<name>[A-Za-z_][\w.-]{0,63});)?"
    r"|<(?![A-Za-z_/!?:])",
    re.DOTALL,
)
_TEXT_FIELD = re.compile(r"<(title|description|summary|content|content:encoded)(?:\s[^<>]*+)?>")
_UNQUOTED = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|<[A-Za-z][\w:.-]{0,60}(?:\s+[\w:.-]{1,60}=(?:\"[^\"<]*+\"|'[^'<]*+'))*+"
    r"\s+[\w:.-]{1,60}=[^\s\"'<>=]{1,200}+(?=[\s/>])[^<>]{0,2000}+>",
    re.DOTALL,
)
_VALUE = re.compile(r"(\s[\w:.-]{1,60}=)([^\s\"'<>=/][^\s\"'<>=]{0,200}+)(?=[\s>])")
_LARGEST_MENDED = 200_000
_LOCAL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,30}")
_ATTRIBUTE = re.compile(r"[a-z][a-z0-9-]{0,60}", re.IGNORECASE)
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
_IDENTITY = re.compile(
    r"</(?:[\w-]+:)?(?:guid|id|link|NewsIdentifier)\s*>|<(?:[\w-]+:)?newsItem\s[^<>]*guid="
    r"|<(?:[\w-]+:)?link\s[^<>]*>|\srdf:about=|<(?:[\w-]+:)?deleted-entry\s[^<>]*>"
)
_END = re.compile(r"</(?:[\w-]+:)?(?:rss|feed|channel|RDF|item|entry|newsMessage|newsItem|NewsML|NewsItem)\s*>\s*\Z")
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def read_xml(text: str, url: str, *, items: int = 0) -> etree._Element:
    """The root of the document in `text`, which holds so many `items` at least. Raises ParseError (in the name of
    `url`) when there is nothing to save.
    """
    _check_size(text, url, MAX_TAGS + TAGS_OF_AN_ITEM * items)
    text, entities = _without_doctype(_from_root(text))
    if _DISGUISED.search(text):
        text = _DISGUISED.sub(lambda found: html.unescape(found[0]), text)
    root = None if entities else _strict(text)
    if root is None:
        if text.count("&") > MAX_LOOSE_SIGNS:
            raise ParseError(url, f"is broken, and holds more than {MAX_LOOSE_SIGNS} entities")
        text = _repaired(text, entities)
        root = _strict(text)
    if root is None and _UNQUOTED.search(text):
        text = _UNQUOTED.sub(lambda tag: tag[0] if tag[0][1] == "!" else _VALUE.sub(r'\1"\2"', tag[0]), text)
        root = _strict(text)
    if root is None:
        root = _saved(text)
    if root is None:
        raise ParseError(url, "is not XML that can be read")
    return root


def inner_html(element: etree._Element) -> str:
    """What stands in `element`, as HTML: its text where it has no children, else the markup of its children."""
    if not len(element):
        return element.text or ""
    parts = [html.escape(element.text or "", quote=False)]
    for child in element:
        for node in child.iter():
            if isinstance(node.tag, str):
                _drop_namespaces(node)
        parts.append(etree.tostring(child, method="html", encoding="unicode"))
    return "".join(parts)


def _drop_namespaces(node: etree._Element) -> None:
    local = node.tag.rpartition("}")[2].rpartition(":")[2]
    node.tag = local if _LOCAL_NAME.fullmatch(local) else "span"
    for name in [name for name in node.attrib if not name.isalpha() and not _ATTRIBUTE.fullmatch(str(name))]:
        del node.attrib[name]


def _check_size(text: str, url: str, most: int) -> None:
    """Refuses what would make a tree of hundreds of megabytes: an element costs some 150 bytes, an attribute 100."""
    signs = text.count("<")
    if most_tags(text, signs) > most and (tags := signs + text.count("&lt;")) > most:
        raise ParseError(url, f"holds {tags} tags; at most {most} are read")
    if len(text) > SHORTEST_ATTRIBUTE * MAX_ATTRIBUTES and text.count("=") > MAX_ATTRIBUTES:
        raise ParseError(url, f"holds more than {MAX_ATTRIBUTES} attributes")


def _from_root(text: str) -> str:
    """From where the document begins: past a server's warnings, and past the XML declaration, whose work is done."""
    begin = _ROOT.search(text)
    if begin is None:
        return text[max(text.find("<"), 0) :]
    declaration = _DECLARATION.match(text, begin.start())
    return text[declaration.end() if declaration else begin.start() :]


def _without_doctype(text: str) -> tuple[str, dict[str, str]]:
    prolog = _PROLOG.match(text)
    start = prolog.end() if prolog else 0
    if text[start : start + 9].upper() != "<!DOCTYPE":
        return text, {}
    found = _DOCTYPE.match(text, start)
    if found is None:
        root = _ROOT.search(text, start + 9)
        return text[root.start() if root else len(text) :], {}
    return text[found.end() :], dict(_literals(found["subset"] or ""))


def _literals(subset: str) -> Iterator[tuple[str, str]]:
    """The first 64 entities of an internal subset that name plain text: no markup and no further entity."""
    for number, found in enumerate(_ENTITY.finditer(subset)):
        value = found[2] if found[2] is not None else found[3]
        plain = re.sub(
            r"&(?:#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6})|amp|quot|apos);", lambda ref: html.unescape(ref[0]), value
        )
        if number < _MAX_ENTITIES and not re.search(r"&[\w#]", plain):
            yield found[1], html.escape(plain, quote=False)


def _repaired(text: str, entities: dict[str, str]) -> str:
    """Entities of HTML become characters, loose `&` and `<` are escaped, forbidden characters go; CDATA stays."""
    spent = 0

    def put_right(found: re.Match[str]) -> str:
        nonlocal spent
        whole, name = found[0], found["name"]
        if whole.startswith("<!["):
            return whole
        if whole[0] == "<":
            return "&lt;"
        if found["decimal"] or found["hex"]:
            return html.escape(without_controls(html.unescape(whole)))
        if name in _PREDEFINED:
            return whole
        if name in entities:
            spent += len(entities[name])
            return entities[name] if spent <= _MAX_EXPANSION else ""
        known = html5.get(f"{name};") if name else None
        return html.escape(known) if known else f"&amp;{whole[1:]}"

    return _LOOSE.sub(put_right, _PAIR.sub(_joined, without_controls(text)))


def _joined(pair: re.Match[str]) -> str:
    """One character written as the two halves that UTF-16 needs for it: no XML, but some write it so."""
    high = int(pair[1]) if pair[1] else int(pair[2], 16)
    low = int(pair[3]) if pair[3] else int(pair[4], 16)
    if not (0xD800 <= high <= 0xDBFF and 0xDC00 <= low <= 0xDFFF):
        return pair[0]
    return f"&#{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)};"


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _strict(text: str) -> etree._Element | None:
    return _tree(text, recover=False)


def _recovered(text: str) -> etree._Element | None:
    return _tree(text, recover=True)


def _tree(text: str, *, recover: bool) -> etree._Element | None:
    """None for what is no XML. Raises MemoryError: libxml2 says that it has no more as it says that a text is broken,
    and what is read for broken is read item by item, without those for which there was no room.
    """
    try:
        # lxml gives None, against its stubs, when nothing at all could be recovered.
        root: etree._Element | None = etree.fromstring(text.encode("utf-8", "replace"), _parser(recover=recover))
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        return None
    except ValueError:
        return None
    return root


def _saved(text: str) -> etree._Element | None:
    """The document read in pieces: what stands before the first item, and every item on its own."""
    starts = list(item_starts(text))[: MAX_ITEMS + 1]
    if starts and not _END.search(text, max(starts[-1], len(text) - 200)) and not _is_identified(text, starts[-1]):
        text = text[: starts.pop()]  # cut off before it said who it is: it comes whole next time
    if not starts or starts[0] == 0:
        return _recovered(text)
    root = _recovered(text[: starts[0]])
    if root is None:
        return None
    parent = next((child for child in root if str(child.tag).endswith("channel")), root)
    parent = root if str(root.tag).endswith("RDF") else parent
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        item = _saved_item(text[start:end], root.nsmap)
        if item is not None:
            parent.append(item)
    return root


def _is_identified(text: str, start: int) -> bool:
    """Whether the item at `start` says who it is, or is whole: then it has said all that it has to say."""
    item = ITEM.match(text, start)
    return _IDENTITY.search(text, start) is not None or (item is not None and f"</{item['name']}" in text[start:])


def _as_cdata(chunk: str) -> str:
    """An item whose text fields are CDATA, so that a tag left open in one does not swallow the fields after it.

    One pass: from each opening tag to its end tag, however many of its like were opened in between.
    """
    parts, at = [], 0
    closed: set[str] = set()
    while (found := _TEXT_FIELD.search(chunk, at)) is not None:
        end = -1 if found[1] in closed else chunk.find(f"</{found[1]}", found.end())
        inner = chunk[found.end() : end]
        if end < 0:
            closed.add(found[1])
        if end < 0 or "<" not in inner or "<![" in inner or "xhtml" in found[0]:
            parts.append(chunk[at : found.end()])
            at = found.end()
        else:
            parts.append(f"{chunk[at : found.end()]}<![CDATA[{inner}]]>")
            at = end
    return "".join((*parts, chunk[at:]))


def _saved_item(chunk: str, nsmap: dict[str | None, str]) -> etree._Element | None:
    """One item out of a broken document; its end tag may be missing, and so may that of a CDATA section in it."""
    found = ITEM.match(chunk)
    name = found["name"] if found else "item"
    closing = f"</{name}>"
    end = chunk.rfind(closing)
    chunk = chunk[:end] if end >= 0 else chunk
    if chunk.count("<") > MAX_TAGS_OF_BROKEN_ITEM:
        chunk = "<".join(chunk.split("<", MAX_TAGS_OF_BROKEN_ITEM)[:-1])
    if chunk.rfind("<![CDATA[") > chunk.rfind("]]>"):
        chunk += "]]>"
    chunk = chunk if chunk.rstrip().endswith("/>") and chunk.count("<") == 1 else chunk + closing
    spaces = {prefix or "": space for prefix, space in nsmap.items()}
    declared = "".join(
        f' xmlns{":" if prefix else ""}{prefix}="{html.escape(space)}"'
        for prefix, space in {**_NAMESPACES, **spaces}.items()
    )
    if _strict(f"<saved{declared}>{chunk}</saved>") is None and len(chunk) < _LARGEST_MENDED:
        chunk = _as_cdata(chunk)
    wrapped = f"<saved{declared}>{chunk}</saved>"
    root = _strict(wrapped)
    if root is None:
        root = _recovered(wrapped)
    return root[0] if root is not None and len(root) else None
