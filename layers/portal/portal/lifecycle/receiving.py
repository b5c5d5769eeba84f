"""A text of an agency: a first one, another of what is published, one that nobody may see, one of what was killed."""

from dataclasses import replace
from datetime import datetime

from portal.lifecycle.authority import Authority
from portal.lifecycle.event import Hold, LeftAlone, Received
from portal.lifecycle.outcome import Outcome, Revision, Transition, Waiting, unchanged
from portal.lifecycle.restless import Changes
from portal.lifecycle.revision_texts import (
    as_set_by_hand,
    beyond_budget,
    held_slug,
    hide,
    is_much_alike,
    made_public,
    other_lists,
    pictures_go,
    with_edits,
    with_pictures_of,
)
from portal.lifecycle.state import Absent, Copy, Hidden, KnownEntry, Published, Standing, State, Tombstone, Unread
from portal.lifecycle.update_times import later, timed
from portal.model.article import Article, HiddenArticle, Why
from portal.model.clock import local
from portal.model.scheduled_action import Act
from portal.model.version import Version


def received(state: State, event: Received, by: Authority, now: datetime) -> Transition:
    if isinstance(state, Absent):
        return _new(event, by, now)
    made = received_in_vain(state, event, by)
    if made is not None:
        return made
    match state:
        case Tombstone():
            return _risen(state, event, now)
        case Copy():
            return _copy_updated(state, event)
        case Published() | Hidden():
            return _revised(state, event, now)
    raise TypeError(f"{state.entry.slug}: has to be read")


def received_in_vain(state: Tombstone | Standing | Copy | Unread, event: Received, by: Authority) -> Transition | None:
    version, known = event.version, state.entry
    if version.is_before(known.version):
        return unchanged(state, f"{version.in_words} ignored, older than {_without_noun(known.version)}")
    if known.is_killed_for(version):
        return unchanged(state, f"{version.in_words} ignored, killed: only a later revision may come")
    if not by.is_feed(known.origin.feed) and not version.has_later_number(known.version):
        return unchanged(
            state, f"{version.in_words} ignored, from another feed of the group: only a later number counts there"
        )
    is_later = version.is_after(known.version)
    says_the_same = known.fingerprint == event.text.fingerprint and known.hold == str(event.hold or "")
    if not known.fingerprint or not says_the_same or (known.killed and is_later):
        return None
    if not is_later or not event.counts_versions:
        return unchanged(state, "the same words", is_routine=True)
    after = replace(state, entry=replace(known, version=version))
    return Transition(outcome=Outcome.UNCHANGED, reason=f"{version.in_words}: the same words", after=after)


def _new(event: Received, by: Authority, now: datetime) -> Transition:
    hold = event.hold or event.imposed
    if (event.is_fresh or hold) and by.has_spent():
        return beyond_budget(Absent(), by)
    return _as_said(published_anew(event.text, hold, event.version, now, expires_at=event.expires_at), event.hold)


def _as_said(made: Transition, hold: Hold | None, known: KnownEntry | None = None) -> Transition:
    """What its feed said of a text is remembered, and not what we made of it: that is what the next look compares.
    `known`: what the entry was before, whose kill and number of writes stay.
    """
    if not isinstance(made.after, Published | Hidden):
        raise TypeError(made.after)
    entry = replace(made.after.entry, hold=str(hold) if hold else "")
    if known:
        entry = replace(entry, killed=known.killed, writes=known.writes)
    return replace(made, after=replace(made.after, entry=entry))


def published_anew(
    text: Article, hold: Hold | None, version: Version, now: datetime, *, expires_at: datetime | None = None
) -> Transition:
    """A first text: to be read, or, with `hold`, kept where nobody sees it, nor its headline in an address."""
    expiry = ((Act.EXPIRE, expires_at),) if expires_at else ()
    entry = _entry_of(KnownEntry(origin=text.origin), text, version, hold)
    text = replace(text, came_at=now)
    if hold is None:
        pictures = ((Act.PICTURE, text.published_at),) if text.images else ()
        after = Published(entry=replace(entry, slug=text.slug), article=text)
        reason = f"published ({version.in_words})"
        return Transition(
            outcome=Outcome.STORED, reason=reason, after=after, actions=expiry + pictures, takes_free_slug=True
        )
    gone = replace(hide(text, now, hold.why, until=hold.until), slug=held_slug(text.origin), was_public=False, writes=0)
    return _held(Hidden(entry=replace(entry, slug=gone.slug), hidden=gone, text=text), now, actions=expiry)


def _risen(state: Tombstone, event: Received, now: datetime) -> Transition:
    """A later text of what was killed before it came: a person decides."""
    hold = Hold(why=Why.KILLED, until=event.hold.until if event.hold else None)
    text = replace(event.text, origin=state.entry.origin)
    return _as_said(published_anew(text, hold, event.version, now), event.hold, state.entry)


def _revised(state: Standing, event: Received, now: datetime) -> Transition:
    """Another text. Its address and its time of publication stay as they are."""
    current = state.article if isinstance(state, Published) else state.hidden
    changes = state.entry.changes.with_one_at(now)
    number = max(state.entry.revision, current.revision, getattr(current, "waiting", 0))
    number += not changes.are_too_many or (isinstance(state, Published) and not state.later)
    new = replace(
        event.text,
        origin=state.entry.origin,
        revision=number,
        shared=current.shared,
        copies=current.copies,
        also_in=other_lists(event.text.section, (*event.text.also_in, *current.shared)),
        came_at=current.came_at,
        pinned_until=current.pinned_until if isinstance(current, Article) else None,
        writes=current.writes,
    )
    new = as_set_by_hand(state.article if isinstance(state, Published) else state.text, new)
    entry = replace(_entry_of(state.entry, new, event.version, event.hold), changes=changes)
    if isinstance(state, Hidden):
        made = _revised_out_of_sight(replace(state, entry=entry), state.text, new, event, now)
        return _once_said(made, changes, new)
    new = timed(replace(new, slug=state.article.slug), state.article, now)
    state = replace(state, entry=entry)
    made = _taken_off(state, new, event.hold, now) if event.hold else _corrected_by_the_wire(state, new, now)
    return _once_said(made, changes, new)


def _once_said(made: Transition, changes: Changes, new: Article) -> Transition:
    """Of what changes all the time log and history tell once a day. A live blog is to do so: nothing is amiss."""
    if not changes.are_too_many or made.outcome is Outcome.UNCHANGED:
        return made
    reason = f"{made.reason}; changed {changes.times} times within a day: from now on no revision is kept"
    is_routine = new.is_live or not changes.just_became_too_many
    return replace(made, reason=reason, is_restless=not new.is_live, is_routine=is_routine)


def _corrected_by_the_wire(state: Published, new: Article, now: datetime) -> Transition:
    """The new text with our editors' changes in it; where they do not fit, it waits, and the page stays as it is."""
    current = state.article
    text, fits = with_edits(with_pictures_of(current, new), current.edits)
    waited = (Revision(text=state.later, is_replaced=True),) if state.later else ()
    is_restless = state.entry.changes.are_too_many
    if is_restless and not new.is_live:
        text = replace(text, updated_at=current.updated_at)
    if fits:
        return Transition(
            outcome=Outcome.UPDATED,
            reason=f"revision {new.revision} published ({state.entry.version.in_words})",
            after=Published(entry=state.entry, article=text),
            copies_left=text.copies if text.fingerprint != current.fingerprint else (),
            is_much_alike=is_much_alike(current, text),
            revisions=waited if is_restless else (Revision(text=current, is_replaced=True), *waited),
            actions=((Act.PICTURE, now),) if text.images != current.images else (),
            is_decided=current.waiting > 0,
        )
    return Transition(
        outcome=Outcome.UPDATED,
        reason=f"revision {new.revision} waits: a correction of ours does not fit it, and the page stays as it is",
        after=Published(entry=state.entry, article=replace(current, waiting=new.revision), later=new),
        revisions=(Revision(text=new), *(one for one in waited if one.text.revision != new.revision)),
        waiting=Waiting(why="edited", headline=new.headline, since=now),
    )


def _taken_off(state: Published, new: Article, hold: Hold, now: datetime) -> Transition:
    """A text that nobody may see instead of one that everybody could."""
    current = state.article
    gone = replace(hide(new, now, hold.why, until=hold.until), published_at=current.published_at, edits=current.edits)
    made = _held(Hidden(entry=state.entry, hidden=gone, text=new), now)
    return replace(
        made,
        revisions=(Revision(text=current, is_replaced=True), *made.revisions),
        actions=(*made.actions, *pictures_go(current, now)),
        copies_left=current.copies,
        is_decided=current.waiting > 0 and made.waiting is None,
    )


def _revised_out_of_sight(
    state: Hidden, before: Article | None, new: Article, event: Received, now: datetime
) -> Transition:
    """A later text of what cannot be read: published where only the agency or an embargo stood in its way, and no
    longer does; else it is the text that a person may restore.
    """
    gone, hold = state.hidden, event.hold
    if gone.why is Why.EXPIRED or gone.is_erased:
        return unchanged(state, f"{event.version.in_words} ignored, its licence has run out")
    if before and before.fingerprint == new.fingerprint and hold is None and not gone.why.needs_a_person:
        reason = f"published ({event.version.in_words}): the same words, and nothing withholds them any more"
        return replace(made_public(state, now, reason=reason), outcome=Outcome.UPDATED)
    replaced = (Revision(text=before, is_replaced=True),) if before else ()
    if gone.was_public:
        since = later(new.updated_at, gone.published_at) or now
        new = replace(new, slug=gone.slug, published_at=gone.published_at, updated_at=since)
    if hold or gone.why.needs_a_person:
        why = gone.why if gone.why.needs_a_person or hold is None else hold.why
        is_an_editors = gone.why is Why.EDITOR and (hold is None or hold.why is Why.EMBARGO)
        until = gone.until if is_an_editors else hold.until if hold else None
        gone = replace(gone, revision=new.revision, why=why, until=until)
        made = _held(replace(state, hidden=gone, text=new), now)
        return replace(
            made, revisions=(*(one for one in replaced if one.text.revision != new.revision), *made.revisions)
        )
    text, fits = with_edits(new, gone.edits)
    return Transition(
        outcome=Outcome.UPDATED,
        reason=f"revision {new.revision} published ({event.version.in_words}): nothing withholds it any more",
        after=Published(entry=replace(state.entry, slug=text.slug), article=text),
        revisions=replaced,
        actions=((Act.PICTURE, now),) if text.images else (),
        waiting=None if fits else Waiting(why="edited", headline=text.headline, since=now),
        is_decided=fits,
        copies_left=text.copies,
        takes_free_slug=not gone.was_public,
    )


def _held(state: Hidden, now: datetime, *, actions: tuple[tuple[Act, datetime], ...] = ()) -> Transition:
    """`state`, and what has to come of it: an embargo ends by itself, the rest the agency or a person has to decide."""
    gone, text = state.hidden, state.text
    until = gone.until if gone.why is Why.EMBARGO else None
    waits = Waiting(why=gone.why.value, headline=text.headline if text else "", since=now)
    return Transition(
        outcome=Outcome.HELD,
        reason=f"revision {gone.revision} kept, and not to be seen: {_why(gone)} ({state.entry.version.in_words})",
        after=state,
        revisions=(Revision(text=text),) if text else (),
        actions=(*((((Act.RELEASE, until),)) if until else ()), *actions),
        waiting=waits if gone.why.waits_for_a_person else None,
    )


def _copy_updated(state: Copy, event: Received) -> Transition:
    text = replace(event.text, origin=state.entry.origin, revision=state.entry.revision)
    entry = _entry_of(state.entry, text, event.version, event.hold)
    return Transition(
        outcome=Outcome.UNCHANGED,
        reason=f"{event.version.in_words} kept: other words by now than the article of another group",
        after=Copy(entry=entry, text=text),
        revisions=(Revision(text=text),),
        copies_left=(entry.origin,),
        is_much_alike=is_much_alike(state.text, text),
    )


def _entry_of(entry: KnownEntry, text: Article, version: Version, hold: Hold | None) -> KnownEntry:
    return replace(
        entry, fingerprint=text.fingerprint, revision=text.revision, version=version, hold=str(hold) if hold else ""
    )


def _without_noun(version: Version) -> str:
    return str(version.number) if version.number is not None else version.in_words


def left_alone(state: State, event: LeftAlone, now: datetime) -> Transition:
    """Published on its own, unless the article still is the same text; never behind the back of an editor."""
    if not isinstance(state, Copy):
        return unchanged(state, "no copy any more", is_routine=True)
    entry, owner = state.entry, event.owner
    if isinstance(owner, Published) and owner.article.fingerprint == state.text.fingerprint:
        return unchanged(state, "the article of another group still is the same text", is_routine=True)
    imposed = None
    if isinstance(owner, Hidden) and owner.hidden.why is Why.EDITOR:
        if owner.text and owner.text.fingerprint == state.text.fingerprint:
            return unchanged(state, "an editor withdrew this text", is_routine=True)
        imposed = Hold(why=Why.WITHDRAWN_ELSEWHERE)
    said = Hold.from_text(entry.hold)
    made = published_anew(state.text, said or imposed, entry.version, now, expires_at=event.expires_at)
    made = _as_said(made, said, entry)
    name = entry.copy_of.feed if entry.copy_of else ""
    return replace(made, reason=f"on its own, no longer behind the article of {name}: {made.reason}")


def _why(gone: HiddenArticle) -> str:
    match gone.why:
        case Why.EMBARGO if gone.until:
            return f"under embargo until {local(gone.until):%d-%m-%Y %H:%M:%S}"
        case Why.UNREADABLE:
            return "its embargo does not say when it ends"
        case Why.NOTICE:
            return "its words say that something must go"
        case Why.WITHHELD:
            return "withheld by its agency"
        case Why.WITHDRAWN_ELSEWHERE:
            return "an editor withdrew the same story of another feed"
    return str(gone.why)
