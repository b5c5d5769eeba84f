"""Takes in a delivery: a file that an agency leaves in a bucket. The first folder of its key says of which feed it is.

What was read stays where it is until the bucket forgets it, so that it can be read again.
"""

from dataclasses import replace
from time import perf_counter
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.feeds.parsing.document import MAX_BYTES
from portal.ingest.poll import Ingest
from portal.ingest.report import Report
from portal.model.errors import StorageError
from portal.model.site import Site
from portal.queue.messages import DeliveredFile


class Deliveries:
    """The bucket, seen from ingest."""

    def __init__(self, site: Site, s3: Any, ingest: Ingest) -> None:
        self._folders = {feed.folder: feed for feed in site.feeds if feed.folder}
        self._s3 = s3
        self._ingest = ingest

    def take(self, file: DeliveredFile) -> Report:
        """Stores what is in `file`. One that no feed asks for, or that cannot be read, is named in the report.

        Raises StorageError where bucket or table fail: then it comes again.
        """
        started = perf_counter()
        feed = self._folders.get(file.key.partition("/")[0])
        if feed is None:
            reason = f"{file.key}: no feed in site.toml has the url drop:{file.key.partition('/')[0]}"
            return Report(feed=file.key, error=reason, failed=1)
        report = self._ingest.read(feed, self._body(file), name=file.key)
        return replace(report, seconds=perf_counter() - started)

    def _body(self, file: DeliveredFile) -> bytes:
        """Never more than a document may have, and a byte."""
        try:
            answer = self._s3.get_object(Bucket=file.bucket, Key=file.key)
            body: bytes = answer["Body"].read(MAX_BYTES + 1)
        except (BotoCoreError, ClientError) as error:
            raise StorageError(f"s3://{file.bucket}/{file.key}: {error}") from error
        return body
