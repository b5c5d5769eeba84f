"""What an editor does to an article: withdraw, restore, correct, rename. What cannot be done is refused in words."""

from dataclasses import replace
from datetime import datetime

from portal.lifecycle.event import Corrected, Renamed
from portal.lifecycle.outcome import Outcome, Revision, Transition
from portal.lifecycle.revision_texts import hide, made_public, next_revision, pictures_go, with_pictures_of
from portal.lifecycle.state import Hidden, Published, State
from portal.model.article import Moved, Why
from portal.model.clock import local, to_iso
from portal.model.corrections import EditError, Text, edited
from portal.model.same_words import says_the_same
from portal.model.scheduled_action import Act


def refused(state: State, reason: str) -> Transition:
    return Transition(outcome=Outcome.REFUSED, reason=reason, after=state)


def withdrawn(state: State, now: datetime) -> Transition:
    if not isinstance(state, Published):
        return refused(state, why_not(state))
    article = state.article
    return Transition(
        outcome=Outcome.DONE,
        reason="withdrawn",
        after=Hidden(entry=state.entry, hidden=hide(article, now, Why.EDITOR), text=article),
        revisions=(Revision(text=article),),
        actions=pictures_go(article, now),
    )


def restored(state: State, now: datetime) -> Transition:
    """As it stood, or as its feed has it by now. What is under embargo stays so."""
    if isinstance(state, Published) and state.later:
        return _overruled(state, now)
    if not isinstance(state, Hidden):
        return refused(state, why_not(state))
    gone = state.hidden
    if state.text is None:
        return refused(state, "its licence has run out, and no text of it is kept")
    if gone.until and gone.until > now:
        return refused(state, f"is under embargo until {local(gone.until):%d-%m-%Y %H:%M:%S}")
    return made_public(state, now, reason="restored")


def _overruled(state: Published, now: datetime) -> Transition:
    """The agency's revision that waits, instead of what our editors made of an earlier one."""
    current, text = state.article, state.later
    if text is None:
        raise ValueError(current.slug)
    new = replace(
        text,
        slug=current.slug,
        published_at=current.published_at,
        updated_at=now,
        revision=next_revision(current),
        copies=current.copies,
        writes=current.writes,
    )
    new = with_pictures_of(current, new)
    return Transition(
        outcome=Outcome.DONE,
        reason=f"revision {new.revision} of the agency published instead of our correction",
        after=Published(entry=state.entry, article=new),
        revisions=(Revision(text=current, is_replaced=True), Revision(text=text, is_replaced=True)),
        actions=((Act.PICTURE, now),) if new.images != current.images else (),
        is_decided=True,
        copies_left=new.copies,
    )


def corrected(state: State, event: Corrected, now: datetime) -> Transition:
    if not isinstance(state, Published):
        return refused(state, why_not(state))
    current = state.article
    try:
        text = edited(Text(current.headline, current.lead, current.body_html), event.edit)
    except EditError as error:
        return refused(state, str(error))
    edits = (*current.edits, replace(event.edit, called=event.called))
    new = replace(current, **text._asdict(), edits=edits, revision=next_revision(current))
    if not says_the_same(current, new):
        new = replace(new, updated_at=now, correction=event.called or current.correction)
    return Transition(
        outcome=Outcome.DONE,
        reason=f"corrected: «{event.edit.old}» became «{event.edit.new}»",
        after=replace(state, article=new),
        revisions=(Revision(text=current, is_replaced=True),),
    )


def renamed(state: State, event: Renamed) -> Transition:
    """The old address answers 301. Going back to an earlier one is allowed."""
    if not isinstance(state, Published):
        return refused(state, why_not(state))
    article = state.article
    return Transition(
        outcome=Outcome.DONE,
        reason=f"renamed: /nieuws/{article.slug} -> /nieuws/{event.slug}",
        after=replace(state, article=replace(article, slug=event.slug), entry=replace(state.entry, slug=event.slug)),
        moved=Moved(slug=article.slug, to=event.slug, origin=article.origin),
    )


def why_not(state: State) -> str:
    match state:
        case Published():
            return "can be read already"
        case Hidden(hidden=gone) if gone.why is Why.EDITOR:
            return "is withdrawn"
        case Hidden(hidden=gone):
            return f"is withdrawn ({gone.why}, since {to_iso(gone.withdrawn_at)})"
    return "there is no such article"
