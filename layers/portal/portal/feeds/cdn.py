"""Telling the CDN to forget what it keeps.

Source: Amazon CloudFront, invalidating files (a path may end with a wildcard, and counts once).
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from portal.model.clock import to_iso


def forget(cdn: Any, distribution: str, paths: Sequence[str], *, what: str, at: datetime) -> None:
    """One CreateInvalidation; none where there is no `distribution`. Raises what botocore raises.

    `what` and `at` name the request: the CDN knows by them one that is repeated.
    """
    if not distribution:
        return
    batch = {
        "Paths": {"Quantity": len(paths), "Items": list(paths)},
        "CallerReference": sha256(f"{what}@{to_iso(at)}".encode()).hexdigest()[:32],
    }
    cdn.create_invalidation(DistributionId=distribution, InvalidationBatch=batch)
