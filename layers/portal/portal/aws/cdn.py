"""Telling the CDN to forget what it keeps.

Source: Amazon CloudFront, Invalidate files, Concurrent invalidation request maximum: 3,000 files that are named may be
on their way out of it at a time, and 15 paths that end with a wildcard, each of which counts once.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from botocore.exceptions import ClientError

from portal.model.clock import to_iso
from portal.model.errors import NotYetError

TOO_MANY = "TooManyInvalidationsInProgress"


def forget(cdn: Any, distribution: str, paths: Sequence[str], *, what: str, at: datetime) -> None:
    """One CreateInvalidation; none where there is no `distribution`. Raises NotYetError, and what botocore raises.

    `what` and `at` name the request: the CDN knows by them one that is repeated.
    """
    if not distribution:
        return
    batch = {
        "Paths": {"Quantity": len(paths), "Items": list(paths)},
        "CallerReference": sha256(f"{what}@{to_iso(at)}".encode()).hexdigest()[:32],
    }
    try:
        cdn.create_invalidation(DistributionId=distribution, InvalidationBatch=batch)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") == TOO_MANY:
            raise NotYetError(f"the CDN has too much to forget at a time: {what}") from error
        raise
