"""A kill: of what is here, of what never came, and of what is killed already."""

from dataclasses import replace
from datetime import datetime

from portal.lifecycle.authority import Authority
from portal.lifecycle.event import Killed
from portal.lifecycle.outcome import Outcome, Revision, Transition, Waiting, unchanged
from portal.lifecycle.revision_texts import beyond_budget, hide, pictures_go
from portal.lifecycle.state import Absent, Copy, Hidden, KnownEntry, Published, Standing, State, Tombstone, Unread
from portal.model.article import Article, Why
from portal.model.scheduled_action import Act
from portal.model.version import Version


def killed(state: State, event: Killed, by: Authority, now: datetime) -> Transition:
    if isinstance(state, Absent):
        return _killed_before_it_came(replace(event, version=_known_version(event, Version(), now)), by)
    made = killed_in_vain(state, event)
    if made is not None:
        return made
    event = replace(event, version=_known_version(event, state.entry.version, now))
    entry = replace(state.entry, killed=event.version)
    match state:
        case Tombstone():
            reason = f"killed ({event.version.in_words}), again before it came"
            return Transition(outcome=Outcome.KILLED, reason=reason, after=Tombstone(entry=entry))
        case Copy():
            gone = KnownEntry(origin=entry.origin, killed=entry.killed, writes=entry.writes)
            reason = "its copy of the story was killed; the article of the other group stays"
            return Transition(outcome=Outcome.KILLED, reason=reason, after=Tombstone(entry=gone), erases=True)
        case Published() | Hidden():
            return _off_the_site(state, entry, event, now)
    raise TypeError(f"{state.entry.slug}: has to be read")


def _known_version(event: Killed, newest: Version, now: datetime) -> Version:
    """A kill that says neither number nor time means what is here; of what never came, what was written until now."""
    if event.version != Version():
        return event.version
    return newest if newest != Version() else Version(at=now.replace(microsecond=0))


def _killed_before_it_came(event: Killed, by: Authority) -> Transition:
    """Beyond the budget of new articles as many again: a kill that is refused would be dear, and one that binds nothing
    costs a row.
    """
    if by.has_spent(beyond=by.daily):
        return beyond_budget(Absent(), by)
    entry = KnownEntry(origin=event.origin, killed=event.version)
    reason = f"killed ({event.version.in_words}) before it came: an earlier revision must not appear"
    return Transition(outcome=Outcome.KILLED, reason=reason, after=Tombstone(entry=entry))


def killed_in_vain(state: Tombstone | Standing | Copy | Unread, event: Killed) -> Transition | None:
    known = state.entry.killed
    if event.is_deletion and state.entry.fingerprint and state.entry.version.is_after(event.version):
        return unchanged(state, f"deletion ({event.version.in_words}) ignored: its text is of later")
    if known is None or event.version.is_after(known):
        return None
    return unchanged(state, f"kill ({event.version.in_words}) ignored, known already", is_routine=True)


def _off_the_site(state: Standing, entry: KnownEntry, event: Killed, now: datetime) -> Transition:
    """A text that is later than the kill may be there already: it waits, as it would have, had it come after it."""
    has_later = entry.version.is_after(event.version)
    text: Article | None
    if isinstance(state, Published):
        text = state.later if has_later and state.later else state.article
        gone = replace(hide(state.article, now, Why.KILLED), revision=text.revision)
        pictures, copies = pictures_go(state.article, now), state.article.copies
    else:
        text, until = state.text, state.hidden.until if has_later else None
        is_an_editors = state.hidden.why is Why.EDITOR
        gone = replace(state.hidden, why=Why.KILLED, withdrawn_at=now, until=until)
        pictures, copies = (), () if is_an_editors else state.hidden.copies
    waits = has_later and text is not None
    return Transition(
        outcome=Outcome.KILLED,
        reason=f"killed ({event.version.in_words})" + (": a later revision is here, and waits" if waits else ""),
        after=Hidden(entry=entry, hidden=gone, text=text),
        revisions=(Revision(text=text),) if isinstance(state, Published) and text else (),
        actions=(*(((Act.ANNOUNCE, now),) if gone.was_public else ()), *pictures),
        waiting=Waiting(why=Why.KILLED.value, headline=text.headline, since=now) if waits and text else None,
        is_decided=not waits,
        copies_left=copies,
    )
