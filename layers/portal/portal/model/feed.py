"""An agency's feed, as site.toml names it, and what we remember of it between two fetches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from portal.model.clock import local_day

FORMATS = ("rss", "atom", "jsonfeed", "anp", "newsml", "ninjs", "markdown")
SAME_FORMAT = {"newsmlg2": "newsml"}
"""Other names of a format: a document says itself which generation of NewsML it is."""
SYNDICATE = ("full", "lead", "none")
DEFAULT_INTERVAL = 300
SHORTEST_INTERVAL = 60
LONGEST_INTERVAL = 86400
LONGEST_RETENTION = 36500
DEFAULT_DAILY, MOST_DAILY = 300, 100_000
DROP = "drop:"
"""How the URL of a feed begins that is not fetched: its agency leaves files in a folder of this name."""
SHORTEST_QUIET = timedelta(hours=1)
DAYS_OF_HABIT = 14
DAYS_TO_JUDGE = 3
COUNTED = ("stored", "updated", "killed", "held", "unchanged", "failed")
GONE_TIMES, GONE_FOR = 3, timedelta(days=1)
"""After so many answers of 410 over so long a feed is paused."""
MOVED_TIMES, MOVED_FOR = 10, timedelta(days=3)
"""After so many permanent redirects over so long we propose another address."""
FAILING_FROM = 3
"""Failures in a row: one is an accident, three are a feed that is out of order."""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """`interval` in seconds; `format` None means: look at the document. `was`: ids that it had before, under which the
    entries of then are known: without them every one would come in again.

    `sections`: by code or category of an entry, the section that it belongs to instead of `section`. `syndicate`: how
    much of its texts our own feeds may give away. `retention_days`: after which an article is withdrawn, 0 for never.
    `secret`: what the login is called that its server asks for. `agency`: a wire, never asked less often than
    every quarter of an hour, whatever it says itself. `source`: who makes its news, by the name that readers know.
    `group`: feeds of one group may change and kill each other's articles; "" for the feed alone. `daily`: how many new
    articles it may bring a day, of those that are dated within the last day. `agenda`: whether it announces what lies
    ahead, so that none of it is news; None for: look at its dates. `has_interval`: whether site.toml says `interval`,
    so that the server has no say in it.
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
    source: str = ""
    group: str = ""
    daily: int = DEFAULT_DAILY
    agenda: bool | None = None
    has_interval: bool = False

    def section_of(self, codes: Sequence[str]) -> str:
        """The section of an entry that its agency classifies by `codes`: the first of them that we know decides."""
        known = dict(self.sections)
        return next((known[code] for code in codes if code in known), self.section)

    def expires_at(self, published_at: datetime) -> datetime | None:
        """When its licence ends for an article of that moment; None for never."""
        return published_at + timedelta(days=self.retention_days) if self.retention_days else None

    @property
    def folder(self) -> str | None:
        """Where its agency leaves files; None for a feed that is fetched."""
        return self.url.removeprefix(DROP) if self.url.startswith(DROP) else None

    def is_home_of(self, address: str | None) -> bool:
        """Whether `address` lies on the host that this feed is fetched from; `www.` makes no difference."""
        return bool(address) and _host(address or "") == _host(self.url) != ""

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.id, *self.was)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


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
    the last day brought (see `counted`).
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
