"""waiting: what a person has to decide."""

import argparse
from typing import Any

from portal.cli.article_slug import parse_slug
from portal.cli.where import add_where, table_of
from portal.model.clock import local
from portal.storage import article_queries
from portal.storage.article_queries import WaitingRow

REASONS = {
    "killed": "killed; a later revision waits",
    "notice": "its words say that something must go",
    "unreadable": "its embargo does not say when it ends",
    "edited": "our correction does not fit the agency's new text",
}


def add_commands(commands: Any) -> None:
    waiting = commands.add_parser(
        "waiting", help="what waits for a person: `restore SLUG`, or `--done SLUG` to leave it"
    )
    waiting.add_argument("--done", metavar="SLUG", type=parse_slug, help="it stays as it is, and waits no more")
    waiting.set_defaults(run=_waiting)
    add_where(waiting)


def _waiting(options: argparse.Namespace) -> int:
    table = table_of(options)
    if options.done:
        article_queries.wait_no_more(table, options.done)
        print(f"waits no more: {options.done}")
        return 0
    found = table.read(article_queries.waiting())
    for one in found:
        print(f"{local(one.since):%Y-%m-%d %H:%M}  {one.slug}\n                  {one.headline} ({reason_of(one)})")
        print(f"                  {one.guid} of feed {one.feed}")
    if not found:
        print("nothing waits")
    return 0


def reason_of(one: WaitingRow) -> str:
    """Why it waits, in words to a person."""
    if one.by:
        return f"feed {one.by} asked {one.asked}, and may not: they are not of one group"
    return REASONS.get(one.why, one.why)
