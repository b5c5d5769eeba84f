"""ANP's API: what is listed is fetched one by one, in order, and once."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from portal.feeds.parsing.document import MAX_BYTES, MAX_JSON_CONTAINERS, MAX_JSON_VALUES, parse
from portal.ingest.anp_api import MOST_BYTES, MOST_CONTAINERS, MOST_ITEMS, MOST_VALUES, gather, is_list
from portal.model.errors import FetchError, ParseError

URL = "https://api.wire.example/services/sources/7/items"


@dataclass
class Api:
    """Items by id; `page` of them in a list, newest first. What is in `broken` answers that status."""

    items: dict[str, str]
    page: int = 50
    broken: dict[str, int] = field(default_factory=dict)
    text: str = "Tekst."
    asked: list[str] = field(default_factory=list)

    def get(self, url: str) -> bytes:
        self.asked.append(url.removeprefix(URL))
        path, _, query = url.partition("?")
        if path != URL:
            return self._item(path.rpartition("/")[2])
        return self._list(query.removeprefix("fromItem="))

    def _item(self, id_: str) -> bytes:
        if id_ in self.broken:
            raise FetchError(URL, f"answered {self.broken[id_]}", status=self.broken[id_])
        item = {
            "id": id_,
            "kind": "TEXTARTICLE",
            "title": f"Nummer {id_}",
            "bodyText": f"<p>{self.text}</p>",
            "version": 1,
        }
        return json.dumps({"hasError": False, "data": item}).encode()

    def _list(self, after: str) -> bytes:
        ids = sorted(self.items, key=lambda id_: self.items[id_], reverse=True)
        start = ids.index(after) + 1 if after else 0
        shown = [{"id": id_, "kind": "TEXTARTICLE", "modified": self.items[id_]} for id_ in ids[start:][: self.page]]
        data: dict[str, Any] = {"items": shown, "hasMore": len(ids) > start + self.page}
        return json.dumps({"hasError": False, "data": data}).encode()


def api(count: int, **changes: Any) -> Api:
    return Api(items={f"a{n:03}": f"2026-11-24T{n // 60:02}:{n % 60:02}:00Z" for n in range(count)}, **changes)


def read(server: Api, since: str) -> tuple[list[str], str, bool]:
    gathered = gather(URL, server._list(""), server.get, since=since)
    entries = parse(gathered.body, format="anp").entries if json.loads(gathered.body)["data"]["items"] else ()
    return [entry.id for entry in entries], gathered.cursor, gathered.more


def test_every_item_that_was_changed_since_is_fetched_oldest_first() -> None:
    ids, cursor, more = read(server := api(9), "2026-11-24T00:05:00Z a005")

    assert (ids, cursor, more) == (["a006", "a007", "a008"], "2026-11-24T00:08:00Z a008", False)
    assert server.asked == ["/a006", "/a007", "/a008"]


def test_what_was_changed_in_one_second_is_told_apart_by_its_id() -> None:
    server = Api(items={f"a{n:03}": "2026-11-24T00:05:00Z" for n in range(150)}, page=200)
    first, cursor, more = read(server, "")
    second, cursor, rest = read(server, cursor)
    server.items["laat"] = "2026-11-24T00:05:00Z"
    third, _, _ = read(server, cursor)

    assert (len(first), more, len(second), rest, third) == (MOST_ITEMS, True, 50, False, ["laat"])


def test_when_time_is_up_the_rest_comes_next_time() -> None:
    server = api(9)
    gathered = gather(URL, server._list(""), server.get, since="", has_time=lambda: len(server.asked) < 3)

    assert (gathered.more, gathered.cursor) == (True, "2026-11-24T00:02:00Z a002")


def test_older_pages_are_asked_for_until_nothing_is_newer() -> None:
    ids, _, _ = read(server := api(30, page=10), "2026-11-24T00:12:00Z a012")

    assert ids == [f"a{n:03}" for n in range(13, 30)]
    assert server.asked[0] == "?fromItem=a020"


def test_of_a_source_that_is_new_the_first_page_is_enough() -> None:
    ids, _, _ = read(api(30, page=10), "")

    assert len(ids) == 10


def test_what_is_too_much_for_once_comes_next_time() -> None:
    first, cursor, more = read(server := api(140, page=200), "")
    second, _, rest = read(server, cursor)

    assert (len(first), more, len(second), rest) == (MOST_ITEMS, True, 40, False)
    assert first + second == sorted(server.items)


def test_what_is_too_large_for_once_comes_next_time() -> None:
    """Before a document is larger than one that is read: it would be refused for ever."""
    server = api(5, text="é" * 1_500_000)

    first, cursor, more = read(server, "")
    second, cursor, more_still = read(server, cursor)

    assert (first, second, more, more_still) == (["a000", "a001"], ["a002", "a003"], True, True)
    assert read(server, cursor)[::2] == (["a004"], False)
    assert MOST_BYTES < MAX_BYTES


def test_one_item_that_is_too_large_for_many_comes_alone_and_one_that_fails_after_it_is_passed_over() -> None:
    server = api(3, text="é" * 4_500_000, broken={"a001": 404})

    ids, cursor, more = read(server, "")

    assert (ids, cursor.partition(" ")[2], more) == (["a000"], "a001", True)


@pytest.mark.parametrize("filling", [b"{},", b"[],", b'"ab",'])
def test_a_list_that_nothing_could_hold_is_none(filling: bytes) -> None:
    """10 MB of empty objects are 250 MB in Python."""
    head, tail = b'{"hasError": false, "data": {"items": [', b'{"id": "a"}]}}'

    assert is_list(head + filling * 1000 + tail)
    assert not is_list(head + filling * 600_000 + tail)
    assert (MOST_CONTAINERS, MOST_VALUES) == (MAX_JSON_CONTAINERS, MAX_JSON_VALUES)


def test_an_item_that_is_gone_is_passed_over_and_one_that_fails_comes_again() -> None:
    gone, _, _ = read(api(4, broken={"a001": 404}), "")
    part, cursor, more = read(api(4, broken={"a002": 503}), "")

    assert gone == ["a000", "a002", "a003"]
    assert (part, cursor, more) == (["a000", "a001"], "2026-11-24T00:01:00Z a001", True)
    with pytest.raises(FetchError, match="503"):
        read(api(4, broken={"a000": 503}), "")


@pytest.mark.parametrize("body", [b"", b"[]", b'{"hasError": true, "data": {}}', b'{"data": {"items": 7}}', b"<x/>"])
def test_what_is_no_list_is_none(body: bytes) -> None:
    assert not is_list(body)


@pytest.mark.parametrize("answer", [b"<html>", b'{"hasError": true, "data": {"errorCode": 7}}'])
def test_an_item_that_cannot_be_had_is_refused_and_holds_no_other_up(answer: bytes) -> None:
    server = api(3, broken={"a000": 403})

    gathered = gather(URL, server._list(""), lambda url: answer if "a001" in url else server.get(url), since="")

    assert [reason.partition(":")[0] for reason in gathered.refused] == ["item a000", "item a001"]
    assert [one.id for one in parse(gathered.body, format="anp").entries] == ["a002"]
    assert (gathered.cursor, gathered.more) == ("2026-11-24T00:02:00Z a002", False)


def test_a_list_that_breaks_off_is_named() -> None:
    server = api(30, page=10)

    with pytest.raises(ParseError, match="is no answer of the News API"):
        gather(URL, server._list(""), lambda _: b"<html>", since="2026-11-24T00:01:00Z")
