"""An agency's feed, as site.toml names it, and what we remember of it between two fetches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

FORMATS = ("rss", "atom", "jsonfeed", "anp", "newsml", "ninjs", "markdown")
SAME_FORMAT = {"newsmlg2": "newsml"}
"""Other names of a format: a document says itself which generation of NewsML it is."""
SYNDICATE = ("full", "lead", "none")
DEFAULT_INTERVAL = 300
SHORTEST_INTERVAL = 60
LONGEST_INTERVAL = 86400
LONGEST_RETENTION = 36500
DEFAULT_DAILY, MOST_DAILY = 300, 100_000
OWN = "redactie"
"""The feed of our own texts, where site.toml does not name another."""
DROP = "drop:"
"""How the URL of a feed begins that is not fetched: its agency leaves files in a folder of this name."""


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
