"""reindex: has the articles indexed anew for searching. What an index has lost is made anew without it."""

import argparse
from datetime import date
from typing import Any

from tqdm import tqdm

from portal.cli.plural import several
from portal.cli.where import add_where, table_of
from portal.model.clock import local_day, system_clock
from portal.storage import article_queries
from portal.storage.search_manifest import SearchState
from portal.storage.table import Table


def add_commands(commands: Any) -> None:
    reindex = commands.add_parser("reindex", help="have every article indexed anew for searching, in the background")
    reindex.add_argument("--since", metavar="DAY", type=date.fromisoformat, help="only from this day on: 2026-11-24")
    reindex.set_defaults(run=_reindex)
    add_where(reindex)


def _reindex(options: argparse.Namespace) -> int:
    table, now = table_of(options), system_clock()
    if options.since:
        count = mark_since(table, today=local_day(now), since=options.since)
        print(f"{several(count, 'article')} will be indexed again within minutes")
    else:
        SearchState(table).begin_anew(now)
        print("the index is made anew from the next minute on, the newest articles first, some 30,000 a minute")
        print("meanwhile searching finds what is new in it, and the rest in the old one as far as that is there")
    return 0


def mark_since(table: Table, *, today: date, since: date) -> int:
    """Marks every article from `since` on as changed, the oldest day first; how many. May be stopped and repeated.

    A Query a day with news, a PutItem an article.
    """
    state = SearchState(table)
    days = table.read(article_queries.calendar(months=article_queries.EVER, until=today))
    count = 0
    for day in tqdm(sorted(day for day in days if day >= since), unit="day", disable=None):
        for teasers in article_queries.whole_day(table, day):
            state.again([teaser.slug for teaser in teasers])
            count += len(teasers)
    return count
