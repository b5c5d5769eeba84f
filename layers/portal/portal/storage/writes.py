"""The parts of a transaction: puts, deletes and updates of single items, and the conditions on them.

Source: AWS, TransactWriteItems in the DynamoDB API reference.
"""

from dataclasses import dataclass

from portal.model.article import Article, Origin
from portal.storage.items import entry_key, from_attributes, to_attribute, to_attributes
from portal.storage.table import Answer, Item


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the table remembers of a feed's entry: where its article is, and which text it had."""

    origin: Origin
    slug: str
    fingerprint: str
    revision: int


def put(
    item: Item,
    condition: str | None = None,
    names: dict[str, str] | None = None,
    values: Item | None = None,
) -> Item:
    optional = {
        "ConditionExpression": condition,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }
    return {"Put": {"Item": item} | {name: value for name, value in optional.items() if value is not None}}


def delete(key: Item) -> Item:
    return {"Delete": {"Key": key}}


def unchanged(state: str, revision: int) -> tuple[str, dict[str, str], Item]:
    """The condition that nobody has written an article since it was read."""
    return (
        "#state = :state AND revision = :revision",
        {"#state": "state"},
        {":state": to_attribute(state), ":revision": to_attribute(revision)},
    )


def entry_item(article: Article) -> Item:
    return entry_key(article.origin) | to_attributes(
        {
            "slug": article.slug,
            "fingerprint": article.fingerprint,
            "revision": article.revision,
            "feed": article.origin.feed,
            "entry": article.origin.entry,
        }
    )


def update_entry(known: Known, new: Article) -> Item:
    return {
        "Update": {
            "Key": entry_key(known.origin),
            "UpdateExpression": "SET fingerprint = :new, revision = :revision",
            "ConditionExpression": "fingerprint = :old AND slug = :slug",
            "ExpressionAttributeValues": to_attributes(
                {
                    ":new": new.fingerprint,
                    ":revision": new.revision,
                    ":old": known.fingerprint,
                    ":slug": known.slug,
                }
            ),
        }
    }


def move_entry(origin: Origin, slug: str) -> Item:
    return {
        "Update": {
            "Key": entry_key(origin),
            "UpdateExpression": "SET slug = :slug",
            "ExpressionAttributeValues": to_attributes({":slug": slug}),
        }
    }


def from_entry_item(item: Answer) -> Known:
    row = from_attributes(item)
    return Known(
        origin=Origin(feed=row["feed"], entry=row["entry"]),
        slug=row["slug"],
        fingerprint=row["fingerprint"],
        revision=row["revision"],
    )
