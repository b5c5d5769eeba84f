"""articles: what there is, published or held, the newest first."""

import argparse
from collections.abc import Iterator
from typing import Any

from portal.cli.waiting import reason_of
from portal.cli.where import add_where, table_of
from portal.model.article import Why
from portal.model.clock import local, local_day, system_clock
from portal.storage import article_queries
from portal.storage.article_queries import HiddenRow
from portal.storage.table import Table

HELD = (Why.WITHHELD, Why.UNREADABLE, Why.NOTICE, Why.EMBARGO)
LISTED = 50


def add_commands(commands: Any) -> None:
    listed = commands.add_parser("articles", help="articles with their state, the newest first")
    listed.add_argument("--held", action="store_true", help="not to be seen yet: withheld, embargo, notice")
    listed.add_argument("--embargoed", action="store_true", help="under embargo, and until when")
    listed.add_argument("--killed", action="store_true", help="taken back by their agency")
    listed.add_argument("--waiting", action="store_true", help="a person has to decide")
    listed.add_argument("--find", metavar="WORDS", default="", help="with these words in headline or lead")
    listed.set_defaults(run=_articles)
    add_where(listed)


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
        found = table.read(article_queries.waiting())
        yield from (f"{one.slug}  waits: {reason_of(one)}" for one in found if _has(words, one.headline))
        return
    whys = {*(HELD if options.held else ()), *((Why.EMBARGO,) if options.embargoed else ())}
    whys |= {Why.KILLED} if options.killed else set()
    rows = table.read(article_queries.hidden_rows())
    yield from (_hidden(one) for one in rows if (not whys or one.why in whys) and _has(words, one.headline))
    if not whys:
        yield from _published(table, words)


def _published(table: Table, words: list[str]) -> Iterator[str]:
    """The newest first; a Query a day, as far back as somebody reads on."""
    for day in table.read(article_queries.calendar(months=article_queries.EVER, until=local_day(system_clock()))):
        for teasers in article_queries.whole_day(table, day):
            shown = (one for one in teasers if _has(words, one.headline, one.lead))
            yield from (f"{one.slug}  published {local(one.published_at):%Y-%m-%d %H:%M}" for one in shown)


def _hidden(one: HiddenRow) -> str:
    until = f" until {local(one.until):%Y-%m-%d %H:%M}" if one.until else ""
    return f"{one.slug}  {one.why}{until}, since {local(one.since):%Y-%m-%d %H:%M}: {one.headline}"


def _has(words: list[str], *texts: str) -> bool:
    text = " ".join(texts).casefold()
    return all(word in text for word in words)
