"""What a list shows is one map, which the indexes project: showing more is a matter of code."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk import Desk
from portal.model.article import Article, Image, Origin, OriginalSource, Subject, Teaser
from portal.model.corrections import Edit
from portal.model.picture import Picture
from portal.storage import article_queries
from portal.storage.item_mapping import (
    INDEX_KEYS,
    LONGEST_TEASER_LEAD,
    article_item,
    from_article_item,
    from_teaser_item,
    placement_item,
    revision_item,
)
from portal.storage.picture_attempts import PictureAttempts
from portal.storage.table import Call, Item, Table
from samples import NOW, article

KEYS = ("pk", "sk", *INDEX_KEYS)
PICTURE = Picture(hash="0a1b", width=1280, height=853, widths=(320, 1280), alt="De pont", credit="Jo de Wit")


def whole(**changes: Any) -> Article:
    """An article with something in every field."""
    values: dict[str, Any] = {
        "section": "goes",
        "updated_at": NOW,
        "picture": PICTURE,
        "urgency": 2,
        "is_live": True,
        "also_in": ("regio", "tholen"),
        "source_url": "https://feeds.example/1",
        "authors": ("Jo Kaai",),
        "categories": ("water",),
        "images": (Image(url="https://feeds.example/1.jpg", alt="Een pont", credit="J. de Wit"),),
        "correction": "Correctie",
        "notes": ("Let op.",),
        "edits": (Edit(old="oud", new="nieuw", called="Correctie"),),
        "waiting": 7,
        "shared": ("tholen",),
        "guid": "urn:newsml:draad.example:1",
        "source": OriginalSource(name="Omroep", url="https://omroep.example/1"),
        "subjects": (Subject(code="medtop:1", name="Water"), Subject(code="", name="Veerdiensten")),
        "more_pictures": (Picture(hash="2c3d", width=640, height=426, widths=(640,), caption="De kade"),),
        "copies": (Origin(feed="draad", entry="2"),),
        "came_at": NOW + timedelta(seconds=7),
        "writes": 8,
    }
    return article(**values | changes)


def leaves(value: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Every scalar of an attribute, with its type."""
    ((kind, inner),) = value.items()
    for one in inner.values() if kind == "M" else inner if kind == "L" else ():
        yield from leaves(one)
    if kind not in "ML":
        yield kind, inner


def test_an_article_comes_back_with_every_field() -> None:
    one = whole()

    assert all(getattr(one, field.name) != field.default for field in fields(Article) if field.name != "revision")
    assert from_article_item(article_item(one)) == one
    assert from_article_item(revision_item(one)) == replace(one, picture=None, more_pictures=())


@pytest.mark.parametrize("item", [article_item(whole()), placement_item(whole(), "regio")], ids=["article", "place"])
def test_a_teaser_is_read_from_the_map_and_the_keys_alone(item: Item) -> None:
    projected = {name: value for name, value in item.items() if name in (*KEYS, "teaser")}

    teaser = from_teaser_item(projected)

    assert teaser == Teaser(**{field.name: getattr(whole(), field.name) for field in fields(Teaser)})


def test_nothing_that_a_teaser_says_is_said_again_in_the_article() -> None:
    item = article_item(whole(lead="Wie dit leest, leest verder. " * 100))
    said = set(leaves(item["teaser"]))

    others = {name: value for name, value in item.items() if name != "teaser"}
    assert not set(item["teaser"]["M"]) & set(others)
    assert not said & {leaf for value in others.values() for leaf in leaves(value)}
    assert sum(len(str(value)) for kind, value in leaves(item["teaser"]) if kind == "S") < 1.1 * LONGEST_TEASER_LEAD


@given(st.sampled_from(["woord ", "woord", " ", "…", ",; :"]), st.text(alphabet="ab ,;:…\n"), st.integers(-20, 90))
def test_a_lead_of_any_length_is_whole_in_the_article(word: str, text: str, over: int) -> None:
    """Also one that ends where it is cut, has no space, or the sign of a cut in it."""
    length = LONGEST_TEASER_LEAD + over
    one = article(lead=(word * length)[: length - len(text)] + text)

    found = from_article_item(article_item(one))

    assert isinstance(found, Article)
    assert found.lead == one.lead
    assert len(from_teaser_item(article_item(one)).lead) <= LONGEST_TEASER_LEAD + 2


def in_index(table: Table, section: str) -> list[Item]:
    found: list[Item] = table.send(article_queries.latest(section, limit=9).calls[0])[0]["Items"]
    return found


def test_a_field_more_in_a_teaser_is_in_the_lists_without_a_change_of_the_table(desk: Desk, table: Table) -> None:
    """And a release that does not know it reads past it."""
    one = whole(also_in=("regio",), waiting=0)
    desk.publish(one)
    item = article_item(one)
    item["teaser"]["M"]["kicker"] = {"S": "Op het water"}
    table.send(Call("put_item", {"Item": item}))

    (shown,) = in_index(table, "goes")

    assert shown["teaser"]["M"]["kicker"] == {"S": "Op het water"}
    assert from_teaser_item(shown) == from_teaser_item(article_item(one))
    assert table.read(article_queries.article(one.slug)) == one


def test_a_list_holds_nothing_but_teasers_and_keys(desk: Desk, table: Table) -> None:
    desk.publish(whole(also_in=("regio",)))

    for section in ("goes", "regio"):
        (item,) = in_index(table, section)
        assert set(item) == {"pk", "sk", "section_key", "position", "teaser"}


def test_whatever_happens_to_an_article_what_is_in_a_list_has_a_teaser(desk: Desk, table: Table) -> None:
    """An index holds an item that has its keys, also where that lacks what it projects."""
    desk.publish(article(section="goes", also_in=("regio",)))
    album = PictureAttempts(table)

    def stand() -> Article:
        found = table.read(article_queries.article(slug, consistent=True))
        assert isinstance(found, Article)
        return found

    slug = "veerpont-vaart-weer"
    album.show(stand(), [PICTURE])
    desk.correct(slug, Edit(old="begint", new="eindigt"), NOW)
    known = desk.known([stand().origin])[stand().origin]
    desk.revise(known, replace(stand(), fingerprint="anders", headline="Veerpont ligt stil"), NOW)
    desk.rename(slug, "pont")
    desk.withdraw("pont", NOW)
    desk.restore("pont", NOW)
    slug = "pont"
    album.show(stand(), [PICTURE])

    items = table._client.scan(TableName=table.name)["Items"]
    listed = [item for item in items if "position" in item and set(item) & {*INDEX_KEYS[:2]}]
    texts = [item for item in items if "body_html" in item or "teaser" in item]
    assert sorted(item["sk"]["S"] for item in listed) == ["ARTICLE", "IN#regio"]
    assert all("teaser" in item for item in (*listed, *texts))
    assert Counter(item["sk"]["S"].partition("#")[0] for item in texts)["REVISION"] > 1
    assert [from_teaser_item(one).slug for name in ("goes", "regio") for one in in_index(table, name)] == ["pont"] * 2
