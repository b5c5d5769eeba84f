"""ninjs 1, 2 and 3: one item, or a list of them. Source: IPTC News in JSON 1.6, 2.2 and 3.1 schemas and user guide.

item                ninjs: 1.x | 2.x | 3.x (names are compared without case)
─────────────────── ──────────────────────────────────────────────────────────────────────────────────────
guid                uri; Superdesk writes guid
revision            version
published_at        firstcreated | firstCreated, else contentcreated, else versioncreated
updated_at          versioncreated | versionCreated
status              pubstatus | pubStatus
embargoed_until     embargoed | embargoed | embargoedUntil
headline            headline | headlines[] of the role main, before others
summary             description_text, description_* | descriptions[]
content             body_html, body_xhtml, body_nitf, body_text, body_* | bodies[]: HTML before NITF before text
authors             byline | by
categories, codes   subject[] | subjects[]: name; code, literal or uri; subjects has both
urgency             urgency
images              associations {} | associations[]: of pictures the widest rendition, caption, byline
kind                type
notes               ednote | edNote: for editors, never for readers
"""

from collections.abc import Iterator

from portal.feeds.body.sanitize import escaped, html_line, json_line
from portal.feeds.formats import newsmlg2, nitf
from portal.feeds.formats.pubstatus import is_unreadable, signed_by, status_of, under_embargo
from portal.feeds.formats.source import Format, Source
from portal.feeds.formats.values import record, records, text
from portal.feeds.parsing.dates import parse_date
from portal.feeds.parsing.raw_item import RawDocument, RawItem
from portal.feeds.parsing.xml import read_xml
from portal.model.article import Image, Subject
from portal.model.errors import ParseError

_OWN = frozenset({
    "versioncreated", "firstcreated", "contentcreated", "pubstatus", "headline", "headlines", "bodies", "body_html",
    "body_text", "body_xhtml", "representationtype", "embargoed", "embargoeduntil", "slugline", "copyrightholder",
})  # fmt: skip
_PICTURES = frozenset({"picture", "image", "photo", "graphic"})
_TEXTS = frozenset({"", "text", "composite"})
MOST_LOOKS = 50
_NONE = (None, False, "")
_ORDER = ("html", "nitf", "xml", "plain")

JsonObject = dict[str, object]


def read(source: Source) -> RawDocument:
    """Every item."""
    listed = _items(source.value)
    found = [_lowered(item) for item in listed if _is_item(item)]
    rest = _length(source.value) - len(found)
    return RawDocument(
        format="ninjs", items=(_item(item, source.url) for item in found), refused=("is no item of ninjs",) * rest
    )


def _claims(source: Source) -> bool:
    found = _items(source.value)
    return any(_is_item(item) for item in found[:MOST_LOOKS])


FORMAT = Format(name="ninjs", claims=_claims, read=read)


def _is_item(item: JsonObject) -> bool:
    names = {name.lower() for name in item}
    return ("uri" in names and not names & {"error", "errors", "message"}) or ("guid" in names and bool(_OWN & names))


def _items(value: object) -> list[JsonObject]:
    """An item, a list of items, or an object that holds one (`items`, and `_items` as Superdesk has it)."""
    if isinstance(value, list):
        return records(value)
    answer = record(value)
    held = next((answer[name] for name in ("items", "_items") if isinstance(answer.get(name), list)), None)
    return records(held) if held is not None and "uri" not in answer else [answer] if answer else []


def _length(value: object) -> int:
    """How many items there should be."""
    if isinstance(value, list):
        return len(value)
    held = [one for one in (record(value).get("items"), record(value).get("_items")) if isinstance(one, list)]
    return len(held[0]) if held and "uri" not in record(value) else 1


def _lowered(item: JsonObject) -> JsonObject:
    return {name.lower(): value for name, value in item.items()}


def _item(item: JsonObject, base: str | None) -> RawItem:
    updated = parse_date(text(item.get("versioncreated")))
    embargo = next((item[name] for name in ("embargoeduntil", "embargoed") if item.get(name) not in _NONE), None)
    status, until = under_embargo(status_of(text(item.get("pubstatus"))), None if embargo is None else text(embargo))
    subjects = records(item.get("subjects")) or records(item.get("subject"))
    codes = [_code(subject) for subject in subjects]
    kind = text(item.get("type")).lower()
    return RawItem(
        guid=text(item.get("uri")) or text(item.get("guid")),
        base=base,
        headline=_headline(item),
        summary=_best(_said(item, "description")),
        content=_best(_said(item, "body")),
        published_at=parse_date(_first(item, "firstcreated", "firstpublished", "contentcreated")) or updated,
        updated_at=updated,
        authors=signed_by(_first(item, "by", "byline")),
        categories=[text(subject.get("name")) or code for subject, code in zip(subjects, codes, strict=True)],
        codes=[code for code in codes if code],
        subjects=[Subject(code=code, name=text(one.get("name"))) for code, one in zip(codes, subjects, strict=True)],
        urgency=text(item.get("urgency")),
        images=[image for one in records(item.get("associations")) if (image := _picture(_lowered(one)))],
        status=status,
        embargoed_until=until,
        has_unreadable_embargo=embargo is not None and is_unreadable(text(embargo)),
        revision=text(item.get("version")) or None,
        notes=list(filter(None, [text(item.get("ednote"))])),
        kind="text" if kind in _TEXTS else kind,
    )


def _first(item: JsonObject, *names: str) -> str:
    return next(filter(None, (text(item.get(name)) for name in names)), "")


def _headline(item: JsonObject) -> str:
    if text(item.get("headline")):
        return json_line(text(item["headline"]))
    found = sorted(records(item.get("headlines")), key=lambda one: text(one.get("role")) not in ("main", ""))
    for one in map(_lowered, found):
        said = text(one.get("value"))
        if said:
            return html_line(said) if "html" in text(one.get("contenttype")) else json_line(said)
    return next((html_line(said) for _, said in _said(item, "headline") if said), "")


def _said(item: JsonObject, name: str) -> Iterator[tuple[str, str]]:
    """What stands at `body_html`, `body_text`, … and in `bodies`: kind (a media type or its like) and text."""
    for key, value in item.items():
        if key.startswith(f"{name}_") and text(value):
            yield key.removeprefix(f"{name}_"), text(value)
    plural = name[:-1] + "ies" if name.endswith("y") else f"{name}s"
    for one in map(_lowered, records(item.get(plural))):
        if text(one.get("value")):
            yield f"{text(one.get('contenttype'))} {text(one.get('role'))}", text(one["value"])


def _best(said: Iterator[tuple[str, str]]) -> str:
    """The best form of a text, as HTML: that of an HTML kind before NITF before plain text; the first of its kind."""
    found = sorted(said, key=lambda one: _rank(one[0]))
    return next(filter(None, (_html(kind, value) for kind, value in found)), "")


def _rank(kind: str) -> int:
    return next((number for number, part in enumerate(_ORDER) if part in kind), len(_ORDER))


def _html(kind: str, value: str) -> str:
    if "nitf" in kind or "xml" in kind.replace("xhtml", ""):
        return _of_xml(value)
    return newsmlg2.article_of(value) if "html" in kind else escaped(value)


def _of_xml(value: str) -> str:
    """An NITF body, whole or only what stands in it; "" for XML of another kind."""
    try:
        root = read_xml(value if "<nitf" in value else f"<body.content>{value}</body.content>", "-")
    except ParseError:
        return ""
    content = next(root.iter("{*}body.content"), None)
    known = content is not None and ("<p" in value or "<hl2" in value)
    return nitf.text_html(content) if content is not None and known else ""


def _code(subject: JsonObject) -> str:
    return _first(subject, "code", "literal", "uri")


def _picture(association: JsonObject) -> Image | None:
    renditions = [_lowered(one) for one in records(association.get("renditions"))]
    pictures = [one for one in renditions if text(one.get("href")) and _is_picture(one, association)]
    if not pictures:
        return None
    widest = max(pictures, key=lambda one: width if isinstance(width := one.get("width"), int) else 0)
    captions = [_first(association, "description_text", "headline")]
    captions += [said for _, said in _said(association, "description")]
    caption = next(filter(None, captions), None)
    return Image(
        url=text(widest["href"]),
        alt=caption,
        caption=caption,
        credit=_first(association, "by", "byline", "creditline") or None,
    )


def _is_picture(rendition: JsonObject, association: JsonObject) -> bool:
    kind = _first(rendition, "contenttype", "mimetype")
    return kind.startswith("image") or (not kind and text(association.get("type")).lower() in _PICTURES)
