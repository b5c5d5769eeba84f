"""ANP's API: lists of what there is, and each item for itself. They are gathered into one document.

Source: the agency's News API as its clients use it: `sources/{id}/items` (`items` of id, kind, modified; `hasMore`;
`?fromItem=` for older ones) and `sources/{id}/items/{item}`; an answer is wrapped in `hasError` and `data`.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from portal.model.errors import FetchError, ParseError

MOST_PAGES = 10
MOST_ITEMS = 100
"""In one go; what is left over comes with the next: the cursor says how far we are."""
_TEXT = ("", "TEXTARTICLE")

Get = Callable[[str], bytes]


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """A document of whole items, and when the newest of them was changed: from there on next time; is there `more`?"""

    body: bytes
    cursor: str
    more: bool = False


def is_list(body: bytes) -> bool:
    """Whether `body` only lists items, without their text."""
    items = _items(_data(body))
    return bool(items) and not any("bodyText" in one for one in items)


def gather(url: str, first: bytes, get: Get, *, since: str) -> Gathered:
    """Every item of the list at `url` that was changed after `since`, oldest first. `first`: the list as just fetched.

    An item that is gone (404, 410) is passed over. Raises FetchError and ParseError where nothing can be gathered;
    what breaks off later ends the document before it, and comes next time.
    """
    references = sorted(_references(url, first, get, since), key=lambda one: (one["modified"], one["id"]))
    found: list[Any] = []
    cursor = since
    for reference in references[:MOST_ITEMS]:
        try:
            found.append(_read(url, get(_item_url(url, reference["id"]))))
        except FetchError as error:
            if error.status not in (404, 410):
                if not found:
                    raise
                break
        cursor = reference["modified"]
    whole = {"hasError": False, "data": {"items": found}}
    more = bool(references) and cursor < references[-1]["modified"]
    return Gathered(body=json.dumps(whole).encode(), cursor=cursor, more=more)


def _references(url: str, first: bytes, get: Get, since: str) -> Iterator[dict[str, str]]:
    page = _read(url, first)
    for _ in range(MOST_PAGES):
        listed = [
            {"id": str(one["id"]), "modified": str(one.get("modified") or "")}
            for one in _items(page)
            if one.get("id") and str(one.get("kind") or "") in _TEXT
        ]
        newer = [one for one in listed if one["modified"] > since or not one["modified"]]
        yield from newer
        if not since or len(newer) < len(listed) or not listed or not (isinstance(page, dict) and page.get("hasMore")):
            return  # of a feed that is new the first page is enough
        page = _read(url, get(_with_query(url, f"fromItem={quote(listed[-1]['id'])}")))


def _read(url: str, body: bytes) -> Any:
    data = _data(body)
    if data is None:
        raise ParseError(url, "is no answer of the News API")
    return data


def _data(body: bytes) -> Any:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict) or answer.get("hasError"):
        return None
    return answer.get("data", answer)


def _items(data: Any) -> list[dict[str, Any]]:
    items = data.get("items") if isinstance(data, dict) else data
    return [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []


def _item_url(url: str, id_: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{quote(id_, safe='')}", query=""))


def _with_query(url: str, more: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=f"{parts.query}&{more}" if parts.query else more))
