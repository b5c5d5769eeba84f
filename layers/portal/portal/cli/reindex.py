"""reindex: has every article indexed anew for searching; after the first deployment with a search, or a lost bucket."""

import argparse
from datetime import date
from typing import Any

from tqdm import tqdm

from portal.cli.where import add_where, table_of
from portal.model.clock import local_day, system_clock
from portal.storage import articles
from portal.storage.search_state import SearchState
from portal.storage.table import Table


def add_commands(commands: Any) -> None:
    reindex = commands.add_parser("reindex", help="have every article indexed anew for searching, in the background")
    reindex.add_argument("--since", metavar="DAY", type=date.fromisoformat, help="only from this day on: 2026-11-24")
    reindex.set_defaults(run=_reindex)
    add_where(reindex)


def _reindex(options: argparse.Namespace) -> int:
    count = reindex(table_of(options), today=local_day(system_clock()), since=options.since)
    print(f"{count} articles will be indexed again within minutes")
    return 0


def reindex(table: Table, *, today: date, since: date | None = None) -> int:
    """Marks every article since `since` as changed, the oldest day first; how many. It may be stopped and repeated.

    A Query a day with news, a PutItem an article.
    """
    state = SearchState(table)
    days = table.read(articles.calendar(months=articles.EVER, until=today))
    count = 0
    for day in tqdm(sorted(day for day in days if since is None or day >= since), unit="day", disable=None):
        for teasers in articles.whole_day(table, day):
            state.again([teaser.slug for teaser in teasers])
            count += len(teasers)
    return count
