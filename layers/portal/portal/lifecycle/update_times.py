"""When an article says «Bijgewerkt», and since when: of a first text, and of one that follows another."""

from dataclasses import replace
from datetime import datetime, timedelta

from portal.model.article import Article
from portal.model.same_words import says_the_same

SOON = timedelta(seconds=60)
"""An entry that is «updated» within a minute of publication has simply been published."""


def first_updated_at(updated_at: datetime | None, published_at: datetime, now: datetime) -> datetime | None:
    """Of a text that came at `now`; `updated_at`: as its feed says. None where it has simply been published."""
    if updated_at is None or updated_at - published_at < SOON:
        return None
    return min(updated_at, now)


def timed(new: Article, current: Article, now: datetime) -> Article:
    """`new` with the times of `current`, and an update only where it says something else than before: the feed's moment
    when that is later than publication, else `now`.
    """
    text = replace(new, published_at=current.published_at, correction=new.correction or current.correction)
    if says_the_same(current, new):
        return replace(text, updated_at=current.updated_at)
    return replace(text, updated_at=later(new.updated_at, current.published_at) or now)


def later(updated_at: datetime | None, published_at: datetime) -> datetime | None:
    return updated_at if updated_at and updated_at > published_at else None
