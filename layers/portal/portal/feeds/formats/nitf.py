"""NITF 3: the body of an agency's item, and a document of its own. Source: IPTC NITF 3.6, elements and attributes.

item                nitf
─────────────────── ──────────────────────────────────────────────────────────────────────────────────────
guid                head/docdata/doc-id/@id-string
revision            head/docdata/du-key/@version
headline            body/body.head/hedline/hl1, else head/title
summary, content    body/body.head/abstract, body/body.content
dateline            body/body.head/dateline: location
authors             body/body.head/byline, without byttl
published_at        head/docdata/date.release/@norm, else date.issue/@norm
categories          head/tobject/tobject.subject: its narrowest name
codes, subjects     head/tobject/tobject.subject/@tobject.subject.refnum, with its narrowest name
urgency             head/docdata/urgency/@ed-urg
status              head/docdata/@management-status; `embargoed` lasts until date.release
withdraws           head/docdata/@management-doc-idref, where @management-idref-status is `canceled`
notes               head/docdata/ed-msg/@info: for editors, never for readers
images              body/body.content//media: media-reference, media-caption, media-producer
"""

from lxml import etree

from portal.feeds.formats.pubstatus import first, is_unreadable, line, said, signed_by, status_of, under_embargo
from portal.feeds.formats.source import Format, Source, name_of, text_of, width_of
from portal.feeds.parsing.dates import parse_date
from portal.feeds.parsing.raw_item import RawDocument, RawItem
from portal.feeds.parsing.xml import inner_html
from portal.model.article import Image, Status, Subject

_NOT_TEXT = ("media", "note", "ed-msg", "fn", "classifier", "copyrite", "datasource", "pronounce")


def read(source: Source) -> RawDocument:
    """The one item that the document is."""
    root = source.root
    assert root is not None  # noqa: S101  # what `claims` says
    item = RawItem(base=source.url)
    read_head(root, item)
    read_body(root, item)
    return RawDocument(format="newsml", items=[item])


def _claims(source: Source) -> bool:
    return source.root is not None and name_of(source.root).removeprefix("other:") == "nitf"


FORMAT = Format(name="newsml", claims=_claims, read=read)


def read_head(nitf: etree._Element, item: RawItem) -> None:
    """Fills `item` with what the head says; what is there already stays."""
    data = nitf.find("{*}head/{*}docdata")
    data = data if data is not None else etree.Element("docdata")
    item.guid = item.guid or said(data, "doc-id", "id-string")
    item.revision = item.revision or said(data, "du-key", "version") or None
    issued, released = said(data, "date.issue", "norm"), said(data, "date.release", "norm")
    item.published_at = item.published_at or parse_date(issued) or parse_date(released)
    word = (data.get("management-status") or "").lower()
    free, since = parse_date(released), parse_date(issued)
    is_later = free is not None and bool(issued) and (since is None or free > since)
    if word == "embargoed" or (is_later and item.status is Status.USABLE):
        before = item.embargoed_until
        item.status, item.embargoed_until = under_embargo(item.status, released or "")
        item.has_unreadable_embargo = is_unreadable(released or "")
        if before and item.embargoed_until:
            item.embargoed_until = max(before, item.embargoed_until)
    elif word:
        item.status = status_of(word) if item.status is Status.USABLE else item.status
    if status_of(data.get("management-idref-status")) is Status.CANCELED:
        item.withdraws = data.get("management-doc-idref")
    item.notes += [note for note in (one.get("info") for one in data.iterfind("{*}ed-msg")) if note]
    subjects = nitf.findall("{*}head/{*}tobject/{*}tobject.subject")
    item.categories += [name for name in map(_subject, subjects) if name]
    codes = [one.get("tobject.subject.refnum") or "" for one in subjects]
    item.codes += filter(None, codes)
    item.subjects += [Subject(code=code, name=_subject(one)) for code, one in zip(codes, subjects, strict=True)]
    item.urgency = item.urgency or said(data, "urgency", "ed-urg") or ""


def read_body(nitf: etree._Element, item: RawItem) -> None:
    """Fills `item` with headline, byline, dateline and text; what is there already stays."""
    head = nitf.find("{*}body/{*}body.head")
    head = head if head is not None else etree.Element("body.head")
    title = first(head, "hedline/hl1", "hedline")
    item.headline = item.headline or line(title if title is not None else nitf.find("{*}head/{*}title"))
    byline = head.find("{*}byline")
    if byline is not None and not item.authors:
        etree.strip_elements(byline, "{*}byttl", with_tail=False)
        item.authors = signed_by(text_of(byline))
    item.place = item.place or line(first(head, "dateline/location"))
    abstract, content = head.find("{*}abstract"), nitf.find("{*}body/{*}body.content")
    if abstract is not None:
        item.summary = item.summary or inner_html(abstract)
    if content is not None:
        item.images += list(filter(None, map(_picture, content.iter("{*}media"))))
        item.content = item.content or text_html(content)


def text_html(content: etree._Element) -> str:
    """The text of a body as HTML, without what is no text."""
    etree.strip_elements(content, *(f"{{*}}{name}" for name in _NOT_TEXT), with_tail=False)
    for quotation in content.iter("{*}bq"):
        quotation.tag = "blockquote"
    return inner_html(content)


def _subject(element: etree._Element) -> str:
    names = (element.get(f"tobject.subject.{kind}") for kind in ("detail", "matter", "type"))
    return next(filter(None, names), "")


def _picture(media: etree._Element) -> Image | None:
    references = [one for one in media.iter("{*}media-reference") if one.get("source")]
    kind = media.get("media-type") or (references[0].get("mime-type") if references else "") or ""
    if not references or not kind.startswith("image"):
        return None
    widest = max(references, key=width_of)
    caption, producer = media.find("{*}media-caption"), media.find("{*}media-producer")
    return Image(
        url=widest.get("source") or "",
        alt=line(caption) or None,
        caption=line(caption) or None,
        credit=line(producer) or None,
    )
