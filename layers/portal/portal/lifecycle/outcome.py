"""What an event comes to: the state after it, what has to be stored beside it, and the reason, in words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from portal.lifecycle.state import Copy, KnownEntry, State
from portal.model.article import Article, Moved, Origin
from portal.model.scheduled_action import Act


class Outcome(StrEnum):
    """How a report counts it. BEYOND_BUDGET: refused, for its feed brought enough today. APART: another group's story,
    which becomes an article of its own; FOR_A_PERSON: so does this one, and somebody has to look at it first.
    """

    STORED = "stored"
    UPDATED = "updated"
    HELD = "held"
    KILLED = "killed"
    UNCHANGED = "unchanged"
    NOTICED = "noticed"
    REFUSED = "refused"
    BEYOND_BUDGET = "beyond budget"
    APART = "apart"
    FOR_A_PERSON = "for a person"
    DONE = "done"


NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A text to keep beside the article. `is_replaced`: another has its place by now, and it ends after a time."""

    text: Article
    is_replaced: bool = False


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What a person has to decide. `why`: as in Why; `edited`: our correction does not fit; `authority`: the feed `by`
    asked for what it may not do, which is `asked`. `feed`, `guid`: whose entry the article is, and the entry's id.
    """

    why: str
    headline: str
    since: datetime
    by: str = ""
    asked: str = ""
    feed: str = ""
    guid: str = ""


@dataclass(frozen=True, kw_only=True)
class Transition:
    """`after`: the state; the one before where nothing changes. `revisions`: texts to keep. `actions`: what is due, and
    when. `waiting`: what a person has to decide from now on; `is_decided`: nothing any more. `moved`: the address that
    it leaves. `joined`: the other feed's entry that is this story from now on; `copy`: one with a text of its own.
    `reuses`: the entry whose id is this article's from now on, and whose own article stays. `erases`: no text may be
    kept. `copies_left`: copies that have to be looked at again, for one is another text by now; after a while
    where it `is_much_alike`. `is_restless`: its text is another one at every look. `takes_free_slug`: a taken address
    gets the next free number. `reason`: a sentence without a subject, for the log and the history, in which what
    `is_routine` is not; `about`: which address it is about. `by`, `at`: who, and when; `by_person`: it was a person.
    """

    outcome: Outcome
    reason: str
    after: State
    by: str = ""
    at: datetime = NEVER
    by_person: bool = False
    revisions: tuple[Revision, ...] = ()
    actions: tuple[tuple[Act, datetime], ...] = ()
    waiting: Waiting | None = None
    is_decided: bool = False
    moved: Moved | None = None
    joined: Origin | None = None
    copy: Copy | None = None
    copies_left: tuple[Origin, ...] = ()
    is_much_alike: bool = False
    reuses: KnownEntry | None = None
    is_restless: bool = False
    erases: bool = False
    takes_free_slug: bool = False
    is_routine: bool = False
    about: str = ""

    @property
    def sentence(self) -> str:
        """The reason with its subject, an address."""
        return f"{self.about}: {self.reason}"


def unchanged(state: State, reason: str, *, is_routine: bool = False) -> Transition:
    return Transition(outcome=Outcome.UNCHANGED, reason=reason, after=state, is_routine=is_routine)
