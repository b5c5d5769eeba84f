"""What a person does to an article: withdraw, restore, rename, correct. One transaction each."""

from dataclasses import replace
from datetime import datetime

from portal.model.article import Article, Moved, Why, Withdrawn
from portal.model.clock import local, to_iso
from portal.model.editing import Edit, EditError, Text, edited
from portal.model.wording import says_the_same
from portal.storage import articles
from portal.storage.items import (
    article_item,
    moved_item,
    placement_item,
    placement_key,
    revision_item,
    to_attribute,
    withdrawn_item,
)
from portal.storage.steps import Refusal, Steps, out_of_sight, pictured_as, unplaced
from portal.storage.table import Item
from portal.storage.writes import (
    as_hidden,
    as_read,
    delete,
    move_entry,
    picture_due,
    put,
    set_entry,
    unchanged,
    waits,
    waits_no_more,
)


class Editor(Steps):
    """What people do."""

    def withdraw(self, slug: str, now: datetime, *, why: Why = Why.EDITOR) -> Withdrawn | Refusal:
        """Takes an article out of every list and its body away, in one write. Its address answers 410 from now on.

        An article whose licence has run out stays away, also where it could not be read before.
        """
        current = self._current(slug)
        if why is Why.EXPIRED and isinstance(current, Withdrawn) and current.why is not Why.KILLED:
            gone = replace(current, why=why, until=None)
            self._transact(put(withdrawn_item(gone), *as_hidden(current)), waits_no_more(slug))
            return gone
        if not isinstance(current, Article):
            return Refusal(_why_not(slug, current))
        gone = withdrawn(current, now, why)
        self._transact(
            put(withdrawn_item(gone), *unchanged("published", current.revision)),
            put(revision_item(current)),
            *out_of_sight(current, now),
        )
        return gone

    def address_of(self, slug: str) -> str:
        """The last part of the address at which an article stands that once stood at `slug`."""
        found = articles.standing(self._table, slug)
        return found.slug if found else slug

    def restore(self, slug: str, now: datetime) -> Article | Refusal:
        """Puts a withdrawn article back as it stood, or as its feed has it by now; no fetch is needed.

        An article that can be read, and for which a revision waits that our edits do not fit, gets that one. What is
        under embargo stays so.
        """
        current = self._current(slug)
        if isinstance(current, Article) and current.waiting:
            return self._overruled(current, now)
        if not isinstance(current, Withdrawn):
            return Refusal(_why_not(slug, current))
        if current.why is Why.EXPIRED:
            return Refusal(f"{slug}: its licence has run out")
        if current.until and current.until > now:
            return Refusal(f"{slug}: is under embargo until {local(current.until):%d-%m-%Y %H:%M:%S}")
        return self._put_back(current, now, waits_no_more(slug)) or _at_the_same_moment(slug)

    def rename(self, slug: str, new_slug: str) -> Article | Refusal:
        """Gives an article another address; the old one answers 301. Going back to an earlier one is allowed."""
        current, there = self._current(slug), self._current(new_slug)
        if not isinstance(current, Article):
            return Refusal(_why_not(slug, current))
        if there is not None and not (isinstance(there, Moved) and there.origin == current.origin):
            return Refusal(f"{new_slug}: is the address of another article")
        renamed = replace(current, slug=new_slug)
        moved = Moved(slug=slug, to=new_slug, origin=current.origin)
        free = ("attribute_not_exists(pk) OR #state = :moved", {"#state": "state"}, {":moved": to_attribute("moved")})
        done = self._attempt(
            put(article_item(renamed), *free),
            put(moved_item(moved), *as_read(current)),
            move_entry(current.origin, new_slug),
            *_waiting_moved(current, new_slug),
            *unplaced(current),
            *(put(placement_item(renamed, listing)) for listing in current.also_in),
        )
        return renamed if done else _at_the_same_moment(slug)

    def correct(self, slug: str, edit: Edit, now: datetime, *, called: str = "") -> Article | Refusal:
        """Changes words of an article. The agency's next revision gets the same change, or waits for a person.

        `called`: what readers are told that it is, such as `Correctie`.
        """
        current = self._current(slug)
        if not isinstance(current, Article):
            return Refusal(_why_not(slug, current))
        try:
            text = edited(Text(current.headline, current.lead, current.body_html), edit)
        except EditError as error:
            return Refusal(f"{slug}: {error}")
        corrected = replace(current, **text._asdict(), edits=(*current.edits, edit), revision=later_than(current))
        if not says_the_same(current, corrected):
            corrected = replace(corrected, updated_at=now, correction=called or current.correction)
        return corrected if self._attempt(*in_place_of(current, corrected, now)) else _at_the_same_moment(slug)

    def _overruled(self, current: Article, now: datetime) -> Article | Refusal:
        """The agency's waiting revision instead of what our editors made of an earlier one."""
        text = self._revision(current.slug, current.origin, current.waiting)
        new = replace(text, slug=current.slug, published_at=current.published_at, updated_at=now)
        new = pictured_as(current, new)
        done = self._attempt(*in_place_of(current, new, now), waits_no_more(current.slug))
        return new if done else _at_the_same_moment(current.slug)

    def _put_back(self, current: Withdrawn, now: datetime, *more: Item) -> Article | None:
        """The text behind `current`, readable again: since its embargo ended, where it was not before. None when
        somebody else was first.
        """
        text = self._kept(current)
        since = max(text.published_at, current.until) if current.until and not current.was_public else text.published_at
        shown = replace(text, slug=current.slug, published_at=since)
        self._note(shown)
        ended = [set_entry(current.origin, hold="")] if current.why is Why.EMBARGO else []
        return shown if self._attempt(*self._shown(shown, current, now), *ended, *more) else None


def later_than(article: Article) -> int:
    """The number of the next revision: also beyond one that waits."""
    return max(article.revision, article.waiting) + 1


def _at_the_same_moment(slug: str) -> Refusal:
    return Refusal(f"{slug}: was changed at the same moment; try again")


def _waiting_moved(article: Article, slug: str) -> list[Item]:
    if not article.waiting:
        return []
    since = to_iso(article.updated_at or article.published_at)
    return [waits_no_more(article.slug), waits(slug, "edited", since, article.headline)]


def withdrawn(article: Article, now: datetime, why: Why, until: datetime | None = None) -> Withdrawn:
    """What stands at the address of an article that can no longer be read."""
    return Withdrawn(
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
    )


def in_place_of(current: Article, new: Article, now: datetime) -> list[Item]:
    return [
        put(article_item(new), *as_read(current)),
        put(revision_item(current)),
        *(put(placement_item(new, listing)) for listing in new.also_in),
        *(delete(placement_key(new.slug, listing)) for listing in current.also_in if listing not in new.also_in),
        *([picture_due(new.slug, now)] if new.images != current.images else ()),
    ]


def _why_not(slug: str, current: Article | Withdrawn | Moved | None) -> str:
    match current:
        case Article():
            return f"{slug}: can be read already"
        case Withdrawn(why=Why.EDITOR):
            return f"{slug}: is withdrawn"
        case Withdrawn(why=why, withdrawn_at=since):
            return f"{slug}: is withdrawn ({why}, since {to_iso(since)})"
        case Moved(to=to):
            return f"{slug}: was renamed; its address is {to}"
    return f"{slug}: there is no such article"
