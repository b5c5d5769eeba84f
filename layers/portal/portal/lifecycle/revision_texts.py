"""How one text of an article follows another: our editors' changes, pictures, lists (its times: update_times)."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from portal.lifecycle.authority import Authority
from portal.lifecycle.event import Hold
from portal.lifecycle.outcome import Outcome, Revision, Transition
from portal.lifecycle.state import Hidden, Published, State
from portal.model.article import Article, HiddenArticle, Origin, Why
from portal.model.corrections import Edit, EditError, Text, again
from portal.model.scheduled_action import Act

ALIKE = 0.8
"""Of the words of the longer text: a correction leaves more, another story fewer."""
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w{4,}")
HELD = "wacht-"
"""How the address of a text begins that nobody may read yet."""


def with_edits(text: Article, edits: Sequence[Edit]) -> tuple[Article, bool]:
    """A text of the agency with our editors' changes, and whether they fit it; where they do not, it is as it came."""
    try:
        parts, kept = again(Text(text.headline, text.lead, text.body_html), edits)
    except EditError:
        return text, False
    return replace(text, **parts._asdict(), edits=kept), True


def with_pictures_of(current: Article, new: Article) -> Article:
    """`new` with the pictures of `current`, where both came with the same images; where not, it has none yet."""
    same = [image.url for image in new.images] == [image.url for image in current.images]
    picture, more = (current.picture, current.more_pictures) if same else (None, ())
    return replace(new, picture=picture, more_pictures=more)


def as_set_by_hand(current: Article | None, new: Article) -> Article:
    """A later text of the agency, with what an editor has set of the one before."""
    if current is None or not current.by_hand:
        return new
    return replace(new, by_hand=current.by_hand, **{name: getattr(current, name) for name in current.by_hand})


def other_lists(section: str, listings: Sequence[str]) -> tuple[str, ...]:
    """`listings`, each once, but for the one that an article stands in anyway."""
    return tuple(dict.fromkeys(one for one in listings if one != section))


def next_revision(article: Article) -> int:
    """Also beyond one that waits."""
    return max(article.revision, article.waiting) + 1


def hide(article: Article, now: datetime, why: Why, *, until: datetime | None = None) -> HiddenArticle:
    """What stands at the address of an article that was public and can no longer be read."""
    return HiddenArticle(
        slug=article.slug,
        section=article.section,
        published_at=article.published_at,
        withdrawn_at=now,
        origin=article.origin,
        revision=article.revision,
        why=why,
        until=until,
        shared=article.shared,
        edits=article.edits,
        copies=article.copies,
        came_at=article.came_at,
        writes=article.writes,
    )


def held_slug(origin: Origin) -> str:
    """Where a text stands that nobody has read yet: an address that tells nothing of its headline, nor takes it."""
    return f"{HELD}{sha256(f'{origin.feed}#{origin.entry}'.encode()).hexdigest()[:16]}"


def as_it_would_read(state: Hidden, text: Article) -> Article:
    """The text behind `state` in all lists that it has come to belong to, and with what our editors changed in it, as
    far as that still fits. Published at the end of its embargo, where it never was before.
    """
    gone = state.hidden
    text = text if text.edits else with_edits(text, gone.edits)[0]
    is_first = gone.until is not None and not gone.was_public
    return replace(
        text,
        slug=gone.slug if gone.was_public else text.slug,
        published_at=max(text.published_at, gone.until) if is_first and gone.until else text.published_at,
        shared=gone.shared,
        also_in=other_lists(text.section, (*text.also_in, *gone.shared)),
        copies=gone.copies,
        picture=None,
        more_pictures=(),
        came_at=gone.came_at,
        writes=gone.writes,
    )


def made_public(state: Hidden, now: datetime, *, reason: str) -> Transition:
    """The text behind `state`, to be read; at the address that its headline gives it, where it had none."""
    if state.text is None:
        raise ValueError(state.hidden.slug)
    shown = as_it_would_read(state, state.text)
    said = Hold.from_text(state.entry.hold)
    is_over = said is not None and said.why is Why.EMBARGO and said.until is not None and said.until <= now
    hold = "" if is_over else state.entry.hold  # what its feed says still is no news at the next look
    entry = replace(state.entry, slug=shown.slug, hold=hold, revision=state.text.revision)
    return Transition(
        outcome=Outcome.DONE,
        reason=reason,
        after=Published(entry=entry, article=shown),
        revisions=(Revision(text=state.text, is_replaced=True),),
        actions=((Act.PICTURE, now),) if shown.images else (),
        is_decided=not shown.waiting,
        copies_left=shown.copies,
        takes_free_slug=not state.hidden.was_public,
    )


def pictures_go(article: Article, now: datetime) -> tuple[tuple[Act, datetime], ...]:
    """What can no longer be read shows no picture."""
    return ((Act.PICTURE, now),) if article.images or article.picture else ()


def beyond_budget(state: State, by: Authority) -> Transition:
    reason = f"is beyond the {by.daily} new articles a day that its feed may bring (daily = {by.daily} in site.toml)"
    return Transition(outcome=Outcome.BEYOND_BUDGET, reason=reason, after=state)


def is_much_alike(one: Article, other: Article) -> bool:
    """Whether a text became another only in few words: the headline stayed, and most words of the longer one did."""
    if one.headline != other.headline:
        return False
    words, others = _words(one), _words(other)
    longer = max(words.total(), others.total())
    return (words & others).total() >= longer * ALIKE


def _words(text: Article) -> Counter[str]:
    """Those of four letters and more: the others are in every text."""
    return Counter(_WORD.findall(f"{text.lead} {_TAG.sub(' ', text.body_html)}".casefold()))
