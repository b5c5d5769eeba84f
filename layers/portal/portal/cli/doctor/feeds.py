"""Every feed, fetched and read from this machine; nothing is stored."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from portal.cli.doctor.finding import Finding, Findings, Room
from portal.cli.plural import several
from portal.ingest.agenda import is_agenda
from portal.model.article import Document
from portal.model.clock import system_clock
from portal.model.errors import FeedError, FetchError
from portal.model.feed import Feed

AT_ONCE = 16

ReadFeed = Callable[[Feed], Document]
"""Fetches and parses a feed. Raises FeedError."""


def of_feeds(feeds: Iterable[Feed], read: ReadFeed) -> Findings:
    """One finding a feed, in the order of site.toml; of those that are delivered nothing can be fetched."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        yield from threads.map(lambda feed: _of_feed(feed, read), (feed for feed in feeds if feed.folder is None))


def _of_feed(feed: Feed, read: ReadFeed) -> Finding:
    room = Room("feeds")
    try:
        document = read(feed)
    except FeedError as error:
        remedy = error.remedy if isinstance(error, FetchError) else ""
        look = f"open {feed.url} in a browser; ask the agency, or mend feeds.{feed.id}.url"
        return room.problem(f"{feed.id}: {error}", remedy or look)
    if not document.entries:
        return room.advice(f"{feed.id}: {document.format}, but empty", "ask the agency whether that is right")
    if is_agenda(feed, document, system_clock()):
        return room.advice(
            f"{feed.id}: an agenda, whose entries lie mostly ahead: none is taken in",
            f"take feeds.{feed.id} out, or write agenda = false for it",
        )
    return room.ok(f"{feed.id}: {document.format}, {several(len(document.entries), 'entry', 'entries')}")
