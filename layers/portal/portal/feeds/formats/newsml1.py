"""NewsML 1.0 to 1.2, as ANP, AFP, Belga, EFE and others send it. Source: IPTC NewsML 1.2 functional specification.

item                NewsItem
─────────────────── ──────────────────────────────────────────────────────────────────────────────────────
guid                Identification/NewsIdentifier: PublicIdentifier without its revision, so that all revisions of a
                    story have one id; else made of ProviderId, DateId and NewsItemId
revision            Identification/NewsIdentifier/RevisionId
published_at        NewsManagement/FirstCreated
updated_at          NewsManagement/ThisRevisionCreated
status              NewsManagement/Status/@FormalName, Instruction/@FormalName (Delete); `embargoed` lasts until
                    StatusWillChange/DateAndTime
headline            NewsLines/HeadLine, else that of the NITF
dateline            NewsLines/DateLine, unless the text has one
authors             NewsLines/ByLine; ANP's SlugLine has names too, but those are for editors
codes, categories   DescriptiveMetadata/SubjectCode: Subject, SubjectMatter, SubjectDetail; ANP's KeywordLine
subjects            DescriptiveMetadata/SubjectCode: Subject, SubjectMatter, SubjectDetail
urgency             NewsManagement/Urgency/@FormalName
source              AdministrativeMetadata/Source/Party/@FormalName, where it is another than that of the Provider
summary, content    ContentItem/DataContent (NITF, HTML or text) of the component with the role Lead; of any other
images              ContentItem/@Href of a photo
"""

import re
from collections.abc import Iterator

from lxml import etree

from portal.feeds.body.sanitize import escaped
from portal.feeds.formats import nitf
from portal.feeds.formats.pubstatus import first, is_unreadable, line, said, signed_by, status_of, under_embargo
from portal.feeds.formats.source import Format, Source, name_of, outermost, text_of
from portal.feeds.parsing.dates import parse_date
from portal.feeds.parsing.raw_item import RawDocument, RawItem
from portal.feeds.parsing.xml import inner_html
from portal.model.article import Image, Status, Subject

_KILLS = frozenset({"delete", "kill", "cancel", "withdraw"})
_REVISION = re.compile(r"(?<=[^:]):\d{1,4}[A-Z]?$")
"""At the end of a public identifier; the item's own is without it too."""
_VERSION_OF_ANP = re.compile(r"-v\d{1,4}$")
_SERIAL_OF_ALL_TIME = re.compile(r"\d{7,}")
_BESIDE_THE_TEXT = frozenset({"title", "head", "headline", "caption", "credit", "keyword", "short title", "embed"})
_SUMMARY = frozenset({"lead", "abstract", "summary", "introduction"})


def read(source: Source) -> RawDocument:
    """Every news item of the document."""
    root = source.root
    assert root is not None  # noqa: S101  # what `claims` says
    found = outermost(root, "NewsItem")
    return RawDocument(format="newsml", items=(_item(element, source) for element in found))


def _claims(source: Source) -> bool:
    return source.root is not None and name_of(source.root).removeprefix("other:") in ("NewsML", "NewsItem")


FORMAT = Format(name="newsml", claims=_claims, read=read)


def _item(element: etree._Element, source: Source) -> RawItem:
    item = RawItem(base=source.url)
    _identify(element, item)
    _manage(element, item)
    _describe(element, item)
    for component in _text_components(element):
        _read_content(component, item)
    return item


def _identify(element: etree._Element, item: RawItem) -> None:
    identifier = element.find("{*}Identification/{*}NewsIdentifier")
    identifier = identifier if identifier is not None else etree.Element("none")
    parts = [line(identifier.find(f"{{*}}{name}")) for name in ("ProviderId", "DateId", "NewsItemId")]
    revision = line(identifier.find("{*}RevisionId"))
    public = line(identifier.find("{*}PublicIdentifier"))
    item.revision = revision or None
    named = re.sub(rf":{re.escape(revision)}[A-Z]?$", "", public) if revision else public
    # Belga gives every item the same one: it must hold the item's own id to be one.
    own = _VERSION_OF_ANP.sub("", parts[2])
    if public and (not own or own in public):
        item.guid = named
    elif own:
        # A serial number begins anew each day; a long one does not, and some move the date with every revision.
        day = "" if _SERIAL_OF_ALL_TIME.fullmatch(own) else parts[1][:8]
        item.guid = ":".join(["urn:newsml", *filter(None, [parts[0], day, own])])


def _manage(element: etree._Element, item: RawItem) -> None:
    item.published_at = parse_date(line(element.find("{*}NewsManagement/{*}FirstCreated")))
    item.updated_at = parse_date(line(element.find("{*}NewsManagement/{*}ThisRevisionCreated")))
    word = (said(element, "NewsManagement/Status", "FormalName") or "").lower()
    if word == "embargoed":
        change = element.find("{*}NewsManagement/{*}StatusWillChange")
        until = "" if change is None else line(first(change, "DateAndTime", "."))
        item.status, item.embargoed_until = under_embargo(Status.USABLE, until)
        item.has_unreadable_embargo = is_unreadable(until)
    else:
        item.status = status_of(word)
    item.urgency = said(element, "NewsManagement/Urgency", "FormalName") or ""
    instruction = (said(element, "NewsManagement/Instruction", "FormalName") or "").lower()
    if instruction in _KILLS:
        item.status = Status.CANCELED


def _describe(element: etree._Element, item: RawItem) -> None:
    component = element.find("{*}NewsComponent")
    if component is None:
        return
    item.headline = line(first(component, "NewsLines/HeadLine", "NewsComponent/NewsLines/HeadLine"))
    item.place = line(first(component, "NewsLines/DateLine", "NewsComponent/NewsLines/DateLine"))
    item.authors = signed_by(line(first(component, "NewsLines/ByLine", "NewsComponent/NewsLines/ByLine")))
    item.source = _source_of(component), ""
    for found in element.iterfind(".//{*}SubjectCode/*"):
        code = found.get("FormalName")
        if code:
            item.codes.append(code)
            item.subjects.append(Subject(code=code, name=""))
    keywords = [text_of(found) for found in component.iterfind("{*}NewsLines/{*}KeywordLine")]
    item.codes += [part for words in keywords for part in re.split(r"[;/]", words) if part]
    item.categories += list(dict.fromkeys(item.codes))
    for content in element.iter("{*}ContentItem"):
        kind, address = (said(content, "MediaType", "FormalName") or "").lower(), content.get("Href")
        if address and kind in ("photo", "picture", "graphic"):
            item.images.append(Image(url=address))


def _source_of(component: etree._Element) -> str:
    """The first source that is not the provider; without one that is known nobody can say who is."""
    meta = component.find("{*}AdministrativeMetadata")
    mine = [name.casefold() for name in _party(meta, "Provider")]
    return next((name for name in _party(meta, "Source") if mine and name.casefold() not in mine), "")


def _party(meta: etree._Element | None, role: str) -> list[str]:
    found = () if meta is None else meta.iterfind(f"{{*}}{role}/{{*}}Party")
    return [name for name in (one.get("FormalName") for one in found) if name]


def _text_components(element: etree._Element) -> Iterator[etree._Element]:
    """The innermost components that hold text, of the first language only: Belga sends the Dutch and the French."""
    language = None
    for component in element.iter("{*}NewsComponent"):
        if component.find("{*}ContentItem/{*}DataContent") is None:
            continue
        own = next((tag for tag in map(_language, (component, *component.iterancestors())) if tag), "")
        language = own if language is None else language
        if own == language:
            yield component


def _language(element: etree._Element) -> str:
    return element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""


def _read_content(component: etree._Element, item: RawItem) -> None:
    role = (said(component, "Role", "FormalName") or "").lower()
    if role in _BESIDE_THE_TEXT:
        return
    for data in component.iterfind("{*}ContentItem/{*}DataContent"):
        document = next(data.iter("{*}nitf"), None)
        if document is not None:
            nitf.read_head(document, item)
            nitf.read_body(document, item)
            item.withdraws = item.withdraws and _REVISION.sub("", item.withdraws)
        elif role in _SUMMARY:
            item.summary = item.summary or _html(data)
        else:
            item.content = item.content or _html(data)


def _html(data: etree._Element) -> str:
    """Markup in a namespace of its own or none; else text, which may have been escaped markup."""
    body = next(data.iter("{*}body.content", "{*}body"), data)
    if len(body):
        return nitf.text_html(body)
    text = inner_html(body)
    return text if "<" in text else escaped(text)
