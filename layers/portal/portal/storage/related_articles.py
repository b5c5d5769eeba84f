"""«Lees ook»: the addresses of an article's nearest neighbours, kept in its own item, and read as they stand now.

Nothing of a neighbour is copied: one that is killed, hidden or corrected is so on every page that leads to it, with the
same write. A later text of the article does not take the addresses over; whoever indexes it finds them anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.model.article import Article, HiddenArticle, Moved, Teaser
from portal.model.errors import StorageError
from portal.storage.item_mapping import article_key, from_article_item, from_attribute, from_teaser_item, to_attribute
from portal.storage.table import Answer, Call, Item, Read, Table, batch_items
from portal.storage.writes import as_read

MOST = 3
_SHOWN = ("position", "teaser")
"""Of a neighbour, what its teaser needs: its text stays in the table."""


@dataclass(frozen=True, kw_only=True)
class ArticleAndRelated:
    """What stands at an address, the slugs of what is near it, and those of them that were `asked` for together with
    it; `teasers`: of these, the ones that can be read.
    """

    found: Article | HiddenArticle | Moved | None
    related: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()
    teasers: Mapping[str, Teaser] = field(default_factory=dict)


def with_related(slug: str, expected: Sequence[str] = ()) -> Read[ArticleAndRelated]:
    """What stands at `/nieuws/<slug>`, together with what is near it, as far as that is `expected`. A GetItem, or a
    BatchGetItem. Raises StorageError where the table has left the article over; of what is near that is left out.
    """
    if not expected:
        return Read((Call("get_item", {"Key": article_key(slug), "ConsistentRead": False}),), _of_one)
    keys = [article_key(one) for one in dict.fromkeys((slug, *expected))]

    def value(answers: Sequence[Answer]) -> ArticleAndRelated:
        items, left = batch_items(answers[0])
        if keys[0] in left:
            raise StorageError(f"BatchGetItem: the key of the article was left over: {keys[0]}")
        item = next((one for one in items if one["pk"] == keys[0]["pk"]), None)
        near = _teasers(one for one in items if one is not item)
        return _shown(item, asked=frozenset(expected), teasers=near)

    return Read((Call("batch_get_item", {"Keys": keys, "ConsistentRead": False}),), value)


def teasers(slugs: Sequence[str]) -> Read[Mapping[str, Teaser]]:
    """Of `slugs` those that can be read. One BatchGetItem; what the table leaves over is left out."""
    names = {f"#{number}": name for number, name in enumerate(_SHOWN)}
    parameters = {
        "Keys": [article_key(slug) for slug in slugs],
        "ConsistentRead": False,
        "ProjectionExpression": ", ".join(names),
        "ExpressionAttributeNames": names,
    }
    return Read((Call("batch_get_item", parameters),), lambda answers: _teasers(batch_items(answers[0])[0]))


def articles_and_related(table: Table, slugs: Sequence[str]) -> dict[str, tuple[Article, tuple[str, ...]]]:
    """Those of `slugs` that can be read, and what was near them so far. One BatchGetItem a hundred, in one round."""
    items = table.batch_get([article_key(one) for one in slugs])
    found = ((from_article_item(item), related_of(item)) for item in items)
    return {article.slug: (article, near) for article, near in found if isinstance(article, Article)}


def relate(table: Table, near: Iterable[tuple[Article, Sequence[str]]]) -> None:
    """Keeps with each article, as it was read, the slugs of what is near it. An UpdateItem each, in one round; none of
    an article that was written since: whoever wrote it has marked it as changed. Raises StorageError.
    """
    table.attempt(*(_relate(article, slugs) for article, slugs in near))


def related_of(item: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(from_attribute(item["related"])) if "related" in item else ()


def _of_one(answers: Sequence[Answer]) -> ArticleAndRelated:
    return _shown(answers[0].get("Item"))


def _shown(
    item: Item | None, *, asked: frozenset[str] = frozenset(), teasers: Mapping[str, Teaser] | None = None
) -> ArticleAndRelated:
    return ArticleAndRelated(
        found=from_article_item(item) if item else None,
        related=related_of(item) if item else (),
        asked=asked,
        teasers=teasers or {},
    )


def _teasers(items: Iterable[Item]) -> dict[str, Teaser]:
    """What is hidden or moved has no teaser: the write that took it away took that, too."""
    found = (from_teaser_item(item) for item in items if "teaser" in item)
    return {one.slug: one for one in found}


def _relate(article: Article, slugs: Sequence[str]) -> Call:
    condition, _, values = as_read(article.writes)
    parameters = {
        "Key": article_key(article.slug),
        "UpdateExpression": "SET related = :related" if slugs else "REMOVE related",
        "ConditionExpression": condition,
    }
    given = (values or {}) | ({":related": to_attribute(tuple(slugs))} if slugs else {})
    return Call("update_item", parameters | ({"ExpressionAttributeValues": given} if given else {}))
