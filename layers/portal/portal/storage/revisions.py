"""The texts of an article that are kept beside it."""

from portal.model.article import Article, Origin
from portal.storage.item_mapping import from_article_item, revision_key, to_attribute
from portal.storage.table import Call, Table


def revisions(table: Table, origin: Origin) -> tuple[Article, ...]:
    """The newest first. A Query for each megabyte."""
    values = {":entry": revision_key(origin, 0)["pk"], ":revision": to_attribute("REVISION#")}
    parameters = {
        "KeyConditionExpression": "pk = :entry AND begins_with(sk, :revision)",
        "ExpressionAttributeValues": values,
    }
    items = (item for page in table.every_page(Call("query", parameters)) for item in page["Items"])
    found = (from_article_item(item) for item in items)
    return tuple(sorted((one for one in found if isinstance(one, Article)), key=_number, reverse=True))


def _number(article: Article) -> int:
    return article.revision
