"""Files in a bucket: whole, or a range of their bytes. Whatever S3 says against it is a StorageError; that there is no
such file, a MissingError.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.aws.reading_bucket import DENIED, MISSING
from portal.model.errors import MissingError, StorageError

AT_A_TIME = 1000
"""Keys in one DeleteObjects. Source: Amazon S3 API reference."""
WITHOUT_WORDS = "404"
"""What HEAD says of a file that is not there: a status alone."""


@dataclass(frozen=True, kw_only=True)
class BucketFile:
    """What a bucket says of a file: its key, when it was written, its bytes, and what S3 calls their content (ETag)."""

    key: str
    written: datetime
    size: int
    etag: str


class Bucket:
    """The bucket `name` behind a client of S3. `may_list`: whether the role may; to one that may not, S3 does not say
    of a file that it is not there, but that access is denied. Source: Amazon S3 API reference, GetObject, Permissions.
    """

    def __init__(self, client: Any, name: str, *, may_list: bool = True) -> None:
        self._client = client
        self._name = name
        self._missing = MISSING | {WITHOUT_WORDS} | (set() if may_list else {DENIED})

    def put(self, key: str, body: Any, *, media_type: str = "application/octet-stream", kept: str = "no-store") -> str:
        """`body`: bytes, or an open file. `kept`: the Cache-Control with which it is handed out. What S3 calls the
        content from now on (ETag). One PutObject.
        """
        with self._failing("PutObject", key):
            about = {"ContentType": media_type, "CacheControl": kept}
            answer = self._client.put_object(Bucket=self._name, Key=key, Body=body, **about)
        return str(answer.get("ETag", ""))

    def about(self, key: str) -> BucketFile:
        """What there is to know of a file without reading it. One HeadObject. Raises MissingError."""
        with self._reading("HeadObject", key):
            found = self._client.head_object(Bucket=self._name, Key=key)
        return BucketFile(key=key, written=found["LastModified"], size=found["ContentLength"], etag=found["ETag"])

    def range(self, key: str, first: int, length: int) -> bytes:
        """At most `length` bytes from `first`. Source: RFC 9110 §14.2. One GetObject. Raises MissingError."""
        with self._reading("GetObject", key):
            wanted = f"bytes={first}-{first + length - 1}"
            body: bytes = self._client.get_object(Bucket=self._name, Key=key, Range=wanted)["Body"].read()
            return body

    def read(self, key: str) -> bytes:
        """The whole of it. One GetObject. Raises MissingError."""
        with self._reading("GetObject", key):
            body: bytes = self._client.get_object(Bucket=self._name, Key=key)["Body"].read()
            return body

    def delete(self, keys: Sequence[str]) -> None:
        """Also what is not there (any more)."""
        for start in range(0, len(keys), AT_A_TIME):
            some = [{"Key": key} for key in keys[start : start + AT_A_TIME]]
            with self._failing("DeleteObjects", keys[start]):
                answer = self._client.delete_objects(Bucket=self._name, Delete={"Objects": some, "Quiet": True})
            if failed := answer.get("Errors"):
                raise StorageError(f"DeleteObjects {self._name}/{failed[0].get('Key')}: {failed[0].get('Code')}")

    def all(self, *, prefix: str = "", after: str = "") -> Iterator[BucketFile]:
        """Every file whose key begins with `prefix` and comes after `after`, in the order of their keys.

        A ListObjectsV2 a thousand. Raises MissingError where there is no such bucket.
        """
        asked = {name: value for name, value in (("Prefix", prefix), ("StartAfter", after)) if value}
        more: dict[str, str] = {}
        while True:
            with self._reading("ListObjectsV2", prefix):
                answer = self._client.list_objects_v2(Bucket=self._name, **asked, **more)
            yield from map(_listed, answer.get("Contents", ()))
            if not answer.get("NextContinuationToken"):
                return
            more = {"ContinuationToken": answer["NextContinuationToken"]}

    @contextmanager
    def _reading(self, operation: str, key: str) -> Iterator[None]:
        """As `_failing`, where it matters whether there is what is asked for."""
        try:
            with self._failing(operation, key):
                yield
        except StorageError as error:
            if _code(error.__cause__) in self._missing:
                raise MissingError(str(error)) from error.__cause__
            raise

    @contextmanager
    def _failing(self, operation: str, key: str) -> Iterator[None]:
        try:
            yield
        except (ClientError, BotoCoreError) as error:
            raise StorageError(f"{operation} {self._name}/{key}: {error}") from error


def _code(error: BaseException | None) -> str:
    """What AWS calls an error of its own, "" for every other one."""
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""


def _listed(found: Mapping[str, Any]) -> BucketFile:
    return BucketFile(key=found["Key"], written=found["LastModified"], size=found["Size"], etag=found["ETag"])
