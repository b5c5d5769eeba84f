"""The bucket in which pictures stand, and the CDN before it, which keeps them for a day at a time unless it is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.aws.bucket import Bucket
from portal.aws.cdn import forget
from portal.model.errors import StorageError
from portal.model.picture import FOLDER, MEDIA_TYPES, Picture

KEPT = "public, max-age=31536000, s-maxage=86400, immutable"
"""An address says its content, so no browser has to ask again. The CDN asks once a day whether it is still there."""


@dataclass(frozen=True, kw_only=True)
class PictureBucket:
    """`distribution`: the CDN, "" where there is none."""

    bucket: Bucket
    distribution: str = ""
    cdn: Any = None

    def put(self, forms: Mapping[str, bytes]) -> None:
        """Bytes at their addresses; the same again changes nothing. One PutObject each. Raises StorageError."""
        for path, body in forms.items():
            self.bucket.put(_key(path), body, media_type=MEDIA_TYPES[path.rpartition(".")[2]], kept=KEPT)

    def remove(self, picture: Picture, at: datetime | None) -> None:
        """Out of the bucket, and then out of the CDN. `at`: time of the action that asked; with the hash it is the
        invalidation's idempotency key. None, there is no haste: the CDN finds out within a day.

        Two calls. Raises StorageError, and NotYetError where the CDN has to be asked again.
        """
        self.bucket.delete([_key(path) for path in picture.paths])
        if at is None:
            return
        try:
            forget(self.cdn, self.distribution, picture.paths, what=picture.hash, at=at)
        except (BotoCoreError, ClientError) as error:
            raise StorageError(f"{FOLDER}/{picture.hash}: {error}") from error


def _key(path: str) -> str:
    return path.removeprefix("/")
