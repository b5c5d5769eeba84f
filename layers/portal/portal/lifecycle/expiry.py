"""What ends at its moment: an embargo, and the licence of an article."""

from dataclasses import replace
from datetime import datetime

from portal.lifecycle.outcome import Outcome, Transition, unchanged
from portal.lifecycle.revision_texts import hide, made_public, pictures_go
from portal.lifecycle.state import Hidden, Published, State
from portal.model.article import Why
from portal.model.clock import local


def embargo_ended(state: State, now: datetime) -> Transition:
    has_one = isinstance(state, Hidden) and state.hidden.why in (Why.EMBARGO, Why.EDITOR)
    if not isinstance(state, Hidden) or not has_one or state.text is None:
        return unchanged(state, "the end of an embargo came to nothing: none is on it", is_routine=True)
    until = state.hidden.until
    if until is None or until > now:
        return unchanged(state, "the end of an embargo came to nothing: it ends at another moment", is_routine=True)
    return made_public(state, now, reason=f"published: its embargo ended at {local(until):%d-%m-%Y %H:%M:%S}")


def licence_expired(state: State, now: datetime) -> Transition:
    match state:
        case Published():
            gone = hide(state.article, now, Why.EXPIRED)
            actions, copies = pictures_go(state.article, now), state.article.copies
        case Hidden() if state.hidden.is_erased:
            made = unchanged(state, "its licence has run out, as before", is_routine=True)
            return replace(made, erases=True)
        case Hidden():
            why = Why.KILLED if state.hidden.why is Why.KILLED else Why.EXPIRED
            gone, actions, copies = replace(state.hidden, why=why, until=None), (), ()
        case _:
            return unchanged(state, "its licence has run out, and nothing of it is kept", is_routine=True)
    gone = replace(gone, edits=(), is_erased=True)
    return Transition(
        outcome=Outcome.DONE,
        reason="its licence has run out: off the site, and no text of it is kept",
        after=Hidden(entry=state.entry, hidden=gone, text=None),
        actions=actions,
        is_decided=True,
        copies_left=copies,
        erases=True,
    )
