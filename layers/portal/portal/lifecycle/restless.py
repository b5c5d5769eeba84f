"""A restless text, which is another one at every look: a nonce, a counter that we do not know, a clock.

From the twenty-fifth change of an entry within a day on its newest text is taken without keeping the one before, and
without «Bijgewerkt», for no reader is told anything. Counted in the entry, which every change writes anyway.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

MOST_CHANGES = 24
"""Within a DAY: one an hour, as of a liveblog that is told so."""
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Changes:
    """How often an entry became another text since a moment; nothing of before is remembered after a day."""

    since: datetime | None = None
    times: int = 0

    def with_one_at(self, now: datetime) -> "Changes":
        if self.since is None or now - self.since >= DAY:
            return Changes(since=now.replace(microsecond=0), times=1)
        return replace(self, times=self.times + 1)

    @property
    def are_too_many(self) -> bool:
        return self.times > MOST_CHANGES

    @property
    def just_became_too_many(self) -> bool:
        """Said once: from then on it is as it was."""
        return self.times == MOST_CHANGES + 1
