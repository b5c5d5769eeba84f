"""One feed, from its URL to the table: fetched on condition, parsed, and only what changed is written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from time import perf_counter

from portal.feeds.fetch import Fetched, NotModified, Validators
from portal.feeds.intake import Intake
from portal.feeds.parse import parse
from portal.feeds.reports import Report
from portal.feeds.schedule import next_due, next_try
from portal.model.article import Document
from portal.model.clock import Clock
from portal.model.errors import FeedError, FetchError
from portal.model.feed import Feed, FeedState
from portal.model.site import Site
from portal.storage.desk import Desk
from portal.storage.feed_states import FeedStates

WHOLE_EVERY = timedelta(days=1)
"""Once a day a feed is asked without conditions: a server whose validators are stuck would hide news for ever."""

Fetch = Callable[[str, Validators], Fetched | NotModified]


class Ingest:
    """Takes feeds in. Whatever happens to one is in its report and its state, and never touches another."""

    def __init__(self, site: Site, *, desk: Desk, states: FeedStates, fetch: Fetch, clock: Clock) -> None:
        self._intake = Intake(site, desk=desk, clock=clock)
        self._states = states
        self._fetch = fetch
        self._clock = clock

    def take(self, feed: Feed) -> Report:
        """Fetches `feed` and stores what is new or changed in it.

        A feed that cannot be fetched or read is reported and tried again later. Raises StorageError: then the state of
        the feed is as before, and taking it again ends in the same table.
        """
        started = perf_counter()
        state = self._states.get(feed.id)
        try:
            report, state = self._take(feed, state)
        except FeedError as error:
            report, state = Report(feed=feed.id, error=str(error), failed=1), self._failed(feed, state, error)
        self._states.save(state)
        return replace(report, seconds=perf_counter() - started)

    def store(self, feed: Feed, document: Document) -> Report:
        """Stores what is new or changed in `document`; see feeds.intake."""
        return self._intake.store(feed, document)

    def _take(self, feed: Feed, state: FeedState) -> tuple[Report, FeedState]:
        now = self._clock()
        whole = state.fetched_whole_at is None or now - state.fetched_whole_at >= WHOLE_EVERY
        validators = Validators() if whole else Validators(etag=state.etag, last_modified=state.last_modified)
        answer = self._fetch(feed.url, validators)
        state = self._succeeded(feed, state, answer)
        if isinstance(answer, NotModified):
            return Report(feed=feed.id, not_modified=True), state
        state = replace(state, fetched_whole_at=now) if whole else state
        body_hash = sha256(answer.body).hexdigest()
        if body_hash == state.body_hash:
            return Report(feed=feed.id, not_modified=True, bytes=answer.wire_bytes), state
        document = parse(answer.body, url=feed.url, content_type=answer.content_type, format=feed.format)
        report = self.store(feed, document)
        state = replace(_with_news(state, document, now), body_hash=body_hash)
        return replace(report, bytes=answer.wire_bytes), state

    def _succeeded(self, feed: Feed, state: FeedState, answer: Fetched | NotModified) -> FeedState:
        now = self._clock()
        return replace(
            state,
            url=feed.url,
            etag=answer.etag,
            last_modified=answer.last_modified,
            next_due=next_due(feed, now),
            leased_until=None,
            streak=0,
            last_success=now,
        )

    def _failed(self, feed: Feed, state: FeedState, error: FeedError) -> FeedState:
        now = self._clock()
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        streak = state.streak + 1
        return replace(
            state,
            next_due=next_try(feed, now, streak=streak, retry_after=retry_after),
            leased_until=None,
            streak=streak,
            last_error=error.reason,
            last_error_at=now,
        )


def _with_news(state: FeedState, document: Document, now: datetime) -> FeedState:
    """Other entries than before are news. Not what was stored: after a crash and a retry, that is nothing."""
    ids = "\0".join(sorted(entry.id for entry in document.entries))
    entries_hash = sha256(ids.encode("utf-8", "replace")).hexdigest()
    return state if entries_hash == state.entries_hash else replace(state.with_news(now), entries_hash=entries_hash)
