"""What is remembered of a feed between two looks, and when that is too long, too often or too much."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portal.model.clock import local_day

SHORTEST_QUIET = timedelta(hours=1)
DAYS_OF_HABIT = 14
DAYS_TO_JUDGE = 3
COUNTED = ("stored", "updated", "killed", "held", "unchanged", "failed")
MOVED_TIMES, MOVED_FOR = 10, timedelta(days=3)
"""After so many permanent redirects over so long we propose another address."""
FRESH = timedelta(days=1)
"""What is dated within it counts for the daily budget of a feed; what is older is an archive coming in."""
FAILING_FROM = 3
"""Failures in a row: one is an accident, three are a feed that is out of order."""


@dataclass(frozen=True, kw_only=True)
class FeedState:
    """What is remembered of a feed. `url`: where it was last fetched. `etag` and `last_modified` are kept as the server
    wrote them, to the byte. `looked_at`: when it was last looked at, whatever came of it; `took`: for how many whole
    seconds its server was busy with that.

    `streak` counts failures since the last success. `body_hash` is the SHA-256 of the last body that was taken in
    whole. `fetched_whole_at`: when the feed last answered without a condition. `entries_hash` is over the ids of the
    entries in the last body, and `last_news` is when that changed. `habit`: the longest quiet (seconds) before news of
    each day, the newest day first; only of days with news.

    `format`: the one that its first good look was in. `asked`: seconds that the server wants between two looks.
    `gone_since`, `gone_times`: since when, and how often, it has answered 410; then it is `paused`. `moved_to`,
    `moved_since`, `moved_times`: the address that it permanently redirects to. `doubts_ids`: its ids cannot be relied
    on. `cursor`: how far an API has been read. `is_agenda`: its entries lay mostly ahead. `hours`: what each hour of
    the last day brought (see `counted`). `paused_by`: the person who paused it, "" for none.
    """

    feed: str
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    next_due: datetime | None = None
    looked_at: datetime | None = None
    took: int = 0
    streak: int = 0
    last_success: datetime | None = None
    last_error: str | None = None
    last_error_at: datetime | None = None
    fetched_whole_at: datetime | None = None
    entries_hash: str | None = None
    last_news: datetime | None = None
    habit: tuple[int, ...] = ()
    format: str | None = None
    asked: int = 0
    gone_since: datetime | None = None
    gone_times: int = 0
    paused: bool = False
    paused_by: str = ""
    moved_to: str | None = None
    moved_since: datetime | None = None
    moved_times: int = 0
    doubts_ids: bool = False
    cursor: str = ""
    is_agenda: bool = False
    hours: tuple[str, ...] = ()

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

    def counted(self, now: datetime, counts: Sequence[int], *, fresh: int = 0) -> "FeedState":
        """The state with `counts` (in the order of COUNTED) added to this hour's; hours of yesterday are dropped.
        `fresh`: new articles that were dated within the last day.

        An hour that brought nothing is not noted: most looks find nothing new, and what they write should be small.
        """
        hour, new = f"{now:%Y-%m-%dT%H}", [*counts, fresh]
        kept = [one for one in self.hours if one[:13] > f"{now - timedelta(days=1):%Y-%m-%dT%H}"]
        if not any(new):
            return replace(self, hours=tuple(kept))
        before = next((list(map(int, one.split()[1:])) for one in kept if one[:13] == hour), [0] * len(new))
        total = " ".join(str(old + added) for old, added in zip(before, new, strict=False))
        return replace(self, hours=(*(one for one in kept if one[:13] != hour), f"{hour} {total}"))

    def of_last_day(self, now: datetime) -> tuple[int, ...]:
        """Counts of the last 24 hours, in the order of COUNTED."""
        return self._of_last_day(now)[: len(COUNTED)]

    def fresh_of_last_day(self, now: datetime) -> int:
        """New articles of the last 24 hours: what its daily budget has been spent on."""
        return self._of_last_day(now)[len(COUNTED)]

    def _of_last_day(self, now: datetime) -> tuple[int, ...]:
        first = f"{now - timedelta(days=1):%Y-%m-%dT%H}"
        rows = [tuple(map(int, one.split()[1:])) for one in self.hours if one[:13] > first]
        return tuple(map(sum, zip(*rows, strict=True))) if rows else (0,) * (len(COUNTED) + 1)

    @property
    def should_move(self) -> bool:
        """Whether the address that it redirects to should stand in site.toml: seen often, and for days."""
        if self.moved_since is None or self.moved_times < MOVED_TIMES or self.last_success is None:
            return False
        return self.last_success - self.moved_since >= MOVED_FOR

    @property
    def is_failing(self) -> bool:
        return self.streak >= FAILING_FROM

    def is_due(self, now: datetime) -> bool:
        """Whether it is time."""
        return not self.paused and (self.next_due is None or self.next_due <= now)
