"""The bucket of what people of the newsroom send."""

from typing import Protocol


class UploadBucket(Protocol):
    """Where they are kept."""

    def put(self, key: str, body: bytes, *, media_type: str) -> str: ...

    def read(self, key: str) -> bytes: ...
