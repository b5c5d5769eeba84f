"""Values to what JSON knows, and back."""

import json
from datetime import timedelta
from typing import Any

import pytest

from portal.model.article import Article, Dateline, HiddenArticle, Image, Origin, Why
from portal.model.corrections import Edit
from portal.model.dataclass_json import PlainError, from_plain, to_plain
from portal.model.picture import Picture
from portal.model.version import Version
from portal.storage.export_record import EntryRecord, Record
from samples import NOW, article

ORIGIN = Origin(feed="anp", entry="1f3c")
HIDDEN = HiddenArticle(
    slug="brug",
    section="goes",
    published_at=NOW,
    withdrawn_at=NOW,
    origin=ORIGIN,
    revision=2,
    why=Why.EMBARGO,
    was_public=False,
    until=NOW + timedelta(hours=1),
    edits=(Edit(old="ja", new=""),),
)
ARTICLE = article(
    "«Ĳsbrug» & 'pont'",
    updated_at=NOW,
    picture=Picture(hash="ab12", width=2, height=1, widths=(1, 2), alt="<b>"),
    images=(Image(url="https://a.example/b.jpg", credit="ANP"),),
    authors=("Wim", "Ans"),
    copies=(ORIGIN,),
    came_at=NOW,
)


@pytest.mark.parametrize(
    "value",
    [ARTICLE, HIDDEN, ORIGIN, Dateline(place="GOES"), Version(number=0, at=NOW), Version(), Edit(old="a", new="b")],
    ids=lambda value: type(value).__name__,
)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    assert from_plain(type(value), json.loads(json.dumps(to_plain(value)))) == value


def test_what_does_not_count_when_values_are_compared_comes_back_too() -> None:
    back = from_plain(Article, to_plain(ARTICLE))

    assert (back.came_at, to_plain(back)) == (NOW, to_plain(ARTICLE))


def test_what_is_as_in_a_new_value_is_not_said() -> None:
    assert to_plain(Record(entries=(EntryRecord(origin=ORIGIN),))) == {
        "entries": [{"origin": {"feed": "anp", "entry": "1f3c"}}]
    }


@pytest.mark.parametrize(
    ("kind", "plain", "reason"),
    [
        (Origin, {"feed": "a"}, "Origin: .*'entry'"),
        (Origin, {"feed": "a", "entry": "b", "more": 1}, "Origin.more: is not known here"),
        (Origin, {"feed": 1, "entry": "b"}, "Origin.feed: is no str"),
        (Origin, ["a"], "Origin: is no object"),
        (Version, {"number": True}, "Version.number: is no int"),
        (Version, {"at": "gisteren"}, "Version.at: .*gisteren"),
        (Record, {"entries": "abc"}, "Record.entries: is no list"),
        (Record, {"entries": [{"origin": None}]}, "Record.entries.origin: is no object"),
        (HiddenArticle, to_plain(HIDDEN) | {"why": "zomaar"}, "HiddenArticle.why: 'zomaar'"),
        (Record, {"entries": {"origin": "x"}}, "Record.entries: is no list"),
    ],
)
def test_what_is_something_else_is_refused_by_name(kind: Any, plain: Any, reason: str) -> None:
    with pytest.raises(PlainError, match=reason):
        from_plain(kind, plain)


def test_what_nothing_plain_is_known_for_is_refused() -> None:
    with pytest.raises(TypeError):
        to_plain({1, 2})
