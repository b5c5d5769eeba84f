"""The state of a feed after a look at it; what is too long, too often or too much is told in model.feed_state."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from portal.http.response import Fetched, NotModified
from portal.ingest.schedule import next_due, next_try
from portal.model.article import Document
from portal.model.errors import FeedError, FetchError
from portal.model.feed import Feed
from portal.model.feed_state import FeedState

GONE = 410
GONE_TIMES, GONE_FOR = 3, timedelta(days=1)
"""After so many answers of it over so long a feed is paused."""


def after_success(feed: Feed, state: FeedState, answer: Fetched | NotModified, now: datetime) -> FeedState:
    return replace(
        state,
        url=feed.url,
        etag=answer.etag,
        last_modified=answer.last_modified,
        next_due=next_due(feed, now, asked=state.asked),
        streak=0,
        last_success=now,
        gone_since=None,
        gone_times=0,
        paused=False,
    )


def unfinished(state: FeedState, due: datetime | None) -> FeedState:
    """Not all of it is in: the next look must be given the whole of it again, at `due` or when it would be anyway."""
    return replace(state, etag=None, last_modified=None, body_hash=None, next_due=due or state.next_due)


def after_failure(feed: Feed, state: FeedState, error: FeedError, now: datetime) -> FeedState:
    """Tried again ever later, and never given up; but a feed that says for a day that it is gone (410) is paused."""
    retry_after = error.retry_after if isinstance(error, FetchError) else None
    streak = state.streak + 1
    is_gone = isinstance(error, FetchError) and error.status == GONE
    since = (state.gone_since or now) if is_gone else None
    times = state.gone_times + 1 if is_gone else 0
    return replace(
        state,
        next_due=next_try(feed, now, streak=streak, retry_after=retry_after),
        streak=streak,
        last_error=error.reason,
        last_error_at=now,
        gone_since=since,
        gone_times=times,
        paused=times >= GONE_TIMES and since is not None and now - since >= GONE_FOR,
    )


def after_redirect(state: FeedState, to: str | None, now: datetime) -> FeedState:
    """It redirects permanently to `to`, None for not at all. Followed, counted, proposed; never applied by itself."""
    if to is None or to != state.moved_to:
        return replace(state, moved_to=to, moved_since=now if to else None, moved_times=1 if to else 0)
    return replace(state, moved_times=state.moved_times + 1)


def with_news(state: FeedState, document: Document, now: datetime) -> FeedState:
    """Other entries than before are news. Not what was stored: after a crash and a retry, that is nothing."""
    ids = "\0".join(sorted(entry.id for entry in document.entries))
    entries_hash = sha256(ids.encode("utf-8", "replace")).hexdigest()
    return state if entries_hash == state.entries_hash else replace(state.with_news(now), entries_hash=entries_hash)
