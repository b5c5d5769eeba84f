"""What may happen to an article, on whose word, and what comes of it. Pure: values in, values out.

    event               state                what comes of it
    ──────────────────  ───────────────────  ─────────────────────────────────────────────────────────────────────────
    text received       nothing known        published; with a hold (embargo, withheld, notice) kept, where nobody sees
                                             it, without an address; beyond its feed's daily budget: refused
                        killed before        an earlier revision stays away; a later one waits for a person
                        published            an older revision, one that was killed, the same words: nothing. Else it is
                                             the text from now on, with our editors' corrections in it; where these do
                                             not fit, the page stays and the new text waits. With a hold: hidden
                        hidden               kept beside it. Published, where only an embargo or the agency withheld it,
                                             and neither does now; waits, where it was killed; a licence that ran out
                                             lets nobody keep it
                        copy                 the copy's text; the other group's article stays
                        any, changed for     likewise, but no earlier text is kept, readers see no «Bijgewerkt», and log
                        the 25th time a day  and history tell it once (restless)
                        published a month    where it is another article under an id used again: published on its own;
                        and more ago         the old one stays; the id is the new one's from now on. Not of a wire
    kill                nothing known        a tombstone: an earlier revision must not appear
                        published            off the site at once; CDN and subscribers are told. A later revision that
                                             is here already waits for a person
                        hidden               stays away, now as killed: the end of an embargo does not bring it back
                        copy                 the copy's text goes; the other group's article stays
    same story in       published            the article stands in the lists of that feed too. Of two feeds of a group
    another feed                             the first in site.toml has it, if both came within the hour. Of another
                                             group's feed the same text is kept as a copy, another one published
                        hidden               of its own group likewise; another group's story is published on its own,
                                             unless an editor withdrew the same text: then it waits
    left alone          copy                 published on its own, where the article is another text by now, or gone
    embargo ended       hidden, embargo      published as of that moment
    licence expired     published, hidden    off the site, and no text is kept
    withdrawn           published            off the site; its text is kept for «restored»
    restored            hidden               published as it stood, or as its feed has it by now; never under an embargo
                        published            the agency's text that waits, instead of ours
    corrected           published            our words instead of the agency's, also in its later revisions
    embargo set         published            off the site until that moment, also for the agency's later revisions
                        hidden, embargo or   ends at that moment instead; with none, published at once
                        withdrawn
    pinned              published            leads the front until that moment
    subjects set        published, hidden    its subjects from now on, also in the agency's later revisions
    images set          published, hidden    its images from now on, likewise; without any its picture goes
    renamed             published            another address; the old one leads there

Authority, in one place (`_is_another_groups`): a feed may change, hold, kill or bury what its own group brought and
nothing else, and kill that of other feeds of the group only where it is vouched for; what it asks for beyond becomes a
notice for a person. A person may do everything.
"""

from dataclasses import replace
from datetime import datetime

from portal.lifecycle.authority import Authority
from portal.lifecycle.editorial_acts import (
    corrected,
    embargo_set,
    images_set,
    pinned,
    renamed,
    restored,
    subjects_set,
    withdrawn,
)
from portal.lifecycle.event import (
    Corrected,
    EmbargoEnded,
    EmbargoSet,
    Event,
    ImagesSet,
    Killed,
    LeftAlone,
    LicenceExpired,
    Pinned,
    Received,
    Renamed,
    Restored,
    SeenInOtherFeed,
    SubjectsSet,
    Withdrawn,
)
from portal.lifecycle.expiry import embargo_ended, licence_expired
from portal.lifecycle.kill import killed, killed_in_vain
from portal.lifecycle.outcome import Outcome, Transition, Waiting, unchanged
from portal.lifecycle.receiving import left_alone, received, received_in_vain
from portal.lifecycle.reuse import received_under_a_used_id
from portal.lifecycle.same_story import seen_in_other_feed
from portal.lifecycle.state import Absent, Hidden, Published, State, Unread


def transition(state: State, event: Event, authority: Authority, now: datetime) -> Transition:
    """What `event` does to an article in `state`, at `now`. What is not in the table changes nothing, and says why."""
    made = _decided(state, event, authority, now)
    return replace(made, by=authority.name, at=now, by_person=authority.is_person)


def ignored(state: Unread, event: Received | Killed, authority: Authority, now: datetime) -> Transition | None:
    """What comes of an event that its entry alone decides, in vain; None where its article has to be read."""
    if _is_another_groups(state, event, authority):
        made: Transition | None = None if isinstance(event, Killed) else _for_a_person(state, event, authority, now)
    elif isinstance(event, Killed):
        made = killed_in_vain(state, event)
    else:
        made = received_in_vain(state, event, authority)
    return replace(made, by=authority.name, at=now) if made else None


def _decided(  # noqa: C901, PLR0911, PLR0912  a line for each event
    state: State, event: Event, by: Authority, now: datetime
) -> Transition:
    if _is_another_groups(state, event, by):
        return _for_a_person(state, event, by, now)
    match event:
        case Received():
            return received_under_a_used_id(state, event, by, now) or received(state, event, by, now)
        case Killed():
            return killed(state, event, by, now)
        case SeenInOtherFeed():
            return seen_in_other_feed(state, event, by, now)
        case LeftAlone():
            return left_alone(state, event, now)
        case EmbargoEnded():
            return embargo_ended(state, now)
        case LicenceExpired():
            return licence_expired(state, now)
        case Withdrawn():
            return withdrawn(state, now)
        case Restored():
            return restored(state, now)
        case Corrected():
            return corrected(state, event, now)
        case EmbargoSet():
            return embargo_set(state, event, now)
        case Pinned():
            return pinned(state, event, now)
        case SubjectsSet():
            return subjects_set(state, event)
        case ImagesSet():
            return images_set(state, event, now)
        case Renamed():
            return renamed(state, event)


def _is_another_groups(state: State, event: Event, by: Authority) -> bool:
    """Whether a feed wants to change what another group brought. Recognising a story in it changes nothing of it."""
    if isinstance(state, Absent) or isinstance(event, SeenInOtherFeed):
        return False
    owner = state.entry.origin.feed
    return not (by.may_kill(owner) if isinstance(event, Killed) else by.speaks_for(owner))


def _for_a_person(state: State, event: Event, by: Authority, now: datetime) -> Transition:
    """Nothing happens to the article; a person hears of it."""
    owner = state.entry.origin.feed if not isinstance(state, Absent) else ""
    if isinstance(event, Received) or not isinstance(state, Published | Hidden):
        return unchanged(state, f"ignored, the article belongs to {owner}, of another group")
    headline = state.article.headline if isinstance(state, Published) else ""
    asked = "to take it back"  # nothing else gets here: what a feed wants to change was ignored above
    notice = Waiting(why="authority", headline=headline, since=now, by=by.name, asked=asked)
    reason = f"asked {asked}, and may not: it belongs to {owner}, of another group; a person has to look"
    return Transition(outcome=Outcome.NOTICED, reason=reason, after=state, waiting=notice)
