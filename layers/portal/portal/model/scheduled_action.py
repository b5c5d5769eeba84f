"""What has to happen to an article at a moment: its embargo ends, its licence runs out, its kill is announced."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Act(StrEnum):
    """What is done then."""

    RELEASE = "release"
    EXPIRE = "expire"
    ANNOUNCE = "announce"
    PICTURE = "picture"
    STAND_ALONE = "stand-alone"


@dataclass(frozen=True, kw_only=True)
class ScheduledAction:
    """`act` on the article at `slug`, not before `at`. At-least-once: running one twice is safe.

    `slug`: of STAND_ALONE, which is about an entry that has no address yet, its feed, its key, and the number of the
    change that asks for it, as in `anp#1f3c#7`.
    `is_told`: subscribers know of a kill, the CDN does not yet.
    """

    act: Act
    slug: str
    at: datetime
    is_told: bool = False
