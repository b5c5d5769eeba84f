"""feeds, feeds check and ingest: what comes in, and why not."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import zip_longest
from math import inf
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from tqdm import tqdm

from portal.cli.parse import fetch_feed
from portal.cli.plural import several
from portal.cli.where import NoPortalError, add_where, feed_named, of_checkout, settings_of
from portal.ingest.agenda import is_agenda
from portal.ingest.isolation.supervisor import parse_isolated
from portal.ingest.report import Report
from portal.ingest.store_entries import Progress
from portal.ingest.wiring import create_worker, logins_of
from portal.model.clock import local, system_clock, to_iso
from portal.model.errors import FeedError, LoginError
from portal.model.feed import Feed
from portal.model.feed_state import COUNTED, FeedState
from portal.settings import Settings
from portal.storage.feed_states import FeedStates
from portal.storage.locks import LONGEST_WAIT
from portal.storage.table import Table

AT_ONCE = 16
HEADINGS = ("feed", "section", "last success", "quiet since", "next due", "streak", "24 h", "what is the matter")
AGENDA = "an agenda: its entries lie mostly ahead, and none is taken in; take it out, or write agenda = false for it"
RED, YELLOW, PLAIN = "\033[31m", "\033[33m", "\033[0m"


def add_commands(commands: Any) -> None:
    feeds = commands.add_parser("feeds", help="every feed: last success, last error, next due; `feeds check` tries all")
    feeds.add_argument("check", nargs="?", choices=("check",), help="fetch and read every feed now; nothing is stored")
    feeds.add_argument("--json", action="store_true", help="for programs")
    feeds.set_defaults(run=_feeds)
    ingest = commands.add_parser("ingest", help="take in one feed, or all of them, now")
    ingest.add_argument("feed", nargs="?", metavar="FEED", help="its id in site.toml")
    ingest.set_defaults(run=_ingest)
    for parser in (feeds, ingest):
        add_where(parser)


def _feeds(options: argparse.Namespace) -> int:
    if options.check:
        return _check(_of_feeds(options), as_json=options.json)
    settings = settings_of(options)
    states = FeedStates(Table(settings.dynamodb(), settings.table_name)).all()
    rows = [(feed, states.get(feed.id, FeedState(feed=feed.id))) for feed in settings.site.feeds]
    if options.json:
        print(json.dumps([_as_json(feed, state) for feed, state in rows], indent=2))
    elif not rows:
        print("site.toml has no feeds; add one under [[feeds]]")
    else:
        now = system_clock()
        colours = [_colour(state, now) for _, state in rows] if _is_coloured() else []
        _print_table([HEADINGS, *(_row(feed, state, now) for feed, state in rows)], ["", *colours])
        print(f"24 h: {', '.join(COUNTED)}")
    return 0


def _of_feeds(options: argparse.Namespace) -> Settings:
    """Trying feeds needs no portal."""
    try:
        return settings_of(options)
    except NoPortalError:
        return of_checkout()


def _is_coloured() -> bool:
    """Source: no-color.org."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _colour(state: FeedState, now: datetime) -> str:
    if state.is_failing or state.paused:
        return RED
    return YELLOW if state.streak or state.is_quiet(now) or state.should_move or state.is_agenda else ""


def _check(settings: Settings, *, as_json: bool) -> int:
    feeds = [feed for feed in settings.site.feeds if feed.folder is None]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        trying = threads.map(lambda feed: _try(feed, settings), feeds)
        outcomes = dict(zip(feeds, tqdm(trying, total=len(feeds), unit="feed", disable=None), strict=True))
    if as_json:
        rows = [{"feed": feed.id, "url": feed.url, **outcome} for feed, outcome in outcomes.items()]
        print(json.dumps(rows, indent=2))
    else:
        for feed, outcome in outcomes.items():
            words = outcome["error"] or f"{outcome['format']}, {several(outcome['entries'], 'entry', 'entries')}"
            words += f"; {AGENDA}" if outcome["is_agenda"] else ""
            print(f"{'FAILED' if outcome['error'] else 'ok':6}  {feed.id}  {words}")
    return 1 if any(outcome["error"] for outcome in outcomes.values()) else 0


def _try(feed: Feed, settings: Settings) -> dict[str, Any]:
    try:
        answer = fetch_feed(feed, settings)
        document = parse_isolated(
            answer.body, url=feed.url, content_type=answer.content_type, format=feed.format, found_at=answer.address
        )
    except LoginError as error:
        return {"error": f"{error} ({error.remedy})", "format": None, "entries": 0, "is_agenda": False}
    except FeedError as error:
        return {"error": str(error), "format": None, "entries": 0, "is_agenda": False}
    ahead = is_agenda(feed, document, system_clock())
    return {"error": None, "format": document.format, "entries": len(document.entries), "is_agenda": ahead}


def _ingest(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    feeds: Sequence[Feed] = settings.site.feeds
    if options.feed:
        feeds = [feed_named(settings.site, options.feed)]
    delivered = [feed.id for feed in feeds if feed.folder]
    if delivered:
        print(f"not fetched, because their agencies deliver: {', '.join(delivered)}")
    feeds = [feed for feed in feeds if feed.folder is None]
    bar = tqdm(unit="entry", disable=None)
    worker = create_worker(
        settings,
        tell=lambda _report, _run: None,
        longest_look=inf,
        host_wait=LONGEST_WAIT,
        progress=_on(bar),
    )

    def take(feed: Feed) -> Report:
        """A login that is not at hand here is no failure of the feed: nothing of it is remembered."""
        try:
            logins_of(settings).of(feed)
        except LoginError as error:
            return Report(feed=feed.id, error=f"{error} ({error.remedy})")
        return worker.take(feed)

    with bar, ThreadPoolExecutor(AT_ONCE) as threads:
        reports = list(threads.map(take, feeds))
    for report in reports:
        print(_in_words(report))
    return 1 if any(report.error for report in reports) else 0


def _on(bar: "tqdm[Any]") -> Progress:
    """Shows on `bar` how many entries of all feeds have been looked at; threads may call it at once."""
    lock, of_feeds = Lock(), dict[str, int]()

    def progress(feed: str, _number: int, of: int) -> None:
        with lock:
            of_feeds[feed] = of
            bar.total = sum(of_feeds.values())
            bar.update()

    return progress


def _in_words(report: Report) -> str:
    if report.error:
        return f"{report.feed}: FAILED {report.error}"
    if report.not_modified:
        return f"{report.feed}: not modified"
    counts = f"{report.stored} stored, {report.updated} updated, {report.unchanged} unchanged"
    rare = {"held": report.held, "killed": report.killed, "asked for what they may not": report.noticed}
    more = "".join(f", {count} {name}" for name, count in rare.items() if count)
    reasons = "".join(f"\n    {count} x {reason}" for reason, count in report.reasons)
    agenda = f"; {AGENDA}" if report.is_agenda else ""
    return f"{report.feed}: {counts}{more}, {report.failed} not accepted{agenda}{reasons}"


def _row(feed: Feed, state: FeedState, now: datetime) -> tuple[str, ...]:
    due = "now" if state.next_due is None else _moment(state.next_due)
    if feed.folder or state.paused:
        due = "delivered" if feed.folder else "paused"
    counts = " ".join(map(str, state.of_last_day(now)))
    times = (_moment(state.last_success), _moment(state.last_news), due)
    return feed.id, feed.section, *times, str(state.streak), counts, _matter(state)


def _matter(state: FeedState) -> str:
    """What somebody should know of it, the most urgent first."""
    said = []
    if state.paused:
        said.append("answers 410 for a day: it is gone; take it out of site.toml, or `portal ingest` it")
    if state.should_move and state.moved_to:
        far = "" if _same_site(state.moved_to, state.url or "") else " (another owner?)"
        said.append(f"redirects permanently to {state.moved_to}{far}: write that into site.toml")
    if state.is_agenda:
        said.append(AGENDA)
    if state.doubts_ids:
        said.append("its ids cannot be relied on: entries are told apart by address and text; tell the agency")
    if state.last_error:
        over = "" if state.streak else "(over) "
        said.append(f"{over}{_moment(state.last_error_at)} {state.last_error}")
    return "; ".join(said) or "-"


def _same_site(one: str, other: str) -> bool:
    """Whether both hosts end in the same two names: enough to warn by."""
    ends = [".".join((urlsplit(url).hostname or "").split(".")[-2:]) for url in (one, other)]
    return ends[0] == ends[1]


def _as_json(feed: Feed, state: FeedState) -> dict[str, Any]:
    return {
        "feed": feed.id,
        "url": feed.url,
        "section": feed.section,
        "last_success": _iso(state.last_success),
        "last_error": state.last_error,
        "last_error_at": _iso(state.last_error_at),
        "next_due": _iso(state.next_due),
        "streak": state.streak,
        "quiet_since": _iso(state.last_news),
        "is_quiet": state.is_quiet(system_clock()),
        "paused": state.paused,
        "is_agenda": state.is_agenda,
        "moved_to": state.moved_to if state.should_move else None,
        "last_day": dict(zip(COUNTED, state.of_last_day(system_clock()), strict=True)),
    }


def _print_table(rows: Iterable[tuple[str, ...]], colours: Sequence[str] = ()) -> None:
    table = list(rows)
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for row, colour in zip_longest(table, colours[: len(table)], fillvalue=""):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        print(f"{colour}{line}{PLAIN}" if colour else line)


def _moment(moment: datetime | None) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M:%S}" if moment else "never"


def _iso(moment: datetime | None) -> str | None:
    return to_iso(moment) if moment else None
