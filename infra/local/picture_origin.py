"""The bucket of pictures as the CDN shows it: GET and HEAD below `/beeld/`, with the headers that CloudFront sends.

Source: Amazon S3, GetObject; a key that is not there is «access denied» to whoever may not list the bucket, as the CDN.
"""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from local.events import Reply

Headers = tuple[tuple[str, str], ...]


class PictureOrigin:
    """A bucket behind paths."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def answer(self, event: Mapping[str, Any], safe_headers: Headers) -> Reply:
        """`safe_headers`: those that the CDN adds to whatever the bucket says."""
        method = event["requestContext"]["http"]["method"]
        if method not in ("GET", "HEAD"):
            return Reply(status=403, headers=(*safe_headers, ("content-type", "text/html")), body=b"")
        try:
            found = self._s3.get_object(Bucket=self._bucket, Key=event["rawPath"].removeprefix("/"))
        except ClientError:
            return Reply(status=403, headers=(*safe_headers, ("content-type", "application/xml")), body=b"")
        body: bytes = found["Body"].read()
        headers = (
            *safe_headers,
            ("content-type", found["ContentType"]),
            ("cache-control", found.get("CacheControl", "")),
            ("etag", found["ETag"]),
            ("content-length", str(len(body))),
        )
        if event["headers"].get("if-none-match") == found["ETag"]:
            return Reply(status=304, headers=headers, body=b"")
        return Reply(status=200, headers=headers, body=b"" if method == "HEAD" else body)
