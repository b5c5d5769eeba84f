"""Polls one feed: a conditional fetch, parsed, and only what changed is stored."""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto
from functools import partial
from hashlib import sha256
from time import monotonic, perf_counter
from typing import Protocol
from urllib.parse import urlsplit

from portal.feeds.parsing.identity import by_address, doubtful
from portal.http.response import UNCONDITIONAL, Fetched, NotModified, Validators
from portal.ingest.agenda import is_agenda
from portal.ingest.anp_api import gather, is_list
from portal.ingest.isolation.supervisor import parse_isolated
from portal.ingest.next_feed_state import after_failure, after_redirect, after_success, unfinished, with_news
from portal.ingest.report import Report
from portal.ingest.store_entries import Intake
from portal.model.article import Document
from portal.model.clock import Clock
from portal.model.errors import FeedError, FormatChangedError, ParseError, UnkeptError
from portal.model.feed import Feed
from portal.model.feed_state import COUNTED, FeedState
from portal.model.site import LOOPBACK, Site
from portal.storage.feed_states import FeedStates
from portal.storage.quarantine import OF_A_FEED, OF_FILES, Quarantine

logger = logging.getLogger("portal")

WHOLE_EVERY = timedelta(days=1)
"""Once a day a feed is asked without conditions: a server whose validators are stuck would hide news for ever."""
LONGEST_LOOK = 40.0
"""Seconds, from which on no further entry of a feed is stored: ingest has a minute, and what has begun must end."""
LONGEST_GATHERING = 20.0
"""Seconds for the items of one list: ingest has a minute for everything."""
NAMED_ITEMS = 3
"""Of those that are refused for one reason: enough to find them."""
HOST_IS_BUSY = timedelta(seconds=20)


class Fetch(Protocol):
    """One request for a feed, or for a part of it at `url`. Raises FetchError."""

    def __call__(self, feed: Feed, url: str, validators: Validators) -> Fetched | NotModified: ...


class Parse(Protocol):
    """A document from its bytes, as portal.feeds.parsing.document.parse. Raises ParseError."""

    def __call__(
        self,
        body: bytes,
        *,
        url: str,
        content_type: str | None,
        format: str | None,  # noqa: A002
        found_at: str | None = None,
    ) -> Document: ...


HoldHost = Callable[[str, str], AbstractContextManager[bool]]
"""Holds a host for a feed; whether it could be had."""


@dataclass(frozen=True, kw_only=True)
class Raw:
    """A document as it came: from the address `name`, or as a file of that name. `gate`, `found_at`: as of Fetched."""

    body: bytes
    name: str
    content_type: str | None = None
    gate: str | None = None
    found_at: str | None = None
    is_file: bool = False

    @property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()


class _Kept(Enum):
    """Whether a refused document is in quarantine: since now, already (or too many others are), or not."""

    NEW = auto()
    KNOWN = auto()
    FAILED = auto()


@dataclass(frozen=True, kw_only=True)
class _Whole:
    """A document; of an API, of which items are fetched one by one, how far it was read, and is there `more`?
    `is_kept`: whether the items that could not be had are in quarantine.
    """

    body: bytes
    cursor: str
    more: bool = False
    is_kept: bool = True


class Ingest:
    """Takes feeds in. Whatever happens to one is in its report and its state, and never touches another."""

    def __init__(
        self,
        site: Site,
        *,
        intake: Intake,
        states: FeedStates,
        quarantine: Quarantine,
        fetch: Fetch,
        lock: HoldHost,
        clock: Clock,
        parse: Parse = parse_isolated,
        longest_look: float = LONGEST_LOOK,
    ) -> None:
        self._intake = intake
        self._states = states
        self._quarantine = quarantine
        self._fetch = fetch
        self._parse = parse
        self._lock = lock
        self._clock = clock
        self._longest_look = longest_look
        self._shared_hosts = _shared_hosts(site)

    def take(self, feed: Feed, *, lock: bool = True) -> Report:
        """Fetches `feed` and stores what is new or changed in it, as far as a look may take; the rest at the next one.

        `lock`: only while nobody else with a lock is at its host, where several feeds have the same one; else it is
        postponed. Whoever knows that nobody is (ingest.spacing) need not write that down.

        A feed that cannot be fetched or read is reported and tried again later. Raises StorageError: then the state of
        the feed is as before, and taking it again ends in the same table. A bucket of quarantine that fails is no such
        error: news goes on, the report says that a document was not kept, and the next look tries again.
        """
        started = perf_counter()
        report = self._recorded(feed, partial(self._in_turn if lock else self._take, feed))
        return replace(report, seconds=perf_counter() - started)

    def read(self, feed: Feed, body: bytes, *, name: str) -> Report:
        """Stores what is in a file that `feed`'s agency left. What cannot be read is reported, and in quarantine.

        Raises StorageError, also where quarantine cannot be written: a file comes once, so its message has to come
        again. What can be stored of it is stored by then.
        """
        return self._recorded(feed, partial(self._read, feed, Raw(body=body, name=name, is_file=True)))

    def store(self, feed: Feed, document: Document, *, only_new: bool = False) -> Report:
        """Stores what is new or changed in `document`, which no look at `feed` brought; see ingest.store_entries."""
        return self._intake.store(feed, document, only_new=only_new)

    def _recorded(self, feed: Feed, look: Callable[[FeedState], tuple[Report, FeedState]]) -> Report:
        """What came of a look at `feed`, once it is remembered."""
        state, started = self._states.get(feed.id), perf_counter()
        try:
            report, state = look(state)
        except FeedError as error:
            report = _failed(feed, error)
            state = after_failure(feed, state, error, self._clock())
            state = replace(state, took=_seconds_since(started))
        now = self._clock()
        counted = state.counted(now, [getattr(report, name) for name in COUNTED], fresh=report.fresh)
        self._states.save(replace(counted, looked_at=now))
        return report

    def _read(self, feed: Feed, raw: Raw, state: FeedState) -> tuple[Report, FeedState]:
        now = self._clock()
        document = self._parsed(feed, raw)
        report, state = self._stored(feed, document, raw, state)
        return report, replace(with_news(state, document, now), last_success=now, streak=0)

    def _in_turn(self, feed: Feed, state: FeedState) -> tuple[Report, FeedState]:
        """Of several feeds on one host one at a time; one that cannot have its turn is left for the next run."""
        host = urlsplit(feed.url).hostname or ""
        if host not in self._shared_hosts:
            return self._take(feed, state)
        with self._lock(host, feed.id) as ours:
            if ours:
                return self._take(feed, state)
        now = self._clock()
        return Report(feed=feed.id, postponed=True), replace(state, next_due=now + HOST_IS_BUSY)

    def _take(self, feed: Feed, state: FeedState) -> tuple[Report, FeedState]:
        now, ends = self._clock(), monotonic() + self._longest_look
        whole = state.fetched_whole_at is None or now - state.fetched_whole_at >= WHOLE_EVERY
        validators = UNCONDITIONAL if whole else Validators(etag=state.etag, last_modified=state.last_modified)
        if state.is_agenda and feed.agenda is False:
            state, validators = unfinished(state, None), UNCONDITIONAL  # what was refused may come now
        started = perf_counter()
        answer = self._fetch(feed, feed.url, validators)
        state = replace(after_success(feed, state, answer, now), took=_seconds_since(started))
        if isinstance(answer, NotModified):
            return Report(feed=feed.id, not_modified=True), state
        state = after_redirect(replace(state, fetched_whole_at=now) if whole else state, answer.moved_to, now)
        body_hash = sha256(answer.body).hexdigest()
        if body_hash == state.body_hash:
            return Report(feed=feed.id, not_modified=True, bytes=answer.wire_bytes), state
        whole_of_it = self._whole(feed, answer, state)
        raw = _raw(feed, answer, whole_of_it.body)
        parsed = self._parsed(feed, raw, state.format)
        document, state = _identified(feed, parsed, replace(state, took=_seconds_since(started)))
        report, state = self._stored(feed, document, raw, state, has_time=lambda: monotonic() < ends)
        # An API is read on from the last item that was stored, not from the last that was fetched.
        state = replace(state, body_hash=body_hash, cursor=state.cursor if report.left else whole_of_it.cursor)
        state = replace(with_news(state, document, now), asked=_asked(feed, answer, document))
        if whole_of_it.more or report.left:
            state = unfinished(state, now if report.left else None)
        # Tomorrow the same document brings what is too much today; at the next look, what quarantine did not take.
        if report.is_over_budget or report.unkept:
            state = replace(state, body_hash=None, etag=None, last_modified=None)
        return replace(report, bytes=answer.wire_bytes, unkept=report.unkept + (not whole_of_it.is_kept)), state

    def _whole(self, feed: Feed, answer: Fetched, state: FeedState) -> _Whole:
        """An API is read on behind items that could not be had, whether or not they are kept: news goes first."""
        if feed.format not in (None, "anp") or not is_list(answer.body):
            return _Whole(body=answer.body, cursor=state.cursor)
        ends = monotonic() + LONGEST_GATHERING

        def get(url: str) -> bytes:
            part = self._fetch(feed, url, UNCONDITIONAL)
            return part.body if isinstance(part, Fetched) else b""

        gathered = gather(feed.url, answer.body, get, since=state.cursor, has_time=lambda: monotonic() < ends)
        is_kept = True
        if gathered.refused:
            raw = Raw(body=answer.body, name=feed.url, content_type=answer.content_type)
            kept = self._catch(feed, raw, what=_without_ids(gathered.refused), reasons=gathered.refused)
            is_kept = kept is not _Kept.FAILED
        return _Whole(body=gathered.body, cursor=gathered.cursor, more=gathered.more, is_kept=is_kept)

    def _parsed(self, feed: Feed, raw: Raw, spoken: str | None = None) -> Document:
        """Raises ParseError; then the bytes are in quarantine: of a feed once a day, of files each, up to a number.

        `spoken`: the format of the feed's first good look. A server that changes it speaks another language with other
        powers: that is for a person to allow, in site.toml.
        """
        try:
            document = self._parse(
                raw.body, url=raw.name, content_type=raw.content_type, format=feed.format, found_at=raw.found_at
            )
            _refuse_another_format(feed, document, spoken)
        except ParseError as error:
            hint = f" (found at {raw.gate}: a consent or payment gate?)" if raw.gate and "HTML" in error.reason else ""
            reason = f"{error.reason}{hint}"
            kept = self._catch(feed, raw, what=error.reason[:40], reasons=[reason])
            if isinstance(error, FormatChangedError):
                error.is_new, error.is_kept = kept is _Kept.NEW, kept is not _Kept.FAILED
                raise
            hinted = ParseError(error.url, reason)
            hinted.is_kept = kept is not _Kept.FAILED
            raise hinted from error
        return document

    def _stored(
        self,
        feed: Feed,
        document: Document,
        raw: Raw,
        state: FeedState,
        *,
        has_time: Callable[[], bool] = lambda: True,
    ) -> tuple[Report, FeedState]:
        """What is refused is kept, once all was looked at: of a feed the same refusal once a day, of files each."""
        budget = feed.daily - state.fresh_of_last_day(self._clock())
        ahead = is_agenda(feed, document, self._clock(), before=state.is_agenda and feed.folder is None)
        report = self._intake.store(feed, document, has_time=has_time, budget=budget, is_agenda=ahead)
        state = replace(state, format=state.format or _spoken(feed, document), is_agenda=ahead)
        return self._with_quarantined(feed, raw, report), state

    def _with_quarantined(self, feed: Feed, raw: Raw, report: Report) -> Report:
        if not report.refused or report.left:
            return report
        reasons = sorted({reason for _, reason in report.refused})
        kept = self._catch(feed, raw, what="\0".join(reasons), reasons=_with_items(report))
        return replace(report, quarantined=int(kept is _Kept.NEW), unkept=int(kept is _Kept.FAILED))

    def _catch(self, feed: Feed, raw: Raw, *, what: str, reasons: Sequence[str]) -> _Kept:
        """Of a feed, what is refused in other words is another refusal; ids, which change at will, say nothing.

        Raises UnkeptError for a file, whose message comes again for it.
        """
        try:
            is_new = self._quarantine.catch(
                raw.body,
                feed=feed.id,
                name=raw.name,
                what=raw.digest if raw.is_file else what,
                reasons=reasons,
                now=self._clock(),
                content_type=raw.content_type,
                most=OF_FILES if raw.is_file else OF_A_FEED,
            )
        except UnkeptError as error:
            if raw.is_file:
                raise
            logger.error("%s", error, extra={"feed": feed.id})  # noqa: TRY400  the bucket is at fault, no traceback helps
            return _Kept.FAILED
        return _Kept.NEW if is_new else _Kept.KNOWN


def _failed(feed: Feed, error: FeedError) -> Report:
    """A person is told at once of a change of format, and of what was not kept; of all else when it goes on."""
    rings = isinstance(error, FormatChangedError) and error.is_new
    is_lost = isinstance(error, ParseError) and not error.is_kept
    return Report(feed=feed.id, error=str(error), failed=1, quarantined=int(rings), unkept=int(is_lost))


def _without_ids(refused: Sequence[str]) -> str:
    """Why items of a list were refused, of which each begins with the id of its item."""
    return "\0".join(sorted({one.partition(": ")[2] for one in refused}))


def _identified(feed: Feed, document: Document, state: FeedState) -> tuple[Document, FeedState]:
    """A feed whose ids cannot be relied on is not believed again: an id that helps today would not tomorrow."""
    if document.is_of_a_wire:
        return document, state
    if not state.doubts_ids and doubtful(document.entries):
        logger.warning("%s: its ids cannot be relied on; addresses and texts are from now on", feed.id)
        state = replace(state, doubts_ids=True)
    if not state.doubts_ids:
        return document, state
    return replace(document, entries=by_address(document.entries)), state


def _refuse_another_format(feed: Feed, document: Document, spoken: str | None) -> None:
    if spoken and feed.format is None and document.format != spoken:
        remedy = f'if that is meant, write format = "{document.format}" for feed {feed.id} in site.toml'
        raise FormatChangedError(feed.url, f"is {document.format}, and was {spoken} until now; {remedy}")


def _spoken(feed: Feed, document: Document) -> str | None:
    """The format that a feed is held to from its first good look on; files may be of any."""
    return document.format if document.entries and feed.folder is None else None


def _with_items(report: Report) -> list[str]:
    """Each reason, and the first items that were refused for it."""
    items: dict[str, list[str]] = {}
    for item, reason in report.refused:
        items.setdefault(reason, []).append(item)
    return [
        f"{reason}: {', '.join(some[:NAMED_ITEMS])}{' …' if len(some) > NAMED_ITEMS else ''}"
        for reason, some in sorted(items.items())
    ]


def _raw(feed: Feed, answer: Fetched, body: bytes) -> Raw:
    return Raw(body=body, name=feed.url, content_type=answer.content_type, gate=answer.gate, found_at=answer.address)


def _seconds_since(started: float) -> int:
    return int(perf_counter() - started)


def _shared_hosts(site: Site) -> frozenset[str]:
    """Hosts that several feeds are fetched from; this machine is not asked too much."""
    hosts = [urlsplit(feed.url).hostname or "" for feed in site.feeds if feed.folder is None]
    return frozenset(host for host in hosts if hosts.count(host) > 1 and host not in LOOPBACK)


def _asked(feed: Feed, answer: Fetched, document: Document) -> int:
    """Seconds that the server wants between two looks; on this machine nobody is asked."""
    return 0 if urlsplit(feed.url).hostname in LOOPBACK else max(answer.max_age, document.ttl)
