"""Telling the world that a story was taken back: the CDN forgets it, and whoever subscribed to our news is told.

Sources: Amazon CloudFront, invalidating files (a path may end with a wildcard, and counts once); Amazon SNS, Publish.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.model.clock import to_iso
from portal.model.errors import PortalError

logger = logging.getLogger("portal")

SHOWN_ON = ("/", "/nieuws*", "/feeds/*", "/sitemap*", "/bestanden/*")
"""Everything that may show a story: its page, the lists, and the pages of its neighbours."""


class AnnounceError(PortalError):
    """CDN or topic did not take it; it is due again."""


@dataclass(frozen=True, kw_only=True)
class Announcer:
    """`topic`, `distribution`: where a portal has none, as on this machine, nobody is told and the log says so."""

    origin: str
    topic: str = ""
    distribution: str = ""
    sns: Any = None
    cdn: Any = None

    def killed(self, slug: str, at: datetime) -> None:
        """At most two calls, which may be repeated: the CDN knows one by its reference. Raises AnnounceError."""
        logger.warning("killed: /nieuws/%s", slug, extra={"slug": slug})
        try:
            self._forget(SHOWN_ON, f"{slug}@{to_iso(at)}")
            self._tell({"event": "killed", "slug": slug, "url": f"{self.origin}/nieuws/{slug}", "at": to_iso(at)})
        except (BotoCoreError, ClientError) as error:
            raise AnnounceError(f"{slug}: {error}") from error

    def withdrawn(self, slug: str, at: datetime) -> None:
        """An editor took a story off: the CDN forgets it, nobody else has to. One call. Raises AnnounceError."""
        try:
            self._forget(SHOWN_ON, f"{slug}@{to_iso(at)}")
        except (BotoCoreError, ClientError) as error:
            raise AnnounceError(
                f"{slug}: is withdrawn, but the CDN may show it for two more minutes: {error}"
            ) from error

    def _forget(self, paths: Sequence[str], reference: str) -> None:
        if not self.distribution:
            return
        batch = {
            "Paths": {"Quantity": len(paths), "Items": list(paths)},
            "CallerReference": sha256(reference.encode()).hexdigest()[:32],
        }
        self.cdn.create_invalidation(DistributionId=self.distribution, InvalidationBatch=batch)

    def _tell(self, event: dict[str, str]) -> None:
        if self.topic:
            subject = f"{event['event']}: {event['slug']}"[:100]
            self.sns.publish(TopicArn=self.topic, Subject=subject, Message=json.dumps(event))
