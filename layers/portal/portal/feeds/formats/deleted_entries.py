"""What an Atom feed says is gone. Source: RFC 6721 §3 (`at:deleted-entry`) and §4 (a document of its own)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from lxml import etree

from portal.feeds.formats.source import name_of, outermost
from portal.feeds.parsing.dates import parse_date
from portal.feeds.parsing.raw_item import RawItem
from portal.model.article import Status

NAME = "deleted-entry"
WITHOUT_REF = "is a deleted entry that does not say which (no ref)"
_TEXTS = ("content", "summary", "title", "rights")


def deleted_entries(root: etree._Element) -> list[etree._Element]:
    """Wherever they stand, the root too; but for what is only shown in a text."""
    return [one for one in outermost(root, NAME) if not _is_quoted(one)]


def kills_in(found: Iterable[etree._Element]) -> Iterator[RawItem]:
    """Each entry that is gone, once, as of the last moment that is said. One without a `ref` says nothing."""
    newest: dict[str, datetime | None] = {}
    for one in found:
        ref, when = _ref(one), parse_date(one.get("when") or "")
        before = newest.get(ref)
        newest[ref] = max(before, when) if before and when else when or before
    for ref, when in newest.items():
        if ref:
            yield RawItem(guid=ref, published_at=when, updated_at=when, status=Status.CANCELED)


def nameless(found: Iterable[etree._Element]) -> tuple[str, ...]:
    return tuple(WITHOUT_REF for one in found if not _ref(one))


def is_outlived(kill: RawItem, items: Iterable[RawItem]) -> bool:
    """Whether the document itself has the entry in a text of later: it was deleted, and is there again."""
    when = kill.updated_at
    return any(
        item.guid == kill.guid and when is not None and item.updated_at is not None and item.updated_at > when
        for item in items
    )


def _ref(element: etree._Element) -> str:
    return (element.get("ref") or "").strip()


def _is_quoted(element: etree._Element) -> bool:
    return any(name_of(above).removeprefix("atom:") in _TEXTS for above in element.iterancestors())
