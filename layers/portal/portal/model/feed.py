"""An agency's feed, as site.toml names it, and what we remember of it between two fetches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portal.model.clock import local_day

FORMATS = ("rss", "atom", "jsonfeed", "anp", "newsml", "ninjs")
SYNDICATE = ("full", "lead", "none")
DEFAULT_INTERVAL = 300
SHORTEST_INTERVAL = 60
LONGEST_INTERVAL = 86400
LONGEST_RETENTION = 36500
DROP = "drop:"
"""How the URL of a feed begins that is not fetched: its agency leaves files in a folder of this name."""
SHORTEST_QUIET = timedelta(hours=1)
DAYS_OF_HABIT = 14
DAYS_TO_JUDGE = 3
FAILING_FROM = 3
"""Failures in a row: one is an accident, three are a feed that is out of order."""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """`interval` in seconds; `format` None means: look at the document. `was`: ids that it had before, under which the
    entries of then are known: without them every one would come in again.

    `sections`: by code or category of an entry, the section that it belongs to instead of `section`. `syndicate`: how
    much of its texts our own feeds may give away. `retention_days`: after which an article is withdrawn, 0 for never.
    `secret`: the ARN of what its server asks for as name and password. `agency`: a wire, never asked less often than
    every quarter of an hour, whatever it says itself.
    """

    id: str
    url: str
    section: str
    interval: int = DEFAULT_INTERVAL
    format: str | None = None
    was: tuple[str, ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    syndicate: str = "full"
    retention_days: int = 0
    secret: str = ""
    agency: bool = False

    def section_of(self, codes: Sequence[str]) -> str:
        """The section of an entry that its agency classifies by `codes`: the first of them that we know decides."""
        known = dict(self.sections)
        return next((known[code] for code in codes if code in known), self.section)

    @property
    def folder(self) -> str | None:
        """Where its agency leaves files; None for a feed that is fetched."""
        return self.url.removeprefix(DROP) if self.url.startswith(DROP) else None

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.id, *self.was)


@dataclass(frozen=True, kw_only=True)
class FeedState:
    """What is remembered of a feed. `url`: where it was last fetched. `etag` and `last_modified` are kept as the server
    wrote them, to the byte.

    `streak` counts failures since the last success. `body_hash` is the SHA-256 of the last body that was taken in
    whole. `fetched_whole_at`: when the feed last answered without a condition. `entries_hash` is over the ids of the
    entries in the last body, and `last_news` is when that changed. `habit`: the longest quiet (seconds) before news of
    each day, the newest day first; only of days with news.
    """

    feed: str
    url: str | None = None
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
    entries_hash: str | None = None
    last_news: datetime | None = None
    habit: tuple[int, ...] = ()

    def with_news(self, now: datetime) -> "FeedState":
        """The state after news at `now`. By day, not by number: a busy wire is quiet every night."""
        if self.last_news is None:
            return replace(self, last_news=now)
        quiet = max(int((now - self.last_news).total_seconds()), 0)
        if self.habit and local_day(now) == local_day(self.last_news):
            habit = (max(self.habit[0], quiet), *self.habit[1:])
        else:
            habit = (quiet, *self.habit[: DAYS_OF_HABIT - 1])
        return replace(self, last_news=now, habit=habit)

    def is_quiet(self, now: datetime) -> bool:
        """Whether it is silent for longer than in the last two weeks, by a quarter, and for an hour at least."""
        if self.last_news is None or len(self.habit) < DAYS_TO_JUDGE:
            return False
        return now - self.last_news > max(SHORTEST_QUIET, timedelta(seconds=max(self.habit) * 1.25))

    @property
    def is_failing(self) -> bool:
        return self.streak >= FAILING_FROM

    def is_due(self, now: datetime) -> bool:
        """Whether it is time, and nobody else is at it."""
        waiting = self.next_due is not None and self.next_due > now
        leased = self.leased_until is not None and self.leased_until > now
        return not waiting and not leased
