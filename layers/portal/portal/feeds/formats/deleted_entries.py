"""What a feed says is gone, in Atom and as an extension of RSS.

Source: RFC 6721 §3 (`at:deleted-entry`) and §4 (a document of its own).
"""

from collections.abc import Iterable
from datetime import datetime

from lxml import etree

from portal.feeds.formats.source import name_of, outermost
from portal.feeds.parsing.dates import parse_date
from portal.feeds.parsing.identity import stable_id
from portal.feeds.parsing.raw_item import RawItem
from portal.model.article import Status

NAME = "deleted-entry"
_TOMBSTONES = "{http://purl.org/atompub/tombstones/"
"""An element of this name in another namespace may mean anything; one in none can mean nothing else."""
WITHOUT_REF = "is a deleted entry that does not say which (no ref)"
_TEXTS = frozenset({"content", "summary", "title", "rights", "description", "encoded", "body", "div"})
"""Of both formats, without their prefixes."""


def deleted_entries(root: etree._Element) -> list[etree._Element]:
    """Wherever they stand, the root too; but for what is only shown in a text."""
    return [one for one in outermost(root, NAME) if _is_declared(one) and not _is_quoted(one)]


def kills_in(found: Iterable[etree._Element], items: Iterable[RawItem]) -> list[RawItem]:
    """Each entry that is gone, once, as of the last moment that is said; but for what `items` have in a text of later:
    it was deleted, and is there again. One without a `ref` says nothing.
    """
    newest: dict[str, datetime | None] = {}
    for one in found:
        ref, when = _ref(one), parse_date(one.get("when") or "")
        newest[ref] = _later(newest.get(ref), when)
    there: dict[str | None, datetime | None] = {}
    for item in items:
        id_ = stable_id(item.guid, item.about, item.link)
        there[id_] = _later(there.get(id_), item.updated_at or item.published_at)
    return [
        RawItem(guid=ref, published_at=when, updated_at=when, status=Status.CANCELED)
        for ref, when in newest.items()
        if ref and not _is_after(there.get(ref), when)
    ]


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one and other else one or other


def _is_after(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one > other


def nameless(found: Iterable[etree._Element]) -> tuple[str, ...]:
    return tuple(WITHOUT_REF for one in found if not _ref(one))


def _ref(element: etree._Element) -> str:
    return (element.get("ref") or "").strip()


def _is_declared(element: etree._Element) -> bool:
    return str(element.tag).startswith(_TOMBSTONES) or not str(element.tag).startswith("{")


def _is_quoted(element: etree._Element) -> bool:
    return any(name_of(above).rpartition(":")[2] in _TEXTS for above in element.iterancestors())
