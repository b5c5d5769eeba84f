"""ANP News API: one item, or items gathered from its lists. Source: the agency's answers (notes of a client of it).

    item                item of the API
    ─────────────────── ──────────────────────────────────────────────────────────────────────────────────────
    guid                id: the one that the API asks for an item by, the same in all its versions; else itemId
    revision            version
    published_at        firstIssueDate, else pubDate
    updated_at          pubDate, where it is later; else modified
    headline            title
    content             bodyText (HTML)
    authors             authors
    codes, categories   categories, category (XANP/BIN, ANP/OPMERKELIJK, …)
    status              pubStatus or status, should ANP ever send one
    notes               editorialNote: for editors, never for readers
    kind                kind, TEXTARTICLE is a text

An answer is wrapped: `{"hasError": false, "data": …}`; one with an error is no document. `data` is an item, a list of
items, or an object that holds such a list as `items`. A list has only id, kind and modified of each item.
"""

from portal.feeds.body.sanitize import plain_line
from portal.feeds.formats.pubstatus import is_unreadable, signed_by, status_of, under_embargo
from portal.feeds.formats.source import Format, Source
from portal.feeds.formats.values import as_list, record, records, text
from portal.feeds.parsing.dates import parse_date
from portal.feeds.parsing.raw_item import RawDocument, RawItem

_OWN = frozenset({"bodyText", "firstIssueDate", "itemId", "sourceTitle"})
_TEXT = "TEXTARTICLE"


def read(source: Source) -> RawDocument:
    """Every item of the answer, also one of a list, which has no text."""
    found = _items(source.value)
    return RawDocument(format="anp", items=(_item(item, source.url) for item in found))


def _claims(source: Source) -> bool:
    answer = record(source.value)
    if answer.get("hasError"):
        return False
    if "hasError" in answer and isinstance(answer.get("data"), dict | list):
        return True
    found = _items(source.value)
    return bool(found) and bool(_OWN & found[0].keys())


FORMAT = Format(name="anp", claims=_claims, read=read)


def _items(value: object) -> list[dict[str, object]]:
    answer = record(value)
    data = answer.get("data", value)
    if isinstance(data, dict):
        return records(data["items"]) if isinstance(data.get("items"), list) else [data]
    found = records(data)
    # Items that were gathered one by one are each wrapped on their own.
    return [record(one["data"]) if isinstance(one.get("data"), dict) else one for one in found]


def _item(item: dict[str, object], base: str | None) -> RawItem:
    first, issued = parse_date(text(item.get("firstIssueDate"))), parse_date(text(item.get("pubDate")))
    embargo = next((text(item[name]) for name in ("embargo", "embargoed", "embargoDate") if item.get(name)), None)
    status, until = under_embargo(status_of(text(item.get("pubStatus")) or text(item.get("status"))), embargo)
    codes = [text(code) or text(record(code).get("id")) for code in as_list(item.get("categories"))]
    codes.append(text(item.get("category")))
    kind = text(item.get("kind"))
    return RawItem(
        guid=text(item.get("id")) or text(item.get("itemId")),
        base=base,
        headline=plain_line(text(item.get("title"))),
        content=text(item.get("bodyText")),
        published_at=first or issued,
        updated_at=issued or parse_date(text(item.get("modified"))),
        authors=[name for author in as_list(item.get("authors")) for name in signed_by(_name(author))],
        categories=[code for code in codes if code],
        codes=[code for code in codes if code],
        status=status,
        embargoed_until=until,
        has_unreadable_embargo=is_unreadable(embargo),
        revision=text(item.get("version")) or None,
        notes=list(filter(None, [text(item.get("editorialNote"))])),
        kind="text" if kind in ("", _TEXT) else kind.lower(),
    )


def _name(author: object) -> str:
    return text(author) or text(record(author).get("name")) or text(record(author).get("value"))
