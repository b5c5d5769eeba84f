"""waiting, correct, publish: what editors do, beside what the wires bring."""

import argparse
import sys
from pathlib import Path
from typing import Any

from portal.cli.articles import tell
from portal.cli.where import add_where, feed_named, settings_of, table_of
from portal.cli.words import slug_of
from portal.feeds.formats.markdown import sections_of
from portal.feeds.parsing.document import parse
from portal.ingest.report import Report
from portal.ingest.wiring import create_worker
from portal.model.article import Entry
from portal.model.clock import local, system_clock
from portal.model.editing import Edit
from portal.model.errors import FeedError, ParseError
from portal.model.feed import Feed
from portal.model.site import Site
from portal.storage import articles
from portal.storage.desk import Desk

OWN = "redactie"
"""The feed of our own texts, where site.toml does not name another."""
REASONS = {
    "killed": "killed; a later revision waits",
    "notice": "its words say that something must go",
    "edited": "our correction does not fit the agency's new text",
}


def add_commands(commands: Any) -> None:
    waiting = commands.add_parser("waiting", help="what waits for a person: `restore SLUG` or leave it")
    waiting.set_defaults(run=_waiting)
    correct = commands.add_parser(
        "correct", help="change words of an article; the agency's next revision does not undo it"
    )
    correct.add_argument("slug", metavar="SLUG", type=slug_of, help="the article: its address, or the last part of it")
    correct.add_argument("old", metavar="OLD", help="words as they stand there, exactly once")
    correct.add_argument("new", metavar="NEW", help="what they become")
    correct.add_argument(
        "--called", default="", metavar="WORD", help="tell readers what it is, such as Correctie or Rectificatie"
    )
    correct.set_defaults(run=_correct)
    publish = commands.add_parser("publish", help="news of our own: Markdown with a head; again is an update")
    publish.add_argument("files", nargs="+", metavar="FILE.md", type=Path)
    publish.add_argument("--feed", metavar="ID", help=f"the feed in site.toml that they belong to ({OWN})")
    publish.set_defaults(run=_publish)
    for parser in (waiting, correct, publish):
        add_where(parser)


def _waiting(options: argparse.Namespace) -> int:
    found = table_of(options).read(articles.waiting())
    for one in found:
        reason = REASONS.get(one.why, one.why)
        print(f"{local(one.since):%Y-%m-%d %H:%M}  {one.slug}\n                  {one.headline} ({reason})")
    if not found:
        print("nothing waits")
    return 0


def _correct(options: argparse.Namespace) -> int:
    edit = Edit(old=options.old, new=options.new)
    outcome = Desk(table_of(options)).correct(options.slug, edit, system_clock(), called=options.called)
    return tell(outcome, f"corrected: /nieuws/{options.slug}")


def _publish(options: argparse.Namespace) -> int:
    """Each file on its own: one that cannot be used is named and keeps no other back."""
    settings = settings_of(options)
    feed = _feed(settings.site, options.feed)
    worker = create_worker(settings, tell=lambda _report, _run: None)
    refused = 0
    for path in options.files:
        hold = ""
        try:
            body = path.read_bytes()
            hold = _hold(_checked(body, path, settings.site, feed))
            report = worker.read(feed, body, name=path.name)
        except FeedError as error:
            report = Report(feed=feed.id, error=f"{path}: {error.reason}")
        except OSError as error:
            report = Report(feed=feed.id, error=f"{path}: {error.strerror or error}")
        refused += report.error is not None
        print(_in_words(path, report, hold), file=sys.stderr if report.error else sys.stdout)
    return 1 if refused else 0


def _feed(site: Site, asked: str | None) -> Feed:
    if asked:
        return feed_named(site, asked, option="--feed")
    return site.feed(OWN) or Feed(id=OWN, url=f"drop:{OWN}", section="", format="markdown")


def _checked(body: bytes, path: Path, site: Site, feed: Feed) -> Entry:
    """Raises ParseError for a text that says no section, or one that the site does not have."""
    (entry, *_) = parse(body, url=path.name, format="markdown").entries
    named = sections_of(entry)
    if (not named and not feed.section) or any(site.section(one) is None for one in named):
        known = ", ".join(section.slug for section in site.sections)
        raise ParseError(path.name, f"has no section of the site in its head; write `section: …`, one of: {known}")
    return entry


def _hold(entry: Entry) -> str:
    """Why readers do not get `entry`, if they do not: an embargo ends by itself, all else waits for another text."""
    if entry.embargoed_until:
        return f"kept until {local(entry.embargoed_until):%Y-%m-%d %H:%M}, when its embargo ends"
    return (
        "kept from readers: its `status` is not usable, or its `embargo` is no moment such as 2026-11-24 15:30;"
        " mend that and publish it again"
    )


def _in_words(path: Path, report: Report, hold: str) -> str:
    if report.error:
        return f"portal: {report.error}"
    words = {
        "stored": "published",
        "updated": "updated",
        "held": hold,
        "killed": "taken back",
        "unchanged": "nothing new",
    }
    said = next((text for name, text in words.items() if getattr(report, name)), "")
    reasons = ", ".join(reason for _, reason in report.refused)
    return f"{path}: {said or f'not accepted: {reasons}'}"
