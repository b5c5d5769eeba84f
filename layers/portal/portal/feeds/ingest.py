"""One feed, from its URL to the table: fetched on condition, parsed, and only what changed is written."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from time import perf_counter

from portal.feeds.accept import NotAcceptedError, origins_of, to_article
from portal.feeds.fetch import Fetched, NotModified, Validators
from portal.feeds.parse import parse
from portal.feeds.reports import Report
from portal.feeds.schedule import next_due, next_try
from portal.model.article import Document, Entry, Origin
from portal.model.clock import Clock
from portal.model.errors import FeedError, FetchError
from portal.model.feed import Feed, FeedState
from portal.model.section import Section
from portal.model.site import Site
from portal.storage.desk import Desk
from portal.storage.feed_states import FeedStates
from portal.storage.writes import Known

logger = logging.getLogger("portal")

WHOLE_EVERY = timedelta(days=1)
"""Once a day a feed is asked without conditions: a server whose validators are stuck would hide news for ever."""

Fetch = Callable[[str, Validators], Fetched | NotModified]


class Ingest:
    """Takes feeds in. Whatever happens to one is in its report and its state, and never touches another."""

    def __init__(self, site: Site, *, desk: Desk, states: FeedStates, fetch: Fetch, clock: Clock) -> None:
        self._site = site
        self._desk = desk
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
        """Stores what is new or changed in `document`, oldest first, each article in a transaction of its own."""
        section = self._site.section_or_orphan(feed.section)
        known = self._desk.known([origin for entry in document.entries for origin in origins_of(entry, feed)])
        refused: Counter[str] = Counter()
        counts = Counter(
            self._store_entry(entry, feed, section, _known(entry, feed, known), refused)
            for entry in reversed(document.entries)
        )
        if refused:
            reasons = ", ".join(f"{number} {reason}" for reason, number in refused.most_common(5))
            logger.warning("%s: entries not accepted: %s", feed.id, reasons, extra={"feed": feed.id})
        return Report(
            feed=feed.id,
            stored=counts["stored"],
            updated=counts["updated"],
            unchanged=counts["unchanged"],
            failed=counts["failed"],
        )

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

    def _store_entry(
        self, entry: Entry, feed: Feed, section: Section, known: Known | None, refused: Counter[str]
    ) -> str:
        """Which count of the report it adds to; why it was refused is counted in `refused`."""
        now = self._clock()
        try:
            article = to_article(entry, feed=feed, section=section, now=now)
        except NotAcceptedError as refusal:
            refused[str(refusal)] += 1
            return "failed"
        if known is None:
            return "stored" if self._desk.publish(article, taken=self._site.taken_slugs) else "unchanged"
        if known.fingerprint == article.fingerprint:
            return "unchanged"
        return "updated" if self._desk.revise(known, article, now) else "unchanged"

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


def _known(entry: Entry, feed: Feed, known: Mapping[Origin, Known]) -> Known | None:
    return next((known[origin] for origin in origins_of(entry, feed) if origin in known), None)


def _with_news(state: FeedState, document: Document, now: datetime) -> FeedState:
    """Other entries than before are news. Not what was stored: after a crash and a retry, that is nothing."""
    ids = "\0".join(sorted(entry.id for entry in document.entries))
    entries_hash = sha256(ids.encode("utf-8", "replace")).hexdigest()
    return state if entries_hash == state.entries_hash else replace(state.with_news(now), entries_hash=entries_hash)
