"""What came of it: of one fetch of a feed, and of one look at all feeds."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Report:
    """What one fetch of a feed brought. Counts of entries; `bytes` on the wire; `seconds` in all.

    `held`: kept, but not to be seen; `refused`: id of each entry that became no article, and why; `quarantined`:
    documents kept for that, and `unkept`: those that quarantine did not take. `postponed`: another feed of the same
    host was being fetched. `left`: entries that a later look takes in, because this one had no more time. `noticed`:
    what it asked for that it may not; `waiting`: how often a person has to decide something. `fresh`: new articles that
    count for its daily budget; `is_over_budget`: there were more than that allows. `restless`: entries that
    are another text at every look, `new_restless`: since this one. `reasons`: why entries that were not refused came
    out as they did, and how often, but for what was as before. `is_agenda`: nothing new of it was taken in, because its
    entries lie mostly ahead. `unread`: items beyond the most that are read of one document, which `reasons` say in
    words.
    """

    feed: str
    stored: int = 0
    updated: int = 0
    unchanged: int = 0
    held: int = 0
    killed: int = 0
    failed: int = 0
    bytes: int = 0
    seconds: float = 0.0
    not_modified: bool = False
    error: str | None = None
    postponed: bool = False
    quarantined: int = 0
    unkept: int = 0
    left: int = 0
    refused: tuple[tuple[str, str], ...] = ()
    noticed: int = 0
    waiting: int = 0
    restless: int = 0
    new_restless: int = 0
    fresh: int = 0
    is_over_budget: bool = False
    reasons: tuple[tuple[str, int], ...] = ()
    is_agenda: bool = False
    unread: int = 0


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one look at the feeds found: which were sent, which fail, which are quiet for longer than is their habit.

    `late`: what has been due for so long that nobody seems to do it: feeds by id, and `pictures`.
    """

    sent: tuple[str, ...]
    failing: tuple[str, ...]
    quiet: tuple[str, ...]
    late: tuple[str, ...] = ()
