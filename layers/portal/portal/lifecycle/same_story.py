"""One story in several feeds: one article, in the lists of them all, and whose text it is.

A group's own feeds share an article: it is theirs together. Another group's feed never loses its story to it: its text
is kept as a copy, and published on its own once the article cannot be read or either text becomes another.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from portal.lifecycle.authority import Authority
from portal.lifecycle.event import SeenInOtherFeed
from portal.lifecycle.outcome import Outcome, Revision, Transition
from portal.lifecycle.revision_texts import beyond_budget, other_lists, with_pictures_of
from portal.lifecycle.state import Copy, Hidden, KnownEntry, Published, Standing, State
from portal.model.article import Article, HiddenArticle, Origin, Why
from portal.model.scheduled_action import Act

MOST_COPIES = 10
"""One a feed, and so many in all: each is an action when the article changes."""
SAME_TIME = timedelta(hours=1)
"""So long after an article came the order of feeds in site.toml may still decide whose it is."""


def seen_in_other_feed(state: State, event: SeenInOtherFeed, by: Authority, now: datetime) -> Transition:
    if isinstance(state, Copy) and by.speaks_for(state.entry.origin.feed):
        return _joined_copy(state, event)
    if not isinstance(state, Published | Hidden):
        return _apart(state, "the other feed's story is only known as killed")
    owner = state.entry.origin.feed
    if by.speaks_for(owner):
        if isinstance(state, Published) and _comes_first(state, event, now):
            return _taken_over(state, event)
        return _joined(state, event)
    return _of_another_group(state, event, by)


def _of_another_group(state: Standing, event: SeenInOtherFeed, by: Authority) -> Transition:
    """The same text, to the word, is shown once; whatever differs is another text, and its own feed's to show."""
    owner = state.entry.origin.feed
    text = state.article if isinstance(state, Published) else state.text
    if text is None or text.fingerprint != event.text.fingerprint:
        return _apart(state, f"is another text than that of {owner} under the same id or address")
    if isinstance(state, Hidden):
        made = _apart(state, f"the article of {owner} cannot be read")
        is_an_editors = state.hidden.why is Why.EDITOR
        return replace(made, outcome=Outcome.FOR_A_PERSON) if is_an_editors else made
    if event.hold is not None:
        return _apart(state, f"the article of {owner} is public, and this text is not to be seen yet")
    others = [one for one in state.article.copies if one != event.text.origin]
    if len(others) >= MOST_COPIES or any(one.feed == event.text.origin.feed for one in others):
        return _apart(state, f"the article of {owner} stands for as many copies as one may")
    if by.has_spent():
        return beyond_budget(state, by)
    copies = tuple(dict.fromkeys((*state.article.copies, event.text.origin)))
    after = replace(state, article=replace(_in_lists_of(state.article, event), copies=copies))
    return replace(_joined(state, event), joined=None, copy=_copy(event, of=state.entry.origin), after=after)


def _joined_copy(state: Copy, event: SeenInOtherFeed) -> Transition:
    """Another feed of its group: it is a copy for both, in the lists of both when it stands alone."""
    text = _in_lists_of(state.text, event)
    reason = f"the same story through {event.text.origin.feed}: one copy for both"
    return Transition(
        outcome=Outcome.UNCHANGED,
        reason=reason,
        after=replace(state, text=text),
        joined=event.text.origin,
        revisions=(Revision(text=text),),
    )


def _apart(state: State, reason: str) -> Transition:
    return Transition(outcome=Outcome.APART, reason=reason, after=state)


def _joined(state: Standing, event: SeenInOtherFeed) -> Transition:
    """It stands in the lists of that feed too."""
    after: Standing
    if isinstance(state, Published):
        after = replace(state, article=_in_lists_of(state.article, event))
    else:
        shared = (*state.hidden.shared, *_listings_added(state.hidden, event))
        after = replace(state, hidden=replace(state.hidden, shared=shared))
    reason = f"the same story through {event.text.origin.feed}: stands in its lists too"
    return Transition(outcome=Outcome.UNCHANGED, reason=reason, after=after, joined=event.text.origin)


def _in_lists_of(text: Article, event: SeenInOtherFeed) -> Article:
    added = _listings_added(text, event)
    return replace(text, shared=(*text.shared, *added), also_in=tuple(dict.fromkeys((*text.also_in, *added))))


def _listings_added(text: Article | HiddenArticle, event: SeenInOtherFeed) -> tuple[str, ...]:
    return tuple(one for one in event.listings if one not in (text.section, *text.shared))


def _copy(event: SeenInOtherFeed, *, of: Origin) -> Copy:
    text = event.text
    entry = KnownEntry(
        origin=text.origin, fingerprint=text.fingerprint, revision=text.revision, version=event.version, copy_of=of
    )
    return Copy(entry=entry, text=text)


def _comes_first(state: Published, event: SeenInOtherFeed, now: datetime) -> bool:
    """Whether the article would be the other feed's, had nothing been late: then it becomes so, as long as it is as it
    came and nobody has touched it.
    """
    article = state.article
    is_untouched = not (article.edits or article.by_hand or article.waiting)
    is_as_it_came = article.revision == 1 and is_untouched and not state.entry.killed
    return (
        event.goes_first
        and event.hold is None
        and is_as_it_came
        and not article.copies
        and now - (article.came_at or article.published_at) <= SAME_TIME
    )


def _taken_over(state: Published, event: SeenInOtherFeed) -> Transition:
    """As if its feed had come first and the article's after it: its section, its text, its id. Within a group alone: a
    feed of another one could change afterwards what it had taken.
    """
    before, owner = state.article, state.entry.origin
    lists = tuple(one for one in (before.section, *before.also_in) if one != event.text.section)
    text = replace(
        event.text,
        slug=before.slug,
        shared=lists,
        also_in=other_lists(event.text.section, (*event.text.also_in, *lists)),
        came_at=before.came_at,
        writes=before.writes,
    )
    entry = KnownEntry(
        origin=text.origin, slug=text.slug, fingerprint=text.fingerprint, revision=text.revision, version=event.version
    )
    return Transition(
        outcome=Outcome.UNCHANGED,
        reason=f"is the story of {text.origin.feed} from now on, which stands before {owner.feed} in site.toml",
        after=Published(entry=entry, article=with_pictures_of(before, text)),
        joined=owner,
        actions=((Act.EXPIRE, event.expires_at),) if event.expires_at else (),
    )
