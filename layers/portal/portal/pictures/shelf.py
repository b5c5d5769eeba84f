"""The bucket in which pictures stand, and the CDN before it, which keeps them for a year unless it is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.feeds.cdn import forget
from portal.model.errors import StorageError
from portal.model.picture import FOLDER, MEDIA_TYPES, Picture
from portal.storage.bucket import Bucket

KEPT = "public, max-age=31536000, immutable"
"""An address says its content, so nobody has to ask again."""


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """`distribution`: the CDN, "" where there is none."""

    bucket: Bucket
    distribution: str = ""
    cdn: Any = None

    def put(self, forms: Mapping[str, bytes]) -> None:
        """Bytes at their addresses; the same again changes nothing. One PutObject each. Raises StorageError."""
        for path, body in forms.items():
            self.bucket.put(_key(path), body, media_type=MEDIA_TYPES[path.rpartition(".")[2]], kept=KEPT)

    def remove(self, picture: Picture, at: datetime) -> None:
        """Out of the bucket, and then out of the CDN. `at`: what of; the CDN knows a request that is repeated by it.

        Two calls. Raises StorageError.
        """
        self.bucket.delete([_key(path) for path in picture.paths])
        try:
            paths = [f"{FOLDER}/{picture.hash}/*"]
            forget(self.cdn, self.distribution, paths, what=picture.hash, at=at)
        except (BotoCoreError, ClientError) as error:
            raise StorageError(f"{FOLDER}/{picture.hash}: {error}") from error


def _key(path: str) -> str:
    return path.removeprefix("/")
