"""Which articles say something else by now than the index of the search does: asked by slug, where there are too many
changes to read them all (search_manifest.SearchState.snapshot).
"""

from collections.abc import Sequence

from portal.storage.item_mapping import from_attributes, to_attribute
from portal.storage.search_manifest import CHANGED, FIRST_TIME
from portal.storage.table import Call, Table


def changed_among(table: Table, slugs: Sequence[str]) -> frozenset[str]:
    """Those of `slugs` that changed since they were indexed; not those that were new then. A Query each, strongly
    consistent, in one round: whoever searches may ask for these items, but not get them by their keys.
    """
    answers = table.send(*map(_mark, slugs))
    rows = (from_attributes(item) for answer in answers for item in answer["Items"])
    return frozenset(row["sk"] for row in rows if row.get("state") != FIRST_TIME)


def _mark(slug: str) -> Call:
    parameters = {
        "KeyConditionExpression": "pk = :changed AND sk = :slug",
        "ExpressionAttributeValues": {":changed": to_attribute(CHANGED), ":slug": to_attribute(slug)},
        "ConsistentRead": True,
    }
    return Call("query", parameters)
