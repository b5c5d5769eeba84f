"""What an editor does to an article: withdraw, restore, correct, rename, put under embargo, pin, and say what it is
about and which pictures it has. What cannot be done is refused in words.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from portal.lifecycle.event import Corrected, EmbargoSet, ImagesSet, Pinned, Renamed, SubjectsSet
from portal.lifecycle.outcome import Outcome, Revision, Transition
from portal.lifecycle.revision_texts import (
    as_set_by_hand,
    hide,
    made_public,
    next_revision,
    pictures_go,
    with_pictures_of,
)
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
        pinned_until=current.pinned_until,
        writes=current.writes,
    )
    new = with_pictures_of(current, as_set_by_hand(current, new))
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


def embargo_set(state: State, event: EmbargoSet, now: datetime) -> Transition:
    """What an agency took back, or withholds, is not made public by an hour. One of the agency's that is moved is an
    editor's from then on: its next revision does not move it back.
    """
    until = event.until
    if until is not None and until <= now:
        return refused(state, f"{local(until):%d-%m-%Y %H:%M} is over; give a moment that is to come")
    if isinstance(state, Published):
        if until is None:
            return refused(state, "is under no embargo")
        article = state.article
        return Transition(
            outcome=Outcome.DONE,
            reason=f"under embargo until {local(until):%d-%m-%Y %H:%M}",
            after=Hidden(entry=state.entry, hidden=hide(article, now, Why.EDITOR, until=until), text=article),
            revisions=(Revision(text=article),),
            actions=((Act.RELEASE, until), *pictures_go(article, now)),
        )
    return _embargo_moved(state, until, now)


def _embargo_moved(state: State, until: datetime | None, now: datetime) -> Transition:
    """Of what cannot be read yet."""
    if not isinstance(state, Hidden) or state.text is None or state.hidden.why not in (Why.EMBARGO, Why.EDITOR):
        return refused(state, why_not(state))
    if until is None:
        if state.hidden.until is None:
            return refused(state, "is under no embargo")
        return made_public(state, now, reason="published: its embargo was lifted")
    return Transition(
        outcome=Outcome.DONE,
        reason=f"under embargo until {local(until):%d-%m-%Y %H:%M}",
        after=replace(state, hidden=replace(state.hidden, why=Why.EDITOR, until=until)),
        actions=((Act.RELEASE, until),),
    )


def pinned(state: State, event: Pinned, now: datetime) -> Transition:
    if not isinstance(state, Published):
        return refused(state, why_not(state))
    until = event.until
    if until is not None and until <= now:
        return refused(state, f"{local(until):%d-%m-%Y %H:%M} is over; give a moment that is to come")
    return Transition(
        outcome=Outcome.DONE,
        reason=f"leads the front until {local(until):%d-%m-%Y %H:%M}" if until else "leads the front no longer",
        after=replace(state, article=replace(state.article, pinned_until=until)),
    )


def subjects_set(state: State, event: SubjectsSet) -> Transition:
    names = ", ".join(one.name for one in event.subjects) or "none"
    return _set(state, f"subjects: {names}", "subjects", {"subjects": event.subjects})


def images_set(state: State, event: ImagesSet, now: datetime) -> Transition:
    """Its picture goes with the image that it was made of; of another one it is made anew."""
    reason = f"images: {len(event.images)} chosen" if event.images else "images: taken out"
    made = _set(state, reason, "images", {"images": event.images, "picture": None, "more_pictures": ()})
    return replace(made, actions=((Act.PICTURE, now),)) if isinstance(made.after, Published) else made


def _set(state: State, reason: str, name: str, fields: dict[str, Any]) -> Transition:
    """Of what cannot be read it is another text that waits beside it, so that whoever writes meanwhile finds out."""
    if isinstance(state, Published):
        article = replace(state.article, **fields, by_hand=_with(state.article.by_hand, name))
        return Transition(outcome=Outcome.DONE, reason=reason, after=replace(state, article=article))
    if not isinstance(state, Hidden) or state.text is None:
        return refused(state, why_not(state))
    number = max(state.entry.revision, state.hidden.revision) + 1
    text = replace(state.text, **fields, by_hand=_with(state.text.by_hand, name), revision=number)
    return Transition(
        outcome=Outcome.DONE,
        reason=reason,
        after=Hidden(
            entry=replace(state.entry, revision=number), hidden=replace(state.hidden, revision=number), text=text
        ),
        revisions=(Revision(text=state.text, is_replaced=True), Revision(text=text)),
    )


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*names, name)))


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
