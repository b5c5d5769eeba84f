"""NewsML-G2: a news item, or a message of several. Source: IPTC NewsML-G2 2.35 specification and implementation guide.

item                newsItem
─────────────────── ──────────────────────────────────────────────────────────────────────────────────────
guid, revision      @guid, @version
published_at        itemMeta/firstCreated, else contentMeta/contentCreated, else versionCreated
updated_at          itemMeta/versionCreated
status              itemMeta/pubStatus/@qcode; Reuters says itemClass/@msgType="D" for a deletion
embargoed_until     itemMeta/embargoed; an empty one has no end
correction          itemMeta/signal: sig:correction
kind                itemMeta/itemClass/@qcode (ninat:text, ninat:picture, …)
headline            contentMeta/headline, that of rank 1 before others; else itemMeta/title
dateline            contentMeta/dateline, unless the text has one
authors             contentMeta/by; else creator/name, where it is a name and no login
categories, codes   contentMeta/subject: name; @qcode, @uri or @literal; subjects has both
urgency             contentMeta/urgency
source              contentMeta/infoSource, where it is another than itemMeta/provider
summary             contentMeta/description with a role of summary
content             contentSet/inlineXML (XHTML or NITF), else inlineData
images              contentSet/remoteContent of an image type, the widest
notes               itemMeta/edNote: for editors, never for readers
"""

import re
from collections.abc import Iterable
from datetime import datetime

from lxml import etree

from portal.feeds.body.sanitize import escaped
from portal.feeds.formats import nitf
from portal.feeds.formats.pubstatus import first, is_login, is_unreadable, line, signed_by, status_of, under_embargo
from portal.feeds.formats.source import Format, Source, name_of, text_of, width_of
from portal.feeds.parsing.dates import parse_date
from portal.feeds.parsing.raw_item import RawDocument, RawItem
from portal.feeds.parsing.xml import inner_html
from portal.model.article import Image, Status, Subject
from portal.model.errors import ParseError

_OTHER_ITEMS = {
    "packageItem": "a package: a list of other items, without a text of its own",
    "conceptItem": "a concept, no news",
    "knowledgeItem": "a set of concepts, no news",
    "planningItem": "a planning of news to come",
    "catalogItem": "a catalogue, no news",
}
_ROOTS = frozenset({"newsItem", "newsMessage", *_OTHER_ITEMS})
_NOT_TEXT = ("head", "header", "h1", "time", "aside", "footer")
_NOT_FOR_READERS = frozenset({"np-nonpublic", "notepad", "slugline", "dat", "closingline", "byline"})
_CODES = ("qcode", "uri", "literal")
_SUMMARY = re.compile(r"summary|abstract|intro|lead", re.IGNORECASE)
_WHOLE = re.compile(r"<(?:html|body|article|header|h1|section)[\s>]", re.IGNORECASE)
_MOST_TAGS = 20_000
_INDENTED = re.compile(r"\n[ \t]{2,}(?=\S)")


def read(source: Source) -> RawDocument:
    """Every news item of the document. Raises ParseError for one that holds items of other kinds only."""
    root = source.root
    assert root is not None  # noqa: S101  # what `claims` says
    items = [root] if _called(root, "newsItem") else list(root.iter("{*}newsItem"))
    others = [name for name in _OTHER_ITEMS for _ in root.iter(f"{{*}}{name}")]
    refused = tuple(f"a {name} is {_OTHER_ITEMS[name]}" for name in others)
    if refused and not items:
        raise ParseError(source.url or "-", f"holds no news item: {refused[0]}")
    return RawDocument(format="newsml", items=(_item(element, source) for element in items), refused=refused)


def _claims(source: Source) -> bool:
    return source.root is not None and name_of(source.root).removeprefix("other:") in _ROOTS


FORMAT = Format(name="newsml", claims=_claims, read=read)


def _called(element: etree._Element, name: str) -> bool:
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name


def _item(element: etree._Element, source: Source) -> RawItem:
    item = RawItem(guid=element.get("guid"), revision=element.get("version"), base=source.url)
    _manage(element, item)
    _describe(element, item)
    _read_content(element, item)
    return item


def _manage(element: etree._Element, item: RawItem) -> None:
    meta = element.find("{*}itemMeta")
    meta = meta if meta is not None else etree.Element("itemMeta")
    item.published_at = _date(element, "itemMeta/firstCreated", "contentMeta/contentCreated", "itemMeta/versionCreated")
    item.updated_at = _date(element, "itemMeta/versionCreated")
    status = status_of(_code(meta.find("{*}pubStatus")))
    item_class = meta.find("{*}itemClass")
    if item_class is not None:
        kind = _code(item_class).rpartition(":")[2].rpartition("/")[2]
        item.kind = "text" if kind in ("", "composite") else kind
        if item_class.xpath("@*[local-name() = 'msgType'] = 'D'"):
            status = Status.CANCELED
    embargo = meta.find("{*}embargoed")
    item.status, item.embargoed_until = under_embargo(status, None if embargo is None else text_of(embargo))
    item.has_unreadable_embargo = embargo is not None and is_unreadable(text_of(embargo))
    signals = [_code(found).lower() for found in meta.iterfind("{*}signal")]
    item.correction = "Correctie" if any(signal.endswith(":correction") for signal in signals) else ""
    item.notes = [note for note in map(line, meta.iterfind("{*}edNote")) if note]


def _describe(element: etree._Element, item: RawItem) -> None:
    meta = element.find("{*}contentMeta")
    meta = meta if meta is not None else etree.Element("contentMeta")
    headlines = sorted(meta.iterfind("{*}headline"), key=lambda found: found.get("rank") or "9")
    item.headline = next(filter(None, map(line, headlines)), "") or line(first(element, "itemMeta/title"))
    item.place = line(first(meta, "dateline"))
    item.authors = signed_by(line(first(meta, "by"))) or _creators(meta)
    for subject in meta.iterfind("{*}subject"):
        code = _code(subject)
        item.codes.append(code)
        name = line(first(subject, "name"))
        item.categories.append(name or code)
        item.subjects.append(Subject(code=code, name=name))
    item.urgency = line(first(meta, "urgency"))
    item.source = _info_source(meta, element.find("{*}itemMeta/{*}provider"))
    summaries = [one for one in meta.iterfind("{*}description") if _SUMMARY.search(one.get("role") or "")]
    item.summary = next((escaped(text_of(one)) for one in summaries if text_of(one)), "")


def _info_source(meta: etree._Element, provider: etree._Element | None) -> tuple[str, str]:
    """Name and address of the first that is not the provider; without one that is known nobody can say who is."""
    mine = _names_of(provider)
    others = [one for one in meta.iterfind("{*}infoSource") if mine and not mine & _names_of(one)]
    named = next((one for one in others if line(first(one, "name")) or one.get("literal")), None)
    if named is None:
        return "", ""
    return line(first(named, "name")) or named.get("literal") or "", named.get("uri") or ""


def _names_of(party: etree._Element | None) -> frozenset[str]:
    """Whatever a provider or source is called, without the scheme of a code: `nprov:ANP` is `anp`."""
    if party is None:
        return frozenset()
    called = (*(line(name) for name in party.iterfind("{*}name")), *(party.get(key) or "" for key in _CODES))
    return frozenset(one.rpartition(":")[2].casefold() for one in called if one)


def _creators(meta: etree._Element) -> list[str]:
    names = [line(first(found, "name")) for found in meta.iterfind("{*}creator")]
    return [name for name in names if name and not is_login(name)]


def _read_content(element: etree._Element, item: RawItem) -> None:
    for content in element.iterfind("{*}contentSet/{*}inlineXML"):
        document = next(content.iter("{*}nitf"), None)
        if document is not None:
            nitf.read_head(document, item)
            nitf.read_body(document, item)
        else:
            item.content = item.content or _html(content)
    for data in element.iterfind("{*}contentSet/{*}inlineData"):
        text = text_of(data)
        item.content = item.content or (text if "html" in (data.get("contenttype") or "") else escaped(text))
    item.images += _pictures(element.iterfind("{*}contentSet/{*}remoteContent"))


def article_of(markup: str) -> str:
    """The article in a whole HTML document, or in a piece of one, that came as a string."""
    if not _WHOLE.search(markup) or markup.count("<") > _MOST_TAGS:
        return markup
    document = etree.fromstring(markup, etree.HTMLParser(no_network=True, remove_comments=True))
    return markup if document is None else _html(document)


def _html(content: etree._Element) -> str:
    """The part of the XHTML that is the article: dpa calls it `main`, and puts what is for editors beside it."""
    main = next((one for one in content.iter("{*}section") if "main" in _classes(one)), None)
    body = main if main is not None else next(content.iter("{*}body"), content)
    for found in [one for one in body.iter() if isinstance(one.tag, str) and _NOT_FOR_READERS & _classes(one)]:
        found.tag = "footer"
    etree.strip_elements(body, *(f"{{*}}{name}" for name in _NOT_TEXT), with_tail=False)
    return _paragraphs(inner_html(body))


def _paragraphs(markup: str) -> str:
    """Reuters sends a whole text in one element, its paragraphs indented."""
    return _INDENTED.sub("<br><br>", markup) if markup.count("<p") < 2 and "\n  " in markup.strip() else markup


def _classes(element: etree._Element) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def _pictures(remote: Iterable[etree._Element]) -> list[Image]:
    found = [one for one in remote if (one.get("contenttype") or "").startswith("image/") and one.get("href")]
    return [Image(url=max(found, key=width_of).get("href") or "")] if found else []


def _code(element: etree._Element | None) -> str:
    """The code that an element names: as a qcode, a URI or a literal."""
    if element is None:
        return ""
    return next(filter(None, (element.get(name) for name in _CODES)), "").strip()


def _date(element: etree._Element, *paths: str) -> datetime | None:
    return next(filter(None, (parse_date(line(first(element, path))) for path in paths)), None)
