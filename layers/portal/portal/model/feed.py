"""An agency's feed, as site.toml names it, and what we remember of it between two fetches."""

from dataclasses import dataclass
from datetime import datetime

FORMATS = ("rss", "atom", "jsonfeed")
DEFAULT_INTERVAL = 300
SHORTEST_INTERVAL = 60
LONGEST_INTERVAL = 86400


@dataclass(frozen=True, kw_only=True)
class Feed:
    """`interval` in seconds; `format` None means: look at the document."""

    id: str
    url: str
    section: str
    interval: int = DEFAULT_INTERVAL
    format: str | None = None


@dataclass(frozen=True, kw_only=True)
class FeedState:
    """What is remembered of a feed. `etag` and `last_modified` are kept as the server wrote them, to the byte.

    `streak` counts failures since the last success. `body_hash` is the SHA-256 of the last body that was taken in
    whole. `fetched_whole_at`: when the feed last answered without a condition.
    """

    feed: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    next_due: datetime | None = None
    leased_until: datetime | None = None
    streak: int = 0
    last_success: datetime | None = None
    last_error: str | None = None
    last_error_at: datetime | None = None
    fetched_whole_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it is time, and nobody else is at it."""
        waiting = self.next_due is not None and self.next_due > now
        leased = self.leased_until is not None and self.leased_until > now
        return not waiting and not leased
