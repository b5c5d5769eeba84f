"""Files in a bucket: whole, or a range of their bytes. Whatever S3 says against it is a StorageError."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.model.errors import StorageError

AT_A_TIME = 1000
"""Keys in one DeleteObjects. Source: Amazon S3 API reference."""


class Bucket:
    """The bucket `name` behind a client of S3."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def put(self, key: str, body: Any, *, media_type: str = "application/octet-stream", kept: str = "no-store") -> None:
        """`body`: bytes, or an open file. `kept`: the Cache-Control with which it is handed out."""
        with self._failing("PutObject", key):
            about = {"ContentType": media_type, "CacheControl": kept}
            self._client.put_object(Bucket=self._name, Key=key, Body=body, **about)

    def range(self, key: str, first: int, length: int) -> bytes:
        """At most `length` bytes from `first`. Source: RFC 9110 §14.2."""
        with self._failing("GetObject", key):
            wanted = f"bytes={first}-{first + length - 1}"
            body: bytes = self._client.get_object(Bucket=self._name, Key=key, Range=wanted)["Body"].read()
            return body

    def delete(self, keys: Sequence[str]) -> None:
        """Also what is not there (any more)."""
        for start in range(0, len(keys), AT_A_TIME):
            some = [{"Key": key} for key in keys[start : start + AT_A_TIME]]
            with self._failing("DeleteObjects", keys[start]):
                answer = self._client.delete_objects(Bucket=self._name, Delete={"Objects": some, "Quiet": True})
            if failed := answer.get("Errors"):
                raise StorageError(f"DeleteObjects {self._name}/{failed[0].get('Key')}: {failed[0].get('Code')}")

    def all(self) -> Iterator[tuple[str, datetime]]:
        """Every key, and when it was written. A call a thousand."""
        more: dict[str, str] = {}
        while True:
            with self._failing("ListObjectsV2", ""):
                answer = self._client.list_objects_v2(Bucket=self._name, **more)
            yield from ((found["Key"], found["LastModified"]) for found in answer.get("Contents", ()))
            if not answer.get("NextContinuationToken"):
                return
            more = {"ContinuationToken": answer["NextContinuationToken"]}

    @contextmanager
    def _failing(self, operation: str, key: str) -> Iterator[None]:
        try:
            yield
        except (ClientError, BotoCoreError) as error:
            raise StorageError(f"{operation} {self._name}/{key}: {error}") from error
