"""What became of the images that came with entries, and whose articles show a picture.

Of one entry all stands in its own partition, so that what has to go when its article goes is one Query. Who shows a
picture stands under the picture: the same one may have come with two articles, and the last of them takes it away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from portal.model.article import Article, Origin
from portal.model.clock import from_iso, to_iso
from portal.model.picture import Picture
from portal.storage.errors import ConditionFailedError
from portal.storage.item_mapping import (
    article_key,
    from_attributes,
    from_picture_row,
    image_key,
    listings_of,
    picture_attribute,
    picture_use_key,
    placement_key,
    to_attribute,
    to_attributes,
)
from portal.storage.table import Call, Item, Table
from portal.storage.writes import put


@dataclass(frozen=True, kw_only=True)
class PictureAttempt:
    """What became of the image at `url`. `picture`: what was made of it, which is in the bucket when `is_stored`, and
    may be in parts when not. `tries` of no avail, the last for `reason`, or because it `is_too_small`; `again`: not to
    be asked before.
    """

    url: str
    picture: Picture | None = None
    is_stored: bool = False
    tries: int = 0
    again: datetime | None = None
    reason: str = ""
    is_too_small: bool = False


class PictureAttempts:
    """The images of entries, and the pictures made of them."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of(self, origin: Origin) -> dict[str, PictureAttempt]:
        """By address, all images of an entry that were ever tried and not forgotten. One Query, consistent."""
        values = {":entry": image_key(origin)["pk"], ":image": to_attribute("IMAGE#")}
        parameters = {
            "KeyConditionExpression": "pk = :entry AND begins_with(sk, :image)",
            "ExpressionAttributeValues": values,
            "ConsistentRead": True,
        }
        found = map(from_image_item, self._table.send(Call("query", parameters))[0]["Items"])
        return {tried.url: tried for tried in found}

    def note(self, origin: Origin, tried: PictureAttempt) -> None:
        """One PutItem."""
        self._table.send(Call("put_item", {"Item": image_item(origin, tried)}))

    def claim(self, origin: Origin, tried: PictureAttempt) -> None:
        """`origin` is going to show what was made: before it is put anywhere, so that it can be found again to go.

        One transaction.
        """
        if tried.picture is None:
            raise ValueError(f"{tried.url}: nothing was made of it")
        use = picture_use_key(tried.picture.hash, origin)
        self._table.transact(put(image_item(origin, tried)), put(use))

    def forget(self, origin: Origin, tried: PictureAttempt) -> None:
        """One DeleteItem."""
        self._table.send(Call("delete_item", {"Key": _key(origin, tried.url)}))

    def let_go(self, picture: Picture, origin: Origin) -> bool:
        """`origin` no longer shows `picture`; whether nobody else does. One DeleteItem, one Query."""
        self._table.send(Call("delete_item", {"Key": picture_use_key(picture.hash, origin)}))
        parameters = {
            "KeyConditionExpression": "pk = :picture",
            "ExpressionAttributeValues": {":picture": picture_use_key(picture.hash, origin)["pk"]},
            "ConsistentRead": True,
            "Limit": 1,
        }
        return not self._table.send(Call("query", parameters))[0]["Items"]

    def show(self, article: Article, pictures: Sequence[Picture]) -> bool:
        """`article` has these pictures from now on, and the first of them in every list that it stands in.

        False when it is not as it was read any more; nothing was changed then. One transaction.
        """
        first, *others = map(picture_attribute, pictures) if pictures else [None]
        listed = {"teaser.picture": first}
        whole = {**listed, "more_pictures": {"L": others} if others else None, "writes": {"N": f"{article.writes + 1}"}}
        unchanged = {":writes": {"N": f"{article.writes}"}}
        shown = _update(article_key(article.slug), whole, "writes = :writes", unchanged)
        places = [
            _update(placement_key(article.slug, one), listed, "attribute_exists(teaser)")
            for one in listings_of(article)
        ]
        try:
            self._table.transact(shown, *places)
        except ConditionFailedError:
            return False
        return True


def _update(key: Item, changes: Mapping[str, Any], condition: str, values: Item | None = None) -> Item:
    """`changes`: by its path, what an attribute is from now on; None, it is none."""
    given = {f":value{number}": value for number, value in enumerate(changes.values()) if value}
    sets = [f"{path} = :value{number}" for number, (path, value) in enumerate(changes.items()) if value]
    removed = [path for path, value in changes.items() if not value]
    clauses = [f"SET {', '.join(sets)}" if sets else "", f"REMOVE {', '.join(removed)}" if removed else ""]
    update: Item = {"Key": key, "UpdateExpression": " ".join(filter(None, clauses)), "ConditionExpression": condition}
    values = (values or {}) | given
    return {"Update": update | ({"ExpressionAttributeValues": values} if values else {})}


def _key(origin: Origin, url: str) -> Item:
    return image_key(origin, sha256(url.encode()).hexdigest()[:16])


def image_item(origin: Origin, tried: PictureAttempt) -> Item:
    """`is_stored` and `tries` only where there is something to say: what was repeated is the same item."""
    row = {
        "url": tried.url,
        "is_stored": tried.is_stored or None,
        "tries": tried.tries or None,
        "again": to_iso(tried.again) if tried.again else None,
        "reason": tried.reason,
        "is_too_small": tried.is_too_small or None,
    }
    made = {"picture": picture_attribute(tried.picture)} if tried.picture else {}
    return _key(origin, tried.url) | to_attributes(row) | made


def from_image_item(item: Mapping[str, Any]) -> PictureAttempt:
    row = from_attributes(item)
    return PictureAttempt(
        url=row["url"],
        picture=from_picture_row(row["picture"]) if "picture" in row else None,
        is_stored=row.get("is_stored", False),
        tries=row.get("tries", 0),
        again=from_iso(row["again"]) if "again" in row else None,
        reason=row.get("reason", ""),
        is_too_small=row.get("is_too_small", False),
    )
