"""Telling the world that a story was taken back: the CDN forgets it, and whoever subscribed to our news is told.

Source: Amazon SNS, Publish.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.aws.cdn import forget
from portal.model.clock import local, to_iso
from portal.model.errors import NotYetError, PortalError

logger = logging.getLogger("portal")

SHOWN_ON = ("/*",)
"""Everything: a story stands on its page, in lists, beside its neighbours, in feeds and sitemaps, among what was found.
Fifteen paths with a wildcard may be on their way out of the CDN; this is one.
"""


LONGEST_SUBJECT = 99
"""ASCII, and less than a hundred characters."""
MAIL = """\
Het persbureau heeft dit bericht ingetrokken:

{url}

Op de site staat het sinds {at:%d-%m-%Y %H:%M} niet meer. Is het overgenomen, gemaild of elders geplaatst, dan moet het
daar ook weg.
"""
"""To editors, who subscribe by mail; programs get the event as JSON."""


class AnnounceError(PortalError):
    """CDN or topic did not take it; it is due again."""


@dataclass(frozen=True, kw_only=True)
class Announcer:
    """`topic`, `distribution`: where the world is told. `is_local`: there is no world, and the log says so."""

    origin: str
    topic: str = ""
    distribution: str = ""
    is_local: bool = False
    sns: Any = None
    cdn: Any = None

    @property
    def can_tell(self) -> bool:
        """False for a command that only knows a table: it reaches neither topic nor CDN."""
        return self.is_local or bool(self.topic or self.distribution)

    def killed(self, slugs: Sequence[str], at: datetime, *, untold: Sequence[str]) -> None:
        """Every subscriber is told of those that are `untold`, and then the CDN of all at once, for which a hundred are
        as much as one.

        All of it may be repeated: the CDN knows a request by its reference. Raises AnnounceError after trying all, and
        NotYetError where only the CDN has to be asked again.
        """
        troubles = [trouble for slug in untold if (trouble := self._told(slug, at))]
        try:
            self._forget(" ".join(sorted(slugs)), at)
        except NotYetError:
            if not troubles:
                raise
        except (BotoCoreError, ClientError) as error:
            troubles.append(f"the CDN did not forget: {error}")
        if troubles:
            raise AnnounceError("; ".join(troubles))

    def withdrawn(self, slug: str, at: datetime) -> None:
        """An editor took a story off: the CDN forgets it, nobody else has to. One call. Raises AnnounceError."""
        try:
            self._forget(slug, at)
        except (NotYetError, BotoCoreError, ClientError) as error:
            raise AnnounceError(f"{slug}: is withdrawn, but the CDN may show it for two minutes: {error}") from error

    def _told(self, slug: str, at: datetime) -> str:
        """What went wrong, "" for nothing."""
        logger.warning("killed: /nieuws/%s", slug, extra={"slug": slug})
        url = f"{self.origin}/nieuws/{slug}"
        event = {"event": "killed", "slug": slug, "url": url, "at": to_iso(at)}
        said = {"default": json.dumps(event), "email": MAIL.format(url=url, at=local(at))}
        subject = f"Ingetrokken: {slug}"[:LONGEST_SUBJECT]
        try:
            if self.topic:
                self.sns.publish(
                    TopicArn=self.topic, Subject=subject, Message=json.dumps(said), MessageStructure="json"
                )
        except (BotoCoreError, ClientError) as error:
            return f"{slug}: {error}"
        return ""

    def _forget(self, what: str, at: datetime) -> None:
        forget(self.cdn, self.distribution, SHOWN_ON, what=what, at=at)
