"""publish: news of our own, as files. The same file means the same where an agency's folder takes it in."""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.cli.over_desk import DeskClient, DeskError, add_desk, desk_of
from portal.cli.where import add_where, feed_named, settings_of
from portal.feeds.parsing.identity import entry_hash
from portal.ingest.isolation.supervisor import parse_isolated
from portal.ingest.report import Report
from portal.ingest.wiring import create_worker, store_of
from portal.lifecycle.state import Hidden, Published, State
from portal.model.article import Entry, Origin, Why
from portal.model.clock import local, system_clock
from portal.model.errors import FeedError, ParseError
from portal.model.feed import OWN, Feed
from portal.model.site import Site
from portal.settings import Settings
from portal.storage.entries import known_entry
from portal.storage.table import Table


def add_commands(commands: Any) -> None:
    publish = commands.add_parser("publish", help="news of our own: Markdown with a head; again is an update")
    publish.add_argument("files", nargs="+", metavar="FILE.md", type=Path)
    publish.add_argument("--feed", metavar="ID", help=f"the feed in site.toml that they belong to ({OWN})")
    publish.set_defaults(run=_publish)
    add_where(publish)
    add_desk(publish)


def _publish(options: argparse.Namespace) -> int:
    """Each file on its own: one that cannot be used is named and keeps no other back."""
    if desk := desk_of(options):
        return _over(desk, options.files)
    settings = settings_of(options)
    feed = _feed(settings.site, options.feed)
    worker = create_worker(settings, tell=lambda _report, _run: None)
    refused = 0
    for path in options.files:
        seen = ""
        try:
            body = path.read_bytes()
            entry = _checked(body, path)
            report = worker.read(feed, body, name=path.name)
            seen = _seen(settings, _state(settings, feed, entry)) + _ahead(entry, system_clock())
        except FeedError as error:
            report = Report(feed=feed.id, error=f"{path}: {error.reason}")
        except OSError as error:
            report = Report(feed=feed.id, error=f"{path}: {error.strerror or error}")
        is_refused = report.error is not None or bool(report.refused)
        refused += is_refused
        print(_in_words(path, report, seen), file=sys.stderr if is_refused else sys.stdout)
    return 1 if refused else 0


def _over(desk: DeskClient, files: Sequence[Path]) -> int:
    """Over the newsroom of a site; one that is refused keeps no other back."""
    refused = 0
    for path in files:
        try:
            said = desk.ask("POST", "/files", {"name": path.name, "markdown": path.read_text("utf-8")})
            print(f"{path}: {said['outcome']}; {desk.origin}/nieuws/{said['slug']}")
        except (DeskError, OSError, UnicodeDecodeError) as error:
            refused += 1
            print(f"portal: {path}: {error}", file=sys.stderr)
    return 1 if refused else 0


def _feed(site: Site, asked: str | None) -> Feed:
    if asked:
        return feed_named(site, asked, option="--feed")
    return site.feed(OWN) or Feed(id=OWN, url=f"drop:{OWN}", section="", format="markdown")


def _checked(body: bytes, path: Path) -> Entry:
    """Raises ParseError for an embargo that nobody could keep."""
    (entry, *_) = parse_isolated(body, url=path.name, format="markdown").entries
    if entry.has_unreadable_embargo:
        raise ParseError(path.name, "has an embargo that is no moment; write it as in `embargo: 2026-11-24 15:30`")
    return entry


def _state(settings: Settings, feed: Feed, entry: Entry) -> State | None:
    table = Table(settings.dynamodb(), settings.table_name)
    known = known_entry(table, Origin(feed=feed.id, entry=entry_hash(feed.id, entry.id)))
    return store_of(table, settings.site).load(known) if known else None


def _seen(settings: Settings, state: State | None) -> str:
    """What readers see now, and where."""
    match state:
        case Published(article=article, later=later):
            address = f"{settings.site.origin}{article.path}"
            if later is None:
                return f"readers see it at {address}"
            return (
                f"readers keep the old text at {address}: a correction of ours does not fit the new one; "
                f"`portal restore {article.slug}` publishes it as it is in the file"
            )
        case Hidden(hidden=gone):
            return _hidden(gone.slug, gone.why, until=f"{local(gone.until):%Y-%m-%d %H:%M}" if gone.until else "")
    return ""


def _ahead(entry: Entry, now: datetime) -> str:
    """That a date to come keeps nothing back."""
    if entry.embargoed_until or entry.published_at is None or entry.published_at <= now:
        return ""
    return f"; its date {local(entry.published_at):%Y-%m-%d %H:%M} lies ahead and keeps it from nobody: `embargo` does"


def _hidden(slug: str, why: Why, *, until: str) -> str:
    if until:
        return f"readers do not see it: kept until {until}, when its embargo ends"
    if why is Why.WITHHELD:
        return "readers do not see it: its `status` is not usable; mend that and publish it again"
    return f"readers do not see it: it is hidden ({why}); `portal restore {slug}` publishes it"


def _in_words(path: Path, report: Report, seen: str) -> str:
    if report.error:
        return f"portal: {report.error}"
    if report.refused:
        return f"portal: {path}: not accepted: {', '.join(reason for _, reason in report.refused)}"
    words = {"stored": "published", "updated": "updated", "held": "kept", "killed": "taken back"}
    done = next((text for name, text in words.items() if getattr(report, name)), "nothing new")
    return f"{path}: {done}; {seen}" if seen else f"{path}: {done}"
