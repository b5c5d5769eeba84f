"""What could not be taken in, kept as it came, with the reason: to look at, and to read again when the cause is mended.

    partition key        sort key   item
    ───────────────────  ─────────  ────────────────────────────────────────────────
    QUARANTINE           <id>       of which feed, why, since when, how large
    QUARANTINE#<feed>    <day>      which refusals of that day are kept: not one twice, and no more than some

The bytes are a file of a bucket, `<feed>/<day>/<id>`, in gzip's format (RFC 1952). It is written before its row and
deleted after it: a row promises bytes, and bytes without a row harm nobody. Everything goes by itself after thirty
days: rows by the table's time to live, files by the bucket's lifecycle. Neither is punctual: S3 deletes at the midnight
after, DynamoDB within a few days, so a row may be seen for some days whose bytes are gone.
Sources: Amazon S3 user guide, Lifecycle rules based on an object's age; DynamoDB developer guide, Using time to live.
"""

import gzip
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Protocol

from portal.model.clock import from_iso, to_iso
from portal.model.errors import MissingError, StorageError, UnkeptError
from portal.storage.item_mapping import from_attributes, to_attribute, to_attributes
from portal.storage.table import Call, Item, Table

PARTITION = "QUARANTINE"
KEPT = timedelta(days=30)
OF_A_FEED, OF_FILES = 5, 50
"""Documents a day and feed: of one that is fetched, and of one whose agency leaves files. Whoever is refused in other
words at each look fills no more than that.
"""


@dataclass(frozen=True, kw_only=True)
class Caught:
    """`name`: where it came from, a URL or the key of a file. `size` in bytes."""

    id: str
    feed: str
    name: str
    reasons: tuple[str, ...]
    at: datetime
    size: int
    content_type: str | None = None

    @property
    def key(self) -> str:
        """Of its file in the bucket."""
        return f"{self.feed}/{_day_of(self.at)}/{self.id}"


class Files(Protocol):
    """A bucket, as portal.aws.bucket.Bucket. Raises StorageError; MissingError for a file that is not there."""

    def put(self, key: str, body: Any, *, media_type: str) -> str: ...

    def read(self, key: str) -> bytes: ...

    def delete(self, keys: Sequence[str]) -> None: ...


class Quarantine:
    """What was refused: rows in `table`, and their bytes in the bucket that `open_bucket` gives. Without one, what is
    there can be listed, and nothing is kept, read or released. It is opened when it is needed: most looks never do.
    """

    def __init__(self, table: Table, open_bucket: Callable[[], Files] | None = None) -> None:
        self._table = table
        self._open_bucket = open_bucket

    def catch(
        self,
        body: bytes,
        *,
        feed: str,
        name: str,
        what: str,
        reasons: Sequence[str],
        now: datetime,
        content_type: str | None = None,
        most: int = OF_A_FEED,
    ) -> bool:
        """Keeps `body`; False where the same refusal, of which `what` tells, is kept of that day, or `most` others are.

        One GetItem; for what is kept a PutObject, a PutItem and an UpdateItem, in this order. It is counted when it is
        kept, so that a crash loses nothing: two looks at a feed at once may keep one more. Raises UnkeptError where the
        bucket does not take it: then the table is as before, and catching it again does all of it.
        """
        day = _day_of(now)
        id_ = sha256(f"{feed}\0{day}\0{what}".encode()).hexdigest()[:12]
        kept = self._table.send(Call("get_item", {"Key": _day_key(feed, day), "ConsistentRead": True}))[0]
        known = kept.get("Item", {}).get("kept", {}).get("SS", [])
        if id_ in known or len(known) >= most:
            return False
        caught = Caught(
            id=id_,
            feed=feed,
            name=name,
            reasons=tuple(reasons),
            at=now,
            size=len(body),
            content_type=content_type,
        )
        self._put(caught, body)
        self._table.send(Call("put_item", {"Item": _to_item(caught)}))
        self._count(id_, feed, day, now)
        return True

    def _put(self, caught: Caught, body: bytes) -> None:
        packed = gzip.compress(body, 6, mtime=0)  # the same bytes at a retry
        try:
            self._bucket().put(caught.key, packed, media_type="application/gzip")
        except StorageError as error:
            raise UnkeptError(f"{caught.feed}: {', '.join(caught.reasons)}; not kept in quarantine: {error}") from error

    def _count(self, id_: str, feed: str, day: str, now: datetime) -> None:
        values = {":id": {"SS": [id_]}} | to_attributes({":ends": int((now + KEPT).timestamp())})
        update = {
            "Key": _day_key(feed, day),
            "UpdateExpression": "ADD kept :id SET expires_at = :ends",
            "ExpressionAttributeValues": values,
        }
        self._table.send(Call("update_item", update))

    def all(self) -> tuple[Caught, ...]:
        """Oldest first. One Query a megabyte."""
        parameters = {
            "KeyConditionExpression": "pk = :quarantine",
            "ExpressionAttributeValues": {":quarantine": to_attribute(PARTITION)},
        }
        items = (item for page in self._table.every_page(Call("query", parameters)) for item in page["Items"])
        return tuple(sorted(map(_from_item, items), key=lambda one: one.at))

    def body(self, caught: Caught) -> bytes:
        """As it came. One GetObject. Raises MissingError where its file is gone, or is not what was put there."""
        packed = self._bucket().read(caught.key)
        try:
            if packed:  # to gzip, nothing at all is a file without members
                return gzip.decompress(packed)
        except (OSError, EOFError, zlib.error) as error:
            raise MissingError(f"{caught.key}: is not what was put there") from error
        raise MissingError(f"{caught.key}: is empty")

    def release(self, caught: Caught) -> None:
        """Forgets it: the same refusal would be kept again. A DeleteItem, an UpdateItem, then a DeleteObjects."""
        bucket = self._bucket()
        uncount = {
            "Key": _day_key(caught.feed, _day_of(caught.at)),
            "UpdateExpression": "DELETE kept :id",
            "ExpressionAttributeValues": {":id": {"SS": [caught.id]}},
        }
        self._table.send(Call("delete_item", {"Key": _key(caught.id)}), Call("update_item", uncount))
        bucket.delete([caught.key])

    def _bucket(self) -> Files:
        if self._open_bucket is None:
            raise StorageError("no bucket for it is known (QUARANTINE_BUCKET)")
        return self._open_bucket()


def _key(id_: str) -> Item:
    return to_attributes({"pk": PARTITION, "sk": id_})


def _day_of(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _day_key(feed: str, day: str) -> Item:
    return to_attributes({"pk": f"{PARTITION}#{feed}", "sk": day})


def _to_item(caught: Caught) -> Item:
    row = {
        "id": caught.id,
        "feed": caught.feed,
        "name": caught.name,
        "reasons": caught.reasons,
        "at": to_iso(caught.at),
        "size": caught.size,
        "content_type": caught.content_type,
        "expires_at": int((caught.at + KEPT).timestamp()),
    }
    return _key(caught.id) | to_attributes(row)


def _from_item(item: Item) -> Caught:
    row = from_attributes(item)
    return Caught(
        id=row["id"],
        feed=row["feed"],
        name=row["name"],
        reasons=tuple(row["reasons"]),
        at=from_iso(row["at"]),
        size=row["size"],
        content_type=row.get("content_type"),
    )
