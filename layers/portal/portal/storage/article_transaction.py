"""The writes of a transition: one transaction, in which every item is conditional on what was read of it.

The article and its entry carry a write counter each, which every write of theirs raises and checks: whoever decided on
what another has changed since, whatever that was, writes nothing. Source: AWS, Optimistic locking with version number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portal.lifecycle.outcome import Outcome, Revision, Transition, Waiting
from portal.lifecycle.state import (
    Absent,
    Copy,
    Hidden,
    KnownEntry,
    Published,
    Standing,
    State,
    Tombstone,
    entry_of,
    slug_of,
)
from portal.model.article import Article, HiddenArticle, Moved
from portal.model.clock import to_iso
from portal.model.scheduled_action import Act, ScheduledAction
from portal.storage.audit import Audited, audit_item
from portal.storage.entries import StoryClaims, happening, happening_item, put_entry, put_joined, put_story
from portal.storage.item_mapping import (
    article_item,
    former_key,
    gone_key,
    hidden_item,
    hidden_key,
    listings_of,
    moved_item,
    placement_item,
    placement_key,
    revision_item,
    revision_key,
    same_story_key,
    to_attributes,
    waiting_key,
)
from portal.storage.scheduled_actions import action_item
from portal.storage.search_manifest import FIRST_TIME, changed_item
from portal.storage.table import Item
from portal.storage.writes import as_read, delete, put

PATIENCE = timedelta(minutes=15)
"""A correction reaches two feeds at different looks: for so long they may differ in a few words."""
FREE = "attribute_not_exists(pk)"


@dataclass(frozen=True, kw_only=True)
class Writes:
    """`items`: of one transaction. `address`: which of them takes an address that was free, None for none."""

    items: list[Item]
    address: int | None


def writes_of(before: State, made: Transition, stories: Sequence[StoryClaims], *, kept: timedelta | None) -> Writes:
    """What `made` stores in place of `before`. `stories`: the claims to dedup keys that are new; `kept`: for how long
    a text that was replaced, None for ever.
    """
    before = Absent() if made.reuses else before  # what stands there stays as it is, but for its entry
    items = [*_address(before, made)]
    is_new = bool(items) and not _is_same_address(before, made.after)
    items += _placements(before, made.after)
    items += _entries(before, made, stories)
    items += _reused(made)
    items += [_revision(one, made.at, kept) for one in made.revisions]
    items += [put(action_item(one)) for one in _actions(made)]
    items += _waiting(before, made)
    items += listed_as_hidden(before, made.after)
    items += listed_as_gone(before, made.after)
    items += [put_story(story) for story in stories]
    items += _happenings(made, kept)
    items += _audited(made)
    if isinstance(before, Copy) and made.erases:
        items.append(delete(revision_key(before.entry.origin, before.entry.revision)))
    return Writes(items=items, address=0 if is_new else None)


def _address(before: State, made: Transition) -> Iterator[Item]:
    """What stands at the article's address, and at the one that it leaves."""
    after = made.after
    if not isinstance(after, Published | Hidden) or _stands_as(after) == _stands_as(before):
        return
    item = _standing_item(after, writes=_writes(before) + 1)
    if isinstance(before, Published | Hidden) and not _is_same_address(before, after):
        moved = Moved(slug=slug_of(before), to=slug_of(after), origin=before.entry.origin)
        yield put(item, f"{FREE} OR (#state = :moved AND feed = :feed AND entry = :entry)", *_moved_by(moved))
        yield put(moved_item(moved), *as_read(_writes(before)))
        yield put(former_key(moved.origin, moved.slug))
    elif isinstance(before, Published | Hidden):
        yield put(item, *as_read(_writes(before)))
    else:
        yield put(item, FREE)
    yield from _to_be_indexed(before, after, item)


def _to_be_indexed(before: State, after: Standing, item: Item) -> Iterator[Item]:
    """Whoever searches has to hear of what becomes readable, is hidden, or moves."""
    if isinstance(before, Published) or isinstance(after, Published):
        is_new = not isinstance(before, Published | Hidden)
        state = FIRST_TIME if is_new else f"{item['state']['S']}@{_writes(before) + 1}"
        yield put(changed_item(slug_of(after), state))
    if isinstance(before, Published) and not _is_same_address(before, after):
        yield put(changed_item(slug_of(before), f"moved@{_writes(before) + 1}"))


def _placements(before: State, after: State) -> Iterator[Item]:
    """Its second lists; out of the first it goes with its index keys."""
    old, new = _placed(before), _placed(after)
    if isinstance(after, Published) and (old != new or _stands_as(before) != _stands_as(after)):
        yield from (put(placement_item(after.article, listing)) for _, listing in new)
    yield from (delete(placement_key(slug, listing)) for slug, listing in old if (slug, listing) not in new)


def _entries(before: State, made: Transition, stories: Sequence[StoryClaims]) -> Iterator[Item]:
    """Its own, and those of other feeds that tell its story: in its own partition it is said which these are."""
    old, new = entry_of(before), entry_of(made.after)
    if new is None:
        return
    is_taken_over = old is not None and old.origin != new.origin
    new = _with_stories(new, None if is_taken_over else old, stories)
    if is_taken_over and made.joined:
        yield put_joined(made.joined, new.origin, old)
    elif made.joined:
        yield put_joined(made.joined, new.origin)
    if made.copy:
        yield put_entry(made.copy.entry, old if is_taken_over else None)
        yield put(revision_item(made.copy.text))
    if is_taken_over:
        yield put_entry(new, None)
    elif new != old:
        yield put_entry(new, old)
    others = (made.joined, made.copy.entry.origin if made.copy else None)
    yield from (put(same_story_key(new.origin, other)) for other in others if other)


def _reused(made: Transition) -> Iterator[Item]:
    """The entry whose id another article has from now on leads to that one's."""
    entry = entry_of(made.after)
    if made.reuses and entry:
        yield put_entry(replace(made.reuses, reused_as=entry.origin), made.reuses)


def _with_stories(new: KnownEntry, old: KnownEntry | None, stories: Sequence[StoryClaims]) -> KnownEntry:
    """With the keys that it claims from now on, and those that it claimed before."""
    told = [story.key for story in stories if story.is_told_by(new.origin)]
    return replace(new, stories=tuple(dict.fromkeys((*(old.stories if old else ()), *new.stories, *told))))


def _actions(made: Transition) -> Iterator[ScheduledAction]:
    if isinstance(made.after, Published | Hidden):
        slug = slug_of(made.after)
        yield from (ScheduledAction(act=act, slug=slug, at=at) for act, at in made.actions)
    for copy in made.copies_left:
        at = made.at + PATIENCE if made.is_much_alike else made.at
        yield ScheduledAction(
            act=Act.STAND_ALONE, slug=f"{copy.feed}#{copy.entry}#{_number_of_change(made.after)}", at=at
        )


def _number_of_change(state: State) -> int:
    """Makes an action that a change asks for another one than that of the change before, also in the same second:
    whoever has done the one deletes it alone.
    """
    found = _stands_as(state) or entry_of(state)
    return found.writes if found else 0


def _waiting(before: State, made: Transition) -> Iterator[Item]:
    after = made.after
    slug = slug_of(after) if isinstance(after, Published | Hidden) else ""
    if isinstance(before, Published | Hidden) and slug != slug_of(before):
        yield delete(waiting_key(slug_of(before)))
        if isinstance(after, Published) and after.later and not made.waiting:
            since = after.article.updated_at or after.article.published_at
            yield waits(slug, _named(Waiting(why="edited", headline=after.later.headline, since=since), after))
    elif made.is_decided and not made.waiting:
        yield delete(waiting_key(slug))
    if made.waiting and slug:
        yield waits(slug, _named(made.waiting, after))


def listed_as_hidden(before: State, after: State) -> Iterator[Item]:
    """Among what cannot be read; what a licence lets nobody keep is not named there either."""
    was, now = (_hidden_row(state) for state in (before, after))
    if now and now != was:
        yield put(now)
    if was and (now is None or now["sk"] != was["sk"]):
        yield delete({"pk": was["pk"], "sk": was["sk"]})


def _hidden_row(state: State) -> Item | None:
    if not isinstance(state, Hidden) or state.hidden.is_erased:
        return None
    gone = state.hidden
    row = {
        "why": gone.why.value,
        "since": to_iso(gone.withdrawn_at),
        "until": to_iso(gone.until) if gone.until else None,
        "headline": state.text.headline if state.text else "",
    }
    return hidden_key(gone.slug) | to_attributes(row)


def listed_as_gone(before: State, after: State) -> Iterator[Item]:
    """Among what no list of articles names, and what must not come again: tombstones, and licences that ran out."""
    was, now = (_gone_key(state) for state in (before, after))
    if now and now != was:
        yield put(now)
    if was and not now:
        yield delete(was)


def _gone_key(state: State) -> Item | None:
    is_gone = isinstance(state, Tombstone) or (isinstance(state, Hidden) and state.hidden.is_erased)
    entry = entry_of(state)
    return gone_key(entry.origin) if is_gone and entry else None


def _named(waiting: Waiting, of: State) -> Waiting:
    """With whose entry it is about."""
    if not isinstance(of, Published | Hidden):
        return waiting
    text = of.article if isinstance(of, Published) else of.text
    return replace(waiting, feed=of.entry.origin.feed, guid=text.guid if text else "")


def waits(slug: str, waiting: Waiting) -> Item:
    """It stands among what a person has to decide; what a feed asked for that it may not, in a row of its own."""
    row = {
        "slug": slug,
        "why": waiting.why,
        "since": to_iso(waiting.since),
        "headline": waiting.headline,
        "by": waiting.by,
        "asked": waiting.asked,
        "feed": waiting.feed,
        "guid": waiting.guid,
    }
    return put(waiting_key(f"{slug}#{waiting.by}" if waiting.by else slug) | to_attributes(row))


def _happenings(made: Transition, kept: timedelta | None) -> Iterator[Item]:
    """Of what changes an article for readers or editors; the first publication stands in the article itself, and what
    came to nothing is for whoever asked (storage.entries.note_ignored). An update is told for as long as the text that
    it replaced is `kept`: a page that changes all day would have thousands.
    """
    entry, after = entry_of(made.after), made.after
    is_told = made.outcome not in (Outcome.STORED, Outcome.UNCHANGED, Outcome.NOTICED)
    if entry and is_told and not made.is_routine and isinstance(after, Published | Hidden):
        ends = made.at + kept if kept and made.outcome is Outcome.UPDATED else None
        yield put(happening_item(entry.origin, happening(made), ends=ends))


def _audited(made: Transition) -> Iterator[Item]:
    entry = entry_of(made.after)
    if made.by_person and entry and made.outcome is not Outcome.REFUSED:
        change = _number_of_change(made.after)
        yield put(audit_item(Audited(at=made.at, by=made.by, what=made.reason, about=made.about, change=change)))


def _revision(one: Revision, now: datetime, kept: timedelta | None) -> Item:
    return put(revision_item(one.text, ends=now + kept if one.is_replaced and kept else None))


def _moved_by(moved: Moved) -> tuple[dict[str, str], Item]:
    origin = moved.origin
    return {"#state": "state"}, to_attributes({":moved": "moved", ":feed": origin.feed, ":entry": origin.entry})


def _standing_item(state: Standing, *, writes: int) -> Item:
    if isinstance(state, Published):
        return article_item(replace(state.article, writes=writes))
    return hidden_item(replace(state.hidden, writes=writes))


def _stands_as(state: State) -> Article | HiddenArticle | None:
    match state:
        case Published(article=article):
            return article
        case Hidden(hidden=hidden):
            return hidden
    return None


def _writes(state: State) -> int:
    found = _stands_as(state)
    return found.writes if found else 0


def _is_same_address(before: State, after: State) -> bool:
    if not isinstance(before, Published | Hidden) or not isinstance(after, Published | Hidden):
        return False
    return slug_of(before) == slug_of(after)


def _placed(state: State) -> list[tuple[str, str]]:
    return [(state.article.slug, one) for one in listings_of(state.article)] if isinstance(state, Published) else []
