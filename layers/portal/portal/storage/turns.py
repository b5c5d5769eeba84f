"""What a text of the wire comes to: what stands at the address then, and the writes for it. Values only; no calls.

Which of these it is, storage.desk decides.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from portal.model.article import Article, Why, Withdrawn
from portal.model.clock import to_iso
from portal.model.wording import says_the_same
from portal.storage.editor import in_place_of, withdrawn
from portal.storage.items import article_item, placement_item, revision_item, withdrawn_item
from portal.storage.scheduled_actions import Act, Due
from portal.storage.steps import out_of_sight, pictured_as, with_edits
from portal.storage.table import Item
from portal.storage.writes import NOT_THERE, as_hidden, as_read, picture_due, put, unchanged, waits, waits_no_more


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Why a text is not to be seen, and until when."""

    why: Why
    until: datetime | None = None

    def __str__(self) -> str:
        return f"{self.why}@{to_iso(self.until)}" if self.until else str(self.why)


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a revision comes to: what stands at the address then, the text that is the newest, and the writes for it."""

    stands: Article | Withdrawn
    text: Article
    writes: list[Item]


def in_the_open(article: Article) -> list[Item]:
    return [
        put(article_item(article), NOT_THERE),
        *(put(placement_item(article, listing)) for listing in article.also_in),
        *([picture_due(article.slug, article.published_at)] if article.images else ()),
    ]


def held_back(article: Article, hold: Hold, now: datetime) -> list[Item]:
    """A new article that nobody sees: its text waits as a revision."""
    gone = replace(withdrawn(article, now, hold.why, hold.until), was_public=False)
    return [put(withdrawn_item(gone), NOT_THERE), put(revision_item(article)), *follow_up(gone, article, now)]


def hidden(current: Article, new: Article, hold: Hold, now: datetime) -> Step:
    gone = replace(withdrawn(new, now, hold.why, hold.until), published_at=current.published_at, edits=current.edits)
    writes = [
        put(withdrawn_item(gone), *unchanged("published", current.revision)),
        put(revision_item(current)),
        put(revision_item(new)),
        *out_of_sight(current, now),
        *follow_up(gone, new, now),
    ]
    return Step(stands=gone, text=new, writes=writes)


def still_hidden(current: Withdrawn, new: Article, hold: Hold | None, now: datetime) -> Step:
    """Why it cannot be read stays as it was, where a person has to look; otherwise the new reason counts."""
    why = current.why if current.why.needs_a_person or hold is None else hold.why
    gone = replace(current, revision=new.revision, why=why, until=hold.until if hold else None)
    writes = [
        put(withdrawn_item(gone), *as_hidden(current)),
        put(revision_item(new)),
        *follow_up(gone, new, now),
    ]
    return Step(stands=gone, text=new, writes=writes)


def follow_up(gone: Withdrawn, text: Article, now: datetime) -> list[Item]:
    """What has to come of it: an embargo ends by itself, the rest a person has to decide."""
    if gone.why is Why.EMBARGO and gone.until:
        return [put(Due(act=Act.RELEASE, slug=gone.slug, at=gone.until).item)]
    if gone.why in (Why.KILLED, Why.NOTICE):
        return [waits(gone.slug, gone.why, to_iso(now), text.headline)]
    return []


def edited(current: Article, new: Article, now: datetime) -> Step:
    """The new text with our editors' changes in it; where they do not fit, it waits, and the page stays as it is."""
    text, fits = with_edits(pictured_as(current, new), current.edits)
    if fits:
        done = [waits_no_more(text.slug)] if current.waiting else []
        return Step(stands=text, text=text, writes=[*in_place_of(current, text, now), *done])
    stands = replace(current, waiting=new.revision)
    writes = [
        put(article_item(stands), *as_read(current)),
        put(revision_item(new)),
        waits(current.slug, "edited", to_iso(now), new.headline),
    ]
    return Step(stands=stands, text=new, writes=writes)


def timed(new: Article, current: Article, now: datetime) -> Article:
    """With the times of `current`, and an update only where something else is said than before."""
    said = replace(new, published_at=current.published_at, correction=new.correction or current.correction)
    if says_the_same(current, new):
        return replace(said, updated_at=current.updated_at)
    return replace(said, updated_at=later(new.updated_at, current.published_at) or now)


def later(updated_at: datetime | None, published_at: datetime) -> datetime | None:
    return updated_at if updated_at and updated_at > published_at else None
