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

MONTHS = 10_000
AT_A_TIME = 500


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
    days = [day for day in table.read(articles.calendar(months=MONTHS, until=today)) if since is None or day >= since]
    count = 0
    for day in tqdm(sorted(days), unit="day", disable=None):
        before = None
        while True:
            listing = table.read(articles.of_day(day, limit=AT_A_TIME, before=before))
            state.again([teaser.slug for teaser in listing.teasers])
            count += len(listing.teasers)
            before = listing.older
            if before is None:
                break
    return count
