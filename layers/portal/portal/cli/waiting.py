"""waiting, articles, history: what a person has to decide, what there is, and what happened to it."""

import argparse
from collections.abc import Iterator
from typing import Any

from portal.cli.where import add_where, table_of
from portal.cli.words import parse_slug
from portal.lifecycle.state import Hidden, Published
from portal.model.article import Moved, Why
from portal.model.clock import local, local_day, system_clock
from portal.storage import articles
from portal.storage.article_store import ArticleStore
from portal.storage.articles import HiddenRow, WaitingRow
from portal.storage.entries import Happening, history
from portal.storage.table import Table

REASONS = {
    "killed": "killed; a later revision waits",
    "notice": "its words say that something must go",
    "unreadable": "its embargo does not say when it ends",
    "edited": "our correction does not fit the agency's new text",
}
HELD = (Why.WITHHELD, Why.UNREADABLE, Why.NOTICE, Why.EMBARGO)
LISTED = 50


def add_commands(commands: Any) -> None:
    waiting = commands.add_parser(
        "waiting", help="what waits for a person: `restore SLUG`, or `--done SLUG` to leave it"
    )
    waiting.add_argument("--done", metavar="SLUG", type=parse_slug, help="it stays as it is, and waits no more")
    waiting.set_defaults(run=_waiting)
    listed = commands.add_parser("articles", help="articles with their state, the newest first")
    listed.add_argument("--held", action="store_true", help="not to be seen yet: withheld, embargo, notice")
    listed.add_argument("--embargoed", action="store_true", help="under embargo, and until when")
    listed.add_argument("--killed", action="store_true", help="taken back by their agency")
    listed.add_argument("--waiting", action="store_true", help="a person has to decide")
    listed.add_argument("--find", metavar="WORDS", default="", help="with these words in headline or lead")
    listed.set_defaults(run=_articles)
    told = commands.add_parser("history", help="what happened to an article: when, by which feed or whom, and why")
    told.add_argument("slug", metavar="SLUG", type=parse_slug, help="the article: its address, or the last part of it")
    told.set_defaults(run=_history)
    for parser in (waiting, listed, told):
        add_where(parser)


def _waiting(options: argparse.Namespace) -> int:
    table = table_of(options)
    if options.done:
        articles.wait_no_more(table, options.done)
        print(f"waits no more: {options.done}")
        return 0
    found = table.read(articles.waiting())
    for one in found:
        print(f"{local(one.since):%Y-%m-%d %H:%M}  {one.slug}\n                  {one.headline} ({_reason(one)})")
        print(f"                  {one.guid} of feed {one.feed}")
    if not found:
        print("nothing waits")
    return 0


def _reason(one: WaitingRow) -> str:
    if one.by:
        return f"feed {one.by} asked {one.asked}, and may not: they are not of one group"
    return REASONS.get(one.why, one.why)


def _articles(options: argparse.Namespace) -> int:
    table, number = table_of(options), 0
    for number, line in enumerate(_lines(options, table), 1):
        print(line)
        if number == LISTED:
            print(f"the first {LISTED}; --find WORDS looks for others")
            break
    if not number:
        print("no article like that")
    return 0


def _lines(options: argparse.Namespace, table: Table) -> Iterator[str]:
    words = options.find.casefold().split()
    if options.waiting:
        found = table.read(articles.waiting())
        yield from (f"{one.slug}  waits: {_reason(one)}" for one in found if _has(words, one.headline))
        return
    whys = {*(HELD if options.held else ()), *((Why.EMBARGO,) if options.embargoed else ())}
    whys |= {Why.KILLED} if options.killed else set()
    rows = table.read(articles.hidden_rows())
    yield from (_hidden(one) for one in rows if (not whys or one.why in whys) and _has(words, one.headline))
    if not whys:
        yield from _published(table, words)


def _published(table: Table, words: list[str]) -> Iterator[str]:
    """The newest first; a Query a day, as far back as somebody reads on."""
    for day in table.read(articles.calendar(months=articles.EVER, until=local_day(system_clock()))):
        for teasers in articles.whole_day(table, day):
            shown = (one for one in teasers if _has(words, one.headline, one.lead))
            yield from (f"{one.slug}  published {local(one.published_at):%Y-%m-%d %H:%M}" for one in shown)


def _hidden(one: HiddenRow) -> str:
    until = f" until {local(one.until):%Y-%m-%d %H:%M}" if one.until else ""
    return f"{one.slug}  {one.why}{until}, since {local(one.since):%Y-%m-%d %H:%M}: {one.headline}"


def _has(words: list[str], *texts: str) -> bool:
    text = " ".join(texts).casefold()
    return all(word in text for word in words)


def _history(options: argparse.Namespace) -> int:
    table = table_of(options)
    slug = options.slug
    state = ArticleStore(table).load_at(slug)
    while isinstance(state, Moved):
        print(f"{slug}: its address is {state.to}")
        slug = state.to
        state = ArticleStore(table).load_at(slug)
    if not isinstance(state, Published | Hidden):
        print(f"{slug}: there is no such article")
        return 1
    came_at = state.article.came_at if isinstance(state, Published) else state.hidden.came_at
    found = history(table, state.entry.origin)
    if came_at and all(one.at != came_at for one in found):
        first = Happening(at=came_at, by=state.entry.origin.feed, outcome="stored", reason="revision 1 published")
        found = (first, *found)
    for one in found:
        print(f"{local(one.at):%d %b %Y %H:%M}".lower() + f"  {one.by}: {one.reason}")
    return 0
