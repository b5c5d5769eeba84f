"""ANP's API: lists of what there is, and each item for itself. They are gathered into one document.

Source: the agency's News API as its clients use it: `sources/{id}/items` (`items` of id, kind, modified; `hasMore`;
`?fromItem=` for older ones) and `sources/{id}/items/{item}`; an answer is wrapped in `hasError` and `data`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from portal.model.errors import FetchError, ParseError

MOST_PAGES = 50
MOST_ITEMS = 100
MOST_IDS = 2000
MOST_BYTES = 8_000_000
"""In one go; what is left over comes with the next: the cursor says how far we are. Fewer bytes than parse() reads."""
MOST_CONTAINERS, MOST_VALUES = 200_000, 500_000
"""Of JSON in one answer, as of parse(): 10 MB of empty objects are 250 MB in Python, and nothing holds these here."""
_TEXT = ("", "TEXTARTICLE")
_PASSING = frozenset({None, 408, 429, 500, 502, 503, 504})
"""What an API says when it is not well; for anything else an item is at fault, and the others come all the same."""

GetPart = Callable[[str], bytes]


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """A document of whole items, and how far it goes: from there on next time; is there `more`?

    `cursor`: when the newest of them was changed, and the ids that were changed in that second. `refused`: items that
    are there and cannot be had.
    """

    body: bytes
    cursor: str
    more: bool = False
    refused: tuple[str, ...] = ()


def is_list(body: bytes) -> bool:
    """Whether `body` is the API's list of items, without their text."""
    items = _items(_data(body)) if b'"hasError"' in body else []
    return bool(items) and not any("bodyText" in one for one in items)


def gather(
    url: str, first: bytes, get: GetPart, *, since: str, has_time: Callable[[], bool] = lambda: True
) -> Gathered:
    """Every item of the list at `url` that was changed since `since`, oldest first. `first`: the list as just fetched.

    An item that is gone (404, 410) is passed over, and one that cannot be had is refused; where the API itself is not
    well, the document ends before. Raises FetchError and ParseError where nothing can be gathered.
    """
    moment, _, seen = since.partition(" ")
    known = frozenset(seen.split())
    listed = _references(url, first, get, moment)
    fresh = [one for one in listed if one["modified"] > moment or one["id"] not in known]
    waiting = sorted(fresh, key=lambda one: (one["modified"], one["id"]))
    found: list[bytes] = []
    refused: list[str] = []
    done: list[dict[str, str]] = []
    for reference in waiting[:MOST_ITEMS]:
        if done and not has_time():
            break
        try:
            item = _item(url, get(_item_url(url, reference["id"])))
        except FetchError as error:
            if error.status in _PASSING:
                if not done:
                    raise
                break
            if error.status not in (404, 410):
                refused.append(f"item {reference['id'][:60]}: {error.reason}")
        except ParseError as error:
            refused.append(f"item {reference['id'][:60]}: {error.reason}")
        else:
            if found and sum(map(len, found)) + len(item) > MOST_BYTES:
                break
            found.append(item)
        done.append(reference)
    return Gathered(
        body=b'{"hasError": false, "data": {"items": [' + b", ".join(found) + b"]}}",
        cursor=_cursor(since, done),
        more=len(done) < len(waiting),
        refused=tuple(refused),
    )


def _cursor(since: str, done: list[dict[str, str]]) -> str:
    moment, _, seen = since.partition(" ")
    newest = max((one["modified"] for one in done), default=moment)
    ids = {one["id"] for one in done if one["modified"] == newest} | (set(seen.split()) if newest == moment else set())
    return " ".join([newest, *sorted(ids)[:MOST_IDS]])


def _references(url: str, first: bytes, get: GetPart, since: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    page = _read(url, first)
    for _ in range(MOST_PAGES):
        listed = [
            {"id": str(one["id"]), "modified": str(one.get("modified") or "")}
            for one in _items(page)
            if one.get("id") and str(one.get("kind") or "") in _TEXT
        ]
        newer = [one for one in listed if one["modified"] >= since or not one["modified"]]
        found += newer
        if not since or len(newer) < len(listed) or not listed or not (isinstance(page, dict) and page.get("hasMore")):
            break  # of a feed that is new the first page is enough
        page = _read(url, get(_with_query(url, f"fromItem={quote(listed[-1]['id'])}")))
    return found


def _read(url: str, body: bytes) -> Any:
    data = _data(body)
    if data is None:
        raise ParseError(url, "is no answer of the News API")
    return data


def _item(url: str, body: bytes) -> bytes:
    """An item as it stands in a list: bytes, since many of them are held at once. Raises ParseError."""
    return json.dumps(_read(url, body), ensure_ascii=False).encode("utf-8", "replace")


def _data(body: bytes) -> Any:
    """None for what is no answer of the API, or too much of one to be held."""
    if body.count(b"{") + body.count(b"[") > MOST_CONTAINERS or body.count(b",") > MOST_VALUES:
        return None
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
